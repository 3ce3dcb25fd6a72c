"""Why a workbook cannot be read, in one sentence each that names the file and says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jzdesk.domain.problems import letter_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_SAVE = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入"
_NEW = "请把需要的行复制到新建的工作簿中再导入"
_SENTENCES = {
    "password": "“{name}”设有打开密码，不能读取；请用 Excel 或 WPS 取消密码后另存为 .xlsx 再导入。",
    "macros": "“{name}”含有宏，没有读取；请另存为不带宏的 .xlsx 后再导入。",
    "xlsb": "“{name}”是二进制工作簿（.xlsb），不能读取；" + _SAVE + "。",
    "archive": "“{name}”是压缩包或者其他文档，不是工作簿，没有读取；请解压或者另存为 .xlsx 后再导入。",
    "page": "“{name}”实际是网页格式（多由办公系统导出），不能读取；" + _SAVE + "。",
    "other": "“{name}”不是工作簿（.xlsx、.xls）或者文本表格（.csv），没有读取；" + _SAVE + "。",
    "empty": "“{name}”中没有可读的工作表，请核对是否选对了文件。",
    "size": "“{name}”超过 {most} MB 的上限，没有读取；" + _NEW + "。",
    "large": "“{name}”展开后过大，没有读取；" + _NEW + "。",
    "memory": "“{name}”展开后过大，没有读取；" + _NEW + "。",
    "bomb": "“{name}”展开后远大于文件本身，不像正常的工作簿，没有读取；" + _NEW + "。",
    "hostile": "“{name}”含有正常工作簿不会有的内容，为安全起见没有读取；请用 Excel 或 WPS 打开核对，另存为新的 .xlsx 后再导入。",
    "broken": "“{name}”已损坏或者含有异常内容，不能读取；请用 Excel 或 WPS 打开，另存为新的 .xlsx 后再导入。",
    "died": "“{name}”含有异常内容，没能在限定的时间和内存内读完；" + _NEW + "。",
    "blank": "“{name}”的工作表“{sheet}”有大量只有格式的空单元格，没有读取；" + _NEW + "。",
    "merged": "“{name}”的工作表“{sheet}”的合并单元格过多，没有读取；" + _NEW + "。",
    "grid": "“{name}”的工作表“{sheet}”有超出表格范围或者位置写错的单元格，文件已损坏；请用 Excel 或 WPS 打开，另存为新的 .xlsx 后再导入。",
    "rows": "“{name}”的工作表“{sheet}”超过 {most} 行的上限，没有读取；请分成几份再导入。",
}
_KINDS = {"xlsx": "新版工作簿（.xlsx）", "xls": "旧版工作簿（.xls）", "csv": "文本表格（.csv）"}
_FOREIGN = {
    "pdf": "PDF 文件",
    "picture": "图片",
    "program": "可执行程序",
    "archive": "压缩包",
    "document": "文档",
}


def sentence(fault: str, name: str, said: Mapping[str, Any], *, sheet: str = "") -> str:
    """The sentence of a fault the child named."""
    if fault == "ending":
        kind = str(said.get("kind"))
        return f"“{name}”的内容是{_KINDS.get(kind, '其他格式')}，与扩展名不符，没有读取；请把扩展名改为 .{kind} 后再导入。"
    if fault == "foreign":
        return f"“{name}”是{_FOREIGN.get(str(said.get('what')), '其他文件')}，不是工作簿，没有读取；请选择 .xlsx、.xls 或者 .csv 文件。"
    if fault == "wide":
        cell = f"{letter_of(int(said['column']))}{said['row']}"
        return f"“{name}”的工作表“{sheet}”在 {cell} 处有内容，超出可读的 400 列；请删去后再导入。"
    template = _SENTENCES.get(fault, _SENTENCES["broken"])
    return template.format(name=name, sheet=sheet or name, most=said.get("most", ""))
