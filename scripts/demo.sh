#!/usr/bin/env bash
# The portal with demo data on this machine: SQLite, no broker, nothing else to install.
# Its data live in var/demo, apart from any real portal in this directory, and are kept between runs.
source "$(dirname "$0")/lib.sh"

port=${PORT:-8000}
[[ $port =~ ^[0-9]+$ ]] && [ "$port" -ge 1 ] && [ "$port" -le 65535 ] ||
    fail "PORT=$port is not a port number." "Use a number from 1024 to 65535, for example: make demo PORT=8080"

bash scripts/setup.sh

"$PYTHON" -c 'import socket, sys; socket.create_server(("127.0.0.1", int(sys.argv[1])))' "$port" 2>/dev/null ||
    fail "Port $port cannot be used; most likely another program is already using it." \
        "End that program, or choose another port: make demo PORT=$((port < 65000 ? port + 80 : 8080))"

data=$PWD/var/demo
mkdir -p "$data"
export DEMO=true DEBUG=false SITE_URL=http://127.0.0.1:$port ALLOWED_HOSTS=127.0.0.1,localhost
export DATABASE_URL=sqlite:///$data/sipelaku.sqlite3 REDIS_URL='' MEDIA_URL_ROOT=$data/media STATIC_ROOT=$data/static
export EMAIL_URL=filemail://

say "Preparing the database and the demo data"
"$PYTHON" manage.py migrate --verbosity 0
"$PYTHON" manage.py createcachetable
"$PYTHON" manage.py load_catalogue
"$PYTHON" manage.py seed_demo
"$PYTHON" manage.py collectstatic --no-input --verbosity 0

# Each gets a process group of its own (set -m), so that stopping it leaves no child of it behind.
set -m
worker='' web=''
stop() {
    trap - INT TERM EXIT
    local process
    for process in $web $worker; do kill -TERM -- "-$process" 2>/dev/null || true; done
    wait
}
# Whoever stops it meant to: no error for make to tell of.
trap 'stop; exit 0' INT
trap 'stop; exit 143' TERM
trap stop EXIT

"$PYTHON" manage.py drain &
worker=$!
"$PYTHON" -m granian --interface wsgi --host 127.0.0.1 --port "$port" --blocking-threads 1 --no-ws \
    --log-level warning sipelaku.wsgi:application &
web=$!

# Waits until the portal answers; gives up when a process is gone or after a minute.
"$PYTHON" - "$SITE_URL/healthz" "$web" <<'PY' || fail "The portal did not start." "See the messages above."
import os, sys, time, urllib.error, urllib.request
for _ in range(240):
    try:
        urllib.request.urlopen(sys.argv[1], timeout=5)
        sys.exit(0)
    except urllib.error.HTTPError as refusal:
        sys.exit(f"{sys.argv[1]} answered {refusal.code}")
    except OSError:
        os.kill(int(sys.argv[2]), 0)
        time.sleep(0.25)
sys.exit(1)
PY

say "The portal runs at $SITE_URL (stop it with Ctrl-C)"
echo "    Sign in at $SITE_URL/masuk/ as pemohon, loket, penjadwalan, teknis, bendahara, entri, kasi, kabid, kadis, arsip, admin,"
echo "    konten, hukum, koordinator or layanan;"
echo "    all accounts, what to try as each, and their password are in README.md. E-mails sent land in var/mail."

code=0
wait -n "$worker" "$web" || code=$?
if kill -0 "$web" 2>/dev/null; then
    fail "The notice worker (manage.py drain) ended with code $code; the portal is stopped too." "See its message above, then run make demo again."
fi
if [ "$code" = 0 ]; then exit 0; fi # somebody told it to end
fail "The web server ended with code $code; the notice worker is stopped too." "See its message above, then run make demo again."
