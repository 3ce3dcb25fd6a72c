#!/bin/sh
# Makes everything jzdesk needs to run from this folder: system libraries and .venv. A second call with nothing changed only
# compares a stamp.
#
#   installer/set_up.sh run      what the program needs
#   installer/set_up.sh test     that, and the tools of the tests
set -eu
cd "$(dirname "$0")/.."
purpose=$1
case "$purpose" in run | test) ;; *) echo "installer/set_up.sh: run or test, not: $purpose" >&2; exit 2 ;; esac
installer/system.sh python window

venv_python=.venv/bin/python
if ! "$venv_python" -c 'import pip' >/dev/null 2>&1; then
    echo '建立运行环境 .venv (making the virtual environment)'
    "$(installer/python.sh)" -m venv --clear .venv
fi

# A stamp names all that the installed set depends on; the folder is in it because a moved tree needs its paths rewritten.
state=$({ cat pyproject.toml installer/constraints.txt installer/set_up.sh; pwd -P; "$venv_python" -V; } | sha256sum)
[ "$(cat ".venv/.jzdesk-$purpose" 2>/dev/null)" = "$state" ] && exit 0

pip() {
    PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore "$venv_python" -m pip "$@"
}
echo '安装 jzdesk 所需的程序库到 .venv (installing libraries)'
pip install -q 'pip>=25.1' # the first that knows dependency groups
pip install -q -c installer/constraints.txt -e .
if [ "$purpose" = test ]; then
    # hatchling, the project's build back end: the package test builds the wheel without the network
    pip install -q -c installer/constraints.txt --group dev hatchling
    printf '%s\n' "$state" >.venv/.jzdesk-test
fi
printf '%s\n' "$state" >.venv/.jzdesk-run
