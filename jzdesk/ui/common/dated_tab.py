"""Lists of records that have a day: the filter line asks for the days, and where they are of units, for the unit too."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from jzdesk.ui.common import ask
from jzdesk.ui.common.record_tab import RecordTab
from jzdesk.ui.common.spans import OWN, SPANS, Span, SpanDialog, span_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.ui.common.filter_line import FilterLine


class SpanTab(RecordTab):
    """A subclass gives what its days are called, and takes `self.span(filters)` into its filter."""

    day_title: ClassVar[str] = "日期"

    def build(self) -> None:
        self._span = Span()
        super().build()

    def add_span(self, line: FilterLine) -> None:
        """The choice 期间."""
        self._span_box = line.add_choice("span", "期间", SPANS, chars=5)

    def connect_signals(self) -> None:
        super().connect_signals()
        self._span_box.activated.connect(self._span_chosen)

    def span(self, filters: dict[str, Any]) -> Span:
        """The days the filter line asks for, seen from today."""
        code = filters.get("span")
        return self._span if code == OWN else span_of(code, self.frame.today())

    def _span_chosen(self, _number: int) -> None:
        if self.filters.value("span") != OWN:
            return
        dialog = SpanDialog(self, self.frame.today(), self._span, title=self.day_title)
        if ask.run_dialog(dialog):
            self._span = dialog.span()
            self._filter_changed()
        elif self._span == Span():
            self.filters.set_value("span", None)
        dialog.deleteLater()


class DatedTab(SpanTab):
    """Records of units, each with a state: a subclass gives `states` too."""

    states: ClassVar[Sequence[tuple[str, str]]] = ()

    def build_filters(self, line: FilterLine) -> None:
        line.add_choice("unit", "单位", (), chars=6)
        line.add_choice("state", "状态", self.states, chars=4)
        self.add_span(line)

    def reload(self) -> None:
        super().reload()
        from jzdesk.services.people import choose_units

        self.run(partial(choose_units, self.desk), done=self._units_read)

    def _units_read(self, units: list[tuple[int, str]]) -> None:
        self.filters.set_choices("unit", units)
