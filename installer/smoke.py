"""Starts the finished program on an empty folder and does a month's work with it: `smoke.py FOLDER`.

FOLDER is the one-folder program. What a frozen program forgets (a resource, a library imported late, a
plug-in of Qt) shows only when it runs, away from the repository and from anybody's settings.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

PASSWORD = "Smoke-2026-trial"
START_SECONDS = 5


class Smoke:
    """One trial in a folder of its own."""

    def __init__(self, program: Path, folder: Path) -> None:
        self.program, self.folder = program, folder
        self.password = folder / "password"
        self.password.write_text(PASSWORD + "\n", encoding="utf-8")
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "SYSTEMROOT") if name in os.environ}
        share = str(folder / "share")
        home = {"HOME": str(folder), "XDG_DATA_HOME": share, "LOCALAPPDATA": share}
        self.environment = {**kept, **home, "QT_QPA_PLATFORM": "offscreen"}

    def run(self, name: str, *arguments: str) -> str:
        """Runs one command of the program to its end; what it printed. Errors: SystemExit naming it."""
        done = subprocess.run(
            [str(self.program / name), *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode or "Traceback" in done.stderr:
            sys.exit(f"{name} {' '.join(arguments)}: status {done.returncode}\n{done.stdout}{done.stderr}")
        print(f"ok  {name} {' '.join(arguments[:2])}", flush=True)
        return done.stdout

    def vault(self, command: str, *arguments: str) -> str:
        """Runs one command on the trial's vault."""
        where = ["--data", str(self.folder / "vault"), "--password-file", str(self.password)]
        return self.run("jzdesk", command, *arguments, *where)

    def window(self) -> None:
        """The window comes up and stays up. Errors: SystemExit when it ends by itself."""
        command = [str(self.program / "jzdesk"), "--data", str(self.folder / "vault")]
        started = subprocess.Popen(
            command, cwd=self.folder, env=self.environment, stderr=subprocess.PIPE, text=True
        )
        try:
            _, errors = started.communicate(timeout=START_SECONDS)
        except subprocess.TimeoutExpired:
            started.terminate()
            _, errors = started.communicate()
            if "Traceback" not in errors:
                print("ok  the window", flush=True)
                return
        sys.exit(f"the window went away with status {started.returncode}\n{errors}")

    def made(self, name: str, kind: bytes) -> None:
        """A file is there and begins as its kind does. Errors: SystemExit."""
        path = self.folder / name
        if not path.is_file() or not path.read_bytes().startswith(kind):
            sys.exit(f"{name} was not made, or is not what its name says")

    def logs_are_clean(self) -> None:
        """No log of the trial tells of an error. Errors: SystemExit with the first."""
        for path in (self.folder / "share").rglob("*.log"):
            for line in path.read_text(encoding="utf-8").splitlines():
                if any(word in line for word in ("ERROR", "CRITICAL", "Traceback")):
                    sys.exit(f"{path.name}: {line}")


def main(program: Path) -> None:
    """The trial from first start to clean log."""
    with tempfile.TemporaryDirectory() as folder:
        smoke = Smoke(program.resolve(), Path(folder))
        smoke.run("jzdesk", "--help")
        smoke.vault("demo", "--people", "40", "--months", "6")
        smoke.vault("due")
        smoke.vault("report", "2026-10", "--out", "month.xlsx")
        smoke.made("month.xlsx", b"PK")
        smoke.vault("print", "interview", "--month", "2026-10", "--out", "forms.pdf")
        smoke.made("forms.pdf", b"%PDF")
        smoke.vault("check")
        smoke.window()
        smoke.run("jzdesk-tour", "--out", "tour")
        shots = list((smoke.folder / "tour").rglob("*.png"))
        if len(shots) < 5:
            sys.exit(f"the tour made {len(shots)} pictures, fewer than there are tabs")
        smoke.logs_are_clean()
    print("the program runs")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
