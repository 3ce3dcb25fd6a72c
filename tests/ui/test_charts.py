"""Charts of our own: nothing overlaps or is cut off, every bar can be reached and told, colours hold in grey."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QColor, QFontMetricsF, QImage

from jzdesk.domain.charts import FORM_TONES, YEAR_TONES, Category, Chart, Point, Series
from jzdesk.ui.common.charts import look
from jzdesk.ui.common.charts.layout import MARK, Fonts, Layout
from jzdesk.ui.common.charts.painter import PICTURE_SCALE, PICTURE_WIDTH, picture_of
from jzdesk.ui.common.charts.view import ChartView

LONG = "在履职尽责、服务经济社会发展和生态环境保护方面不担当、不作为、乱作为、假作为"


def bars(values=((46, 47), (171, 185), (0, 3)), names=("违规吃喝", LONG, "其他"), **more):
    years = tuple(
        Series(name, tone) for name, tone in zip(("2026年", "2025年同期"), YEAR_TONES, strict=False)
    )
    made = tuple(
        Category(name, tuple(Point(v, f"{v:,}　3.1 %", f"{name}，{y.name}，{v}人次", (name, n)) for n, (v, y) in enumerate(zip(row, years, strict=True))))
        for name, row in zip(names, values, strict=True)
    )  # fmt: skip
    return Chart(
        **{
            "title": "2026年情况",
            "subtitle": "县纪委",
            "unit": "人次",
            "series": years,
            "categories": made,
            "foot": "按人次统计。",
        }
        | more
    )


def months():
    made = []
    for n in range(1, 13):
        counts = (90 + n, 30, 4, 1) if n != 5 else (0, 0, 0, 0)
        points = tuple(Point(v, str(v), f"{n}月，{v}", (n, f)) if v else None for f, v in enumerate(counts))
        made.append(
            Category(
                f"{n}月", points, str(sum(counts) or ""), Point(60 + 5 * n, "", f"上年{n}月", (n, "mark"))
            )
        )
    series = tuple(Series(f"第{n}种形态", tone) for n, tone in enumerate(FORM_TONES, 1))
    return Chart(
        title="各月四种形态",
        unit="人次",
        series=series,
        categories=tuple(made),
        upright=True,
        stacked=True,
        mark_name="2025年同月",
    )


@pytest.fixture
def show(qtbot):
    def do(chart, width=640, height=300):
        view = ChartView()
        qtbot.addWidget(view)
        view.resize(width, height)
        view.show_chart(chart)
        with qtbot.waitActive(view):
            view.show()
            view.activateWindow()
        view.setFocus()
        return view

    return do


@pytest.mark.parametrize("points", [10.5, 13.0], ids=["100", "125"])
@pytest.mark.parametrize("width", [360, 560, 1000])
@pytest.mark.parametrize(
    "chart", [bars(), months(), bars(unit="%", top=400.0)], ids=["bars", "months", "rates"]
)
def test_nothing_is_cut_off_and_no_words_overlap(qapp, chart, width, points):
    font = qapp.font()
    font.setPointSizeF(points)
    fonts = Fonts(font)
    placed = Layout(chart, fonts, width).placed()
    page = QRectF(0, 0, width, placed.height + 1)
    drawn = []
    for text in placed.texts:
        metrics = QFontMetricsF(fonts.of(text.size))
        whole = metrics.boundingRect(text.rect, text.flags, text.text)
        if whole.height() < 1.5 * metrics.height():  # one line: where its ink is
            ink = metrics.tightBoundingRect(text.text).height()
            whole.adjust(0, (whole.height() - ink) / 2, 0, (ink - whole.height()) / 2)
        drawn.append(whole)
        assert page.contains(drawn[-1]), text.text
        assert "…" not in text.text
    for (one, a), (other, b) in combinations(zip(placed.texts, drawn, strict=True), 2):
        if width >= 560 or not chart.upright:  # twelve months want some room
            assert not a.intersects(b), (one.text, other.text)
    for bar in placed.bars:
        assert page.contains(bar.rect), bar.point.said


def test_a_bar_is_as_long_as_its_number(qapp):
    placed = Layout(bars(), Fonts(qapp.font()), 800).placed()
    lengths = {bar.point.value: bar.rect.width() for bar in placed.bars}
    assert lengths[185] / lengths[46] == pytest.approx(185 / 46, rel=0.01)
    assert lengths[0] == 1  # a nought is there all the same, to be gone to
    stack = [
        bar.rect.height()
        for bar in Layout(months(), Fonts(qapp.font()), 800).placed().bars
        if bar.category == 0 and bar.series != MARK
    ]
    assert stack[0] / stack[1] == pytest.approx(91 / 30, rel=0.01)


def test_every_bar_is_reached_by_keyboard_and_told(show, qtbot):
    view = show(bars())
    said, chosen = [], []
    view.chosen.connect(chosen.append)
    assert "按方向键" in view.accessibleDescription()
    for key in (
        Qt.Key.Key_Down,
        Qt.Key.Key_Right,
        Qt.Key.Key_Down,
        Qt.Key.Key_Left,
        Qt.Key.Key_Down,
        Qt.Key.Key_Right,
    ):
        qtbot.keyClick(view, key)
        said.append(view.accessibleDescription())
    assert {point.ref for point in chosen} == {bar.point.ref for bar in view.bars}
    assert said[0] == "违规吃喝，2026年，46人次。第1项，共6项。"
    interface = QAccessible.queryAccessibleInterface(view)
    assert interface.text(QAccessible.Text.Name) == "图：2026年情况"
    assert interface.text(QAccessible.Text.Description) == said[-1]
    qtbot.keyClick(view, Qt.Key.Key_Down)  # there is none below: it stays
    assert view.accessibleDescription() == said[-1]
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.current.point.value == 46
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.current.point.value == 3


def test_columns_are_walked_sideways_the_parts_upwards(show, qtbot):
    view = show(months(), 800, 360)
    seen = []
    view.chosen.connect(lambda point: seen.append(point.ref))
    for _ in range(5):
        qtbot.keyClick(view, Qt.Key.Key_Right)
    assert seen == [(1, 0), (2, 0), (3, 0), (4, 0), (5, "mark")]  # nobody in May: what there is of it
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert seen[-1] == (4, "mark")  # along the line
    qtbot.keyClick(view, Qt.Key.Key_Home)
    seen.clear()
    for _ in range(4):
        qtbot.keyClick(view, Qt.Key.Key_Up)
    assert seen == [(1, 1), (1, 2), (1, 3), (1, "mark")]


def test_a_click_a_double_click_and_enter(show, qtbot):
    view = show(bars())
    chosen, entered = [], []
    view.chosen.connect(chosen.append)
    view.entered.connect(entered.append)
    bar = view.bars[3]
    place = bar.rect.center().toPoint()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    assert [point.value for point in chosen] == [185]
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=place)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert [point.value for point in entered] == [185, 185]
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(view.width() - 3, view.height() - 3))
    assert view.current.point.value == 185
    assert view.bar_at(QPointF(view.bars[4].rect.topLeft())).point.value == 0  # one dot wide, within reach


def test_the_line_across_a_column_is_in_front_of_it(show):
    view = show(months(), 800, 360)
    line = next(bar for bar in view.bars if bar.series == MARK and bar.category == 1)
    assert view.bar_at(line.rect.center()) is line


def test_the_bar_of_a_reference_is_marked_without_telling(show):
    view = show(bars())
    told = []
    view.chosen.connect(told.append)
    view.choose((LONG, 1))
    assert view.current.point.value == 185
    view.choose(("nobody", 0))
    assert view.current is None
    assert told == []


def test_nothing_to_draw_says_so(show):
    view = show(bars(((0, 0),), ("甲",)))
    assert view.bars == []
    assert "没有可统计的记录" in view.accessibleDescription()
    image = view.grab().toImage()
    assert any(
        image.pixelColor(x, y).lightness() < 200
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
    )


def luminance(colour):
    c = QColor(colour)
    return 0.2126 * c.red() + 0.7152 * c.green() + 0.0722 * c.blue()


def test_tones_are_told_apart_without_colour():
    forms = [luminance(look.TONES[tone].fill) for tone in FORM_TONES]
    assert all(light - dark > 40 for light, dark in pairwise(forms))
    years = [(luminance(look.TONES[t].fill), look.TONES[t].pattern) for t in YEAR_TONES]
    assert years[1][0] - years[0][0] > 80
    assert len({pattern for _, pattern in years}) == 3
    for tone in look.TONES:
        assert abs(luminance(tone.fill) - luminance(tone.ink)) > 80  # a label on it can be read


def test_the_picture_has_title_and_notes_and_is_sharp(qapp):
    image = picture_of(bars(), qapp.font())
    assert image.width() == PICTURE_WIDTH * PICTURE_SCALE
    assert image.format() == QImage.Format.Format_RGB32
    assert image.pixelColor(2, 2) == QColor("#FFFFFF")
    placed = Layout(bars(), Fonts(qapp.font()), PICTURE_WIDTH, height=560).placed()
    words = [text.text for text in placed.texts]
    assert {"2026年情况", "县纪委", "按人次统计。", "单位：人次", LONG} <= set(words)
    assert not image.textKeys()
