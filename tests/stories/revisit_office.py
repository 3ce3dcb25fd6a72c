"""The moves a clerk makes in 回访教育."""

from __future__ import annotations

from stories.office_window import OfficeWindow

REVISIT_TAB = "回访教育"


class RevisitOffice(OfficeWindow):
    kind = "dossier"

    def name_shown(self):
        return self.tab.page.name.text()

    def to_the_file(self, dossier_id):
        self.window.desk_page.go_to(self.window.desk_page._number_of(self.kind))
        self.wait()
        self.tab.open_record(self.kind, dossier_id)
        self.wait()

    def talk(self, day, **more):
        """记录回访 from the button, with what a talk needs."""
        self.press(self.tab.record_button)
        self.form.field("held_on").edit.setText(day)
        self.fill(**{"place": "县装备中心会议室", "talkers": ("周明", "陈芳"), "evaluation": "good", **more})
        self.save()
