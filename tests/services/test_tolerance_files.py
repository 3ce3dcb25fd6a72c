"""A review whole: several people, numbered evidence, letters; what a conclusion needs and what it changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tolerance_county import EVIDENCE, answered, concluded, make_desk, record, review_of, someone

from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.review_files import Evidence, InvolvedPerson, ReviewFile
from jzdesk.domain.tolerance import REFUSED, Finding, ToleranceReview
from jzdesk.services import history, tolerance
from jzdesk.services.opened import Opened


@pytest.fixture
def desk(tmp_path):
    made = make_desk(tmp_path / "vault")
    yield made
    made.vault.close(back_up=False)


def save(desk, review=None, person=None, **parts):
    changes = tolerance.record_review(desk, review or review_of(), person or someone(), **parts)
    return tolerance.open_review_file(desk, changes.record_id)


# ---- people


def test_new_people_are_registered_with_the_review_in_their_order(desk):
    others = [InvolvedPerson(role="分管领导", before_code="F11"), InvolvedPerson(role="经办人")]
    file = save(desk, others=others, people=[someone(" 李㛃 "), someone("陈志强")])
    assert [p.name for p in file.everybody] == ["朱明远", "李㛃", "陈志强"]
    assert [(o.role, o.position, o.before_code) for o in file.others] == [
        ("分管领导", 1, "F11"),
        ("经办人", 2, ""),
    ]
    turned = save(desk, file.review, file.person, others=file.others[::-1], people=file.people[::-1])
    assert [p.name for p in turned.people] == ["陈志强", "李㛃"]
    assert {o.id for o in turned.others} == {o.id for o in file.others}


def test_what_is_not_handed_in_stays(desk):
    file = save(desk, others=[InvolvedPerson()], people=[someone("李㛃")], evidence=EVIDENCE)
    again = save(desk, replace(file.review, facts="补充"), file.person)
    assert (again.others, again.evidence) == (file.others, file.evidence)
    bare = save(desk, again.review, again.person, others=[], evidence=[])
    assert (bare.others, bare.evidence) == ((), ())


def test_people_known_already_are_named_by_key(desk):
    known = save(desk, review_of(matter="另一件"), someone("李㛃")).person
    file = save(desk, others=[InvolvedPerson(person_id=known.id)])
    assert file.people == (known,)


@pytest.mark.parametrize(
    ("people", "text"),
    [
        ([someone("")], "第1名涉及人员：请填写姓名。"),
        ([someone("朱明远", id=1)], "朱明远已在这件审查中，不能重复列入。"),
        ([someone("某", id_number="123")], "第1名涉及人员："),
    ],
)
def test_what_is_wrong_with_one_of_them_is_told_at_his_line(desk, people, text):
    file = save(desk)
    with pytest.raises(RuleError) as refused:
        tolerance.record_review(desk, file.review, file.person, others=[InvolvedPerson()], people=people)
    assert refused.value.field == "others:0"
    assert refused.value.text.startswith(text)


def test_nobody_is_in_a_review_twice_and_nobody_unknown(desk):
    file = save(desk)
    twice = [InvolvedPerson(), InvolvedPerson()]
    number = "11010519491231002X"
    with pytest.raises(RuleError) as refused:
        save(
            desk,
            file.review,
            file.person,
            others=twice,
            people=[someone("李㛃", id_number=number), someone("李某", id_number=number)],
        )
    assert refused.value.field == "others:1"
    with pytest.raises(RuleError, match="已不存在") as refused:
        save(desk, file.review, file.person, others=[InvolvedPerson(person_id=99)])
    assert refused.value.field == "others:0"
    with pytest.raises(ValueError, match="his person"):
        save(desk, file.review, file.person, others=twice, people=[someone("李㛃")])


# ---- evidence, and a form that stood open


def test_evidence_is_kept_by_number_and_wrong_numbers_are_refused(desk):
    file = save(desk, evidence=EVIDENCE)
    assert [(piece.number, piece.title) for piece in file.evidence] == [
        (1, "党组会议记录"),
        (2, "关于发放驻村补贴的通知"),
    ]
    with pytest.raises(RuleError) as refused:
        save(desk, file.review, file.person, evidence=[*file.evidence, Evidence(number=2, title="又一份")])
    assert refused.value.field == "evidence:2"
    step = history.history_of(desk, "tolerance", file.review.id)[0]
    assert any("党组会议记录" in difference.after for difference in step.differences)


def test_a_form_that_stood_open_does_not_write_over_what_changed(desk):
    opened = save(desk, evidence=EVIDENCE)
    save(desk, replace(opened.review, facts="补充事实"), opened.person)
    with pytest.raises(Refused, match="没有覆盖"):
        save(desk, opened.review, opened.person, based_on=Opened(opened))
    now = tolerance.open_review_file(desk, opened.review.id)
    save(desk, replace(now.review, note="备注"), now.person, based_on=Opened(now), evidence=now.evidence)


def test_a_file_in_the_bin_is_gone(desk):
    file = save(desk)
    tolerance.delete_review(desk, file.review.id, why="重复")
    with pytest.raises(Refused, match="已不存在"):
        tolerance.open_review_file(desk, file.review.id)


def test_a_review_points_to_a_prior_filing_of_somebody_it_covers(desk):
    filed = save(desk, review_of(matter="试点方案", way_in="filing"))
    own = save(desk, review_of(matter="试点失误", filing_id=filed.review.id), filed.person)
    assert own.review.filing_id == filed.review.id
    other = {"others": [InvolvedPerson(person_id=filed.person.id)]}
    assert save(
        desk, review_of(matter="又一失误", filing_id=filed.review.id), someone("李㛃"), **other
    ).review.filing_id
    for wrong in (
        lambda: save(desk, review_of(filing_id=filed.review.id), someone("陈志强")),
        lambda: save(desk, review_of(filing_id=own.review.id), filed.person),
        lambda: save(desk, replace(filed.review, filing_id=filed.review.id), filed.person),
    ):
        with pytest.raises(RuleError) as refused:
            wrong()
        assert refused.value.field == "filing_id"


# ---- what a conclusion needs


def test_everything_missing_is_told_in_one_list_and_the_first_is_refused(desk):
    file = save(desk, evidence=EVIDENCE)
    lacking = tolerance.missing_for_final(desk, file)
    assert [field for field, _text in lacking][:2] == ["distinctions:K1", "distinctions:K2"]
    assert [field for field, _text in lacking][-2:] == ["conclusion", "concluded_on"]
    hurried = replace(file.review, conclusion="exempt", concluded_on=date(2026, 10, 9))
    with pytest.raises(RuleError) as refused:
        save(desk, hurried, file.person)
    assert (refused.value.field, refused.value.text) == lacking[0]
    whole = concluded(desk, file.review)
    assert tolerance.missing_for_final(desk, replace(file, review=whole)) == []
    assert save(desk, whole, file.person).review.conclusion == "exempt"


def test_findings_may_be_incomplete_before_a_conclusion(desk):
    file = save(desk, review_of(distinctions={"K1": Finding("tolerated")}, negative={"N01": Finding("no")}))
    assert file.review.distinctions["K1"] == Finding("tolerated")


def test_a_refused_handling_is_told_at_its_person(desk):
    review = concluded(desk, conclusion="mitigated", before_code="D2", after_code="D1")
    others = [InvolvedPerson(before_code="D1", after_code="D1")]
    with pytest.raises(RuleError) as refused:
        save(desk, review, evidence=EVIDENCE, others=others, people=[someone("李㛃")])
    assert refused.value.field == "others:0"
    assert refused.value.text.startswith("李㛃：减轻处理应当减轻一档")
    milder = [replace(others[0], after_code="F11")]
    assert (
        save(desk, review, evidence=EVIDENCE, others=milder, people=[someone("李㛃")]).others[0].after_code
        == "F11"
    )


def test_the_version_of_the_lists_is_settled_with_the_first_saving(desk):
    file = save(desk)
    assert file.review.list_version_id is not None
    again = save(desk, replace(file.review, list_version_id=None), file.person)
    assert again.review.list_version_id == file.review.list_version_id


# ---- what it changes


def file_of(review, *others, people=()):
    return ReviewFile(review=review, person=someone(), others=tuple(others), people=tuple(people))


def test_the_form_of_handling_is_told_before_and_after_for_each(desk):
    review = review_of(conclusion="mitigated", before_code="D1", after_code="F11")
    other = InvolvedPerson(person_id=2, handling_before="拟予政务记过", handling_after="另行处理")
    first, second = tolerance.forms_become(desk, file_of(review, other, people=[someone("李㛃", id=2)]))
    assert (first.name, first.before, first.after) == (
        "朱明远",
        "第二种形态（党内警告）",
        "第一种形态（诫勉）",
    )
    assert (second.name, second.before, second.after) == (
        "李㛃", "第二种形态（政务记过）", "另行处理（未选处理种类，不能归入四种形态）",
    )  # fmt: skip
    (exempt,) = tolerance.forms_become(
        desk, file_of(review_of(conclusion="exempt", handling_before="拟予诫勉"))
    )
    assert (exempt.before, exempt.after) == ("第一种形态（诫勉）", "不作处理，不计入四种形态")
    (nothing,) = tolerance.forms_become(desk, file_of(review_of()))
    assert (nothing.before, nothing.after) == ("", "")


def test_each_conclusion_has_its_effects(desk):
    assert tolerance.propose_effects(desk, ToleranceReview()) == ""
    exempt = tolerance.propose_effects(desk, review_of(conclusion="exempt"))
    assert exempt == "年度考核、评先评优、职级职称晋升、提拔任用和廉政审查不受影响。"
    reduced = review_of(conclusion="mitigated", after_code="D1", concluded_on=date(2026, 10, 9))
    text = tolerance.propose_effects(desk, file_of(reduced))
    assert "党内警告的影响期12个月" in text
    assert text.endswith("。")
    assert "按照处理结果执行" in tolerance.propose_effects(desk, review_of(conclusion=REFUSED))


def test_what_the_effects_are_is_still_to_be_confirmed(desk):
    assert "容错结论对本人的影响：免责" in desk.rulebook.unconfirmed()


# ---- the text of the finding


def test_the_statement_names_everybody_and_what_became_of_each(desk):
    review = concluded(
        desk, conclusion="mitigated", meeting="县纪委常委会", before_code="D2", after_code="D1"
    )
    other = InvolvedPerson(person_id=2, before_code="D1", after_code="F11")
    text = tolerance.propose_statement(desk, file_of(review, other, people=[someone("李㛃", id=2)]))
    assert text.startswith(
        "关于县委组织部副部长朱明远、县委组织部副部长李㛃等2人“驻村第一书记生活与工作补贴”，"
    )
    assert (
        "减轻处理，处理由“党内严重警告”变更为“党内警告”；李㛃的处理由“党内警告”变更为“诫勉（诫勉谈话）”。"
        in text
    )


def test_the_statement_says_what_a_matter_is_where_it_is_not_tolerable(desk):
    review = answered(desk, review_of(distinctions={
        "K1": Finding("punished", "事前已有明文规定", "1"), "K2": Finding("unclear", "材料不全", "2")}), yes=("N05", "X1"))  # fmt: skip
    text = tolerance.propose_statement(desk, review, someone())
    assert "（一）属于明知故犯的违纪违法行为，不属于在推进改革中" in text
    assert "（二）现有证据不足以认定属于上级尚无明确限制的探索性试验" in text
    assert (
        "存在负面清单情形“上级明令禁止后依然我行我素”（地方容错办法；三个区分开来）。经核实属实（证据1）。"
        in text
    )
    assert "存在不予容错情形“造成重大负面影响”" in text


def test_the_statement_of_nothing_says_nothing(desk):
    assert tolerance.propose_statement(desk, ToleranceReview()) == "关于申请容错的事项，经核实认定如下："


def test_what_an_entry_required_is_in_the_statement_and_in_the_history(desk):
    met = ("经过民主决策程序", "没有谋取私利", "积极挽回损失")
    review = concluded(desk, positive={"P01": Finding("yes", "集体研究决定", "1", met=met)})
    file = tolerance.open_review_file(desk, record(desk, review))
    assert (
        "经核实，经过民主决策程序，没有谋取私利，积极挽回损失。集体研究决定（证据1）。"
        in tolerance.propose_statement(desk, file)
    )
    step = history.history_of(desk, "tolerance", file.review.id)[0]
    said = next(difference.after for difference in step.differences if "正面清单" in difference.field)
    assert said.endswith("：是，具备经过民主决策程序、没有谋取私利、积极挽回损失，集体研究决定（证据1）")
