#!/usr/bin/env bash
# postgres.sh FOLDER WATCHED_PID
# Runs a private PostgreSQL in FOLDER on a free loopback port until the watched process ends or the server does.
# FOLDER/port says the port once it answers; user foyer, password in FOLDER/password. A FOLDER with data is started again
# on the port it had. As root it runs as the user that Debian's package made.
set -u
folder=$1 watched=$2
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
user=()
if [ "$(id -u)" = 0 ]; then
  user=(setpriv --reuid postgres --regid postgres --clear-groups)
  chown postgres "$folder"
fi
give_up() {
  echo "$1" >"$folder/failed"
  exit 1
}
[ -x "$bin/postgres" ] || give_up "postgresql is not installed"

if [ ! -e "$folder/data/PG_VERSION" ]; then
  printf '%s' 'Dust & velvet/7%' >"$folder/password"
  chmod 644 "$folder/password"
  "${user[@]}" "$bin/initdb" -D "$folder/data" -U foyer -E UTF8 --locale=C.UTF-8 -A scram-sha-256 \
    --pwfile="$folder/password" --no-sync --no-instructions >"$folder/initdb.log" 2>&1 || give_up "$(cat "$folder/initdb.log")"
fi
server=
trap '[ -n "$server" ] && kill -QUIT "$server" 2>/dev/null' EXIT
trap 'exit 0' TERM INT HUP

for attempt in 1 2 3 4 5; do
  port=$(cat "$folder/port" 2>/dev/null || echo $((12000 + RANDOM % 20000)))
  "${user[@]}" setpriv --pdeathsig QUIT "$bin/postgres" -D "$folder/data" -p "$port" -k '' \
    -c listen_addresses=127.0.0.1 -c fsync="${POSTGRES_FSYNC:-off}" -c foyer.may_lose_writes=on \
    -c full_page_writes=off -c wal_level=minimal \
    -c max_wal_senders=0 -c shared_buffers=32MB -c max_connections=200 -c autovacuum=off -c jit=off \
    -c deadlock_timeout=100ms -c log_min_messages=fatal ${POSTGRES_OPTIONS:-} >>"$folder/log" 2>&1 &
  server=$!
  while kill -0 "$server" 2>/dev/null; do
    if "$bin/pg_isready" -q -h 127.0.0.1 -p "$port" -U foyer; then
      echo "$port" >"$folder/port.new" && mv "$folder/port.new" "$folder/port" && touch "$folder/ready"
      break 2
    fi
    sleep 0.02
  done
  server=
done
[ -n "$server" ] || give_up "$(cat "$folder/log")"
while kill -0 "$watched" 2>/dev/null && kill -0 "$server" 2>/dev/null; do sleep 0.2; done
kill -QUIT "$server" 2>/dev/null
wait "$server"
rm -f "$folder/ready"
kill -0 "$watched" 2>/dev/null || rm -rf "$folder"
