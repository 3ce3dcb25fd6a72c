"""Which lists a review is judged by: the starter of the program, its successors, and what the reviews keep."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from revisit_county import CLERK, make_desk

from jzdesk.domain.errors import RuleError
from jzdesk.domain.list_content import content_of, digest_of, lists_in
from jzdesk.domain.list_versions import IMPORTED, ListVersion
from jzdesk.domain.tolerance import Finding, ToleranceReview
from jzdesk.paths import Paths
from jzdesk.services import tolerance_lists as service
from jzdesk.services.desk import open_desk
from jzdesk.services.history import history_of
from jzdesk.storage import list_versions as rows

OWN_RULE = """
[[negative]]
code = "N01"
text = "{text}"
clause = "公安县委办文"
"""


def reopened(desk, clock):
    """The desk after the program was started again."""
    folder = desk.paths.data
    desk.vault.close(back_up=False)
    return open_desk(Paths(folder), account=CLERK.name, password=CLERK.password, clock=clock)


def own_rule(desk, text):
    (desk.paths.data / "rules").mkdir(exist_ok=True)
    (desk.paths.data / "rules" / "tolerance.toml").write_text(OWN_RULE.format(text=text), encoding="utf-8")


def add_own(desk, first, last=None, text="搞本县禁止的工程"):
    """A version of the county's own, in which N01 says something else."""
    lists = desk.rulebook.tolerance
    changed = replace(lists, negative=(replace(lists.negative[0], text=text), *lists.negative[1:]))
    content = content_of(changed)
    with desk.vault.write(desk.actor, "导入", noun="list_version") as tx:
        saved = rows.save(tx, ListVersion(
            name="本县清单", origin=IMPORTED, valid_from=first, valid_to=last, content=content,
            digest=digest_of(content),
        ))  # fmt: skip
        tx.record_id = saved.id
    return saved


def test_a_new_vault_holds_the_starter(desk):
    (starter,) = service.versions(desk)
    assert (starter.origin, starter.valid_from, starter.valid_to) == ("starter", None, None)
    assert lists_in(starter.content, desk.rulebook.tolerance) == desk.rulebook.tolerance
    assert starter.added_by == CLERK.name


def test_opening_again_with_the_same_lists_keeps_nothing_new(desk, clock):
    again = reopened(desk, clock)
    assert len(service.versions(again)) == 1
    again.vault.close(back_up=False)


def test_a_changed_list_begins_the_day_it_came(desk, clock):
    own_rule(desk, "搞政绩工程")
    clock.set(date(2026, 12, 1))
    again = reopened(desk, clock)
    old, new = service.versions(again)
    assert (old.valid_from, old.valid_to) == (None, date(2026, 11, 30))
    assert (new.valid_from, new.valid_to) == (date(2026, 12, 1), None)
    before = service.lists_of(again, ToleranceReview(applied_on=date(2026, 11, 30)))
    after = service.lists_of(again, ToleranceReview(applied_on=date(2026, 12, 1)))
    assert before.text_of("N01").startswith("打着改革创新旗号")
    assert after.text_of("N01") == "搞政绩工程"
    again.vault.close(back_up=False)


def test_two_changes_on_one_day_leave_one_successor(desk, clock):
    for text in ("第一稿", "第二稿"):
        own_rule(desk, text)
        clock.set(date(2026, 12, 1))
        desk = reopened(desk, clock)
    assert [v.valid_from for v in service.versions(desk)] == [None, date(2026, 12, 1)]
    assert service.lists_by(desk, None, date(2026, 12, 1)).text_of("N01") == "第二稿"
    desk.vault.close(back_up=False)


def test_the_countys_own_goes_before_the_starter_while_it_lasts(desk):
    own = add_own(desk, date(2026, 3, 1), date(2026, 5, 31))
    words = {
        day: service.lists_of(desk, ToleranceReview(applied_on=day)).text_of("N01")[:2]
        for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 5, 31), date(2026, 6, 1))
    }
    assert list(words.values()) == ["打着", "搞本", "搞本", "打着"]
    assert service.version_for(desk, date(2026, 4, 1)).id == own.id


def test_a_review_keeps_the_version_it_has(desk):
    (starter,) = service.versions(desk)
    add_own(desk, date(2026, 3, 1))
    review = ToleranceReview(applied_on=date(2026, 4, 1), list_version_id=starter.id)
    assert service.lists_of(desk, review).text_of("N01").startswith("打着")


def test_stages_and_conclusions_are_those_of_the_rulebook(desk):
    own = add_own(desk, date(2026, 3, 1))
    shorter = replace(desk.rulebook.tolerance, stages=desk.rulebook.tolerance.stages[:3])
    assert service.lists_by(desk, own.id).stages == desk.rulebook.tolerance.stages
    desk.rulebook = replace(desk.rulebook, tolerance=shorter)
    assert len(service.lists_by(desk, own.id).stages) == 3


def test_a_version_is_read_once(desk):
    assert service.lists_by(desk, None) is service.lists_by(desk, None)


def test_words_of_an_entry_that_only_another_version_has(desk):
    own = add_own(desk, date(2026, 3, 1))
    lists = service.lists_by(desk, own.id)
    lists = replace(lists, positive=lists.positive[1:])
    assert service.words_by(desk, lists, "P01").startswith("贯彻落实党委")
    assert service.words_by(desk, lists, "Q77") == "Q77"


def test_a_review_gets_the_version_of_the_day_it_was_applied_for(desk):
    (starter,) = service.versions(desk)
    own = add_own(desk, date(2026, 3, 1))
    early, late = (ToleranceReview(applied_on=day) for day in (date(2026, 2, 1), date(2026, 3, 1)))
    assert service.settled(desk, early, None).list_version_id == starter.id
    assert service.settled(desk, late, None).list_version_id == own.id
    chosen = replace(late, list_version_id=starter.id)
    assert service.settled(desk, chosen, None).list_version_id == starter.id
    with pytest.raises(RuleError) as refusal:
        service.settled(desk, replace(late, list_version_id=99), None)
    assert refusal.value.field == "list_version_id"


def test_a_version_not_in_force_yet_judges_nothing(desk):
    """A clerk cannot choose lists of the future that no longer have the entry in her way."""
    later = add_own(desk, date(2030, 1, 1))
    chosen = ToleranceReview(applied_on=date(2026, 3, 1), list_version_id=later.id)
    with pytest.raises(RuleError, match="自2030-01-01起施行，尚未施行") as refusal:
        service.settled(desk, chosen, None)
    assert refusal.value.field == "list_version_id"


def test_after_the_conclusion_the_version_is_fixed(desk):
    (starter,) = service.versions(desk)
    own = add_own(desk, date(2026, 3, 1))
    stored = ToleranceReview(applied_on=date(2026, 3, 1), list_version_id=starter.id, conclusion="refused")
    with pytest.raises(RuleError) as refusal:
        service.settled(desk, replace(stored, list_version_id=own.id), stored)
    assert refusal.value.field == "list_version_id"
    assert service.settled(desk, replace(stored, list_version_id=None), stored).list_version_id == starter.id


def test_a_mended_day_of_application_brings_its_version_along(desk):
    (starter,) = service.versions(desk)
    own = add_own(desk, date(2026, 3, 1))
    stored = ToleranceReview(id=1, applied_on=date(2026, 2, 1), list_version_id=starter.id)
    mended = replace(stored, applied_on=date(2026, 3, 1))
    assert service.settled(desk, mended, stored).list_version_id == own.id
    chosen = replace(stored, applied_on=date(2026, 4, 1))  # the clerk chose the starter
    assert (
        service.settled(desk, replace(chosen, applied_on=date(2026, 5, 1)), chosen).list_version_id
        == starter.id
    )
    locked = replace(stored, negative={"N01": Finding("yes", "搞政绩工程")})
    assert (
        service.settled(desk, replace(locked, applied_on=date(2026, 3, 1)), locked).list_version_id
        == starter.id
    )


def test_reviews_of_the_time_before_versions_get_the_first_starter(tmp_path, clock):
    from jzdesk.domain.people import Person
    from jzdesk.storage import people
    from jzdesk.storage import tolerance as review_rows

    desk = make_desk(tmp_path / "old", clock)
    with desk.vault.write(desk.actor, "旧数据", noun="tolerance") as tx:
        rows.remove(tx, service.versions(desk)[0].id)
        person = people.save(tx, Person(name="王志远"), initials=lambda _name: "")
        old = review_rows.save(tx, ToleranceReview(person_id=person.id, matter="旧事", list_version_id=None))
    again = reopened(desk, clock)
    (starter,) = service.versions(again)
    with again.vault.read():
        assert review_rows.get(old.id).list_version_id == starter.id
    again.vault.close(back_up=False)


def register(desk, **more):
    """A review of somebody, as the form saves it; its id."""
    from jzdesk.domain.people import Person
    from jzdesk.services.tolerance import record_review

    review = ToleranceReview(matter="驻村补助", applied_on=date(2026, 4, 1), **more)
    return record_review(desk, review, Person(name="周为民", unit_name="石桥镇人民政府")).record_id


def test_the_history_of_a_review_speaks_in_its_own_words(desk):
    own = add_own(desk, date(2026, 3, 1))
    (starter, _own) = service.versions(desk)
    no = {"N01": Finding("no", "没有")}
    told = []
    for version in (starter, own):
        review_id = register(desk, negative=no, list_version_id=version.id)
        (step,) = history_of(desk, "tolerance", review_id)
        told.append(" ".join(d.after for d in step.differences))
    assert "打着改革创新旗号" in told[0]
    assert "搞本县禁止的工程" in told[1]


def test_the_history_of_a_version_says_what_it_holds(desk):
    own = add_own(desk, date(2026, 3, 1))
    (step,) = history_of(desk, "list_version", own.id)
    said = {d.field.partition("·")[2]: d.after for d in step.differences}
    assert said["来源"] == "从 Excel 导入"
    assert said["内容"].startswith("三个区分开来3项；认定因素：")
    assert "负面清单6项；不予容错情形5项" in said["内容"]
