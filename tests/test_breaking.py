"""Where lines of the PDF end, in columns of 2 to 4 字 and across the page: read back from finished files, every break justified."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest
from hypothesis import Phase, given, settings, strategies as st

from pipeline.fonts import Faces
from pipeline.model import FreeAnnex, Paragraph, Strong, Table
from pipeline.readers import pdf
from pipeline.source import SourceText
from pipeline.typography import gbt9704 as standard, geometry, metrics
from pipeline.typography.lines import BREAK, JOINER, break_controls
from pipeline.typography.overlong import break_name, break_overlong
from tests.builders import paragraph, plan_of
from tests.layout_oracle import printed
from tests.strategies import examples

pytestmark = pytest.mark.slow

NEVER_FIRST = "，。、；：？！”’）》〉】〕」』…·～"
SIGNS = "%％"
NEVER_LAST = "‘“（《〈【〔「『"
EM = standard.SIZE_TABLE * standard.MM_PER_PT


# --- the rules ------------------------------------------------------------------


@pytest.mark.parametrize(
    "shown",
    [
        "甲^·乙^～丙",
        "甲^—乙",
        "甲——乙",
        "第^1^5^号文件",
        "第^１^５^号文件",
        "共5^0^0^件",
        "共５^０^０^件",
        "占9^8^.^5^％的",
        "占９^８^．^５^％的",
        "共１^２^，^３^４^５^件",
        "甲５，６^件",
        "共3^5^0^0^万^元的",
        "共1^2^0^0^平^方^米的",
        "1^2^月^3^1^日前",
        "１^２^月^３^１^日前",
        "二^〇^二^四^年^三^月^一^日起",
        "2^0^2^4^年^度的",
    ],
)
def test_numbers_dates_and_marks_hold_to_what_they_belong_to(shown: str) -> None:
    plain = shown.replace("^", "")
    marks = break_controls(plain)
    assert "".join(("^" if marks.get(place) == JOINER else "") + char for place, char in enumerate(plain)) == shown


def test_an_address_is_broken_behind_its_marks_and_within_long_parts() -> None:
    marks = break_controls("见https://www.example.gov.cn/shengshibanshuju20240001/a.html")
    parts = "".join(
        ("｜" if marks.get(place) == BREAK else "") + char
        for place, char in enumerate("见https://www.example.gov.cn/shengshibanshuju20240001/a.html")
    )
    assert (
        parts
        == "见https://｜www.｜example.｜gov.｜cn/｜she｜n｜g｜s｜h｜i｜b｜a｜n｜s｜h｜u｜j｜u｜20240001/｜a.｜html"
    )


@pytest.mark.parametrize(
    ("room", "parted"),
    [
        (4, "“第15｜号”"),
        (2, "“第｜15｜号”"),
        (3, "开……"),
        (2, "开｜……"),
        (2, "说｜——"),
        (3, "“……｜”"),
        (2, "“…｜…”"),
        (3.5, "12,345,｜678元"),
        (2.5, "12345｜678｜901元"),
        (3, "1234.5｜678"),
        (1.5, "100｜%"),
        (2, "98.5｜%。"),
        (3.5, "（100｜%）。"),
        (2.5, "1,｜050条"),
        (3, "１００｜％"),
        (2, "100｜个百｜分点"),
        (2, "12.3｜456"),
        (4, "２０２４｜年３月"),
        (4, "2024年｜12月｜31日前，"),
        (3, "Intern｜ation｜al"),
        (2, "人｜民”｜）。"),
        (1, "人｜）"),
    ],
)
def test_what_is_wider_than_its_column_is_parted_in_the_least_bad_way(room: float, parted: str) -> None:
    held = parted.replace("｜", "")
    places = break_overlong(held, [metrics.han_width(char) for char in held], room, room)
    found = "｜".join(held[begin:end] for begin, end in pairwise((0, *places, len(held))))
    assert found == parted


@pytest.mark.parametrize(
    ("room", "parted"),
    [
        (5.1, "国库集中｜支付核算｜中心、"),
        (5.1, "国有资产｜管理｜和运营科"),
        (7.5, "国库集中支付｜核算中心、"),
        (9.6, "行政事业单位｜资产管理处；"),
        (9.6, "财政监督｜与内部控制科"),
        (4.2, "社会｜保障科、"),
        (4.2, "国库支付｜中心、"),
        (5.6, "国有资产｜监督｜管理科、"),
        (3.2, "企业｜金融科"),
        (6.2, "政务公开｜和信息化科"),
        (4.2, "财政票据｜和非税｜收入管理｜中心"),
        # words of three characters
        (5.1, "农产品质量｜安全科"),
        (6.2, "价格监督检查｜和反不正当｜竞争科"),
        (4.2, "消费者｜权益｜保护科"),
        # a bracket stays with what is in it
        (3.2, "类型｜（机｜制、任｜务等）"),
        # no word, but two characters in the last line
        (5.1, "综合｜计划科、"),
        (4.1, "甲乙｜丙丁、"),
    ],
)
def test_a_name_wider_than_its_column_is_parted_between_its_words(room: float, parted: str) -> None:
    name = parted.replace("｜", "")
    found = "｜".join(name[begin:end] for begin, end in pairwise((0, *break_name(name, room), len(name))))
    assert found == parted


# --- the files -------------------------------------------------------------------

CASES = """
“第15号”文件 | ；……公开 | 公开……等 | 说明——即要点 | “应公开、尽公开”。 | 《国务院〈条例〉解读》，
于2024年12月31日前， | 2024—2026年， | 12345678901元 | 12,345,678,901元 | 1234.5678公顷 | 占98.5％； | 98.5%，
500件次 | 1200平方米 | 3500万元， | ５００件 | ２０２４年３月１日， | １２，３４５，６７８件 | ９８．５％， | 二〇二四年三月一日
International standards | https://www.example.gov.cn/zwgk/2024/index.html | GB/T 9704—2012 | “双随机、一公开” | （试行）、
公开！”）。 | 第３次 | 甲～乙·丙 | 国办发〔2016〕80号， | A1234567890B | 10:30—11:30 | abc，def； | 政务（公开）（试行）。
（**重要**事项），公开 | 于**2024年**12月**31日**前 | “**第15号**”**，**公开 | 公开**……**等
"""


def emphasised(shown: str) -> Paragraph:
    """Words with what stands between ** emphasised."""
    plain, marks = "", []
    for place, part in enumerate(shown.split("**")):
        if place % 2:
            marks.append(Strong(len(plain), len(plain) + len(part)))
        plain += part
    return paragraph(plain, *marks)


def broken(cells: Sequence[str], columns: int, faces: Faces) -> Iterator[tuple[str, list[str], float]]:
    """Every cell of a table whose columns are alike, with its lines and the room in them, in 字; each stands in each column."""
    rows = [
        tuple(emphasised(cells[(row + column) % len(cells)]) for column in range(columns)) for row in range(len(cells))
    ]
    table = Table(tuple(paragraph("栏") for _ in range(columns)), tuple(rows))
    content = printed(
        plan_of(paragraph("政务。"), annexes=(FreeAnnex(SourceText("表"), "表", (table,)),)), faces
    ).content
    width = (standard.TYPE_AREA[0] / standard.MM_PER_PT - standard.RULE) / columns - standard.RULE
    room = (width - 2 * geometry.cell_padding(columns)) / standard.SIZE_TABLE
    for sheet in pdf.read(content, with_tables=False).pages:
        for block in sheet.blocks:
            if "TD" in block.path:
                for line in block.lines:
                    assert (line.right - line.left) / EM <= room + 0.01, line.text
                yield block.text, [line.text for line in block.lines], room


def assert_all_shown(read: Sequence[tuple[str, list[str], float]], cells: set[str]) -> None:
    """Every cell is shown and nothing else; one of a row higher than what is left of its page in two parts."""
    shown = {text.replace(" ", "") for text, _, _ in read}
    parts = shown - cells
    assert {part for part in parts if not any(cell.startswith(part) or cell.endswith(part) for cell in cells)} == set()
    assert {cell for cell in cells - shown if not any(one + other == cell for one in parts for other in parts)} == set()


def wrong(lines: Sequence[str], room: float) -> list[str]:
    """The breaks of a cell that need not be: a mark where none stands, …… and —— halved, a number torn that the column holds."""
    found = []
    whole = "".join(lines)
    at = 0
    for above, below in pairwise(lines):
        at += len(above)
        char = rf"(?:……|——|[^{NEVER_LAST}])"
        bound = rf"[{NEVER_LAST}]*{char}[{NEVER_FIRST}]*"
        # what stands about the break and cannot be parted without a mark at a line's start or end
        clusters = [one for one in re.finditer(bound, whole) if one.start() < at < one.end()]
        fits = any(metrics.han_width(one[0]) <= room for one in clusters)
        if (below[0] in NEVER_FIRST or above[-1] in NEVER_LAST) and fits:
            found.append(f"{above}｜{below}")
        pairs = [
            one for one in re.finditer(rf"[{NEVER_LAST}]*(……|——)[{NEVER_FIRST}]*", whole) if one.start(1) + 1 == at
        ]
        if any(metrics.han_width(one[0]) <= room for one in pairs):
            found.append(f"{above}｜{below}")
        number = rf"[{NEVER_LAST}]*第?[0-9０-９][0-9０-９.．,，]*[年月日号件％%元次万]*(?:—(?!—))?[{NEVER_FIRST}]*"
        torn = [one for one in re.finditer(number, whole) if one.start() < at < one.end()]
        # 年 and 月 part a date too long, a group's comma a number
        if above[-1] not in "年月,，" and any(metrics.han_width(one[0]) + 0.5 <= room for one in torn):
            found.append(f"{above}｜{below}")
    return found


@pytest.mark.parametrize("columns", [8, 10, 12, 14])
def test_in_narrow_columns_lines_end_where_they_may(faces: Faces, columns: int) -> None:
    cells = [one.strip() for line in CASES.strip().splitlines() for one in line.split("|")]
    plain = {one.replace("*", "").replace(" ", "") for one in cells}
    read = list(broken(cells, columns, faces))
    assert_all_shown(read, plain)
    assert [one for _, lines, room in read for one in wrong(lines, room)] == []


PIECES = (
    "公开",
    "政",
    "“",
    "”",
    "《",
    "》",
    "，",
    "。",
    "……",
    "——",
    "2024年",
    "12月",
    "31日",
    "5",
    "98.5％",
    "第3号",
    "１２件",
    "～",
    "·",
    "（",
    "）",
    "Latin",
    "；",
)


@given(cells=st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map("".join), min_size=6, max_size=6))
# a whole paper is not made smaller when it fails
@settings(max_examples=examples(4), phases=(Phase.explicit, Phase.reuse, Phase.generate))
def test_properties_nothing_is_lost_and_no_mark_begins_a_line_that_need_not(cells: list[str], faces: Faces) -> None:
    own = [f"开{one}" for one in cells]
    for columns in (9, 12):
        read = list(broken(own, columns, faces))
        assert_all_shown(read, set(own))
        assert [one for _, lines, room in read for one in wrong(lines, room)] == []


ADDRESS = "https://www.example.gov.cn/zwgk/fdzdgknr/2024/index.html?columnId=112358&articleKey=shengshibanshuju"


@pytest.mark.parametrize("before", ["", "详见", "政务公开信息详见", "根据《国务院办公厅意见》公布于"])
def test_lines_of_a_web_address_reach_the_edge_and_are_opened_no_more_than_they_may(faces: Faces, before: str) -> None:
    content = printed(plan_of(paragraph(f"{before}{ADDRESS}{ADDRESS}，请核对。"), annexes=()), faces).content
    lines = [
        line
        for sheet in pdf.read(content, with_tables=False).pages
        for block in sheet.blocks
        if "https" in block.text
        for line in block.lines
    ]
    assert len(lines) > 3
    for line in lines[:-1]:
        assert line.right == pytest.approx(184, abs=0.4), line.text
        for one, other in pairwise(line.glyphs):
            if one.text.isascii() and other.text.isascii():
                gap = (other.left - one.right) / (line.size * standard.MM_PER_PT)
                assert -0.05 <= gap <= standard.ADDRESS_OPENED + 0.01, line.text
