"""What stands at the portal against what was packaged: a CMS that strips styles is accepted, a changed word is found."""

import json
import re
import shutil
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import docx
import pytest

from pipeline.check.session import check_year
from pipeline.cli.messages.command import command_line
from pipeline.cli.messages.verify import Compared, describe_standing
from pipeline.publish.portal.packaged import load_packaged
from pipeline.publish.portal.standing import Mismatch, Packaged, Standing, compare_standing, stated_hour
from pipeline.publish.status import load_status
from pipeline.readers.document import Table
from pipeline.readers.load import read_document
from pipeline.render.web.portal_pages import plain_text
from tests.office_year import call, done

pytestmark = pytest.mark.slow

HOUR = "2024-03-07 09:30"


@pytest.fixture(scope="module")
def office(bureau: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The 2023 plan, published and registered."""
    folder = tmp_path_factory.mktemp("verified") / "office"
    shutil.copytree(bureau, folder, symlinks=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("ZWGK_FONTS", raising=False)
        done("published", "2023", "--at", HOUR, "--url", "https://www.example.gov.cn/plan.html")
        done("publish", "2023")
    return folder


@pytest.fixture
def here(office: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(office)
    return office


def fragment() -> bytes:
    return Path("build/2023/fragment.html").read_bytes()


FRAME = """<html><head><meta charset="utf-8"><title>某区人民政府</title>{labels}</head><body>
<div class="nav"><a href="/">首页</a> <a href="/zwgk">政务公开</a></div><p>您现在的位置：首页 &gt; 政务公开</p>
<h1>{title}</h1><p>发布时间：{hour} 来源：某局</p>
<div class="con">{body}</div>
<p>附件：<a href="/files/{name}">{name}</a></p><p>分享到：</p><div class="foot">主办单位：某区人民政府</div></body></html>"""
TITLE = "宝山区财政局2023年度政务公开工作计划"


def portal(body: str, *, hour: str = HOUR, title: str = TITLE, name: str | None = None, labels: str = "") -> Path:
    """The article as a portal shows it, saved from a browser."""
    attached = next(Path("build/2023/发布包/3-附件").iterdir()).name
    page = FRAME.format(labels=labels, title=title, hour=hour, body=body, name=attached if name is None else name)
    path = Path("saved.html")
    path.write_text(page, "utf-8")
    return path


def stripped() -> str:
    """The body without any style, class or heading: what is left are p, br, strong and tables."""
    return re.sub(r' (?:style|role|aria-level|scope|class)="[^"]*"', "", fragment().decode())


@pytest.fixture(scope="module")
def packaged(office: Path) -> Packaged:
    """What was packaged, read once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(office)
        found = load_packaged(Path("build"), "", load_status(check_year(Path("content"), 2023)))
    assert isinstance(found, Packaged)
    return found


def kinds(packaged: Packaged, path: Path) -> list[str]:
    page = read_document(path.name, path.read_bytes())
    return [found.kind.name.lower() for found in compare_standing(packaged, Standing(page))]


def told(path: Path) -> list[str]:
    """The same by the verb."""
    result = call("verify", str(path), "--year", "2023", "--format", "json")
    assert result.exit_code in (0, 1), result.output
    return [found["kind"] for found in json.loads(result.stdout)]


def test_the_same_words_are_accepted_however_a_cms_left_them(here: Path, packaged: Packaged) -> None:
    assert here.is_dir()
    assert kinds(packaged, portal(fragment().decode())) == []
    assert kinds(packaged, portal(stripped())) == []
    # every paragraph broken into spans, blanks between, entities
    assert kinds(packaged, portal(re.sub(r"([，。])", r"<span>\1</span> &nbsp;", stripped()))) == []
    # nothing but lines of text, the table's rows too
    lines = "".join(f"<p>{line}</p>" for line in plain_rows())
    assert kinds(packaged, portal(lines)) == []


def plain_rows() -> list[str]:
    """The body as lines; of a table's rows without the cells that reach down into them."""
    document = read_document("fragment.html", fragment())
    lines: list[str] = []
    for block in document.blocks:
        lines += (
            block.text.split("\n")
            if not hasattr(block, "rows")
            else ["".join(cell.text for cell in row.cells) for row in block.rows]
        )
    assert plain_text(fragment())
    return lines


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("优化政策服务", "优化政府服务", [Mismatch.LINE_MISSING, Mismatch.LINE_MISSING]),
        ("8月份开展一次", "9月份开展一次", [Mismatch.LINE_MISSING, Mismatch.LINE_MISSING]),
        ("（四）", "（五）", [Mismatch.LINE_MISSING]),
    ],
)
def test_a_changed_word_is_found(here: Path, packaged: Packaged, old: str, new: str, expected: list[Mismatch]) -> None:
    assert here.is_dir()
    body = stripped()
    assert old in body
    assert kinds(packaged, portal(body.replace(old, new))) == [kind.name.lower() for kind in expected]


def test_what_is_missing_added_or_moved_is_told(here: Path, packaged: Packaged) -> None:
    assert here.is_dir()
    body = stripped()
    paragraphs = re.findall(r"<p>.*?</p>", body, re.DOTALL)
    third = paragraphs[3]
    assert kinds(packaged, portal(body.replace(third, ""))) == ["line_missing"]
    assert kinds(packaged, portal(body.replace(third, third + "<p>小编注：以下从略。</p>"))) == ["line_added"]
    moved = body.replace(third, "").replace(paragraphs[5], paragraphs[5] + third)
    assert kinds(packaged, portal(moved)) in (["line_moved"], ["line_moved", "line_moved"])
    rows = re.findall(r"<tr>.*?</tr>", body, re.DOTALL)
    assert kinds(packaged, portal(body.replace(rows[4], ""))) == ["line_missing"]


# --- as a CMS leaves it ----------------------------------------------------------------------

MENU = "".join(f'<li><a href="/{n}.html">{text}</a></li>' for n, text in enumerate(
    ("首页", "办公室", "相关科室", "全年", "序号", "2023年", "一、主要工作")))  # fmt: skip


def in_layout_tables(body: str, labels: str, name: str) -> str:
    """The whole page in tables; every run in a span, empty paragraphs between, the file renamed."""
    body = body.replace(
        "<p>", '<p style="LINE-HEIGHT: 2"><span style="FONT-FAMILY: 仿宋_GB2312">&ensp;&ensp;&ensp;&ensp;'
    )
    body = re.sub(
        "([，；])", r'</span><span lang="EN-US">\1</span><span>', body.replace("</p>", "</span></p><p>&nbsp;</p>")
    )
    body = body.replace("<td>", '<td width="87"><p class="MsoNormal"><span>').replace(
        "</td>", "<o:p></o:p></span></p></td>"
    )
    return (
        f"<html><head><title>{TITLE}_某区</title>{labels}</head><body><table><tr><td><ul>{MENU}</ul></td><td><table>"
        f"<tr><td><b>{TITLE}</b></td></tr><tr><td>发布日期：{HOUR}:00　来源：某局　字体：[大 中 小]</td></tr>"
        f'<tr><td><div class="TRS_Editor">{body}</div></td></tr>'
        f'<tr><td><img src="pdf.gif"><a href="./P0202307.pdf">{name}</a></td></tr></table></td></tr></table></body></html>'
    )


def in_one_paragraph(body: str, labels: str, name: str) -> str:
    """Paragraphs as lines ended by <br>; the file's name in its address alone."""
    lines = re.sub("</?strong>", "", body).replace("<p>", "&nbsp;&nbsp;&nbsp;&nbsp;").replace("</p>", "<br/><br/>")
    return (
        f"<html><head>{labels}</head><body><ul>{MENU}</ul><h2>{TITLE}</h2><span>发布时间：{HOUR}</span> 浏览次数：12"
        f'<div id="vsb_content">{lines}<br/>附件1：<a href="/upload/{quote(name)}">点击下载</a></div>'
        f"<div>上一篇：{TITLE}解读</div></body></html>"
    )


def in_broken_lines(body: str, labels: str, name: str) -> str:
    """Long paragraphs and cells broken by <br>, blanks inside days, the title in two lines; the file is an icon."""
    body = re.sub(r"(<p>[^<]{30,60}，)", "\\1<br>\u200b", body)
    body = re.sub("(<td[^>]*>)([^<&]{12})", r"\1\2<br/>", body)
    body = re.sub(r"(\d+)([月年])", r"<u></u>\1&nbsp;\2", body)
    return (
        f"<html><head>{labels}</head><body><ul>{MENU}</ul><h1>{TITLE[:12]}<br/>{TITLE[12:]}</h1>"
        f"<p>发布时间: 2024年03月07日 &nbsp; 信息来源: 某局</p><div>{body}</div>"
        f'<p>附件：<a href="/down.jsp?file=1"><img src="f.png" alt="{name}"></a></p></body></html>'
    )


def once(old: str, new: str) -> Callable[[str], str]:
    return lambda body: body.replace(old, new, 1)


def without(tag: str, index: int) -> Callable[[str], str]:
    return lambda body: body.replace(re.findall(rf"<{tag}>.*?</{tag}>", body, re.DOTALL)[index], "", 1)


def twice(body: str) -> str:
    paragraph = re.findall("<p>.*?</p>", body, re.DOTALL)[3]
    return body.replace(paragraph, paragraph * 2, 1)


PLANTED: dict[str, tuple[Callable[[str], str], str]] = {
    "nothing": (str, ""),
    "a day in the text": (once("8月份", "9月份"), "line_missing"),
    "a day in the table": (lambda body: "9月份".join(body.rsplit("8月份", 1)), "line_missing"),
    "a unit": (once("；配合部门：相关科室", ""), "line_missing"),
    "a row": (without("tr", 4), "line_missing"),
    "the last row": (without("tr", -1), "line_missing"),
    "the first paragraph": (without("p", 0), "line_missing"),
    "the last paragraph": (without("p", -1), "line_missing"),
    "a paragraph twice": (twice, "line_added"),
}


@pytest.mark.parametrize("cms", [in_layout_tables, in_one_paragraph, in_broken_lines])
def test_every_cms_shows_what_was_planted_and_nothing_else(
    here: Path, packaged: Packaged, cms: Callable[[str, str, str], str]
) -> None:
    assert here.is_dir()
    labels = "".join(f'<meta name="{name}" content="{value}">' for name, value in packaged.labels.items())
    (name,) = (Path(path).name for path in packaged.attachments)

    def found(body: str, labels: str = labels, name: str = name) -> list[str]:
        page = read_document("page.html", cms(body, labels, name).encode())
        return [difference.kind.name.lower() for difference in compare_standing(packaged, Standing(page))]

    for what, (plant, kind) in PLANTED.items():
        planted = plant(stripped())
        assert (planted == stripped()) == (not kind), what
        assert set(found(planted)) == ({kind} if kind else set()), what
        assert kind != "line_missing" or len(found(planted)) == 1, what
    assert found(stripped(), labels.replace('name="Author" content="', 'name="Author" content="某')) == [
        "label_differs"
    ]
    assert found(stripped(), re.sub('<meta name="Author"[^>]*>', "", labels)) == ["label_missing"]
    assert found(stripped(), name="别的.pdf") == ["attachment_missing"]


def test_hour_title_labels_and_attachments_are_compared(here: Path, packaged: Packaged) -> None:
    assert here.is_dir()
    body = stripped()
    assert kinds(packaged, portal(body, hour="2024-03-08 10:00")) == ["hour_differs"]
    assert kinds(packaged, portal(body, hour="2024年3月7日")) == []
    assert kinds(packaged, portal(body, hour="待定")) == ["hour_missing"]
    assert kinds(packaged, portal(body, hour="2024-07-03")) == ["hour_differs", "too_late"]
    assert kinds(packaged, portal(body, title="另一个标题")) == ["title_missing"]
    assert kinds(packaged, portal(body, name="别的.pdf")) == ["attachment_missing"]
    page = Path("build/site/2023/index.html").read_text("utf-8")
    labels = "".join(
        re.findall(
            r"<meta name=\"(?:ArticleTitle|PubDate|Author|ContentSource|Keywords|Description|Site\w+|Column\w+)\"[^>]*>",
            page,
        )
    )
    assert kinds(packaged, portal(body, labels=labels)) == []
    assert kinds(packaged, portal(body, labels=labels.replace(f'content="{TITLE}"', 'content="计划"'))) == [
        "label_differs"
    ]
    without = re.sub(r"<meta name=\"Author\"[^>]*>", "", labels)
    assert kinds(packaged, portal(body, labels=without)) == ["label_missing"]


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("发布时间：2023-07-03 09:30:00 来源", "2023-07-03 09:30"),
        ("发布日期:2023年7月3日", "2023年7月3日"),
        ("时间待定", ""),
    ],
)
def test_the_hour_is_read_as_portals_write_it(text: str, hour: str) -> None:
    page = read_document("page.html", f"<html><body><p>{text}</p><p>正文</p></body></html>".encode())
    words, found = stated_hour(page)
    assert (words.startswith(hour), found is not None) == (True, bool(hour))


def test_a_folder_with_page_and_attachments_is_compared_byte_for_byte(here: Path) -> None:
    assert here.is_dir()
    folder = Path("portal")
    shutil.copytree("build/2023/发布包/3-附件", folder)
    portal(stripped()).rename(folder / "page.html")
    (folder / "other.html").write_text("<p>别的文章</p>", "utf-8")
    assert told(folder) == []
    attached = next(path for path in folder.iterdir() if path.suffix == ".pdf")
    attached.write_bytes(attached.read_bytes() + b"\n")
    assert told(folder) == ["attachment_differs"]
    # what was packaged, held against itself
    assert told(Path("build/2023/发布包/3-附件")) == []
    said = done("verify", "build/2023/发布包/3-附件", "--year", "2023")
    assert said.strip() == "都相同：附件；没有给网页，文字、网页标签、发布时间没有核对"


class Portal(BaseHTTPRequestHandler):
    """A portal with one page; counts how often it is asked."""

    asked = 0

    def do_GET(self) -> None:
        type(self).asked += 1
        self.send_response(200 if self.path == "/plan.html" else 404)
        self.end_headers()
        self.wfile.write(Path("saved.html").read_bytes())

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Portal)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_page_is_fetched_once(here: Path, address: str) -> None:
    assert here.is_dir()
    portal(stripped())
    before = Portal.asked
    assert "都相同" in done("verify", f"{address}/plan.html", "--year", "2023")
    assert Portal.asked == before + 1
    result = call("verify", f"{address}/gone.html", "--year", "2023")
    assert (result.exit_code, "取不到" in result.stderr) == (1, True)


def sheet_rows(sheet: Path) -> list[list[str]]:
    """The rows below the head of a sheet to file, without their numbers."""
    (table,) = (block for block in read_document(sheet.name, sheet.read_bytes()).blocks if isinstance(block, Table))
    rows = [[cell.text if cell else "" for cell in row] for row in table.grid()]
    return [row[1:] for row in rows if row[0].isdigit()]


def test_the_sheet_to_file_lists_what_agreed_too(here: Path, packaged: Packaged) -> None:
    """Everything that was compared has a row with its result; what could not be compared says so."""
    assert here.is_dir()
    path = portal(stripped())
    result = call("verify", str(path), "--year", "2023", "--format", "xlsx", "--date", "3月9日")
    rows = sheet_rows(Path(result.stdout.strip()))
    name = next(iter(packaged.attachments))
    body = [row for row in rows if row[0] in ("正文各段", "表格各行")]
    counts = [re.sub(r"\D", "", row[1]) for row in body]
    assert [row[1:4] for row in body] == [
        [f"共 {counts[0]} 段", f"相同 {counts[0]} 段", "相同"],
        [f"共 {counts[1]} 行", f"相同 {counts[1]} 行", "相同"],
    ]
    assert int(counts[1]) >= 16
    assert [row[:4] for row in rows if row not in body] == [
        ["标题", TITLE, TITLE, "相同"],
        ["网页标签", "、".join(packaged.labels), "", "没有核对"],
        ["发布时间", HOUR, HOUR, "相同"],
        ["公开期限", "2024年4月2日前", HOUR, "在期限内"],
        ["附件", name, name, "有这个名称，文件没有核对"],
    ]
    files = Path("build/2023/发布包/3-附件")
    result = call("verify", str(files), "--year", "2023", "--format", "xlsx", "--date", "2024-03-10")
    rows = sheet_rows(Path(result.stdout.strip()))
    assert [row[3] for row in rows] == [*["没有核对"] * 3, "相同"]


def test_the_sheet_to_file_has_every_difference(here: Path) -> None:
    assert here.is_dir()
    path = portal(stripped().replace("优化政策服务", "优化政府服务"))
    result = call("verify", str(path), "--year", "2023", "--format", "xlsx", "--date", "2024-03-08")
    sheet = Path(result.stdout.strip())
    assert (result.exit_code, sheet.name) == (1, f"《{TITLE}》发布后核验表-2024-03-08.xlsx")
    text = "".join(paragraph.text for paragraph in read_document(sheet.name, sheet.read_bytes()).paragraphs())
    assert "2024年3月8日" in text
    rows = sheet_rows(sheet)
    changed = [index for index, row in enumerate(rows) if row[0] == "少了或改了的文字"]
    at = changed[0]
    assert rows[at - 1][0] == "正文各段"
    assert sum(int(re.sub(r"\D", "", row[3])) for row in rows if row[3].startswith("不同 ")) == len(changed)
    assert ("优化政策服务" in rows[at][1], "优化政府服务" in rows[at][2], rows[at][3]) == (True, True, "不同")
    assert call("verify", str(path), "--format", "xlsx").exit_code == 2
    assert call("verify", "没有这个文件").exit_code == 2


def test_a_package_of_earlier_words_is_not_compared(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(here, tmp_path / "office", symlinks=True)
    monkeypatch.chdir(tmp_path / "office")
    path = portal(stripped())
    package = Path("build/2023/发布包/2-正文.html")
    package.write_text(package.read_text("utf-8").replace("优化政策服务", "优化政府服务"), "utf-8")
    result = call("verify", str(path), "--year", "2023")
    assert (result.exit_code, "发布包是以前的文字" in result.stderr) == (1, True)
    shutil.rmtree("build/2023/发布包")
    assert "还没有发布包" in call("verify", str(path), "--year", "2023").stderr


# --- put away --------------------------------------------------------------------------------


def entries(path: str) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(Path(path).read_bytes())) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_two_packages_of_a_year(here: Path) -> None:
    assert here.is_dir()
    paths = done("archive", "2023").splitlines()
    public, kept = (entries(path) for path in paths)
    site = {path.name for path in Path("build/site/2023").iterdir()}
    attached = {path.name for path in Path("build/2023/发布包/3-附件").iterdir()}
    assert set(public) == {f"网页/{name}" for name in site} | {f"附件/{name}" for name in attached} | {"清单.json"}
    content = {
        f"2023/{path.relative_to('content/2023').as_posix()}"
        for path in Path("content/2023").rglob("*")
        if path.is_file()
    }
    records = {name for name in ("units.yaml", "words.yaml", "site.yaml") if Path("content", name).is_file()}
    assert set(kept) == content | records | {f"公开/{name}" for name in public if name != "清单.json"} | {"清单.json"}
    assert "2023/published.yaml" in kept
    # nothing of the registers in what is handed over
    for name, data in public.items():
        assert b"content/" not in data or name.endswith((".pdf", ".docx", ".xlsx")), name
    listing = json.loads(kept["清单.json"])
    assert {entry["名称"] for entry in listing["文件"]} == set(kept) - {"清单.json"}
    first = [Path(path).read_bytes() for path in paths]
    done("archive", "2023")
    assert [Path(path).read_bytes() for path in paths] == first


def test_what_the_office_adds_goes_into_the_archive_alone(here: Path, tmp_path: Path) -> None:
    assert here.is_dir()
    returned = tmp_path / "交回"
    (returned / "确认单").mkdir(parents=True)
    (returned / "确认单" / "国库科.docx").write_bytes(b"form")
    (tmp_path / "盖章件.pdf").write_bytes(b"sealed")
    paths = done("archive", "2023", "--with", str(returned), "--with", str(tmp_path / "盖章件.pdf")).splitlines()
    public, kept = (entries(path) for path in paths)
    assert (kept["其他/交回/确认单/国库科.docx"], kept["其他/盖章件.pdf"]) == (b"form", b"sealed")
    assert not any("其他" in name for name in public)
    result = call("archive", "2023", "--with", str(returned), "--with", str(returned))
    assert (result.exit_code, "交回/确认单/国库科.docx" in result.stderr) == (1, True)


def test_what_is_missing_in_the_archive_is_said(here: Path) -> None:
    assert here.is_dir()
    result = call("archive", "2023")
    assert result.exit_code == 0
    assert "--with" in result.stderr
    assert "归档卷里没有发布记录" not in result.stderr


def test_before_an_hour_is_registered_the_hour_is_not_compared(packaged: Packaged, here: Path) -> None:
    assert here.is_dir()
    unregistered = replace(packaged, published=None)
    page = portal(stripped(), hour="")
    assert kinds(unregistered, page) == []
    told = list(describe_standing((), command_line(), 2023, Compared(hour=False, labels=True)))
    assert "published 2023" in told[0]
    assert "发布时间" not in told[-1]
    assert kinds(unregistered, portal(stripped())) == ["hour_not_registered"]


def test_a_site_that_somebody_changed_is_not_put_away(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(here, tmp_path / "office", symlinks=True)
    monkeypatch.chdir(tmp_path / "office")
    page = Path("build/site/2023/index.html")
    page.write_text(page.read_text("utf-8").replace("优化", "美化"), "utf-8")
    shutil.rmtree("build/archive", ignore_errors=True)
    result = call("archive", "2023")
    assert (result.exit_code, Path("build/archive").exists()) == (1, False)


def test_the_summary_of_a_month_lists_what_was_registered_in_it(here: Path) -> None:
    assert here.is_dir()

    def rows(period: str) -> list[list[str]]:
        path = done("review", "2023", "--summary", period).strip()
        tables = docx.Document(path).tables
        return [[cell.text for cell in row.cells] for row in tables[0].rows[1:]] if tables else []

    assert [(row[2], row[3]) for row in rows("2024-03") if row[2] == "公开"] == [("公开", "2024年3月7日")]
    year = [row[2] for number in ("2023", "2024") for row in rows(number)]
    assert sorted(year) == sorted(["属性认定", "发布审查", "签发", "公开"])
    assert rows("2020") == []
    for words in (("--summary", "七月"), ("--summary", "2023-13"), ("--summary", "2023", "--diff")):
        assert call("review", "2023", *words).exit_code == 2
