"""`zwgk serve` in a real browser: what is saved is shown, what is broken leaves the last good sight, nobody else is answered.

Nothing here asserts a time; `make bench` prints how long a save takes to be seen.
"""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import pypdfium2
import pytest
from playwright.sync_api import Browser, FrameLocator, Page

from pipeline.serve.preview import Preview
from tests import validators
from tests.builders import ROOT

pytestmark = pytest.mark.slow

PATIENCE = 120_000
"""Milliseconds after which what was waited for will not come: far more than anything takes."""

ITEM = "content/2023/items/政策解读.md"


@dataclass
class Running:
    """A preview that runs in a folder of its own."""

    folder: Path
    process: "subprocess.Popen[str]"
    address: str

    @property
    def host(self) -> str:
        return urlsplit(self.address).netloc

    @property
    def path(self) -> str:
        return urlsplit(self.address).path

    def file(self, name: str) -> Path:
        return self.folder / name

    def save(self, name: str, change: Callable[[str], str]) -> None:
        """Save a file changed."""
        self.write(name, change(self.file(name).read_text("utf-8")))

    def write(self, name: str, words: str) -> None:
        """Save as most editors do: beside the file, then one rename."""
        path = self.file(name)
        fresh = path.with_name(f"{path.name}~")
        fresh.write_text(words, "utf-8")
        fresh.replace(path)

    def get(self, name: str = "", method: str = "GET", **headers: str) -> "tuple[int, dict[str, str], bytes]":
        return asked(self.host, method, self.path + name, [(key.replace("_", "-"), headers[key]) for key in headers])


def asked(host: str, method: str, path: str, headers: list[tuple[str, str]]) -> tuple[int, dict[str, str], bytes]:
    """One request as it is written; without a Host among the headers, the right one."""
    connection = http.client.HTTPConnection(host, timeout=PATIENCE / 1000)
    with closing(connection):
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for key, value in headers if any(key == "Host" for key, _ in headers) else [("Host", host), *headers]:
            connection.putheader(key, value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read()


def start(folder: Path, *words: str, **environment: str) -> Running:
    call = [sys.executable, "-m", "pipeline", "serve", "--no-open", *words]
    process = subprocess.Popen(call, cwd=folder, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment})
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    assert address.startswith("http://127.0.0.1:"), address
    return Running(folder, process, address)


def end(running: Running, sign: signal.Signals = signal.SIGINT) -> int:
    running.process.send_signal(sign)
    code = running.process.wait(PATIENCE / 1000)
    assert running.process.stdout is not None
    running.process.stdout.close()
    return code


@contextmanager
def serving(folder: Path, *words: str, **environment: str) -> Iterator[Running]:
    shutil.copytree(ROOT / "content", folder / "content", dirs_exist_ok=True)
    (folder / "templates" / "office").mkdir(parents=True)
    running = start(folder, "--port", "0", *words, **environment)
    try:
        yield running
    finally:
        code = end(running)
    assert code == 0


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A preview of the sample that no test changes, with its page made."""
    with serving(tmp_path_factory.mktemp("serve")) as running:
        until = time.monotonic() + PATIENCE / 1000
        while running.get("page/")[0] != 200:
            assert time.monotonic() < until, "no page was made"
            time.sleep(0.05)
        yield running


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """A preview of the sample that is one test's own."""
    with serving(tmp_path) as one:
        yield one


@contextmanager
def seen(browser: Browser, running: Running, *, width: int = 1280, height: int = 900, **how: Any) -> Iterator[Page]:
    """The preview in a window; when it is left, it has asked nobody but the preview, and nothing has gone wrong in it."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", reduced_motion="reduce", **how
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    asked_for: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))
    # a picture of a printing that was overtaken meanwhile is gone; the page asks for the newer one
    overtaken = re.compile(r"/paper/\d+/\d+\.bmp\?")
    page.on("console", lambda one: wrong.append(one.text) if not overtaken.search(one.location["url"]) else None)
    page.on("pageerror", lambda fault: wrong.append(str(fault)))
    page.goto(running.address)
    page.wait_for_selector("#frame[data-version]")
    yield page
    context.close()
    assert [url for url in asked_for if not url.startswith((running.address, "data:", "about:"))] == []
    # scripts of the previewed page rest, and lines that are cut while the server is away are said by the browser itself
    known = ("Blocked script execution in", "Failed to load resource: net::ERR_")
    assert [words for words in wrong if not words.startswith(known)] == []


def year_page(page: Page) -> FrameLocator:
    return page.frame_locator("#frame")


def wait_for(page: Page, words: str) -> None:
    """Wait until the page of the year holds the words."""
    year_page(page).locator("article").get_by_text(words).first.wait_for(state="attached")


def printed(page: Page, before: str = "") -> str:
    """Wait until the visible sheets are those of another printing than `before`, and tell which."""
    other = f':not([data-version="{before}"])'
    sheets = page.wait_for_selector(f'#panel-sheets[data-version]:not([data-version=""]){other}')
    assert sheets is not None
    return sheets.get_attribute("data-version") or ""


def words_of(pdf: bytes) -> str:
    """The words of a PDF without white space, read by a program that does not write it."""
    file = pypdfium2.PdfDocument(pdf)
    with closing(file):
        return "".join("".join(sheet.get_textpage().get_text_range().split()) for sheet in file)


def state_of(page: Page) -> dict[str, object]:
    told: dict[str, object] = json.loads(page.evaluate("JSON.stringify(state)"))
    return told


# --- what is saved is seen ----------------------------------------------------------------


def test_a_saved_change_shows_in_the_page_and_on_paper(running: Running, browser: Browser) -> None:
    with seen(browser, running) as page:
        assert page.title() == "预览 - 宝山区财政局2023年度政务公开工作计划"
        running.save(ITEM, lambda words: words.replace("政策解读", "政策说明解读", 1))
        wait_for(page, "政策说明解读")
        page.click("#tab-paper")
        first = printed(page)
        picture = page.locator('[data-page="2"]')
        picture.scroll_into_view_if_needed()
        printed(page)
        before = picture.screenshot()
        # written into the file itself, as simple editors do
        path = running.file(ITEM)
        path.write_text(path.read_text("utf-8").replace("政策说明解读", "政策再说明解读"), "utf-8")
        printed(page, first)
        assert picture.screenshot() != before
        assert "政策再说明解读" in words_of(running.get("plan.pdf")[2])
        page.click("#tab-page")
        wait_for(page, "政策再说明解读")


def test_what_is_looked_at_stays_where_it_is(running: Running, browser: Browser) -> None:
    with seen(browser, running) as page:
        page.evaluate(
            """() => {
                const view = document.getElementById("frame").contentWindow;
                view.scrollTo(0, 1500);
                window.kept = [...view.document.querySelectorAll("article p")].find(
                    one => one.getBoundingClientRect().top > 50);
            }"""
        )
        top = page.evaluate("kept.getBoundingClientRect().top")
        # a long paragraph comes in above what is looked at
        long = "新的一段。" * 80
        running.save("content/2023/plan.md", lambda words: words.replace("## 主要工作", f"{long}\n\n## 主要工作"))
        wait_for(page, long)
        assert page.evaluate("document.getElementById('frame').contentWindow.scrollY") > 1500
        assert abs(page.evaluate("kept.getBoundingClientRect().top") - top) <= 1
        page.click("#tab-paper")
        printed(page)
        page.evaluate("document.getElementById('panel-sheets').scrollTop = 2000")
        first = printed(page)
        running.save(ITEM, lambda words: words.replace("政策解读", "政策说明解读", 1))
        printed(page, first)
        assert page.evaluate("document.getElementById('panel-sheets').scrollTop") == 2000


def test_a_fault_is_shown_with_place_and_remedy_and_goes_when_mended(running: Running, browser: Browser) -> None:
    with seen(browser, running) as page:
        good = running.file(ITEM).read_text("utf-8")
        running.save(ITEM, lambda words: words.replace("完成时间: ", "完成时间: 2023年2月30日，原为", 1))
        fault = page.locator("details.must").first
        fault.wait_for()
        assert not page.locator(".where").first.is_visible()
        fault.locator("summary").focus()
        page.keyboard.press("Enter")
        assert fault.locator(".where").inner_text().startswith(f"{ITEM}:")
        assert fault.locator(".hint").inner_text()
        assert page.locator("#levels [data-level=必改] b").inner_text() != "0"
        # it blocks nothing: what would be issued is shown
        assert page.locator("#stale").is_hidden()
        running.save(ITEM, lambda _: good)
        fault.wait_for(state="detached")
        assert page.locator("#levels [data-level=必改] b").inner_text() == "0"


BROKEN = {
    "a record that is no YAML": ("content/units.yaml", lambda words: words + "\n  - [", "units.yaml"),
    "a file that is not there": (
        "content/2023/plan.md",
        lambda words: words.replace("政策解读.md", "没有.md", 1),
        "没有文件",
    ),
    "a character that cannot be printed": (ITEM, lambda words: words + "\n尾\x0c声。\n", "控制字符"),
    "a head that does not end": (ITEM, lambda words: words.replace("\n---\n", "\n", 1), "头部"),
}


def test_a_broken_plan_leaves_the_last_good_sight_and_says_why(running: Running, browser: Browser) -> None:
    with seen(browser, running) as page:
        first = year_page(page).locator("h1").inner_text()
        for name, change, reason in BROKEN.values():
            good = running.file(name).read_text("utf-8")
            running.save(name, change)
            page.locator("#stale", has_text=reason).wait_for()
            assert "上一次完好的样子" in page.locator("#stale").inner_text()
            assert page.locator("#view").get_attribute("class") == "old"
            assert year_page(page).locator("h1").inner_text() == first
            page.click("#tab-paper")
            assert page.locator("#stale").is_visible()
            page.click("#tab-page")
            running.write(name, good)
            page.locator("#stale").wait_for(state="hidden")
        # our own fault: a template of the office's that does not fit
        for name, tab in (("page.html", "page"), ("plan.html", "paper")):
            page.click(f"#tab-{tab}")
            template = running.file(f"templates/office/{name}")
            template.write_text("{{ nobody_gives_this }}", "utf-8")
            page.locator("#stale", has_text="模板").wait_for()
            assert name in page.locator("#stale").inner_text()
            template.unlink()
            page.locator("#stale").wait_for(state="hidden")


def test_a_plan_that_is_broken_from_the_start_says_so_and_comes_right(tmp_path: Path, browser: Browser) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    plan = tmp_path / "content" / "2023" / "plan.md"
    good = plan.read_text("utf-8")
    plan.rename(plan.with_suffix(".away"))
    with serving_as_it_is(tmp_path) as running:
        context = browser.new_context(locale="zh-CN")
        page = context.new_page()
        page.goto(running.address)
        page.locator("#stale", has_text="还没有可以看的").wait_for(timeout=PATIENCE)
        assert running.get("page/")[0] == running.get("plan.pdf")[0] == 404
        plan.write_text(good, "utf-8")
        wait_for(page, "深化部门预决算")
        assert page.locator("#stale").is_hidden()
        context.close()


@contextmanager
def serving_as_it_is(folder: Path) -> Iterator[Running]:
    running = start(folder, "--port", "0")
    try:
        yield running
    finally:
        code = end(running, signal.SIGTERM)
    assert code == 0


def test_nothing_of_a_marked_file_is_shown_any_more(running: Running, browser: Browser) -> None:
    with seen(browser, running) as page:
        page.click("#tab-paper")
        printed(page)
        running.save(ITEM, lambda words: words + "\n机密★五年，某某专项的内容。\n")
        page.locator("#stale", has_text="保密工作机构").wait_for()
        page.wait_for_selector("#panel-sheets:not(:has(.sheet))", state="attached")
        page.wait_for_selector('#frame[data-version=""]', state="attached")
        assert running.get("page/")[0] == running.get("plan.pdf")[0] == 404
        told = json.dumps(state_of(page), ensure_ascii=False) + page.content()
        assert "密" in told
        for words in ("机密", "某某专项", "政策解读", "深化部门预决算"):
            assert words not in told.replace(ITEM, "")
        running.save(ITEM, lambda words: words.partition("\n机密")[0] + "\n")
        page.click("#tab-page")
        wait_for(page, "深化部门预决算")


def test_the_newest_of_many_saves_is_shown_of_a_hundred_items(tmp_path: Path, browser: Browser) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    plan = tmp_path / "content" / "2023" / "plan.md"
    head, rest = plan.read_text("utf-8").split("## 主要工作\n")
    lines = [f"- [第{number}项](items/项{number}.md)" for number in range(100)]
    for number in range(100):
        (tmp_path / f"content/2023/items/项{number}.md").write_text(
            f"---\n责任部门: 办公室\n完成时间: 6月底前\n---\n\n第{number}项工作，做好信息公开。\n", "utf-8"
        )
    plan.write_text(head + "## 主要工作\n\n" + "\n".join(lines) + "\n\n" + rest.lstrip(), "utf-8")
    with serving_as_it_is(tmp_path) as running, seen(browser, running) as page:
        assert page.locator(".go").count() >= 100
        last = "content/2023/items/项99.md"
        first = running.file(last).read_text("utf-8")
        for number in range(5):
            running.write(last, first + f"这是第{number}次保存。\n")
        wait_for(page, "这是第4次保存")
        page.locator('.go[data-item="项99"]').click()
        assert page.evaluate("document.getElementById('frame').contentWindow.scrollY") > 1000
        page.click("#tab-annex")
        printed(page)
        page.wait_for_selector("#state.good")
        assert "这是第4次保存" in words_of(running.get("plan.pdf")[2])


# --- how it is used -------------------------------------------------------------------------


def test_a_preview_that_is_started_anew_is_found_again(tmp_path: Path, browser: Browser) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    running = start(tmp_path, "--port", "0")
    with seen(browser, running) as page:
        page.click("#tab-paper")
        first = printed(page)
        assert end(running) == 0
        page.locator("#state", has_text="正在重连").wait_for()
        assert page.locator(".sheet img").first.is_visible()
        running.save(ITEM, lambda words: words.replace("政策解读", "政策说明解读", 1))
        again = start(tmp_path, "--port", urlsplit(running.address).netloc.partition(":")[2])
        assert again.address == running.address
        printed(page, first)
        page.locator("#state", has_text="与磁盘上的内容一致").wait_for()
        page.click("#tab-page")
        wait_for(page, "政策说明解读")
    assert end(again) == 0


HIDE = """hidden => {
  Object.defineProperty(document, "hidden", { get: () => hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_pages_out_of_sight_leave_the_lines_to_those_in_sight(running: Running, browser: Browser) -> None:
    """A browser keeps six lines to one address; each page in sight holds one for as long as it is looked at."""
    with seen(browser, running) as first:
        page = first
        for _ in range(6):
            page.evaluate(HIDE, True)
            page = first.context.new_page()
            page.goto(running.address)
            page.wait_for_selector("#frame[data-version]")
        running.save(ITEM, lambda words: f"{words.rstrip()}看得见的先看到。\n")
        wait_for(page, "看得见的先看到。")
        assert year_page(first).get_by_text("看得见的先看到。").count() == 0
        first.evaluate(HIDE, False)
        wait_for(first, "看得见的先看到。")


def test_a_draft_is_shown_as_it_is(tmp_path: Path, browser: Browser) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    call = [sys.executable, "-m", "pipeline"]
    subprocess.run([*call, "new", "2024"], cwd=tmp_path, check=True, capture_output=True)
    listed = [*call, "check", "2024", "--format", "json"]
    checked = subprocess.run(listed, cwd=tmp_path, check=False, capture_output=True, text=True).stdout
    with serving_as_it_is(tmp_path) as running, seen(browser, running) as page:
        assert "2024年度" in page.locator("#title").inner_text()
        marks = len(page.locator("details.must", has_text="待核").all())
        assert page.locator("#draft").inner_text() == f"草稿，待核 {marks} 处"
        assert marks == checked.count('"P071"') > 0
        year_page(page).locator(".stage").wait_for()
        page.click("#tab-paper")
        printed(page)
        stage = year_page(page).locator(".stage").text_content()
        assert stage
        assert stage in words_of(running.get("plan.pdf")[2])


def test_paper_is_what_build_writes_and_nothing_else_is_written(tmp_path: Path, browser: Browser) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    with serving_as_it_is(tmp_path) as running, seen(browser, running) as page:
        page.click("#tab-paper")
        printed(page)
        content = running.get("plan.pdf")[2]
        assert [path.name for path in tmp_path.iterdir()] == ["content"]
    assert same_tree(tmp_path / "content", ROOT / "content")
    subprocess.run([sys.executable, "-m", "pipeline", "build"], cwd=tmp_path, check=True, capture_output=True)
    assert content == (tmp_path / "build" / "2023" / "plan.pdf").read_bytes()


def same_tree(one: Path, other: Path) -> bool:
    return {path.relative_to(one): path.read_bytes() for path in one.rglob("*") if path.is_file()} == {
        path.relative_to(other): path.read_bytes() for path in other.rglob("*") if path.is_file()
    }


def test_an_item_is_found_in_each_view(still: Running, browser: Browser) -> None:
    with seen(browser, still) as page:
        go = page.locator('.go[data-item="政府开放日"]')
        go.click()
        assert go.get_attribute("aria-current") == "true"
        top = year_page(page).get_by_text("（十）").first.evaluate("one => one.getBoundingClientRect().top")
        assert 0 <= top < 200
        for tab in ("#tab-paper", "#tab-annex"):
            page.click(tab)
            printed(page)
            page.wait_for_selector('#panel-sheets:not([data-marked=""])')
            assert page.evaluate("document.getElementById('panel-sheets').scrollTop") == 0
            go.click()
            assert page.evaluate("document.getElementById('panel-sheets').scrollTop") > 500
        assert page.locator('[data-page="1"]').is_hidden()


def test_everything_is_reached_by_keyboard(still: Running, browser: Browser) -> None:
    with seen(browser, still) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.locator("#tab-page").focus()
        for key, tab in (("ArrowRight", "paper"), ("ArrowRight", "annex"), ("Home", "page"), ("End", "annex")):
            page.keyboard.press(key)
            assert page.evaluate("document.activeElement.id") == f"tab-{tab}"
            assert page.locator(f"#tab-{tab}").get_attribute("aria-selected") == "true"
        page.locator("details summary").first.focus()
        page.keyboard.press("Enter")
        assert page.locator("details .where").first.is_visible()
        page.locator("#levels [data-level=供参考]").focus()
        page.keyboard.press("Space")
        assert page.locator("details.note").count() == 0
        assert page.locator("details.ask").count() > 0


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(still: Running, browser: Browser, width: int, colours: str) -> None:
    with seen(browser, still, width=width, color_scheme=colours) as page:
        views = ["page", "paper"] if width > 800 else ["list", "page", "paper"]
        for view in views:
            page.click(f"#tab-{view}")
            if view == "paper":
                printed(page)
            if view != "page" or width > 800:
                page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
            assert validators.axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width


# --- who is answered ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", "events", "page/", "plan.pdf", "serve.js"])
@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Host", "evil.example"),
        ("Host", "evil.example:{port}"),
        ("Host", "127.0.0.1"),
        ("Host", ""),
        ("Origin", "http://evil.example"),
        ("Origin", "https://{host}"),
        ("Origin", "null"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
    ],
)
def test_strangers_are_refused(still: Running, name: str, header: str, value: str) -> None:
    stated = value.format(host=still.host, port=still.host.partition(":")[2])
    status, _, words = asked(still.host, "GET", still.path + name, [(header, stated)])
    assert status == 403
    assert "财政" not in words.decode()


def test_the_own_page_is_answered_by_both_names_of_the_machine(still: Running) -> None:
    port = still.host.partition(":")[2]
    for host in (still.host, f"localhost:{port}", f"LOCALHOST:{port}"):
        assert asked(still.host, "GET", still.path, [("Host", host)])[0] == 200
    own = [("Origin", f"http://{still.host}"), ("Sec-Fetch-Site", "same-origin")]
    assert asked(still.host, "GET", f"{still.path}page/", own)[0] == 200


def test_a_request_of_two_hosts_is_refused(still: Running) -> None:
    twice = [("Host", still.host), ("Host", "evil.example")]
    assert asked(still.host, "GET", still.path, twice)[0] == 403


def test_an_address_without_its_last_stroke_is_led_on(still: Running) -> None:
    status, headers, _ = asked(still.host, "GET", still.path.removesuffix("/"), [])
    assert (status, headers["location"]) == (301, still.path)
    assert asked(still.host, "GET", still.path.removesuffix("/")[:-1], [])[0] == 403


@pytest.mark.parametrize("path", ["/", "/wrong/", "/wrong/page/", "//", "/{token}x/", "/{short}/", "http://{host}/"])
def test_without_the_token_nothing_is_told(still: Running, path: str) -> None:
    token = still.path.strip("/")
    asked_for = path.format(token=token, short=token[:-1], host=still.host)
    status, _, words = asked(still.host, "GET", asked_for, [])
    assert status == 403
    assert token not in words.decode()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "MADEUP"])
def test_only_reading_is_allowed(still: Running, method: str) -> None:
    status, headers, _ = asked(still.host, method, still.path, [])
    assert (status, headers["allow"]) == (405, "GET")


@pytest.mark.parametrize(
    "name",
    [
        "../../../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "page/../../content/site.yaml",
        "site.yaml",
        "content/2023/plan.md",
        "serve.html",
        "paper/1/0.bmp?w=500",
        "paper/1/99.bmp?w=500",
        "paper/1/1.bmp",
        "paper/1/1.bmp?w=99999",
        "paper/1/../1.bmp?w=500",
    ],
)
def test_no_other_file_is_reached(still: Running, name: str) -> None:
    assert still.get(name)[0] == 404


def test_every_answer_is_kept_by_nobody_and_runs_no_strangers_script(still: Running) -> None:
    patience = time.monotonic() + PATIENCE / 1000
    while still.get("page/")[0] != http.HTTPStatus.OK and time.monotonic() < patience:
        time.sleep(0.05)
    for name in ("", "serve.css", "serve.js", "page/", "site.yaml"):
        _, headers, _ = still.get(name)
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none';")
        assert "unsafe-eval" not in policy
        assert "http" not in policy
    assert "sandbox" in still.get("page/")[1]["content-security-policy"]
    assert "script-src 'self'" in still.get()[1]["content-security-policy"]


def test_it_listens_on_this_machine_alone(still: Running) -> None:
    port = int(still.host.partition(":")[2])
    with socket.socket() as other:
        # another address of this machine is still free at that port
        other.bind(("127.0.0.2", port))


# --- how it begins and ends ------------------------------------------------------------------


def zwgk(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    call = [sys.executable, "-m", "pipeline", "serve", "--no-open", *words]
    return subprocess.run(call, cwd=folder, capture_output=True, text=True, check=False)


def test_what_cannot_begin_says_why(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    assert zwgk(tmp_path, "2031").returncode == 2
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        told = zwgk(tmp_path, "--port", str(taken.getsockname()[1]))
    assert told.returncode == 1
    assert "--port" in told.stderr
    item = tmp_path / ITEM
    item.write_text(item.read_text("utf-8") + "\n机密★五年\n", "utf-8")
    told = zwgk(tmp_path)
    assert told.returncode == 1
    assert "保密工作机构" in told.stderr
    assert "机密" not in told.stderr + told.stdout


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_error_in_the_watching_thread_is_reported(tmp_path: Path) -> None:
    """What is shown would be outdated, and nobody would notice."""

    class Failing(Preview):
        def reload(self) -> None:
            raise RecursionError

    failed = Event()
    preview = Failing(tmp_path, 2023, (), failed.set)
    preview.start()
    assert failed.wait(10)
    preview.stop()


def test_it_leaves_nothing_behind(tmp_path: Path, browser: Browser) -> None:
    """Printings that were overtaken in the middle, too."""
    # a short name: a socket lies in it, whose address may have 107 bytes
    with tempfile.TemporaryDirectory() as scratch:
        with serving(tmp_path, TMPDIR=scratch) as running, seen(browser, running) as page:
            page.click("#tab-paper")
            last = printed(page)
            for number in range(4):
                running.save(ITEM, lambda words: f"{words.rstrip()}又一句。\n")
                wait_for_look(page, number)
            printed(page, last)
            page.wait_for_selector("#state.good")
            # the press that is seen and the one that rehearses
            assert len(list(Path(scratch).glob("zwgk-serve-*"))) <= 2
        assert [path.name for path in Path(scratch).rglob("*") if path.is_file()] == []


def wait_for_look(page: Page, number: int) -> None:
    wait_for(page, "又一句。" * (number + 1))
