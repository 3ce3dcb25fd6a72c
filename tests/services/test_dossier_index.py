"""完整度 in the list: papers noted by hand, taken back, and counted again when a part fell due overnight."""

from __future__ import annotations

from datetime import date

import pytest
from revisit_county import Clock, make_desk, refused, row, sanctioned

from jzdesk.services import dossiers
from jzdesk.services.duties import catch_up
from jzdesk.services.history import history_of, take_back


@pytest.fixture
def desk(tmp_path):
    clock = Clock()
    clock.set(date(2026, 3, 3))
    made = make_desk(tmp_path / "vault", clock)
    yield made
    made.vault.close(back_up=False)


def held(desk, i):
    line = row(desk, i)
    return line.parts_held, line.parts_due


def test_a_paper_is_noted_with_where_it_lies_and_taken_back(desk):
    i = sanctioned(desk)
    assert held(desk, i) == (1, 3)
    changes = dossiers.note_paper(desk, i, "2", note="档案袋第2页")
    assert held(desk, i) == (2, 3)
    assert dict(dossiers.open_file(desk, i).dossier.part_notes) == {"2": "档案袋第2页"}
    said = {d.field: d.after for d in history_of(desk, "dossier", i)[0].differences}
    assert said["回访档案·纸质材料说明"] == "处分决定书（复印件）：档案袋第2页"
    take_back(desk, changes.audit_seq)
    assert held(desk, i) == (1, 3)
    dossiers.note_paper(desk, i, "2")
    dossiers.note_paper(desk, i, "2", there=False)
    assert held(desk, i) == (1, 3)
    with refused("parts"):
        dossiers.note_paper(desk, i, "99")


def test_what_fell_due_overnight_is_counted_at_the_next_log_in(desk):
    i = sanctioned(desk)
    desk.clock.set(date(2026, 6, 10))
    assert held(desk, i) == (1, 3)  # nobody touched it
    assert catch_up(desk) is None
    view = dossiers.look_at(desk, i)
    assert held(desk, i) == (view.complete.held, view.complete.due) == (1, 7)
    missing = dossiers.DossierFilter(on=desk.today, state="parts_missing")
    assert dossiers.count_dossiers(desk, missing) == 1
