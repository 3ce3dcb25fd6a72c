"""A page that writes files: where to, and the line that says where it went."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from jzdesk.ui.common import ask
from jzdesk.ui.common.tab import Tab
from jzdesk.ui.reports.made import MadeLine


class MadePage(Tab):
    """A subclass puts `self.made` on top of its layout."""

    def build(self) -> None:
        self.made = MadeLine()

    def choose_file(self, title: str, name: str, kinds: str = "工作簿 (*.xlsx)") -> Path | None:
        """Ask where to; the folder is the settings' own, else the one used last. `name` follows the unit's."""
        settings = self.frame.settings
        folder = settings.current.export_folder if settings else ""
        folder = folder or str(self.frame.memory.get("export_folder", "") or self.desk.paths.exports)
        with suppress(OSError):  # a folder that is not there would be offered as the program's own
            Path(folder).mkdir(parents=True, exist_ok=True)
        path = ask.choose_save_file(self, title, suggested=f"{folder}/{name}", kinds=kinds)
        if path is not None:
            self.frame.memory.put("export_folder", str(path.parent))
        return path

    @property
    def unit_name(self) -> str:
        """The unit, as names of files begin with it."""
        return self.desk.office.unit_name

    def show_file(self, what: str, path: Path) -> None:
        """It was written: say where, and show what changed by it."""
        self.made.show_made(what, path)
        self.reload()
