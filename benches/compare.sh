#!/bin/sh
# Measures the sortie command beside others: wall time with hyperfine, peak memory with GNU time.
# Usage: benches/compare.sh PATH-OF-SORTIE [all|http|catalogue|connections|memory|certificates|demo|output]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
sortie=$1
what=${2:-all}
port=${PORT:-8491}
runs=${RUNS:-200}
python=${PYTHON:-python3}
address=http://127.0.0.1:$port
url="$address/api/systemusers?limit=10"

work=$(mktemp -d)
"$sortie" emulate jumpcloud --listen "127.0.0.1:$port" 2>"$work/emulator.log" &
emulator=$!
trap 'kill $emulator; rm -rf "$work"' EXIT
until curl -sf -o /dev/null -H 'x-api-key: key' "$url"; do sleep 0.1; done

# A home with one connection, and the same with 1,000 actions of its own.
export BENCH_KEY=key SORTIE_CONNECTION=bench
mkdir -p "$work/home/connections"
printf 'label: bench\nintegration: jumpcloud\nbase_url: %s\napi_key: {env: BENCH_KEY}\n' "$address" \
    >"$work/home/connections/bench.yaml"
printf 'label: empty\nintegration: jumpcloud\nemulator: {users: 0, seed: 1}\n' \
    >"$work/home/connections/empty.yaml"
cp -r "$work/home" "$work/full"
mkdir -p "$work/full/actions/jumpcloud"
number=1000
while [ $number -lt 2000 ]; do
    sed "s/^title: .*/title: Extra Action Number $number/; s/^aliases: .*/aliases: [Further Action $number]/" \
        "$here/../actions/jumpcloud/expire_system_user_password.yaml" \
        >"$work/full/actions/jumpcloud/extra_$number.yaml"
    number=$((number + 1))
done

small="$sortie --home $work/home run"
full="$sortie --home $work/full run"
list="jumpcloud.list_all_system_users -i 'params={\"limit\":\"10\"}'"
python_run="$python $here/action.py $address '{\"count\":10}'"
curl_run="curl -s -H x-api-key:key -H accept:application/json $url"

# One line a command, in milliseconds; a name may hold a comma, so fields count from the end.
measure() {
    hyperfine -N --warmup 10 --runs "$runs" --export-csv "$work/times" "$@" >/dev/null 2>"$work/log" || cat "$work/log"
    awk -F, 'NR > 1 { name = $0; sub(/,[-+.e0-9,]*$/, "", name); gsub(/"/, "", name)
        printf "%-32s median %7.2f ms   min %7.2f ms\n", name, $(NF - 4) * 1e3, $(NF - 1) * 1e3 }' "$work/times"
}
peak() {
    name=$1
    shift
    for _ in 1 2 3 4 5; do /usr/bin/time -f %M -o "$work/peak" "$@" >/dev/null 2>&1; tail -1 "$work/peak"; done |
        sort -n | sed -n "3s/\$/ kB  $name/p"
}
chosen() { [ "$what" = all ] || [ "$what" = "$1" ]; }

if chosen http; then
    echo "== one action over HTTP"
    measure -n "sortie run" "$small $list" -n "curl" "$curl_run" -n "sortie --version" "$sortie --version"
    runs=20
    measure -n "python, requests, jinja2" "$python_run"
    runs=${RUNS:-200}
fi
if chosen memory; then
    echo "== peak memory, the middle of five runs"
    peak "sortie run" "$sortie" --home "$work/home" run jumpcloud.list_all_system_users -i 'params={"limit":"10"}'
    peak "curl" curl -s -H x-api-key:key -H accept:application/json "$url"
    peak "python, requests, jinja2" "$python" "$here/action.py" "$address" '{"count":10}'
fi
if chosen catalogue; then
    echo "== 1,000 actions more"
    own="-i system_user_id=65b000000000000000000001 --dry-run"
    for name in jumpcloud.list_all_system_users "'List All System Users'"; do
        measure -n "$name" "$small $name" -n "$name, 1,000 more" "$full $name"
    done
    alias="\"Expire System User's Password\" $own"
    measure -n "an alias, dry" "$small $alias" -n "an alias, dry, 1,000 more" "$full $alias"
    measure -n "one of the 1,000 by name, dry" "$full jumpcloud.extra_1500 $own" \
        -n "one of them by title, dry" "$full 'Extra Action Number 1500' $own" \
        -n "one of them by alias, dry" "$full 'Further Action 1500' $own"
fi
if chosen connections; then
    echo "== 1,000 connections more"
    cp -r "$work/home" "$work/tenants"
    number=1000
    while [ $number -lt 2000 ]; do
        sed "s/^label: .*/label: tenant-$number/" "$work/home/connections/bench.yaml" \
            >"$work/tenants/connections/customer_$number.yaml"
        number=$((number + 1))
    done
    tenants="$sortie --home $work/tenants run"
    own="jumpcloud.expire_system_user_password -i system_user_id=65b000000000000000000001 --dry-run"
    measure -n "by file name, dry" "$small $own" -n "by file name, dry, 1,000 more" "$tenants $own" \
        -n "by a label in another file, dry" "$tenants $own -c tenant-1500"
fi
if chosen certificates; then
    echo "== certificates that a run over plain HTTP opens, of all the files it opens"
    strace -f -e trace=open,openat -o "$work/opened" \
        "$sortie" --home "$work/home" run jumpcloud.list_all_system_users >/dev/null 2>&1
    echo "$(grep -ciE 'ssl|certs|[.](pem|crt)"' "$work/opened") of $(grep -c open "$work/opened")"
fi
if chosen demo; then
    echo "== the emulator inside the run"
    measure -n "demo: 1,026 users" "$small $list -c demo" -n "no users" "$small $list -c empty"
fi
if chosen output; then
    echo "== 1,026 rows in eleven pages, the emulator inside the run"
    for format in json yaml ndjson table; do
        measure -n "$format" "$small jumpcloud.list_all_system_users -c demo --all-pages -o $format"
    done
fi
