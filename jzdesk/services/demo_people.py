"""Made-up people for the demo county: names as frequent as real ones, ID numbers that check but are nobody's."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from jzdesk.domain.people import Person

if TYPE_CHECKING:
    from random import Random

    from jzdesk.services.demo_places import Place

REGION = "421099"
"""A region code that is not assigned, so that no made-up ID number belongs to anyone."""

_SURNAMES: tuple[tuple[str, int], ...] = tuple(
    (name, weight)
    for weight, names in (
        (72, "王李"), (65, "张陈"), (54, "刘"), (31, "杨黄"), (23, "周吴胡"), (20, "徐赵朱"), (15, "孙马郭何"),
        (13, "罗高林郑"), (11, "梁谢宋唐许"), (9, "邓冯韩曹曾彭萧"), (8, "蔡潘田董袁于余叶蒋杜"),
        (6, "苏魏程吕丁沈任姚卢傅钟姜崔谭廖"), (4, "范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹"), (2, "覃单翟仇解区"),
    )
    for name in names
)  # fmt: skip
_TWO = ("欧阳", "上官", "司马", "诸葛")
_MALE = "伟强磊军勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆志国建文新林海云龙成东民昌荣光宏祥兵德庆金胜良永立学"
_FEMALE = "芳娜敏静丽艳娟霞秀玲桂英华慧巧美婷雪琴云莲珍红梅兰菊翠香月燕凤洁琳素欣怡倩萍春蓉丹琼玉"
_RARE: tuple[tuple[str, str], ...] = (("李㛃", "2"), ("陈䶮", "1"), ("王𬱖", "2"), ("周𫍯", "1"), ("𠮷明远", "1"))
"""Names whose characters many fonts lack: they must show, print and be found."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(rng: Random, birth: date, sex: str, used: set[str]) -> str:
    """An 18-digit number that checks (GB 11643), unlike any given out before."""
    while True:
        serial = rng.randrange(0, 499) * 2 + (1 if sex == "1" else 2)
        head = f"{REGION}{birth:%Y%m%d}{serial:03d}"
        number = head + "10X98765432"[sum(int(c) * w for c, w in zip(head, _WEIGHTS, strict=True)) % 11]
        if number not in used:
            used.add(number)
            return number


@dataclass(slots=True)
class Crowd:
    """Makes one person after another; the rare names come first, so that even a small county has them."""

    rng: Random
    today: date
    used: set[str] = field(default_factory=set)
    rare: list[tuple[str, str]] = field(default_factory=lambda: list(_RARE))

    def name(self, sex: str) -> str:
        """A plain name: the surname by its frequency, one or two characters after it."""
        rng = self.rng
        if rng.random() < 0.006:
            surname = rng.choice(_TWO)
        else:
            surname = rng.choices([s for s, _ in _SURNAMES], [w for _, w in _SURNAMES])[0]
        pool = _MALE if sex == "1" else _FEMALE
        given = rng.choice(pool) + (rng.choice(pool) if rng.random() < 0.72 else "")
        return surname + given

    def colleague(self) -> str:
        """A name for a mentor, a talker, a chair of a meeting."""
        return self.name(self.rng.choice("112"))

    def person(self, place: Place, *, name: str = "", sex: str = "", post: str = "", party: bool | None = None,
               rare: bool = False) -> Person:  # fmt: skip
        """Someone who works in a place; what is not given is drawn."""
        rng = self.rng
        if rare and self.rare and not name:
            name, sex = self.rare.pop(0)
        sex = sex or ("1" if rng.random() < 0.78 else "2")
        role = place.role(rng)
        age = rng.choices((rng.randint(27, 36), rng.randint(37, 48), rng.randint(49, 59)), (2, 5, 4))[0]
        retired = post == "" and rng.random() < 0.02 and place.level != "village"
        if retired:
            age = rng.randint(61, 66)
        birth = self.today.replace(day=1) - timedelta(days=int(age * 365.25) + rng.randrange(365))
        member = party if party is not None else rng.random() < (0.82 if place.level == "village" else 0.93)
        title = post or role.post
        return Person(
            uid=f"{rng.getrandbits(128):032x}", name=name or self.name(sex),
            id_number=id_number(rng, birth, sex, self.used), sex=sex, birth=birth,
            ethnicity=rng.choices(("01", "15", "03", "06"), (94, 4, 1, 1))[0],
            politics="01" if member else rng.choices(("13", "12"), (9, 1))[0],
            education=rng.choices(role.education, (1, 5, 3))[0], unit_name=place.name,
            post=f"原{title}（已退休）" if retired else title, rank=role.rank, rank_level=role.rank_level,
            management=role.management, object_kind=place.object_kind, retired=retired,
            phone=f"1990000{rng.randrange(10_000):04d}",
        )  # fmt: skip

    def working_age(self, person: Person) -> Person:
        """The same person still at work, for measures a retired one may not be given."""
        birth = self.today - timedelta(days=self.rng.randint(32, 56) * 365)
        return replace(person, birth=birth, id_number=id_number(self.rng, birth, person.sex, self.used))
