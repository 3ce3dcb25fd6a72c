"""What can go wrong between a value and a file, in the user's words."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class ExportError(Exception):
    """A file could not be written, or a template cannot be filled. `text` is one Chinese sentence for
    the message line; `kind` is 'full', 'locked', 'denied', 'template' or 'other'."""

    def __init__(self, text: str, kind: str = "other") -> None:
        super().__init__(text)
        self.text = text
        self.kind = kind


def export_error(fault: OSError, out: Path) -> ExportError:
    """The fault in the user's words. Every sentence says that what was there before is untouched."""
    if fault.errno in _FULL:
        return ExportError(
            f"磁盘空间不足，“{out.name}”没有写成，原有文件未受影响，请清理磁盘或另选位置。", "full"
        )
    if isinstance(fault, PermissionError):
        other = f"{out.stem}（2）{out.suffix}"
        return ExportError(
            f"“{out.name}”正被其他程序打开或没有写入权限，原有文件未受影响，请关闭它后重试，或另存为“{other}”。",
            "locked" if out.exists() else "denied",
        )
    reason = fault.strerror or type(fault).__name__
    other_words = {
        errno.ENOENT: (f"文件夹“{out.parent}”不存在，“{out.name}”没有写成，请另选位置。", "denied"),
        errno.EROFS: (f"“{out.parent}”是只读的，“{out.name}”没有写成，请另选位置。", "denied"),
        errno.EISDIR: (f"“{out.name}”是一个文件夹，没有写成，请换一个文件名。", "other"),
        errno.EIO: (f"读写磁盘时出错，“{out.name}”没有写成，原有文件未受影响，请检查磁盘或U盘后再试。", "other"),
    }
    unknown = (f"“{out.name}”没有写成（{reason}），原有文件未受影响，请另选位置重试。", "other")
    return ExportError(*other_words.get(fault.errno or 0, unknown))
