"""The moves a clerk makes in 案件处分."""

from __future__ import annotations

from stories.office_window import TODAY_TAB, OfficeWindow

__all__ = ["CASES_TAB", "TODAY_TAB", "DecisionOffice"]

CASES_TAB = "案件处分"


class DecisionOffice(OfficeWindow):
    kind = "case"

    def cell(self, key):
        """A cell of the chosen line."""
        row = self.tab.list.view.currentIndex().row()
        keys = [column.key for column in self.tab.list.model.columns]
        return self.tab.list.model.index(row, keys.index(key)).data()

    def state(self):
        """The word of the chosen line."""
        return self.cell("state")

    def duty_line(self, kind):
        """What 执行 says, and the button of one item."""
        self.tab.view.pages.setCurrentIndex(1)
        return self.tab.view.execution.text(), self.tab.view.execution.buttons[kind]
