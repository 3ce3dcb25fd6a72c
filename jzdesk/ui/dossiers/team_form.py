"""成立回访小组: who visits, and who leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.dossiers import TeamMember
from jzdesk.ui.dossiers.fields import TeamField
from jzdesk.ui.dossiers.form_base import DossierForm

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from PySide6.QtCore import QObject

    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.ui.common.frame import Frame


class TeamForm(DossierForm):
    """Names the members; those in office are shown and may be changed. `known` completes names and posts."""

    def __init__(self, frame: Frame, file: DossierFile, known: Sequence[tuple[str, str]] = ()) -> None:
        current = [m for m in file.team if m.left_on is None]
        super().__init__(frame, file, "调整回访小组" if current else "成立回访小组")
        part = self.section("回访小组")
        self.members = self.add(part, "members", "成员", TeamField(known), required=True, hint="不少于两人，一人为组长。")
        for editor in self.members.all_editors():
            editor.installEventFilter(self)
            self._guard.watch(editor)
        label = "调整日期" if current else "成立日期"
        self.joined_on = self.add(part, "joined_on", label, self.day(), required=True)
        rows = [(m.name, m.post, m.role == "head") for m in current]
        self.set_values({"members": rows, "joined_on": frame.today()})

    def read(self) -> tuple[TeamMember, ...]:
        return tuple(
            TeamMember(name=name, post=post, role="head" if head else "member")
            for name, post, head in self.values()["members"]
        )

    def day_formed(self) -> date:
        """The day typed; today when nothing can be read, which `read` has refused already."""
        return self.joined_on.value() or self.frame.today()

    def _step(self, editor: QObject, way: int) -> None:
        """Enter goes through the cells of the team before it leaves the field."""
        cells = self.members.editors()
        here = next((n for n, cell in enumerate(cells) if cell is editor), None)
        if here is not None and 0 <= here + way < len(cells):
            cells[here + way].setFocus()
        else:
            super()._step(editor, way)
