#!/bin/bash
# Makes the database cluster at the first start and then runs the command: `postgres`, with arguments of its
# own, unless another one is given. Honours the environment variables of the official Postgres image.
set -Eeuo pipefail

fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# Sets a variable from the file that VARIABLE_FILE names, else to its default.
setting() {
  local name=$1 default=${2:-} file=${1}_FILE
  if [ -n "${!name:-}" ] && [ -n "${!file:-}" ]; then fail "both $name and $file are set"; fi
  local value=${!name:-$default}
  if [ -n "${!file:-}" ]; then value=$(<"${!file}"); fi
  export "$name=$value"
  unset "$file"
}

# As root: what the server writes becomes its own, and the rest is run without rights.
drop_root() {
  mkdir -p "$PGDATA" /var/run/postgresql
  chmod 00700 "$PGDATA" || :
  find "$PGDATA" ! -user postgres -exec chown postgres '{}' +
  find /var/run/postgresql ! -user postgres -exec chown postgres '{}' +
  if [ -n "${POSTGRES_INITDB_WALDIR:-}" ]; then
    mkdir -p "$POSTGRES_INITDB_WALDIR"
    find "$POSTGRES_INITDB_WALDIR" ! -user postgres -exec chown postgres '{}' +
    chmod 700 "$POSTGRES_INITDB_WALDIR"
  fi
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$BASH_SOURCE" "$@"
}

# initdb asks for the name of the user that it is run by, and not every one has a name here.
lend_name() {
  if getent passwd "$(id -u)" >/dev/null; then return; fi
  local folder
  folder=$(mktemp -d)
  printf 'postgres:x:%s:%s:PostgreSQL:%s:/bin/false\n' "$(id -u)" "$(id -g)" "$PGDATA" >"$folder/passwd"
  printf 'postgres:x:%s:\n' "$(id -g)" >"$folder/group"
  export LD_PRELOAD=libnss_wrapper.so NSS_WRAPPER_PASSWD=$folder/passwd NSS_WRAPPER_GROUP=$folder/group
}

take_back_name() {
  if [ -z "${NSS_WRAPPER_PASSWD:-}" ]; then return; fi
  rm -r "$(dirname "$NSS_WRAPPER_PASSWD")"
  unset LD_PRELOAD NSS_WRAPPER_PASSWD NSS_WRAPPER_GROUP
}

require_password() {
  if [ -n "$POSTGRES_PASSWORD" ] || [ "$POSTGRES_HOST_AUTH_METHOD" = trust ]; then return; fi
  fail 'the superuser has no password: set POSTGRES_PASSWORD, or POSTGRES_HOST_AUTH_METHOD=trust to ask for none'
}

# The official image trusts whoever comes from 127.0.0.1, which on the network of the host is everybody there.
make_cluster() {
  lend_name
  set -- --auth-local=trust --auth-host="${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}"
  if [ -n "${POSTGRES_INITDB_WALDIR:-}" ]; then set -- --waldir "$POSTGRES_INITDB_WALDIR" "$@"; fi
  # Its words are split, and unquoted, as a shell would; they come last, and so prevail.
  eval 'initdb "$@" --username="$POSTGRES_USER" --pwfile=<(printf "%s\n" "$POSTGRES_PASSWORD") '"$POSTGRES_INITDB_ARGS"
  take_back_name
}

# For as long as the cluster is being prepared nobody reaches it but through the socket in this container.
start_privately() {
  if [ "${1:-}" = postgres ]; then shift; fi
  set -- "$@" -c listen_addresses= -p "${PGPORT:-5432}"
  PGUSER=$POSTGRES_USER pg_ctl --pgdata="$PGDATA" --options="$(printf '%q ' "$@")" --wait start
}

stop_privately() {
  PGUSER=$POSTGRES_USER pg_ctl --pgdata="$PGDATA" --mode=fast --wait stop
}

sql() {
  psql --set=ON_ERROR_STOP=1 --no-psqlrc --no-password --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" "$@"
}

make_database() {
  if [ "$POSTGRES_DB" = postgres ]; then return; fi
  POSTGRES_DB=postgres sql --set=db="$POSTGRES_DB" <<<'CREATE DATABASE :"db";'
}

# What /docker-entrypoint-initdb.d holds, in the order of the names.
run_scripts() {
  local file
  for file; do
    case $file in
      *.sh)
        echo "running $file"
        if [ -x "$file" ]; then "$file"; else . "$file"; fi
        ;;
      *.sql) echo "running $file" && sql --file="$file" ;;
      *.sql.gz) echo "running $file" && gunzip --stdout "$file" | sql ;;
      *) echo "ignoring $file" ;;
    esac
  done
}

# Whether it is asked for anything but to serve.
wants_help() {
  local argument
  for argument; do
    case $argument in
      -'?' | --help | --describe-config | -V | --version) return 0 ;;
    esac
  done
  return 1
}

if [ "${1:0:1}" = - ]; then set -- postgres "$@"; fi

if [ "${1:-}" = postgres ] && ! wants_help "$@"; then
  if [ "$(id -u)" = 0 ]; then drop_root "$@"; fi
  mkdir -p "$PGDATA"
  chmod 00700 "$PGDATA" || :
  setting POSTGRES_PASSWORD
  setting POSTGRES_USER postgres
  setting POSTGRES_DB "$POSTGRES_USER"
  setting POSTGRES_INITDB_ARGS
  : "${POSTGRES_HOST_AUTH_METHOD:=}"
  if [ ! -s "$PGDATA/PG_VERSION" ]; then
    require_password
    # Before anything that takes its time: these can be wrong.
    ls /docker-entrypoint-initdb.d/ >/dev/null
    make_cluster
    printf '\nhost all all all %s\n' "${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >>"$PGDATA/pg_hba.conf"
    export PGPASSWORD=$POSTGRES_PASSWORD
    start_privately "$@"
    make_database
    shopt -s nullglob
    run_scripts /docker-entrypoint-initdb.d/*
    shopt -u nullglob
    stop_privately
    unset PGPASSWORD
    echo 'PostgreSQL init process complete; ready for start up.'
  fi
fi

exec "$@"
