"""关于: which program, which version, where things lie."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QFormLayout, QLabel, QVBoxLayout, QWidget

import jzdesk
from jzdesk.ui.common.restyle import mark_role

if TYPE_CHECKING:
    from jzdesk.ui.common.frame import Frame


class AboutPage(QWidget):
    """Facts a helper asks for on the telephone."""

    def __init__(self, frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = QLabel("执纪台账")
        mark_role(title, "title")
        what = QLabel("公开宣布执行、容错纠错、回访教育的县级台账。单机运行，不联网，数据加密保存在本机。")
        what.setWordWrap(True)
        facts = QFormLayout()
        facts.setHorizontalSpacing(16)
        facts.setVerticalSpacing(8)
        facts.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        paths = frame.desk.paths
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(12)
        layout.addWidget(title)
        layout.addWidget(what)
        layout.addLayout(facts)
        for name, text in (
            ("版本", jzdesk.__version__),
            ("使用单位", f"{frame.desk.office.unit_name}（{frame.desk.office.unit_code}）"),
            ("数据文件夹", str(paths.data)),
            ("备份文件夹", str(paths.backups)),
            ("日志文件夹", str(paths.logs())),
            ("运行环境", f"Python {platform.python_version()} · Qt {qVersion()} · {platform.platform()}"),
            ("许可", "木兰宽松许可证，第2版；随附字体依 SIL OFL 1.1"),
        ):
            label = QLabel(text)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setWordWrap(True)
            facts.addRow(name, label)
        layout.addStretch(1)
