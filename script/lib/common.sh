# shellcheck shell=bash
# Words, paths, locks and users. Sourced by every script; starts nothing.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
VAR_DIR=$(realpath -m "${VAR_DIR:-$ROOT/var}")
export LC_ALL=C.UTF-8 LANG=C.UTF-8 PYTHONUTF8=1 PYTHONUNBUFFERED=1

say() { printf '── %s\n' "$*" >&2; }
fail() {
  printf '\n✗ %s\n' "$*" >&2
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }
is_root() { [[ $EUID -eq 0 ]]; }
short_hash() { printf '%s' "$1" | sha256sum | cut -c1-10; }

# A folder that only its owner may enter; refuses one that somebody else put there first.
private_dir() {
  local dir=$1 owner=${2:-$EUID}
  if [[ -L $dir ]]; then return 1; fi
  if [[ ! -d $dir ]]; then (umask 077 && mkdir -p "$dir") 2>/dev/null || return 1; fi
  if [[ $(stat -c %u "$dir") != "$owner" ]]; then
    # Root may hand over only what was root's own.
    is_root && [[ -O $dir ]] && chown "$owner" "$dir" || return 1
  fi
  chmod 700 "$dir"
}

# hold NAME shared|exclusive [wait]: a lock that the kernel drops when the holder dies. The descriptor lands in $HELD.
hold() {
  local name=$1 mode=$2 wait=${3:-wait} flags=()
  mkdir -p "$VAR_DIR/lock"
  exec {HELD}>>"$VAR_DIR/lock/$name"
  [[ $mode = shared ]] && flags+=(--shared)
  [[ $wait = now ]] && flags+=(--nonblock)
  if flock "${flags[@]}" "$HELD"; then return 0; fi
  exec {HELD}>&-
  return 1
}

release() {
  local fd=$1
  exec {fd}>&-
}

# A clone that belongs to an ordinary user is served as that user, also when root types the command,
# so that `sudo script/server` today does not lock its owner out tomorrow.
become_owner() {
  is_root || return 0
  local uid name home
  uid=$(stat -c %u "$ROOT")
  ((uid >= 1000)) || return 0
  IFS=: read -r name _ _ _ _ home _ < <(getent passwd "$uid") || return 0
  [[ -d $home ]] || return 0
  install_packages "${NEEDS[@]}"
  say "This clone belongs to $name; going on as $name."
  exec setpriv --reuid="$uid" --regid="$(id -g "$name")" --init-groups \
    env HOME="$home" USER="$name" LOGNAME="$name" "$0" "$@"
}

ensure_var() {
  [[ -w $ROOT ]] || fail "You ($(id -un)) cannot write in $ROOT: clone the project into a folder of your own."
  mkdir -p "$VAR_DIR" 2>/dev/null
  [[ -w $VAR_DIR ]] || fail "You ($(id -un)) cannot write in $VAR_DIR, which belongs to $(stat -c %U "$VAR_DIR"): remove it as that user, or set VAR_DIR."
  mkdir -p "$VAR_DIR"/{log,static,media,private}
  chmod 700 "$VAR_DIR/private"
}
