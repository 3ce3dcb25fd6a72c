"""The process that reads one workbook or table nobody vouches for.

Started by `books` and by nothing else. The first line it is asked names the file; each further one a sheet, answered by lines
of rows and a last line {"end": true}.
"""

from __future__ import annotations

import json
import re
import sys
from typing import IO, Any

from jzdesk.children import fence
from jzdesk.imports.row_batch import Batch, heaviest_of
from jzdesk.imports.strict_xml import Refusal

VERB = "read-tables"
"""The hidden verb of the `jzdesk` command that starts this process."""

MEMORY = 150 << 20
SECONDS = 300
"""A year's table of a city takes a quarter of this; the one who waits gives up far sooner when nothing arrives."""

ENDINGS = {"xlsx": ("xlsx", "xltx"), "xls": ("xls",), "csv": ("csv", "txt", "tsv")}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How the container of the old office files begins."""
_REFUSED = {"xlsm": "macros", "xltm": "macros", "xlsb": "xlsb"}
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:<(?:!DOCTYPE|html|table|\?xml|div|head|meta|style|script)\b|MIME-Version:)",
    re.IGNORECASE,
)
"""What office systems call .xls: a page, or a workbook in the XML of 2003."""
_OTHERS = {b"%PDF": "pdf", b"\x89PNG": "picture", b"\xff\xd8\xff": "picture", b"MZ": "program", b"\x7fELF": "program", b"Rar!": "archive",
           b"7z\xbc\xaf": "archive", b"\x1f\x8b": "archive", b"{\\rt": "document"}  # fmt: skip


def main() -> int:
    """Answer until there is nothing more to be asked."""
    fence(MEMORY, SECONDS)
    with open(0, "rb", closefd=False) as source, open(1, "wb", closefd=False) as target:

        def say(reply: dict[str, Any]) -> None:
            target.write(json.dumps(reply, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
            target.flush()

        book: Book | None = None
        while line := source.readline():
            asked = json.loads(line)
            try:
                if book is None:
                    book = Book(asked["path"], asked["ending"])
                    say(book.face)
                else:
                    book.read(asked["sheet"], asked["most"], say)
                    say({"end": True})
            except Refusal as refusal:
                say({"fault": refusal.code, **refusal.said})
            except MemoryError:
                say({"fault": "memory"})
            except Exception as fault:  # libraries raise all there is over a crafted file
                say({"fault": "broken", "kind": type(fault).__name__})
    return 0


class Book:
    """The opened file behind the answers."""

    def __init__(self, path: str, ending: str) -> None:
        self._file: IO[bytes] = open(path, "rb")  # noqa: PTH123, SIM115 - open as long as the process
        self._size = self._file.seek(0, 2)
        self._file.seek(0)
        head = self._file.read(4096)
        self._file.seek(0)
        self.kind = _kind_of(head)
        if head.startswith(OLE) and self._is_locked():
            raise Refusal("password")
        if ending in _REFUSED:
            raise Refusal(_REFUSED[ending])
        if ending not in ENDINGS[self.kind]:
            raise Refusal("ending", kind=self.kind)
        self._shared: tuple[Any, list[int]] | None = None
        self.date1904 = False
        self.sheets = self._opened()
        if not self.sheets:
            raise Refusal("empty")

    def _is_locked(self) -> bool:
        """A workbook with a password, old or new, is an old container round a sealed part."""
        mark, before = "EncryptedPackage".encode("utf-16-le"), b""
        self._file.seek(0)
        while piece := self._file.read(1 << 20):
            if mark in before + piece:
                return True
            before = piece[-64:]
        self._file.seek(0)
        return False

    def _opened(self) -> list[list[str]]:
        if self.kind == "xlsx":
            from jzdesk.imports.package_child import open_package

            self._package = open_package(self._file)
            self.date1904 = self._package.date1904
            return [[sheet.name, sheet.state] for sheet in self._package.sheets]
        if self.kind == "xls":
            from jzdesk.imports.old_book_child import OldBook

            self._old = OldBook(self._file.read())
            self.date1904 = self._old.date1904
            return self._old.sheets
        from jzdesk.imports.text_child import TextTable

        self._text = TextTable(self._file)
        return [["", "visible"]]

    @property
    def face(self) -> dict[str, Any]:
        """The first answer."""
        return {"kind": self.kind, "sheets": self.sheets, "date1904": self.date1904}

    def read(self, sheet: int, most: int, say: Any) -> None:
        """The rows of a sheet by its place, at most so many (0: all)."""
        batch = Batch(say, most, heaviest=heaviest_of(self._size))
        if self.kind == "xls":
            self._old.read(sheet, batch, say)
        elif self.kind == "csv":
            self._text.read(batch, say)
        else:
            from jzdesk.imports.sheet_child import read_rows

            strings, kinds = self._strings_and_styles()
            read_rows(
                self._package,
                self._package.sheets[sheet].part,
                strings=strings,
                kinds=kinds,
                batch=batch,
                emit=say,
            )

    def _strings_and_styles(self) -> tuple[Any, list[int]]:
        if self._shared is None:
            from jzdesk.imports.package_child import style_kinds
            from jzdesk.imports.strings_child import UNPACKED, Strings, read_strings

            package = self._package
            named = package.strings and package.has(package.strings)
            strings = read_strings(package.pieces(package.strings, UNPACKED)) if named else Strings()
            self._shared = strings, style_kinds(package)
        return self._shared


def _kind_of(head: bytes) -> str:
    """xlsx, xls or csv by the first bytes; Refusal for what is another kind of file."""
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    if head.startswith(b"PK\x05\x06"):
        raise Refusal("archive")
    if head.startswith(OLE):
        return "xls"
    if re.match(rb"[\x09\x00]\x08.\x00.\x00\x00\x05", head, re.DOTALL) or head[:2] == b"\x09\x08":
        return "xls"
    for mark, code in _OTHERS.items():
        if head.startswith(mark):
            raise Refusal("foreign", what=code)
    if not head.strip():
        raise Refusal("empty")
    if _PAGE.match(head.replace(b"\x00", b"")):
        raise Refusal("page")
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refusal("other")
    return "csv"


if __name__ == "__main__":
    sys.exit(main())
