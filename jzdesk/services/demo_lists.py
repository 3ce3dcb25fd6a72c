"""A version of the tolerance lists of the demo county's own, passed already and in force from the next month on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from jzdesk.domain.list_content import content_of, digest_of
from jzdesk.domain.list_items import ListItem
from jzdesk.domain.list_versions import IMPORTED, ListVersion
from jzdesk.services.demo_places import county_of
from jzdesk.storage import list_versions as rows

if TYPE_CHECKING:
    from jzdesk.services.desk import Desk

SETTLED = frozenset({"P01", "P02", "P05", "N04", "N05"})
"""Entries whose wording the county has confirmed."""


def tell_lists(desk: Desk) -> None:
    """Keep it. Every review of the demo is applied for before its first day and keeps the lists of the program."""
    lists = desk.rulebook.tolerance
    county = county_of(desk.office.unit_name)
    begun = (desk.today.replace(day=1) + timedelta(days=31)).replace(day=1)
    number = (
        f"{county[:1]}办发〔{begun.year}〕1号"
        if begun.month == 1
        else f"{county[:1]}办发〔{begun.year}〕{begun.month + 15}号"
    )
    added = ListItem(
        "N07", "未经民主议事程序处分村级集体资产", f"{number}第八条", is_default=False, enabled=True
    )
    confirmed = {
        group: tuple(replace(x, is_default=False) if x.code in SETTLED else x for x in getattr(lists, group))
        for group in ("positive", "negative")
    }
    own = replace(lists, positive=confirmed["positive"], negative=(*confirmed["negative"], added))
    content = content_of(own)
    version = ListVersion(
        name=f"{county}容错清单（{begun.year}年版）", document_number=number, valid_from=begun, origin=IMPORTED,
        content=content, digest=digest_of(content), added_at=desk.clock(), added_by=desk.account.name,
        note="虚构的演示内容",
    )  # fmt: skip
    with desk.vault.write(desk.actor, "导入容错清单", noun="list_version") as tx:
        saved = rows.save(tx, version)
        tx.record_id = saved.id
        tx.note(f"{saved.name}（{number}），自{begun:%Y-%m-%d}起施行")
