"""Files that must not come in, each with words of the refusal: for the services and for the window."""

from __future__ import annotations

import os
import struct
import zlib
from functools import partial

PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


def png(width=4, height=4, colour=(158, 27, 50), claims=None):
    """A picture of one colour; `claims` is the size it pretends to have."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + bytes(colour) * width for _ in range(height))
    head = struct.pack(">IIBBBBB", *(claims or (width, height)), 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


PNG = png()


def _written(folder, name, content):
    path = folder / name
    path.write_bytes(content)
    return path


def _sparse(folder, name, size):
    path = folder / name
    with path.open("wb") as file:
        file.truncate(size)
    return path


def _folder(folder, name):
    path = folder / name
    path.mkdir()
    return path


def _link(folder, name, to):
    path = folder / name
    path.symlink_to(to)
    return path


def _pipe(folder, name):
    path = folder / name
    os.mkfifo(path)
    return path


def hostile(folder):
    """(what it is, a function that makes it and gives its path, words of the refusal)."""
    w = partial(_written, folder)
    return [
        ("a program", partial(w, "安装.exe", b"MZ\x90"), "不能附加"),
        ("a program called PDF", partial(w, "决定书.pdf", b"MZ\x90\x00" + b"\x00" * 500), "可执行程序"),
        ("an ELF called JPG", partial(w, "照片.jpg", b"\x7fELF" + b"\x00" * 500), "可执行程序"),
        ("a shortcut called DOC", partial(w, "通知.doc", b"L\x00\x00\x00\x01\x14\x02\x00" + b"x" * 90), "快捷方式"),
        ("a script", partial(w, "脚本.sh", b"#!/bin/sh"), "不能附加"),
        ("a page called picture", partial(w, "图.png", b"<html><script>1</script>"), "文本"),
        ("a picture called PDF", partial(w, "扫描.pdf", PNG), "PNG 图片"),
        ("an archive called document", partial(w, "材料.docx", b"PK\x03\x04" + b"evil.exe" * 9), "压缩包"),
        ("bytes called text", partial(w, "说明.txt", b"\x00\x01\x02\x03" * 9), "无法识别"),
        ("two endings", partial(w, "决定书.pdf.exe", PDF), "不能附加"),
        ("writing turned round", partial(w, "决定\u202efdp.exe", PDF), "不能附加"),
        ("no ending", partial(w, "无后缀", PDF), "不能附加"),
        ("nothing in it", partial(w, "空.pdf", b""), "空文件"),
        ("two gigabytes", partial(_sparse, folder, "录像.pdf", 2 << 30), "2 GB"),
        ("a byte too many", partial(_sparse, folder, "大.pdf", (20 << 20) + 1), "上限"),
        ("a folder", partial(_folder, folder, "文件夹.pdf"), "文件夹"),
        ("not there", lambda: folder / "没有.pdf", "不能读取"),
        ("a name of 300", lambda: folder / ("长" * 300 + ".pdf"), "不能读取"),
        ("a null in the name", lambda: folder / "x\x00.pdf", "不能读取"),
        ("a link to a device", partial(_link, folder, "设备.pdf", "/dev/zero"), "不是普通文件"),
        ("a link to a folder", partial(_link, folder, "目录.pdf", "/etc"), "文件夹"),
        ("a link to nothing", partial(_link, folder, "断.pdf", folder / "无"), "不能读取"),
        ("a link to itself", partial(_link, folder, "环.pdf", folder / "环.pdf"), "不能读取"),
        ("a pipe", partial(_pipe, folder, "管道.pdf"), "不是普通文件"),
        ("memory", partial(_link, folder, "内存.pdf", "/proc/self/mem"), "空文件"),
    ]  # fmt: skip


def shown():
    """The same to name tests by; nothing is made."""
    from pathlib import Path

    return hostile(Path())
