"""Start: process start to the first painted window, ÷ the same of a bare PySide6 window. Goal ≤ 1.5.

Whole processes, alternating, the minimum and the median of nine. Also the memory of each, and of the window.
`python tests/benchmarks/bench_start.py`; with a display it measures on it, else offscreen.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 9
ROOT = Path(__file__).resolve().parents[2]

MEASURE = """
import os, sys
def report():
    import resource
    pss = 0
    try:
        with open("/proc/self/smaps_rollup") as file:
            pss = next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
    except OSError:
        pss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(f"painted {pss}\\n")
    sys.stdout.flush()
"""

BARE = (
    MEASURE
    + """
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication(sys.argv)
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        report()
        os._exit(0)
window = Window()
window.resize(1366, 740)
window.show()
app.exec()
"""
)

OURS = (
    MEASURE
    + """
from pathlib import Path
from jzdesk.ui.main_window import MainWindow
original = MainWindow.paintEvent
def paint(self, event):
    original(self, event)
    report()
    os._exit(0)
MainWindow.paintEvent = paint
from jzdesk.__main__ import main
main(["--data", sys.argv[1]])
"""
)


def once(program: str, folder: str) -> tuple[float, int]:
    """Milliseconds from the start of the process to its first paint, and its PSS in kB then."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_DATA_HOME": folder}
    environment["PYTHONPYCACHEPREFIX"] = f"{folder}/bytecode"  # kept, as it is once installed
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if not environment.get("DISPLAY"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", program, f"{folder}/vault"],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
    )
    took = (time.perf_counter() - began) * 1000
    line = next(line for line in done.stdout.splitlines() if line.startswith("painted"))
    return took, int(line.split()[1])


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        make_vault(folder)
        for program in (BARE, OURS):
            once(program, folder)  # warm the caches
        bare, ours = [], []
        for _ in range(ROUNDS):
            bare.append(once(BARE, folder))
            ours.append(once(OURS, folder))
    times = [[t for t, _ in runs] for runs in (bare, ours)]
    memory = [min(m for _, m in runs) for runs in (bare, ours)]
    ratio = min(times[1]) / min(times[0])
    middle = statistics.median(times[1]) / statistics.median(times[0])
    print(
        f"start: window {min(times[1]):.0f} ms ÷ bare {min(times[0]):.0f} ms = {ratio:.2f} (goal 1.5)"
        f"  median {middle:.2f}  memory {memory[1] / 1024:.0f} MB ÷ {memory[0] / 1024:.0f} MB"
        f" = {memory[1] / memory[0]:.2f}"
    )


def make_vault(folder: str) -> None:
    """Enough of a vault for the log-in page to be the first page."""
    vault = Path(folder, "vault")
    vault.mkdir()
    (vault / "vault.keys.json").write_text("{}")


if __name__ == "__main__":
    main()
