"""What the services of templates, presets and books of several months need: taken into the table of `test_permissions`."""

from __future__ import annotations

from pathlib import Path

from jzdesk.domain.accounts import Permission as P
from jzdesk.domain.presets import Preset
from jzdesk.services import month_templates, presets, span_books
from jzdesk.services.template_reading import TemplatePlan

NOTHING = TemplatePlan(path=Path("none.xlsx"), edited=False)


def _look_over(desk):
    path = desk.paths.data / "names.csv"
    path.write_text("姓名,单位\n", encoding="utf-8")
    month_templates.look_over(desk, path)


SERVICES = {
    "template_state": (P.READ, lambda d: month_templates.template_state(d)),
    "look_over": (P.CHANGE_RULES, _look_over),
    "look_at_sheet": (P.CHANGE_RULES, lambda d: month_templates.look_at_sheet(d, NOTHING, "甲", code="")),
    "put_in_force template": (P.CHANGE_RULES, lambda d: month_templates.put_in_force(d, NOTHING)),
    "try_template": (
        P.CHANGE_RULES,
        lambda d: month_templates.try_template(d, NOTHING, "2026-10", d.paths.data / "t.xlsx"),
    ),
    "save_copy": (P.EXPORT, lambda d: month_templates.save_copy(d, d.paths.data / "copy.xlsx")),
    "restore_template": (P.CHANGE_RULES, lambda d: month_templates.restore_template(d, "无")),
    "list_presets": (P.READ, lambda d: presets.list_presets(d)),
    "preset_in_use": (P.READ, lambda d: presets.preset_in_use(d)),
    "columns_of": (P.READ, lambda d: presets.columns_of(d)),
    "save_preset": (P.EXPORT, lambda d: presets.save_preset(d, Preset(name=""))),
    "delete_preset": (P.EXPORT, lambda d: presets.delete_preset(d, "无")),
    "use_preset": (P.EXPORT, lambda d: presets.use_preset(d, "无")),
    "make_span_book": (P.READ, lambda d: span_books.make_span_book(d, "2099-Q1")),
    "export_span": (P.EXPORT, lambda d: span_books.export_span(d, "2099", d.paths.data / "y.xlsx")),
}
