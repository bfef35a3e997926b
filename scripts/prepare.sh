#!/bin/sh
# Make .venv with the packages that a requirements file pins, and .env with a secret key, where they are missing.
# Usage: scripts/prepare.sh [requirements.txt]
set -eu
cd "$(dirname "$0")/.."
requirements=${1:-requirements.txt}

stop() {
    echo "$1" >&2
    exit 1
}

need_writable_folder() {
    if ! (: >".write-test.$$") 2>/dev/null; then
        stop "This folder cannot be written to: $PWD. Copy it to a place of your own, or make it yours: sudo chown -R $(id -un) '$PWD'"
    fi
    rm -f ".write-test.$$"
}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# Print the first Python that is new enough, one with venv before one without.
find_python() {
    without_venv=
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        is_new_enough "$candidate" || continue
        if "$candidate" -c 'import ensurepip, venv' 2>/dev/null; then
            echo "$candidate"
            return
        fi
        without_venv=$candidate
    done
    [ -z "$without_venv" ] || stop "$without_venv lacks its venv module. On Debian and Ubuntu: sudo apt install python3-venv"
    found=$("${PYTHON:-python3}" --version 2>/dev/null) || found="no ${PYTHON:-python3}"
    stop "Python 3.11 or newer is needed, and there is $found. Install one, or say where one is: make run PYTHON=/path/to/python3.12"
}

make_venv() {
    need_writable_folder
    python=$(find_python)
    rm -rf .venv
    if ! "$python" -m venv .venv >/dev/null 2>&1; then
        rm -rf .venv
        stop "$python could not make .venv here. Try '$python -m venv .venv' to see why; on Debian and Ubuntu: sudo apt install python3-venv"
    fi
}

install() {
    need_writable_folder
    echo "Installing the packages of $requirements (once, about a minute)."
    if ! .venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check -r "$requirements" >.venv/install.log 2>&1; then
        reason=$(grep '^ERROR' .venv/install.log | tail -n 1)
        stop "The packages could not be installed${reason:+ ($reason)}. Check the network and try again; .venv/install.log has the whole story."
    fi
    pinned "$requirements" >".venv/pinned-$requirements"
    pinned requirements.txt >.venv/pinned-requirements.txt
}

# Print what a requirements file pins, with what it includes.
pinned() {
    cat "$1" requirements.txt
}

write_env() {
    need_writable_folder
    umask 077
    {
        echo "# Settings of this installation; .env.example lists them all."
        echo "SECRET_KEY=$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(60))')"
    } >".env.$$"
    mv ".env.$$" .env
}

is_new_enough .venv/bin/python || make_venv
pinned "$requirements" | cmp -s - ".venv/pinned-$requirements" || install
[ -e .env ] || write_env
