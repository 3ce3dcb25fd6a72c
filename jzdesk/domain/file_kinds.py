"""What a file is, told by its content: what may be attached, and what only pretends to be.

The ending says what somebody called a file; the first bytes say what it is. Both must agree, since a viewer opens a copy by
its ending and the eye judges it by its name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from jzdesk.domain.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that may be attached. `family` is 'picture', 'pdf', 'text' or 'other' (shown by another program),
    `forms` the contents it may have (`content_of`)."""

    name: str
    family: str
    mime: str
    forms: tuple[str, ...]


_PLAIN = "application/octet-stream"
KINDS: Mapping[str, FileKind] = MappingProxyType(
    {
        "pdf": FileKind("PDF", "pdf", "application/pdf", ("pdf",)),
        "ofd": FileKind("OFD 版式文件", "other", "application/ofd", ("ofd",)),
        "jpg": FileKind("图片", "picture", "image/jpeg", ("jpg",)),
        "jpeg": FileKind("图片", "picture", "image/jpeg", ("jpg",)),
        "png": FileKind("图片", "picture", "image/png", ("png",)),
        "bmp": FileKind("图片", "picture", "image/bmp", ("bmp",)),
        "gif": FileKind("图片", "picture", "image/gif", ("gif",)),
        "tif": FileKind("图片", "picture", "image/tiff", ("tif",)),
        "tiff": FileKind("图片", "picture", "image/tiff", ("tif",)),
        "docx": FileKind("文字文档", "other", _PLAIN, ("docx",)),
        "doc": FileKind("文字文档", "other", "application/msword", ("ole", "rtf", "docx")),
        "wps": FileKind("WPS 文字", "other", _PLAIN, ("ole", "docx", "zip")),
        "xlsx": FileKind("工作簿", "other", _PLAIN, ("xlsx",)),
        "xls": FileKind("工作簿", "other", "application/vnd.ms-excel", ("ole", "xlsx")),
        "et": FileKind("WPS 表格", "other", _PLAIN, ("ole", "xlsx", "zip")),
        "txt": FileKind("文本", "text", "text/plain", ("text",)),
    }
)
"""By ending: pictures, PDF and OFD, office documents, plain text; nothing that runs."""

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"GIF87a", "gif"), (b"GIF89a", "gif"),
    (b"II*\x00", "tif"), (b"MM\x00*", "tif"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"), (b"{\\rtf", "rtf"),
    (b"MZ", "program"), (b"\x7fELF", "program"), (b"\xcf\xfa\xed\xfe", "program"), (b"\xca\xfe\xba\xbe", "program"),
    (b"L\x00\x00\x00\x01\x14\x02", "shortcut"), (b"#!", "script"), (b"Rar!", "archive"), (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
)  # fmt: skip
_SAID: Mapping[str, str] = MappingProxyType(
    {
        "pdf": "PDF", "ofd": "OFD", "jpg": "JPEG 图片", "png": "PNG 图片", "gif": "GIF 图片", "bmp": "BMP 图片",
        "tif": "TIFF 图片", "ole": "旧版办公文档", "docx": "文字文档", "xlsx": "工作簿", "zip": "压缩包", "rtf": "RTF 文档",
        "program": "可执行程序", "shortcut": "快捷方式", "script": "脚本程序", "archive": "压缩包", "text": "文本",
        "unknown": "无法识别的内容",
    }
)  # fmt: skip
_ZIPPED: tuple[tuple[bytes, str], ...] = ((b"word/", "docx"), (b"xl/", "xlsx"), (b"OFD.xml", "ofd"))
_HEAD = 1024
"""Bytes within which a PDF must begin, by its own standard."""


def content_of(content: bytes) -> str:
    """What the bytes are: 'pdf', 'png', 'docx', 'program' … or 'unknown'."""
    for start, form in _STARTS:
        if content.startswith(start):
            return form
    if b"%PDF-" in content[:_HEAD]:
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return next((form for mark, form in _ZIPPED if mark in content), "zip")
    if content.startswith(b"BM") and len(content) > 26 and int.from_bytes(content[2:6], "little") == len(content):
        return "bmp"
    return "text" if _is_text(content) else "unknown"


def _is_text(content: bytes) -> bool:
    """Whether it reads as text in the encodings county PCs write."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decodes(content, "utf-16")
    return b"\x00" not in content and (_decodes(content, "utf-8") or _decodes(content, "gb18030"))


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return not any(character < " " and character not in "\t\n\r\f" for character in text[:_HEAD])


def text_of(content: bytes) -> str:
    """The words of a text file."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


def ending_of(name: str) -> str:
    """The ending of a file name, small and without its dot; '' for none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def family_of(name: str) -> str:
    """How a kept attachment can be shown: 'picture', 'pdf', 'text', or 'other'."""
    kind = KINDS.get(ending_of(name))
    return kind.family if kind else "other"


def check_kind(name: str, content: bytes) -> FileKind:
    """The kind of a file that may be attached. RuleError when its kind may not be, or its content is another's."""
    kind = KINDS.get(ending_of(name))
    if kind is None:
        raise RuleError("file", f"不能附加“{name}”，可附加图片、PDF、OFD、办公文档和文本文件。")
    form = content_of(content)
    if form not in kind.forms and not (kind.family == "text" and form in ("rtf", "script")):
        raise RuleError("file", f"“{name}”的内容不是{kind.name}，而是{_SAID[form]}，没有附加；请核对文件。")
    return kind


# ---- names

_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_FORBIDDEN = re.compile('[\x00-\x1f\x7f-\x9f<>:"|?*\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]')
_LONGEST = 150
"""Bytes of a name before its ending: file systems end at 255, and a number and a mark may be added."""
_TITLE = 80
"""Characters of a title."""


def plain_name(name: str) -> str:
    """A file name without folders, control characters, marks that turn the direction of writing, or what Windows
    forbids; its ending stays one of KINDS."""
    last = re.split(r"[/\\]", name)[-1]
    clean = _FORBIDDEN.sub("_", last).strip(" .")
    stem, _, ending = clean.rpartition(".")
    if ending.lower() not in KINDS:
        stem, ending = clean, "txt"
    stem = stem.encode()[:_LONGEST].decode(errors="ignore").strip(" .") or "附件"
    return f"{'_' if _RESERVED.match(stem) else ''}{stem}.{ending}"


def shown_name(name: str) -> str:
    """A name as a sentence may repeat it: one line, nothing that hides or turns letters, not too long."""
    last = re.split(r"[/\\]", name)[-1]
    clean = _FORBIDDEN.sub("_", last) or "（无名文件）"
    return clean if len(clean) <= _TITLE else f"{clean[:40]}…{clean[-20:]}"


def plain_title(text: str) -> str:
    """A title on one line, without marks that hide or turn letters."""
    return " ".join(_FORBIDDEN.sub(" ", text).split())[:_TITLE]
