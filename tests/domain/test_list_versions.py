"""Versions of the tolerance lists: which is in force, where a new one stands among the others."""

from __future__ import annotations

from datetime import date

import pytest

from jzdesk.domain.errors import RuleError
from jzdesk.domain.list_versions import (
    IMPORTED,
    STARTER,
    ListVersion,
    VersionState,
    overlapping,
    place,
    span_words,
    state_of,
    version_on,
)

TODAY = date(2026, 11, 22)


def own(name, first, last=None, number=1, document="公办发〔2025〕8号"):
    return ListVersion(
        id=number, name=name, valid_from=first, valid_to=last, origin=IMPORTED, document_number=document
    )


def starter(first=None, last=None, number=90):
    return ListVersion(id=number, name="随程序附带", valid_from=first, valid_to=last, origin=STARTER)


V2025 = own("2025年版", date(2025, 1, 1))
NEW = own("2026年版", date(2026, 12, 1), number=None)


def refusal(new, *others):
    with pytest.raises(RuleError) as caught:
        place(new, others, today=TODAY)
    return caught.value


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2024, 12, 31), "随程序附带"),
        (date(2025, 1, 1), "2025年版"),
        (date(2025, 6, 30), "2025年版"),
        (date(2025, 7, 1), "随程序附带"),
    ],
)
def test_the_countys_own_goes_first_and_the_programs_fills_the_rest(day, name):
    versions = [starter(), own("2025年版", date(2025, 1, 1), date(2025, 6, 30))]
    assert version_on(versions, day).name == name


def test_of_two_starters_the_later_one_is_in_force():
    versions = [starter(number=90), starter(date(2026, 11, 22), number=91)]
    assert version_on(versions, TODAY).id == 91
    assert version_on([], TODAY) is None


def test_states():
    versions = [
        starter(),
        V2025,
        own("2026年版", date(2026, 12, 1), number=2),
        own("2020年版", date(2020, 1, 1), date(2021, 1, 1), 3),
    ]
    told = [state_of(v, versions, TODAY) for v in versions]
    assert told == [VersionState.STANDBY, VersionState.IN_FORCE, VersionState.COMING, VersionState.ENDED]


def test_a_new_version_closes_the_one_before():
    placed = place(NEW, [V2025, starter()], today=TODAY)
    assert [(v.name, v.valid_to) for v in placed.closed] == [("2025年版", date(2026, 11, 30))]
    assert placed.cautions == ("“2025年版”到2026-11-30为止停用。",)


@pytest.mark.parametrize(
    ("other", "field"),
    [
        (own("同日", date(2026, 12, 1)), "valid_from"),
        (own("已定停用", date(2026, 1, 1), date(2026, 12, 31)), "valid_from"),
        (own("以后的", date(2027, 3, 1)), "valid_to"),
    ],
)
def test_spans_do_not_overlap(other, field):
    refused = refusal(NEW, other)
    assert refused.field == field
    assert other.name in refused.text


def test_a_version_may_fit_before_a_later_one():
    from dataclasses import replace

    assert (
        place(replace(NEW, valid_to=date(2027, 2, 28)), [own("以后的", date(2027, 3, 1))], today=TODAY).closed
        == ()
    )


def test_a_gap_is_pointed_out():
    earlier = own("2025年版", date(2025, 1, 1), date(2026, 6, 30))
    (caution,) = place(NEW, [earlier], today=TODAY).cautions
    assert caution.startswith("2026-07-01至2026-11-30没有本县清单")
    seamless = own("2025年版", date(2025, 1, 1), date(2026, 11, 30))
    assert place(NEW, [seamless], today=TODAY).cautions == ()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "清" * 101}, "name"),
        ({"document_number": "号" * 101}, "document_number"),
        ({"valid_from": None}, "valid_from"),
        ({"valid_to": date(2026, 11, 30)}, "valid_to"),
    ],
)
def test_what_must_be_filled_in(more, field):
    from dataclasses import replace

    assert refusal(replace(NEW, **more)).field == field


def test_a_missing_document_and_a_past_end_are_pointed_out():
    past = own("旧版", date(2020, 1, 1), date(2020, 12, 31), number=None, document="")
    assert len(place(past, [], today=TODAY).cautions) == 2


def test_overlapping_pairs():
    later = own("2026年版", date(2026, 12, 1), number=2)
    assert overlapping([V2025, later]) == (V2025, later)
    assert overlapping([own("a", date(2025, 1, 1), date(2026, 11, 30)), later]) is None
    assert overlapping([later]) is None


def test_span_words():
    assert span_words(starter()) == "至今"
    assert span_words(starter(last=date(2026, 1, 1))) == "至 2026-01-01"
    assert span_words(V2025) == "2025-01-01 至 今"
