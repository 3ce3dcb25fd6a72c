"""The sections of 容错统计 (`tolerance_figures`), each from the reviews of one place."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from jzdesk.domain.duties import DutyKind, remaining_text
from jzdesk.domain.indicators import Mark as Verdict
from jzdesk.domain.indicators import mark_of
from jzdesk.domain.review_stages import CHANGED, NEEDED, UPHELD
from jzdesk.domain.tolerance_figures import (
    MENDING,
    STAGES,
    STANDINGS,
    TOLERATED,
    Counted,
    Figure,
    Mark,
    Rows,
    Section,
    When,
    Words,
    is_open,
    standing_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from jzdesk.domain.tolerance_figures import Event


def _marks(found: Iterable[Counted], note: Callable[[Counted], str] = lambda _: "") -> list[Mark]:
    return [Mark(review_id=item.key, note=note(item)) for item in found]


def received(mine: Sequence[Counted], when: When, words: Words) -> tuple[Figure, ...]:
    """What came in, by way in, and what was not accepted."""
    rows = Rows(Section.RECEIVED)
    new = [item for item in mine if when.holds(item.review.applied_on)]
    rows.add(
        "received", "收到（启动）", _marks(new), meaning="申请（启动）日期在本期内的容错审查，每件计一次。"
    )
    for code, name in words.ways_in.items():
        came = [item for item in new if item.review.way_in == code]
        rows.add(
            f"way:{code}", name, _marks(came), whole=len(new), part=True, meaning="占本期收到（启动）的比例。"
        )
    accepted = [item for item in mine if when.holds(item.review.accepted_on)]
    rows.add("accepted", "受理", _marks(accepted), meaning="受理日期在本期内的。")
    refused = [item for item in mine if _refused_in(item, when)]
    rows.add("not_accepted", "不予受理", _marks(refused, lambda item: item.review.acceptance_refused),
             meaning="不予受理日期在本期内的；没有登记日期的，按申请日期计。")  # fmt: skip
    covered = [Mark(review_id=item.key, person_id=person) for item in new for person in _people(item)]
    rows.add(
        "covered",
        "涉及人员",
        covered,
        counted="人次",
        meaning="本期收到（启动）的审查所涉及的全部人员，一件涉及几人计几人次。",
    )
    return tuple(rows.found)


def _people(item: Counted) -> list[int]:
    return [item.review.person_id or 0, *(other.person_id or 0 for other in item.file.others)]


def _refused_in(item: Counted, when: When) -> bool:
    review = item.review
    return bool(review.acceptance_refused) and when.holds(review.acceptance_refused_on or review.applied_on)


def standing(mine: Sequence[Counted], when: When) -> tuple[Figure, ...]:
    """Everything that was in hand during the span, by where it stands on the day of the figures."""
    rows = Rows(Section.STANDING)
    new = [item for item in mine if when.holds(item.review.applied_on)]
    fresh = {item.key for item in new}
    before = [
        item
        for item in mine
        if item.key not in fresh and (item.under_way or is_open(item.review, item.duties))
    ]
    handled = [*before, *new]
    rows.add(
        "handled", "期内办理", _marks(handled), meaning="本期收到（启动）的，加上以前启动、本期仍在办理的。"
    )
    rows.add("carried", "以前启动、本期仍在办理", _marks(before), whole=len(handled), part=True,
             meaning="申请（启动）日期在本期以前，期初尚有环节没有办完，或者本期又重新办理的。")  # fmt: skip
    at: dict[str, list[Counted]] = defaultdict(list)
    for item in handled:
        at[standing_of(item.review, item.duties)].append(item)
    for code, name in STANDINGS.items():
        if at[code]:
            rows.add(f"at:{code}", name, _marks(at[code]), whole=len(handled), part=True,
                     meaning="按最先应办而尚未办结的环节归入，每件只归一处，合计等于期内办理。")  # fmt: skip
    return tuple(rows.found)


def concluded(mine: Sequence[Counted], when: When, words: Words) -> tuple[Figure, ...]:
    """What was found, and the share tolerated."""
    rows = Rows(Section.CONCLUDED)
    done = [item for item in mine if when.holds(item.review.concluded_on)]
    rows.add(
        "concluded",
        "作出认定",
        _marks(done),
        meaning="认定日期在本期内的；异议后重新认定的，按重新认定的日期和结论计。",
    )
    kept = [item for item in done if item.review.conclusion in TOLERATED]
    rows.add(
        "tolerated",
        "予以容错",
        _marks(kept),
        whole=len(done),
        meaning="认定免责、从轻、减轻的件数 ÷ 作出认定的件数。",
    )
    for code, name in words.conclusions.items():
        own = [item for item in done if item.review.conclusion == code]
        rows.add(
            f"conclusion:{code}",
            name,
            _marks(own),
            whole=len(done),
            part=True,
            meaning="占本期作出认定的比例。",
        )
    people = [Mark(review_id=item.key, person_id=person) for item in kept for person in _people(item)]
    rows.add(
        "tolerated_people", "予以容错人员", people, counted="人次", meaning="予以容错的审查所涉及的全部人员。"
    )
    return tuple(rows.found)


def items(mine: Sequence[Counted], when: When, words: Words) -> tuple[Figure, ...]:
    """The entries of the lists that concluded reviews rest on: by their words in the version judged by."""
    rows = Rows(Section.ITEMS)
    done = [item for item in mine if when.holds(item.review.concluded_on)]
    for group, title in (("positive", "正面清单"), ("negative", "负面清单"), ("exclusions", "不予容错情形")):
        found: dict[tuple[str, str], list[Counted]] = defaultdict(list)
        for item in done:
            for code, finding in getattr(item.review, group).items():
                if finding.answer == "yes":
                    found[code, words.entry(item.review, code)].append(item)
        for (code, text), those in sorted(found.items()):
            rows.add(f"{group}:{code}:{text}", f"{title}：{text}", _marks(those), whole=len(done),
                     meaning="本期作出认定的审查中认定符合该情形的；一件可符合几项，各计一次。")  # fmt: skip
    return tuple(rows.found)


def _timed(mine: Iterable[Counted], kind: DutyKind, when: When) -> Iterator[Mark]:
    """The duties of a kind whose limit ended in the span: met when done within it."""
    for item in mine:
        for duty in item.duties:
            if duty.kind != kind or not when.span.first <= duty.due_on <= when.span.last:
                continue
            verdict = mark_of(duty.due_on, duty.done_on, duty.excuse, when.on)
            if verdict is None or verdict is Verdict.EXCUSED:
                continue
            days = (
                when.calendar.working_days_between(duty.counted_from, duty.done_on) if duty.done_on else None
            )
            text = remaining_text(duty, when.on, when.calendar).replace(" ", "")
            used = f"用{days}个工作日，" if days is not None else ""
            text = f"{used}{text}（期限{duty.due_on:%Y-%m-%d}）"
            yield Mark(review_id=item.key, met=verdict is Verdict.ON_TIME, days=days, note=text)


_LIMITS = "期限在本期届满的事项中按期办结的 ÷ 期限在本期届满的全部事项；用时按办结的计，以工作日计算，起算当日不计。"


def times(mine: Sequence[Counted], when: When, words: Words) -> tuple[Figure, ...]:
    """How long each stage took, and how much of it within its limit."""
    rows = Rows(Section.TIME)
    for kind in STAGES:
        rows.add(
            f"time:{kind.value}",
            words.stage(kind.value),
            list(_timed(mine, kind, when)),
            timely=True,
            meaning=_LIMITS,
        )
    return tuple(rows.found)


def objections(mine: Sequence[Counted], when: When, words: Words) -> tuple[Figure, ...]:
    """Objections of the span and how they ended."""
    rows = Rows(Section.OBJECTIONS)
    raised = [item for item in mine if when.holds(item.review.objected_on)]
    rows.add(
        "objected",
        "提出异议",
        _marks(raised, lambda item: item.review.objection),
        meaning="异议日期在本期内的。",
    )
    ends = (
        ("upheld", "维持原结论", UPHELD),
        ("changed", "重新认定", CHANGED),
        ("unanswered", "尚未答复", ""),
    )
    for code, name, result in ends:
        those = [item for item in raised if item.review.objection_result == result]
        told = _marks(
            those, lambda item: _turned(item, words) if item.review.objection_result == CHANGED else ""
        )
        rows.add(
            f"objection:{code}", name, told, whole=len(raised), part=True, meaning="占本期提出异议的比例。"
        )
    return tuple(rows.found)


def _turned(item: Counted, words: Words) -> str:
    before = words.conclusions.get(item.review.earlier_conclusion, "原结论")
    return f"{before}→{words.conclusions.get(item.review.conclusion, '尚未重新认定')}"


def mended(mine: Sequence[Counted], when: When, words: Words) -> tuple[Figure, ...]:
    """Corrections ordered and done, names cleared."""
    rows = Rows(Section.MENDED)
    ordered = [item for item in mine if when.holds(item.review.correction_ordered_on)]
    rows.add("ordered", "下达纠错通知", _marks(ordered), meaning="纠错通知日期在本期内的。")
    done = [item for item in mine if when.holds(item.review.correction_done)]
    rows.add("corrected", "整改完成", _marks(done), meaning="整改完成日期在本期内的。")
    needed = [i for i in mine if when.holds(i.review.concluded_on) and i.review.clarify == NEEDED]
    rows.add("to_clarify", "确定需要澄清", _marks(needed), meaning="本期作出认定、确定需要澄清正名的。")
    cleared = [item for item in mine if when.holds(item.review.clarified_on)]
    rows.add("clarified", "已澄清正名", _marks(cleared), meaning="澄清日期在本期内的。")
    for kind in MENDING:
        name = f"{words.stage(kind.value)}按期"
        rows.add(f"time:{kind.value}", name, list(_timed(mine, kind, when)), timely=True, meaning=_LIMITS)
    return tuple(rows.found)


def afterwards(everything: Sequence[Counted], when: When, here: Callable[[int], bool]) -> tuple[Figure, ...]:
    """What became of the people tolerated in the span, each in his own place, as far as the day of the figures."""
    rows = Rows(Section.AFTERWARDS)
    kept = [i for i in everything if when.holds(i.review.concluded_on) and i.review.conclusion in TOLERATED]
    whole = sum(here(person) for item in kept for person in _people(item))
    rows.add("followed", "予以容错人员", _of_people(kept, here), counted="人次",
             meaning="本期予以容错的全部涉及人员，按本人所在单位计，看到统计截止日。")  # fmt: skip
    parts: tuple[tuple[str, str, Callable[[Counted], Sequence[Event]], str], ...] = (
        ("promoted", "此后征求提拔晋升意见，回复不影响使用", lambda i: i.promoted,
         "认定以后回复的征求意见函，事由为提拔任用、职级晋升，结论为未发现影响使用的问题或者容错免责。"),
        ("erred", "此后再犯", lambda i: (*i.sanctioned, *i.repeated), "此后又受处分（处理）或者又因同类错误启动容错审查的，每人次计一次。"),
        ("erred:decision", "又受处分（处理）", lambda i: i.sanctioned, "认定日以后另案作出处分（处理）决定、目前仍然有效的。"),
        ("erred:repeated", "又犯同类错误", lambda i: i.repeated, "认定日以后启动、事项类别或者正面清单情形相同的容错审查。"),
    )  # fmt: skip
    for code, name, events, meaning in parts:
        rows.add(
            code,
            name,
            _of_people(kept, here, events),
            counted="人次",
            whole=whole,
            part=":" in code,
            meaning=meaning,
        )
    return tuple(rows.found)


def _of_people(
    kept: Sequence[Counted],
    here: Callable[[int], bool],
    events: Callable[[Counted], Sequence[Event]] | None = None,
) -> list[Mark]:
    """One mark a person and review; with `events` only those to whom something happened, the note saying what."""
    found = []
    for item in kept:
        for person in filter(here, _people(item)):
            own = [event for event in events(item) if event.person_id == person] if events else []
            if own or events is None:
                note = "；".join(event.note for event in sorted(own, key=lambda event: event.on))
                found.append(Mark(review_id=item.key, person_id=person, note=note))
    return found
