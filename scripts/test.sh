#!/usr/bin/env bash
# Everything the tests need, then every check and every test: on SQLite, and on PostgreSQL with Redis.
source "$(dirname "$0")/lib.sh"
source scripts/services.sh

# The program through which Playwright drives a browser links a library that small Debian systems lack.
install_driver() {
    local driver
    driver=$("$PYTHON" -c 'import pathlib, playwright; print(pathlib.Path(playwright.__file__).parent / "driver" / "node")')
    "$driver" --version >/dev/null 2>&1 || install "what drives the browser" libatomic1
}

# Debian's Chromium where there is one; Ubuntu ships it as a snap only, so Playwright's own is taken there.
install_chromium() {
    local candidate
    for candidate in "${CHROMIUM:-}" chromium google-chrome; do
        [ -n "$candidate" ] && "$candidate" --version >/dev/null 2>&1 && return
    done
    "$PYTHON" -c 'from playwright.sync_api import sync_playwright as p
with p() as it: open(it.chromium.executable_path).close()' 2>/dev/null && return
    if grep -qs '^ID=ubuntu' /etc/os-release; then
        say "Installing Chromium through Playwright"
        as_root "$PWD/$PYTHON" -m playwright install-deps chromium >/dev/null ||
            fail "The libraries Chromium needs could not be installed." "Run: sudo $PYTHON -m playwright install-deps chromium"
        "$PYTHON" -m playwright install chromium >/dev/null || fail "Chromium could not be downloaded."
        return
    fi
    install "the browser of the browser tests" chromium
}

bash scripts/setup.sh dev
install_driver
install_chromium
start_services

say "Checking style, types, templates, import directions and migrations"
make --no-print-directory lint

# Test databases are named after this checkout, so that two checkouts can be tested at once.
database=sipelaku_$(pwd | cksum | cut -d' ' -f1)
run="$PYTHON -m pytest --quiet --numprocesses auto --maxprocesses 8 --dist load --maxschedchunk 1"

say "Tests on SQLite, in the browser too"
env DATABASE_URL=sqlite:///var/test.sqlite3 REDIS_URL='' $run

say "Tests on PostgreSQL with Redis"
env DATABASE_URL="$DATABASE_SERVER/$database" REDIS_URL="$REDIS_SERVER/0" $run -m "not browser"

say "All checks and all tests passed"
