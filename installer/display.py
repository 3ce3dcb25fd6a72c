"""Exit status 0 when a window can be shown here, 1 when not.

DISPLAY alone proves nothing (it is often left over from another session), and Qt aborts the process when
nobody answers there, so the X server is asked.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path


def x_answers() -> bool:
    """Whether the X server named by DISPLAY accepts a connection."""
    if not os.environ.get("DISPLAY"):
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return False
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    answers = xcb.xcb_connection_has_error(connection) == 0
    xcb.xcb_disconnect(connection)
    return answers


def wayland_answers() -> bool:
    """Whether the socket named by WAYLAND_DISPLAY is there."""
    name = os.environ.get("WAYLAND_DISPLAY", "")
    return bool(name) and (Path(os.environ.get("XDG_RUNTIME_DIR", "/run")) / name).is_socket()


if __name__ == "__main__":
    sys.exit(not (wayland_answers() or x_answers()))
