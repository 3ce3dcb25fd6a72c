"""打印回访档案: the whole file of a person as one PDF, or those of several people, a file each, into a folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.errors import Refused
from jzdesk.domain.file_kinds import plain_name
from jzdesk.services.dossier_book import book_of
from jzdesk.services.dossier_views import look_at
from jzdesk.services.printing import interview_form

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from jzdesk.printing.book import Counts
    from jzdesk.services.desk import Desk

    Progress = Callable[[int, int], None]

DOSSIER, TITLE = "dossier", "回访档案"
"""The name by which a whole file is printed from the command line, and what it is called."""
_SHARE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDossiers:
    """What was written: the files and their pages; attachments bound in, lying beside, and not to be opened; people left out,
    a line each."""

    files: tuple[Path, ...]
    pages: int
    attached: int
    beside: int
    failed: int
    left: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """The outcome in a sentence without its end."""
        many = f"{len(self.files)} 人的档案" if len(self.files) != 1 else "档案"
        more = [f"装入附件 {self.attached} 份"] if self.attached else []
        more += [f"电子件另存 {self.beside} 份"] if self.beside else []
        more += [f"附件 {self.failed} 份没有装入，原因见目录所指页"] if self.failed else []
        more += [f"{len(self.left)} 人没有打印（{self.left[0]}）"] if self.left else []
        return "，".join([f"已生成{many}共 {self.pages} 页", *more])


def print_dossier(desk: Desk, dossier_id: int, out: Path, progress: Progress | None = None) -> PrintedDossiers:
    """One person's whole file as a PDF. What `progress` raises cancels, and no file is changed. Refused when the dossier is
    gone, PrintError when the file cannot be written."""
    desk.need(Permission.EXPORT)
    _need_folder(out.parent, out.name)
    return _sum([out], [_print(desk, dossier_id, out, progress)])


def print_dossiers(desk: Desk, dossier_ids: Sequence[int], folder: Path, progress: Progress | None = None) -> PrintedDossiers:
    """Those of several people, a PDF each, into a folder; a file already there stays. Who has no dossier any more is left out.
    Cancelled, those finished stay."""
    desk.need(Permission.EXPORT)
    _need_folder(folder, "档案")
    files: list[Path] = []
    made: list[Counts] = []
    left: list[str] = []
    for number, dossier_id in enumerate(dossier_ids):
        try:
            out = _free(folder, _name(desk, dossier_id))
            made.append(_print(desk, dossier_id, out, _part_of(progress, number, len(dossier_ids))))
            files.append(out)
        except Refused as why:
            left.append(why.text)
    if not files:
        raise Refused(left[0] if left else "请先在列表中选择要打印档案的人员。")
    return _sum(files, made, left)


def _print(desk: Desk, dossier_id: int, out: Path, progress: Progress | None) -> Counts:
    from jzdesk.printing.dossier_book import print_book

    view = look_at(desk, dossier_id)
    made = print_book(book_of(desk, view, interview_form(desk)), out, progress=progress)
    desk.vault.log(
        desk.actor, "打印回访档案", noun="dossier", record_id=dossier_id,
        summary=f"{view.file.person.name}，{made.pages}页，装入附件{made.attached}份",
    )  # fmt: skip
    return made


def _name(desk: Desk, dossier_id: int) -> str:
    file = look_at(desk, dossier_id).file
    return plain_name(f"一人一档_{file.person.name}_{file.dossier.number}.pdf")


def _free(folder: Path, name: str) -> Path:
    path, number = folder / name, 1
    while path.exists():
        number += 1
        path = folder / f"{name.removesuffix('.pdf')}（{number}）.pdf"
    return path


def _need_folder(folder: Path, name: str) -> None:
    if not folder.is_dir():
        raise Refused(f"文件夹“{folder}”不存在，“{name}”没有写成，请另选位置。")


def _part_of(progress: Progress | None, number: int, count: int) -> Progress | None:
    """The progress of one person's file as a share of all."""
    if progress is None:
        return None

    def tell(done: int, total: int) -> None:
        progress(number * _SHARE + done * _SHARE // max(total, 1), count * _SHARE)

    return tell


def _sum(files: Sequence[Path], made: Sequence[Counts], left: Sequence[str] = ()) -> PrintedDossiers:
    return PrintedDossiers(
        files=tuple(files), pages=sum(m.pages for m in made), attached=sum(m.attached for m in made),
        beside=sum(m.beside for m in made), failed=sum(m.failed for m in made), left=tuple(left),
    )  # fmt: skip
