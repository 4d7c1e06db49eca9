# shellcheck shell=bash
# Bring a checkout to where it can run: packages, Python, database, translations, tables, static files.

# `prepare LIST`: all of it, with the requirements of LIST (base or dev) and more packages if given.
prepare() {
  local list=$1
  shift
  prepare_python "$list" "$@"
  prepare_database
  in_turn prepare_service
}

prepare_quietly() { prepare "$@" >&2; } # the command's own output stays clean

prepare_python() {
  local list=$1
  shift
  check_owner
  [ -n "${DATABASE_URL:-}" ] || set -- "$@" cluster
  install_packages runtime "$@"
  in_turn install_requirements "$list"
}

prepare_database() {
  [ -z "${DATABASE_URL:-}" ] || return 0
  DATABASE=servicemap_$(area_key | tr - _)
  cluster_up "$DATABASE"
}

prepare_service() {
  make_tables
  build
}

make_tables() { # a database that is not ours keeps no stamp here: ask it each time
  local tables
  tables=$(digest ./*/migrations/*.py requirements/base.txt)
  if [ -z "${DATABASE_URL:-}" ] && stamped "$DATABASE-tables" "$tables"; then return 0; fi
  during "Making the tables" "$PYTHON" manage.py migrate -v0 || exit 1
  [ -n "${DATABASE_URL:-}" ] || stamp "$DATABASE-tables" "$tables"
}

build() {
  local files
  compile_translations
  bundle
  files=$(find frontend/static "$BUNDLE" -type f -printf '%p %s %T@\n' | sort | digest - requirements/base.txt)
  if stamped static "$files" && [ -d "$LOCAL/static" ]; then return 0; fi
  during "Collecting the static files" "$PYTHON" manage.py collectstatic --noinput -v0 || exit 1
  stamp static "$files"
}

compile_translations() {
  local text draft
  for text in ./*/locale/*/LC_MESSAGES/*.po; do
    if [ ! -e "$text" ] || [ "${text%.po}.mo" -nt "$text" ]; then continue; fi
    draft=$(mktemp "${text%.po}.XXXXXX")
    msgfmt --check-format -o "$draft" "$text"
    chmod 644 "$draft"
    mv "$draft" "${text%.po}.mo"
  done
}

# One ./dev at a time installs; the others wait and then find it done.
in_turn() {
  mkdir -p "$LOCAL"
  exec 7>>"$LOCAL/setup.lock"
  if ! flock -n 7; then
    say "Waiting for another ./dev that is installing"
    flock 7
  fi
  "$@"
  exec 7>&-
}

# Root and a user in one checkout would lock each other out of half of it.
check_owner() {
  local owner
  owner=$(stat -c %U "$LOCAL" 2>/dev/null || stat -c %U "$ROOT")
  [ "$owner" = "$(id -un)" ] && return 0
  if [ ! -e "$LOCAL" ]; then
    [ -w "$ROOT" ] && return 0
    fail "This checkout belongs to $owner and $(id -un) may not write to it: use a clone of your own."
  fi
  fail "What ./dev made in $LOCAL, the database too, belongs to $owner." \
    "Run ./dev as $owner, or use a clone of your own."
}

area_file() { echo "${SERVICEMAP_AREA_FILE:-geodata/areas/${SERVICEMAP_AREA:-helsinki-centre}.toml}"; }
area_key() { basename "$(area_file)" .toml; }

check_area() {
  local known
  [ ! -e "$(area_file)" ] || return 0
  known=$(basename -s .toml geodata/areas/*.toml | paste -sd ' ')
  refuse "There is no area $(area_key). There are: $known"
}

existing_file() {
  (cd "$CALLER" && [ -f "$1" ] && [ -r "$1" ]) || refuse "There is no readable file $1."
  (cd "$CALLER" && realpath "$1")
}

finish() {
  trap '' INT TERM
  stop_ticker
  stop_types
  stop_worker
  cluster_down
}

stop_child() { # pass the signal on, and wait until the child has ended
  [ -n "${CHILD:-}" ] || return 0
  kill -"$1" "$CHILD" 2>/dev/null || true
  wait "$CHILD" 2>/dev/null || true
}
