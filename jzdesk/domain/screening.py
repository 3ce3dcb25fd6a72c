"""What is found about the people a letter of enquiry names: who they may be, what the records say, what is proposed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.enquiries import UNDECIDED

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.enquiries import Enquiry, EnquiryPerson
    from jzdesk.domain.people import Person

SAME, ALIKE, OTHER = "same", "alike", "other"
"""How near a person on record comes to a name: the ID number and the name are equal; a person must look at the two; the
name is equal but birth or ID number say that it is somebody else."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person on record whom a name may mean, with a score of 0 to 100 and the words why."""

    person: Person
    score: int
    level: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureFact:
    """A measure that was neither revoked nor replaced. `running`: in effect on the day asked about; `permanent`:
    dismissed from office, which never ends; `expelled`: 开除党籍; `end_on` is None where it has no period or its end is
    not yet fixed."""

    case_id: int
    code: str
    name: str
    document_number: str
    decided_on: date
    start_on: date
    end_on: date | None
    running: bool
    permanent: bool = False
    expelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """A case without a decision."""

    case_id: int
    number: str
    filed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFact:
    """A tolerance review that covers the person. `running`: accepted or to be accepted, without a conclusion;
    `correcting`: a correction was ordered and is not done."""

    review_id: int
    number: str
    matter: str
    conclusion: str
    applied_on: date | None
    concluded_on: date | None
    running: bool
    correcting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierFact:
    """The person's revisit file: visits due and held in the period, what the last one found, the last assessment."""

    dossier_id: int
    number: str
    visits_due: int
    visits_held: int
    last_visit_on: date | None
    evaluation: str
    effect: str
    assessed_on: date | None
    result: str
    use: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the records say about one person. `open_cases` is None where the account may not see them; `deleted` counts
    his records in the recycle bin (cases without a decision only for those who may see them)."""

    measures: tuple[MeasureFact, ...] = ()
    open_cases: tuple[OpenCase, ...] | None = ()
    reviews: tuple[ReviewFact, ...] = ()
    dossier: DossierFact | None = None
    deleted: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a proposal; `told` where it may stand in the reply, there as `detail` under the conclusion."""

    text: str
    told: bool = False
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The conclusion the rules propose (a code of enquiry_reply, '' while the name is not matched), and why."""

    conclusion: str = ""
    reasons: tuple[Reason, ...] = ()

    @property
    def text(self) -> str:
        """The reasons, a line each, as they are stored."""
        return "\n".join(reason.text for reason in self.reasons)

    @property
    def told(self) -> str:
        """What of them the organ that asks is told."""
        return "；".join(
            (reason.detail or reason.text).rstrip("。") for reason in self.reasons if reason.told
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenedName:
    """One name of a letter with all of this. `matched` is what holds now (UNDECIDED while look-alikes are to be
    resolved), `double_of` the position of the same name before it (0: none), `id_fault` what is wrong with the ID number
    the letter gives; `changed`: the facts are others than those a conclusion was drawn from."""

    name: EnquiryPerson
    matched: str = UNDECIDED
    person: Person | None = None
    candidates: tuple[Candidate, ...] = ()
    facts: Facts | None = None
    proposal: Proposal = Proposal()
    double_of: int = 0
    id_fault: str = ""
    changed: bool = False

    @property
    def needs(self) -> str:
        """What a person has to do next: 'match', 'decide', 'again' (decide anew), or nothing."""
        if self.matched == UNDECIDED:
            return "match"
        if not self.name.conclusion:
            return "decide"
        return "again" if self.changed else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """All names of a letter. `sees_open_cases`: whether cases without a decision were looked at."""

    enquiry: Enquiry
    names: tuple[ScreenedName, ...]
    replied: bool = False
    sees_open_cases: bool = True

    @property
    def unresolved(self) -> tuple[ScreenedName, ...]:
        """Names with look-alikes nobody has looked at."""
        return tuple(name for name in self.names if name.needs == "match")

    @property
    def undecided(self) -> tuple[ScreenedName, ...]:
        """Names that are matched and have no conclusion."""
        return tuple(name for name in self.names if name.needs == "decide")

    @property
    def changed(self) -> tuple[ScreenedName, ...]:
        """Names whose facts changed since their conclusion was drawn."""
        return tuple(name for name in self.names if name.needs == "again")

    @property
    def ready(self) -> bool:
        """Whether the letter can be answered."""
        return bool(self.names) and not any(name.needs for name in self.names)
