"""打印回访档案: what the records and attachments of a person come to on paper, logged, alone or for many."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from demo_county import make_county, open_copy
from hostile_files import PDF, png

from jzdesk.domain.errors import Refused
from jzdesk.domain.file_kinds import family_of
from jzdesk.printing.book import Counts, Grid
from jzdesk.printing.forms import load_form
from jzdesk.services import attachments, dossier_print, dossier_views
from jzdesk.services.dossier_book import book_of
from jzdesk.storage import audit, dossiers


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_county(tmp_path_factory.mktemp("books") / "vault", people=40, months=24, seed=1)


@pytest.fixture
def desk(folder, tmp_path):
    desk = open_copy(folder, tmp_path / "copy")
    yield desk
    desk.vault.close(back_up=False)


def ids(desk):
    with desk.vault.read():
        return dossiers.ids()


def book(desk, view):
    return book_of(desk, view, load_form(desk.paths.forms() / "interview"))


def part(desk, view, number):
    return next(p for p in book(desk, view).parts if p.number == number)


def text_of(path):
    return ["".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(path)]


def entries(desk):
    with desk.vault.read() as database:
        head = audit.head(database).seq
        return [audit.entry(database, seq) for seq in range(1, head + 1)]


def words_in(piece):
    said = []
    for block in piece.blocks:
        rows = getattr(block, "rows", ())
        said += [getattr(block, "text", "")]
        said += [text if isinstance(text, str) else "".join(text) for row in rows for text in row]
    return "".join(said)


def test_the_parts_are_those_of_the_file_in_order(desk):
    for dossier_id in ids(desk):
        view = dossier_views.look_at(desk, dossier_id)
        made = book(desk, view)
        numbers = [p.number for p in made.parts if p.number != "附"]
        assert [*numbers, made.closing(Counts()).number] == [str(n) for n in range(1, 15)]
        for one in made.parts:
            assert one.pieces or one.note, "an empty part says so"


def test_nothing_held_is_missing_from_the_book(desk):
    """Every talk, note, decision and attachment of every person stands in his book."""
    for dossier_id in ids(desk):
        view = dossier_views.look_at(desk, dossier_id)
        made = book(desk, view)
        pieces = [piece for p in (*made.parts, made.closing(Counts())) for piece in p.pieces]
        held = [v for v in view.file.visits if v.held_on]
        assert sum(piece.record is not None for piece in pieces) == len(held)
        files = [piece.file.name for piece in pieces if piece.file]
        assert sorted(files) == sorted(a.file_name for a in (*view.attachments, *view.case_attachments))
        words = "".join(words_in(piece) for piece in pieces)
        for note in view.file.notes:
            assert note.content.strip() in words
        for file in view.cases:
            assert all(d.document_number in words for d in file.decisions if d.decided_on)
        for item in view.file.assessments:
            assert item.mentor_opinion.strip() in words
        assert made.closing(Counts(pages=777)).pieces[0].blocks[0].rows[0][0] == ("本卷页数", "777 页")


def test_no_code_of_the_program_reaches_the_paper(desk):
    known = {"talk", "regular", "good", "fairly", "agreed", "direct", "yes", "no", "deliver", "restore"}
    for dossier_id in ids(desk):
        for one in book(desk, dossier_views.look_at(desk, dossier_id)).parts:
            for piece in one.pieces:
                cells = [c for b in piece.blocks if isinstance(b, Grid) for row in b.rows for c in row]
                assert not known & set(cells)
                assert not any("_on：" in cell or "None" in cell for cell in cells)


def test_an_identity_number_is_masked(desk):
    for dossier_id in ids(desk)[:10]:
        view = dossier_views.look_at(desk, dossier_id)
        words = "".join(words_in(piece) for piece in part(desk, view, "1").pieces)
        assert view.file.person.name in words
        if view.file.person.id_number:
            assert view.file.person.id_number not in words


def test_attachments_of_a_case_come_to_the_part_they_prove(desk):
    view = next(v for v in (dossier_views.look_at(desk, i) for i in ids(desk)) if v.case_id)
    for name, kind in (("决定书.pdf", ""), ("回证.pdf", "deliver"), ("恢复决定.pdf", "restore"), ("考核表.pdf", "appraisal")):
        attachments.attach_content(desk, "case", view.case_id, PDF + name.encode(), name=name, part=kind)
    attachments.attach_content(desk, "dossier", view.file.dossier.id, png(), name="杂.png")
    view = dossier_views.look_at(desk, view.file.dossier.id)
    for number, name in (("2", "决定书.pdf"), ("3", "回证.pdf"), ("12", "恢复决定.pdf"), ("10", "考核表.pdf"), ("附", "杂.png")):
        assert name in [piece.file.name for piece in part(desk, view, number).pieces if piece.file], name


def test_paper_in_the_folder_and_what_is_missing_are_told(desk):
    view = dossier_views.look_at(desk, ids(desk)[0])
    lines = {
        "held": replace(view.parts[3], paper="档案袋第2页", ticked=True), "ticked": replace(view.parts[3], paper="", ticked=True),
        "missing": replace(view.parts[3], paper="", ticked=False, present=False, due=True),
        "early": replace(view.parts[3], paper="", ticked=False, present=False, due=False),
    }  # fmt: skip
    bare = replace(view, attachments=(), case_attachments=())
    told = {key: part(desk, replace(bare, parts=(line,)), "4").note for key, line in lines.items()}
    assert told == {"held": "纸质件：档案袋第2页", "ticked": "纸质件在卷", "missing": "无此材料（应有）", "early": "无此材料"}


def test_a_file_is_printed_and_logged(desk, tmp_path):
    dossier_id = ids(desk)[0]
    attachments.attach_content(desk, "dossier", dossier_id, b"%PDF-1.4 broken", name="坏.pdf", part="9")
    view = dossier_views.look_at(desk, dossier_id)
    out = tmp_path / "档案.pdf"
    made = dossier_print.print_dossier(desk, dossier_id, out)
    pages = text_of(out)
    printable = [a for a in (*view.attachments, *view.case_attachments) if family_of(a.file_name) != "other"]
    assert (made.pages, made.attached, made.failed) == (len(pages), len(printable) - 1, 1)
    assert all(f"第{n}页共{len(pages)}页" in text for n, text in enumerate(pages, 1))
    assert "没有装入" in made.said
    entry = entries(desk)[-1]
    assert (entry.action, entry.record_id) == ("打印回访档案", dossier_id)
    assert f"{made.pages}页" in entry.summary


def test_many_files_into_a_folder_and_who_is_gone_is_told(desk, tmp_path):
    folder, wanted = tmp_path / "out", ids(desk)[:3]
    folder.mkdir()
    seen = []
    made = dossier_print.print_dossiers(desk, [*wanted, 98765], folder, lambda done, total: seen.append((done, total)))
    assert len(made.files) == len(set(made.files)) == len(list(folder.iterdir())) == 3
    assert len(made.left) == 1
    assert "1 人没有打印" in made.said
    assert seen == sorted(seen)
    assert sum(entry.action == "打印回访档案" for entry in entries(desk)) == 3
    kept = made.files[0].read_bytes()
    again = dossier_print.print_dossiers(desk, wanted[:1], folder)
    assert again.files[0].name.endswith("（2）.pdf")
    assert made.files[0].read_bytes() == kept


def test_a_cancelled_batch_keeps_what_is_finished(desk, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()

    def stop(done, total):
        if done > total * 0.6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dossier_print.print_dossiers(desk, ids(desk)[:2], folder, stop)
    assert len(list(folder.iterdir())) == 1
    assert sum(entry.action == "打印回访档案" for entry in entries(desk)) == 1


def test_refusals(desk, tmp_path):
    with pytest.raises(Refused, match="已不存在"):
        dossier_print.print_dossier(desk, 98765, tmp_path / "x.pdf")
    with pytest.raises(Refused, match="不存在"):
        dossier_print.print_dossier(desk, ids(desk)[0], tmp_path / "no" / "x.pdf")
    with pytest.raises(Refused, match="请先"):
        dossier_print.print_dossiers(desk, [], tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["copy"]


def test_an_excluded_person_and_one_archived_have_books(desk, tmp_path):
    views = [dossier_views.look_at(desk, i) for i in ids(desk)]
    excluded = next(v for v in views if v.file.dossier.excluded)
    made = dossier_print.print_dossier(desk, excluded.file.dossier.id, tmp_path / "x.pdf")
    assert "不列入应回访" in "".join(text_of(tmp_path / "x.pdf"))
    assert made.pages > 3
    archived = replace(
        excluded.file.dossier, archived_on=date(2026, 10, 1), archive_number="A-1", archive_pages=88, retention="permanent"
    )
    cover = dict(book(desk, replace(excluded, file=replace(excluded.file, dossier=archived))).cover)
    assert cover["档号"] == "A-1"
    assert cover["归档"] == "2026年10月1日　共 88 页"
    assert cover["保管期限"] == "永久"
