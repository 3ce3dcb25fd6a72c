"""征求意见 in the walk of screens: a letter in every state, its names, look-alikes, forms and reply."""

from __future__ import annotations

from jzdesk.services import enquiries
from jzdesk.services.enquiry_screening import screen
from jzdesk.ui.enquiries.detail import NAMES, REPLY
from jzdesk.ui.tolerance.pages import ENQUIRIES, FIGURES, LISTS, TolerancePages

PASTED = (
    "序号\t姓名\t身份证号\t工作单位\t现任职务\n1\t欧阳㛃\t110101198001010010\t县装备制造产业服务中心\t党组成员、副主任\n"
    "2\t李四\t42102219800101\t县水利局\t股长\n3\t\t\t章庄铺镇人民政府\t"
)


def letters(walk):
    """Steps through the page."""
    page = walk.go(2).show_page(TolerancePages.pages.index(ENQUIRIES))
    walk.wait()
    yield "征求意见"
    rows = enquiries.list_enquiries(walk.desk, enquiries.EnquiryFilter(on=walk.desk.today))
    screened = {row.id: screen(walk.desk, row.id) for row in rows}
    open_ = [key for key, found in screened.items() if not found.replied]
    unsure = next(key for key in open_ if screened[key].unresolved)
    page.open_record("enquiry", unsure)
    walk.wait()
    yield from walk._sub_tabs("征求意见", page)
    page.work()
    walk.wait()
    yield "征求意见-展开"
    for line in screened[unsure].unresolved:
        page.view.names.list.select_id(line.name.id)
        walk.wait()
        yield f"征求意见-近似人员{line.name.position}"
    known = next((line for line in screened[unsure].names if line.facts is not None), None)
    if known is not None:
        page.view.names.list.select_id(known.name.id)
        walk.wait()
        page.view.names.panel.bar.other_button.click()
        walk.wait()
        yield "征求意见-另定结论"
    yield from _forms(walk, page, screened[unsure].names[0].name.id)
    page.set_wide(on=False)
    for name, key in (("已回复", next(key for key, found in screened.items() if found.replied)), *_ready(screened)):
        page.open_record("enquiry", key)
        page.view.pages.setCurrentIndex(REPLY)
        walk.wait()
        yield f"征求意见-复函-{name}"
        page.view.pages.setCurrentIndex(NAMES)
        walk.wait()
        yield f"征求意见-人员-{name}"


def _ready(screened):
    key = next((key for key, found in screened.items() if found.ready and not found.replied), None)
    return [("待复", key)] if key is not None else []


def _forms(walk, page, name_id):
    page.new_record()
    yield from walk._formed(page, "登记来函")
    page.new_record()
    yield from walk._formed(page, "登记来函-有误", lambda form: form.save())
    page.edit_record()
    yield from walk._formed(page, "修改来函")
    page.moves.add()
    yield from walk._formed(page, "加入人员")
    page.moves.add()
    yield from walk._formed(page, "加入人员-粘贴", _pasted)
    page.name_moves.edit(name_id)
    yield from walk._formed(page, "更正来函所列")


def _pasted(form):
    form.names.take_text(PASTED)


def others(walk):
    """The pages beside it."""
    for entry in (LISTS, FIGURES):
        walk.go(2).show_page(TolerancePages.pages.index(entry))
        walk.wait()
        yield f"容错纠错-{entry.title}"
    walk.go(2).show_page(0)
    walk.wait()
