# shellcheck shell=bash
# Tell what happens, with the seconds since the start, and run long steps so that they can be stopped.

say() { printf '[%4d s] %s\n' "$SECONDS" "$*"; }

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

refuse() { # a wrong call: the reason, and how to call
  printf '%s\n' "$@" >&2
  usage >&2
  exit 2
}

# Run a command and wait for it; a signal to ./dev reaches it at once, not after it ended.
run() {
  local status=0
  env --default-signal=INT,QUIT "$@" <&0 6>&- 7>&- 8>&- 9>&- &
  CHILD=$!
  wait "$CHILD" || status=$?
  CHILD=""
  return "$status"
}

# `during TEXT COMMAND…`: run a quiet step; while it takes long say so, when it fails show its words.
during() {
  local text=$1 log status=0
  shift
  say "$text"
  log=$(mktemp)
  tick "… $text" 6>&- 7>&- 8>&- 9>&- &
  TICKER=$!
  run "$@" >"$log" 2>&1 || status=$?
  stop_ticker
  [ "$status" = 0 ] || cat "$log" >&2
  rm -f "$log"
  return "$status"
}

tick() { # by `read`, since a `sleep` would outlive us and keep our output open
  local never
  trap - EXIT INT TERM
  exec {never}<> <(:)
  while kill -0 "$$" 2>/dev/null; do
    read -rt 10 -u "$never" || true
    say "$1"
  done
}

stop_ticker() {
  [ -n "${TICKER:-}" ] || return 0
  kill "$TICKER" 2>/dev/null || true
  wait "$TICKER" 2>/dev/null || true
  TICKER=""
}

# `stamped NAME CONTENT`: was this step done already for just this content? `stamp` notes that it was.
stamped() { [ "$(cat "$LOCAL/stamps/$1" 2>/dev/null)" = "$2" ]; }
stamp() {
  mkdir -p "$LOCAL/stamps"
  printf '%s\n' "$2" >"$LOCAL/stamps/$1"
}
digest() { cat -- "$@" 2>/dev/null | sha256sum | cut -c1-16; }
