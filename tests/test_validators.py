"""Independent validators over the finished files: OOXML, HTML by two checkers, axe in a browser; PDF, calendar and data
have theirs in test_pdf, test_elements and test_data.

One plan is the real one; the others are as odd as content allows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import Phase, given, settings
from playwright.sync_api import sync_playwright

from pipeline.model import FreeAnnex, ItemTitle, Layout, Orientation, Plan, Published, Site, TaskTable
from pipeline.render.compose import compose
from pipeline.render.web import page as html
from pipeline.render.web.edition import Edition
from pipeline.render.web.fragment import fragment
from pipeline.render.web.page import Download, YearEntry
from pipeline.render.word import document as docx
from pipeline.render.xlsx import workbook as sheet
from pipeline.source import SourceText
from pipeline.typography import gbt9704 as standard
from tests import validators
from tests.browsing import CHROMIUM
from tests.builders import TEMPLATES, paragraph
from tests.plans import ALL_COLUMNS, BOX, LONG, NO_ANNEX, ODD_PLAN, SEVERAL, awkward, of_2023
from tests.strategies import examples, plans

pytestmark = pytest.mark.validators


PLANS: Mapping[str, Plan] = {
    "2023": of_2023(),
    "odd": ODD_PLAN,
    "awkward": awkward(),
    "several": replace(
        SEVERAL, head=replace(SEVERAL.head, item_title=ItemTitle.OWN_LINE, stage=SourceText("征求意见稿"))
    ),
    "no-annex": NO_ANNEX,
    "long": LONG,
    "free": replace(
        SEVERAL,
        head=replace(
            SEVERAL.head,
            columns=ALL_COLUMNS,
            annex_orientation=Orientation.LANDSCAPE,
            layout=Layout.GBT_9704,
            annexes=(
                FreeAnnex(SourceText("联系表"), "联系", (BOX, paragraph("注。"))),
                TaskTable(SourceText("任务表")),
            ),
        ),
    ),
}

SITES: Mapping[str, tuple[Site, Published | None]] = {
    "bare": (Site(), None),
    "full": (
        Site(
            (
                ("网站名称", "某区人民政府“<b>”"),
                ("域名", "www.example.gov.cn"),
                ("标识码", "3101139999"),
                ("网址", "https://www.example.gov.cn/zwgk/"),
                ("栏目名称", "工作计划&要点"),
                ("栏目类别", "信息公开目录"),
                ("联系方式", "021-00000000"),
                ("ICP备案号", "沪ICP备00000000号"),
                ("党政机关标识", "https://www.example.gov.cn/jg"),
            ),
            sample=True,
        ),
        Published(datetime(2024, 3, 8, 9, 0, tzinfo=UTC), "https://www.example.gov.cn/zwgk/1.html"),
    ),
}
DOWNLOADS = (Download("plan.pdf", "公文版", 292_017, 10), Download("tasks.csv", "任务数据", 12))


# --- Word and Excel ----------------------------------------------------------------------


def office_files(plan: Plan) -> Iterator[tuple[str, bytes]]:
    document, page = compose(plan), standard.PAGES[plan.head.layout.value]
    shell = TEMPLATES[0] / "plan.docx"
    yield "plan.docx", docx.plan(document, shell, page)
    if any(one.is_tasks for one in document.annexes):
        yield "annex.docx", docx.annex(document, shell, page)
        yield "annex.xlsx", sheet.annex(document, page)


def objections(plan: Plan, folder: Path) -> list[str]:
    found = []
    for name, content in office_files(plan):
        (folder / name).write_bytes(content)
        found += [f"{name} {one}" for one in validators.ooxml(folder / name)]
    return found


@pytest.mark.parametrize("name", PLANS)
def test_nothing_is_found_in_word_and_excel_files(name: str, tmp_path: Path) -> None:
    assert objections(PLANS[name], tmp_path) == []


@given(plans())
@settings(max_examples=examples(3), phases=[Phase.generate])
def test_nothing_is_found_in_the_files_of_any_plan(tmp_path_factory: pytest.TempPathFactory, plan: Plan) -> None:
    assert objections(plan, tmp_path_factory.mktemp("any")) == []


def test_the_validator_of_office_files_finds_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "good.docx").write_bytes(dict(office_files(PLANS["2023"]))["plan.docx"])
    with ZipFile(tmp_path / "good.docx") as good, ZipFile(tmp_path / "bad.docx", "w") as bad:
        for name in good.namelist():
            bad.writestr(name, good.read(name).replace(b"<w:body>", b"<w:body><w:unknown/>"))
    assert len(validators.ooxml(tmp_path / "bad.docx")) == 1


# --- pages -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pages:
    """Every page of every plan and site as a file: fragments as pages of a portal, pages, indexes."""

    fragments: tuple[Path, ...]
    whole: tuple[Path, ...]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    folder = tmp_path_factory.mktemp("pages")
    fragments, whole = [], []
    for name, plan in PLANS.items():
        document = compose(plan)
        file = folder / f"fragment-{name}.html"
        file.write_text(validators.document(fragment(document, TEMPLATES).decode(), "正文"), "utf-8")
        fragments.append(file)
        for kind, (site, published) in SITES.items():
            if published and name not in ("2023", "odd"):
                continue
            entries = [YearEntry(plan.year, plan.head.title.value, published=published)]
            for what, content in {
                "page": html.year_page(
                    Edition(document, plan, site, published), DOWNLOADS, TEMPLATES, years=entries if published else ()
                ),
                "index": html.index_page(entries, site, TEMPLATES),
            }.items():
                file = folder / f"{what}-{kind}-{name}.html"
                file.write_bytes(content)
                whole.append(file)
    return Pages(tuple(fragments), tuple(whole))


def test_the_nu_checker_finds_nothing(pages: Pages) -> None:
    assert validators.nu(*pages.fragments, *pages.whole) == []


def test_a_browser_finds_no_fault_in_pages_and_nothing_against_their_policy(pages: Pages) -> None:
    said: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("console", lambda message: said.append(f"{page.url}: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
        for file in pages.whole:
            page.goto(file.as_uri())
        browser.close()
    assert said == []


def test_html_validate_finds_nothing_in_pages(pages: Pages) -> None:
    assert validators.html_validate(*pages.whole) == []


def test_html_validate_finds_nothing_in_fragments(pages: Pages) -> None:
    """A portal's editor keeps styles only inline, and has headings of its own: ours are paragraphs that say they are headings."""
    assert validators.html_validate(*pages.fragments, without=("no-inline-style", "prefer-native-element")) == []


def test_the_checkers_of_pages_find_what_is_wrong(tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text(validators.document("<p id=1><table><tr><td>甲</table><p id=1><blink>", "坏"), "utf-8")
    assert validators.nu(bad)
    assert validators.html_validate(bad)
