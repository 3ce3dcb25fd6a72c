"""What the reviews of the demo county found: every list answered with grounds and numbered evidence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain.tolerance import REFUSED, Finding

if TYPE_CHECKING:
    from jzdesk.domain.list_items import ListItem
    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.domain.tolerance_rules import ToleranceRules

EVIDENCE: tuple[tuple[str, str, str, int], ...] = (
    ("党政班子会议记录", "document", "所在单位", 6),
    ("有关工作部署文件", "document", "上级主管部门", 12),
    ("有关人员谈话笔录", "witness", "承办部门", 9),
    ("本人情况说明", "statement", "本人", 3),
    ("财务凭证和资金去向说明", "document", "所在单位", 18),
)
"""Title, kind, source and pages of the pieces every review has; findings cite their numbers."""

_SIDES = {
    "K1": "此前没有先例可循，属于缺乏经验、先行先试，事前经过集体研究，没有明知故犯。",
    "K2": "上级对此尚无明确限制，发现偏差后立即停止并报告，不存在明令禁止后依然我行我素。",
    "K3": "出发点是推动工作，资金全部用于公共事项，经核查没有为本人或者他人谋取私利。",
}
_FACTORS = (
    "出于公心，目的是推动工作落实。", "当时政策界限不够明确，时间要求紧。", "经班子会议集体研究，程序基本完备。",
    "情节轻微，属于工作失误。", "未造成重大损失，社会反映平稳。", "发现后主动纠正，已挽回大部分损失。",
)  # fmt: skip
_STATEMENTS = {
    "exempt": "经逐项核对，不存在负面清单和不予容错情形，认定为容错免责，责成限期纠正。",
    "lighter": "符合容错情形，但程序存在瑕疵，予以从轻处理。",
    "mitigated": "符合容错情形，造成一定损失，予以减轻处理。",
    REFUSED: "经集体研究，不符合容错情形，不予容错。",
}
_AFTER = {
    "exempt": ("", "不予追究责任"), "lighter": ("F03", "批评教育"), "mitigated": ("F11", "诫勉"),
    REFUSED: ("D1", "给予党内警告处分"),
}  # fmt: skip


def concluded(
    review: ToleranceReview, lists: ToleranceRules, *, positive: str, outcome: str, entry: str
) -> ToleranceReview:
    """Every list answered; a standing entry locks the conclusion."""
    tolerated = outcome != REFUSED
    factors = lists.factor_sets[review.factor_set].factors
    facts = review.facts
    side = "tolerated" if tolerated else "unclear"
    code, text = _AFTER[outcome]
    return replace(
        review, negative=_answers(lists.negative, entry, facts), exclusions=_answers(lists.exclusions, entry, facts),
        conclusion=outcome, statement=_STATEMENTS[outcome], after_code=code, handling_after=text,
        effects="；".join(next((i.effects for i in lists.conclusions if i.code == outcome), ())),
        distinctions={d.code: _side(d.code, side) for d in lists.distinctions if d.enabled},
        factors={f.code: Finding("", said, "1、3") for f, said in zip(factors, _FACTORS, strict=False)} if tolerated else {},
        positive={i.code: Finding("yes", "与清单所列情形一致。", "1、2", tuple(i.requires))
                  for i in lists.positive if i.code == positive and tolerated},
    )  # fmt: skip


def _side(code: str, side: str) -> Finding:
    grounds = _SIDES.get(code, "经核实属于可以容错的情形。")
    return Finding(side, grounds if side == "tolerated" else "现有证据不足以认定属于可以容错的情形。", "1、2、3")


def _answers(items: tuple[ListItem, ...], hit: str, facts: str) -> dict[str, Finding]:
    no = Finding("no", "经核查没有此类情形。", "3、5")
    return {i.code: Finding("yes", facts, "3、5") if i.code == hit else no for i in items if i.enabled}
