# What every script here needs: messages, apt packages, a free port. Meant to be sourced.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

PYTHON=.venv/bin/python

say() { printf '\033[1m==> %s\033[0m\n' "$*"; }

fail() {
    printf '\nStopped: %s\n' "$1" >&2
    shift
    printf '  %s\n' "$@" >&2
    exit 1
}

# Prints those of the named Debian packages that are not installed.
missing_packages() {
    local package
    for package in "$@"; do
        dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || echo "$package"
    done
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# install <what for> <package>...: through apt where we may, otherwise tells what to install.
install() {
    local purpose=$1 log
    shift
    if ! command -v apt-get >/dev/null; then
        fail "$purpose is missing and this is not a Debian or Ubuntu machine." "Install what your system calls: $*"
    fi
    if [ "$(id -u)" != 0 ] && ! sudo -n true 2>/dev/null; then
        fail "$purpose is missing. You are neither root nor may you use sudo without a password." \
            "Ask for, or run, this once and then repeat your command:" \
            "sudo apt-get update && sudo apt-get install --no-install-recommends $*"
    fi
    say "Installing $purpose: $*"
    log=$(mktemp)
    as_root apt-get update -qq >"$log" 2>&1 || say "The package lists could not be refreshed; trying with those at hand"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >>"$log" 2>&1 ||
        fail "apt could not install $purpose." "$(tail -5 "$log")" \
            "Try it by hand: apt-get install --no-install-recommends $*"
    rm "$log"
}

free_port() {
    "$PYTHON" -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
