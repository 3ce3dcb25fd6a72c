"""What the read view of one case shows, read in one go on the store lane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.services import attachments, case_preview, cases, dossiers, execution, history

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from jzdesk.domain.cases import CaseFile
    from jzdesk.domain.checklist import Checklist
    from jzdesk.domain.clock import Clock
    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.domain.duties import Duty, DutyKind
    from jzdesk.services.attachments import AttachmentRow
    from jzdesk.services.desk import Desk
    from jzdesk.services.history import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDetail:
    """One case with everything around it, as it stands on `on`."""

    file: CaseFile
    duties: tuple[Duty, ...]
    checklist: Checklist
    clocks: Mapping[int, Clock]
    cautions: Mapping[int, tuple[str, ...]]
    dossier: DossierFile | None
    attachments: tuple[AttachmentRow, ...]
    steps: tuple[Step, ...]
    on: date

    def duty(self, kind: DutyKind) -> Duty | None:
        """The duty of a kind of the decision in force."""
        decision = self.file.decision
        wanted = [d for d in self.duties if d.kind == kind.value]
        mine = [d for d in wanted if decision and d.subject == "decision" and d.subject_id == decision.id]
        return next(iter(mine or wanted), None)


def read_detail(desk: Desk, case_id: int) -> CaseDetail:
    """On the store lane. Refused when the case is gone."""
    file = cases.open_case(desk, case_id)
    clocks = case_preview.periods_of_case(desk, file)
    return CaseDetail(
        file=file,
        duties=tuple(cases.duties_of_case(desk, case_id)),
        checklist=execution.checklist_of(desk, case_id),
        clocks=clocks,
        cautions={key: case_preview.cautions_of(desk, clock) for key, clock in clocks.items()},
        dossier=dossiers.file_of_person(desk, file.person.id) if file.person.id else None,
        attachments=tuple(attachments.list_attachments(desk, "case", case_id)),
        steps=tuple(history.history_of(desk, "case", case_id)),
        on=desk.today,
    )
