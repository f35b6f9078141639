"""The pages in a real browser: at every width, light, dark and in forced colours, by keyboard, printed, without scripts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from lxml import html as reader
from playwright.sync_api import Browser, Page, expect

from pipeline.check.session import check_year
from pipeline.model import ColumnRole, Correction, Item, Paragraph, Plan, Published, Section, Site, Task
from pipeline.render.compose import compose
from pipeline.render.web import page as html
from pipeline.render.web.edition import Edition
from pipeline.render.web.page import Download, YearEntry
from pipeline.source import SourceText
from tests import readers as see
from tests.browsing import WIDTHS, assert_readable, visit
from tests.builders import ROOT, TEMPLATES
from tests.plans import MAY, RICH, SECOND, task_by
from tests.readers import solid
from tests.validators import axe, html_validate, nu

SHIPPED = check_year(ROOT / "content", 2023)


STATED = Site((
    ("网站名称", "某区人民政府"), ("域名", "www.example.gov.cn"), ("标识码", "3101139999"), ("网址", "https://www.example.gov.cn/jh/"),
    ("栏目名称", "工作计划"), ("栏目描述", "年度计划"), ("栏目关键词", "计划"), ("栏目类别", "信息公开目录"), ("门户", "上海"),
    ("上位文件", "https://www.example.gov.cn/yaodian?id=1"), ("有效性", "废止"), ("主办单位", "某区人民政府办公室"),
    ("党政机关标识", "https://www.example.gov.cn/biaoshi"),
))  # fmt: skip
BEIJING = timezone(timedelta(hours=8))
LIVE = Published(
    datetime(2024, 3, 6, 9, 30, tzinfo=BEIJING),
    corrections=(Correction(datetime(2024, 3, 9, 9, 0, tzinfo=BEIJING), "甲一的时限应为“5月底前”。"),),
)
FILES = (
    Download("plan.pdf", "计划全文和附件（版式文件）", 292_017, 10, "a" * 64),
    Download("deadlines.ics", "完成时间，可加入日历", 2_000, None, "b" * 64),
)
YEARS = (
    YearEntry(2024, "某区财政局2024年度政务公开工作计划", "某区财政局", "2024年3月1日", "", LIVE),
    YearEntry(2023, SHIPPED.plan.head.title.value, "宝山区财政局", "2023年6月27日"),
)

Pages = Mapping[str, Path]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """The index, the page of the shipped sample, and one of a plan with everything, published and corrected."""
    folder = tmp_path_factory.mktemp("site")
    plan = SHIPPED.plan
    made = {
        "index": html.index_page(YEARS, STATED, TEMPLATES),
        "2023": html.year_page(Edition(compose(plan), plan, SHIPPED.site), FILES, TEMPLATES, years=YEARS),
        "2024": html.year_page(Edition(compose(RICH), RICH, STATED, LIVE), FILES, TEMPLATES, years=YEARS),
    }
    paths = {"index": folder / "index.html", "2023": folder / "2023/index.html", "2024": folder / "2024/index.html"}
    for name, path in paths.items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(made[name])
    return paths


NAMES = ("index", "2023", "2024")


@pytest.mark.validators
def test_validators_find_nothing(pages: Pages) -> None:
    assert html_validate(*pages.values()) == []
    assert nu(*pages.values()) == []


def test_the_page_of_2023_is_light(pages: Pages) -> None:
    assert pages["2023"].stat().st_size < 200_000


# --- as it looks --------------------------------------------------------------------------


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_everybody_can_read_it_at_every_width(browser: Browser, pages: Pages, name: str, width: int) -> None:
    with visit(browser, pages[name], width=width) as page:
        assert_readable(page, width)


@pytest.mark.parametrize("name", NAMES)
def test_at_400_percent_nothing_is_cut_off(browser: Browser, pages: Pages, name: str) -> None:
    """A window of 1280 px at 400 % shows 320 px; only a table of many columns may be scrolled across (WCAG 1.4.10)."""
    with visit(browser, pages[name], width=320, height=256) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        assert axe(page) == []


@pytest.mark.parametrize("name", NAMES)
def test_forced_colours_and_more_contrast_are_kept_to(browser: Browser, pages: Pages, name: str) -> None:
    with visit(browser, pages[name], forced_colors="active") as page:
        assert axe(page) == []
        page.emulate_media(forced_colors="none", contrast="more")
        assert axe(page) == []


def test_the_picture_has_its_text_beside_it(browser: Browser, pages: Pages) -> None:
    with visit(browser, pages["2023"]) as page:
        picture = page.get_by_role("img")
        assert picture.get_attribute("aria-label") == "各部门全年任务的图示，数字见后面的文字"
        expect(picture).to_be_visible()
        page.set_viewport_size({"width": 390, "height": 800})
        expect(picture).to_be_hidden()
        assert (
            page.locator(".year .said div").first.inner_text()
            == "办公室\n3月底前 1 项，5月底 1 项，8月 1 项，全年 5 项"
        )


# --- by keyboard ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_the_keyboard_reaches_everything_and_shows_where_it_is(browser: Browser, pages: Pages, name: str) -> None:
    with visit(browser, pages[name]) as page:
        wanted = page.evaluate(
            "[...document.querySelectorAll('a[href], button, select, [tabindex=\"0\"]')]"
            ".filter(one => one.checkVisibility()).length"
        )
        seen = []
        for _ in range(wanted):
            page.keyboard.press("Tab")
            seen.append(
                page.evaluate(
                    """() => {
                        const one = document.activeElement, look = getComputedStyle(one), box = one.getBoundingClientRect();
                        const at = [...document.querySelectorAll('*')].indexOf(one);
                        return [at, look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2,
                            box.width > 0 && box.left >= 0 && box.top < innerHeight && box.bottom > 0];
                    }"""
                )
            )
        places = [place for place, _, _ in seen]
        assert places == sorted(set(places)), "in the order of the page, each once"
        assert all(outlined for _, outlined, _ in seen)
        assert all(visible for _, _, visible in seen)


def test_the_skip_link_leads_past_the_head(browser: Browser, pages: Pages) -> None:
    with visit(browser, pages["2023"]) as page:
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("main")).to_be_focused()


def test_tasks_are_found_by_keyboard_alone(browser: Browser, pages: Pages) -> None:
    with visit(browser, pages["2023"]) as page:
        unit = page.locator("select[name=unit]")
        unit.focus()
        # the choices as the roster lists them: 全部, 办公室, 预算科, 采管科
        for _ in range(3):
            page.keyboard.press("ArrowDown")
        assert unit.evaluate("one => one.selectedOptions[0].text") == "采管科"
        expect(page.get_by_role("status")).to_have_text("共 16 项任务，显示 2 项")
        assert [(row[0], row[2]) for row in shown(page)] == [("3", "采管科"), ("4", "采管科、会计科、财监科")]
        # deadline, order, then the button
        for _ in range(3):
            page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="显示全部")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_have_text("共 16 项任务，全部显示")
        assert len(shown(page)) == 16


# --- finding tasks ----------------------------------------------------------------------------


def shown(page: Page) -> list[list[str]]:
    """The rows of the task table that is seen, every column filled, a group row with its words in each."""
    seen = page.locator("table.tasks").filter(visible=True)
    assert seen.count() == 1
    return table_rows(seen.evaluate("one => one.outerHTML"))


def table_rows(markup: str) -> list[list[str]]:
    article = f"<html><body><article>{markup}</article></body></html>"
    (grid,) = see.page(article.encode())
    assert isinstance(grid, see.Grid)
    return grid.words[1:]


@pytest.mark.parametrize("name", ["2023", "2024"])
def test_whatever_is_chosen_every_row_keeps_its_cells(browser: Browser, pages: Pages, name: str) -> None:
    """Every choice of unit, deadline and order, held against the plan itself."""
    plan = SHIPPED.plan if name == "2023" else RICH
    with visit(browser, pages[name]) as page:
        whole = shown(page)
        units, deadlines, orders = page.locator(".tools select").all()
        tasks = list(_tasks(plan))
        rows = [row for row in whole if len(set(row)) > 1]
        assert len(rows) == len(tasks)
        values = [
            one.locator("option").evaluate_all("all => all.map(one => [one.value, one.text])")
            for one in (units, deadlines, orders)
        ]
        for (unit, unit_name), (deadline, deadline_name), (order, _) in product(*values):
            if name == "2023" and unit and deadline:
                continue  # the other plan is held to every pair
            units.select_option(unit)
            deadlines.select_option(deadline)
            orders.select_option(order)
            wanted = [
                (known, row)
                for known, row in zip(tasks, rows, strict=True)
                if (not unit or unit_name in known.units) and (not deadline or deadline_name == known.deadline)
            ]
            if order == "deadline":
                wanted.sort(key=lambda one: one[0].due)
            elif order == "unit":
                order_of = [text for _, text in values[0][1:]]
                wanted.sort(key=lambda one: min(map(order_of.index, one[0].units)))
            found = shown(page)
            assert [row for row in found if len(set(row)) > 1] == [row for _, row in wanted]
            # every task of a group stands below the group's row, and no other does
            group = ""
            for row in found:
                if len(set(row)) == 1:
                    group = row[0]
                else:
                    known = tasks[rows.index(row)]
                    assert not known.group or group == known.group
            said = page.locator(".found").inner_text()
            assert said == (
                f"共 {len(tasks)} 项任务，全部显示" if len(wanted) == len(tasks)
                else f"共 {len(tasks)} 项任务，显示 {len(wanted)} 项" if wanted else "没有符合条件的任务"
            )  # fmt: skip


HEADED = replace(
    RICH,
    head=replace(
        RICH.head,
        annexes=(*RICH.head.annexes, RICH.head.annexes[-1]),
        heading_rows=True,
        columns=tuple(column for column in RICH.head.columns if column.role is not ColumnRole.GROUP),
    ),
    parts=(
        *RICH.parts,
        Section(Paragraph(SourceText("另项")), 1, (
            Section(Paragraph(SourceText("一节")), 2, (Item("己", SourceText("己"), (task_by("己事。", MAY, LEAD="预算科"),)),)),
            Section(Paragraph(SourceText("二节")), 2, (Item("庚", SourceText("庚"), (task_by("庚事。", SECOND, LEAD="办公室"),)),)),
        )),
    ),
)  # fmt: skip
"""The same with a row for each heading, two levels of them, an item that gathers others among them, and two tables of one name."""


@pytest.mark.validators
def test_every_task_that_is_found_stands_under_its_headings_and_no_heading_over_none(
    browser: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "index.html"
    path.write_bytes(html.year_page(Edition(compose(HEADED), HEADED, STATED), FILES, TEMPLATES))

    def told(page: Page) -> list[str]:
        return [row[0] if len(set(row)) == 1 else row[1] for row in shown(page)]

    with visit(browser, path) as page:
        whole = told(page)
        assert whole == [
            *("一、重点工作", "甲一。", "甲二。", "甲三。", "（二）乙组。", "丙事。", "丁事。", "丁又。"),
            *("二、其他工作", "戊事。", "三、另项", "（一）一节", "己事。", "（二）二节", "庚事。"),
        ]
        unit, deadline, order = page.locator(".tools select").all()
        unit.select_option(label="预算科")
        assert told(page) == [
            *("一、重点工作", "甲二。", "（二）乙组。", "丙事。", "丁又。", "三、另项", "（一）一节", "己事。"),
        ]
        deadline.select_option(label="5月底前")
        assert told(page) == ["三、另项", "（一）一节", "己事。"]
        unit.select_option("")
        order.select_option("deadline")
        assert told(page) == ["一、重点工作", "甲一。", "（二）乙组。", "丁事。", "三、另项", "（一）一节", "己事。"]
        page.get_by_role("button", name="显示全部").click()
        assert told(page) == whole
    assert html_validate(path) == []
    assert nu(path) == []


class Known:
    """A task as the plan has it: who does it, by when, and the words of the group it is in."""

    def __init__(self, task: Task, group: str) -> None:
        self.units = [unit.value for duty in task.assignments for unit in duty.units]
        self.deadline = task.deadline.text.value
        self.due = task.deadline.order()
        self.group = group


def _tasks(plan: Plan) -> Iterator[Known]:
    for item in _items(plan):
        if not item.is_group:
            yield from (Known(task, "") for task in item.tasks)
        for child in item.children:
            words = item.tasks[0].blocks[0]
            assert isinstance(words, Paragraph)
            yield from (Known(task, words.text.value) for task in child.tasks)


def _items(plan: Plan) -> Iterator[Item]:
    for part in plan.parts:
        if isinstance(part, Section):
            yield from (one for one in part.parts if isinstance(one, Item))
        elif isinstance(part, Item):
            yield part


# --- printed, and without scripts ----------------------------------------------------------------


def said(path: Path) -> Sequence[str]:
    """What the page's article says: every paragraph and cell, without blanks."""
    found = []
    for one in see.page(path.read_bytes()):
        match one:
            case see.Para():
                found.append(solid(one.words))
            case see.Grid():
                found += [solid(cell.words) for row in one.rows for cell in row if not cell.again]
    return found


@pytest.mark.parametrize("name", ["2023", "2024"])
def test_a_page_is_printed_as_it_is_shown_and_says_what_was_chosen(browser: Browser, pages: Pages, name: str) -> None:
    with visit(browser, pages[name]) as page:
        unit = page.locator("select[name=unit]")
        unit.select_option(index=1)
        page.locator("select[name=order]").select_option("deadline")
        chosen = shown(page)
        assert 0 < len(chosen) < len(see_tasks(pages[name]))
        page.emulate_media(media="print")
        assert shown(page) == chosen
        found = page.locator(".tools .found")
        expect(found).to_be_visible()
        assert found.get_attribute("data-chosen") == unit.locator("option:checked").inner_text()
        expect(page.locator(".tools legend")).to_be_hidden()
        page.emulate_media(media="screen")
        page.locator(".tools button").click()
        page.emulate_media(media="print")
        expect(found).to_be_hidden()
        assert shown(page) == see_tasks(pages[name])


@pytest.mark.parametrize("name", ["2023", "2024"])
def test_the_whole_text_is_printed(browser: Browser, pages: Pages, name: str) -> None:
    with visit(browser, pages[name]) as page:
        page.emulate_media(media="print")
        assert shown(page) == see_tasks(pages[name])
        for hidden in ("fieldset.tools", ".buttons", "nav.contents", ".side"):
            expect(page.locator(hidden)).to_be_hidden()
        expect(page.locator(".year svg[role=img]")).to_be_visible()
        with pdfplumber.open(BytesIO(page.pdf(format="A4"))) as paper:
            sheets = [solid(sheet.extract_text()) for sheet in paper.pages]
    # without a Chinese face on the machine Chromium prints boxes, which stand for as many characters
    assert sum(map(len, sheets)) > 0.9 * sum(map(len, said(pages[name])))


def see_tasks(path: Path) -> list[list[str]]:
    tables = [one for one in see.page(path.read_bytes()) if isinstance(one, see.Grid)]
    return tables[0].words[1:]


@pytest.mark.parametrize("name", ["2023", "2024"])
def test_without_scripts_nothing_is_missing_and_nothing_dead_is_there(
    browser: Browser, pages: Pages, name: str
) -> None:
    with visit(browser, pages[name], java_script_enabled=False) as page:
        assert page.locator("button:visible, select:visible").count() == 0
        words = solid(page.locator("article").inner_text())
        assert all(one in words for one in said(pages[name]))
        assert shown(page) == see_tasks(pages[name])


def test_buttons_print_and_change_the_size_of_words(browser: Browser, pages: Pages) -> None:
    with visit(browser, pages["2023"]) as page:
        size = "parseFloat(getComputedStyle(document.querySelector('.text p')).fontSize)"
        sizes = []
        for label in ("小号字", "中号字", "大号字"):
            button = page.get_by_role("button", name=label)
            button.click()
            expect(button).to_have_attribute("aria-pressed", "true")
            assert page.locator("[aria-pressed=true]").count() == 1
            sizes.append(page.evaluate(size))
        assert sizes == [16, 18, 22]
        page.evaluate("window.print = () => { document.title = 'printed' }")
        page.get_by_role("button", name="打印").click()
        assert page.title() == "printed"


def test_links_within_the_page_and_the_site_lead_somewhere(pages: Pages) -> None:
    for path in pages.values():
        root: Any = reader.document_fromstring(path.read_text("utf-8"))
        for link in root.xpath("//a/@href"):
            if link.startswith("#"):
                assert root.get_element_by_id(link[1:]) is not None
            elif not link.startswith("https:") and not link.endswith((".pdf", ".ics", ".atom")):
                assert (path.parent / link).is_file(), link


@pytest.mark.parametrize(
    ("plant", "said"),
    [
        ("<img src='https://www.example.gov.cn/a.png' alt='甲'>", r"www\.example\.gov\.cn"),
        ("<script>document.title = '甲'</script>", "Content Security Policy"),
        ("<p style='color: red'>甲</p>", "Content Security Policy"),
    ],
    ids=["an image from outside", "another script", "a style of its own"],
)
def test_what_is_not_the_pages_own_is_held_back_and_noticed(
    browser: Browser, pages: Pages, tmp_path: Path, plant: str, said: str
) -> None:
    planted = tmp_path / "planted.html"
    planted.write_text(pages["index"].read_text("utf-8").replace("</h1>", f"</h1>{plant}"), "utf-8")
    with pytest.raises(AssertionError, match=said), visit(browser, planted) as page:
        page.wait_for_load_state()
