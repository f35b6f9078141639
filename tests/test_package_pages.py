"""录入单 and 正文 in a real browser, opened from the disk as a clerk does: read by everybody, copied by every way a browser offers."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pipeline.check.session import check_year
from pipeline.model import Correction, Published, Site
from pipeline.render.compose import compose
from pipeline.render.web import portal_pages as handover
from pipeline.render.web.edition import Edition
from pipeline.render.web.fragment import fragment
from pipeline.render.web.page import Download
from pipeline.text.dates import BEIJING
from tests.browsing import WIDTHS, assert_readable, visit
from tests.builders import ROOT, TEMPLATES
from tests.validators import axe, html_validate, nu

pytestmark = pytest.mark.slow

SHIPPED = check_year(ROOT / "content", 2023)
STATED = Site((("索引号/2023", "AB0001"), ("栏目名称", "工作计划"), ("体裁", "计划"), ("门户", "上海")))
LIVE = Published(
    datetime(2023, 7, 3, 9, 30, tzinfo=BEIJING),
    "",
    (Correction(datetime(2023, 7, 9, 10, 0, tzinfo=BEIJING), "第四项的时限应为“5月底前”。"),),
)
FILES = (Download("3-附件/计划 2023.pdf", "计划 2023.pdf", 292_017, 10), Download("3-附件/表.xlsx", "表.xlsx", 9_000))

Pages = Mapping[str, Path]
NAMES = ("entry", "stated", "body")

NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined })"
NO_COMMAND = "document.execCommand = () => false"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """The 录入单 of the shipped sample and of a plan with all that can be stated and registered, and the 正文."""
    folder = tmp_path_factory.mktemp("发布包")
    plan = SHIPPED.plan
    document = compose(plan)
    made = {
        "entry": handover.entry_page(Edition(document, plan, SHIPPED.site), FILES[:1], TEMPLATES),
        "stated": handover.entry_page(Edition(document, plan, STATED, LIVE), FILES, TEMPLATES),
        "body": handover.body_page(fragment(document, TEMPLATES), document.first_title, SHIPPED.site, TEMPLATES),
    }
    paths = {"entry": folder / handover.ENTRY, "stated": folder / "别的.html", "body": folder / handover.BODY}
    for name, path in paths.items():
        path.write_bytes(made[name])
    return paths


def pasted(page: Page, tag: str = "textarea") -> str:
    """What the clipboard holds: pasted by keyboard into another page, its words or, into a div, its markup."""
    other = page.context.new_page()
    other.set_content(f"<{tag} contenteditable autofocus></{tag}>")
    into = other.locator(tag).first
    into.focus()
    other.keyboard.press("Control+V")
    found = into.input_value() if tag == "textarea" else into.inner_html()
    other.close()
    return found


# --- read by everybody ----------------------------------------------------------------


@pytest.mark.validators
def test_validators_find_nothing(pages: Pages) -> None:
    # the fragment is made for a content management that drops classes: its looks stand on its elements,
    # and a heading that must live through one is a paragraph
    assert html_validate(pages["entry"], pages["stated"]) == []
    assert html_validate(pages["body"], without=("no-inline-style", "prefer-native-element")) == []
    assert nu(*pages.values()) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_everybody_can_read_it_at_every_width(browser: Browser, pages: Pages, name: str, width: int) -> None:
    with visit(browser, pages[name], width=width) as page:
        assert_readable(page, width)
        # what is said after copying hides nothing and can be read as well
        page.get_by_role("button").first.click()
        assert axe(page) == []


@pytest.mark.parametrize("name", NAMES)
def test_at_400_percent_and_in_forced_colours_nothing_is_lost(browser: Browser, pages: Pages, name: str) -> None:
    with visit(browser, pages[name], width=320, height=256) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        assert axe(page) == []
        page.emulate_media(forced_colors="active")
        assert axe(page) == []
        page.emulate_media(forced_colors="none", contrast="more")
        assert axe(page) == []


def test_the_sample_says_so(browser: Browser, pages: Pages) -> None:
    for name, shown in (("entry", True), ("body", True), ("stated", False)):
        with visit(browser, pages[name]) as page:
            assert page.get_by_text("样例，非政府网站").is_visible() is shown


# --- copied ---------------------------------------------------------------------------


def test_every_button_copies_the_line_it_stands_in(browser: Browser, pages: Pages) -> None:
    with visit(browser, pages["stated"]) as page:
        lines = page.locator("dl div").filter(has=page.get_by_role("button"))
        found = {}
        for line in lines.all():
            line.get_by_role("button").click()
            expect(page.get_by_role("status")).to_contain_text("已复制：")
            found[line.locator("dt").inner_text()] = pasted(page)
        assert found == {line.locator("dt").inner_text(): line.locator(".value").inner_text() for line in lines.all()}
        assert found["标题"] == SHIPPED.plan.head.title.value
        assert found["索引号"] == "AB0001"
        assert found["更正说明"] == "第四项的时限应为“5月底前”。"
        assert found["PDF，286 KB，10 页"] == "计划 2023.pdf"


@pytest.mark.parametrize("lacking", ["", NO_CLIPBOARD, NO_COMMAND], ids=["all", "no clipboard", "no command"])
def test_the_body_is_copied_with_its_looks_and_as_plain_words(browser: Browser, pages: Pages, lacking: str) -> None:
    made = fragment(compose(SHIPPED.plan), TEMPLATES)
    with visit(browser, pages["body"], permissions=["clipboard-read", "clipboard-write"]) as page:
        if lacking:
            page.evaluate(lacking)
        rich, plain = page.get_by_role("button").all()
        rich.click()
        expect(page.get_by_role("status")).to_have_text("已复制：带格式的正文")
        assert pasted(page).replace("\r\n", "\n") == handover.plain_text(made)
        looks = pasted(page, "div")
        assert looks.count("<td") == made.decode().count("<td")
        assert looks.count('rowspan="2"') == made.decode().count('rowspan="2"') == 1
        assert looks.count("text-indent: 2em") == made.decode().count("text-indent: 2em")
        plain.click()
        expect(page.get_by_role("status")).to_have_text("已复制：纯文本正文")
        assert "<td" not in pasted(page, "div")
        assert pasted(page).replace("\r\n", "\n") == handover.plain_text(made)


def test_where_a_browser_copies_nothing_the_words_are_selected_and_it_is_said(browser: Browser, pages: Pages) -> None:
    with visit(browser, pages["entry"]) as page:
        page.evaluate(NO_COMMAND)
        page.evaluate(NO_CLIPBOARD)
        page.get_by_role("button").first.click()
        expect(page.get_by_role("status")).to_contain_text("请按 Ctrl+C：标题")
        page.keyboard.press("Control+C")
        assert pasted(page) == SHIPPED.plan.head.title.value


@pytest.mark.parametrize("name", NAMES)
def test_by_keyboard_alone_each_button_is_reached_in_order_and_copies(
    browser: Browser, pages: Pages, name: str
) -> None:
    with visit(browser, pages[name]) as page:
        names = [one.inner_text() for one in page.get_by_role("button").all()]
        reached = []
        for _ in range(page.locator("a[href], button, summary").count()):
            page.keyboard.press("Tab")
            outlined = page.evaluate(
                "(look => look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2)"
                "(getComputedStyle(document.activeElement))"
            )
            assert outlined
            if page.evaluate("document.activeElement.localName") != "button":
                continue
            reached.append(page.evaluate("document.activeElement.innerText"))
            page.keyboard.press("Enter")
            expect(page.get_by_role("status")).to_contain_text("已复制：")
            # to copy moves nobody's place in the page
            assert page.evaluate("document.activeElement.dataset.done") == ""
        assert [one.strip(" ✓") for one in reached] == names
        if name != "body":
            assert pasted(page) == page.locator(".value").last.inner_text()


# --- without scripts, and on paper ----------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_without_scripts_all_is_there_and_one_click_selects_a_line(browser: Browser, pages: Pages, name: str) -> None:
    with visit(browser, pages[name], java_script_enabled=False) as page:
        assert page.get_by_role("button").count() == 0
        if name == "body":
            page.get_by_text("纯文本", exact=True).last.click()
            expect(page.locator("#plain")).to_be_visible()
            assert page.locator("#plain").inner_text() == handover.plain_text(
                fragment(compose(SHIPPED.plan), TEMPLATES)
            )
            return
        title = page.locator("span.value").first
        expect(title).to_have_text(SHIPPED.plan.head.title.value)
        title.click()
        page.keyboard.press("Control+C")
        assert pasted(page) == SHIPPED.plan.head.title.value


@pytest.mark.parametrize("name", NAMES)
def test_on_paper_there_are_words_and_no_buttons(browser: Browser, pages: Pages, name: str) -> None:
    with visit(browser, pages[name]) as page:
        page.emulate_media(media="print", color_scheme="dark")
        assert page.get_by_role("button").count() == 0
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        expect(page.locator("main")).to_be_visible()
