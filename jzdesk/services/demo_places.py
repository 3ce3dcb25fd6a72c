"""The units of the demo county: 县直, 派驻, 乡镇, 村社, with the posts people hold in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random


@dataclass(frozen=True, slots=True)
class Role:
    """A post and what goes with it: codes of rank, rank_level and management, and of likely education."""

    post: str
    rank: str
    rank_level: str
    management: str
    education: tuple[str, str, str] = ("14", "20", "30")
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Place:
    """A unit. `parent` is the name of the unit above it, `object_kind` the kind of people it holds."""

    name: str
    level: str
    kind: str
    object_kind: str
    roles: tuple[Role, ...]
    parent: str = ""
    weight: int = 4

    def role(self, rng: Random) -> Role:
        """One post of this unit, ordinary ones more often."""
        return rng.choices(self.roles, [role.weight for role in self.roles])[0]


_BUREAU = (
    Role("党组书记、局长", "t1", "township", "county"),
    Role("党组成员、副局长", "t2", "township", "county", weight=3),
    Role("办公室主任", "s1", "staff", "unit", weight=3),
    Role("股长", "s1", "staff", "unit", weight=4),
    Role("四级主任科员", "s1", "staff", "unit", weight=2),
    Role("科员", "s1", "staff", "unit", weight=3),
)
_OFFICE = (
    Role("主任", "t1", "township", "county"),
    Role("副主任", "t2", "township", "county", weight=2),
    Role("股长", "s1", "staff", "unit", weight=3),
    Role("科员", "s1", "staff", "unit", weight=3),
)
_SERVICE = (
    Role("党支部书记、主任", "s1", "staff", "unit"),
    Role("副主任", "s1", "staff", "unit", weight=2),
    Role("出纳", "s2", "staff", "unit", weight=2),
    Role("职工", "s2", "staff", "unit", ("20", "30", "40"), 3),
)
_SCHOOL = (
    Role("党支部书记、校长", "s1", "staff", "unit"),
    Role("副校长", "s1", "staff", "unit", weight=2),
    Role("总务主任", "s2", "staff", "unit", weight=2),
    Role("教师", "s2", "staff", "unit", weight=3),
)
_HOSPITAL = (
    Role("党委委员、副院长", "t2", "township", "county"),
    Role("设备科科长", "s1", "staff", "unit", weight=2),
    Role("骨科主任", "s1", "staff", "unit", weight=2),
    Role("药剂科科长", "s1", "staff", "unit", weight=2),
)
_COMPANY = (
    Role("党委书记、董事长", "t1", "township", "county"),
    Role("副总经理", "e1", "rural", "unit", weight=2),
    Role("财务部部长", "e1", "rural", "unit", weight=2),
)
_GROUP = (
    Role("副组长", "t2", "township", "county"),
    Role("四级主任科员", "s1", "staff", "county", weight=2),
)
_TOWN = (
    Role("党委书记", "t1", "township", "county"),
    Role("党委副书记、镇长", "t1", "township", "county"),
    Role("党委委员、副镇长", "t2", "township", "county", weight=3),
    Role("财政所所长", "s1", "staff", "town", weight=3),
    Role("自然资源所所长", "s1", "staff", "town", weight=2),
    Role("民政办主任", "s1", "staff", "town", weight=3),
    Role("农业农村服务中心主任", "s1", "staff", "town", weight=2),
    Role("科员", "s1", "staff", "town", weight=3),
)
_VILLAGE = (
    Role("党支部书记、村委会主任", "v1", "rural", "none", ("30", "60", "70"), 5),
    Role("村委会副主任", "v3", "rural", "none", ("30", "60", "70"), 3),
    Role("村委会委员、会计", "v3", "rural", "none", ("30", "60", "70"), 4),
    Role("治保主任", "v3", "rural", "none", ("60", "60", "70"), 2),
    Role("二组组长", "v4", "rural", "none", ("60", "70", "80"), 2),
)

_BUREAUS = (
    "财政局", "教育局", "民政局", "交通运输局", "农业农村局", "水利和湖泊局", "住房和城乡建设局", "自然资源和规划局",
    "卫生健康局", "人力资源和社会保障局", "市场监督管理局", "应急管理局", "城市管理执法局", "林业局", "审计局", "统计局",
    "文化和旅游局", "发展和改革局", "科学技术和经济信息化局", "医疗保障局", "商务局", "公安局", "司法局",
)  # fmt: skip
_OFFICES = ("中共{}委办公室", "{}人民政府办公室", "中共{}委组织部", "{}机关事务服务中心", "{}乡村振兴服务中心")
_TOWNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("藕池口镇", ("新堤村", "白水套村", "杨家垱村")), ("斗笠湖镇", ("荆南村", "郭家台村", "月堤村")),
    ("黄金垸镇", ("同心村", "三岔河村", "高桥村")), ("闸口河镇", ("闸西村", "联盟村", "幸福桥村")),
    ("章田寺乡", ("长岭村", "报慈村", "红旗村")), ("麻豪垱镇", ("裕丰村", "青龙嘴村", "沙场村")),
    ("南平店镇", ("玉湖村", "港关村", "松东村")), ("孟家溪镇", ("大河村", "黄林村", "双潭村")),
    ("毛家港镇", ("星桥村", "中河口村", "民主村")), ("甘家厂乡", ("清河村", "狮子口村", "金岗村")),
    ("江陵垸农场", ("一分场社区", "二分场社区")), ("城关街道", ("长江路社区", "文峰社区", "油江社区")),
)  # fmt: skip


def county_of(unit_name: str) -> str:
    """The county's own name in the name of its commission: '楚江县' of '中共楚江县纪律检查委员会'."""
    found = re.search(r"(?:中共)?(.{1,6}?[县市区])", unit_name)
    return found[1] if found else "楚江县"


def places(county: str) -> tuple[Place, ...]:
    """Every unit of the county, parents before their children."""
    short = county[-1]
    found = [Place(f"{county}{name}", "county", "government", "civil", _BUREAU, weight=6) for name in _BUREAUS]
    found += [Place(name.format(county), "county", "party", "civil", _OFFICE, weight=3) for name in _OFFICES]
    found += [
        Place(f"{county}第一高级中学", "county", "institution_1", "institution", _SCHOOL),
        Place(f"{county}实验小学", "county", "institution_1", "institution", _SCHOOL),
        Place(f"{county}人民医院", "county", "institution_2", "institution", _HOSPITAL, weight=6),
        Place(f"{county}农业技术推广中心", "county", "institution_1", "institution", _SERVICE),
        Place(f"{county}装备中心", "county", "institution_1", "institution", _SERVICE),
        Place(f"{county}城市建设投资有限公司", "county", "soe", "soe", _COMPANY, weight=5),
    ]
    found += [
        Place(f"{short}纪委监委派驻{short}{name}纪检监察组", "dispatched", "discipline", "civil", _GROUP, weight=1)
        for name in ("财政局", "教育局", "住房和城乡建设局", "卫生健康局", "农业农村局")
    ]
    for town, villages in _TOWNS:
        found.append(Place(f"{county}{town}", "town", "government", "civil", _town_roles(town), weight=12))
        found += [
            Place(f"{town}{name}", "village", "village", "village", _VILLAGE, f"{county}{town}", weight=5)
            for name in villages
        ]
    return tuple(found)


def _town_roles(town: str) -> tuple[Role, ...]:
    """The posts of a town in the words of a 乡, a 街道 or a farm."""
    from dataclasses import replace

    word = {"乡": "乡长", "道": "办事处主任", "场": "场长"}.get(town[-1], "镇长")
    return tuple(replace(role, post=role.post.replace("镇长", word)) for role in _TOWN)
