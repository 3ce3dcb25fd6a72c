"""汇总: what is read and done off the GUI thread, in the shapes the screen shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.intake_board import Board, months_of_year
from jzdesk.services import counties, intake_views, intakes
from jzdesk.services.intakes import TakenFile
from jzdesk.ui.common.jobs import Cancelled
from jzdesk.ui.imports.sheet_grid import HEADINGS, GridRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from jzdesk.domain.counties import Intake
    from jzdesk.domain.merging import Finding, Place
    from jzdesk.services.desk import Desk
    from jzdesk.services.intake_views import IntakeView, LedgerView
    from jzdesk.ui.common.jobs import Progress

NEIGHBOURS = 2
"""Rows of the sheet shown before and after the one that is meant."""
_LETTERS = 26


@dataclass(frozen=True, slots=True)
class Around:
    """A cell (or a whole row, `column` 0) of a file among its neighbours; `place` says where that is."""

    place: str
    rows: tuple[GridRow, ...]
    marks: Mapping[tuple[int, int], str]
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class TakeOrder:
    """Files to be taken in; sender and month only where the files do not say."""

    paths: tuple[Path, ...]
    county_id: int | None = None
    month: str = ""


def read_board(desk: Desk, year: int) -> Board:
    """The months of a year."""
    return intake_views.board(desk, months_of_year(year))


def take(desk: Desk, order: TakeOrder, progress: Progress) -> tuple[TakenFile, ...]:
    """One file after the other; those that came before somebody cancelled stay, the others are said to be left."""
    done: list[TakenFile] = []
    total = len(order.paths)
    for number, path in enumerate(order.paths):
        try:
            progress(number, total, f"接收“{path.name}”")
        except Cancelled:
            left = "已取消，没有读取这个文件。"
            return (*done, *(TakenFile(file=p.name, state="left", text=left) for p in order.paths[number:]))
        done += intakes.take_in(desk, [path], county_id=order.county_id, month=order.month).files
    return tuple(done)


def read_file(desk: Desk, intake_id: int) -> IntakeView:
    """One file with all that is known of it."""
    return intake_views.open_intake(desk, intake_id)


def read_ledger(desk: Desk, intake_id: int, ledger: str) -> LedgerView:
    """The rows of one of its ledgers."""
    return intake_views.rows_of(desk, intake_id, ledger)


def read_places(desk: Desk, finding: Finding) -> tuple[Around, ...]:
    """The place of a finding and those of the other counties, each among its neighbours; places without a row are left out."""
    ids = {county.code: county.id or 0 for county in counties.list_counties(desk)}
    found = []
    for place in (finding.where, *finding.others):
        item = _that_counts(desk, ids.get(place.county, 0), place)
        if item is not None and place.row:
            view = intake_views.open_intake(desk, item.id or 0)
            ledger = next((s.ledger for s in view.sheets if s.sheet == place.sheet), "")
            if ledger:
                found.append(around(read_ledger(desk, item.id or 0, ledger), place, neighbours=1))
    return tuple(found)


def _that_counts(desk: Desk, county_id: int, place: Place) -> Intake | None:
    """The file of a county that counts for a month: the one accepted, else the last one received."""
    sent = [
        i
        for i in intake_views.submissions(desk, county_id, place.month)
        if i.state in ("accepted", "received")
    ]
    return max(sent, key=lambda i: (i.state == "accepted", i.id or 0), default=None)


def around(view: LedgerView, place: Place, *, neighbours: int = NEIGHBOURS) -> Around:
    """The cell of a place among its neighbours, the heading on top."""
    at = next((n for n, row in enumerate(view.rows) if (row.id or 0) >= place.row), len(view.rows) - 1)
    near = view.rows[max(at - neighbours, 0) : at + neighbours + 1]
    columns = {key: number_of(letter) for key, _, letter in view.columns}
    width = max(columns.values(), default=0)
    first = min((row.id or 0 for row in view.rows), default=1)
    titles = [""] * width
    for key, title, _ in view.columns:
        titles[columns[key] - 1] = title.rpartition("·")[2]
    heading = GridRow(max(first - 1, 1), titles, HEADINGS)
    rows = [heading, *(GridRow(row.id or 0, texts_of(row.cells, columns, width)) for row in near)]
    marked = range(1, width + 1) if not place.column else (place.column,)
    marks = {(place.row, column): "warning" if not place.column else "fault" for column in marked}
    return Around(place.text, tuple(rows), marks, place.row, place.column)


def texts_of(cells: Mapping[str, str], columns: Mapping[str, int], width: int) -> Sequence[str]:
    """The texts of a row from column A on."""
    texts = [""] * width
    for key, text in cells.items():
        if key in columns:
            texts[columns[key] - 1] = text
    return texts


def number_of(letter: str) -> int:
    """'C' is 3, 'AA' is 27."""
    number = 0
    for sign in letter:
        number = number * _LETTERS + ord(sign) - ord("A") + 1
    return number
