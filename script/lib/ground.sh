# shellcheck shell=bash
# The private PostgreSQL and Redis of this clone: where they lie, who runs them, start and stop.
# They listen on sockets in a folder that only their user (and root) can enter, so no password is asked.

# A URL that the user has set is used instead; one that an outer script/dev-env has set is not the user's.
OWN_POSTGRES=1 OWN_REDIS=1
[[ -z ${DATABASE_URL:-} || $DATABASE_URL = "${PRIVATE_DATABASE_URL:-}" ]] || OWN_POSTGRES=0
[[ -z ${REDIS_URL:-} || $REDIS_URL = "${PRIVATE_REDIS_URL:-}" ]] || OWN_REDIS=0

service_user() {
  if ! is_root; then
    id -un
  elif getent passwd civic >/dev/null; then
    echo civic
  elif useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin civic 2>/dev/null; then
    echo civic
  else
    echo postgres
  fi
}

# Runs a command as the service user, with nothing of ours: no secrets, no locks, no terminal.
as_service() {
  local clean=(setsid env -i --chdir=/ PATH="$PATH" LC_ALL=C.UTF-8 "$@") fd
  (
    for fd in /proc/"$BASHPID"/fd/*; do
      fd=${fd##*/}
      ((fd < 3 || fd == 255)) || eval "exec $fd>&-"
    done
    if is_root; then
      exec setpriv --reuid="$SERVICE_USER" --regid="$(id -g "$SERVICE_USER")" --init-groups "${clean[@]}"
    fi
    exec "${clean[@]}"
  )
}

# A socket's path must stay under 107 bytes and be plain enough for a URL.
plain_and_short() { [[ ${#1} -le 85 && $1 =~ ^[A-Za-z0-9/._-]+$ ]]; }

socket_dir() {
  local ground=$1 hash dir
  hash=$(short_hash "$VAR_DIR")
  for dir in "$ground/run" "${XDG_RUNTIME_DIR:+$XDG_RUNTIME_DIR/civic-$hash}" "/tmp/civic-$SERVICE_UID-$hash"; do
    if [[ -n $dir ]] && plain_and_short "$dir" && private_dir "$dir" "$SERVICE_UID"; then
      echo "$dir"
      return
    fi
  done
  fail "No private folder for sockets: /tmp/civic-$SERVICE_UID-$hash belongs to someone else."
}

# Where the data lies: under var/, unless the service user cannot come that far (a clone in /root).
locate_ground() {
  SERVICE_USER=$(service_user)
  SERVICE_UID=$(id -u "$SERVICE_USER")
  GROUND=$VAR_DIR
  if is_root && ! as_service test -x "$VAR_DIR"; then
    GROUND=/var/lib/civic-harbour/$(short_hash "$VAR_DIR")
    (umask 022 && mkdir -p "$GROUND")
    printf '%s\n' "$VAR_DIR" >"$GROUND/clone"
  fi
  RUN=$(socket_dir "$GROUND")
  local name
  for name in pg redis; do
    [[ $GROUND = "$VAR_DIR" ]] || ln -sfnT "$GROUND/$name" "$VAR_DIR/$name"
  done
}

# Is process $1 alive and at work in folder $2? A process id alone may be reused, or copied along with the folder.
at_work() {
  [[ -n $1 && $(readlink "/proc/$1/cwd" 2>/dev/null) = "$(readlink -f "$2")" ]]
}

stop_process() {
  local pid=$1 signal=$2 folder=$3 tenths
  kill "-$signal" "$pid" 2>/dev/null || return 0
  for ((tenths = 0; tenths < 300; tenths++)); do
    at_work "$pid" "$folder" || return 0
    sleep 0.1 || true
  done
  kill -QUIT "$pid" 2>/dev/null || true
}

first_line() { if [[ -r $1 ]]; then head -n 1 "$1"; fi; }

# --- PostgreSQL

# The newest PostgreSQL with PostGIS, or the one that the data was made with. Prints nothing when there is none.
postgres_bin() {
  local wanted=${1:-} dir major
  while read -r dir; do
    major=$(cut -d/ -f5 <<<"$dir")
    if [[ $major = "${wanted:-$major}" && -x $dir/initdb && -e /usr/share/postgresql/$major/extension/postgis.control ]]; then
      echo "$dir"
      return
    fi
  done < <(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV)
  # Elsewhere than on Debian
  if has initdb && [[ $(initdb --version) =~ \ ${wanted:-[0-9]+}(\.|$) ]] && [[ -e $(pg_config --sharedir 2>/dev/null)/extension/postgis.control ]]; then
    dirname "$(readlink -f "$(command -v initdb)")"
  fi
}

postgres_pid() { first_line "$GROUND/pg/postmaster.pid"; }
postgres_runs() { at_work "$(postgres_pid)" "$GROUND/pg"; }

make_cluster() {
  local bin=$1
  say "Making a private PostgreSQL cluster (about 5 seconds)."
  rm -rf "$GROUND/pg.new"
  install -d -m 700 -o "$SERVICE_UID" "$GROUND/pg.new"
  as_service "$bin/initdb" --pgdata="$GROUND/pg.new" --username=postgres --auth=trust \
    --encoding=UTF8 --locale=C.UTF-8 --no-instructions >"$VAR_DIR/log/initdb.log" 2>&1 \
    || fail "initdb failed: see $VAR_DIR/log/initdb.log."
  rm -rf "$GROUND/pg"
  mv "$GROUND/pg.new" "$GROUND/pg"
}

write_postgres_config() {
  as_service tee "$GROUND/pg/postgresql.conf" >/dev/null <<CONF
# Written by script/lib/ground.sh at every start.
listen_addresses = ''
unix_socket_directories = '$RUN'
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
log_min_duration_statement = 1000
CONF
}

as_superuser() { as_service "$1/psql" --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --host="$RUN" --username=postgres "${@:2}"; }

# Safe to run again: a start that was cut off here is finished by the next one.
make_databases() {
  local bin=$1 name
  as_superuser "$bin" --dbname=postgres >/dev/null <<'SQL'
SELECT 'CREATE ROLE civic_owner LOGIN CREATEDB' WHERE to_regrole('civic_owner') IS NULL \gexec
SELECT 'CREATE ROLE civic_app LOGIN' WHERE to_regrole('civic_app') IS NULL \gexec
GRANT civic_app TO civic_owner;
SQL
  # Test databases are copies of template1; its extensions spare the owner from being a superuser.
  for name in template1 civic; do
    [[ $name = template1 ]] || as_superuser "$bin" --dbname=postgres >/dev/null <<'SQL'
SELECT 'CREATE DATABASE civic OWNER civic_owner'
  WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'civic') \gexec
SQL
    as_superuser "$bin" --dbname="$name" >/dev/null <<'SQL'
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
SQL
  done
  as_service touch "$GROUND/pg/civic.ready"
}

# PostgreSQL itself clears up after a postmaster that died, and waits for its orphans; what it cannot know
# is that the process id now belongs to a stranger (after a reboot, or in a copied folder).
forget_stale_locks() {
  local pid
  pid=$(postgres_pid)
  if [[ -n $pid && -d /proc/$pid ]]; then rm -f "$GROUND/pg/postmaster.pid"; fi
  rm -f "$RUN"/.s.PGSQL.5432*
}

# Twice, since the orphans of a killed postmaster need a moment to notice.
launch_postgres() {
  as_service "$1/pg_ctl" --pgdata="$GROUND/pg" --wait --timeout=120 --silent --options="${POSTGRES_OPTIONS:-}" start \
    </dev/null >>"$VAR_DIR/log/postgres.log" 2>&1
}

start_postgres() {
  local bin wanted
  wanted=$(first_line "$GROUND/pg/PG_VERSION")
  bin=$(postgres_bin "$wanted")
  [[ -n $bin ]] || fail "The data in $VAR_DIR/pg needs PostgreSQL $wanted: install it, or remove that folder to start over."
  if ! postgres_runs; then
    [[ -n $wanted ]] || make_cluster "$bin"
    forget_stale_locks
    write_postgres_config
    launch_postgres "$bin" || { sleep 3 && launch_postgres "$bin"; } \
      || fail "PostgreSQL does not start: see $VAR_DIR/log/postgres.log."
  fi
  [[ -e $GROUND/pg/civic.ready ]] || make_databases "$bin"
}

# --- Redis

redis_pid() { first_line "$GROUND/redis/redis.pid"; }
redis_runs() { at_work "$(redis_pid)" "$GROUND/redis" && redis-cli -s "$RUN/redis.sock" ping >/dev/null 2>&1; }

start_redis() {
  local tenths
  if redis_runs; then return; fi
  if at_work "$(redis_pid)" "$GROUND/redis"; then stop_process "$(redis_pid)" TERM "$GROUND/redis"; fi
  install -d -m 700 -o "$SERVICE_UID" "$GROUND/redis"
  as_service tee "$GROUND/redis/redis.conf" >/dev/null <<CONF
# Written by script/lib/ground.sh at every start.
port 0
unixsocket $RUN/redis.sock
unixsocketperm 700
daemonize yes
pidfile "$GROUND/redis/redis.pid"
logfile "$GROUND/redis/redis.log"
dir "$GROUND/redis"
save ""
appendonly yes
maxmemory 256mb
maxmemory-policy volatile-lru
CONF
  rm -f "$GROUND/redis/redis.pid" "$RUN/redis.sock"
  as_service redis-server "$GROUND/redis/redis.conf" >/dev/null 2>&1 </dev/null \
    || fail "Redis does not start: see $VAR_DIR/redis/redis.log."
  for ((tenths = 0; tenths < 300; tenths++)); do
    if redis_runs; then return; fi
    sleep 0.1 || true
  done
  fail "Redis does not start: see $VAR_DIR/redis/redis.log."
}

# --- both

# Everyone who stands on the ground holds a shared lease; the last to leave stops it. One at a time goes
# through the gate.
LEASE='' GATE=''

enter_ground() {
  locate_ground
  hold gate exclusive
  GATE=$HELD
  hold lease shared
  LEASE=$HELD
  start_ground
  release "$GATE"
  GATE=
}

# In a subshell that lets no signal cut it off halfway: the caller hears the signal afterwards, when there is
# a process id by which to stop what was started.
start_ground() (
  trap : INT TERM HUP
  if ((OWN_POSTGRES)); then start_postgres; fi
  if ((OWN_REDIS)); then start_redis; fi
)

leave_ground() {
  [[ -n $LEASE ]] || return 0
  if [[ -z $GATE ]]; then
    hold gate exclusive
    GATE=$HELD
  fi
  release "$LEASE"
  LEASE=
  if hold lease exclusive now; then
    if ((OWN_REDIS)) && at_work "$(redis_pid)" "$GROUND/redis"; then stop_process "$(redis_pid)" TERM "$GROUND/redis"; fi
    if ((OWN_POSTGRES)) && postgres_runs; then stop_process "$(postgres_pid)" INT "$GROUND/pg"; fi
    release "$HELD"
  fi
  release "$GATE"
  GATE=
}

export_ground() {
  if ((OWN_POSTGRES)); then
    export DATABASE_URL="postgis://civic_app@/$RUN/civic" OWNER_DATABASE_URL="postgis://civic_owner@/$RUN/civic"
    export PRIVATE_DATABASE_URL=$DATABASE_URL PGHOST=$RUN PGUSER=civic_owner PGDATABASE=civic
  fi
  if ((OWN_REDIS)); then export REDIS_URL="unix://$RUN/redis.sock" PRIVATE_REDIS_URL="unix://$RUN/redis.sock"; fi
  export OWNER_DATABASE_URL=${OWNER_DATABASE_URL:-${DATABASE_URL:-}}
  export VAR_DIR DEBUG=${DEBUG:-1}
  # The sample city opens its inbox to everyone, so it stands only where DEBUG is on.
  export SAMPLE_CITY=${SAMPLE_CITY:-$DEBUG}
}
