"""The sheets of a finished workbook of ours as parts of its package: read row by row, or taken out of it altogether."""

from __future__ import annotations

import codecs
import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zipfile import ZipFile

WORKBOOK, RELATIONS, TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
_SHEET = re.compile(r"<sheet [^>]*?/>")
_NAME = re.compile(r"<definedName [^>]*?>.*?</definedName>", re.DOTALL)
_RELATION = re.compile(r"<Relationship [^>]*?/>")
_ROW = re.compile(r"(?=<row[ >])")
_EMPTY = re.compile(r"<sheetData\s*/>")
_DATA = "<sheetData>"
_CHUNK = 1 << 18


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'(?<![\w:]){name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""


@dataclass(frozen=True, slots=True)
class PackageSheet:
    """One sheet: its title, its state, its part of the package, its place among the sheets and its relation."""

    title: str
    state: str
    path: str
    index: int
    relation: str

    def rows(self, archive: ZipFile) -> Iterator[str]:
        """Its rows as XML, one by one."""
        left = ""
        begun = False
        for text in _texts(archive, self.path):
            left += text
            if not begun:
                at = left.find(_DATA)
                if at < 0:
                    continue
                left, begun = left[at + len(_DATA) :], True
            *rows, left = left.split("</row>")
            for row in rows:
                yield from (part for part in _ROW.split(row + "</row>") if part.startswith("<row"))
            if left.lstrip().startswith("</sheetData>"):
                return

    def frame(self, archive: ZipFile) -> tuple[str, str]:
        """What stands before and after its rows."""
        texts = list(_edges(archive, self.path))
        head = "".join(texts)
        start = head.index(_DATA) + len(_DATA)
        return head[:start], head[head.rindex("</sheetData>") :]


def _texts(archive: ZipFile, path: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with archive.open(path) as part:
        first = True
        while chunk := part.read(_CHUNK):
            text = decoder.decode(chunk)
            yield _EMPTY.sub("<sheetData></sheetData>", text) if first else text
            first = False


def _edges(archive: ZipFile, path: str) -> Iterator[str]:
    """The beginning and the end of a part, without most of its rows."""
    begun = False
    last = ""
    for text in _texts(archive, path):
        if not begun:
            last += text
            at = last.find(_DATA)
            if at >= 0:
                yield last[: at + len(_DATA)]
                last, begun = last[at + len(_DATA) :], True
            continue
        last += text
        if "</sheetData>" not in last:
            last = last[-20:]
    yield last[last.rindex("</sheetData>") :]


def sheets_in(archive: ZipFile) -> list[PackageSheet]:
    """The sheets of a workbook in their order."""
    relations = archive.read(RELATIONS).decode("utf-8")
    targets = {_attribute(tag, "Id"): _attribute(tag, "Target") for tag in _RELATION.findall(relations)}
    found = []
    for index, tag in enumerate(_SHEET.findall(archive.read(WORKBOOK).decode("utf-8"))):
        relation = _attribute(tag, "r:id")
        target = targets[relation]
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        found.append(
            PackageSheet(
                _attribute(tag, "name"), _attribute(tag, "state") or "visible", path, index, relation
            )
        )
    return found


def without_sheets(archive: ZipFile, dropped: Sequence[PackageSheet]) -> dict[str, bytes]:
    """All parts of the package but the sheets `dropped` and what only they use; the workbook no longer names them."""
    gone = {sheet.path for sheet in dropped} | set(_used_only_by(archive, dropped))
    parts = {
        name: archive.read(name)
        for name in archive.namelist()
        if name not in gone and not (name.startswith("xl/worksheets/") and "/_rels/" not in name)
    }
    if dropped:
        parts[WORKBOOK] = _workbook(parts[WORKBOOK].decode("utf-8"), dropped).encode()
        ids = {sheet.relation for sheet in dropped}
        relations = parts[RELATIONS].decode("utf-8")
        parts[RELATIONS] = _RELATION.sub(
            lambda tag: "" if _attribute(tag[0], "Id") in ids else tag[0], relations
        ).encode()
        types = parts[TYPES].decode("utf-8")
        parts[TYPES] = re.sub(
            r"<Override [^>]*?/>",
            lambda tag: "" if _attribute(tag[0], "PartName").lstrip("/") in gone else tag[0],
            types,
        ).encode()
    return parts


def _used_only_by(archive: ZipFile, dropped: Sequence[PackageSheet]) -> Iterator[str]:
    """The relations, drawings, charts and comments of sheets taken out, unless another sheet uses them."""
    names = set(archive.namelist())
    used: dict[str, set[str]] = {}
    for name in names:
        if name.endswith(".rels") and name != RELATIONS and name.startswith("xl/"):
            owner = name.replace("/_rels/", "/").removesuffix(".rels")
            used[owner] = set(_targets(archive, name))
    waiting = [sheet.path for sheet in dropped]
    gone = set(waiting)
    while waiting:
        owner = waiting.pop()
        folder, _, file = owner.rpartition("/")
        rels = f"{folder}/_rels/{file}.rels"
        if rels in names:
            gone.add(rels)
            yield rels
        for target in used.get(owner, ()):
            if target not in gone and not any(target in to for by, to in used.items() if by not in gone):
                gone.add(target)
                waiting.append(target)
                yield target


def _targets(archive: ZipFile, rels: str) -> Iterator[str]:
    folder = rels.rpartition("/_rels/")[0]
    for tag in _RELATION.findall(archive.read(rels).decode("utf-8")):
        target = _attribute(tag, "Target")
        if target.startswith("/"):
            yield target.lstrip("/")
            continue
        steps = folder.split("/")
        for step in target.split("/"):
            if step == "..":
                steps.pop()
            else:
                steps.append(step)
        yield "/".join(steps)


def _workbook(text: str, dropped: Sequence[PackageSheet]) -> str:
    """The workbook without the sheets: their names, their own defined names, and places that count sheets."""
    ids, gone = {sheet.relation for sheet in dropped}, sorted(sheet.index for sheet in dropped)
    text = _SHEET.sub(lambda tag: "" if _attribute(tag[0], "r:id") in ids else tag[0], text)

    def name(found: re.Match[str]) -> str:
        tag = found[0]
        own = _attribute(tag, "localSheetId")
        titles = tuple(f"'{sheet.title}'!" for sheet in dropped) + tuple(
            f"{sheet.title}!" for sheet in dropped
        )
        if (own and int(own) in gone) or any(title in html.unescape(tag) for title in titles):
            return ""
        if not own:
            return tag
        return tag.replace(
            f'localSheetId="{own}"', f'localSheetId="{int(own) - sum(at < int(own) for at in gone)}"'
        )

    text = _NAME.sub(name, text)
    text = re.sub(r"<definedNames>\s*</definedNames>", "", text)
    return re.sub(r'(activeTab|firstSheet)="\d+"', r'\1="0"', text)
