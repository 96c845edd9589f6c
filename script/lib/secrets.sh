# shellcheck shell=bash
# Keys are made once per clone and kept beside its data; what the environment already says wins.

random_key() { head -c 32 /dev/urandom | base64 -w0; }

ensure_secrets() {
  local file=$VAR_DIR/secrets.env lock name
  hold secrets exclusive
  lock=$HELD
  (
    umask 077
    touch "$file"
    grep -q "^SECRET_KEY='.*'$" "$file" || printf "SECRET_KEY='%s'\n" "$(random_key)$(random_key)" >>"$file"
    grep -q "^SEAL_KEYS='.*'$" "$file" || printf "SEAL_KEYS='k1:%s'\n" "$(random_key)" >>"$file"
    grep -q "^LOOKUP_KEY='.*'$" "$file" || printf "LOOKUP_KEY='%s'\n" "$(random_key)" >>"$file"
    chmod 600 "$file"
  )
  release "$lock"
  for name in SECRET_KEY SEAL_KEYS LOOKUP_KEY; do
    [[ -n ${!name:-} ]] || printf -v "$name" '%s' "$(sed -n "s/^$name='\(.*\)'$/\1/p" "$file" | tail -n 1)"
    export "${name?}"
  done
}
