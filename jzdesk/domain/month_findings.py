"""What is found wrong with a month before it is sent."""

from __future__ import annotations

from dataclasses import dataclass

HINT, GAP, GRAVE = "hint", "gap", "grave"
"""A hint need not be answered; a gap may be left as it is, with a reason; what is grave makes figures wrong and is mended
before the month is closed."""

CHECK_NAMES = {
    "no_unit": "未填单位",
    "equation": "勾稽关系",
    "persons": "人数与人次",
    "dispositions": "宣布处置合计",
    "register": "影响期人数",
    "visits_stand": "回访处置合计",
    "carry": "与上月结转",
    "missing": "内容未填全",
    "bad_id": "身份证号不正确",
    "execution": "执行记录缺漏",
    "open_duty": "到期未办",
    "provisional": "期限暂定",
    "no_mentor": "未指定帮带人",
    "no_dossier": "没有回访档案",
    "untold": "认定未反馈",
    "undecided": "未登记处理决定",
    "disagrees": "认定与处理不一致",
    "negative": "负面清单情形",
    "early_reply": "复函早于认定",
    "running": "本月尚未结束",
    "before_open": "上月尚未关账",
    "cumulative": "累计与各月之和",
    "outlier": "与往月相差大",
}
"""Every check by its stable code, in the order of the list."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the check before a month is sent: what is wrong, how grave, and the record it leads to. `reason` is why
    a gap is left as it is, as somebody said."""

    grave: bool
    text: str
    kind: str = ""
    record_id: int | None = None
    code: str = ""
    hint: bool = False
    reason: str = ""

    @property
    def level(self) -> str:
        """HINT, GAP or GRAVE."""
        return GRAVE if self.grave else HINT if self.hint else GAP

    @property
    def key(self) -> str:
        """By which it is known again: another text is another finding."""
        return f"{self.code}|{self.kind}|{self.record_id or ''}|{self.text}"

    @property
    def open(self) -> bool:
        """Whether somebody has still to look at it."""
        return not self.hint and not self.reason
