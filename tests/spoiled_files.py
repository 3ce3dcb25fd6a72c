"""Faults put into a county's workbook as a clerk would by hand, at places that are known: in the very XML, so that every figure
Excel had reckoned stays in the file."""

from __future__ import annotations

import random
import re
import zipfile
from dataclasses import dataclass

from jzdesk.domain.problems import letter_of

_CELL = re.compile(r'<c r="([A-Z]+)(\d+)"([^>]*?)(/>|>.*?</c>)', re.DOTALL)
_ROW = re.compile(r'<row r="(\d+)"[^>]*>.*?</row>', re.DOTALL)
_STYLE = re.compile(r' s="\d+"')
_TEXT = re.compile(r"<t[^>]*>(.*?)</t>", re.DOTALL)


@dataclass(frozen=True)
class Fault:
    """A fault and where it must be found; `cell` '' where only the sheet is known."""

    rule: str
    sheet: str = ""
    cell: str = ""

    def found_in(self, findings):
        return any(
            f.rule == self.rule
            and (not self.sheet or f.sheet == self.sheet)
            and (not self.cell or f.cell == self.cell)
            for f in findings
        )


class Workbook:
    """A workbook in its XML."""

    def __init__(self, path):
        with zipfile.ZipFile(path) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        book, links = (
            self.parts["xl/workbook.xml"].decode(),
            self.parts["xl/_rels/workbook.xml.rels"].decode(),
        )
        targets = {}
        for tag in re.findall(r"<Relationship [^>]*>", links):
            targets[re.search(r'Id="(\w+)"', tag)[1]] = re.search(r'Target="/?(?:xl/)?([^"]+)"', tag)[1]
        self.sheets = {
            re.search(r'name="([^"]+)"', tag)[1]: "xl/" + targets[re.search(r'r:id="(\w+)"', tag)[1]]
            for tag in re.findall(r"<sheet [^>]*>", book)
        }

    def save(self, out):
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.parts.items():
                archive.writestr(name, content)
        return out

    def xml(self, sheet):
        return self.parts[self.sheets[sheet]].decode()

    def put_xml(self, sheet, text):
        self.parts[self.sheets[sheet]] = text.encode()

    def rows(self, sheet):
        """Row numbers with their XML."""
        return {int(found[1]): found[0] for found in _ROW.finditer(self.xml(sheet))}

    def columns(self, sheet):
        """Letters by heading ('应办日' of many groups: the first)."""
        rows, found = self.rows(sheet), {}
        for number in (4, 3):
            for letter, _, _, body in _CELL.findall(rows[number]):
                text = _TEXT.search(body)
                if text and text[1]:
                    found.setdefault("".join(text[1].split()), letter)
        return found

    def text(self, sheet, ref):
        cell = self._cell(sheet, ref)
        found = _TEXT.search(cell[0]) or re.search(r"<v>(.*?)</v>", cell[0])
        return found[1] if found else ""

    def _cell(self, sheet, ref):
        return re.search(rf'<c r="{ref}"[^>]*?(?:/>|>.*?</c>)', self.xml(sheet), re.DOTALL)

    def put(self, sheet, ref, body, kind=""):
        """Put a value into a cell, its style kept."""
        old = self._cell(sheet, ref)
        style = _STYLE.search(old[0].split(">", 1)[0])
        typed = f' t="{kind}"' if kind else ""
        tag = f'<c r="{ref}"{style[0] if style else ""}{typed}>{body}</c>'
        xml = self.xml(sheet)
        self.put_xml(sheet, xml[: old.start()] + tag + xml[old.end() :])

    def put_text(self, sheet, ref, text):
        self.put(sheet, ref, f'<is><t xml:space="preserve">{text}</t></is>', "inlineStr")

    def put_number(self, sheet, ref, number):
        self.put(sheet, ref, f"<v>{number}</v>")

    def clear(self, sheet, ref):
        self.put(sheet, ref, "")

    def delete_row(self, sheet, number):
        """As a spreadsheet deletes a row: those below move up."""
        self._renumbered(sheet, {n: xml for n, xml in self.rows(sheet).items() if n != number}, number, -1)

    def copy_row(self, sheet, number):
        """A row inserted below, the same as this one."""
        rows = self.rows(sheet)
        xml = self.xml(sheet)
        made = []
        for n, text in rows.items():
            made.append(_moved(text, n, n if n <= number else n + 1))
            if n == number:
                made.append(_moved(text, n, n + 1))
        self.put_xml(sheet, _with_rows(xml, made))

    def _renumbered(self, sheet, rows, after, by):
        made = [_moved(text, n, n if n < after else n + by) for n, text in rows.items()]
        self.put_xml(sheet, _with_rows(self.xml(sheet), made))

    def insert_column(self, sheet, at, title, head=4):
        """A column of the county's own before the one counted from 1; its heading stands in row `head`."""

        def moved(found):
            column = _number(found[1])
            return f'<c r="{letter_of(column + (column >= at))}{found[2]}"{found[3]}{found[4]}'

        made = []
        for number, text in self.rows(sheet).items():
            text = _CELL.sub(moved, text)
            if number == head:
                cell = f'<c r="{letter_of(at)}{number}" t="inlineStr"><is><t>{title}</t></is></c>'
                text = _inserted(text, cell, at)
            made.append(text)
        self.put_xml(
            sheet,
            re.sub(r"<mergeCells.*?</mergeCells>", "", _with_rows(self.xml(sheet), made), flags=re.DOTALL),
        )

    def drop_column(self, sheet, letter):
        """All cells of a column gone (the others stay where they are)."""
        text = re.sub(rf'<c r="{letter}\d+"[^>]*?(?:/>|>.*?</c>)', "", self.xml(sheet), flags=re.DOTALL)
        self.put_xml(sheet, text)

    def swap_columns(self, sheet, one, other):
        """Two columns change places, headings and all."""

        def moved(found):
            letter = {one: other, other: one}.get(found[1], found[1])
            return f'<c r="{letter}{found[2]}"{found[3]}{found[4]}'

        made = []
        for text in self.rows(sheet).values():
            cells = [found[0] for found in _CELL.finditer(_CELL.sub(moved, text))]
            cells.sort(key=lambda cell: _number(re.match(r'<c r="([A-Z]+)', cell)[1]))
            made.append(re.match(r"<row [^>]*>", text)[0] + "".join(cells) + "</row>")
        self.put_xml(sheet, _with_rows(self.xml(sheet), made))

    def rename_sheet(self, sheet, name):
        book = self.parts["xl/workbook.xml"].decode()
        self.parts["xl/workbook.xml"] = book.replace(f'name="{sheet}"', f'name="{name}"').encode()
        self.sheets[name] = self.sheets.pop(sheet)

    def drop_sheet(self, sheet):
        """A sheet taken out of the workbook's list."""
        book = self.parts["xl/workbook.xml"].decode()
        book = re.sub(rf'<sheet [^>]*name="{sheet}"[^>]*/>', "", book)
        self.parts["xl/workbook.xml"] = re.sub(
            r"<definedNames>.*?</definedNames>", "", book, flags=re.DOTALL
        ).encode()


def _number(letters):
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _moved(text, old, new):
    text = text.replace(f'<row r="{old}"', f'<row r="{new}"', 1)
    return re.sub(rf'<c r="([A-Z]+){old}"', rf'<c r="\g<1>{new}"', text)


def _inserted(row, cell, at):
    cells = [found[0] for found in _CELL.finditer(row)] + [cell]
    cells.sort(key=lambda c: _number(re.match(r'<c r="([A-Z]+)', c)[1]))
    return re.match(r"<row [^>]*>", row)[0] + "".join(cells) + "</row>"


def _with_rows(xml, rows):
    return re.sub(
        r"(<sheetData>).*(</sheetData>)", lambda m: m[1] + "".join(rows) + m[2], xml, flags=re.DOTALL
    )


DECISIONS, ANNOUNCED, VISITS, TOLERANCE = "处分决定执行台账", "公开宣布台账", "回访教育台账", "容错纠错台账"


class Clerk:
    """Spoils one workbook by a seed; `faults` are what must be found."""

    def __init__(self, path, seed):
        self.book = Workbook(path)
        self.chance = random.Random(seed)
        self.faults = []
        self._free = {}
        self._columns = {}

    def ready(self, sheet):
        """The rows of a ledger nobody has touched, in a drawn order, after rows were deleted and copied."""
        serial = [
            n
            for n, xml in self.book.rows(sheet).items()
            if n > 4 and re.search(rf'<c r="A{n}"[^>]*><v>', xml)
        ]
        self.chance.shuffle(serial)
        self._free[sheet] = serial
        self._columns[sheet] = self.book.columns(sheet)

    def leave(self, sheet, *numbers):
        """Rows that stay as they are."""
        self._free[sheet] = [number for number in self._free[sheet] if number not in numbers]

    def spoil(self, sheet, title, change, rule, *, want=None):
        """One fault in a fresh row whose cell meets `want`; False when there is none left."""
        letter = self._columns[sheet][title]
        for number in self._free[sheet]:
            ref = f"{letter}{number}"
            if want is None or want(self.book.text(sheet, ref)):
                self._free[sheet].remove(number)
                change(sheet, ref)
                self.faults.append(Fault(rule, sheet, ref))
                return True
        return False

    def delete_row(self, sheet, number):
        self.book.delete_row(sheet, number)
        self.faults.append(Fault("row.deleted", sheet))

    def copy_row(self, sheet, number):
        self.book.copy_row(sheet, number)
        self.faults.append(Fault("row.twice", sheet, f"第{number + 1}行"))

    def all_cells(self):
        """A fault of each kind in fresh rows, again and again, until the rows are used up."""
        book, chance = self.book, self.chance
        some = lambda text: bool(text)  # noqa: E731 - a word
        kinds = (
            (VISITS, "单位", lambda s, r: book.put_text(s, r, "县自然资源局"), "cell.changed", some),
            (VISITS, "应回访次数", lambda s, r: book.put_number(s, r, 77), "cell.changed", some),
            (VISITS, "应回访次数", lambda s, r: book.put_text(s, r, book.text(s, r)), "number.text", some),
            (VISITS, "应回访次数", lambda s, r: book.put_text(s, r, "两次"), "number.wrong", some),
            (VISITS, "决定日期", lambda s, r: book.put_text(s, r, "2026年3月5日"), "date.text", some),
            (VISITS, "最近回访日", lambda s, r: book.put_text(s, r, "2026.2.30"), "date.wrong", some),
            (VISITS, "备注", lambda s, r: book.put(s, r, "<v>#REF!</v>", "e"), "cell.error", None),
            (VISITS, "姓名", lambda s, r: book.clear(s, r), "name.missing", some),
            (VISITS, "形态", lambda s, r: book.put_text(s, r, "第五种形态"), "word.unknown", some),
            (VISITS, "止", lambda s, r: book.put_number(s, r, 36526), "period.order", some),
            (VISITS, "最近回访日", lambda s, r: book.clear(s, r), "visits.contradict", some),
            (VISITS, "最近回访日", lambda s, r: book.put_number(s, r, 47000), "date.future", some),
            (DECISIONS, "身份证号", lambda s, r: book.put_number(s, r, "4.21022198001010E+17"), "id.damaged", some),
            (DECISIONS, "身份证号", lambda s, r: book.put_text(s, r, book.text(s, r)[:-1]), "id.wrong", some),
            (DECISIONS, "文号", lambda s, r: book.put_text(s, r, f"公纪决〔2026〕{chance.randrange(900, 999)}号"), "cell.changed", some),
            (DECISIONS, "决定日期", lambda s, r: book.put_text(s, r, "2026/8/5"), "date.text", some),
            (DECISIONS, "立案日期", lambda s, r: book.put_number(s, r, 47001), "date.future", some),
            (DECISIONS, "备注", lambda s, r: book.put(s, r, "<f>1/0</f>"), "cell.formula", None),
            (DECISIONS, "送达日期", lambda s, r: book.put_number(s, r, 36000), "date.order", None),
            (DECISIONS, "是否按期", lambda s, r: book.put_text(s, r, "逾期"), "state.contradicts", lambda t: t == "已按期"),
            (DECISIONS, "形态", lambda s, r: book.put_text(s, r, "二"), "word.unknown", some),
        )  # fmt: skip
        left = True
        while left:
            left = False
            for sheet, title, change, rule, want in kinds:
                left |= self.spoil(sheet, title, change, rule, want=want)
