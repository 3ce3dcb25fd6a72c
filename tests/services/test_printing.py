"""回访谈话表 from the records: exactly the fields of the form, one PDF, logged."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import date, timedelta

import pytest
from demo_county import NOW, make_county, open_copy

from jzdesk.domain.accounts import Role
from jzdesk.domain.dossiers import TeamMember
from jzdesk.domain.errors import Refused
from jzdesk.printing.forms import load_form
from jzdesk.services import accounts, printing
from jzdesk.services.desk import NewAccount, open_desk
from jzdesk.storage import audit, bulk, cases, dossiers

poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_county(tmp_path_factory.mktemp("paper") / "vault", people=60, months=24, seed=1)


@pytest.fixture
def desk(folder, tmp_path):
    desk = open_copy(folder, tmp_path / "copy")
    yield desk
    desk.vault.close(back_up=False)


def all_files(desk):
    with desk.vault.read():
        return list(bulk.dossier_files(dossiers.ids()))


def record_of(desk, file, visit):
    with desk.vault.read():
        return printing.interview_of(desk, file, visit, cases.files_of_person(file.person.id))


def last_entry(desk):
    with desk.vault.read() as database:
        return audit.entry(database, audit.head(database).seq)


def text_of(path):
    return subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True).stdout.decode()


def test_the_fields_are_those_of_the_form(desk):
    known = {field.name for field in load_form(desk.paths.forms() / "interview").fields}
    seen = set()
    for file in all_files(desk):
        for visit in file.visits:
            seen |= set(record_of(desk, file, visit))
    assert seen == known


def test_a_held_visit_is_filled_and_a_coming_one_only_in_its_head(desk):
    file = next(f for f in all_files(desk) if f.person.name == "万某某")
    held, coming = file.visits[0], file.visits[-1]
    record = record_of(desk, file, held)
    assert record["decision.measures"] == ["政务记过"]
    assert record["person.sex"] == "女"
    assert record["visit.date"] == f"{held.held_on.year}年{held.held_on.month}月{held.held_on.day}日"
    assert record["visit.start"].endswith("分")
    assert record["outline.1"] == held.outline[0]
    assert record["visit.evaluation"] == desk.rulebook.name_of("visit_grade", held.evaluation)
    assert record["visit.next_on"] == "" or "年" in record["visit.next_on"]
    assert coming.held_on is None
    assert not any(name.startswith(("outline", "side", "visit.date")) for name in record_of(desk, file, coming))


def test_counselling_follow_up_and_signatures_are_printed(desk):
    file = next(f for f in all_files(desk) if f.person.name == "万某某")
    held = replace(
        file.visits[0], counselling=True, counselling_note="谈心两次", follow_up="核实补助", follow_up_owner="李四",
        follow_up_due=date(2026, 11, 30), follow_up_done=date(2026, 11, 12), follow_up_result="已告知",
        signed=("person", "seal"), side_poll="参加3人：好3票",
    )  # fmt: skip
    record = record_of(desk, file, held)
    assert record["visit.counselling"] is True
    assert record["visit.counselling_note"] == "谈心两次"
    assert [record[f"visit.follow_up{end}"] for end in ("", "_owner", "_due", "_done", "_result")] == [
        "核实补助", "李四", "2026年11月30日", "2026年11月12日", "已告知",
    ]  # fmt: skip
    assert record["visit.signed"] == ["被回访人已签名", "单位评价已盖章"]
    assert record["side.poll"] == "参加3人：好3票"


def test_the_team_is_the_one_of_the_day_of_the_talk(desk):
    file = next(f for f in all_files(desk) if f.person.name == "万某某")
    held, coming = file.visits[0], file.visits[-1]
    day = held.held_on
    spans = {"甲": (day, None), "乙": (None, day - timedelta(days=1)), "丙": (day + timedelta(days=1), None)}
    team = tuple(TeamMember(name=name, joined_on=first, left_on=last) for name, (first, last) in spans.items())
    changed = replace(file, team=team)
    assert record_of(desk, changed, held)["visit.team"] == "甲"
    assert record_of(desk, changed, coming)["visit.team"] == "甲、丙"


def test_an_older_visit_shows_the_decision_it_was_about(desk):
    twice = next(
        f for f in all_files(desk)
        if any(v.held_on and v.held_on < f.decided_on for v in f.visits)
    )  # fmt: skip
    old = next(v for v in twice.visits if v.held_on and v.held_on < twice.decided_on)
    shown = record_of(desk, twice, old)["decision.date"]
    assert shown != record_of(desk, twice, twice.visits[-1])["decision.date"]


@poppler
@pytest.mark.office
def test_all_due_in_a_month_in_one_file(desk, tmp_path):
    out = tmp_path / "month.pdf"
    with desk.vault.read():
        due = dossiers.visits_between(date(2026, 11, 1), date(2026, 11, 30))
    seen = []
    printed = printing.print_interviews(desk, month="2026-11", out=out, progress=lambda *at: seen.append(at))
    assert printed.forms == len(due) > 1
    assert printed.pages >= 3 * len(due)
    assert seen[-1] == (len(due), len(due))
    text = text_of(out)
    for visit in due:
        with desk.vault.read():
            assert dossiers.file_of(visit.dossier_id).dossier.number in text
    entry = last_entry(desk)
    assert entry.action == "打印回访谈话表"
    assert f"2026年11月，{len(due)}份" in entry.summary


@poppler
@pytest.mark.office
def test_one_visit_the_next_of_a_dossier_and_a_blank(desk, tmp_path):
    file = next(f for f in all_files(desk) if f.person.name == "万某某")
    one = printing.print_interviews(desk, visit_id=file.visits[0].id, out=tmp_path / "one.pdf")
    assert one.forms == 1
    assert "万某某" in text_of(tmp_path / "one.pdf").replace("万 某 某", "万某某")
    assert last_entry(desk).record_id == file.dossier.id
    coming = printing.print_interviews(desk, dossier_id=file.dossier.id, out=tmp_path / "next.pdf")
    assert coming.forms == 1
    blank = printing.print_interviews(desk, blank=True, out=tmp_path / "blank.pdf")
    assert (blank.forms, blank.pages) == (1, 3)
    assert file.person.name not in text_of(tmp_path / "blank.pdf")


def test_what_cannot_be_printed_is_refused_and_nothing_is_written(desk, tmp_path):
    out = tmp_path / "x.pdf"
    excused = next(v for f in all_files(desk) for v in f.visits if v.excuse)
    dismissed = next(f for f in all_files(desk) if f.dossier.excluded == "dismissed")
    for wanted, said in (
        ({"month": "2031-01"}, "没有"),
        ({"visit_id": 987654}, "没有编号"),
        ({"visit_id": excused.id}, "未访原因"),
        ({"dossier_id": dismissed.dossier.id}, "没有待开展"),
        ({"dossier_id": 987654}, "已不存在"),
        ({}, "请指定"),
    ):
        with pytest.raises(Refused, match=said):
            printing.print_interviews(desk, out=out, **wanted)
    with pytest.raises(Refused, match="不存在"):
        printing.print_interviews(desk, blank=True, out=tmp_path / "nowhere" / "x.pdf")
    assert not out.exists()


def test_a_leader_may_look_but_not_print(desk, tmp_path):
    accounts.add_account(
        desk, NewAccount(name="领导", display_name="张书记", role=Role.LEADER, password="Look-2026")
    )
    paths = desk.paths
    desk.vault.close(back_up=False)
    leader = open_desk(paths, account="领导", password="Look-2026", clock=lambda: NOW)
    with pytest.raises(Refused, match="导出和打印"):
        printing.print_interviews(leader, blank=True, out=tmp_path / "x.pdf")
    leader.vault.close(back_up=False)


def test_the_forms_there_are_and_a_county_own_one_wins(desk):
    assert printing.FormTitle("interview", "回访谈话表") in printing.list_forms(desk)
    own = desk.paths.local_forms / "interview"
    own.mkdir(parents=True)
    shipped = (desk.paths.forms() / "interview" / "form.toml").read_text("utf-8")
    (own / "form.toml").write_text(shipped.replace('title = "回访谈话表"', 'title = "县回访谈话表"', 1), "utf-8")
    assert printing.FormTitle("interview", "县回访谈话表") in printing.list_forms(desk)
