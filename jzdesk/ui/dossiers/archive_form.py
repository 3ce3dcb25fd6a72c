"""归档: the number of a closed file in the archive, its pages, and how long it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.archives import Archiving
from jzdesk.ui.common.fields import IntField, TextField
from jzdesk.ui.dossiers.form_base import DossierForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.ui.common.frame import Frame


class ArchiveForm(DossierForm):
    """What stood there before the file was taken out is offered again; of an archived file it adds what came since,
    `to_add`, a line each."""

    def __init__(self, frame: Frame, file: DossierFile, to_add: Sequence[str] = ()) -> None:
        title = "补充归档" if file.dossier.archived_on else "归档"
        super().__init__(frame, file, title, save_text=title)
        part = self.section(title)
        self.add(part, "archived_on", f"{title}日期", self.day(), required=True, below=True)
        self.computed("archived_on").set_lines([(f"待补充：{text}", "", "soon") for text in to_add])
        hint = "全宗号·目录号·案卷号，用点、横线或空格隔开都可以。"
        number = TextField(chars=14, placeholder="0123·2·045", max_length=40)
        self.add(part, "archive_number", "档号", number, required=True, hint=hint)
        self.add(part, "archive_pages", "页数", IntField(unit="页", least=1, most=9_999), required=True)
        term = self.choice("retention")
        self.add(part, "retention", "保管期限", term, required=True, hint="归档后只能查阅，确需更改的先撤销归档。")
        dossier = file.dossier
        self.set_values(
            {
                "archived_on": frame.today(), "archive_number": dossier.archive_number,
                "archive_pages": dossier.archive_pages, "retention": dossier.retention or "y30",
            }
        )  # fmt: skip

    def read(self) -> Archiving:
        values = self.values()
        return Archiving(
            archived_on=values["archived_on"], number=values["archive_number"], pages=values["archive_pages"],
            retention=values["retention"] or "",
        )  # fmt: skip
