"""Which way Chinese input comes in, decided before QApplication exists.

Qt's wheel ships an ibus plug-in and none for fcitx, while UOS and Kylin set QT_IM_MODULE=fcitx for the session.
fcitx 5 answers on the ibus front end; fcitx 4 does not and gets a client of our own. Any failure here means plain
input, never a program that does not start.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, MutableMapping

    from PySide6.QtWidgets import QApplication

FCITX5 = "org.fcitx.Fcitx5"
FCITX4 = "org.fcitx.Fcitx"
PORTAL = "org.freedesktop.portal.Fcitx"
IBUS = "org.freedesktop.IBus"
MODULE = "QT_IM_MODULE"
FORCED = {"fcitx": "fcitx-client", "ibus": "ibus"}
USUAL_MODULES = ("", "fcitx", "fcitx5", "ibus", "xim")

_log = logging.getLogger(__name__)


class Bus(Protocol):
    """What is asked of the session bus."""

    def names(self) -> frozenset[str]: ...


def choose(setting: str, module: str, names: frozenset[str]) -> str:
    """'ibus', 'fcitx-client' or '' (leave as it is).

    `setting` is the user's (auto, ibus, fcitx, system), `module` the session's input method, `names` who is on
    the bus. One that the session names but that is not there yet is waited for.
    """
    if setting in FORCED:
        return FORCED[setting]
    if setting == "system" or module not in USUAL_MODULES:
        return ""  # somebody chose something special
    if FCITX5 in names:
        return "ibus"
    if {FCITX4, PORTAL} & names:
        return "fcitx-client"
    return "ibus" if IBUS in names else FORCED.get(module.removesuffix("5"), "")


def named_by(environment: Mapping[str, str]) -> str:
    """The session's input method: what is said to Qt, else fcitx where X11 programs are told so."""
    told = "fcitx" if "fcitx" in environment.get("XMODIFIERS", "") else ""
    return environment.get(MODULE, "") or told


def prepare(
    setting: str, environment: MutableMapping[str, str], bus: Callable[[], Bus] | None = None
) -> Callable[[QApplication], Any]:
    """Set the environment for Qt; the returned callable starts on the application what is needed beside it."""
    if "DBUS_SESSION_BUS_ADDRESS" not in environment and "XDG_RUNTIME_DIR" not in environment:
        return _nothing
    try:
        from jzdesk.ui.input_method.bus import SessionBus

        way = choose(setting, named_by(environment), (bus or SessionBus)().names())
    except Exception as error:
        _log.info("no input method chosen: %s", type(error).__name__)
        return _nothing
    if way == "ibus":
        environment[MODULE] = "ibus"
        return _keep_compositions
    if way == "fcitx-client":
        environment[MODULE] = "compose"  # Qt itself keeps out of it
        return _start_client
    return _nothing


def _nothing(_app: QApplication) -> None:
    return None


def _keep_compositions(app: QApplication) -> Any:
    from jzdesk.ui.input_method.composition import Composition

    return Composition(app)


def _start_client(app: QApplication) -> Any:
    from jzdesk.ui.input_method.fcitx import start

    return start(app)
