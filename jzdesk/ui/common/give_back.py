"""Memory that work has freed goes back to the machine.

The C library keeps what was freed for later, and Python keeps the source lines that import hooks looked at (PySide reads
the source of modules that it loads). On a county's PC with 4 GB both are better off with others.
"""

from __future__ import annotations

import linecache
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def give_back() -> None:
    """Drop cached source lines and trim the heap; a matter of a millisecond or two."""
    linecache.clearcache()
    trim = _trim()
    if trim is not None:
        trim(0)


def _trim() -> Callable[[int], object] | None:
    """`malloc_trim` where the C library has it (glibc)."""
    if sys.platform != "linux":
        return None
    import ctypes

    trim: Callable[[int], object] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return trim
