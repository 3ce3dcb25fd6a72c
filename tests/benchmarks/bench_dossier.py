"""The file of a person with 30 visits and 60 attachments: reading it, and putting it on every page of the detail."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1]))

from revisit_county import DECIDED, NOW, make_desk, mentor, sanctioned

from jzdesk.app import make_application
from jzdesk.domain.visits import Visit
from jzdesk.services import attachments, dossiers
from jzdesk.storage import dossiers as rows
from jzdesk.ui.common.jobs import Jobs
from jzdesk.ui.common.memory import Memory
from jzdesk.ui.dossiers.detail import DossierDetail

VISITS, FILES, MEGABYTES = 30, 60, 2
LIMIT = 300.0


def county(folder):
    desk = make_desk(folder)
    dossier_id = sanctioned(desk)
    dossiers.name_mentor(desk, dossier_id, mentor())
    with desk.vault.write(desk.actor, "测量", noun="dossier", record_id=dossier_id) as tx:
        for number in range(VISITS):
            day = DECIDED + timedelta(days=8 * number + 1)
            rows.save_visit(tx, Visit(
                dossier_id=dossier_id, ordinal=number + 100, planned_on=day, held_on=day, talkers=("周明", "陈芳"),
                place="会议室", evaluation="good", outline=("认识到位" * 40,) * 9,
            ))  # fmt: skip
    for number in range(FILES):
        content = b"%PDF-1.7\n" + os.urandom(MEGABYTES << 20)
        attachments.attach_content(desk, "dossier", dossier_id, content, name=f"扫描{number}.pdf", part=str(number % 14 + 1))
    return desk, dossier_id


def best(act, times=5):
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        found.append((time.perf_counter() - begun) * 1000)
    return min(found)


def main() -> int:
    application = make_application()
    with tempfile.TemporaryDirectory() as folder:
        desk, dossier_id = county(Path(folder) / "vault")
        limits = desk.rulebook.attachments
        jobs = Jobs()
        nothing = lambda *_a: None  # noqa: E731
        frame = SimpleNamespace(
            desk=desk, jobs=jobs, memory=Memory(), open_record=nothing, open_form=nothing, clock=lambda: NOW,
            today=NOW.date, settings=None, keep_draft=None, find_draft=None,
        )  # fmt: skip
        reading = best(lambda: dossiers.look_at(desk, dossier_id))
        view = dossiers.look_at(desk, dossier_id)
        detail = DossierDetail(frame)
        detail.resize(700, 640)
        detail.show()

        def show():
            detail.show_view(view)
            detail.grab()

        showing = best(show)
        listing = best(lambda: attachments.list_attachments(desk, "dossier", dossier_id))
        held = sum(row.size for row in view.attachments) >> 20
        print(f"{VISITS} visits, {len(view.attachments)} attachments ({held} MB, limit {limits.record_mb} MB)")
        print(f"read {reading:.0f} ms + show {showing:.0f} ms = {reading + showing:.0f} ms (limit {LIMIT:.0f} ms)")
        print(f"of that the list of attachments {listing:.1f} ms, without their contents")
        jobs.shutdown()
        detail.deleteLater()
        application.quit()
        desk.vault.close(back_up=False)
    return int(reading + showing > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
