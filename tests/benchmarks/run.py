"""Runs the benchmarks beside this file and gathers their lines: all (`make bench`), or `run.py start list`.

A benchmark is a script `bench_NAME.py` that prints one line a measure, best as a ratio to the bare library
doing the same on the same machine in the same run, so that figures can be compared between machines. Each
runs in a process of its own: imports and memory of one do not flatter the next.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).parent


def run(script: Path) -> tuple[list[str], bool]:
    """The lines one benchmark printed, and whether it went well; a silent benchmark did not."""
    offscreen = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, env=offscreen)
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    if done.returncode:
        return [
            *lines,
            f"failed with status {done.returncode}",
            *done.stderr.strip().splitlines()[-3:],
        ], False
    return lines or ["printed nothing"], bool(lines)


def main(names: list[str]) -> int:
    """Runs the named benchmarks, or all; 1 when one of them failed."""
    scripts = [FOLDER / f"bench_{name}.py" for name in names] or sorted(FOLDER.glob("bench_*.py"))
    failed = []
    for script in scripts:
        name = script.stem.removeprefix("bench_")
        begun = time.perf_counter()
        lines, well = run(script)
        if not well:
            failed.append(name)
        for line in lines:
            print(f"{name:<10} {line}", flush=True)
        print(f"{name:<10} (took {time.perf_counter() - begun:.0f} s)", flush=True)
    if failed:
        print(f"failed: {', '.join(failed)}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
