"""汇总: the counties that report here, whether this office takes reports at all, and until when they are in time."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.identity import check_unit_code, normal_id
from jzdesk.domain.merge_files import LEVELS
from jzdesk.domain.months import span as month_span
from jzdesk.services.reporting import span_of
from jzdesk.storage import intakes as rows
from jzdesk.storage import office

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.counties import County
    from jzdesk.services.desk import Desk

SETTING = "intake"
MOST_DUE_DAYS = 60
_MOST_COUNTIES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeSettings:
    """How this office takes in. `on` None: as the unit's code says. `due_days` are working days after the last day of the
    month; `level` is how much the files are to show."""

    on: bool | None = None
    due_days: int = 5
    level: str = "full"


def takes_reports(desk: Desk) -> bool:
    """Whether reports of lower offices are taken in here; without a setting, where the unit's code is a city's (…00)."""
    wanted = intake_settings(desk).on
    return is_city(desk.office.unit_code) if wanted is None else wanted


def is_city(code: str) -> bool:
    """Whether a unit's code is that of a city or a province: its region ends with 00."""
    normal = normal_id(code)
    region = normal if len(normal) == 6 else normal[2:8] if len(normal) == 18 else ""
    return bool(re.fullmatch(r"\d{4}00", region))


def intake_settings(desk: Desk) -> IntakeSettings:
    """The settings of the intake; those never set take their defaults."""
    with desk.vault.read():
        text = office.setting(SETTING)
    kept = json.loads(text) if text else {}
    return IntakeSettings(**{key: value for key, value in kept.items() if key in IntakeSettings.__slots__})


def keep_intake_settings(desk: Desk, settings: IntakeSettings, *, why: str) -> Changes:
    """Change them, with a reason."""
    desk.need(Permission.CHANGE_RULES)
    if not 1 <= settings.due_days <= MOST_DUE_DAYS:
        raise RuleError("due_days", f"报送期限应为月末后1至{MOST_DUE_DAYS}个工作日。")
    if settings.level not in LEVELS:
        raise RuleError("level", "请选择报送的脱敏级别。")
    if not why.strip():
        raise RuleError("why", "请写明修改的理由。")
    with desk.vault.write(desk.actor, "修改下级报表设置", noun="setting", why=why.strip()) as tx:
        office.keep_setting(SETTING, json.dumps(asdict(settings), ensure_ascii=False))
        state = "按单位代码" if settings.on is None else "接收" if settings.on else "不接收"
        tx.note(f"下级报表：{state}，期限为月末后{settings.due_days}个工作日")
    return Changes(touched=Touched.INTAKE, message="下级报表设置已保存。", audit_seq=tx.seq)


def due_on(desk: Desk, month: str) -> date:
    """The last day on which a county's report of a month is in time."""
    return last_day(desk, month, intake_settings(desk).due_days)


def last_day(desk: Desk, month: str, due_days: int) -> date:
    """So many working days after the last day of a month."""
    _, last = span_of(desk, month)
    return desk.calendar.add_working_days(last, due_days).on


def list_counties(desk: Desk) -> list[County]:
    """The counties in their order."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return rows.counties()


def save_county(desk: Desk, county: County, *, why: str = "") -> Changes:
    """Add a county or change one."""
    desk.need(Permission.CHANGE_RULES)
    made = replace(
        county, code=normal_id(county.code), name=county.name.strip(), since=county.since.strip(), until=county.until.strip()
    )  # fmt: skip
    action = "登记下级单位" if county.id is None else "修改下级单位"
    with desk.vault.write(desk.actor, action, noun="county", record_id=county.id, why=why.strip()) as tx:
        _check_county(made, rows.counties())
        if made.id is None:
            last = max((other.position for other in rows.counties()), default=0)
            made = replace(made, position=made.position or last + 1)
        saved = rows.save_county(tx, made)
        tx.record_id = saved.id
        tx.note(f"{saved.name}（{saved.code}）")
    return Changes(
        touched=Touched.INTAKE, message=f"已保存“{saved.name}”。", record_id=saved.id, audit_seq=tx.seq
    )


def _check_county(made: County, others: list[County]) -> None:
    fault = check_unit_code(made.code)
    if fault:
        raise RuleError("code", fault)
    if not made.name:
        raise RuleError("name", "请填写单位名称。")
    for name in ("since", "until"):
        if getattr(made, name):
            try:
                month_span(getattr(made, name))
            except RuleError as error:
                raise RuleError(name, error.text) from error
    if made.since and made.until and made.since > made.until:
        raise RuleError("until", "停止报送的月份早于开始报送的月份。")
    others = [other for other in others if other.id != made.id]
    for other in others:
        if other.code == made.code:
            raise RuleError("code", f"代码{made.code}已登记为“{other.name}”。")
        if other.name == made.name:
            raise RuleError("name", f"“{made.name}”已经登记。")
    if len(others) >= _MOST_COUNTIES:
        raise Refused(f"下级单位最多登记{_MOST_COUNTIES}个。")


def remove_county(desk: Desk, county_id: int, *, why: str) -> Changes:
    """Take a county out that was registered by mistake; one that has sent anything only ends ('停止报送的月份')."""
    desk.need(Permission.CHANGE_RULES)
    if not why.strip():
        raise RuleError("why", "请写明删除的理由。")
    with desk.vault.write(
        desk.actor, "删除下级单位", noun="county", record_id=county_id, why=why.strip()
    ) as tx:
        county = rows.county(county_id)
        if county is None:
            raise Refused("这个单位已不在名单中。")
        if rows.count_of_county(county_id):
            raise Refused(f"“{county.name}”已有报送的月报，不能删除，请填写停止报送的月份。")
        rows.delete_county(tx, county_id, desk.clock())
        tx.note(f"{county.name}（{county.code}）")
    return Changes(
        touched=Touched.INTAKE, message=f"已删除“{county.name}”。", record_id=county_id, audit_seq=tx.seq
    )
