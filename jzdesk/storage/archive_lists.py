"""Which archived files something came to since: the rule of `domain.archives.came_since`, asked of all of them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peewee import JOIN

from jzdesk.storage.tables import m

if TYPE_CHECKING:
    from collections.abc import Iterable


def to_add(among: Iterable[int] | None = None) -> tuple[Any, Any]:
    """Two queries of keys of archived dossiers (of some, or of all): by decisions, and by reviews and appeals."""
    return _by_decisions(among), _by_appeals(among)


def _archived(among: Iterable[int] | None) -> tuple[Any, Any]:
    """The archived dossiers, each with the living cases of its person."""
    d, c = m.Dossier.alias(), m.Case.alias()
    query = d.select(d.id).join(c, on=(c.person_id == d.person_id))
    query = query.where(d.archived_on.is_null(False), c.deleted_at.is_null())
    return (query if among is None else query.where(d.id.in_(list(among)))), (d, c)


def _by_decisions(among: Iterable[int] | None) -> Any:
    query, (d, c) = _archived(among)
    made, measure = m.Decision.alias(), m.Measure.alias()
    query = query.join_from(c, made, on=(made.case_id == c.id))
    query = query.join_from(made, measure, JOIN.LEFT_OUTER, on=(measure.decision_id == made.id))
    days = (made.decided_on, measure.extended_on, measure.restored_on)
    return query.where((days[0] > d.archived_on) | (days[1] > d.archived_on) | (days[2] > d.archived_on))


def _by_appeals(among: Iterable[int] | None) -> Any:
    query, (d, c) = _archived(among)
    appeal = m.Appeal.alias()
    query = query.join_from(c, appeal, on=(appeal.case_id == c.id))
    runs = appeal.applied_on.is_null(False) & (appeal.refused_reason == "") & appeal.decided_on.is_null()
    days = (appeal.applied_on, appeal.accepted_on, appeal.decided_on)
    return query.where(
        runs | (days[0] > d.archived_on) | (days[1] > d.archived_on) | (days[2] > d.archived_on)
    )


def marked(dossier_ids: Iterable[int]) -> frozenset[int]:
    """Those of some archived dossiers to which something is to be added."""
    keys = list(dossier_ids)
    return frozenset(key for query in to_add(keys) for (key,) in query.tuples()) if keys else frozenset()
