"""The input methods of Debian themselves, typing pinyin into the program's own window with real keys.

Needs Xvfb, xdotool and the daemon's packages (ibus-libpinyin, fcitx5-chinese-addons, fcitx-pinyin); part of
`make soak`. fcitx 4 cannot be installed beside fcitx 5: unpack its packages and set JZDESK_FCITX4 to their usr.
"""

from __future__ import annotations

import time

import pytest
from demo_county import REVIEWER, empty_desk
from ui.input_method.office_pc import OfficePC, missing

pytestmark = pytest.mark.soak

WAYS = {
    "ibus": ("ibus", "auto", "ibus"),
    "fcitx5 as ibus": ("fcitx5", "auto", "ibus"),
    "fcitx5 by our client": ("fcitx5", "fcitx", "compose"),
    "fcitx4 by our client": ("fcitx4", "auto", "compose"),
}
NAME = "text_of(row('name').field.edit)"


def need(daemon):
    lacking = missing(daemon)
    if lacking:
        pytest.skip(f"not installed: {', '.join(lacking)}")


@pytest.fixture(scope="module", params=WAYS)
def pc(request, tmp_path_factory):
    """One PC a way, logged in, with the form for a new decision open."""
    daemon, setting, module = WAYS[request.param]
    need(daemon)
    folder = tmp_path_factory.mktemp("pc")
    empty_desk(folder / "vault").vault.close(back_up=False)
    pc = OfficePC(folder)
    try:
        pc.kind, pc.daemon = daemon, pc.start_daemon(daemon)
        pc.settings(input_method=setting)
        pc.open_program(folder / "vault", QT_IM_MODULE="fcitx")  # as UOS and Kylin set it, whatever runs
        assert pc.ask("__import__('os').environ['QT_IM_MODULE']") == module
        pc.log_in()
        assert pc.ask("watch.composed()") == [], "an input method saw the password"
        pc.key("ctrl+2")
        pc.key("ctrl+n")
        pc.until("here()[0]", wanted="姓名（必填）")
        pc.try_chinese()
        yield pc
    finally:
        pc.close()


@pytest.fixture
def name(pc):
    """The empty 姓名 with the keyboard in it."""
    pc.ask("(row('name').field.edit.setFocus(), row('name').field.edit.clear())")
    pc.until("here()", wanted=["姓名（必填）", ""])
    return pc


def test_chinese_lands_in_the_search_box(pc):
    pc.key("ctrl+k")
    pc.until("here()[0]", wanted="搜索")
    x = pc.ask("caret()[0]")
    pc.write("zhongguo")
    assert pc.composed() in ("中国", "zhong guo")
    assert abs(pc.ask("caret()[0]") - x) < 100
    assert pc.ask("here()[1]") == ""
    pc.key("space")
    pc.until("here()", wanted=["搜索", "中国"])
    pc.key("Escape")
    pc.until("here()[1]", wanted="")


def test_return_takes_the_letters_and_moves_nowhere(name):
    name.write("wujian")
    name.composed()
    name.key("Return")
    name.until("here()", wanted=["姓名（必填）", "wujian"])


def test_escape_and_backspace_belong_to_the_composition(name):
    name.write("zhongguoren")
    name.composed()
    name.key("BackSpace", "BackSpace", "BackSpace")
    assert name.composed() in ("中国", "zhong guo")
    name.key("Escape")
    name.composed()
    assert name.ask("here()") == ["姓名（必填）", ""]
    assert name.ask("row('name').field.isVisible()")


def test_saving_waits_for_the_composition(name):
    name.write("zhongguo")
    name.composed()
    name.key("ctrl+s")
    assert not name.ask("row('id_number').has_error() or row('name').has_error()")
    name.key("space")
    name.until(NAME, wanted="中国")


def test_a_click_elsewhere_leaves_it_in_its_own_field(name):
    name.write("wujian")
    shown = name.composed()
    name.click(name.ask("middle_of(window().desk_page.search)"))
    name.until("here()[0]", wanted="搜索")
    name.until(NAME, wanted=shown)
    name.write("zhongguo")
    name.composed()
    name.key("space")
    name.until("here()[1]", wanted="中国")
    assert name.ask(NAME) == shown
    name.key("Escape")


def test_a_click_in_the_same_field_keeps_it(name):
    name.write("wujian")
    shown = name.composed()
    name.click(name.ask("middle_of(row('name').field.edit)"))
    name.until(NAME, wanted=shown)
    name.write("zhongguo")
    name.composed()
    name.key("space")
    name.until(NAME, wanted=shown + "中国")


def test_a_lock_loses_nothing_and_tells_no_password(name):
    name.write("wujian")
    shown = name.composed()
    name.ask("window().lock()")
    name.until("here()[0]", wanted="口令")
    name.settle()
    name.ask("watch.said.clear()")
    name.write(REVIEWER.password)
    name.key("Return")
    name.until("window().login is None", wanted=True)
    name.until("here()", wanted=["姓名（必填）", shown])
    assert name.ask("watch.composed()") == []


def test_several_lines(pc):
    pc.ask("(row('facts').field.edit.setFocus(), row('facts').field.edit.clear())")
    pc.until("here()", wanted=["简要案情", ""])
    for _ in range(2):
        pc.write("zhongguo")
        pc.composed()
        pc.key("space")
        pc.key("Return")
    pc.until("here()[1]", wanted="中国\n中国\n")


def test_chinese_off_and_on(name):
    switch = "shift" if name.kind == "ibus" else "ctrl+space"
    name.key(switch)
    name.write("abc")
    name.until(NAME, wanted="abc")
    name.key(switch)
    name.write("zhongguo")
    name.composed()
    name.key("space")
    name.until(NAME, wanted="abc中国")


def test_the_daemon_starts_again(name):
    """With ibus, keys get lost until Qt's plug-in sees that the daemon is dead; that is not in our hands."""
    name.daemon.kill()
    name.daemon.wait()
    name.settle()
    begun = time.monotonic()
    name.write("abc")
    assert time.monotonic() - begun < 2
    if name.kind != "ibus":
        name.until(NAME, wanted="abc")
    name.daemon = name.start_daemon(name.kind)
    name.try_chinese()
    name.write("zhongguo")
    name.composed()
    name.key("space")
    name.until(NAME, wanted="中国")


# Sessions of another kind


@pytest.fixture
def plain_pc(tmp_path):
    """Nothing runs yet."""
    need("fcitx5")
    empty_desk(tmp_path / "vault").vault.close(back_up=False)
    pc = OfficePC(tmp_path)
    yield pc
    pc.close()


@pytest.mark.parametrize("session", [{}, {"QT_IM_MODULE": "fcitx"}, {"QT_IM_MODULE": "ibus"}])
def test_without_any_daemon_letters_are_typed(plain_pc, tmp_path, session):
    plain_pc.open_program(tmp_path / "vault", XMODIFIERS="@im=none", **session)
    plain_pc.log_in()
    plain_pc.key("ctrl+k")
    plain_pc.write("wjg 12")
    plain_pc.until("here()", wanted=["搜索", "wjg 12"])


@pytest.mark.parametrize(
    "session",
    [
        {"QT_IM_MODULE": "fcitx"},
        {"XMODIFIERS": "@im=fcitx", "GTK_IM_MODULE": "fcitx"},
        {"QT_IM_MODULE": "fcitx", "QT_IM_MODULES": "wayland;fcitx;ibus"},
    ],
)
def test_a_daemon_that_comes_after_the_program(plain_pc, tmp_path, session):
    plain_pc.open_program(tmp_path / "vault", **session)
    plain_pc.log_in()
    plain_pc.key("ctrl+k")
    plain_pc.start_daemon("fcitx5")
    plain_pc.try_chinese()
    plain_pc.write("zhongguo")
    plain_pc.composed()
    plain_pc.key("space")
    plain_pc.until("here()", wanted=["搜索", "中国"])
