"""Letters of enquiry of the made-up county: the one of the article, and one in every state, with look-alikes, a number a
spreadsheet cut short and names nobody knows. Written by the services the screens use, with chances of their own."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING

from jzdesk.domain.enquiries import Enquiry, EnquiryPerson
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.services import enquiries, enquiry_decisions, enquiry_replies, enquiry_screening
from jzdesk.services.demo_people import Crowd
from jzdesk.services.demo_places import county_of, places
from jzdesk.storage import enquiry_facts, tolerance

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from jzdesk.domain.people import Person
    from jzdesk.services.desk import Desk

ARTICLE = "朱某某"
MOST = 400
"""People looked through for those a letter may name: the county shows what it looks like, however large it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A letter: who asks for what, received so many working days ago, with how many of each kind of name; answered so
    many working days later (0: not yet). `limit`: days the letter itself leaves."""

    organ: str
    number: str
    purpose: str
    received: int
    known: int = 0
    unknown: int = 2
    namesakes: int = 0
    slips: int = 0
    answered: int = 0
    half: bool = False
    limit: int = 0


_STORIES = (
    Story(organ="县总工会", number="工函〔{}〕15号", purpose="award", received=32, known=2, unknown=3, answered=14),
    Story(organ="县委统战部", number="统函〔{}〕8号", purpose="delegate", received=24, known=1, unknown=4, answered=6),
    Story(organ="县委组织部", number="组函〔{}〕61号", purpose="promotion", received=14, known=5, unknown=6, namesakes=2, slips=1),
    Story(organ="县委组织部", number="组函〔{}〕67号", purpose="rank", received=8, known=3, unknown=3, namesakes=1, half=True),
    Story(organ="县委宣传部", number="宣函〔{}〕22号", purpose="award", received=1, known=2, unknown=2, slips=1, limit=20),
)  # fmt: skip


def tell_enquiries(desk: Desk, seed: int) -> None:
    """Write them, the same for the same seed, county and day."""
    with desk.vault.read():
        keys = [key for key, _name, _number in enquiry_facts.everybody()][:MOST]
        everybody = enquiry_facts.people(keys)
    teller = _Teller(desk, seed, [everybody[key] for key in keys if everybody[key].name != ARTICLE])
    with desk.vault.unlogged():
        teller.article()
        for number, story in enumerate(_STORIES):
            teller.tell(number, story)


class _Teller:
    def __init__(self, desk: Desk, seed: int, people: Sequence[Person]) -> None:
        self.desk, self.seed, self.people = desk, seed, people
        self.county = county_of(desk.office.unit_name)
        self.used = {person.id_number for person in people}

    def ago(self, days: int) -> date:
        return self.desk.calendar.working_day_before(self.desk.today + timedelta(days=1), days + 1)

    def on(self, day: date) -> Desk:
        """The desk as it was on a day, for what is computed and written then."""
        return replace(self.desk, clock=lambda: datetime.combine(day, time(15, 0)))

    def article(self) -> None:
        """An enquiry about 朱某某 came while his review ran; the answer waited for the finding and says so."""
        with self.desk.vault.read():
            key = next((k for k, name, _number in enquiry_facts.everybody() if name == ARTICLE), None)
            person = enquiry_facts.people([key])[key] if key is not None else None
            reviews = tolerance.of_person(key) if key is not None else []
        review = next((r for r in reviews if r.conclusion == "exempt" and r.concluded_on), None)
        if person is None or review is None or review.concluded_on is None:
            return
        rng = Random(f"{self.seed}:enquiries:article")  # noqa: S311 - not for secrets
        calendar = self.desk.calendar
        received = calendar.working_day_before(review.concluded_on, 3)
        story = Story(
            organ="市委组织部", number="组干函〔{}〕47号", purpose="promotion", received=0, unknown=2
        )
        names = [self._name(person, proposed="市委常委"), *self._unknown(rng, story.unknown)]
        replied = calendar.add_working_days(review.concluded_on, 2).on
        self._write(rng, story, received=received, names=names, replied=replied, number=1)

    def tell(self, number: int, story: Story) -> None:
        rng = Random(f"{self.seed}:enquiries:{number}")  # noqa: S311 - not for secrets
        received = self.ago(story.received)
        replied = self.desk.calendar.add_working_days(received, story.answered).on if story.answered else None
        names = [self._name(person) for person in self._drawn(rng, story.known)]
        names += self._unknown(rng, story.unknown)
        names += [self._namesake(person, rng) for person in self._drawn(rng, story.namesakes)]
        names += [self._slip(person) for person in self._drawn(rng, story.slips)]
        rng.shuffle(names)
        self._write(rng, story, received=received, names=names, replied=replied, number=number + 2)

    def _write(
        self, rng: Random, story: Story, *, received: date, names: Sequence[EnquiryPerson], replied: date | None,
        number: int,
    ) -> None:  # fmt: skip
        letter = Enquiry(
            uid=f"{rng.getrandbits(128):032x}", organ=story.organ.replace("县", f"{self.county}", 1),
            letter_number=story.number.format(received.year), purpose=story.purpose, received_on=received,
            letter_on=self.desk.calendar.working_day_before(received, 1),
            limit_on=received + timedelta(days=story.limit) if story.limit else None,
            handler=rng.choice(("党风政风监督室", "组织部")),
        )  # fmt: skip
        then = self.on(received)
        with suppress(RuleError, Refused):  # a county of a handful of people, or one at its first day
            key = enquiries.record_enquiry(then, letter, names).record_id or 0
            if replied is not None and replied <= self.desk.today:
                self._answer(self.on(replied), key, f"楚纪函〔{replied.year}〕{10 + number}号")
            elif story.half:
                self._decide(self.desk, key, half=True)

    def _decide(self, desk: Desk, key: int, *, half: bool = False) -> None:
        """Accept what is proposed; look-alikes are told apart first, unless the work is only half done."""
        screening = enquiry_screening.screen(desk, key)
        if not half:
            for line in screening.unresolved:
                enquiry_decisions.match(desk, line.name.id or 0, None)
        ids = [line.name.id or 0 for line in screening.names]
        enquiry_decisions.decide_many(desk, key, ids[: max(len(ids) // 2, 1)] if half else None)

    def _answer(self, desk: Desk, key: int, number: str) -> None:
        self._decide(desk, key)
        enquiry_replies.reply(desk, key, reply_on=desk.today, reply_number=number, signer="李主任")

    # ---- names

    def _drawn(self, rng: Random, count: int) -> list[Person]:
        return rng.sample(list(self.people), min(count, len(self.people)))

    def _name(self, person: Person, proposed: str = "") -> EnquiryPerson:
        return EnquiryPerson(
            name=person.name, id_number=person.id_number, unit_text=person.unit_name, post=person.post,
            proposed_post=proposed, source="excel",
        )  # fmt: skip

    def _unknown(self, rng: Random, count: int) -> list[EnquiryPerson]:
        crowd = Crowd(rng, self.desk.today, set(self.used), [])
        homes = [place for place in places(self.county) if place.level in ("county", "town")]
        people = [crowd.person(rng.choice(homes)) for _ in range(count)]
        self.used |= crowd.used
        return [self._name(person) for person in people]

    def _namesake(self, person: Person, rng: Random) -> EnquiryPerson:
        """Somebody of the same name in another unit, whose number the letter leaves out."""
        home = rng.choice([place for place in places(self.county) if place.name != person.unit_name])
        return EnquiryPerson(name=person.name, unit_text=home.name, post=home.role(rng).post, source="pasted")

    def _slip(self, person: Person) -> EnquiryPerson:
        """A number whose last digits a spreadsheet made zeros."""
        return replace(self._name(person), id_number=f"{person.id_number[:15]}000")
