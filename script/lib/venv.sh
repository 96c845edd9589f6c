# shellcheck shell=bash
# .venv from requirements.txt: quick when nothing changed, made anew when an earlier install was cut off.

python_for_venv() {
  local name
  for name in python3.11 python3.12 python3.13 python3; do
    if has "$name" && "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  return 1
}

venv_stamp() { { echo "$ROOT" && cat "$ROOT/requirements.txt"; } | sha256sum; }

venv_is_ready() {
  [[ $(cat "$ROOT/.venv/stamp" 2>/dev/null) = "$(venv_stamp)" ]] && "$ROOT/.venv/bin/python" -c '' 2>/dev/null
}

# Cut off in the middle, moved or copied with its clone (its scripts name their folder), or without its Python.
venv_is_broken() {
  [[ -e $ROOT/.venv/unfinished ]] || ! grep -qsF "$ROOT/.venv/" "$ROOT/.venv/bin/pip" \
    || ! "$ROOT/.venv/bin/python" -m pip --version >/dev/null 2>&1
}

ensure_venv() {
  local lock
  if venv_is_ready; then return; fi
  hold venv exclusive now || { say "Another start is filling .venv; waiting for it." && hold venv exclusive; }
  lock=$HELD
  venv_is_ready || fill_venv
  release "$lock"
}

fill_venv() {
  local python
  if venv_is_broken; then
    python=$(python_for_venv) || fail "Python 3.11 or newer with its venv module is needed."
    say "Making .venv with $("$python" --version)."
    rm -rf "$ROOT/.venv"
    "$python" -m venv "$ROOT/.venv"
  fi
  say "Installing the Python packages (about 1 minute; longer on a slow line, and what was fetched is kept)."
  touch "$ROOT/.venv/unfinished"
  "$ROOT/.venv/bin/python" -m pip install --disable-pip-version-check --no-input --retries 10 \
    --requirement "$ROOT/requirements.txt" >&2 \
    || fail "pip could not install requirements.txt; look at the lines above, then start again."
  venv_stamp >"$ROOT/.venv/stamp"
  rm -f "$ROOT/.venv/unfinished"
}

# Catalogues are compiled when they are older than their source, without starting Django.
compile_messages() {
  local source
  for source in "$ROOT"/locale/*/LC_MESSAGES/*.po; do
    if [[ -e $source && ! ${source%.po}.mo -nt $source ]]; then
      msgfmt --check-format --output-file="${source%.po}.mo.$$" "$source"
      mv "${source%.po}.mo.$$" "${source%.po}.mo"
    fi
  done
}
