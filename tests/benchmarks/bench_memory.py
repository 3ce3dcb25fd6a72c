"""One line: memory of the window with a vault open and every tab shown ÷ a bare PySide6 window.

python tests/benchmarks/bench_memory.py [VAULT_FOLDER PASSWORD]

Without a folder it makes a vault of 2,000 people first. The goal is for one of 20,000, which takes minutes to make: make
it once (`python -m jzdesk demo --data FOLDER --people 20000 --password-file FILE`) and name it. Resident set size, each in a process of its own: unlike the
proportional size it does not depend on what else runs on the machine just then. The bare window is painted in the size
of ours (its pixels alone are 4 MB), with nothing else in common. Bytecode is cached, as it is once installed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

BARE = """
import sys
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([]); window = QMainWindow(); window.resize(1366, 740); window.show(); app.processEvents()
"""

OPEN = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from jzdesk import app as program
from jzdesk.ui.tabs import TABS
qt = program.make_application()
window, jobs = program.make_window(Path(sys.argv[1]), program.SettingsKeeper(Path(sys.argv[4]) / "settings.json"))
window.show()
def settle():
    end = time.monotonic() + 30
    quiet = 0
    while quiet < 20 and time.monotonic() < end:
        qt.processEvents()
        quiet = quiet + 1 if jobs.is_idle else 0
        time.sleep(0.005)
settle()
from jzdesk.storage.vault import Vault
window.login.entered.emit(Vault.account_names(Path(sys.argv[1]))[0], sys.argv[2])
settle()
sys.excepthook = sys.__excepthook__  # a fault must end the benchmark, not open a dialog
"""

EVERY_TAB = """
for number in range(len(TABS)):
    window.desk_page.go_to(number)
    settle()
"""

REPORT = """
for line in open("/proc/self/smaps_rollup"):
    if line.startswith("Rss:"):
        print(int(line.split()[1]))
        break
import os; sys.stdout.flush(); os._exit(0)
"""


def resident(folder: Path, code: str, *arguments: str) -> int:
    """kB of a process that ran `code`, with its bytecode kept in the folder."""
    env = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, "-c", code + REPORT, *arguments],
        capture_output=True,
        text=True,
        env=env,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"status {done.returncode}\n{done.stdout}{done.stderr}")
    return int(done.stdout.split()[-1])


def made(folder: Path) -> None:
    """A vault of 2,000 made-up people."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from jzdesk.cli import main\n"
        "sys.exit(main(['demo', '--data', sys.argv[2], '--people', '2000', '--password-file', sys.argv[3]]))"
    )
    subprocess.run([sys.executable, "-c", code, str(ROOT), str(folder / "vault"), str(folder / "word")], check=True,
                   capture_output=True)  # fmt: skip


def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if arguments:
            vault, word = Path(arguments[0]), arguments[1]
        else:
            vault, word = folder / "vault", "bench-2026"
            (folder / "word").write_text(word, "utf-8")
            made(folder)
        bare = min(resident(folder, BARE) for _ in range(3))
        given = (str(vault), word, str(ROOT), name)
        ours = min(resident(folder, OPEN, *given) for _ in range(3))
        full = min(resident(folder, OPEN + EVERY_TAB, *given) for _ in range(3))
    sys.stdout.write(
        f"memory: vault open {ours / 1024:.0f} MB ÷ bare window {bare / 1024:.0f} MB = {ours / bare:.2f} (goal 2.0); "
        f"every tab shown {full / 1024:.0f} MB = {full / bare:.2f}\n"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
