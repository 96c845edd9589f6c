# shellcheck shell=bash
# What the machine must have. Each need is looked for by what it does, not by its package's name,
# so that a machine that got it in another way is left alone.

# Needs of the city itself; script/test adds a browser.
# shellcheck disable=SC2034
NEEDS=(python fonts gettext gdal pango postgres redis)

# Not by a pipe into `grep -q`: it would end first, and ldconfig's broken pipe count as a failure.
library() { [[ $(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null) = *"$1"* ]]; }

browser() {
  local name
  for name in chromium chromium-browser google-chrome; do
    if has "$name"; then
      command -v "$name"
      return
    fi
  done
  return 1
}

is_met() {
  case $1 in
    python) python_for_venv >/dev/null ;;
    fonts) [[ -n $(fc-list :lang=zh 2>/dev/null | head -n 1) ]] ;;
    gettext) has msgfmt && has msgmerge && has xgettext ;;
    gdal) library libgdal.so ;;
    pango) library libpango-1.0.so.0 && library libpangoft2-1.0.so.0 && library libharfbuzz-subset.so.0 ;;
    postgres) [[ $OWN_POSTGRES = 0 || -n $(postgres_bin) ]] ;;
    redis) [[ $OWN_REDIS = 0 ]] || { has redis-server && has redis-cli; } ;;
    browser) browser >/dev/null ;;
  esac
}

in_words() {
  case $1 in
    python) echo "Python 3.11 or newer with venv" ;;
    fonts) echo "a Chinese font" ;;
    gettext) echo "gettext" ;;
    gdal) echo "GDAL" ;;
    pango) echo "Pango with HarfBuzz" ;;
    postgres) echo "PostgreSQL 14 or newer with PostGIS 3" ;;
    redis) echo "Redis" ;;
    browser) echo "Chromium" ;;
  esac
}

# The PostgreSQL that is here already, or else the one that this release of Debian or Ubuntu brings.
postgres_major() {
  local present
  present=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -rV | cut -d/ -f5 | sed -n 1p)
  if [[ $present =~ ^[0-9]+$ ]]; then
    echo "$present"
  else
    apt-cache depends postgresql 2>/dev/null | sed -n 's/.*Depends: postgresql-\([0-9]*\)$/\1/p' | sed -n 1p
  fi
}

candidate() { apt-cache policy "$1" 2>/dev/null | awk '/Candidate:/ {print $2}'; }

packages_of() {
  local major
  case $1 in
    python) if dpkg --compare-versions "$(candidate python3)" lt 3.11; then echo python3.11 python3.11-venv; else echo python3 python3-venv; fi ;;
    fonts) echo fontconfig fonts-noto-cjk ;;
    gettext) echo gettext ;;
    gdal) echo gdal-bin ;;
    pango) echo libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 ;;
    postgres)
      major=$(postgres_major)
      echo "postgresql-${major:-15}" "postgresql-${major:-15}-postgis-3"
      ;;
    redis) echo redis-server ;;
    browser) if [[ -n $(candidate chromium) && $(candidate chromium) != '(none)' ]]; then echo chromium; else echo chromium-browser; fi ;;
  esac
}

as_root() { if is_root; then "$@"; else sudo "$@"; fi; }

can_be_root() {
  if is_root; then return; fi
  has sudo || return 1
  if sudo -n true 2>/dev/null; then return; fi
  [[ -t 0 ]] || return 1
  say "Some packages are missing; sudo may ask for your password to install them."
  sudo -v
}

apt() {
  local quiet=()
  [[ -t 2 ]] || quiet=(-q)
  as_root env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 apt-get -y "${quiet[@]}" \
    -o DPkg::Lock::Timeout=600 -o Dpkg::Options::=--force-confold -o Acquire::Retries=5 \
    "$@" </dev/null >&2
}

# Debian would start its own PostgreSQL and Redis on installing them. Ours are private; what already runs is not touched.
keep_services_quiet() {
  local policy=/usr/sbin/policy-rc.d clusters=/etc/postgresql-common/createcluster.conf
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\n# civic-harbour: during an installation only\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
  fi
  if [[ ! -e $clusters ]]; then
    as_root mkdir -p "${clusters%/*}"
    printf '# civic-harbour keeps its own cluster under var/\ncreate_main_cluster = false\n' | as_root tee "$clusters" >/dev/null
  fi
}

let_services_speak() {
  if grep -qs 'civic-harbour' /usr/sbin/policy-rc.d; then as_root rm -f /usr/sbin/policy-rc.d; fi
}

list() {
  local joined
  printf -v joined '%s, ' "$@"
  echo "${joined%, }"
}

install_packages() {
  local need missing=() words=() packages=()
  for need in "$@"; do
    if ! is_met "$need"; then
      missing+=("$need")
      words+=("$(in_words "$need")")
    fi
  done
  [[ ${#missing[@]} -gt 0 ]] || return 0
  if ! has apt-get || ! can_be_root; then
    fail "Without apt and root (or sudo) this cannot be installed for you, so please install $(list "${words[@]}") and start again."
  fi
  say "Installing: $(list "${words[@]}") (about 3 minutes; apt asks the network, so a slow line takes longer)."
  if [[ -n $(dpkg --audit 2>/dev/null) ]]; then as_root env DEBIAN_FRONTEND=noninteractive dpkg --configure -a </dev/null >&2; fi
  apt update || say "apt could not refresh its lists; trying with the old ones."
  for need in "${missing[@]}"; do
    # shellcheck disable=SC2207
    packages+=($(packages_of "$need"))
  done
  keep_services_quiet
  apt install --no-install-recommends "${packages[@]}" || { let_services_speak && fail "apt could not install: ${packages[*]}. Look at its lines above."; }
  let_services_speak
  for need in "${missing[@]}"; do
    is_met "$need" || fail "After the installation there is still no $(in_words "$need") here; please install it by hand."
  done
}
