#!/usr/bin/env bash
# Brings a machine to where the portal can run: setup.sh        for running it
#                                               setup.sh dev    for testing it too
# Repeats nothing that is already done.
source "$(dirname "$0")/lib.sh"

requirements=requirements.txt
[ "${1:-}" = dev ] && requirements=requirements-dev.txt

find_python() {
    local candidate
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

make_environment() {
    "$PYTHON" -m pip --version >/dev/null 2>&1 && return
    local python version
    python=$(find_python) || fail "Python 3.11 or newer is missing." "Install it, for example: sudo apt-get install python3"
    version=$("$python" -c 'import sys; print(f"{sys.version_info[0]}.{sys.version_info[1]}")')
    "$python" -c 'import ensurepip, venv' 2>/dev/null || install "the means to make a virtual environment" "python$version-venv"
    say "Making the virtual environment .venv with Python $version"
    "$python" -m venv --clear .venv
}

# The lock file last installed is kept beside the packages, so a second run compares and goes on.
install_requirements() {
    cmp -s "$requirements" ".venv/installed-$requirements" && return
    say "Installing the packages of $requirements"
    "$PYTHON" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$requirements" ||
        fail "The packages of $requirements could not be installed." "See the message above; a network connection is needed the first time."
    cp "$requirements" ".venv/installed-$requirements"
}

# What WeasyPrint draws PDF papers with. Without harfbuzz-subset it is four times slower; without a font it prints boxes,
# and with another than Liberation, which the papers are laid out for, long names run over to a second page.
install_print_libraries() {
    local missing
    command -v dpkg-query >/dev/null || {
        say "Not a Debian or Ubuntu machine: Pango, HarfBuzz with its subsetter, and the Liberation and DejaVu fonts must be there"
        return
    }
    missing=$(missing_packages libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation fonts-dejavu-core)
    # shellcheck disable=SC2086  # one word per package is meant
    [ -z "$missing" ] || install "what prints the PDF papers" $missing
}

make_environment
install_requirements
install_print_libraries
mkdir -p var
