#!/bin/sh
# Prints the first interpreter that can carry jzdesk: Python 3.11 to 3.13, able to make a virtual environment with pip in it.
# Exits 1 when there is none. Debian's python3 without python3-venv has no ensurepip, so it does not count.
set -u
fit='import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
for candidate in "${PYTHON:-}" python3.11 python3 python3.12 python3.13 /usr/bin/python3; do
    [ -n "$candidate" ] || continue
    if "$candidate" -c "$fit" >/dev/null 2>&1; then
        command -v "$candidate"
        exit 0
    fi
done
exit 1
