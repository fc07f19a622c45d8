#!/usr/bin/env bash
# Reads an API key from a real keyring: tests/keyring.sh BINARY, one that was built with the feature `keyring`.
# Needs gnome-keyring, dbus-daemon and libsecret-tools, and no desktop.
set -euo pipefail

if [ -z "${IN_SESSION:-}" ]; then
  binary=$(realpath "$1")
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  mkdir -m 700 "$folder"/{data,run,home,home/connections}
  # Whoever runs this has a keyring as well, which is none of ours.
  env -i PATH="$PATH" IN_SESSION=1 BINARY="$binary" HOME="$folder/home" SORTIE_HOME="$folder/home" \
    XDG_DATA_HOME="$folder/data" XDG_RUNTIME_DIR="$folder/run" dbus-run-session -- bash "$0"
  exit
fi

fail() { printf 'keyring: %s\n' "$*" >&2; exit 1; }

# What is ended with this script, by its number.
started=()
trap 'kill "${started[@]}" 2>/dev/null || true; wait' EXIT

# A new login keyring, made with this password and unlocked.
printf unlocked | gnome-keyring-daemon --unlock --components=secrets >"$HOME/daemon.log" 2>&1
# Returns when it serves.
gnome-keyring-daemon --start --components=secrets >>"$HOME/daemon.log" 2>&1
started+=("$(dbus-send --session --print-reply=literal --dest=org.freedesktop.DBus / \
  org.freedesktop.DBus.GetConnectionUnixProcessID string:org.freedesktop.secrets | grep -oE '[0-9]+$')")

mkfifo "$HOME/told"
"$BINARY" emulate jumpcloud --listen 127.0.0.1:0 --users 3 --api-key right-k3y 2>"$HOME/told" &
started+=($!)
exec 3<"$HOME/told"
read -r -u 3 greeting
address=$(grep -oE '127\.0\.0\.1:[0-9]+' <<<"$greeting" | head -1)

cat >"$HOME/connections/kept.yaml" <<END
label: kept
integration: jumpcloud
base_url: http://$address
api_key: {keyring: acme}
END

# expect CODE TEXT: the test of the connection ends so, and says so.
expect() {
  code=0
  told=$("$BINARY" connections test kept -o ndjson 2>&1) || code=$?
  [ "$code" = "$1" ] || fail "exit code $code instead of $1: $told"
  grep -qF "$2" <<<"$told" || fail "nothing of '$2' in: $told"
  ! grep -q k3y <<<"$told" || fail "the key is printed: $told"
}

store() { printf %s "$1" | secret-tool store --label='a key of sortie' service sortie username acme target default; }

expect 2 'the keyring holds no `acme` of the service `sortie`'
store wrong-k3y
expect 1 'answered 401'
store right-k3y
expect 0 '"ok":true'
"$BINARY" run expire_system_user_password -c kept -o ndjson -i system_user_id=ai_hammad >/dev/null || fail "a run fails"
echo "keyring: ok"
