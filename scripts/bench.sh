#!/usr/bin/env bash
# Measures the portal on PostgreSQL, in a database of its own; a server that was already running keeps it filled.
source "$(dirname "$0")/lib.sh"
source scripts/services.sh

bash scripts/setup.sh
start_services

database=sipelaku_bench_$(pwd | cksum | cut -d' ' -f1)
export DEMO=true DEBUG=false DATABASE_URL=$DATABASE_SERVER/$database REDIS_URL=$REDIS_SERVER/0 EMAIL_URL=dummymail://
export MEDIA_URL_ROOT=$PWD/var/bench/media STATIC_ROOT=$PWD/var/bench/static
mkdir -p var/bench

"$PYTHON" - "$DATABASE_SERVER/postgres" "$database" <<'PY'
import sys
import psycopg
with psycopg.connect(sys.argv[1], autocommit=True) as server:
    if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [sys.argv[2]]).fetchone():
        server.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(sys.argv[2])))
PY

say "Preparing the database $database"
"$PYTHON" manage.py migrate --verbosity 0
"$PYTHON" manage.py load_catalogue
"$PYTHON" manage.py collectstatic --no-input --verbosity 0

"$PYTHON" -m bench
