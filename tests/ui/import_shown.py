"""导入旧台账 over a file that was never read."""

from __future__ import annotations

from ui.import_fake import FakeImporter

from jzdesk.ui.imports.page import ImportsPage


class FakeImports(ImportsPage):
    """The page as it is; only what reads and writes is made up."""

    def make_importer(self):
        return FakeImporter()
