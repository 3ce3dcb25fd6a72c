"""干部任免审批表 (.lrmx) as names of a letter of enquiry (domain notes §8.1); each file is read by a child, a bad one refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from jzdesk.domain.enquiries import EnquiryPerson
from jzdesk.domain.file_kinds import ending_of, shown_name
from jzdesk.domain.intake import LRMX, Intake, IntakeProblem, IntakeRow, gathered
from jzdesk.imports.errors import ImportFault
from jzdesk.imports.foreign import MB, Broken, Reader, content_from
from jzdesk.imports.name_words import LONGEST_TEXT, clean_name, doubts, month_of, plain, sex_code, short

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

LARGEST = 8 * MB
MOST_FILES = 500
_FAULTS = {
    "other": "不是任免审批表文件（.lrmx），没有读取。",
    "root": "不是干部任免审批表（文件的根元素是“{root}”），没有读取。",
    "dtd": "含有实体定义或者外部引用，正常的任免审批表不会有，可能被改动过，没有读取。",
    "cut": "不完整，可能没有拷贝完，没有读取；请重新拷贝或者重新导出。",
    "broken": "已损坏，不能读取；请在任免审批表编辑器中打开并重新导出。",
    "large": "层次或者内容过多，不像任免审批表，没有读取。",
    "memory": "展开后过大，没有读取；请核对文件。",
}
_OLD = "“{name}”是旧版任免表（.lrm），不能读取；请用任免审批表编辑器打开，另存为 .lrmx。"
_MORE: tuple[tuple[str, str], ...] = (
    ("MinZu", "民族"), ("JiGuan", "籍贯"), ("ChuShengDi", "出生地"), ("RuDangShiJian", "入党时间"),
    ("CanJiaGongZuoShiJian", "参加工作时间"), ("JianKangZhuangKuang", "健康状况"), ("ZhuanYeJiShuZhiWu", "专业技术职务"),
    ("QuanRiZhiJiaoYu_XueLi", "全日制学历"), ("QuanRiZhiJiaoYu_XueWei", "全日制学位"), ("ZaiZhiJiaoYu_XueLi", "在职学历"),
    ("ZaiZhiJiaoYu_XueWei", "在职学位"), ("JiangChengQingKuang", "奖惩情况"), ("NianDuKaoHeJieGuo", "年度考核结果"),
    ("RenMianLiYou", "任免理由"), ("ChengBaoDanWei", "呈报单位"), ("TianBiaoShiJian", "填表时间"),
)  # fmt: skip
_DATES = frozenset(("RuDangShiJian", "CanJiaGongZuoShiJian", "TianBiaoShiJian"))


def read_lrmx(paths: Sequence[Path]) -> Intake:
    """The people of one or many forms, a file each. ImportFault when there are too many files, or none of a single one could be
    read."""
    if not paths:
        raise ImportFault("请选择要读取的任免审批表。")
    if len(paths) > MOST_FILES:
        raise ImportFault(f"一次最多读取 {MOST_FILES} 份任免审批表，现选了 {len(paths)} 份，请分批读取。")
    rows: list[IntakeRow] = []
    refusals: list[IntakeProblem] = []
    with Reader() as reader:
        for path in paths:
            name = shown_name(path.name)
            try:
                rows.append(_read(reader, path, name))
            except ImportFault as fault:
                refusals.append(IntakeProblem(place=name, text=fault.text, refused=True))
    if len(paths) == 1 and refusals:
        raise ImportFault(refusals[0].text)
    return gathered(LRMX, rows, refusals)


def _read(reader: Reader, path: Path, name: str) -> IntakeRow:
    if ending_of(path.name) == "lrm":
        raise ImportFault(_OLD.format(name=name))
    content = content_from(path, LARGEST)
    try:
        reply = reader.ask({"do": "lrmx"}, content)
    except Broken as died:
        raise ImportFault(f"“{name}”{_FAULTS['broken']}") from died
    if fault := reply.get("fault"):
        words = _FAULTS.get(fault, _FAULTS["broken"]).format(root=short(str(reply.get("root", ""))))
        raise ImportFault(f"“{name}”{words}")
    return _row(reply, name)


def _row(reply: Mapping[str, Any], file: str) -> IntakeRow:
    fields = {tag: " ".join(plain(text).split()) for tag, text in reply["fields"].items()}
    name, aside_sex, note = clean_name(fields.get("XingMing", ""))
    if not name:
        raise ImportFault(f"“{file}”没有填写姓名，没有读取。")
    birth = fields.get("ChuShengNianYue", "")
    month = month_of(birth)
    person = EnquiryPerson(
        name=name[:50],
        id_number=re.sub(r"[\s\-']", "", fields.get("ShenFenZheng", "")).upper()[:40],
        sex=sex_code(fields.get("XingBie", "")) or aside_sex,
        birth_month=month,
        unit_text=fields.get("XianRenZhiWu", "")[:LONGEST_TEXT],
        proposed_post=fields.get("NiRenZhiWu", "")[:LONGEST_TEXT],
        removed_post=fields.get("NiMianZhiWu", "")[:LONGEST_TEXT],
        note=note,
        source=LRMX,
    )
    problems = doubts(person)
    if birth and not month:
        problems.append(f"出生年月“{short(birth)}”不能识别，没有读入。")
    if reply["photo"]["state"] == "broken":
        problems.append("照片已损坏，不影响读取。")
    return IntakeRow(person=person, place=file, problems=tuple(problems), more=_more(fields, reply["photo"]))


def _more(fields: Mapping[str, str], photo: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What else the form says, with its label."""
    said = [
        (label, _month_words(text) if tag in _DATES else text)
        for tag, label in _MORE
        if (text := fields.get(tag, ""))
    ]
    if photo["state"] == "ok":
        said.append(("照片", f"{photo['width']}×{photo['height']}"))
    return tuple(said)


def _month_words(text: str) -> str:
    """'2005-06' of '200506'; words such as 九三学社 as they are."""
    return month_of(text) or text
