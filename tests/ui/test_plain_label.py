"""What a record says is shown as it was typed."""

from __future__ import annotations

from jzdesk.ui.common.plain_label import plain_label


def test_markup_in_a_record_is_text(qtbot):
    label = plain_label("<b>补贴</b>", "secondary")
    qtbot.addWidget(label)
    label.adjustSize()
    as_text = label.sizeHint().width()
    label.setText("补贴")
    assert as_text > label.sizeHint().width() + 20
    assert label.property("role") == "secondary"
