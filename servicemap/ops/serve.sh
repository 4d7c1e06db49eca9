# shellcheck shell=bash
# Import, ask, serve.

manage() { # on a terminal in the foreground, so that a shell's Ctrl-C is the shell's
  cd "$CALLER" || exit
  if [ -t 0 ]; then "$PYTHON" "$ROOT/manage.py" "$@"; else run "$PYTHON" "$ROOT/manage.py" "$@"; fi
}

# `import_area [--file FILE]`: the file replaces what the area file names for OpenStreetMap.
import_area() {
  say "Importing OpenStreetMap"
  run "$PYTHON" manage.py import_data osm "$@"
  if grep -q '^curated *=' "$(area_file)"; then
    say "Importing the stations of the area's own file"
    run "$PYTHON" manage.py import_data curated
  fi
}

# The worker brings the examples, once it has the postal areas; an earlier demo may have left some.
leave_out_examples() {
  [ "$SERVICEMAP_EXAMPLES" = 0 ] || return 0
  say "Leaving out the examples"
  run "$PYTHON" manage.py import_data examples --withdraw
}

print_last_mile() {
  say "The last mile"
  run "$PYTHON" manage.py last_mile
}

check_port() {
  PORT=${PORT:-8000}
  [[ $PORT =~ ^[1-9][0-9]{0,4}$ && $PORT -le 65535 ]] || refuse "PORT: $PORT is no port number (1 to 65535)."
  ! (: </dev/tcp/127.0.0.1/"$PORT") 2>/dev/null || fail "Port $PORT is in use; another one: PORT=8001 ./dev …"
}

serve() {
  local bind=${SERVICEMAP_BIND:-127.0.0.1}
  say "Serving on http://$bind:$PORT (Ctrl-C stops it)"
  run "$PYTHON" -m gunicorn servicemap.wsgi --config servicemap/ops/gunicorn_conf.py \
    --bind "$bind:$PORT" --workers "${SERVICEMAP_WORKERS:-2}" --threads "${SERVICEMAP_THREADS:-4}" \
    --worker-tmp-dir /dev/shm --graceful-timeout 5 --no-control-socket --log-level warning
}

# Who can sign in; what is theirs the worker brings once the examples are there.
make_demo_people() {
  say "Making people to sign in as"
  run "$PYTHON" manage.py demo --address "http://${SERVICEMAP_BIND:-127.0.0.1}:$PORT"
}

# Beside the server: what else the area names and is at hand comes in while it already answers.
# It asks no other machine unless the operator says so, and ends with ./dev, however that ends.
start_worker() {
  local kind
  say "Importing what else is at hand, in the background"
  for kind in --begin --at-once; do # the second, so that no code waits for an import
    SERVICEMAP_FETCH=${SERVICEMAP_FETCH:-0} env --default-signal=INT,QUIT nice -n 10 \
      setpriv --pdeathsig TERM "$PYTHON" manage.py worker "$kind" </dev/null 6>&- 7>&- 8>&- 9>&- &
    WORKERS+=($!)
  done
}

WORKERS=()
stop_worker() {
  local patience=50
  [ "${#WORKERS[@]}" -gt 0 ] || return 0
  kill -TERM "${WORKERS[@]}" 2>/dev/null || true
  while kill -0 "${WORKERS[@]}" 2>/dev/null && [ "$((patience -= 1))" -gt 0 ]; do sleep 0.1; done
  kill -KILL "${WORKERS[@]}" 2>/dev/null || true
  wait "${WORKERS[@]}" 2>/dev/null || true
  WORKERS=()
}

database() {
  case ${1:-start} in
    start)
      [ -z "${DATABASE_URL:-}" ] || fail "DATABASE_URL names another database; there is nothing to start."
      check_owner
      install_packages cluster
      prepare_database
      rm -f "$CLUSTER/started"
      say "The database runs until ./dev db stop. Its socket: PGHOST=$PGHOST PGUSER=postgres" ;;
    stop)
      check_owner
      find_postgres
      find_socket
      take_role
      cluster_stop
      say "The database is stopped." ;;
    *) refuse "./dev db: $1 is not known." ;;
  esac
}
