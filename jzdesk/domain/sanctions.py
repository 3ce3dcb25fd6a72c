"""The catalogue of measures: names, lengths and restrictions per version of the regulation, and who may get what."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from jzdesk.domain.dates import EndRule
from jzdesk.domain.errors import RuleError
from jzdesk.domain.tables import Entry, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

FAMILIES = ("party", "admin", "institution", "org")
FAMILY_NAMES: Mapping[str, str] = MappingProxyType(
    {"party": "党纪处分", "admin": "政务处分", "institution": "事业单位处分", "org": "组织处理及其他"}
)
WEIGHTS = ("light", "heavy", "none")
KINDS = ("sum", "probation", "bar", "none")
"""How a measure's period runs: 'sum' a plain period that adds to a running one, 'probation' 留党察看,
'bar' 开除党籍 (counted alone), 'none' no period of its own."""


@dataclass(frozen=True, slots=True)
class Version:
    """A measure under one version of its regulation. `months` is None where it has no period."""

    id: str
    valid_from: date
    valid_to: date | None
    months: int | None
    restriction: str
    clause: str
    name: str = ""
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Sanction:
    """One measure of the catalogue. `form` is 1–3 (四种形态); `probation_months` only for 留党察看."""

    code: str
    name: str
    short: str
    family: str
    weight: str
    form: int
    kind: str
    versions: tuple[Version, ...]
    probation_months: int | None = None
    extension_months: int | None = None
    form_is_default: bool = False
    note: str = ""

    def version(self, version_id: str) -> Version | None:
        """The version of that id, if there is one."""
        return next((v for v in self.versions if v.id == version_id), None)

    def version_on(self, on: date) -> Version:
        """The version in force on a day; before the first one, the first."""
        fitting = [v for v in self.versions if v.valid_from <= on]
        return fitting[-1] if fitting else self.versions[0]

    def name_on(self, on: date) -> str:
        """The name a document of that day uses: 行政记过 before the 监察法, 政务记过 after it."""
        return self.version_on(on).name or self.name

    def offered_on(self, on: date) -> bool:
        """Whether it could be given on that day: not before its first rule nor after its last."""
        last = self.versions[-1].valid_to
        return self.versions[0].valid_from <= on and (last is None or on <= last)


@dataclass(frozen=True, slots=True)
class Combine:
    """How periods of one family meet: whether they add up, the longest total (None: no cap), and why."""

    adds: bool
    cap_months: int | None
    clause: str
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Clauses:
    """The clauses the period rules quote."""

    start: Mapping[str, str]
    change: str
    probation: str
    probation_again: str
    expulsion_changed: str
    revoked: str


class SanctionRules:
    """`rules.sanctions`: the catalogue in menu order, by code, and the combining rules."""

    __slots__ = (
        "_by_code",
        "catalogue",
        "clauses",
        "combine",
        "end_rule",
        "end_rule_clause",
        "end_rule_is_default",
        "max_probation_months",
    )

    def __init__(
        self,
        catalogue: tuple[Sanction, ...],
        *,
        combine: Mapping[str, Combine],
        clauses: Clauses,
        end_rule: EndRule,
        end_rule_clause: str,
        end_rule_is_default: bool,
        max_probation_months: int,
    ) -> None:
        self.catalogue = catalogue
        self.combine = combine
        self.clauses = clauses
        self.end_rule = end_rule
        self.end_rule_clause = end_rule_clause
        self.end_rule_is_default = end_rule_is_default
        self.max_probation_months = max_probation_months
        self._by_code: Mapping[str, Sanction] = MappingProxyType({s.code: s for s in catalogue})

    def __getitem__(self, code: str) -> Sanction:
        try:
            return self._by_code[code]
        except KeyError:
            raise RuleError("code", f"没有代码为 {code} 的处分（处理）种类。") from None

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[Sanction]:
        return iter(self.catalogue)

    def form_of_code(self, code: str) -> int:
        """The form of handling (1–3) of a measure."""
        return self[code].form

    def offered(self, on: date) -> tuple[Sanction, ...]:
        """The catalogue a decision of that day may choose from, in menu order."""
        return tuple(s for s in self.catalogue if s.offered_on(on))


_INSTITUTION_KINDS = frozenset({"institution", "institution_staff", ""})
_NO_PUBLIC_OFFICE = frozenset({"member", "institution_staff"})
_LIGHT_ADMIN = frozenset({"Z1", "Z2", "Z3"})
_LIGHT_ONLY: Mapping[str, str] = MappingProxyType(
    {
        "village": "基层群众性自治组织管理人员只能给予警告、记过、记大过（政务处分法第二十二条）。",
        "other": "其他依法履行公职的人员只能给予警告、记过、记大过（政务处分法第二十三条）。",
    }
)


def allowed_for(code: str, person_kind: str, retired: bool, party_member: bool) -> str:
    """'' when the measure may be given to that person, else the Chinese reason.

    `person_kind` is a code of the list object_kind ('' unknown: only what is certain is refused). These limits are fixed by law, not by the county:
    政务处分法 第二十二条、第二十三条、第二十七条; a party sanction needs a party member.
    """
    family = code[:1]
    reason = ""
    if family == "D" and not party_member:
        reason = "不是中共党员，不能给予党纪处分。"
    elif family == "Z":
        reason = _admin_refusal(code, person_kind, retired)
    elif family == "S" and person_kind not in _INSTITUTION_KINDS:
        reason = "事业单位处分只适用于公办事业单位工作人员。"
    elif family == "S" and retired:
        reason = "已经退休的事业单位工作人员，不再给予处分。"
    return reason


def _admin_refusal(code: str, person_kind: str, retired: bool) -> str:
    if retired:
        return "已经退休的公职人员不再给予政务处分，可以立案调查并依法调整其待遇（政务处分法第二十七条）。"
    if person_kind in _NO_PUBLIC_OFFICE:
        return "不属于监察对象，不能给予政务处分。"
    return "" if code in _LIGHT_ADMIN else _LIGHT_ONLY.get(person_kind, "")


def read_sanctions(tables: Mapping[str, Mapping[str, Any]]) -> SanctionRules:
    """From the parsed sanctions.toml."""
    root = whole("sanctions", tables)
    general = root.part("general")
    catalogue = tuple(_sanction(entry) for entry in root.parts("sanction"))
    root.unique([s.code for s in catalogue])
    combine = {family: _combine(root.part("combine").part(family)) for family in FAMILIES}
    texts = root.part("clauses")
    start = texts.part("start")
    clauses = Clauses(
        start=MappingProxyType({family: start.text(family) for family in FAMILIES}),
        change=texts.text("change"),
        probation=texts.text("probation"),
        probation_again=texts.text("probation_again"),
        expulsion_changed=texts.text("expulsion_changed"),
        revoked=texts.text("revoked"),
    )
    return SanctionRules(
        catalogue,
        combine=MappingProxyType(combine),
        clauses=clauses,
        end_rule=EndRule(general.choice("end_rule", [str(rule) for rule in EndRule])),
        end_rule_clause=general.text("end_rule_clause"),
        end_rule_is_default=general.flag("end_rule_default", default=False),
        max_probation_months=general.number("max_probation_months", low=12, high=120),
    )


def _combine(entry: Entry) -> Combine:
    return Combine(
        adds=entry.flag("adds", default=False),
        cap_months=entry.maybe_number("cap_months", low=1, high=600),
        clause=entry.text("clause"),
        is_default=entry.flag("default", default=False),
    )


def _sanction(entry: Entry) -> Sanction:
    kind = entry.choice("kind", KINDS)
    versions = tuple(_version(part) for part in entry.parts("versions"))
    if not versions:
        raise entry.wrong("没有任何版本")
    entry.unique([v.id for v in versions])
    for before, after in itertools.pairwise(versions):
        if after.valid_from <= before.valid_from:
            raise entry.wrong(f"版本 {after.id} 没有按施行日期先后排列")
    if kind != "none" and any(v.months is None for v in versions):
        raise entry.wrong("有影响期的种类缺少 months")
    if (kind == "probation") != ("probation_months" in entry.raw):
        raise entry.wrong("留党察看须写明 probation_months，其他种类不写")
    return Sanction(
        code=entry.text("code"),
        name=entry.text("name"),
        short=entry.text("short"),
        family=entry.choice("family", FAMILIES),
        weight=entry.choice("weight", WEIGHTS),
        form=entry.number("form", low=1, high=3),
        kind=kind,
        versions=versions,
        probation_months=entry.maybe_number("probation_months", low=1, high=120),
        extension_months=entry.maybe_number("extension_months", low=1, high=120),
        form_is_default=entry.flag("form_default", default=False),
        note=entry.text("note", ""),
    )


def _version(entry: Entry) -> Version:
    return Version(
        id=entry.text("id"),
        valid_from=entry.day("valid_from"),
        valid_to=entry.maybe_day("valid_to"),
        months=entry.maybe_number("months", low=1, high=600),
        restriction=entry.text("restriction", ""),
        clause=entry.text("clause"),
        name=entry.text("name", ""),
        is_default=entry.flag("default", default=False),
    )
