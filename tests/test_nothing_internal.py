"""Nothing that is only ours reaches a published file: every kind of it is planted, everything that goes out is searched.

Published is what lies in build/site, in the 发布包 and in the 移交包; files inside files (the data in the PDF, the
parts of a Word file) are opened to the last.
"""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pdfplumber
import pikepdf
import pytest
from click.testing import CliRunner

from pipeline.cli.main import zwgk

MARK = "隐"
"""Stands in everything that may not get out, and in nothing that may."""

FILES = {
    "content/site.yaml": """# 批注隐甲：网站
样例: 否
网站名称: 某区人民政府
域名: www.example.gov.cn
标识码: "3101130001"
网址: https://www.example.gov.cn/jh/
栏目名称: 工作计划
栏目描述: 年度计划
栏目关键词: 计划
栏目类别: 信息公开目录
公开附件: PDF、Word、附件Word、附件Excel、CSV、JSON、日历
""",
    "content/units.yaml": """# 批注隐乙：科室
科室:
- 名称: 办公室
  全称: 隐全称办公室
  类别: 隐类别
- 名称: 旧科
  停用: 2020年1月1日
  改为: 办公室
- 名称: 会计科
统称:
- 各科室
""",
    "content/words.yaml": "# 批注隐丙：用语\n",
    "content/2024/plan.md": """---
标题: 某局2024年度政务公开工作计划
发文机关: 某局
成文日期: 2024年3月5日
公开属性: 主动公开
附件: 2024年度政务公开任务分解表
---

<!-- 批注隐丁：开头 -->
为做好工作，制定本计划。

## 主要工作

<!-- 批注隐戊：清单 -->
- [隐短标题甲](items/隐文件甲.md)
- [隐短标题乙](items/隐文件乙.md)

## 工作要求

抓好落实。
""",
    "content/2024/items/隐文件甲.md": """---
沿用: 2023/隐旧事项
对应要点: 《隐上级要点》（七）、隐要点二（三）
责任部门: 办公室
完成时间: 2月底
---

做好公开，每月25日报送。

<!-- 批注隐己：事项 -->
""",
    "content/2024/items/隐文件乙.md": "---\n责任部门: 会计科\n完成时间: 1月底\n---\n\n推进政策服务。<!-- 批注隐庚：行内 -->\n\n<!-- 已核实 D004：隐理由子 -->\n",
    "content/2024/稿本/隐稿本.md": "隐稿本\n",
    "content/2024/progress.yaml": """# 隐台账
- 事项: 隐文件甲
  经过:
  - 登记: 2024年3月1日
    状态: 已完成
    完成日期: 2024年2月28日
    佐证:
    - 隐佐证
    说明: 隐说明
    延期至: 2024年3月31日
    延期理由: 隐理由丁
    来源: 隐来源
""",
    "content/2024/opinions.yaml": """# 隐意见
- 稿本: 隐稿
  科室: 隐科
  答复:
  - 登记: 2024年2月1日
    事项: 隐文件甲
    意见: 隐建议
    采纳: 不采纳
    理由: 隐理由戊
""",
    "content/2024/annual.yaml": "文字:\n  总体情况: 隐总体\n信息处理费: 隐费\n",
    "content/2024/import-report.md": "隐导入\n",
}

REGISTERED = (
    ("review", "2024", "--register", "--stage", "属性认定", "--basis", "隐凭据一", "--date", "2024-3-1", "--post", "隐岗位员"),
    ("review", "2024", "--register", "--stage", "发布审查", "--basis", "隐凭据二", "--date", "2024-3-1", "--post", "隐岗位员"),
    ("issue", "2024", "--basis", "隐凭据三", "--date", "2024-3-5"),
    ("published", "2024", "--at", "2024-03-07 09:30", "--url", "https://www.example.gov.cn/jh/2024/"),
    ("review", "2024", "--register", "--stage", "发布审查", "--basis", "隐凭据四", "--date", "2024-3-8", "--post", "隐岗位员",
     "--correction", "第一项的时限应为2月底。"),
    ("published", "2024", "--at", "2024-03-09 09:30", "--correction", "第一项的时限应为2月底。"),
)  # fmt: skip


def zw(*words: str) -> str:
    result = CliRunner().invoke(zwgk, words)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder where something internal stands wherever it can, reviewed, signed, published and corrected."""
    # its own path may not get out either
    folder = tmp_path_factory.mktemp("隐目录")
    for name, words in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(words, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("ZWGK_FONTS", raising=False)
        for step in REGISTERED:
            zw(*step)
        # papers of the year, below the same build/
        zw("list", "2024", "--all-units", "--format", "docx")
        zw("save", "2024", "--as", "征求意见稿")
        zw("consult", "2024@征求意见稿")
        zw("submit", "2024")
        zw("progress", "2024", "--as-of", "2024-03-05", "--sheets")
        zw("report", "2024", "--period", "半年")
        assert MARK in Path("build/progress/2024/office.ics").read_text("utf-8")
        zw("check", "2024", "--acknowledge", "D004", "--item", "隐文件甲", "--reason", "隐理由丑")
        zw("publish")
        zw("archive", "2024")
    return folder


def opened(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """The file's bytes, and those of everything in it: members of a package, objects and attachments of a PDF."""
    yield name, content
    if content.startswith(b"PK\3\4"):
        with zipfile.ZipFile(BytesIO(content)) as package:
            for info in package.infolist():
                yield from opened(f"{name}/{info.filename}", package.read(info))
    if content.startswith(b"%PDF"):
        with pikepdf.open(BytesIO(content)) as paper:
            for number, thing in enumerate(paper.objects):
                if isinstance(thing, pikepdf.Stream):
                    yield from opened(f"{name}#{number}", bytes(thing.read_bytes()))
                yield f"{name}#{number}的键", b"\n".join(strings(thing))
        # on a page stand numbers of glyphs, not words
        with pdfplumber.open(BytesIO(content)) as read:
            yield from ((f"{name}#{page.page_number}面", (page.extract_text() or "").encode()) for page in read.pages)


def strings(thing: pikepdf.Object) -> Iterator[bytes]:
    """Every string and name directly in an object of a PDF, in UTF-8."""
    if isinstance(thing, pikepdf.String | pikepdf.Name):
        yield str(thing).encode()
    elif isinstance(thing, pikepdf.Array):
        for one in thing.as_list():
            if is_direct(one):
                yield from strings(one)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for key, one in thing.items():
            yield key.encode()
            if is_direct(one):
                yield from strings(one)


def is_direct(thing: object) -> bool:
    return isinstance(thing, pikepdf.Object) and not thing.is_indirect


def going_out(office: Path) -> Iterator[tuple[str, bytes]]:
    for folder in (office / "build/site", office / "build/2024/发布包"):
        for path in sorted(folder.resolve().rglob("*")):
            name = path.relative_to(folder.resolve()).as_posix()
            yield name, name.encode()
            if path.is_file():
                yield from opened(name, path.read_bytes())
    yield from opened("移交包.zip", (office / "build/archive/2024/移交包.zip").read_bytes())


ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
INTERNAL = ("content/", "/items/", ".md", "范式", "units.yaml", "site.yaml", "登记表")


def test_nothing_internal_gets_out(office: Path) -> None:
    searched = list(going_out(office))
    names = {name for name, _ in searched}
    for expected in (
        "2024/index.html",
        "feed.atom",
        "2024/plan.docx/word/document.xml",
        "3-附件/某局2024年度政务公开工作计划.docx/docProps/core.xml",
        "4-发布前核对单.docx/word/document.xml",
        "3-附件/2024年度政务公开任务分解表.xlsx/xl/sharedStrings.xml",
        "1-录入单.html",
        "移交包.zip/网页/plan.pdf",
    ):
        assert expected in names
    found = [
        (name, words)
        for name, content in searched
        for words in (MARK, *INTERNAL, office.name, *percent(MARK))
        for encoding in (ENCODINGS if words == MARK else ("utf-8",))
        if words.encode(encoding) in content and not (encoding != "utf-8" and is_packed(name))
    ]
    assert found == []


def percent(words: str) -> tuple[str, ...]:
    """The words as an address, a JSON file and a page may have them."""
    return quote(words), quote(words).lower(), f"\\u{ord(words):04x}", f"&#{ord(words)};"


def is_packed(name: str) -> bool:
    """Whether the bytes are a face, a picture or packed: any two of them stand there by chance."""
    return "#" in name or name.endswith((".pdf", ".docx", ".xlsx", ".zip"))


def test_what_the_office_keeps_is_in_the_archive_alone(office: Path) -> None:
    kept = dict(opened("归档卷.zip", (office / "build/archive/2024/归档卷.zip").read_bytes()))
    for name in ("progress.yaml", "opinions.yaml", "annual.yaml", "issued.yaml"):
        assert MARK.encode() in kept[f"归档卷.zip/2024/{name}"], name


def test_the_search_finds_what_is_planted(office: Path) -> None:
    """The searched files do hold what they should: the words, the data inside the PDF, the hour, the 更正."""
    searched = dict(going_out(office))
    inside = b"\n".join(content for name, content in searched.items() if name.startswith("2024/plan.pdf#"))
    for words in ("做好公开，每月25日报送。", '"tasks"', "某局2024年度政务公开工作计划"):
        assert words.encode() in inside, words
    assert "第一项的时限应为2月底。".encode() in searched["2024/index.html"]
    assert b"2024-03-07 09:30" in searched["1-录入单.html"]
    assert MARK.encode() in (office / "content/2024/issued.yaml").read_bytes()


def test_what_is_planted_is_taken_for_what_it_is(office: Path) -> None:
    acknowledged = CliRunner().invoke(zwgk, ["-C", str(office / "content"), "check", "2024"])
    assert "已核实 2 处" in acknowledged.output + acknowledged.stderr
    registers = ("acknowledged.yaml", "issued.yaml", "reviews/2024-03-08-发布审查.yaml")
    assert all(MARK in (office / "content/2024" / name).read_text("utf-8") for name in registers)
