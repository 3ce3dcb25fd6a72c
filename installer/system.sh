#!/bin/sh
# What the system must have around the virtual environment. Looks first; what is missing is installed through apt when we are
# root, otherwise the one line an administrator must run is printed and we exit 1.
#
#   installer/system.sh GROUP…     groups: python · window (Qt's own libraries) · office (programs the tests open files with)
set -eu
cd "$(dirname "$0")/.."
missing=''
libraries=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p)

want() { # PACKAGE
    case " $missing " in *" $1 "*) ;; *) missing="${missing:+$missing }$1" ;; esac
}
library() { # PACKAGE SONAME: looked up by soname, because newer releases rename the packages (…t64)
    case "$libraries" in *"$2 "*) ;; *) want "$1" ;; esac
}
program() { # PACKAGE COMMAND
    command -v "$2" >/dev/null 2>&1 || want "$1"
}

for group in "$@"; do
    case "$group" in
    python)
        installer/python.sh >/dev/null || { want python3; want python3-venv; }
        ;;
    window)
        library libglib2.0-0 libglib-2.0.so.0
        library libgl1 libGL.so.1
        library libegl1 libEGL.so.1
        library libdbus-1-3 libdbus-1.so.3
        library libfontconfig1 libfontconfig.so.1
        library libfreetype6 libfreetype.so.6
        library libxkbcommon0 libxkbcommon.so.0
        library libx11-6 libX11.so.6
        # X11: without libxcb-cursor0 Qt aborts at start
        library libxcb-cursor0 libxcb-cursor.so.0
        library libxcb-icccm4 libxcb-icccm.so.4
        library libxcb-image0 libxcb-image.so.0
        library libxcb-keysyms1 libxcb-keysyms.so.1
        library libxcb-randr0 libxcb-randr.so.0
        library libxcb-render-util0 libxcb-render-util.so.0
        library libxcb-shape0 libxcb-shape.so.0
        library libxcb-xkb1 libxcb-xkb.so.1
        library libxkbcommon-x11-0 libxkbcommon-x11.so.0
        library libx11-xcb1 libX11-xcb.so.1
        # Wayland
        library libwayland-cursor0 libwayland-cursor.so.0
        library libwayland-egl1 libwayland-egl.so.1
        ;;
    office)
        program libreoffice-calc soffice
        program poppler-utils pdftotext
        program xvfb Xvfb
        [ -e /usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc ] || want fonts-noto-cjk
        ;;
    *)
        echo "installer/system.sh: no such group: $group" >&2
        exit 2
        ;;
    esac
done

[ -n "$missing" ] || exit 0
line="apt-get update && apt-get install -y --no-install-recommends $missing"
if ! command -v apt-get >/dev/null 2>&1; then
    echo "本机缺少系统组件，且没有 apt，请安装与下列 Debian 软件包相当的组件 (no apt here; install the like of): $missing" >&2
    exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
    echo '本机缺少系统组件，请管理员以 root 身份执行下面这一行，然后重新运行 (run this line as root, then try again):' >&2
    echo "    $line" >&2
    exit 1
fi
echo "安装系统组件 (installing): $missing"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq || echo '软件源索引未能更新，用已有索引继续 (package index not refreshed, going on with what is there)' >&2
# shellcheck disable=SC2086  # one word per package is meant
apt-get install -y -qq --no-install-recommends $missing >/dev/null
