#!/bin/sh
# Measures a whole list, row by row: time, peak memory, and the time of curl for the same pages from the same server.
# Usage: benches/stream.sh PATH-OF-SORTIE [USERS]
set -eu
sortie=$1
users=${2:-100000}
port=${PORT:-8492}
work=$(mktemp -d)
stop=
last=
trap 'for process in $stop; do kill "$process" 2>/dev/null || true; done; wait; rm -rf "$work"' EXIT

# As long as a real one: a key of three letters stands in half of all rows, and each had to be read for it.
export BENCH_KEY=0123456789abcdefghijklmnopqrstuvwxyzABCD
mkdir -p "$work/home/connections" "$work/pages/api"
connect() { # LABEL PORT
    printf 'label: %s\nintegration: jumpcloud\nbase_url: http://127.0.0.1:%s\napi_key: {env: BENCH_KEY}\n' \
        "$1" "$2" >"$work/home/connections/$1.yaml"
}
await() { # PORT
    until curl -sf -o /dev/null -H "x-api-key: $BENCH_KEY" "http://127.0.0.1:$1/api/systemusers?limit=1&skip=0"; do
        kill -0 "$last"
        sleep 0.1
    done
}
# One process, one connection, every page, as sortie asks for them.
urls() { # PORT
    skip=0
    echo "header = \"x-api-key: $BENCH_KEY\""
    while [ "$skip" -eq 0 ] || [ $((skip + 1)) -lt "$users" ]; do
        printf 'url = "http://127.0.0.1:%s/api/systemusers?limit=100&skip=%s&sort=_id"\noutput = "%s"\n' \
            "$1" "$skip" "${2:-/dev/null}$([ -z "${2:-}" ] || echo "$skip")"
        skip=$((skip + 99))
    done
}
measured() { # NAME COMMAND...
    name=$1
    shift
    /usr/bin/time -f '%e %M' -o "$work/time" "$@" >"$work/out" 2>"$work/err"
    read -r seconds memory <"$work/time"
    rows=$(wc -l <"$work/out")
    echo "$name: $seconds s, $memory kB, $rows rows, $(awk "BEGIN { printf \"%.0f\", $rows / ($seconds + 0.001) }") rows/s; $(tail -1 "$work/err")"
}
stream() { measured "sortie, $1" "$sortie" --home "$work/home" run list_all_system_users -c "$1" --all-pages -o ndjson; }

echo "== $users users from the emulator"
"$sortie" emulate jumpcloud --listen "127.0.0.1:$port" --users "$users" 2>"$work/emulator.log" &
last=$!
stop="$stop $last"
await "$port"
connect emulator "$port"
stream emulator
urls "$port" >"$work/curl.emulator"
measured "curl, emulator" curl -s -K "$work/curl.emulator"

if command -v nginx >/dev/null; then
    echo "== the same pages as files"
    urls "$port" "$work/pages/" >"$work/curl.files"
    curl -s -K "$work/curl.files"
    cat >"$work/nginx.conf" <<CONF
daemon off; worker_processes 1; pid $work/nginx.pid; error_log stderr;
events { worker_connections 64; }
http {
    access_log off; keepalive_requests 1000000; default_type application/json;
    client_body_temp_path $work; proxy_temp_path $work; fastcgi_temp_path $work; uwsgi_temp_path $work; scgi_temp_path $work;
    server { listen 127.0.0.1:$((port + 1)); root $work/pages; location / { try_files /\$arg_skip =404; } }
}
CONF
    nginx -c "$work/nginx.conf" 2>"$work/nginx.log" &
    last=$!
    stop="$stop $last"
    await $((port + 1))
    connect files $((port + 1))
    urls $((port + 1)) >"$work/curl.nginx"
    for _ in 1 2 3; do
        measured "curl, files" curl -s -K "$work/curl.nginx"
        curl_seconds=$seconds
        stream files
        echo "sortie takes $(awk "BEGIN { printf \"%.1f\", $seconds / ($curl_seconds + 0.001) }") times as long as curl"
    done
fi

if "$sortie" emulate jumpcloud --help | grep -q -- --fault; then
    echo "== a page takes 30 ms"
    "$sortie" emulate jumpcloud --listen "127.0.0.1:$((port + 2))" --users "$users" --fault latency=30 2>"$work/slow.log" &
    last=$!
    stop="$stop $last"
    await $((port + 2))
    connect slow $((port + 2))
    stream slow
    urls $((port + 2)) >"$work/curl.slow"
    measured "curl, one page after the other" curl -s -K "$work/curl.slow"
fi
