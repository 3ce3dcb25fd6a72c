"""Lists of names that come with a letter of enquiry: pasted, from a workbook, from 干部任免审批表. Nothing is saved here; the
names go to `services/enquiries` when the clerk has looked at them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.errors import Refused
from jzdesk.domain.file_kinds import ending_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from jzdesk.domain.intake import Intake

_FORMS = ("lrmx", "lrm")


def read_names_text(text: str) -> Intake:
    """The names of a pasted text: a line a person, many names in a line, or cells copied with their heading."""
    from jzdesk.imports import names_text

    return names_text.read_names_text(text)


def read_names_book(path: Path, sheet: str | None = None, mapping: Mapping[int, str] | None = None) -> Intake:
    """The names of a workbook's sheet or of a .csv. `mapping`: what the columns are (from 0), in place of their titles.
    Refused when the file cannot be read at all."""
    from jzdesk.imports import names_book

    return names_book.read_names_book(path, sheet, mapping)


def read_lrmx(paths: Sequence[Path]) -> Intake:
    """The people of 干部任免审批表, a file each; a bad one among many is a problem of its place. Refused when there is only
    one and it cannot be read."""
    from jzdesk.imports import lrmx

    return lrmx.read_lrmx(paths)


def read_list(paths: Sequence[Path]) -> Intake:
    """By what they are called: one table, or one or many 干部任免审批表."""
    forms = [path for path in paths if ending_of(path.name) in _FORMS]
    if forms and len(forms) == len(paths):
        return read_lrmx(paths)
    if len(paths) != 1:
        raise Refused("请一次选择一份名单表格，或者一份、多份任免审批表，不要混在一起。")
    return read_names_book(paths[0])
