"""Workbooks put together part by part, as programs do that know the format badly, or those who mean harm."""

from __future__ import annotations

import struct
import zipfile
import zlib

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def parts_of(sheets, *, strings="", styles="", date1904=False, states=()):
    """The parts of a workbook whose sheets are given as the XML of their worksheet."""
    listed, related = [], []
    parts = {}
    for number, (name, xml) in enumerate(sheets.items(), 1):
        state = f' state="{states[number - 1]}"' if number <= len(states) else ""
        listed.append(f'<sheet name="{name}" sheetId="{number}"{state} r:id="rId{number}"/>')
        related.append(
            f'<Relationship Id="rId{number}" Type="{REL}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        )
        parts[f"xl/worksheets/sheet{number}.xml"] = xml
    if strings:
        related.append(f'<Relationship Id="rIdS" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/>')
        parts["xl/sharedStrings.xml"] = strings
    if styles:
        related.append(f'<Relationship Id="rIdT" Type="{REL}/styles" Target="/xl/styles.xml"/>')
        parts["xl/styles.xml"] = styles
    clock = '<workbookPr date1904="1"/>' if date1904 else ""
    parts["xl/workbook.xml"] = (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{REL}">{clock}<sheets>{"".join(listed)}</sheets></workbook>'
    )
    parts["xl/_rels/workbook.xml.rels"] = (
        f'{HEAD}<Relationships xmlns="{PACKAGE}">{"".join(related)}</Relationships>'
    )
    parts["_rels/.rels"] = (
        f'{HEAD}<Relationships xmlns="{PACKAGE}"><Relationship Id="r" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    )
    parts["[Content_Types].xml"] = (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    )
    return parts


def sheet_xml(rows, *, before="", after="", head=HEAD):
    """A worksheet of this XML of rows."""
    return f'{head}<worksheet xmlns="{MAIN}" xmlns:r="{REL}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def text_cell(reference, text):
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def packed(path, parts):
    """Write the parts; a value may be text or bytes, or a `Swollen` that unpacks to far more than it takes."""
    swollen = {name: content for name, content in parts.items() if isinstance(content, Swollen)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as book:
        for name, content in parts.items():
            if name in swollen:
                book.writestr(
                    zipfile.ZipInfo(name), content.packed
                )  # as it stands, and called deflated below
            else:
                book.writestr(name, content)
    if swollen:
        _relabel(path, swollen)
    return path


class Swollen:
    """A part of a head, `times` times a block and a tail, of which the block is compressed once only. `claims` is the size the
    list of parts says."""

    def __init__(self, head, body, times, tail, claims=None):
        block = body.encode() * max(1, (1 << 20) // len(body.encode()))
        one = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed_block = one.compress(block) + one.flush(zlib.Z_FULL_FLUSH)
        start, stop = zlib.compressobj(9, zlib.DEFLATED, -15), zlib.compressobj(9, zlib.DEFLATED, -15)
        self.packed = (
            start.compress(head.encode()) + start.flush(zlib.Z_FULL_FLUSH)
            + packed_block * times
            + stop.compress(tail.encode()) + stop.flush()
        )  # fmt: skip
        self.sum = zlib.crc32(head.encode())
        for _ in range(times):
            self.sum = zlib.crc32(block, self.sum)
        self.sum = zlib.crc32(tail.encode(), self.sum)
        self.size = claims or len(head.encode()) + times * len(block) + len(tail.encode())


def _relabel(path, swollen):
    content = bytearray(path.read_bytes())
    for mark, method, crc, size, name_at in ((b"PK\x03\x04", 8, 14, 22, 30), (b"PK\x01\x02", 10, 16, 24, 46)):
        for name, part in swollen.items():
            at = content.find(mark)
            while content[at + name_at : at + name_at + len(name)] != name.encode():
                at = content.find(mark, at + 4)
            content[at + method : at + method + 2] = struct.pack("<H", 8)
            content[at + crc : at + crc + 4] = struct.pack("<I", part.sum)
            content[at + size : at + size + 4] = struct.pack("<I", part.size)
    path.write_bytes(content)


def book_of(path, rows, **more):
    """A workbook of one sheet of this XML of rows."""
    sheet = sheet_xml(rows, before=more.pop("before", ""), after=more.pop("after", ""))
    return packed(path, parts_of({"台账": sheet}, **more))
