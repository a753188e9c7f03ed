# PostgreSQL and Redis for tests and measurements. Meant to be sourced after lib.sh.
#
# Uses those that answer on 127.0.0.1 at their usual ports without a password; otherwise starts own ones on free
# ports in a directory that is removed at the end. Sets DATABASE_SERVER and REDIS_SERVER.
services_directory='' redis_process='' cluster_binaries=''

postgresql_answers() {
    "$PYTHON" -c 'import psycopg, sys; psycopg.connect(sys.argv[1], connect_timeout=5).close()' "$1/postgres" 2>/dev/null
}

redis_answers() {
    "$PYTHON" -c 'import redis, sys; redis.Redis.from_url(sys.argv[1], socket_timeout=5).ping()' "$1" 2>/dev/null
}

# PostgreSQL refuses to run as root, so root hands its cluster to the package's own user.
as_cluster_owner() {
    if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

make_services_directory() {
    [ -z "$services_directory" ] || return 0
    services_directory=$(mktemp -d /tmp/sipelaku-services.XXXXXX)
    chmod 755 "$services_directory"
}

find_cluster_binaries() {
    cluster_binaries=$(dirname "$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -1)")
    [ -x "$cluster_binaries/initdb" ]
}

start_postgresql() {
    DATABASE_SERVER=postgres://postgres@127.0.0.1:5432
    postgresql_answers "$DATABASE_SERVER" && return
    find_cluster_binaries || install "PostgreSQL" postgresql
    find_cluster_binaries || fail "PostgreSQL's initdb was not found under /usr/lib/postgresql."
    make_services_directory
    local port cluster=$services_directory/postgresql
    port=$(free_port)
    say "Starting a PostgreSQL for this run on port $port"
    mkdir "$cluster"
    [ "$(id -u)" != 0 ] || chown postgres "$cluster"
    as_cluster_owner "$cluster_binaries/initdb" -D "$cluster/data" -U postgres --auth=trust --encoding=UTF8 \
        --locale=C.UTF-8 --no-sync >/dev/null
    as_cluster_owner "$cluster_binaries/pg_ctl" -D "$cluster/data" -l "$cluster/log" -w -s start \
        -o "-p $port -k $cluster -c listen_addresses=127.0.0.1 -c max_connections=200" ||
        fail "PostgreSQL did not start." "$(tail -3 "$cluster/log")"
    DATABASE_SERVER=postgres://postgres@127.0.0.1:$port
    postgresql_answers "$DATABASE_SERVER" || fail "PostgreSQL does not answer on port $port."
}

start_redis() {
    REDIS_SERVER=redis://127.0.0.1:6379
    redis_answers "$REDIS_SERVER" && return
    command -v redis-server >/dev/null || install "Redis" redis-server
    make_services_directory
    local port
    port=$(free_port)
    say "Starting a Redis for this run on port $port"
    redis-server --port "$port" --bind 127.0.0.1 --save '' --dir "$services_directory" >"$services_directory/redis.log" &
    redis_process=$!
    REDIS_SERVER=redis://127.0.0.1:$port
    local attempt
    for attempt in {1..50}; do
        redis_answers "$REDIS_SERVER" && return
        sleep 0.2
    done
    fail "Redis does not answer on port $port after $attempt attempts." "$(tail -3 "$services_directory/redis.log")"
}

stop_services() {
    [ -n "$services_directory" ] || return 0
    [ -z "$redis_process" ] || kill "$redis_process" 2>/dev/null || true
    [ ! -e "$services_directory/postgresql/data/postmaster.pid" ] ||
        as_cluster_owner "$cluster_binaries/pg_ctl" -D "$services_directory/postgresql/data" -m immediate -w -s stop || true
    wait
    rm -rf "$services_directory"
    services_directory=''
}

start_services() {
    trap stop_services EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    start_postgresql
    start_redis
}
