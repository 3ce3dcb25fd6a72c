"""A made-up county: believable records of every kind in every state, the same for the same seed and day.

Everything is written through the inner functions the screens use (`cases.save_case`, `tolerance.save_review`), so it
obeys the same rules and has the same duties. Each person's story has an audit entry of its own; a hundred of them
share one commit.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.assessments import Assessment
from jzdesk.domain.cases import Case, CaseFile, Decision
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.dates import add_months
from jzdesk.domain.dossiers import Mentor, TeamMember
from jzdesk.domain.errors import Refused
from jzdesk.domain.measures import Measure
from jzdesk.domain.review_files import InvolvedPerson
from jzdesk.domain.tolerance import REFUSED
from jzdesk.domain.units import Unit
from jzdesk.services import cases, tolerance
from jzdesk.services.demo_assessments import tell_assessments
from jzdesk.services.demo_changes import tell_changes
from jzdesk.services.demo_checklist import proven, write_checklist
from jzdesk.services.demo_enquiries import tell_enquiries
from jzdesk.services.demo_execution import announcement_of, items_of
from jzdesk.services.demo_grades import grade_in_use, poll_counted
from jzdesk.services.demo_lists import tell_lists
from jzdesk.services.demo_mentoring import tell_mentoring
from jzdesk.services.demo_papers import tell_papers
from jzdesk.services.demo_people import Crowd
from jzdesk.services.demo_places import Place, county_of, places
from jzdesk.services.demo_reviews import Story, chance_story, file_of, some_dates, written_stories
from jzdesk.services.demo_tales import Tale, chance_tale, matter_of, place_of, written_tales
from jzdesk.services.demo_talks import ROOMS, Talkers, held_visits
from jzdesk.services.duties import refresh_person
from jzdesk.services.pinyin import initials
from jzdesk.storage import cases as case_rows
from jzdesk.storage import dossiers as dossier_rows
from jzdesk.storage import people as person_rows
from jzdesk.storage import tolerance as tolerance_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.domain.people import Person
    from jzdesk.domain.review_files import ReviewFile
    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.domain.workdays import WorkCalendar
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction

BATCH = 100
"""Stories per commit."""


def fill(
    desk: Desk,
    *,
    people: int = 60,
    months: int = 24,
    seed: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Changes:
    """Write a demo county of about so many people over so many months back from today into an empty vault.

    Refused when the vault holds people already or the numbers make no sense. What `progress` raises cancels; what
    was written until then stays."""
    desk.need(Permission.WRITE)
    if not 1 <= people <= 200_000 or not 1 <= months <= 240:
        raise Refused("演示县的人数应为1至200000，月数应为1至240。")
    with desk.vault.read():
        if person_rows.ids(deleted=True):
            raise Refused("数据库中已有人员，演示数据只能写入空的数据库。")
    done = _County(desk, Random(seed)).write(people, months, progress or (lambda _done, _total: None))  # noqa: S311 - not for secrets
    tell_assessments(desk, seed)
    tell_papers(desk, seed)
    tell_changes(desk, seed)
    tell_mentoring(desk, seed)
    tell_enquiries(desk, seed)
    tell_lists(desk)
    return Changes(touched=Touched.ALL, message=f"已生成演示县数据：{done}人。")


@dataclass(slots=True)
class _County:
    desk: Desk
    rng: Random
    today: date = field(init=False)
    calendar: WorkCalendar = field(init=False)
    places: tuple[Place, ...] = field(init=False)
    crowd: Crowd = field(init=False)
    numbers: Counter[str] = field(default_factory=Counter)
    known: dict[str, Person] = field(default_factory=dict)
    reminded: list[Person] = field(default_factory=list)
    officers: tuple[str, ...] = ()
    reviewed: list[Person] = field(default_factory=list)
    places_left: int = 0
    zhu_known: bool = False
    tolerated: tuple[ToleranceReview | None, Person | None] = (None, None)
    filing: tuple[ToleranceReview | None, Person | None] = (None, None)

    def __post_init__(self) -> None:
        self.today = self.desk.today
        self.calendar = self.desk.calendar
        self.places = places(county_of(self.desk.office.unit_name))
        self.crowd = Crowd(self.rng, self.today)
        self.officers = tuple(dict.fromkeys(self.crowd.colleague() for _ in range(14)))

    def write(self, people: int, months: int, progress: Callable[[int, int], None]) -> int:
        """Units, then cases in the order of their decisions, then reviews; how many people there are."""
        stories = self._stories(people, months)
        self.places_left = people
        # one review in three is about someone without a case, the others about people with a first-form measure
        tales = self._tales(people - max(1, len(stories) // 3), months)
        work: list[Callable[[], None]] = [partial(self._tale, tale) for tale in tales]
        work += [partial(self._story, story) for story in stories]
        with self.desk.vault.write(self.desk.actor, "建立演示县单位", noun="unit") as tx:
            self._units(tx)
        for start in range(0, len(work), BATCH):
            progress(start, len(work))
            with self.desk.vault.unlogged():
                for act in work[start : start + BATCH]:
                    act()
        progress(len(work), len(work))
        return people - self.places_left

    # -- what there is to tell -------------------------------------------------------------------------------------

    def _tales(self, count: int, months: int) -> list[Tale]:
        tales = written_tales(self.today, self.calendar)[: max(count, 1)]
        own = sum(1 for tale in tales if not tale.again)
        first = add_months(self.today, -months)
        days = sorted(some_dates(self.rng, max(count - own, 0), first, self.today))
        working = (self.calendar.working_day_before(day + timedelta(days=1), 1) for day in days)
        tales += [chance_tale(self.rng, day, self.today) for day in working]
        return sorted(tales, key=lambda tale: tale.decided_on)

    def _stories(self, people: int, months: int) -> list[Story]:
        stories = written_stories(self.today, self.calendar)[: max(1, people * 13 // 30)]
        first = add_months(self.today, -months)
        days = some_dates(self.rng, max(people - 60, 0) // 18, first, self.today - timedelta(days=60))
        working = (self.calendar.working_day_before(day + timedelta(days=1), 1) for day in days)
        stories += [chance_story(self.rng, day) for day in working]
        return sorted(stories, key=lambda story: story.applied_on)

    # -- units -----------------------------------------------------------------------------------------------------

    def _units(self, tx: Transaction) -> None:
        keys: dict[str, int | None] = {}
        for place in self.places:
            unit = Unit(
                uid=f"{self.rng.getrandbits(128):032x}", name=place.name, level=place.level, kind=place.kind,
                parent_id=keys.get(place.parent), party_head=self.crowd.colleague(),
            )  # fmt: skip
            keys[place.name] = person_rows.save_unit(tx, unit, initials=initials).id
        tx.note(f"{len(keys)}个单位")

    # -- cases -----------------------------------------------------------------------------------------------------

    def _tale(self, tale: Tale) -> None:
        desk, rng = self.desk, self.rng
        place = place_of(tale, self.places, rng)
        person = self._person(tale, place)
        with desk.vault.write(desk.actor, "登记演示案件", noun="case") as tx:
            saved = cases.save_case(desk, tx, self._file(tale, place, person))
            tx.record_id = saved.case.id
            tx.note(f"{saved.person.name} {saved.decisions[0].document_number}")
            if tale.key:
                self.known[tale.key] = saved.person
            if self._followed(tx, tale, saved, place.level):
                refresh_person(desk, tx, saved.person.id or 0)
        if tale.codes[0][0] == "F" and place.level != "village" and len(self.reminded) < 5000:
            self.reminded.append(saved.person)

    def _person(self, tale: Tale, place: Place) -> Person:
        if tale.again and tale.again in self.known:
            return self.known[tale.again]
        self.places_left -= 1
        rare = self.rng.random() < 0.15 or len(self.crowd.used) in (4, 9, 14, 19, 24)
        party = True if any(code[0] == "D" for code in tale.codes) else tale.party
        person = self.crowd.person(place, name=tale.name, sex=tale.sex, post=tale.post, party=party, rare=rare)
        if person.retired and any(code[0] in "ZSO" for code in tale.codes):
            person = replace(person, retired=False, post=person.post.removeprefix("原").removesuffix("（已退休）"),
                             birth=None, id_number="")  # fmt: skip
            person = self.crowd.working_age(person)
        return replace(person, delegate=tale.delegate)

    def _file(self, tale: Tale, place: Place, person: Person) -> CaseFile:
        rng, decided = self.rng, tale.decided_on
        matter = matter_of(tale, place, rng)
        amount = tale.amount if tale.amount is not None else _amount(rng, matter.low, matter.high)
        words = matter.facts.format(year=decided.year - rng.choice((1, 1, 2, 3)), amount=f"{amount:g}")
        first_form = tale.codes[0][0] == "F"
        filed = self._workday(decided - timedelta(days=rng.randint(12, 40) if first_form else rng.randint(45, 150)))
        case = Case(
            uid=f"{rng.getrandbits(128):032x}", number=self._number("线" if first_form else "立", filed.year),
            source=matter.source, filed_on=filed, violations=(matter.violation,),
            eight_rules=(matter.eight_rules,) if matter.eight_rules else (), facts=f"{person.name}{words}。",
            amount=round(amount * 1_000_000) or None, suspected_crime=tale.crime,
            transferred_on=self._workday(decided - timedelta(days=5)) if tale.crime else None,
            handler=rng.choice(self.officers),
        )  # fmt: skip
        return CaseFile(person=person, case=case, decisions=(self._decision(tale, place),))

    def _decision(self, tale: Tale, place: Place) -> Decision:
        rng, decided = self.rng, tale.decided_on
        heavy = tale.codes[0] in ("D3", "D4-1", "D4-2", "D5")
        first_form = tale.codes[0][0] in "FO"
        issuer = "county_party" if heavy else "county_commission"
        if first_form:
            issuer = {"village": "town_commission", "town": rng.choice(("town_party", "county_commission")),
                      "dispatched": "county_commission"}.get(place.level, rng.choice(("dispatched", "county_commission")))  # fmt: skip
        series = {"F": "谈", "O": "函"}.get(tale.codes[0][0], "决")
        issued = min(self.calendar.add_working_days(decided, rng.randint(0, 2)).on, self.today)
        return Decision(
            uid=f"{rng.getrandbits(128):032x}", issuer=issuer, document_number=self._number(series, decided.year),
            decided_on=decided, issued_on=max(issued, decided), measures=tuple(self._measure(tale, c) for c in tale.codes),
            delivered_on=None,
        )  # fmt: skip

    def _measure(self, tale: Tale, code: str) -> Measure:
        def later(days: int) -> date | None:
            day = self._workday(tale.decided_on + timedelta(days=days))
            return day if days and day <= self.today else None

        probation = code.startswith("D4")
        restored = tale.restored + (366 if code == "D4-2" else 0)
        return Measure(
            code=code, restored_on=later(restored) if probation and tale.restored else None,
            extended_on=later(tale.extended) if probation else None, revoked_on=later(tale.revoked),
            note="复查认定事实不清，撤销原处分" if tale.revoked else "",
        )  # fmt: skip

    def _number(self, series: str, year: int) -> str:
        """Running numbers of a series and year, as on documents: 楚纪决〔2026〕12号."""
        head = f"{county_of(self.desk.office.unit_name)[0]}纪{series}〔{year}〕"
        self.numbers[head] += 1
        return f"{head}{self.numbers[head]}号"

    def _workday(self, day: date) -> date:
        return self.calendar.working_day_before(day + timedelta(days=1), 1)

    # -- what became of it -----------------------------------------------------------------------------------------

    def _followed(self, tx: Transaction, tale: Tale, file: CaseFile, level: str) -> bool:
        """Announcement, execution, dossier; whether anything was written."""
        desk, decision = self.desk, file.decisions[0]
        kinds = desk.planner.demanded(tale.codes)
        if kinds and not tale.revoked:
            meeting = announcement_of(
                tale, desk.planner, level=level, today=self.today, rng=self.rng, crowd=self.crowd
            )
            if meeting:
                case_rows.save_announcement(tx, replace(meeting, decision_id=decision.id))
            for item in items_of(tale, kinds, desk.planner, today=self.today, rng=self.rng):
                case_rows.save_item(tx, proven(replace(item, decision_id=decision.id), desk.rulebook, file.case.uid))
            write_checklist(tx, tale, file, desk.planner, today=self.today)
        dossier = dossier_rows.of_person(file.person.id or 0)
        if dossier and not tale.revoked:
            self._dossier(tx, tale, dossier, level)
        return bool(kinds or dossier)

    def _dossier(self, tx: Transaction, tale: Tale, file: DossierFile, level: str) -> None:
        if tale.excluded:
            left = replace(file.dossier, excluded=tale.excluded, excluded_reason="因涉嫌犯罪被羁押", excluded_on=tale.decided_on)
            file = replace(file, dossier=dossier_rows.save(tx, left))
        if file.dossier.excluded:
            return
        who = self._helpers(tx, tale, file, level)
        talks = held_visits(tale, file, who, planner=self.desk.planner, today=self.today, rng=self.rng)
        for visit in talks:
            dossier_rows.save_visit(tx, visit)
        opened = self._on_time("open_dossier", tale, 15)
        closed = self._assessed(tx, tale, file)
        parts = ("2", "3", "4", "6", "14") if opened else ()
        category = "key" if tale.codes[0].startswith("D4") else self.rng.choices(("general", "positive"), (9, 1))[0]
        if self.desk.planner.cadence(tale.codes) and not file.dossier.opened_on:
            dossier_rows.save(
                tx, replace(file.dossier, opened_on=opened, closed_on=closed, parts=parts, category=category)
            )

    def _helpers(self, tx: Transaction, tale: Tale, file: DossierFile, level: str) -> Talkers:
        rng, crowd = self.rng, self.crowd
        mentor = crowd.colleague()
        first, second = rng.sample(self.officers, 2)
        third = rng.choice([o for o in self.officers if o not in (first, second)])
        who = Talkers((first, second), third, mentor, ROOMS[level])
        named = self._on_time("name_mentor", tale, 10)
        if named and not file.mentors:
            end = self._workday(named + timedelta(days=100)) if tale.new_mentor else None
            end = end if end and end <= self.today else None
            head = Mentor(dossier_id=file.dossier.id, name=mentor, post="党支部书记", phone=f"1990000{rng.randrange(10_000):04d}",
                          appointed_on=named, appointed_by="所在单位党组织", ended_on=end,
                          end_reason="工作调动，更换帮带人" if end else "")  # fmt: skip
            dossier_rows.save_mentor(tx, head)
            if end:
                dossier_rows.save_mentor(tx, replace(head, name=crowd.colleague(), appointed_on=end, ended_on=None, end_reason=""))
        formed = self._on_time("form_team", tale, 10)
        if formed and not file.team:
            for name, post, role in ((first, "案件审理室主任", "head"), (second, "案件审理室干部", "member"), (mentor, "帮带人", "member")):
                dossier_rows.save_member(
                    tx, TeamMember(dossier_id=file.dossier.id, name=name, post=post, role=role, joined_on=formed)
                )
        return who

    def _on_time(self, kind: str, tale: Tale, limit: int) -> date | None:
        """The day a thing due within so many working days was done, or None while it was not."""
        if kind in tale.undone or "*" in tale.undone:
            return None
        length = self.rng.randint(limit + 1, limit + 4) if kind in tale.late else self.rng.randint(2, limit)
        if kind in tale.late and tale.decided_on + timedelta(days=60) > self.today:
            length = limit + 1
        day = self.calendar.add_working_days(tale.decided_on, length).on
        return day if day <= self.today else None

    def _assessed(self, tx: Transaction, tale: Tale, file: DossierFile) -> date | None:
        """The assessment at expiry, if it was held; the day the file was closed."""
        end, rng, rules = file.period_end, self.rng, self.desk.rulebook
        cadence = self.desk.planner.cadence(tale.codes)
        if end is None or tale.assess == "none" or cadence is None or cadence.months_between is None:
            return None
        days = rng.randint(33, 44) if tale.assess == "late" else rng.randint(4, 26)
        held = self._workday(end + timedelta(days=days))
        if held > self.today or held <= end:
            return None
        grade = tale.grade or rng.choices(("good", "fairly", "fair", "poor"), (30, 50, 16, 4))[0]
        use = {"fair": "help", "poor": "serious"}.get(grade, "normal")
        votes = rng.randint(12, 24)
        good = rng.randint(votes // 2, votes)
        dossier_rows.save_assessment(tx, Assessment(
            dossier_id=file.dossier.id, held_on=held, mentor_opinion="能正视错误，工作踏实，作风有明显转变。",
            unit_opinion="影响期内表现稳定，完成了交办的任务。" if grade != "poor" else "消极怠工，敷衍塞责，建议严肃处理。",
            **poll_counted(rules, good, votes, self.today),
            visits_summary="按计划回访，谈话记录齐全，思想情绪稳定。", appraisals="影响期内年度考核按规定执行。",
            complaints="未收到新的问题反映。", use=use, result=grade_in_use(rules, "assessment_grade", grade, self.today), forwarded_to="县委组织部", forwarded_on=held,
            assessors=tuple(rng.sample(self.officers, 2)),
        ))  # fmt: skip
        closed = self._workday(held + timedelta(days=10))
        return closed if closed <= self.today and rng.random() < 0.8 else None

    # -- reviews ---------------------------------------------------------------------------------------------------

    def _story(self, story: Story) -> None:
        desk, rng = self.desk, self.rng
        person = self._reviewed(story)
        file = file_of(
            story, desk.rulebook.tolerance, person, today=self.today, calendar=self.calendar, rng=rng,
            county=county_of(desk.office.unit_name), earlier=self._earlier(story)[0],
        )  # fmt: skip
        with desk.vault.write(desk.actor, "登记演示容错审查", noun="tolerance") as tx:
            saved = tolerance.save_review(desk, tx, file.review, person)
            tx.record_id = saved.id
            self._keep_file(tx, replace(file, review=saved), story)
            person = replace(person, id=saved.person_id)
            if len(self.reviewed) < BATCH and not story.zhu:
                self.reviewed.append(person)
            if saved.conclusion not in ("", REFUSED) and not story.zhu:
                self.tolerated = saved, person
            if story.waiting:
                self.filing = saved, person
            tx.note(f"{person.name} {saved.number}")

    def _keep_file(self, tx: Transaction, file: ReviewFile, story: Story) -> None:
        """Evidence, checks, and the other people the review covers: of those registered before."""
        review = file.review
        known = [p for p in (*self.reviewed, *self.reminded) if p.id and p.id != review.person_id]
        others = [
            InvolvedPerson(
                person_id=other.id, role="经办人" if at else "分管负责人", before_code=review.before_code,
                handling_before=review.handling_before, after_code=review.after_code,
                handling_after=review.handling_after, told_on=review.feedback_on,
            )
            for at, other in enumerate(known[: story.others])
        ]  # fmt: skip
        tolerance_rows.keep_others(tx, review.id or 0, others)
        tolerance_rows.keep_evidence(tx, review.id or 0, file.evidence)
        for check in file.checks:
            tolerance_rows.save_check(tx, replace(check, review_id=review.id))
        if file.checks:
            refresh_person(self.desk, tx, review.person_id or 0)

    def _earlier(self, story: Story) -> tuple[ToleranceReview | None, Person | None]:
        """The review a story goes back to, and whom it was about: the one tolerated last, or the prior filing."""
        if story.again:
            return self.tolerated
        return self.filing if story.filed else (None, None)

    def _reviewed(self, story: Story) -> Person:
        """Whom a review is about: 朱某 of the article, someone new while there is room, else one reminded before."""
        same = self._earlier(story)[1]
        if same is not None:
            return same
        room = self.places_left > (0 if self.zhu_known else 1)
        if story.zhu or room or not (self.reminded or self.reviewed):
            self.places_left -= 1
            if story.zhu:
                self.zhu_known = True
                home = next(p for p in self.places if p.name.endswith("委办公室"))
                post = "市委副书记、扶贫攻坚领导小组副组长"
                person = self.crowd.person(home, name="朱某某", sex="1", party=True, post=post)
                return replace(person, rank="c2", rank_level="county", management="city")
            place = self.rng.choice([p for p in self.places if p.level in ("town", "county")])
            return self.crowd.person(place, party=True)
        if not self.reminded:
            return self.reviewed.pop(0)  # whose turn was longest ago: nobody is reviewed again and again
        return self.reminded.pop(self.rng.randrange(len(self.reminded)))


def _amount(rng: Random, low: float, high: float) -> float:
    """万元 with two decimals, small sums more often than large ones."""
    return round(low + (high - low) * rng.random() ** 2, 2)
