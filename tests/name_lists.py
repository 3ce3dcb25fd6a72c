"""Lists of names as offices send them, and files that must not come in: for the readers, the services and the window."""

from __future__ import annotations

import base64
import io
import re
import struct
import zipfile
import zlib

import openpyxl

from jzdesk.domain.errors import Refused

PERSON = {
    "XingMing": "张䶮",
    "XingBie": "男",
    "ChuShengNianYue": "198001",
    "MinZu": "汉族",
    "JiGuan": "湖北楚江",
    "RuDangShiJian": "200506",
    "JianKangZhuangKuang": "  ",
    "XianRenZhiWu": "楚江县财政局党组成员、副局长",
    "NiRenZhiWu": "楚江县审计局局长",
    "NiMianZhiWu": "楚江县财政局副局长",
    "JianLi": "2001.07--2005.06  楚江县财政局科员\n2005.06--         楚江县财政局副局长",
    "ShenFenZheng": "420922198001150013",
    "TianBiaoShiJian": "20261101",
    "Version": "3.2.1.16",
}


def checked(body):
    """An ID number of seventeen digits with its check digit."""
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


GOOD = checked("42109919800115001")
"""A man's, born in January 1980."""
WOMAN = checked("42109919750630002")


def jpeg(width=376, height=460):
    """The head of a JPEG as an editor crops it, an APP0 segment before the frame."""
    app = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\x01\x22\x00\x02\x11\x01\x03\x11\x01"
    return b"\xff\xd8" + app + frame + b"\xff\xda" + b"\x00" * 300 + b"\xff\xd9"


def outcome(read, *given):
    """(what was read or None, the refusal or '')."""
    try:
        return read(*given), ""
    except Refused as refusal:
        return None, refusal.text


def form(fields=None, *, declared="UTF-8", photo=None, head="", family=True, root="Person", **more):
    """A 干部任免审批表 as text."""
    values = {**PERSON, "ShenFenZheng": GOOD, **(fields or {}), **more}
    body = "".join(f"<{tag}>{text}</{tag}>" for tag, text in values.items() if text is not None)
    if family:
        body += "<JiaTingChengYuan><Item><ChengWei>妻子</ChengWei><XingMing>李某</XingMing></Item><Item></Item></JiaTingChengYuan>"
    if photo is not None:
        body += f"<ZhaoPian>{photo if isinstance(photo, str) else base64.encodebytes(photo).decode()}</ZhaoPian>"
    return f'<?xml version="1.0" encoding="{declared}"?>{head}<{root}>{body}</{root}>'


BILLION = (
    '<!DOCTYPE lolz [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
EXTERNAL = '<!DOCTYPE Person [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def book(rows, *, merged=(), title="名单", more=()):
    """A workbook of one sheet, or with `more` (title, rows)."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = title
    for at, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if value is not None:
                sheet.cell(at, column, value)
    for span in merged:
        sheet.merge_cells(span)
    for name, lines in more:
        other = made.create_sheet(name)
        for row in lines:
            other.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def rewritten(content, part, change):
    """A workbook with one of its parts changed: how other writers and attackers put it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info.filename)
            new.writestr(info.filename, change(data) if info.filename == part else data)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
LIST = book([["姓名", "身份证号"], ["张三", GOOD]])


def _bomb():
    """A sheet that packs more than a hundred megabytes of blanks into a hundred kilobytes."""
    head = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return rewritten(LIST, SHEET, lambda _data: head + b" " * (120 << 20))


def _lying_bomb():
    """The same, but the packed file says that it is small."""
    packed = bytearray(rewritten(LIST, SHEET, lambda data: data.replace(b"<sheetData>", b"<sheetData>" + b" " * (120 << 20))))
    small = struct.pack("<I", 1000)
    with zipfile.ZipFile(io.BytesIO(bytes(packed))) as file:
        size = struct.pack("<I", file.getinfo(SHEET).file_size)
    return bytes(packed).replace(size, small)


def _wide():
    cells = b'<row r="2"><c r="A2" t="inlineStr"><is><t>' + "甲".encode() * (40 << 18) + b"</t></is></c></row>"
    return rewritten(LIST, SHEET, lambda data: data.replace(b"<sheetData>", b"<sheetData>" + cells))


def hostile_books():
    """(what it is, the ending, the bytes or a function that makes them)."""
    return [
        ("nothing", "xlsx", b""),
        ("random bytes", "xlsx", bytes(range(256)) * 40),
        ("a picture", "xlsx", b"\x89PNG\r\n\x1a\n" + b"\x00" * 500),
        ("an old workbook", "xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000),
        ("a locked workbook", "xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 900),
        ("a page called workbook", "xls", b"<html><table><tr><td>a</td></tr></table></html>"),
        ("half a workbook", "xlsx", LIST[: len(LIST) // 2]),
        ("another archive", "xlsx", _zip({"a.txt": b"x"})),
        ("no sheets", "xlsx", rewritten(LIST, "xl/workbook.xml", lambda data: re.sub(rb"<sheets>.*</sheets>", b"", data))),
        ("an entity in a workbook", "xlsx", rewritten(LIST, SHEET, lambda d: BILLION.encode() + d.partition(b"?>")[2])),
        ("a bomb", "xlsx", _bomb),
        ("a lying bomb", "xlsx", _lying_bomb),
        ("a cell of thirty megabytes", "xlsx", _wide),
        ("nested deep", "xlsx", lambda: rewritten(LIST, SHEET, lambda d: d.replace(b"<sheetData>", b"<sheetData>" + b"<row>" * 400_000))),
    ]  # fmt: skip


def _zip(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def hostile_forms():
    """(what it is, the bytes or a function that makes them, words of the refusal)."""
    whole = form(photo=jpeg()).encode()
    return [
        ("nothing", b"", "空文件"),
        ("a picture", b"\x89PNG\r\n\x1a\n" + b"\x00" * 500, "不是任免审批表文件"),
        ("words", "张三，男，汉族".encode(), "不是任免审批表文件"),
        ("another form", form(root="Persons").encode(), "根元素是“Persons”"),
        ("a page", b"<html><body/></html>", "根元素是“html”"),
        ("cut short", whole[: len(whole) // 2], "不完整"),
        ("cut in its first element", b"<Person><XingMing>", "不完整"),
        ("crossed elements", b"<Person><A><B></A></B></Person>", "已损坏"),
        ("an internal entity", form(head='<!DOCTYPE Person [<!ENTITY n "x">]>', XingMing="&n;").encode(), "实体定义"),
        ("an external entity", form(head=EXTERNAL, XingMing="&x;").encode(), "外部引用"),
        ("an external DTD", form(head='<!DOCTYPE Person SYSTEM "http://127.0.0.1/x.dtd">').encode(), "外部引用"),
        ("a parameter entity", form(head='<!DOCTYPE Person [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]>').encode(), "实体定义"),
        ("a billion laughs", form(head=BILLION, XingMing="&i;").encode(), "实体定义"),
        ("a billion laughs in UTF-16", form(head=BILLION, XingMing="&i;", declared="UTF-16").encode("utf-16"), "实体定义"),
        ("nested deep", lambda: b"<Person>" + b"<a>" * 900_000, "层次或者内容过多"),
        ("many elements", lambda: b"<Person>" + b"<a/>" * 900_000 + b"</Person>", "层次或者内容过多"),
        ("many attributes", lambda: b"<Person " + b" ".join(b"a%d='1'" % n for n in range(400_000)) + b"/>", "层次或者内容过多"),
        ("no name", form(XingMing=" ").encode(), "没有填写姓名"),
        ("no name at all", b"<Person/>", "没有填写姓名"),
        ("fifty megabytes", lambda: b"<Person>" + b" " * (50 << 20) + b"</Person>", "8 MB 的上限"),
        ("eight megabytes of text", lambda: b"<Person><XingMing>" + b"a" * (8 * (1 << 20) - 100), "不完整"),
        ("compressed nothing", zlib.compress(b"x" * 1000), "不是任免审批表文件"),
    ]  # fmt: skip
