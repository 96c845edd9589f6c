# shellcheck shell=bash
# Keys are made once per clone and kept beside its data; what the environment already says wins.

random_key() { head -c 32 /dev/urandom | base64 -w0; }

whole_lines() { grep -sE "^[A-Z_]+='.+'$" "$1" || true; }

ensure_secrets() {
  local file=$VAR_DIR/secrets.env lock name
  hold secrets exclusive
  lock=$HELD
  (
    umask 077
    whole_lines "$file" >"$file.new"
    grep -q ^SECRET_KEY= "$file.new" || echo "SECRET_KEY='$(random_key)$(random_key)'" >>"$file.new"
    grep -q ^SEAL_KEYS= "$file.new" || echo "SEAL_KEYS='k1:$(random_key)'" >>"$file.new"
    grep -q ^LOOKUP_KEY= "$file.new" || echo "LOOKUP_KEY='$(random_key)'" >>"$file.new"
    mv "$file.new" "$file"
  )
  release "$lock"
  for name in SECRET_KEY SEAL_KEYS LOOKUP_KEY; do
    [[ -n ${!name:-} ]] || printf -v "$name" '%s' "$(sed -n "s/^$name='\(.*\)'$/\1/p" "$file" | tail -n 1)"
    export "${name?}"
  done
}
