#!/bin/sh
# Builds what is handed out, into dist/: the wheel; the program as one folder, tried out before it counts; and from it the .deb
# where dpkg-deb is there. Everything happens in build/, in a virtual environment of its own, so that nothing of the
# surroundings (a stray numpy, another Qt) creeps into the folder.
set -eu
cd "$(dirname "$0")/.."
version=$(.venv/bin/python -c 'import jzdesk; print(jzdesk.__version__)')
rm -rf build dist
mkdir -p build dist

.venv/bin/python -m hatchling build -t wheel -d dist

.venv/bin/python -m venv build/venv
build/venv/bin/python -m pip install -q --disable-pip-version-check -c installer/constraints.txt . pyinstaller
# the copy in site-packages would hide the files the .spec names
build/venv/bin/python -m pip uninstall -q -y jzdesk
build/venv/bin/python -m PyInstaller --noconfirm --log-level WARN --distpath build/folder --workpath build/work installer/jzdesk.spec
.venv/bin/python installer/smoke.py build/folder/jzdesk
tar -C build/folder -czf "dist/jzdesk-$version-$(uname -s | tr 'A-Z' 'a-z')-$(uname -m).tar.gz" jzdesk

if ! command -v dpkg-deb >/dev/null 2>&1; then
    echo 'no dpkg-deb here: no .deb made'
    ls -lh dist
    exit 0
fi
tree=build/deb
mkdir -p "$tree/DEBIAN" "$tree/opt" "$tree/usr/bin" "$tree/usr/share/applications" "$tree/usr/share/doc/jzdesk" \
    "$tree/usr/share/icons/hicolor/scalable/apps"
cp -a build/folder/jzdesk "$tree/opt/jzdesk"
ln -s /opt/jzdesk/jzdesk "$tree/usr/bin/jzdesk"
cp installer/linux/jzdesk.desktop "$tree/usr/share/applications/"
cp resources/icons/jzdesk.svg "$tree/usr/share/icons/hicolor/scalable/apps/"
cp LICENSE "$tree/usr/share/doc/jzdesk/copyright"
cp CHANGELOG.md "$tree/usr/share/doc/jzdesk/"
find "$tree" -type d -exec chmod 755 {} +
sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$(dpkg --print-architecture)/" \
    -e "s/@SIZE@/$(du -sk "$tree" | cut -f1)/" -e "s/@GLIBC@/$(getconf GNU_LIBC_VERSION | cut -d' ' -f2)/" \
    installer/linux/control >"$tree/DEBIAN/control"
dpkg-deb --root-owner-group -Zxz --build "$tree" dist >/dev/null
ls -lh dist
