"""建档: which of the parts of 一人一档 lie in the file, since when, and how the person is followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.services.dossiers import Keeping
from jzdesk.ui.common.fields import LongText, MultiChoice
from jzdesk.ui.dossiers.form_base import LONG, DossierForm

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.services.dossiers import Part
    from jzdesk.ui.common.frame import Frame


class EstablishForm(DossierForm):
    """Without a day the parts are only noted; with one the dossier counts as 建档 from then on."""

    def __init__(self, frame: Frame, file: DossierFile, parts: Sequence[Part]) -> None:
        super().__init__(frame, file, "修改回访档案" if file.dossier.opened_on else "建立回访档案")
        part = self.section("建档")
        hint = "标 ＊ 的是建档必备材料；系统中已有记录的材料自动计入。"
        names = [(p.code, f"{'＊' if p.required else ''}{p.name}") for p in parts]
        self.add(part, "opened_on", "建档日期", self.day(), hint="材料不齐时可先留空，只登记已有材料。")
        self.boxes = self.add(part, "parts", "档案材料", MultiChoice(names, columns=1), hint=hint)
        more = self.section("回访安排")
        self.add(more, "category", "对象分类", self.choice("dossier_category", empty=None))
        self.add(more, "plan", "回访方案", LongText(lines=3, chars=LONG))
        self.add(more, "note", "备注", LongText(lines=2, chars=LONG))
        self._kept = {p.code for p in parts if p.present} - set(file.dossier.parts)
        dossier = file.dossier
        self.set_values(
            {
                "opened_on": dossier.opened_on or frame.today(), "category": dossier.category, "plan": dossier.plan,
                "parts": [p.code for p in parts if p.present], "note": dossier.note,
            }
        )  # fmt: skip
        for box, item in zip(self.boxes.boxes, parts, strict=True):
            if item.code in self._kept:
                box.setEnabled(False)
                box.setToolTip("系统中已有记录。")

    def read(self) -> tuple[date | None, tuple[str, ...], Keeping]:
        """The day (None: not yet), the parts ticked by hand, and what is kept besides."""
        values = self.values()
        ticked = tuple(code for code in values["parts"] if code not in self._kept)
        return values["opened_on"], ticked, Keeping(
            category=values["category"] or "general", plan=values["plan"], note=values["note"]
        )  # fmt: skip
