"""Workbooks and tables that must not be read, each with words of the refusal: for the reader, the services and the window."""

from __future__ import annotations

import struct
import zipfile
import zlib

from raw_books import HEAD, MAIN, Swollen, book_of, packed, parts_of, sheet_xml, text_cell

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ROW = f'<row r="1">{text_cell("A1", "姓名")}{text_cell("B1", "单位")}</row>'


def with_part(name, content, **more):
    def make(path):
        parts = parts_of({"台账": sheet_xml(ROW)}, **more)
        parts[name] = content
        return packed(path, parts)

    return make


def raw(content):
    def make(path):
        path.write_bytes(content)
        return path

    return make


def sheet(rows, **more):
    return lambda path: book_of(path, rows, **more)


def cut(share):
    def make(path):
        whole = book_of(
            path, ROW + "".join(f'<row r="{n}">{text_cell(f"A{n}", n)}</row>' for n in range(2, 400))
        ).read_bytes()
        path.write_bytes(whole[: int(len(whole) * share)])
        return path

    return make


def flipped(path):
    """A byte in the middle of the rows is another one: the sum of the part says so."""
    content = bytearray(
        book_of(
            path,
            ROW
            + "".join(
                f'<row r="{n}">{text_cell(f"A{n}", zlib.crc32(str(n).encode()))}</row>' for n in range(2, 900)
            ),
        ).read_bytes()
    )
    content[len(content) // 4] ^= 0x55
    path.write_bytes(content)
    return path


def encrypted_zip(path):
    content = bytearray(book_of(path, ROW).read_bytes())
    at = 0
    while (
        at := content.find(b"PK\x01\x02", at)
    ) >= 0:  # the flag of a password in every entry of the list of parts
        content[at + 8] |= 1
        at += 4
    path.write_bytes(content)
    return path


def twins(path):
    book_of(path, ROW)
    with zipfile.ZipFile(path, "a") as book:
        book.writestr("XL/Worksheets/SHEET1.xml", sheet_xml(ROW))
    return path


def many_parts(path):
    return packed(
        path, {**parts_of({"台账": sheet_xml(ROW)}), **{f"xl/media/{n}.bin": b"" for n in range(2500)}}
    )


def entities(kind):
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    heads = {
        "laughs": f'<!DOCTYPE x [<!ENTITY l0 "哈">{laughs}]>',
        "outside": '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
        "network": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        "quadratic": f'<!DOCTYPE x [<!ENTITY l9 "{"长" * 50_000}">]>',
        "parameter": '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>',
    }
    body = (
        "&l9;" * (2000 if kind == "quadratic" else 1) if kind in ("laughs", "outside", "quadratic") else "甲"
    )
    return '<?xml version="1.0"?>' + heads[kind], body


def in_sheet(kind):
    head, body = entities(kind)
    return lambda path: packed(
        path, parts_of({"台账": sheet_xml(f'<row r="1">{text_cell("A1", body)}</row>', head=head)})
    )


def in_strings(kind):
    head, body = entities(kind)
    return with_part(
        "xl/sharedStrings.xml", f'{head}<sst xmlns="{MAIN}"><si><t>{body}</t></si></sst>', strings="x"
    )


BIFF = struct.pack("<HHHHHHII", 0x0809, 16, 0x0600, 5, 0x0DBB, 0x07CC, 0, 6)

HOSTILE = [
    # (what it is, name of the file, how it is made, words of the refusal)
    ("1 MB that unpacks to a gigabyte", "炸弹.xlsx", with_part("xl/worksheets/sheet1.xml", Swollen(
        f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>', "<row><c><v>1</v></c></row>", 1000, "</sheetData></worksheet>")), "展开后过大"),
    ("a part of a hundred megabytes of one word", "炸弹2.xlsx", with_part("xl/worksheets/sheet1.xml", Swollen(
        f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>', "1", 100, "</v></c></row></sheetData></worksheet>")), "远大于文件本身"),
    ("a size that lies", "谎报.xlsx", with_part("xl/worksheets/sheet1.xml", Swollen(
        f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>', " ", 330, "</sheetData></worksheet>", claims=900)), "已损坏"),
    ("strings that unpack to half a gigabyte", "字串.xlsx", with_part("xl/sharedStrings.xml", Swollen(
        f'{HEAD}<sst xmlns="{MAIN}">', "<si><t>x</t></si>", 420, "</sst>"), strings="x"), "展开后过大"),
    ("two and a half thousand parts", "部件.xlsx", many_parts, "展开后过大"),
    ("two parts of one name", "重名.xlsx", twins, "已损坏"),
    ("a million laughs in the sheet", "实体.xlsx", in_sheet("laughs"), "为安全起见"),
    ("a million laughs in the strings", "实体2.xlsx", in_strings("laughs"), "为安全起见"),
    ("a file from outside in the sheet", "外部.xlsx", in_sheet("outside"), "为安全起见"),
    ("a file from outside in the strings", "外部2.xlsx", in_strings("outside"), "为安全起见"),
    ("a document type of the network", "网络.xlsx", in_sheet("network"), "为安全起见"),
    ("one entity two thousand times", "平方.xlsx", in_sheet("quadratic"), "为安全起见"),
    ("parameter entities", "参数.xlsx", in_strings("parameter"), "为安全起见"),
    ("a thousand floors deep", "深.xlsx", sheet(f'<row r="1">{"<x>" * 1000}{"</x>" * 1000}</row>'), "为安全起见"),
    ("strings a thousand floors deep", "深2.xlsx", with_part("xl/sharedStrings.xml", f'{HEAD}<sst xmlns="{MAIN}"><si>{"<r>" * 1000}{"</r>" * 1000}</si></sst>', strings="x"), "为安全起见"),
    ("one attribute of sixteen megabytes", "属性.xlsx", with_part("xl/worksheets/sheet1.xml", sheet_xml(
        '<row r="1" x="' + "".join(f"{n:x}" for n in range(3_000_000)) + f'">{text_cell("A1", "甲")}</row>')), "为安全起见"),
    ("a cell beyond the last column", "界外.xlsx", sheet(f'<row r="1">{text_cell("XFE1", "甲")}</row>'), "超出表格范围"),
    ("a row beyond the last row", "界外2.xlsx", sheet(f'<row r="1048577">{text_cell("A1048577", "甲")}</row>'), "超出表格范围"),
    ("a cell of row nought", "零行.xlsx", sheet(f'<row r="1">{text_cell("A0", "甲")}</row>'), "超出表格范围"),
    ("a cell that says another row", "错行.xlsx", sheet(f'<row r="1">{text_cell("A7", "甲")}</row>'), "超出表格范围"),
    ("rows that go backwards", "倒序.xlsx", sheet(f'<row r="5">{text_cell("A5", "甲")}</row><row r="2">{text_cell("A2", "乙")}</row>'), "已损坏"),
    ("something in the last column", "宽.xlsx", sheet(ROW + f'<row r="2">{text_cell("XFD2", "甲")}</row>'), "XFD2"),
    ("a string that is not there", "缺串.xlsx", sheet('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'), "已损坏"),
    ("a string of a negative number", "负串.xlsx", sheet('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>'), "已损坏"),
    ("two million formatted cells above a word", "空格.xlsx", with_part("xl/worksheets/sheet1.xml", sheet_xml(
        "".join(f'<row r="{n}">' + "".join(f'<c s="{n * at % 9}"/>' for at in range(16)) + "</row>" for n in range(1, 120_000))
        + '<row r="120000"><c t="inlineStr"><is><t>甲</t></is></c></row>')), "只有格式的空单元格"),
    ("one long string in sixteen thousand cells", "放大.xlsx", with_part("xl/worksheets/sheet1.xml", sheet_xml("".join(
        f'<row r="{n}">' + "".join('<c t="s"><v>0</v></c>' for _ in range(20)) + "</row>" for n in range(1, 801))),
        strings=f'{HEAD}<sst xmlns="{MAIN}"><si><t>{"长" * 32_000}</t></si></sst>'), "远大于文件本身"),
    ("cut in the middle", "半截.xlsx", cut(0.5), "已损坏"),
    ("cut before its end", "断尾.xlsx", cut(0.97), "已损坏"),
    ("one byte another", "坏字节.xlsx", flipped, "已损坏"),
    ("a zip with a password", "加密.xlsx", encrypted_zip, "打开密码"),
    ("a workbook with a password", "密码.xlsx", raw(OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 600), "打开密码"),
    ("an old workbook with a password in a new one's clothes", "密码.xls", raw(OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 600), "打开密码"),
    ("an old workbook with a password", "旧密码.xls", raw(BIFF + struct.pack("<HHHHH", 0x002F, 6, 0, 0x1234, 0x5678) + b"\x0a\x00\x00\x00"), "打开密码"),
    ("an old workbook of noise", "噪声.xls", raw(OLE + bytes(range(256)) * 40), "已损坏"),
    ("an old workbook called new", "旧.xlsx", raw(OLE + b"\x00" * 600), "与扩展名不符"),
    ("a new workbook called old", "新.xls", sheet(ROW), "与扩展名不符"),
    ("a text called workbook", "文本.xlsx", raw("姓名,单位\n张三,县教育局\n".encode()), "与扩展名不符"),
    ("a page called table", "网页.csv", raw(b"<html><table><tr><td>1</td></tr></table></html>"), "网页格式"),
    ("a page called old workbook", "导出.xls", raw(b"\xef\xbb\xbf\r\n<table border=1><tr><td>1</td></tr></table>"), "网页格式"),
    ("the XML of 2003", "导出2.xls", raw('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'.encode("utf-16")), "网页格式"),
    ("a saved page", "导出3.xls", raw(b"MIME-Version: 1.0\r\nContent-Type: multipart/related"), "网页格式"),
    ("a text called old workbook", "导出4.xls", raw("姓名\t单位\n张三\t县教育局\n".encode("gbk")), "改为 .csv"),
    ("a workbook of macros", "宏.xlsm", sheet(ROW), "含有宏"),
    ("macros", "宏.xlsx", with_part("xl/vbaProject.bin", b"\x00" * 99), "含有宏"),
    ("a binary workbook", "二进制.xlsx", lambda path: packed(path, {"[Content_Types].xml": "<x/>", "xl/workbook.bin": b"x"}), "二进制"),
    ("a zip of pictures", "图片.xlsx", lambda path: packed(path, {"1.png": b"x"}), "压缩包"),
    ("a document called workbook", "文档.xlsx", lambda path: packed(path, {"word/document.xml": "<x/>"}), "压缩包"),
    ("a PDF", "公文.xlsx", raw(b"%PDF-1.4\n%%EOF"), "PDF"),
    ("a program", "程序.xlsx", raw(b"MZ\x90\x00" + b"\x00" * 99), "可执行程序"),
    ("bytes called table", "数据.csv", raw(b"\x01\x00\x02\x00" * 99), "不是工作簿"),
    ("nothing in it", "空.xlsx", raw(b""), "空文件"),
    ("blanks only", "空白.csv", raw(b" \r\n \r\n"), "没有可读的工作表"),
    ("no sheet in it", "无表.xlsx", lambda path: packed(path, parts_of({})), "没有可读的工作表"),
    ("a sheet whose part is gone", "缺件.xlsx", lambda path: packed(path, {k: v for k, v in parts_of({"台账": sheet_xml(ROW)}).items() if "sheet1" not in k}), "已损坏"),
    ("not XML at all", "乱码.xlsx", with_part("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row"), "已损坏"),
    ("a folder", "目录.xlsx", lambda path: path.mkdir() or path, "不是普通文件"),
    ("not there", "没有.xlsx", lambda path: path, "找不到"),
]  # fmt: skip
