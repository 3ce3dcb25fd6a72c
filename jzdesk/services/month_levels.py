"""How much of a month is shown in its workbook, and what the workbook says about itself.

A desensitised variant is made of the whole workbook: of a closed month of the very file that was sent.
"""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from jzdesk import __version__
from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.errors import RuleError
from jzdesk.domain.masking import (
    ID_KEEP_NAMES,
    ID_KEEPS,
    LEVEL_NAMES,
    NAME_COLUMNS,
    KnownWords,
    Level,
    Masker,
    names_in,
)
from jzdesk.services.month_making import template_folder
from jzdesk.storage import audit, known_names, office

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from jzdesk.domain.manifest import Manifest
    from jzdesk.domain.months import Correction
    from jzdesk.exports.masked_book import Variant
    from jzdesk.exports.month_parts import Making, Part
    from jzdesk.services.desk import Desk

KEEP = "masking.id_numbers"
_SENT = "manifest."
_TEXT = re.compile(r"<t(?: [^>]*)?>([^<]+)</t>")
_TOKEN = re.compile(r"\{\{.*?\}\}|[：:；;，,、/（）()\s]+")


def level_of(name: str) -> Level:
    """A level by its short name; RuleError for anything else."""
    try:
        return Level(name)
    except ValueError as fault:
        known = "、".join(f"{level.value}（{LEVEL_NAMES[level]}）" for level in Level)
        raise RuleError("level", f"没有“{name}”这一级，可选{known}。") from fault


def id_keep(desk: Desk) -> str:
    """How much of an ID number a desensitised workbook keeps: a key of `masking.ID_KEEPS`."""
    desk.need(Permission.READ)
    with desk.vault.read():
        kept = office.setting(KEEP)
    return kept if kept in ID_KEEPS else "normal"


def choose_id_keep(desk: Desk, keep: str) -> Changes:
    """Change it; noted in the audit log, as it changes what leaves the office."""
    desk.need(Permission.EXPORT)
    if keep not in ID_KEEPS:
        raise RuleError("keep", "请选择身份证号保留的位数。")
    if keep == id_keep(desk):
        return Changes(touched=Touched(0), message="")
    with desk.vault.write(desk.actor, "修改脱敏设置", noun="setting") as tx:
        office.keep_setting(KEEP, keep)
        tx.note(f"脱敏台账的身份证号{ID_KEEP_NAMES[keep]}")
    return Changes(
        touched=Touched(0), message=f"脱敏台账的身份证号今后{ID_KEEP_NAMES[keep]}。", audit_seq=tx.seq
    )


@dataclass(slots=True)
class Sending:
    """One sending of a workbook: the parts that make it say what it is, and, when it is written, what it says."""

    desk: Desk
    key: str
    level: Level
    corrections: Sequence[Correction] = ()
    made: list[Manifest] = field(default_factory=list)

    def parts(self) -> tuple[Part, ...]:
        """The parts to add to a book, after all others. Call it inside a read."""
        from jzdesk.exports.manifest_sheet import ManifestFacts, manifest_part

        head = audit.head(self.desk.vault.database)
        facts = ManifestFacts(
            made_at=self.desk.clock().isoformat(timespec="seconds"), program=__version__, audit_seq=head.seq,
            audit_head=head.digest, previous=_sent(self.key),
        )  # fmt: skip
        if self.level is Level.FULL:
            return (manifest_part(facts, self.made.append),)
        return (
            manifest_part(facts),
            _variant_part(variant_of(self.desk, self.level, self.made, self._named())),
        )

    def _named(self) -> Iterator[str]:
        """Who is named in the corrections it reports, under the name he had as well."""
        for line in self.corrections:
            yield line.name
            if line.column in NAME_COLUMNS:
                yield from (line.before, line.after)

    def keep(self) -> None:
        """Remember what was sent: the next submission names it. Call it inside a write."""
        if self.made:
            sent = {
                "digest": self.made[-1].digest,
                "submission": self.made[-1].submission,
                "level": self.level.value,
            }
            office.keep_setting(_SENT + self.key, json.dumps(sent))


def _sent(key: str) -> str:
    """The digest of the last submission of a month; '' before the first."""
    kept = office.setting(_SENT + key)
    return str(json.loads(kept)["digest"]) if kept else ""


def _variant_part(variant: Variant) -> Part:
    def part(making: Making) -> None:
        from jzdesk.exports.masked_book import reworked

        making.rework = reworked(variant)

    return part


def variant_of(desk: Desk, level: Level, made: list[Manifest], named: Iterable[str] = ()) -> Variant:
    """How to make the variant of a level; `made` gets what it says of itself, `named` are people no record names any more.
    Call it inside a read."""
    from jzdesk.exports.corrections_sheet import SHEET
    from jzdesk.exports.masked_book import Variant

    return Variant(level=level, masker=masker_of(desk, named), personal=frozenset((SHEET,)), tell=made.append)


def masker_of(desk: Desk, named: Iterable[str] = ()) -> Masker:
    """Masks everybody the vault names, or named in a month that is closed, and `named`. Call it inside a read."""
    earlier = known_names.earlier(sorted(NAME_COLUMNS))
    texts = chain(known_names.texts(), earlier, known_names.before(), named)
    names = {name for text in texts for name in names_in(_listed(text))}.union(known_names.whole())
    words = KnownWords(names, numbers=known_names.numbers(), allowed=_allowed(desk))
    kept = office.setting(KEEP)
    return Masker(words, ID_KEEPS.get(kept, ID_KEEPS["normal"]))


def _listed(text: str) -> str:
    """A column may hold a JSON list of names."""
    if text.startswith("["):
        try:
            return "、".join(str(item) for item in json.loads(text))
        except ValueError:
            return text
    return text


def _allowed(desk: Desk) -> Iterator[str]:
    """Words in which a name may stand by chance: units, the county's form, and the words of the code lists."""
    yield desk.office.unit_name
    yield from known_names.units()
    for codes in desk.rulebook.codes.values():
        yield from (code.name for code in codes)
    template = template_folder(desk) / "month.xlsx"
    with zipfile.ZipFile(template) as archive:
        for name in archive.namelist():
            if name.endswith(".xml"):
                for text in _TEXT.findall(archive.read(name).decode("utf-8", "replace")):
                    yield from _TOKEN.split(text)
