"""plan.pdf, measured: where every character stands, in which face, what the file claims, the same bytes every time."""

import os
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib import metadata
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from pikepdf import pdfa

from pipeline import fonts
from pipeline.errors import FontError, TemplateError, ZwgkError
from pipeline.fonts import Faces
from pipeline.model import (
    Column,
    ColumnRole,
    Deadline,
    DeadlineKind,
    FreeAnnex,
    Item,
    Link,
    Orientation,
    Section,
    Strong,
    Table,
    TaskTable,
)
from pipeline.parse import parse
from pipeline.readers import pdf as finished
from pipeline.render.pdf import justify, weasyprint_adapter
from pipeline.render.pdf.weasyprint_adapter import Attachment
from pipeline.source import SourceText, load_year
from pipeline.typography import gbt9704 as standard
from tests.builders import MIXED, TABLE_TITLE, TITLE, item, paragraph, plan_of
from tests.pdf_geometry import ROOT, TEMPLATES, pages, written

pytestmark = pytest.mark.slow

MM = standard.MM_PER_PT
LEFT, RIGHT = 28.0, 184.0
FIRST, NUMBER = 37.0, 269.0
NEVER_FIRST = set("，。、；：？！）》〉】〕”’·～％…")
NEVER_LAST = set("（《〈【〔“‘")


class Row:
    """Characters on one base line, from left to right."""

    def __init__(self, chars: list[Any]) -> None:
        self.chars = sorted(chars, key=lambda char: char["x0"])
        self.text = "".join(char["text"] for char in self.chars)
        self.left = self.chars[0]["x0"] * MM
        self.right = self.chars[-1]["x1"] * MM
        self.top = self.chars[0]["top"] * MM
        self.fonts = {char["fontname"].split("+")[1] for char in self.chars}

    def __repr__(self) -> str:
        return self.text


def rows(page: Any, left: float = 0.0, right: float = 1000.0) -> list[Row]:
    """The page's lines from top to bottom, without the page number; `left` and `right` bound them in mm."""
    found: dict[float, list[Any]] = {}
    for char in page.chars:
        if char["upright"] and char["fontname"].split("+")[1] != "song" and left <= char["x0"] * MM < right:
            found.setdefault(round(char["matrix"][5], 1), []).append(char)
    return [Row(found[base]) for base in sorted(found, reverse=True)]


def ruled(page: Any) -> tuple[float, float]:
    """The topmost and the lowest line ruled over the whole width of the page, in mm from its top."""
    picture = page.to_image(resolution=200).original.convert("L")
    dot = 25.4 / 200
    inside = range(round(30 / dot), round((page.width * MM - 38) / dot), 5)
    dark = [y for y in range(picture.height) if all(picture.getpixel((x, y)) < 200 for x in inside)]
    return dark[0] * dot, dark[-1] * dot


def columns_of(page: Any) -> list[float]:
    """Where the table's columns are ruled from its top to its foot, in mm from the left."""
    picture = page.to_image(resolution=200).original.convert("L")
    dot = 25.4 / 200
    top, foot = ruled(page)
    inside = range(round(top / dot) + 2, round(foot / dot) - 1, 3)
    dark = [x for x in range(picture.width) if all(picture.getpixel((x, y)) < 200 for y in inside)]
    return [x * dot for place, x in enumerate(dark) if not place or x - dark[place - 1] > 2]


def lines_of(content: bytes) -> list[Row]:
    return [row for page in pages(content) for row in rows(page)]


# --- the type area ---------------------------------------------------------------


@pytest.mark.parametrize(("page", "first"), [(standard.GBT_33476, FIRST), (standard.GBT_9704, 39.33)])
def test_a_page_holds_22_lines_of_28_characters(faces: Faces, page: standard.Page, first: float) -> None:
    found = rows(pages(written(plan_of(paragraph("政" * 28 * 60), annexes=()), faces, page))[1])
    assert [len(row.text) for row in found] == [28] * 22
    assert found[0].top == pytest.approx(first, abs=0.02)
    assert {round(row.left, 2) for row in found} == {LEFT}
    pitch = (found[-1].top - found[0].top) / 21
    assert pitch == pytest.approx(page.line_mm, abs=0.005)


def test_every_full_line_ends_at_the_right_edge(faces: Faces) -> None:
    body = paragraph(MIXED * 12, Strong(3, 10), Link(20, 40, "https://www.example.gov.cn/"), Strong(95, 120))
    body_lines = [row for row in lines_of(written(plan_of(body, annexes=()), faces)) if "fang" in row.fonts][:-3]
    assert len(body_lines) > 40
    # drawn positions are rounded down to a thousandth of the size at each of 27 gaps
    for row in body_lines:
        assert 183.84 <= row.right <= 184.005, row


def test_latin_words_and_numbers_are_not_opened(faces: Faces) -> None:
    opened = 0
    for row in lines_of(written(plan_of(paragraph(MIXED * 6), annexes=()), faces))[2:-4]:
        for one, other in pairwise(row.chars):
            gap = other["x0"] - one["x1"]
            if one["text"].isascii() and other["text"].isascii() and " " not in (one["text"], other["text"]):
                assert gap == pytest.approx(0, abs=0.02), row
            elif gap > 0.1:
                opened += 1
    assert opened


def test_last_lines_and_broken_titles_are_not_stretched(faces: Faces) -> None:
    long = "某某市某某区人力资源和社会保障局关于进一步深化2024年度政务公开工作的实施计划"
    found = lines_of(written(plan_of(paragraph("政" * 40), title=SourceText(long), annexes=()), faces))
    for row in found:
        if row.fonts == {"title"} or (row.text.startswith("政" * 14) and len(row.text) < 20):
            assert row.right - row.left == pytest.approx(sum(c["x1"] - c["x0"] for c in row.chars) * MM, abs=0.01)
    assert sum(row.fonts == {"title"} for row in found) > 1


def test_no_line_begins_or_ends_with_a_forbidden_mark(faces: Faces) -> None:
    chance = random.Random(9704)  # noqa: S311 - any fixed words will do
    pieces = [
        "政务",
        "公开",
        "“政策”",
        "、",
        "，",
        "。",
        "《要点》",
        "（试行）",
        "·",
        "～",
        "2024年",
        "6月27日",
        "第3次",
        "98％",
        "……",
    ]
    paragraphs = [paragraph("开" + "".join(chance.choices(pieces, k=80)).replace("，。", "。")) for _ in range(12)]
    found = [row.text for row in lines_of(written(plan_of(*paragraphs, annexes=()), faces)) if "fang" in row.fonts]
    for above, below in pairwise(found):
        assert below[0] not in NEVER_FIRST, (above, below)
        assert above[-1] not in NEVER_LAST, (above, below)
        assert not (above[-1].isdigit() and below[0] in "年月日次％"), (above, below)
        assert not (above[-1] in "年月" and below[0].isdigit() and above[-2].isdigit()), (above, below)
        assert not (above[-1] == "第" and below[0].isdigit()), (above, below)


def test_characters_that_control_lines_are_not_in_the_text(faces: Faces) -> None:
    content = written(plan_of(paragraph(MIXED * 2)), faces)
    read = "".join(row.text for row in lines_of(content))
    assert "\u200b" not in read
    assert "\u2060" not in read
    assert "International standards organization" in read
    assert (MIXED * 2).replace(" ", "") in read.replace(" ", "")


def test_a_long_address_stays_on_the_page(faces: Faces) -> None:
    address = "https://www.example.gov.cn/" + "verylongname" * 12 + "/2024/index.html?a=1&b=2"
    for row in lines_of(written(plan_of(item("一", f"详见{address}。" * 3)), faces)):
        assert row.right <= 184.01, row


def test_a_long_last_paragraph_begins_where_it_can(faces: Faces) -> None:
    content = written(plan_of(paragraph("政" * 28 * 60), annexes=()), faces)
    assert sum(row.text.count("政政") for row in rows(pages(content)[0]))
    # two of its lines at least go with the signature
    assert len(rows(pages(content)[-1])) >= 4


def test_the_plan_of_2023_stands_as_it_was_measured(faces: Faces) -> None:
    plan = parse(load_year(ROOT / "content", 2023)).plan
    paper = pages(written(plan, faces))
    found = [rows(page) for page in paper]
    assert [len(page) for page in found[:5]] == [20, 22, 22, 17, 8]
    assert [row.text for row in found[4]][-2:] == ["宝山区财政局", "2023年6月27日"]
    full = [row for page in found[1:4] for row in page if len(row.text) == 28]
    assert len(full) > 30
    assert all(183.84 <= row.right <= 184.005 or row.text[-1] in "。）" for row in full)
    assert not any(char["fontname"].endswith(("+more", "+kai")) for page in paper for char in page.chars)


# --- the parts of the paper -----------------------------------------------------------


def test_the_page_number_stands_seven_millimetres_below_the_type_area(faces: Faces) -> None:
    for page in standard.PAGES.values():
        for number, sheet in enumerate(pages(written(plan_of(paragraph("政" * 28 * 60), annexes=()), faces, page)), 1):
            chars = [char for char in sheet.chars if char["fontname"].endswith("+song")]
            assert "".join(char["text"] for char in chars) == f"— {number} —"
            # the dash stands in the middle of its em
            assert (chars[0]["top"] + standard.SIZE_4 / 2) * MM == pytest.approx(NUMBER, abs=0.05)
            blank = standard.SIZE_4 * MM
            if number % 2:
                assert RIGHT - chars[-1]["x1"] * MM == pytest.approx(blank, abs=0.02)
            else:
                assert chars[0]["x0"] * MM - LEFT == pytest.approx(blank, abs=0.02)


def test_a_title_is_balanced_and_followed_by_a_blank_line(faces: Faces) -> None:
    found = rows(pages(written(plan_of(paragraph("政务。")), faces))[0])
    assert found[0].text == TITLE
    assert found[0].fonts == {"title"}
    assert (found[0].left + found[0].right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=0.02)
    title = standard.LINE_2 * MM
    assert found[1].top == pytest.approx(FIRST - 2.42 + title + 10.39 + 2.42, abs=0.05)


def test_a_title_broken_at_a_blank_is_centred(faces: Faces) -> None:
    title = "某区财政局Open Government 2024年度政务公开工作计划"
    plan = plan_of(paragraph("政务。"))
    head = replace(plan.head, title=SourceText(title))
    page = pages(written(replace(plan, head=head), faces))[0]
    first, second, *_ = rows(page)
    assert (first.text + second.text).replace(" ", "") == title.replace(" ", "")
    for row in (first, second):
        # the characters that are seen
        seen = [char for char in page.chars if char["text"].strip() and abs(char["top"] * MM - row.top) < 1]
        middle = (seen[0]["x0"] + seen[-1]["x1"]) / 2 * MM
        assert middle == pytest.approx((LEFT + RIGHT) / 2, abs=0.05)


def test_each_part_has_its_face(faces: Faces) -> None:
    deep = Section(paragraph("三级"), 3, (Section(paragraph("四级"), 4, ()),))
    parts = (
        Section(paragraph("一级"), 1, (Section(paragraph("二级"), 2, (deep,)),)),
        paragraph("甲乙丙", Strong(1, 2)),
    )
    found = {row.text: row.fonts for row in lines_of(written(plan_of(*parts), faces))}
    assert found["一、一级"] == {"hei"}
    assert found["（一）二级"] == {"kai"}
    assert found["1.三级"] == found["（1）四级"] == {"fang"}
    assert found["甲乙丙"] == {"fang", "hei"}
    assert found["附件"] == found["序号具体内容责任部门完成时间"] == {"hei"}


def test_only_our_faces_are_embedded_and_the_fallback_only_where_it_is_needed(faces: Faces) -> None:
    plain, rare = (written(plan_of(paragraph(text)), faces) for text in ("政务公开。", "㙍字。"))
    assert not any(char["fontname"].endswith("+more") for page in pages(plain) for char in page.chars)
    assert {char["text"] for page in pages(rare) for char in page.chars if char["fontname"].endswith("+more")} == {"㙍"}
    with pikepdf.open(BytesIO(plain)) as file:
        for page in file.pages:
            for font in page.resources["/Font"].values():
                name = str(font["/BaseFont"])
                assert name.split("+")[1] in {"title", "fang", "hei", "kai", "song"}
                assert "/FontFile3" in font["/DescendantFonts"][0]["/FontDescriptor"]


@pytest.mark.parametrize("rare", ["½", "㎡", "龘", "𠮷", "囍"])
def test_a_character_of_the_fallback_face_makes_no_line_higher(faces: Faces, rare: str) -> None:
    content = written(plan_of(paragraph(f"政务公开{rare}" * 250), annexes=()), faces, standard.GBT_9704)
    bases = [line.baseline for block in finished.read(content).pages[1].blocks for line in block.lines]
    gaps = {round(below - above, 2) for above, below in pairwise(bases[: standard.LINES])}
    assert gaps == {round(standard.GBT_9704.line_mm, 2)}


def test_a_character_no_face_has_is_refused(faces: Faces) -> None:
    with pytest.raises(ZwgkError, match=r"U\+"):
        written(plan_of(paragraph("\U00010900字。")), faces)


def test_headings_never_end_a_page(faces: Faces) -> None:
    for lines in range(14, 22):
        heading = Section(paragraph("工作要求"), 1, (paragraph("政" * 90),))
        content = written(
            plan_of(paragraph("政" * (28 * lines - 2)), heading, paragraph("末" * 300), annexes=()), faces
        )
        for page in pages(content):
            assert rows(page)[-1].text != "一、工作要求"


def test_the_last_paragraph_stays_with_signature_and_date(faces: Faces) -> None:
    for lines in range(12, 20):
        content = written(plan_of(paragraph("政" * (28 * lines - 2)), paragraph("末" * 60), annexes=()), faces)
        last = [row.text for row in rows(pages(content)[-1])]
        assert last[-2:] == ["某区财政局", "2024年3月1日"]
        assert last[-3].startswith("末")


def test_the_sign_off_stands_by_blanks(faces: Faces) -> None:
    head: dict[str, Any] = {"annexes": (TaskTable(SourceText("长" * 40)), FreeAnnex(SourceText("名词解释"), "名词"))}
    found = {row.text: row for row in lines_of(written(plan_of(paragraph("政务。"), **head), faces))}
    em = standard.SIZE_3 * MM
    # 某区财政局 is 5 字 and 2024年3月1日 is 6: the date 右空二字, the name 2 + 1 + 2 (9704, 7.3.5.2)
    assert RIGHT - found["2024年3月1日"].right == pytest.approx(2 * em, abs=0.02)
    assert RIGHT - found["某区财政局"].right == pytest.approx(5 * em, abs=0.02)
    first, second = (
        next(row for text, row in found.items() if text.startswith(start)) for start in ("附件：1.长", "2.名词")
    )
    assert first.left == pytest.approx(LEFT + 2 * em, abs=0.02)
    assert second.left == pytest.approx(LEFT + 5 * em, abs=0.02)
    continued = next(row for text, row in found.items() if set(text) == {"长"} and row.fonts == {"fang"})
    assert continued.left == pytest.approx(LEFT + 6 * em, abs=0.02)
    body = found["政务。"]
    assert first.top - body.top == pytest.approx(2 * 10.39, abs=0.02)


@pytest.mark.parametrize("name", ["某市WTO事务咨询中心", "某市5G+XR产业园AI创新中心"])
def test_the_date_stands_two_characters_behind_a_name_with_latin_in_it(faces: Faces, name: str) -> None:
    """Latin is wider than half a 字 (9704, 7.3.5.2)."""
    plan = plan_of(paragraph("政务。"), organ=SourceText(name), annexes=())
    found = {row.text: row for row in lines_of(written(plan, faces))}
    assert found["2024年3月1日"].left - found[name].left == pytest.approx(2 * standard.SIZE_3 * MM, abs=0.05)


# --- the annex ---------------------------------------------------------------------


def test_the_annex_begins_a_page_with_its_mark_and_the_title_on_the_third_line(faces: Faces) -> None:
    annex = pages(written(plan_of(item("一", "政务。")), faces))[-1]
    mark, title, *_ = rows(annex)
    assert (mark.text, mark.fonts) == ("附件", {"hei"})
    assert mark.top == pytest.approx(FIRST, abs=0.02)
    assert mark.left == pytest.approx(LEFT, abs=0.02)
    assert mark.chars[0]["size"] == pytest.approx(standard.SIZE_3)
    assert title.fonts == {"title"}
    middle = (title.top * 2 + standard.SIZE_2 * MM) / 2
    assert middle == pytest.approx(FIRST - 2.42 + 2 * 10.39 + standard.LINE_2 * MM / 2, abs=0.1)


def test_cells_are_set_to_their_full_width_and_narrow_ones_flush_left(faces: Faces) -> None:
    content = written(plan_of(*(item(str(number), MIXED) for number in range(8))), faces)
    table = pages(content)[-1]
    edges = columns_of(table)
    assert len(edges) == 5
    assert edges[0] == pytest.approx(LEFT, abs=0.2)
    assert edges[-1] == pytest.approx(RIGHT, abs=0.2)
    cell = rows(table, edges[1], edges[2])[1:]
    room = edges[2] - standard.CELL_PADDING * MM
    full = [row for row in cell if row.text[-1] not in "，。" and row.right - row.left > 60]
    assert len(full) > 5
    for row in full:
        assert row.right == pytest.approx(room, abs=0.25), row
    narrow = rows(table, edges[2], edges[3])[1:]
    for row in narrow:
        assert row.right - row.left == pytest.approx(sum(c["x1"] - c["x0"] for c in row.chars) * MM, abs=0.01), row


def test_the_head_is_repeated_and_short_rows_are_not_split(faces: Faces) -> None:
    content = written(plan_of(*(item(str(number), f"甲{number}乙" + "政" * 90) for number in range(1, 25))), faces)
    annex = [page for page in pages(content) if rows(page)[0].text == "附件" or rows(page)[0].text.startswith("序号")]
    assert len(annex) > 2
    begun = []
    for page in annex:
        texts = [row.text for row in rows(page)]
        assert sum(text.startswith("序号具体内容") for text in texts) == 1
        assert texts[-1].endswith("政")
        begun += [number for number in range(1, 25) if any(f"甲{number}乙" in text for text in texts)]
        first = next(text for text in texts if "政政" in text)
        assert "甲" in first
    assert begun == list(range(1, 25))


def test_rows_of_headings_never_end_a_page(faces: Faces) -> None:
    ended: set[str] = set()
    for count in range(10, 22):
        parts = [
            Section(paragraph("推进公开"), 1, (Section(paragraph("决策公开"), 2, tuple(item(f"前{one}", "甲。") for one in range(count))),)),
            Section(paragraph("强化保障"), 1, (Section(paragraph("培训考核"), 2, (item("后", "政" * 60), item("末", "末。"))),)),
        ]  # fmt: skip
        content = written(plan_of(*parts, heading_rows=True), faces)
        annex = [page for page in pages(content) if page.find_tables()]
        texts = [[row.text for row in rows(page)] for page in annex]
        assert sum(text == "二、强化保障" for page in texts for text in page) == 1
        for page in texts:
            assert page[-1] not in ("二、强化保障", "（一）培训考核")
        ended.update(page[1] for page in texts[1:])
        # the table ends below its last row, not where the rows that moved on would have ended
        for page in annex:
            (table,) = page.find_tables()
            assert table.bbox[3] - max(char["bottom"] for char in page.crop(table.bbox).chars) < standard.LINE_TABLE
    # both of them began a page once, carried over by the row below
    assert "二、强化保障" in ended


def test_a_row_longer_than_a_page_is_split_between_ruled_lines(faces: Faces) -> None:
    content = written(plan_of(item("一", "短。"), item("二", "政" * 2000), item("三", "末。")), faces)
    annex = [page for page in pages(content) if any(row.text.startswith("序号具体") for row in rows(page))]
    assert len(annex) > 3
    for page in annex:
        top, foot = ruled(page)
        head, *_, last = (row for row in rows(page) if {char["size"] for char in row.chars} == {standard.SIZE_TABLE})
        assert top < head.top
        assert foot > last.top + standard.SIZE_TABLE * MM
        assert len(columns_of(page)) == 5
    assert sum(row.text.count("政") for page in annex for row in rows(page)) == 2000 + TABLE_TITLE.count("政")


@pytest.mark.parametrize("short", ["无", "册" * 20])
@pytest.mark.parametrize("before", range(17, 22))
def test_a_row_that_may_be_split_begins_with_words_in_every_cell(faces: Faces, before: int, short: str) -> None:
    rows_above = tuple((paragraph("甲"), paragraph("统筹"), paragraph("无")) for _ in range(before))
    last = (paragraph("丙"), paragraph("政" * 900), paragraph(short))
    table = Table((paragraph("类别"), paragraph("内容"), paragraph("说明")), (*rows_above, last))
    content = written(plan_of(paragraph("做好。"), annexes=(FreeAnnex(SourceText("长表"), "长表", (table,)),)), faces)
    found = [table.extract() for page in pages(content) for table in page.find_tables()]
    begun = next(row for table in found for row in table if row[0] == "丙")
    assert begun[1].count("\n") >= 1
    assert begun[2]


@pytest.mark.parametrize("lines", range(30, 34))
def test_a_row_that_leaves_no_room_for_a_head_of_several_lines_is_split_too(faces: Faces, lines: int) -> None:
    names = {
        ColumnRole.NUMBER: "序号",
        ColumnRole.GROUP: "工作任务",
        ColumnRole.NAME: "名称",
        ColumnRole.KIND: "类型（机制、任务等）",
        ColumnRole.WORDS: "工作要求",
        ColumnRole.LEAD: "牵头单位",
        ColumnRole.SUPPORT: "配合单位",
        ColumnRole.OWNER: "责任单位",
        ColumnRole.DEADLINE: "时限要求",
        ColumnRole.REMARK: "备注",
    }
    columns = tuple(Column(role, name) for role, name in names.items())
    # marks that may not begin a line, and numbers kept whole, make more lines than the words' width tells
    row = item("一", ("按《要点》做好“双随机、一公开”公示，5月31日前完成120件；" * 12)[: lines * 7])
    content = written(plan_of(Section(paragraph("主要工作"), 1, (row, item("二", "末。"))), columns=columns), faces)
    tables = [table.extract() for page in pages(content) for table in page.find_tables()]
    assert tables
    assert all(table[0][3].replace("\n", "") == "类型（机制、任务等）" for table in tables)


@pytest.mark.parametrize("letters", [16, 22])
def test_a_row_about_as_high_as_a_page_of_words_that_break_badly_stands_below_the_head(
    faces: Faces, letters: int
) -> None:
    names = {
        ColumnRole.NUMBER: "序号",
        ColumnRole.NAME: "名称",
        ColumnRole.KIND: "类型",
        ColumnRole.WORDS: "具体内容",
        ColumnRole.OWNER: "责任单位",
        ColumnRole.DEADLINE: "完成时间",
    }
    columns = tuple(Column(role, name) for role, name in names.items())
    # each word takes a line of its own and leaves a part of it empty, or is longer than one by a letter
    long = item("二", " ".join(["ABCDEFGHIJKLMNOPQRSTUV"[:letters]] * 32))
    content = written(plan_of(item("一", "首。"), long, item("三", "末。"), columns=columns), faces)
    annex = [page for page in pages(content) if page.find_tables()]
    for page in annex:
        assert page.find_tables()[0].extract()[0][0] == "序号"
        last = max((row for row in rows(page) if "song" not in row.fonts), key=lambda row: row.top)
        assert last.top + standard.SIZE_TABLE * MM < ruled(page)[1]


@pytest.mark.parametrize(("paper", "count"), [(Orientation.PORTRAIT, 480), (Orientation.LANDSCAPE, 500)])
def test_the_first_row_is_split_before_it_leaves_the_title_alone(faces: Faces, paper: Orientation, count: int) -> None:
    content = written(plan_of(item("一", "册" * count), item("二", "末。"), annex_orientation=paper), faces)
    first, second = (page for page in pages(content) if page.find_tables())
    assert rows(first)[0].text == "附件"
    parts = [sum("册册" in row.text for row in rows(page)) for page in (first, second)]
    assert min(parts) >= 2, parts


@pytest.mark.parametrize(
    ("until", "parts"),
    [
        ("2024年3月31日前", ["2024年", "3月31日前"]),
        ("2024年12月31日。", ["2024年", "12月31日。"]),
        ("12,345,678,901元", ["12,345,678,", "901元"]),
        ("3月31日前", ["3月31日前"]),
    ],
)
def test_a_date_wider_than_its_column_is_parted_before_a_number(faces: Faces, until: str, parts: list[str]) -> None:
    table = Table((paragraph("时限"),) * 6, ((paragraph(until),) * 6,))
    content = written(plan_of(paragraph("政务。"), annexes=(FreeAnnex(SourceText("表"), "表", (table,)),)), faces)
    cells = [one for page in pages(content) for table in page.find_tables() for one in table.extract()[1]]
    assert [cell.split("\n") for cell in cells] == [parts] * 6


@pytest.mark.parametrize(
    ("until", "parts"),
    [
        ("2024年3月31日前", ["2024年", "3月31日前"]),
        ("2024年12月31日。", ["2024年", "12月31日。"]),
        ("12,345,678,901元", ["12,345,678,901元"]),
        ("98.5%", ["98.5%"]),
    ],
)
def test_for_running_text_a_date_is_parted_and_a_number_is_not(faces: Faces, until: str, parts: list[str]) -> None:
    names = {
        ColumnRole.NUMBER: "序号",
        ColumnRole.GROUP: "工作任务",
        ColumnRole.NAME: "名称",
        ColumnRole.KIND: "类型",
        ColumnRole.WORDS: "具体内容",
        ColumnRole.LEAD: "牵头单位",
        ColumnRole.SUPPORT: "配合单位",
        ColumnRole.DEADLINE: "完成时间",
        ColumnRole.REMARK: "备注",
    }
    columns = tuple(Column(role, name) for role, name in names.items())
    task = replace(item("一", "册" * 300).tasks[0], deadline=Deadline(DeadlineKind.BY_DAY, SourceText(until)))
    content = written(plan_of(Item("一", SourceText("短题"), (task,)), columns=columns), faces)
    cells = [table.extract() for page in pages(content) for table in page.find_tables()]
    assert [row[7].split("\n") for table in cells for row in table[1:] if row[7]] == [parts]


def test_a_merged_cell_is_cut_where_a_page_ends(faces: Faces) -> None:
    columns = (
        Column(ColumnRole.NUMBER, "序号"),
        Column(ColumnRole.GROUP, "工作任务"),
        Column(ColumnRole.WORDS, "具体内容"),
    )
    section = Section(
        paragraph("主要工作"), 1, tuple(item(str(number), "政" * 100, "务" * 100) for number in range(12))
    )
    content = written(plan_of(section, columns=columns), faces)
    annex = [page for page in pages(content) if any(row.text.startswith("序号") for row in rows(page))]
    assert len(annex) > 2
    for page in annex:
        assert len(columns_of(page)) == 4
    assert sum(row.text.count("主要工作") for page in annex for row in rows(page)) == 1


def test_an_annex_across_the_sheet_has_its_number_where_the_others_have_it(faces: Faces) -> None:
    items = [item(str(number), "政" * 300) for number in range(8)]
    content = written(plan_of(*items, annex_orientation=Orientation.LANDSCAPE), faces)
    turned = [page for page in pages(content) if page.width > page.height]
    assert len(turned) > 1
    for page in turned:
        assert page.width * MM == pytest.approx(297, abs=0.1)
        assert page.height * MM == pytest.approx(210, abs=0.1)
        chars = [char for char in page.chars if char["fontname"].endswith("+song")]
        assert not any(char["upright"] for char in chars)
        middle = (min(char["x0"] for char in chars) + max(char["x1"] for char in chars)) / 2 * MM
        assert middle == pytest.approx(28, abs=0.3)
        blank = standard.SIZE_4 * MM
        if page.page_number % 2:
            assert 210 - 26 - max(char["bottom"] for char in chars) * MM == pytest.approx(blank, abs=0.3)
        else:
            assert min(char["top"] for char in chars) * MM - 28 == pytest.approx(blank, abs=0.3)


# --- the file ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole(faces: Faces) -> bytes:
    table = Table((paragraph("年度"), paragraph("件数")), ((paragraph("2023"), paragraph("15")),))
    return written(
        plan_of(
            Section(
                paragraph("主要“工作”"),
                1,
                (item("一", MIXED, MIXED), paragraph("链接", Link(0, 2, "https://www.example.cn/?a=1&b=2"))),
            ),
            paragraph("别处", Link(0, 1, "items/甲.md"), Link(1, 2, "javascript:alert(1)")),
            annexes=(TaskTable(SourceText(TABLE_TITLE)), FreeAnnex(SourceText("情况表"), "情况", (table,))),
            keywords=(SourceText("政务公开"), SourceText("“A&B”")),
            summary=SourceText("概述<b>"),
        ),
        faces,
        attachments=[Attachment("plan.json", b"{}", "计划的数据"), Attachment("tasks.csv", b"a,b", "任务表")],
    )


def test_pdf_a_3b_holds(whole: bytes) -> None:
    with pikepdf.open(BytesIO(whole)) as file:
        assert pdfa.check(file, "3b").findings == []


def test_qpdf_finds_nothing(whole: bytes, tmp_path: Path) -> None:
    (tmp_path / "plan.pdf").write_bytes(whole)
    done = subprocess.run(["qpdf", "--check", tmp_path / "plan.pdf"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_file_says_what_it_is(whole: bytes) -> None:
    with pikepdf.open(BytesIO(whole)) as file:
        assert str(file.docinfo["/Title"]) == TITLE
        assert str(file.docinfo["/Author"]) == "某区财政局"
        assert str(file.docinfo["/Keywords"]) == "政务公开, “A&B”"
        assert str(file.docinfo["/CreationDate"]).startswith("D:20240301")
        assert not {"/Producer", "/Creator"} & set(file.docinfo.keys())
        assert not re.search(rb"(?i)weasyprint|pydyf|producer|creatortool", file.Root.Metadata.read_bytes())
        assert str(file.Root.Lang) == "zh-CN"
        assert file.Root.MarkInfo.Marked
        assert file.Root.ViewerPreferences.DisplayDocTitle
        kinds = set(_kinds(file.Root.StructTreeRoot.K[0]))
        assert {"/H1", "/H2", "/P", "/Table", "/THead", "/TH", "/TD", "/Link"} <= kinds


def _kinds(element: Any) -> Iterator[str]:
    if isinstance(element, pikepdf.Dictionary) and "/S" in element:
        yield str(element.S)
        below: Any = element.get("/K", [])
        for child in below if isinstance(below, pikepdf.Array) else [below]:
            yield from _kinds(child)


def test_headings_are_bookmarks_in_plain_words(whole: bytes) -> None:
    with pikepdf.open(BytesIO(whole)) as file, file.open_outline() as outline:
        found = [(one.title, [below.title for below in one.children]) for one in outline.root]
    assert found == [(TITLE, ["一、主要“工作”"]), (TABLE_TITLE, []), ("情况表", [])]


def test_only_web_addresses_become_links(whole: bytes) -> None:
    with pikepdf.open(BytesIO(whole)) as file:
        found = [str(one.A.URI) for page in file.pages for one in page.get("/Annots", [])]
        assert set(found) == {"https://www.example.cn/?a=1&b=2"}
        assert "/Dests" not in file.Root.get("/Names", {})


def test_data_is_embedded_once_and_as_data(whole: bytes) -> None:
    with pikepdf.open(BytesIO(whole)) as file:
        listed = [(str(one.UF), str(one.AFRelationship), str(one.Desc)) for one in file.Root.AF]
        assert listed == [("plan.json", "/Data", "计划的数据"), ("tasks.csv", "/Data", "任务表")]
        assert file.attachments["tasks.csv"].get_file().read_bytes() == b"a,b"


def test_words_are_never_markup(faces: Faces) -> None:
    typed = "<script>alert(\"1\")</script> {{ 7*7 }} {% x %} &amp; 'a' <!-- b -->"
    read = "".join(
        row.text for row in lines_of(written(plan_of(paragraph(typed), title=SourceText("题<b>{{ 题 }}&amp;")), faces))
    )
    assert typed.replace(" ", "") in read.replace(" ", "")
    assert "题<b>{{题}}&amp;" in read.replace(" ", "")


BUILD = """
import hashlib, sys
from datetime import date
sys.path.insert(0, sys.argv[1])
from tests.builders import MIXED, item, plan_of
from tests.pdf_geometry import written
from pipeline import fonts
from pipeline.render.pdf.weasyprint_adapter import Attachment
plan = plan_of(*(item(str(number), MIXED, MIXED) for number in range(6)))
content = written(plan, fonts.find(fonts.cache_folder()), attachments=[Attachment("plan.json", b"{}", "data")])
print(hashlib.sha256(content).hexdigest())
"""


def test_the_bytes_are_the_same_anywhere(tmp_path: Path) -> None:
    found = []
    for zone, language, seed in (("Asia/Shanghai", "zh_CN.UTF-8", "0"), ("America/New_York", "C", "77")):
        environment = {**os.environ, "TZ": zone, "LANG": language, "LC_ALL": language, "PYTHONHASHSEED": seed}
        call = [sys.executable, "-c", BUILD, str(ROOT)]
        done = subprocess.run(call, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)
        found.append(done.stdout)
        assert done.stderr == ""
    assert found[0] == found[1]


# --- templates and faults --------------------------------------------------------------


def test_what_the_office_changes_is_taken_first(faces: Faces, tmp_path: Path) -> None:
    own = (ROOT / "templates" / "print.css").read_text("utf-8") + ".body { text-indent: 0 }\n"
    (tmp_path / "print.css").write_text(own, "utf-8")
    found = lines_of(written(plan_of(paragraph("政务。"), annexes=()), faces, templates=(tmp_path, *TEMPLATES)))
    assert next(row for row in found if row.text == "政务。").left == pytest.approx(LEFT, abs=0.02)


def test_whatever_weasyprint_warns_of_is_a_fault(faces: Faces, tmp_path: Path) -> None:
    (tmp_path / "print.css").write_text("p { no-such-thing: 1 }", "utf-8")
    # the second time as well: nothing that was complained of is kept
    for _ in range(2):
        with pytest.raises(ZwgkError, match="no-such-thing"):
            written(plan_of(paragraph("政务。")), faces, templates=(tmp_path, *TEMPLATES))


@pytest.mark.parametrize(
    "broken", [lambda _context, _line, _extra: None, lambda _line: None], ids=["idle", "signature"]
)
def test_a_weasyprint_whose_lines_come_out_wrong_is_refused_by_its_version(
    faces: Faces, monkeypatch: pytest.MonkeyPatch, broken: Callable[..., None]
) -> None:
    monkeypatch.setattr(justify, "justify_line", broken)
    weasyprint_adapter._check_lines.cache_clear()
    with pytest.raises(ZwgkError, match=rf"WeasyPrint {re.escape(metadata.version('weasyprint'))} 不能把中文两端对齐"):
        written(plan_of(paragraph("政务。")), faces)
    monkeypatch.undo()
    assert written(plan_of(paragraph("政务。")), faces)


def test_a_style_sheet_loads_nothing_from_outside(faces: Faces, tmp_path: Path) -> None:
    (tmp_path / "print.css").write_text('@import url("https://www.example.cn/a.css");', "utf-8")
    with pytest.raises(ZwgkError, match=r"www\.example\.cn"):
        written(plan_of(paragraph("政务。")), faces, templates=(tmp_path, *TEMPLATES))


@pytest.mark.parametrize(
    ("template", "reason"),
    [("{{ nothing }}", "nothing"), ("{% if %}", "1"), ("{{ document.__class__.__mro__ }}", "unsafe"), (None, "不在")],
)
def test_a_template_that_does_not_fit_is_named(faces: Faces, tmp_path: Path, template: str | None, reason: str) -> None:
    folders: Sequence[Path] = (tmp_path, *TEMPLATES)
    if template is None:
        folders = (tmp_path,)
    else:
        (tmp_path / "plan.html").write_text(template, "utf-8")
    with pytest.raises(TemplateError, match=rf"plan\.html.*{reason}"):
        written(plan_of(paragraph("政务。")), faces, templates=folders)


def test_weasyprint_is_imported_only_when_a_pdf_is_written() -> None:
    code = "import sys, pipeline.render.pdf.render; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_no_measure_is_written_in_a_template() -> None:
    for name in ("plan.html", "print.css"):
        text = (ROOT / "templates" / name).read_text("utf-8")
        assert not [
            word
            for word in text.replace("}}", "}} ").split()
            if word[0].isdigit() and word.rstrip(";").endswith(("mm", "pt"))
        ]


def test_a_face_whose_outlines_cannot_be_cut_is_a_fault_that_names_it(faces: Faces, tmp_path: Path) -> None:
    """Its sums are right, its words can be found and copied, and nothing of them would be seen.

    The offsets of some outlines lead out of their table: no version of HarfBuzz reads
    any of them then. Where only outlines are wrong, an older one leaves all of them out
    and a newer one keeps what it finds.
    """
    content = bytearray(faces[fonts.Role.BODY].path.read_bytes())
    with TTFont(BytesIO(content)) as font:
        outlines = font["CFF "].cff.topDictIndex[0].rawDict["CharStrings"]
    entry = content.index(b"CFF ", 12)
    start, length = (int.from_bytes(content[entry + at : entry + at + 4], "big") for at in (8, 12))
    offsets = start + outlines + 3
    content[offsets + 4 * 500 : offsets + 4 * 900] = b"\xff" * 1600
    table = bytes(content[start : start + length]) + bytes(-length % 4)
    stated = sum(int.from_bytes(table[at : at + 4], "big") for at in range(0, len(table), 4)) % 2**32
    content[entry + 4 : entry + 8] = stated.to_bytes(4, "big")
    (tmp_path / "仿宋.otf").write_bytes(content)
    own = fonts.find(given={"正文": tmp_path / "仿宋.otf"})
    with pytest.raises(FontError, match=r"仿宋\.otf.*没有字形"):
        written(plan_of(item("甲", "公开。")), own)
