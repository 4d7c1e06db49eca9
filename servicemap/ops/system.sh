# shellcheck shell=bash
# Debian packages: install the missing ones when allowed, else print the line that would.

POSTGRES_CONF=/etc/postgresql-common/createcluster.d/servicemap.conf

packages() { # the names in the lists given
  local list
  for list in "$@"; do grep -v '^#' "$ROOT/servicemap/ops/$list.apt"; done
}

missing_packages() {
  local name
  for name in $(packages "$@"); do
    [[ $name == python3* ]] && find_python >/dev/null && continue
    dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || echo "$name"
  done
}

# Root and whoever may become root without a password get them; others the line to ask for.
install_packages() {
  local missing
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  AS_ROOT=()
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || fail "apt-get install -y --no-install-recommends ${missing//$'\n'/ }"
    AS_ROOT=(sudo -n)
  fi
  in_turn install_missing "$@"
}

install_missing() {
  local missing as=(${AS_ROOT[@]+"${AS_ROOT[@]}"})
  mapfile -t missing < <(missing_packages "$@")
  [ "${#missing[@]}" -gt 0 ] || return 0
  during "Fetching the list of packages" \
    ${as[@]+"${as[@]}"} apt-get update -qq -o DPkg::Lock::Timeout=300 || exit 1
  no_other_cluster
  during "Installing ${missing[*]}" ${as[@]+"${as[@]}"} env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 \
    -o Dpkg::Options::=--force-confold "${missing[@]}" || exit 1
  ${as[@]+"${as[@]}"} rm -f "$POSTGRES_CONF"
}

# Debian's package would make and start a cluster of its own, which nothing here uses.
no_other_cluster() {
  [ ! -d /var/lib/postgresql ] || return 0
  ${AS_ROOT[@]+"${AS_ROOT[@]}"} mkdir -p "${POSTGRES_CONF%/*}"
  echo 'create_main_cluster = false' | ${AS_ROOT[@]+"${AS_ROOT[@]}"} tee "$POSTGRES_CONF" >/dev/null
}
