"""The words of lists of names: a name, an ID number, a birth, a sex, however they were written; and what is wrong with them."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from jzdesk.domain import identity

if TYPE_CHECKING:
    from jzdesk.domain.enquiries import EnquiryPerson

LONGEST_TEXT = 200
"""Characters kept of a unit or a post."""
_HAN = "㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff〇"
_NAME = re.compile(
    rf"[{_HAN}]{{2,6}}|[{_HAN}]{{1,12}}(?:·[{_HAN}]{{1,12}}){{1,4}}|[A-Za-z][A-Za-z.'\- ]{{1,40}}"
)
_DOTS = re.compile(r"[•・‧⋅∙●.．·]")
_ASIDE = re.compile(r"[（(]([^（）()]*)[）)]")
_MARKS = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_MONTH = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?:\s*[.\-/年]\s*(?P<month>1[0-2]|0?[1-9])(?!\d)(?:\s*[.\-/月]\s*\d{0,2}\s*日?)?|(?P<tight>0[1-9]|1[0-2])(?:\d\d)?)"
    r"\s*(?:出生|生)?"
)
_ID_SHAPED = re.compile(r"\d{14,20}[\dX]?|\d{17}X|\d(?:\.\d+)?E\+?\d{2}", re.IGNORECASE)
_NOT_NAMES = frozenset(
    ("姓名", "名字", "合计", "小计", "总计", "备注", "说明", "序号", "单位", "职务", "性别", "填表人", "审核人", "制表人", "联系人", "以上",
     "以下", "空白", "身份证", "出生年月")
)  # fmt: skip
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞"
    "熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓"
    "郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫"
    "宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉"
    "宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧"
    "殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公闫肖仝付代佟苟覃涂旷冼岳"
    "帅缑亢况有琴商牟佘佴伯赏墨哈谯笪年爱阳佟邸揭敬楚兰漆母展粟战南门呼蒙朴苑逄原银麦宾伦资泮楼褟揣但黑海鹿㛃"
)
_TWO = frozenset(
    ("欧阳", "司马", "上官", "诸葛", "皇甫", "尉迟", "公孙", "令狐", "慕容", "司徒", "夏侯", "东方", "端木", "宇文",
     "长孙", "轩辕", "南宫", "西门", "司空", "闻人", "澹台", "申屠", "呼延")
)  # fmt: skip
_UNIT_END = re.compile(
    r"(?:局|委|办|院|所|站|镇|乡|村|公司|中心|学校|中学|小学|大学|学院|银行|部|处|科|股|室|队|厅|厂|场|库|园|社|县|市|区|街道|支行|集团"
    r"|政府|人大|政协|纪委|监委|党委|法院|医院|协会|联合会|总会|商会|学会|工会|妇联|团委|组|局长|主任|书记|科长|股长|部长|处长|院长|所长|站长|镇长|乡长|县长|市长|区长"
    r"|校长|组长|队长|经理|委员|科员|干部|主席|行长|厂长|调研员|副职|正职|巡视员|助理|顾问|会计|教师|医生)$"
)


def plain(text: str) -> str:
    """Half-width, on one line, without marks that hide or turn letters."""
    return " ".join(_MARKS.sub(" ", unicodedata.normalize("NFKC", text)).split())


def clean_name(text: str) -> tuple[str, str, str]:
    """(name, sex as a code, what else stood in brackets) of '张　三（女，回族）', '1.李四同志'."""
    words = plain(text)
    asides = [
        part for inside in _ASIDE.findall(words) for part in re.split(r"[,，、;；/\s]+", inside) if part
    ]
    words = _ASIDE.sub("", words)
    words = re.sub(r"^\(?\d{1,4}\s*[.、)）:：]\s*", "", words)
    words = re.sub(r"(同志|先生|女士)$", "", words.strip(" ,，;；。、*#"))
    name = _DOTS.sub("·", words) if re.search(rf"[{_HAN}]", words) else words
    if re.search(rf"[{_HAN}]", name):
        name = re.sub(r"\s+", "", name)
    sex = next((code for part in asides if (code := sex_code(part))), "")
    rest = [part for part in asides if not sex_code(part)]
    return name, sex, "，".join(rest)


def is_name(name: str) -> bool:
    """Whether it can be somebody's name, going by its characters."""
    return bool(_NAME.fullmatch(name)) and name not in _NOT_NAMES


def looks_named(name: str) -> bool:
    """Whether it is rather a name than a unit: begins with a surname and does not end as a unit or a post does."""
    if not is_name(name):
        return False
    if "·" in name or name.isascii():
        return True
    if _UNIT_END.search(name) and (len(name) > 3 or name[:2] in ("县委", "市委", "区委", "党委", "纪委")):
        return False
    if _UNIT_END.search(name) and name[0] not in _SURNAMES:
        return False
    if name[:2] in _TWO:
        return len(name) <= 4
    return name[0] in _SURNAMES and len(name) <= 4 and not _common_unit(name)


def is_unit(word: str) -> bool:
    """Whether it ends as the name of a unit or a post does."""
    if word[:2] in _TWO or not _UNIT_END.search(word):
        return False
    return _common_unit(word) or len(word) > 3 or (len(word) == 3 and word[0] not in _SURNAMES)


def _common_unit(word: str) -> bool:
    """'财政局', '公安局': three characters, the first of them a surname by chance."""
    return len(word) == 3 and word[-1] in "局委办厅院" and word[:2] not in _TWO


def sex_code(text: str) -> str:
    """'1' for 男, '2' for 女, '' for anything else (GB/T 2261.1)."""
    return {"男": "1", "女": "2", "男性": "1", "女性": "2"}.get(text.strip(), "")


def is_number(text: str) -> bool:
    """Whether it was meant as an ID number, whole or damaged."""
    return bool(_ID_SHAPED.fullmatch(identity.normal_id(text)))


def month_of(text: str) -> str:
    """'1980-01' of 1980.01, 198001, 19800115, 1980年1月生, 1980-1-15; '' when it is none of these."""
    words = plain(text)
    words = re.sub(r"[（(].*?[）)]", "", words).strip(" .。")
    found = _MONTH.fullmatch(words)
    if not found:
        return ""
    return f"{found['year']}-{int(found['month'] or found['tight']):02d}"


def short(text: str) -> str:
    """As much of a cell as a sentence may repeat."""
    words = plain(text)
    return words if len(words) <= 20 else f"{words[:18]}…"


def doubts(person: EnquiryPerson) -> list[str]:
    """What is doubtful about a name as it was read: its characters, its ID number, what the number says against the rest."""
    said = []
    if not is_name(person.name):
        said.append(f"“{short(person.name)}”不像姓名，请核对。")
    number = identity.normal_id(person.id_number)
    if not number:
        return said
    whole = identity.from_old(number) if len(number) == 15 else number
    if not whole or identity.check_id_number(whole):
        return [*said, identity.check_id_number(whole or number)]
    if person.birth_month and person.birth_month != f"{whole[6:10]}-{whole[10:12]}":
        said.append(f"出生年月{person.birth_month}与身份证号中的{whole[6:10]}-{whole[10:12]}不一致，请核对。")
    if person.sex and person.sex != identity.sex_of(whole):
        said.append("性别与身份证号不一致，请核对。")
    return said
