#!/usr/bin/env bash
# Measures the portal on PostgreSQL, in databases of its own; a server that was already running keeps them filled.
# BENCH_APPLICATIONS=10000 make bench measures with fewer applications than 100,000.
source "$(dirname "$0")/lib.sh"
source scripts/services.sh

[[ ${BENCH_APPLICATIONS:-100000} =~ ^[0-9]{4,6}$ ]] ||
    fail "BENCH_APPLICATIONS=$BENCH_APPLICATIONS is not a number from 1000 to 999999."

bash scripts/setup.sh
start_services

# Databases are named after this checkout; sessions and limits go to a database of Redis that the tests do not empty.
export DATABASE_SERVER BENCH_DATABASE=sipelaku_bench_$(pwd | cksum | cut -d' ' -f1)
export DEMO=true DEBUG=false DATABASE_URL=$DATABASE_SERVER/postgres REDIS_URL=$REDIS_SERVER/9 EMAIL_URL=dummymail://
export MEDIA_URL_ROOT=$PWD/var/bench/media STATIC_ROOT=$PWD/var/bench/static
mkdir -p var/bench
"$PYTHON" manage.py collectstatic --no-input --verbosity 0

"$PYTHON" -m bench
