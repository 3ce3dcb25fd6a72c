"""What can go wrong with paper, in the user's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path


class PrintError(Refused):
    """A PDF could not be written. `text` is one Chinese sentence for the message line."""


class FormError(PrintError):
    """A form definition is wrong. `text` names the file and the entry, so that its author finds the place."""

    def __init__(self, file: Path, where: str, what: str) -> None:
        super().__init__("：".join(part for part in (str(file), where, what) if part))
        self.file = file
        self.where = where
