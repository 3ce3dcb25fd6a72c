"""Attachments of the demo county: small made-up scans, so that some files are complete and others wait for paper."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from datetime import datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING

from jzdesk.domain.file_kinds import KINDS, ending_of
from jzdesk.services.dossier_views import parts_of
from jzdesk.services.duties import recount_parts
from jzdesk.storage import dossiers, office

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.dossier_parts import Part
    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction

FILES = 60
"""At most so many dossiers get papers: the county shows what it looks like, however large it is."""

_NAMES = {
    "2": "处分决定书（复印件）.pdf", "3": "宣布会议现场.png", "4": "本人检讨.png", "5": "帮带人指定书.pdf", "6": "回访谈话提纲.txt",
    "7": "回访谈话记录表（签名）.pdf", "8": "单位评价表.pdf", "9": "思想汇报.txt", "10": "年度考核登记表.pdf", "11": "期满考核表（盖章）.pdf",
    "13": "工作表现评价材料.pdf", "14": "备考表.png",
}  # fmt: skip
_TEXTS = {
    "6": "一、对处分决定的认识\n二、近期工作和思想状况\n三、家庭情况和困难诉求\n四、所在单位帮扶情况\n",
    "9": "半年来，我认真学习党纪法规，吸取教训，服从组织安排，按要求完成本职工作。\n",
}
WIDTH, HEIGHT = 210, 297


def tell_papers(desk: Desk, seed: int) -> None:
    """Attach made-up papers to the first files of the county: every third gets all it lacks, the others some."""
    with desk.vault.read():
        ids = dossiers.ids()[:FILES]
    for number, dossier_id in enumerate(ids):
        rng = Random(f"{seed}:papers:{number}")  # noqa: S311 - not for secrets
        with desk.vault.write(desk.actor, "附加演示材料", noun="dossier", record_id=dossier_id) as tx:
            file = dossiers.file_of(dossier_id)
            if file is not None:
                count = _file(desk, tx, file, rng, full=number % 3 == 0)
                tx.note(f"{file.person.name}：附加材料{count}份")


def _file(desk: Desk, tx: Transaction, file: DossierFile, rng: Random, *, full: bool) -> int:
    lacking = [part for part in parts_of(desk, file) if part.missing and part.code in _NAMES]
    chosen = lacking if full else [part for part in lacking if rng.random() < 0.35]
    for position, part in enumerate(chosen, 1):
        _attach(desk, tx, file, part=part, position=position, rng=rng)
    if full and file.dossier.part_notes == {}:
        kept = tuple(dict.fromkeys((*file.dossier.parts, "1")))
        dossiers.save(tx, replace(file.dossier, parts=kept, part_notes={"1": "档案袋第1页"}))
    recount_parts(desk, file.dossier.id or 0)
    return len(chosen)


def _attach(desk: Desk, tx: Transaction, file: DossierFile, *, part: Part, position: int, rng: Random) -> None:
    name = _NAMES[part.code]
    ending = ending_of(name)
    picture = _sheet(rng)
    content = {"png": _png(picture), "pdf": _pdf(picture), "txt": _TEXTS.get(part.code, "").encode()}[ending]
    begun = file.decided_on or desk.today
    day = _between(begun, desk.today, rng)
    office.attach(
        tx, owner="dossier", owner_id=file.dossier.id or 0, part=part.code, position=position,
        title=name.rpartition(".")[0], file_name=name, mime=KINDS[ending].mime, content=content,
        at=datetime.combine(day, time(15, 20)), by=desk.account.display_name,
    )  # fmt: skip


def _between(first: date, last: date, rng: Random) -> date:
    return first + timedelta(days=rng.randint(0, max((last - first).days, 0)))


def _sheet(rng: Random) -> list[bytes]:
    """The rows of a sheet as a poor scanner sees it: grey lines of writing, and a red seal below on the right."""
    paper, ink, seal = bytes((250, 249, 244)), bytes((96, 96, 100)), bytes((198, 40, 52))
    rows = [bytearray(paper * WIDTH) for _ in range(HEIGHT)]
    for line in range(40, 230, 12):
        length = rng.randint(60, 150)
        for row in rows[line : line + 3]:
            row[3 * 30 : 3 * (30 + length)] = ink * length
    middle = (150, 250)
    for y in range(middle[1] - 22, middle[1] + 22):
        for x in range(middle[0] - 22, middle[0] + 22):
            if 17 <= ((x - middle[0]) ** 2 + (y - middle[1]) ** 2) ** 0.5 <= 20:
                rows[y][3 * x : 3 * x + 3] = seal
    return [bytes(row) for row in rows]


def _png(rows: list[bytes]) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(b"\x00" + row for row in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def _pdf(rows: list[bytes]) -> bytes:
    """A page that holds the picture, as scanners write it."""
    body = zlib.compress(b"".join(rows), 9)
    page = b"q 595 0 0 842 0 0 cm /I Do Q"
    size = f"/Width {WIDTH}/Height {HEIGHT}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(page), page),
        b"<</Type/XObject/Subtype/Image%s/Length %d>>stream\n%s\nendstream" % (size, len(body), body),
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, item in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\n" % (len(places) + 1, table, len(places) + 1)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)
