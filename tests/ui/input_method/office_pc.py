"""An office PC of its own: a display, a bus, an input method and the program; nothing of the real session is touched."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

from demo_county import REVIEWER

ROOT = Path(__file__).parents[3]
NEEDED = ("Xvfb", "xdotool", "dbus-daemon", "dbus-send")
SECONDS = 10
FCITX4 = os.environ.get("JZDESK_FCITX4", "/usr")
"""fcitx 4 and 5 cannot be installed together: where a second one was unpacked."""
FCITX5_PROFILE = """[Groups/0]
Name=Default
Default Layout=us
DefaultIM=pinyin
[Groups/0/Items/0]
Name=keyboard-us
Layout=
[Groups/0/Items/1]
Name=pinyin
Layout=
[GroupOrder]
0=Default
"""
SESSION = (
    "DBUS_SESSION_BUS_ADDRESS",
    "QT_IM_MODULE",
    "QT_IM_MODULES",
    "XMODIFIERS",
    "GTK_IM_MODULE",
    "WAYLAND_DISPLAY",
)


def missing(daemon):
    """Which programs this PC lacks for a test with `daemon`."""
    own = {
        "ibus": ["ibus-daemon", "gsettings", "/usr/libexec/ibus-engine-libpinyin"],
        "fcitx5": ["fcitx5", "/usr/share/fcitx5/inputmethod/pinyin.conf"],
        "fcitx4": [f"{FCITX4}/share/fcitx/pinyin/pybase.mb", f"{FCITX4}/bin/fcitx"],
    }
    return [
        name for name in (*NEEDED, *own[daemon]) if shutil.which(name) is None and not Path(name).is_file()
    ]


def wait(ask, seconds, what):
    """The first true answer. AssertionError when none comes."""
    end = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < end, f"in vain: {what}"
    return answer


class OfficePC:
    """Switch it off with `close`."""

    def __init__(self, folder):
        self.folder = folder
        self._running, self._app = [], None
        home, run = folder / "home", folder / "run"
        home.mkdir()
        run.mkdir(mode=0o700)
        self.environment = {k: v for k, v in os.environ.items() if k not in SESSION}
        self.environment |= {
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_DATA_HOME": str(home / ".local/share"),
            "XDG_CACHE_HOME": str(home / ".cache"),
            "XDG_RUNTIME_DIR": str(run),
            "LC_ALL": "C.UTF-8",
            "QT_QPA_PLATFORM": "xcb",
            "PYTHONPATH": str(ROOT),
        }
        read, write = os.pipe()
        screen = ["-screen", "0", "1440x860x24", "-nolisten", "tcp", "-noreset"]
        self._start(["Xvfb", "-displayfd", str(write), *screen], pass_fds=(write,))
        os.close(write)
        with os.fdopen(read) as answer:
            self.environment["DISPLAY"] = f":{answer.readline().strip()}"
        bus = self._start(["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        bus.stdout.close()

    def close(self):
        if self._app is not None:
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                self._app.stdin.close()
                self._app.wait(5)
            self._app.stdout.close()
        for process in reversed(self._running):
            process.terminate()
            try:
                process.wait(3)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, command, **how):
        with (self.folder / f"{Path(command[0]).name}.log").open("ab") as log:
            how = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log, "env": self.environment} | how
            process = subprocess.Popen(command, start_new_session=True, **how)
        self._running.append(process)
        return process

    def do(self, *command):
        """Run a small command; what it prints."""
        how = {"env": self.environment, "capture_output": True, "text": True, "timeout": 20}
        return subprocess.run(command, check=False, **how).stdout.strip()

    # ---- input methods

    def start_daemon(self, kind):
        """'ibus', 'fcitx5' or 'fcitx4', in Chinese from the start. Returns its process."""
        return {"ibus": self._ibus, "fcitx5": self._fcitx5, "fcitx4": self._fcitx4}[kind]()

    def _on_bus(self, name):
        names = ("--print-reply", "--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.ListNames")
        wait(lambda: f'"{name}"' in self.do("dbus-send", "--session", *names), 15, name)

    def _ibus(self):
        for key in ("preload-engines", "engines-order"):
            self.do("gsettings", "set", "org.freedesktop.ibus.general", key, "['libpinyin']")
        daemon = self._start(["ibus-daemon", "-x", "-r"])
        self._on_bus("org.freedesktop.IBus")
        wait(lambda: self.do("ibus", "engine") == "libpinyin", 15, "ibus engine libpinyin")
        return daemon

    def _fcitx5(self):
        settings = Path(self.environment["XDG_CONFIG_HOME"]) / "fcitx5"
        (settings / "conf").mkdir(parents=True, exist_ok=True)
        (settings / "profile").write_text(FCITX5_PROFILE, encoding="utf-8")
        (settings / "config").write_text("[Behavior]\nActiveByDefault=True\n", encoding="utf-8")
        (settings / "conf/pinyin.conf").write_text("CloudPinyinEnabled=False\n", encoding="utf-8")
        daemon = self._start(["fcitx5", "--disable=wayland,cloudpinyin"])
        self._on_bus("org.freedesktop.portal.Fcitx")
        return daemon

    def _fcitx4(self):
        settings = Path(self.environment["XDG_CONFIG_HOME"]) / "fcitx"
        settings.mkdir(parents=True, exist_ok=True)
        engines = "[Profile]\nIMName=pinyin\nEnabledIMList=fcitx-keyboard-us:True,pinyin:True\n"
        (settings / "profile").write_text(engines, encoding="utf-8")
        (settings / "config").write_text("[Program]\nDefaultInputMethodState=Active\n", encoding="utf-8")
        where = dict(self.environment)
        if FCITX4 != "/usr":
            where |= {"FCITXDIR": FCITX4, "LD_LIBRARY_PATH": f"{FCITX4}/lib/x86_64-linux-gnu"}
        daemon = self._start([f"{FCITX4}/bin/fcitx", "-D"], env=where)
        self._on_bus("org.freedesktop.portal.Fcitx")
        return daemon

    # ---- the program

    def settings(self, **values):
        file = Path(self.environment["XDG_DATA_HOME"]) / "jzdesk/settings.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values), encoding="utf-8")

    def open_program(self, vault, **environment):
        """Up to the log-in page, with the keyboard in the password."""
        command = [sys.executable, str(Path(__file__).with_name("watched.py")), str(vault)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self._app = self._start(command, env=self.environment | environment, cwd=ROOT, **pipes)

        def ready():
            for window in self.do("xdotool", "search", "--onlyvisible", "--name", "执纪台账").split():
                self.do("xdotool", "windowfocus", window)  # there is no window manager to do it
            return self.ask("here()[0]") == "口令" and self.ask("window().login.account.count()")

        wait(ready, 20, "log-in page")

    def log_in(self):
        self.write(REVIEWER.password)
        self.key("Return")
        self.until("window().login.message.text() if window().login else 'in'", wanted="in")

    def ask(self, *question):
        """The value of an expression inside the program, see `Answers` in watched.py."""
        self._app.stdin.write(json.dumps(question) + "\n")
        self._app.stdin.flush()
        assert select.select([self._app.stdout], [], [], SECONDS * 2)[0], f"no answer: {question}"
        line = self._app.stdout.readline()
        assert line, f"the program ended at: {question}"
        return json.loads(line)

    def until(self, expression, *, wanted):
        """Wait until an expression has a value: keys and input methods take their time."""
        value = self.ask(expression, wanted, SECONDS)
        assert value == wanted, f"{expression} is {value!r}, not {wanted!r}"

    def settle(self):
        """Wait until keys and input method have come to rest."""
        self.ask()

    def composed(self):
        """What is being composed."""
        self.settle()
        last = self.ask("watch.said[-1:]")
        return last[0][1] if last else ""

    def try_chinese(self):
        """Type until an input method that has just come composes; then nothing of it is left."""
        wait(lambda: self.write("a") or self.composed(), SECONDS, "composition")
        self.key("Escape")
        self.ask("QApplication.focusWidget().clear()")

    # ---- hands

    def write(self, text):
        self.do("xdotool", "type", "--delay", "40", text)

    def key(self, *names):
        self.do("xdotool", "key", "--delay", "40", *names)
        self.settle()

    def click(self, place):
        self.do("xdotool", "mousemove", str(place[0]), str(place[1]), "click", "1")
        self.settle()
