# shellcheck shell=bash
# The project's own PostgreSQL cluster in .local/pg, on a unix socket and nowhere else.

CLUSTER=$LOCAL/pg
CLUSTER_DATA=$CLUSTER/data
POSTGRES_OPTIONS="-c listen_addresses='' -c jit=off -c max_wal_size=1GB -c work_mem=16MB"
MOST_BUFFERS=1024 # megabytes; what a search reads at random costs a quarter when PostgreSQL keeps it

# `cluster_up DATABASE`: start it when it does not answer, make it and the database the first time;
# PGHOST is its socket.
cluster_up() {
  find_postgres
  find_socket
  mkdir -p "$CLUSTER"
  exec 8>>"$CLUSTER/users"
  exec 9>>"$CLUSTER/lock"
  flock -w 180 9 || fail "Another ./dev has been starting the database for 3 minutes: see $CLUSTER/log"
  flock -s 8 # held until this ./dev ends: see cluster_down
  take_role
  [ -s "$CLUSTER_DATA/PG_VERSION" ] || cluster_make
  cluster_answers || cluster_start
  [ -e "$CLUSTER/template" ] || cluster_template
  ensure_database "$1"
  flock -u 9
}

# Stop it when no other ./dev uses it and nobody asked, with `./dev db`, for it to stay.
cluster_down() {
  [ -n "${PGHOST:-}" ] && [ -e "$CLUSTER/started" ] || return 0
  flock -u 8
  if flock -n 8; then cluster_stop; fi
}

cluster_stop() {
  rm -f "$CLUSTER/started"
  [ ! -e "$CLUSTER_DATA/postmaster.pid" ] \
    || "${ROLE[@]}" "$POSTGRES/pg_ctl" -D "$CLUSTER_DATA" -m fast -w stop >/dev/null
}

cluster_answers() { "$POSTGRES/pg_isready" -q -h "$PGHOST"; }

find_postgres() {
  POSTGRES=$(find /usr/lib/postgresql/*/bin -maxdepth 0 2>/dev/null | sort -V | tail -1)
  [ -n "$POSTGRES" ] || fail "No PostgreSQL in /usr/lib/postgresql."
  # A cluster can be served only by the version that made it.
  local made
  made=$(cat "$CLUSTER_DATA/PG_VERSION" 2>/dev/null || true)
  [ -z "$made" ] || [ -d "/usr/lib/postgresql/$made" ] || fail \
    "The database in $CLUSTER was made by PostgreSQL $made, which is not installed:" \
    "apt-get install -y postgresql-$made postgresql-$made-postgis-3"
  [ -z "$made" ] || POSTGRES=/usr/lib/postgresql/$made/bin
}

find_socket() { # in .local, or in /tmp when the path is too long for a socket (107 bytes)
  local folder=$CLUSTER/run
  [ "$(printf %s "$folder" | wc -c)" -le 80 ] \
    || folder=/tmp/servicemap-$(id -u)-$(printf %s "$ROOT" | sha256sum | cut -c1-12)
  export PGHOST=$folder PGUSER=postgres
  unset PGPORT PGDATABASE PGSERVICE PGOPTIONS PGPASSWORD PGHOSTADDR
}

# PostgreSQL refuses to run as root: root's cluster is run by the user postgres.
take_role() {
  local pass=-all,+dac_override,+dac_read_search
  ROLE=(env -C / LC_ALL=C.UTF-8)
  mkdir -p "$CLUSTER"
  [ -d "$PGHOST" ] || mkdir -m 700 "$PGHOST"
  if [ "$(id -u)" = 0 ]; then
    chown postgres: "$CLUSTER" "$PGHOST"
    ROLE+=(setpriv --reuid=postgres --regid=postgres --init-groups --inh-caps=-all --bounding-set=-all)
    # A checkout below a folder that only root may enter: let the server pass, and nothing more.
    "${ROLE[@]}" test -x "$CLUSTER" 2>/dev/null || ROLE=("${ROLE[@]:0:3}" setpriv
      --reuid=postgres --regid=postgres --init-groups "--inh-caps=$pass" "--ambient-caps=$pass")
  else
    [ -O "$PGHOST" ] || fail "$PGHOST belongs to somebody else; remove it, or use a checkout with a shorter path."
  fi
}

cluster_make() {
  rm -rf "$CLUSTER_DATA" "$CLUSTER_DATA.new"
  during "Making a database cluster in ${CLUSTER#"$ROOT"/}" \
    "${ROLE[@]}" "$POSTGRES/initdb" -D "$CLUSTER_DATA.new" -U postgres -E UTF8 --locale=C.UTF-8 \
    --auth-local=trust --auth-host=reject || exit 1
  mv "$CLUSTER_DATA.new" "$CLUSTER_DATA"
}

cluster_start() {
  local attempt buffers
  buffers=$(awk -v most="$MOST_BUFFERS" \
    '/^MemTotal/ { quarter = int($2 / 4096); print (quarter < most ? quarter : most) }' /proc/meminfo)
  printf '%s\n' "$PGHOST" >"$CLUSTER/socket"
  for attempt in 1 2 3 4 5; do
    forget_dead_server
    # After a kill the server's children need a moment to notice and let its memory go.
    "${ROLE[@]}" "$POSTGRES/pg_ctl" -D "$CLUSTER_DATA" -l "$CLUSTER/log" -w -t 60 \
      -o "$POSTGRES_OPTIONS -c shared_buffers=${buffers}MB -c unix_socket_directories='$PGHOST'" start >/dev/null 2>&1 8>&- 9>&- || true
    cluster_answers && touch "$CLUSTER/started" && return 0
    sleep "$attempt"
  done
  tail -20 "$CLUSTER/log" >&2
  fail "The database in $CLUSTER does not start; above are the last lines of its log."
}

# postmaster.pid outlives a killed server, and its number may since belong to another process.
forget_dead_server() {
  local pid
  pid=$(head -1 "$CLUSTER_DATA/postmaster.pid" 2>/dev/null) || return 0
  grep -qz -- "$CLUSTER_DATA" "/proc/$pid/cmdline" 2>/dev/null || rm -f "$CLUSTER_DATA/postmaster.pid"
}

# New databases, the tests' too, are copies of template1: PostGIS costs a second less each time.
cluster_template() {
  psql -qd template1 -c 'set client_min_messages = warning; create extension if not exists postgis'
  touch "$CLUSTER/template"
}

# `ensure_database NAME`: with its stamps gone when it is new.
ensure_database() {
  [ "$(psql -qtAd postgres -c "select 1 from pg_database where datname = '$1'")" = 1 ] && return 0
  rm -f "$LOCAL/stamps/$1-"*
  createdb "$1"
}
