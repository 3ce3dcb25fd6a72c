"""What a paper form is: its fields, blocks, rows and cells, as values. Lengths are millimetres, sizes points.

A form lies in a folder of its own under `forms/`: `form.toml` (written in the words of forms/README.md), a
list of its fields for people, and a filled sample. The folder's name is the form's name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FORM_FILE = "form.toml"
SAMPLE_FILE = "sample.toml"
A4 = (210.0, 297.0)
"""Width and height of the paper."""

PLACEHOLDER = re.compile(r"\{([^{}]+)\}")

EACH = re.compile(r"\[([a-z_]+)([^\[\]]*)\]")
"""In `blank`: a list, and what is printed after each of its words."""

Value = str | Sequence[str] | bool
"""What a field may hold: text, several texts (joined, or several ticks), or yes and no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing a form can show. Services fill exactly these names."""

    name: str
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One box of a row with its label.

    It shows one of: the field `value`; `text`, in which `{field}` stands for a field; or `choices` with
    the one(s) ticked that `value` names; `choices_of` names the county's list the choices come from. `blank` is
    printed where there is no value yet, in it `[list words]` once for each of a list's words; `hint` small beside the
    label, `foot` at the bottom right (signature and date). `width` 0 means an equal share of
    what the row has left.
    """

    label: str = ""
    label_width: float = 0.0
    label_on_top: bool = False
    hint: str = ""
    value: str = ""
    text: str = ""
    blank: str = ""
    choices: tuple[str, ...] = ()
    choices_of: str = ""
    foot: str = ""
    align: str = "center"
    width: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Cells side by side. With `lines` the row is for writing: so many ruled lines on a blank form."""

    cells: tuple[Cell, ...]
    height: float
    lines: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Rows that belong together, under a title set upright in a column at the left."""

    title: str
    rows: tuple[Row, ...]
    new_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSetup:
    """Margins of the A4 page, and what stands on every page: head, number, signatures."""

    left: float
    right: float
    top: float
    bottom: float
    side: float
    line: float
    head: str
    number: str
    signatures: Row | None
    strike_out: bool

    @property
    def body_width(self) -> float:
        """The width of the table."""
        return A4[0] - self.left - self.right


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDefinition:
    """A paper form, loaded and checked."""

    name: str
    title: str
    folder: Path
    text_font: str
    label_font: str
    page: PageSetup
    fields: tuple[Field, ...]
    blocks: tuple[Block, ...]


def list_forms(folders: Sequence[Path]) -> dict[str, Path]:
    """The forms there are: name → folder, sorted. Of two with one name the earlier folder's wins."""
    found: dict[str, Path] = {}
    for parent in folders:
        for file in sorted(parent.glob(f"*/{FORM_FILE}")):
            found.setdefault(file.parent.name, file.parent)
    return dict(sorted(found.items()))


def load_form(folder: Path, lists: Mapping[str, Sequence[str]] | None = None) -> FormDefinition:
    """Read and check `form.toml` of this folder, with the words of `lists` where it asks for them (without lists it
    says what it asks for). Raises FormError with file and entry."""
    from jzdesk.printing.reader import read_form

    return read_form(folder, lists)


def load_sample(folder: Path) -> dict[str, Value]:
    """The filled sample of a form: field name → value. Raises FormError."""
    from jzdesk.printing.reader import read_toml

    return dict(_flatten(read_toml(folder / SAMPLE_FILE)))


def _flatten(table: Mapping[str, object], prefix: str = "") -> list[tuple[str, Value]]:
    flat: list[tuple[str, Value]] = []
    for key, value in table.items():
        if isinstance(value, Mapping):
            flat += _flatten(value, f"{prefix}{key}.")
        elif isinstance(value, list):
            flat.append((prefix + key, [str(one) for one in value]))
        else:
            flat.append((prefix + key, value if isinstance(value, bool) else str(value)))
    return flat
