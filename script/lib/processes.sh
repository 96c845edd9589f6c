# shellcheck shell=bash
# Everything that a start leaves running carries CIVIC_RUN in its environment, so that the end finds all of it,
# whoever its parent is by then.

STEP='' MANAGER='' PORT_LOCK=''

marked() {
  local file
  while read -r file; do
    file=${file#/proc/}
    echo "${file%/environ}"
  done < <(env -u CIVIC_RUN grep -lszx "CIVIC_RUN=$CIVIC_RUN" /proc/[0-9]*/environ)
}

end_marked() {
  local tenths pids
  for ((tenths = 0; tenths < 80; tenths++)); do
    mapfile -t pids < <(marked)
    [[ ${#pids[@]} -gt 0 ]] || return 0
    if ((tenths % 20 == 0)); then kill -TERM "${pids[@]}" 2>/dev/null; fi
    sleep 0.1
  done
  mapfile -t pids < <(marked)
  [[ ${#pids[@]} -eq 0 ]] || kill -KILL "${pids[@]}" 2>/dev/null
}

# Runs a long step so that a signal to this script is heard at once, not when the step is over.
step() {
  local status=0
  "$@" &
  STEP=$!
  wait "$STEP" || status=$?
  STEP=
  return "$status"
}

watch_for_the_end() {
  CIVIC_RUN=$$-$(random_key | tr -dc 'A-Za-z0-9')
  export CIVIC_RUN
  trap close_down EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP PIPE
}

close_down() {
  local status=$?
  trap '' INT TERM HUP PIPE
  set +e
  if [[ -n $MANAGER ]]; then
    say "Stopping web, worker and beat (a few seconds)."
    kill -TERM "$MANAGER" 2>/dev/null
    wait "$MANAGER"
  fi
  if [[ -n $STEP ]]; then kill -TERM "$STEP" 2>/dev/null; fi
  end_marked
  let_services_speak
  leave_ground
  if [[ -n $MANAGER ]]; then say "Stopped; nothing is left running."; fi
  exit "$status"
}

# --- the port

port_is_free() {
  "$ROOT/.venv/bin/python" - "$1" "$2" <<'PY'
import socket, sys

with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind((sys.argv[1], int(sys.argv[2])))
    except OSError:
        sys.exit(1)
PY
}

# Two starts in the same second would both find a port free, and granian lets two listeners share one:
# so a port is also claimed by a lock that lasts as long as the start.
claim_port() {
  local dir=/tmp/civic-ports-$EUID
  private_dir "$dir" || return 0
  exec {PORT_LOCK}>>"$dir/$1"
  flock --nonblock "$PORT_LOCK" || { exec {PORT_LOCK}>&- && return 1; }
}

# choose_port HOST WANTED: the first free one from there on, in $PORT.
choose_port() {
  local host=$1 wanted=$2
  for ((PORT = wanted; PORT < wanted + 100 && PORT < 65536; PORT++)); do
    if port_is_free "$host" "$PORT" && claim_port "$PORT"; then
      if ((PORT != wanted)); then say "Port $wanted is taken; using the next free one, $PORT."; fi
      return
    fi
  done
  fail "No free port from $wanted to $((PORT - 1)); set PORT to another."
}

# This machine's address in a private network (where a phone can reach it), or nothing. Sends no packet.
lan_address() {
  "$ROOT/.venv/bin/python" - <<'PY'
import ipaddress, socket

private = [ipaddress.ip_network(net) for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")]
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
    try:
        probe.connect(("192.0.2.1", 9))
        address = ipaddress.ip_address(probe.getsockname()[0])
    except OSError:
        address = None
if address and any(address in net for net in private):
    print(address)
PY
}

# Waits until our own web answers; gives up early when the process manager has ended.
web_answers() {
  "$ROOT/.venv/bin/python" - "$1" "$PORT" "$MANAGER" <<'PY'
import http.client, os, sys, time

host, port, manager = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
until = time.monotonic() + 90
while time.monotonic() < until:
    connection = http.client.HTTPConnection(host, port, timeout=10)
    try:
        connection.request("GET", "/health/")
        if connection.getresponse().status == 200:
            sys.exit(0)
    except (OSError, http.client.HTTPException):
        pass
    finally:
        connection.close()
    with open(f"/proc/{manager}/stat") as stat:
        if stat.read().rpartition(")")[2].split()[0] == "Z":
            break
    time.sleep(0.2)
sys.exit(1)
PY
}
