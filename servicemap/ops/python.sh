# shellcheck shell=bash
# Python: a virtual environment with exactly the locked requirements.

# shellcheck disable=SC2034 # the other pieces use it
PYTHON=$ROOT/.venv/bin/python

find_python() { # the first Python of at least 3.11 that can make a virtual environment
  local name
  for name in /usr/bin/python3.11 /usr/bin/python3 python3.11 python3 python3.12 python3.13; do
    "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
      && command -v "$name" && return 0
  done
  return 1
}

# `install_requirements LIST [FOLDER]`: into .venv, or into a folder of its own.
install_requirements() {
  local list=$ROOT/requirements/$1.txt venv=${2:-$ROOT/.venv} wanted uv
  wanted=$(digest "$list" "$ROOT/requirements/tools.txt")
  [ "$(cat "$venv/installed-$1" 2>/dev/null)" = "$wanted" ] && return 0
  make_venv "$venv"
  uv=("$venv/bin/python" -m uv --system-certs) # as pip does: a proxy of one's own may sign
  during "Installing the Python packages of requirements/$1.txt" \
    "${uv[@]}" pip install -q --python "$venv/bin/python" --require-hashes -r "$list" || exit 1
  echo "$wanted" >"$venv/installed-$1"
  # Every list begins with base.in.
  digest "$ROOT/requirements/base.txt" "$ROOT/requirements/tools.txt" >"$venv/installed-base"
}

make_venv() {
  "$1/bin/python" -m uv --version >/dev/null 2>&1 && return 0
  rm -rf "$1"
  during "Making a Python environment in ${1#"$ROOT"/}" "$(find_python)" -m venv "$1" || exit 1
  during "Installing uv, which installs the rest" "$1/bin/python" -m pip install -q \
    --disable-pip-version-check --require-hashes -r "$ROOT/requirements/tools.txt" || exit 1
}
