"""A superior's 要点 held against the plan: its points are read from every kind of file, and what nobody takes up is named."""

import json
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import docx as writer
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from pipeline import fonts, source
from pipeline.diff.snapshots import Version
from pipeline.model import Plan
from pipeline.parse import parse
from pipeline.parse.serialize import write
from pipeline.readers import docx as reader, docx_model
from pipeline.readers.load import read_document
from pipeline.refusals import Reason, Refusal
from pipeline.render.comparison_table import StyledText
from pipeline.render.compose import compose
from pipeline.render.pdf import render as pdf
from pipeline.trace import report as taken
from pipeline.trace.confirmed import point_keys
from pipeline.trace.exports import html_files, word_files
from pipeline.trace.read_directive import Point, read_directive
from pipeline.trace.traceability import State, TraceTable, trace_directive, trace_points
from pipeline.typography import gbt9704 as standard
from tests import own_directive

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = (ROOT / "templates",)

LINES = (
    "关于印发2024年政务公开工作要点的通知",
    "各街镇，各部门：",
    "现将要点印发给你们，请认真落实。",
    "一、深化重点领域公开",
    "（一）推进财政信息公开。深化部门预决算和专项转移支付绩效信息公开，推进政府债务信息公开。（区财政局牵头，各部门配合）",
    "（二）推进行政执法公示。及时发布执法权限、执法人员、行政执法年度报告等信息。",
    "责任单位：区司法局、各执法部门。",
    "二、加强数据开放",
    "编制公共数据开放清单。一是梳理数据资源，形成目录并按月更新。二是开展场景应用创新大赛。（区数据局负责）",
    "（此件主动公开）",
)
EXPECTED = (
    Point(
        "（一）",
        "一、深化重点领域公开",
        "推进财政信息公开。深化部门预决算和专项转移支付绩效信息公开，推进政府债务信息公开。",
        "区财政局牵头，各部门配合",
    ),
    Point(
        "（二）",
        "一、深化重点领域公开",
        "推进行政执法公示。及时发布执法权限、执法人员、行政执法年度报告等信息。",
        "责任单位：区司法局、各执法部门",
    ),
    Point("二、", "二、加强数据开放", "一是梳理数据资源，形成目录并按月更新。"),
    Point("二、", "二、加强数据开放", "二是开展场景应用创新大赛。", "区数据局负责"),
)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return parse(source.load_year(ROOT / "content", 2023)).plan


@pytest.fixture(scope="module")
def found(plan: Plan) -> TraceTable:
    return trace_points(EXPECTED, plan, "要点.docx")


def in_word(lines: tuple[str, ...]) -> bytes:
    document = writer.Document()
    for line in lines:
        document.add_paragraph(line)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def wrapped(words: str) -> str:
    return "\n".join(words[at : at + 28] for at in range(0, len(words), 28))


def points(name: str, content: bytes) -> tuple[Point, ...]:
    return read_directive(read_document(name, content)).points


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("要点.docx", in_word(LINES)),
        ("要点.html", "".join(f"<p>{line}</p>" for line in LINES).encode()),
        ("要点.txt", "\n".join(LINES).encode()),
        ("要点.TXT", "\n".join(LINES).encode("gb18030")),
        ("要点.txt", "\n".join(map(wrapped, LINES)).encode()),
    ],
    ids=["docx", "html", "txt", "gb18030", "wrapped"],
)
def test_points_are_read_from_every_kind_of_file(name: str, content: bytes) -> None:
    found = points(name, content)
    assert found == EXPECTED


def test_points_are_read_from_a_page_without_line_ends() -> None:
    assert points("要点.txt", "".join(LINES[:7]).encode()) == EXPECTED[:2]


def page(lines: tuple[str, ...]) -> str:
    """A page of a government's website around the lines."""
    words = "".join(f"<p>　　{line}</p>" for line in lines[1:])
    return (
        f"<html><head><title>{lines[0]}-某区人民政府</title></head><body><ul><li>首页</li><li>政务公开</li></ul>"
        f"<div>当前位置：首页 &gt; 政务公开 &gt; 规划计划</div><h1>{lines[0]}</h1><p>发布日期：2024-04-12</p>{words}"
        "<p>分享到： 【打印】【关闭】</p><p>版权所有。未经许可，不得转载。</p></body></html>"
    )


SIGNED = (
    "2024年某区政务公开工作要点",
    "2024年全区政务公开工作的总体要求是：以公开促落实、强监管、优服务。",
    "一、聚焦重点领域，深化主动公开",
    "（一）高质量开展政策解读。坚持政策解读材料与政策文件同步起草、同步审签，比例不低于60%。（责任单位：各单位）",
    "二、拧紧责任链条",
    "（二）压实工作责任。各单位主要负责同志每年至少听取一次汇报，配齐专职人员。（责任单位：各单位）",
    "某区人民政府办公室",
    "2024年4月10日",
    "（此件公开发布）",
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("要点.docx", in_word(SIGNED)),
        ("要点.html", page(SIGNED).encode()),
        ("要点.txt", "\n".join(SIGNED).encode()),
        ("要点.txt", "".join(SIGNED).encode()),
        *(
            ("要点.txt", "\n".join("\n".join(re.findall(f".{{1,{width}}}", line)) for line in SIGNED).encode())
            for width in range(22, 41)
        ),
    ],
)
def test_menus_signature_and_where_lines_break_are_no_part_of_a_point(name: str, content: bytes, plan: Plan) -> None:
    result = trace_directive(name, content, plan)
    assert isinstance(result, TraceTable)
    assert result.name == "《2024年某区政务公开工作要点》"
    assert [row.point for row in result.rows] == [
        Point("（一）", SIGNED[2], SIGNED[3][3:].removesuffix("（责任单位：各单位）"), "责任单位：各单位"),
        Point("（二）", SIGNED[4], SIGNED[5][3:].removesuffix("（责任单位：各单位）"), "责任单位：各单位"),
    ]
    # a plan is of a year: that something is done every year binds to nothing more
    assert "每年" not in taken.text(result).partition("事项里没有")[2]


def test_one_sentence_over_points_of_its_own_is_a_heading() -> None:
    lines = (
        "四、主要任务",
        "（一）统筹两个市场，打造加工中心。",
        "1. 拓展两个市场。推广增值税一般纳税人资格试点。",
        "（二）压紧压实领导责任。",
        "一是持续完善责任清单，逐项对账销号。",
    )
    assert [(point.number, point.heading) for point in points("要点.docx", in_word(lines))] == [
        ("1.", lines[1]),
        ("（二）", lines[3]),
    ]


def test_points_are_read_from_a_pdf(plan: Plan) -> None:
    """The plan's own PDF, held against the plan: every item takes itself up."""
    page = standard.GBT_33476
    content = pdf.render_pdf(compose(plan), TEMPLATES, page, fonts.find()).content
    result = trace_directive("要点.pdf", content, plan)
    assert isinstance(result, TraceTable)
    items = [item.title.value for item in plan.items()]
    rows = [row for row in result.rows if row.point.heading == "一、主要工作"]
    assert [row.items[0].item.title.value for row in rows[: len(items)]] == items
    assert all((row.state is State.COVERED) for row in rows[: len(items)])


def test_what_is_taken_up_and_what_is_not(found: TraceTable) -> None:
    assert [([entry.item.id for entry in row.items], (row.state is State.COVERED)) for row in found.rows] == [
        (["预决算公开"], True),
        (["行政执法公示"], True),
        ([], False),
        ([], False),
    ]
    assert tuple(row.point for row in found.in_state(State.UNCOVERED)) == EXPECTED[2:]
    assert taken.summary(found) == "对照要点.docx的4条要点，已承接2条，未承接2条。"


@pytest.mark.parametrize(
    ("words", "lacking"),
    [
        ("举办政府开放日活动，8月份开展一次，安排座谈、活动体验。", ()),
        ("举办政府开放日活动，每季度至少开展1次，安排座谈、活动体验。", ("每季度",)),
        ("举办政府开放日活动，5月至9月开展2次，安排座谈、活动体验。", ("5月至9月", "2次")),
        ("举办政府开放日活动，八月份开展，安排答疑、座谈、活动体验、问卷调查等环节。", ()),
    ],
)
def test_a_number_a_frequency_or_a_month_that_no_item_says_is_asked_about(
    words: str, lacking: tuple[str, ...], plan: Plan
) -> None:
    result = trace_points((Point("（一）", "", words),), plan, "要点.docx")
    (row,) = result.rows
    assert [entry.item.id for entry in row.items] == ["政府开放日"]
    assert row.missing == lacking
    assert (row.state is State.COVERED) == (not lacking)
    assert taken.text(result).count("事项里没有：") == bool(lacking)


@pytest.mark.parametrize(
    ("owners", "lacking"),
    [
        ("责任单位：各部门；完成时间：3月底前", ("3月底前",)),
        ("牵头单位：甲局；配合单位：乙局；时限要求：上半年", ("上半年",)),
        ("完成时间：年底前，责任单位：各部门", ()),
        ("责任单位：各部门，7月15日前完成", ("7月15日前",)),
        ("责任单位：各部门；完成时间：每季度", ("每季度",)),
        ("责任单位：各部门；完成时间：不久以后", ("不久以后",)),
        ("责任单位：各部门；完成时间：8月", ()),
        ("责任单位：各部门；完成时间：8月31日前", ()),
        ("责任单位：各部门；完成时间：三季度末", ()),
        ("责任单位：各部门；完成时间：全年", ()),
        ("责任单位：各部门；完成时间：持续推进", ()),
        ("配合单位：16个街道", ()),
    ],
)
def test_a_deadline_in_the_closing_bracket_is_held_against_the_items(
    owners: str, lacking: tuple[str, ...], plan: Plan
) -> None:
    """The item's own is 8月: it meets what ends with August or later."""
    words = "做好“政府开放日”活动，活动期间安排答疑、座谈、活动体验、问卷调查等环节。"
    result = trace_directive("要点.txt", f"一、重点\n（一）{words}（{owners}）\n".encode(), plan)
    assert isinstance(result, TraceTable)
    (row,) = result.rows
    assert replace(row.point, deadline="") == Point("（一）", "一、重点", words, owners)
    assert [entry.item.id for entry in row.items] == ["政府开放日"]
    assert row.missing == lacking
    assert (row.state is State.COVERED) == (not lacking)


def test_a_deadline_against_an_item_that_runs_all_year(plan: Plan) -> None:
    """Half a year is not met by 全年, a whole one is; lines of their own below the point are read like its bracket."""
    words = "深化部门预决算、专项资金和专项转移支付绩效信息公开，推进政府债务信息公开。"
    for term, lacking in (("6月底前", ("6月底前",)), ("年底前", ()), ("持续推进", ())):
        lines = ("一、重点", f"（一）{words}", "责任单位：区财政局", f"完成时间：{term}")
        result = trace_directive("要点.docx", in_word(lines), plan)
        assert isinstance(result, TraceTable)
        assert [(row.point.owners, row.missing) for row in result.rows] == [
            (f"责任单位：区财政局；完成时间：{term}", lacking)
        ]


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (LINES, "《2024年政务公开工作要点》"),
        (("2024年某区政务公开", "工作要点", *LINES[3:]), "《2024年某区政务公开工作要点》"),
        (("关于印发《某市要点》的通知", *LINES[3:]), "《某市要点》"),
        (LINES[3:], "要点.txt"),
    ],
)
def test_a_paper_is_called_by_its_title(lines: tuple[str, ...], name: str, plan: Plan) -> None:
    result = trace_directive("要点.txt", "\n".join(lines).encode(), plan)
    assert isinstance(result, TraceTable)
    assert result.name == name


def test_the_table(found: TraceTable) -> None:
    sheet = taken.table(found)
    assert sheet.head == ("要点", "承接事项", "科室", "时限", "承接情况")
    rows = [["\n".join("".join(one.text for one in line) for line in cell or ()) for cell in row] for row in sheet.rows]
    assert rows[2] == [
        "（二）推进行政执法公示。及时发布执法权限、执法人员、行政执法年度报告等信息。（责任单位：区司法局、各执法部门）",
        "第4项“行政执法信息公示”",
        "办公室、采管科、会计科、财监科",
        "5月底、全年",
        "已承接",
    ]
    heads = ["一、深化重点领域公开", "二、加强数据开放"]
    assert [row[-1] for row in rows] == [heads[0], "已承接", "已承接", heads[1], "未承接", "未承接"]
    # the number of a heading is not said again
    assert rows[4][0].startswith("一是")


def test_the_files(found: TraceTable, plan: Plan) -> None:
    version = Version(2023, "", plan, source.load_year(ROOT / "content", 2023))
    files = {
        **html_files(found, version, "市要点", TEMPLATES),
        **word_files(found, version, "市要点", TEMPLATES),
    }
    assert sorted(files) == ["2023任务承接表-市要点.docx", "2023任务承接表-市要点.html"]
    word = files["2023任务承接表-市要点.docx"]
    file = reader.read(word)
    (table,) = docx_model.tables(file.content)
    assert [cell.text for cell in table.rows[0].cells] == ["要点", "承接事项", "科室", "时限", "承接情况"]
    assert table.rows[0].is_header
    assert [row.cells[-1].text for row in table.rows[1:] if len(row.cells) > 1] == ["已承接"] * 2 + ["未承接"] * 2
    assert "未承接" in files["2023任务承接表-市要点.html"].decode()
    # held against another 要点 it is another file
    assert word_files(found, version, "区要点", TEMPLATES) == {"2023任务承接表-区要点.docx": word}


def test_a_long_name_of_a_paper_still_names_a_file(found: TraceTable, plan: Plan) -> None:
    version = Version(2023, "@" + "送审稿" * 8, plan, source.load_year(ROOT / "content", 2023))
    (name,) = html_files(found, version, "关于印发《2024年政务公开工作要点》的通知（第1/2稿）" * 9, TEMPLATES)
    assert len(name.encode()) < 255
    assert "/" not in name


def test_words_and_data(found: TraceTable) -> None:
    lines = taken.text(found).splitlines()
    assert lines[2] == "未承接 2 条"
    assert "    → 第1项“部门预决算和政府债务信息公开”：预算科、相关科室；全年" in lines
    data = json.loads(taken.data(found))
    assert [point["state"] for point in data["points"]] == ["已承接", "已承接", "未承接", "未承接"]
    assert data["points"][1]["items"] == [
        {"id": "行政执法公示", "units": "办公室、采管科、会计科、财监科", "deadline": "5月底、全年"}
    ]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("要点.docx", b"not a file", Reason.DIRECTIVE_UNREADABLE),
        ("要点.doc", b"", Reason.DIRECTIVE_UNREADABLE),
        ("要点.txt", "短。".encode(), Reason.DIRECTIVE_WITHOUT_POINTS),
    ],
)
def test_what_cannot_be_read_is_refused(plan: Plan, name: str, content: bytes, reason: Reason) -> None:
    result = trace_directive(name, content, plan)
    assert isinstance(result, Refusal)
    assert (result.reason, result.values["name"]) == (reason, name)


# --- short titles and rare words -------------------------------------------------------


def test_items_are_found_by_short_titles_and_rare_words(plan: Plan) -> None:
    """A directive says the same work in other words: the item that covers a point is first, and nothing else is asked about."""
    result = trace_directive("要点.docx", in_word(own_directive.lines()), plan)
    assert isinstance(result, TraceTable)
    found = {row.point.number: (row.state, [entry.item.id for entry in row.items]) for row in result.rows}
    for number, _, items in own_directive.POINTS:
        state, ids = found[number]
        assert ids[:1] == list(items[:1]), number
        assert (state is State.UNCOVERED) == (not items), number
        assert state is State.COVERED or len(ids) <= 2, number


def test_most_items_are_found_in_words_of_their_own(plan: Plan) -> None:
    """Of a directive that nothing was made for, the item is first for all points but one, and a point that none covers is not said to be covered."""
    points = []
    heading = ""
    for number, text, _ in own_directive.OTHER_POINTS:
        heading = own_directive.OTHER_HEADINGS.get(number, heading)
        points.append(Point(number, heading, text))
    rows = trace_points(points, plan).rows
    judged = [(row, items) for row, (_, _, items) in zip(rows, own_directive.OTHER_POINTS, strict=True)]
    first = [row.items[0].item.id in items for row, items in judged if items and row.items]
    assert first.count(True) >= sum(bool(items) for _, items in judged) - 1
    assert first.count(False) == 0
    assert [row.state for row, items in judged if not items].count(State.COVERED) == 0


def test_two_candidates_are_shown_of_what_is_asked(plan: Plan) -> None:
    """A plan with two items on 政策解读: for points on it both are named, and no point is passed over."""
    for title in ("深入讲解重要政策", "让群众看得懂"):
        (row,) = trace_points(
            (Point("（一）", "", f"{title}。请专家和媒体参加政策解读，解读材料同步发布。"),), plan
        ).rows
        assert row.state is State.ASKED
        assert {entry.item.id for entry in row.items} == {"政策解读", "解读多元化"}


def test_deleted_text_of_tracked_changes_is_not_read(plan: Plan) -> None:
    document = writer.Document()
    document.add_paragraph("一、重点")
    paragraph = document.add_paragraph("（一）抽查公开情况，二季度开展")
    author = f'{nsdecls("w")} w:id="1" w:author="甲" w:date="2024-01-01T00:00:00Z"'
    paragraph._p.append(parse_xml(f"<w:del {author}><w:r><w:delText>一次</w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:ins {author}><w:r><w:t>两次</w:t></w:r></w:ins>"))
    paragraph.add_run("，结果通报。")
    stream = BytesIO()
    document.save(stream)
    result = trace_directive("要点.docx", stream.getvalue(), plan)
    assert isinstance(result, TraceTable)
    assert [row.point.text for row in result.rows] == ["抽查公开情况，二季度开展两次，结果通报。"]
    assert "要点的文件里有2处修订，按接受以后的文字读。" in taken.text(result)


def test_a_heading_of_markdown_is_not_part_of_the_title(plan: Plan) -> None:
    result = trace_directive("要点.txt", ("# 某区2024年政务公开工作要点\n\n" + "\n".join(LINES[3:5])).encode(), plan)
    assert isinstance(result, TraceTable)
    assert result.name == "《某区2024年政务公开工作要点》"


def test_a_directive_that_is_a_table_has_a_point_for_each_row(plan: Plan) -> None:
    document = writer.Document()
    document.add_paragraph("2024年政务公开重点任务分工表")
    rows = (
        ("序号", "工作任务", "工作要求", "牵头单位", "完成时限"),
        ("1", "政府采购", "公布采购意向和履约验收结果。", "区财政局", "6月底前"),
        ("2", "教育", "公布中小学招生范围和招生计划。", "区教育局", "4月底前"),
    )
    table = document.add_table(len(rows), len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    stream = BytesIO()
    document.save(stream)
    result = trace_directive("分工表.docx", stream.getvalue(), plan)
    assert isinstance(result, TraceTable)
    assert [(row.point.number, row.point.text, row.point.owners, row.point.deadline) for row in result.rows] == [
        ("1", "公布采购意向和履约验收结果。", "牵头单位：区财政局", "6月底前"),
        ("2", "公布中小学招生范围和招生计划。", "牵头单位：区教育局", "4月底前"),
    ]
    first, second = result.rows
    assert [entry.item.id for entry in first.items][:1] == ["政府采购公开"]
    assert second.state is State.UNCOVERED


# --- what a person confirmed -----------------------------------------------------------


RESTARTING = (
    Point("（一）", "一、公开", "深化部门预决算公开。"),
    Point("（二）", "一、公开", "一是举办宣讲会。"),
    Point("（二）", "一、公开", "二是印发宣传册。"),
    Point("（一）", "二、保障", "配齐专职人员。"),
    Point("（三）", "二、保障", "开展业务轮训。"),
    Point("4.", "（三）培训", "举办一期培训班。"),
)


def test_a_point_without_a_number_is_called_by_its_short_title(plan: Plan) -> None:
    point = Point("", "", "配齐专职人员，开展业务轮训。")
    (row,) = trace_points((point,), confirming(plan, 公开方式="配齐专职人员"), "《某区要点》").rows
    assert (row.key, row.is_confirmed) == ("配齐专职人员", True)


def test_each_point_has_a_key() -> None:
    assert point_keys(RESTARTING) == ("一（一）", "一（二）一是", "一（二）二是", "二（一）", "二（三）", "（三）4")


@pytest.mark.parametrize(
    ("value", "keys"),
    [
        ("二（一）", ["二（一）"]),
        ("二(一)", ["二（一）"]),
        ("上级要点二（一）", ["二（一）"]),
        ("《某区要点》二（一）", ["二（一）"]),
        ("（二）", ["一（二）一是", "一（二）二是"]),
        ("一（二）二是", ["一（二）二是"]),
        ("上级要点（三）", ["二（三）"]),
        ("全市统一的2024年要点（三）", ["二（三）"]),
        ("（三）4", ["（三）4"]),
        # （一） is the number of two points, （九） of none
        ("（一）", 2),
        ("（九）", 0),
        ("要点", 0),
        # that of another directive
        ("《某市要点》二（一）", []),
    ],
)
def test_what_a_person_confirmed_is_used(value: str, keys: list[str] | int, plan: Plan) -> None:
    own = confirming(plan, 公开方式=value)
    result = trace_points(RESTARTING, own, "《某区要点》")
    assert [row.key for row in result.rows if row.is_confirmed] == (keys if isinstance(keys, list) else [])
    assert [unknown.count for unknown in result.unknown] == ([] if isinstance(keys, list) else [keys])
    for row in result.rows:
        if row.is_confirmed:
            assert (row.state, [entry.item.id for entry in row.items]) == (State.COVERED, ["公开方式"])
    named = [note for note in taken.table(result).notes if "没有用上" in note]
    assert len(named) == len(result.unknown)
    assert all(note in taken.text(result) for note in named)


def test_what_was_confirmed_goes_before_what_the_text_says(plan: Plan) -> None:
    before = trace_points(EXPECTED[:1], plan, "要点.docx").rows[0]
    assert [entry.item.id for entry in before.items] == ["预决算公开"]
    own = confirming(plan, 标准目录="一（一）", 保密审查="（一）、（九）")
    result = trace_points(EXPECTED[:1], own, "要点.docx")
    assert [entry.item.id for entry in result.rows[0].items] == ["保密审查", "标准目录"]
    assert taken.table(result).rows[1][-1] == ((StyledText("已承接"), StyledText("（人工认定）")),)
    assert json.loads(taken.data(result))["points"][0]["confirmed"] is True


def test_how_to_confirm_is_said_with_the_key(plan: Plan) -> None:
    point = Point("（三）", "一、公开", "增强讲解实效。请专家和媒体参加政策解读。")
    result = trace_points((point,), plan, "《某区要点》")
    assert "    核实后在事项头部写：对应要点: 一（三）" in taken.text(result).splitlines()
    own = confirming(plan, 解读多元化="一（三）")
    (row,) = trace_points((point,), own, "《某区要点》").rows
    assert (row.state, row.is_confirmed) == (State.COVERED, True)


def confirming(plan: Plan, **values: str) -> Plan:
    """The plan with those 对应要点 in the heads of its items, read back from its files."""
    files = write(plan)
    for identity, value in values.items():
        name = f"2023/items/{identity}.md"
        files[name] = files[name].replace("---\n", f"---\n对应要点: {value}\n", 1)
    return parse(source.sources_from_files(2023, files)).plan


def test_the_table_is_landscape(found: TraceTable, plan: Plan) -> None:
    version = Version(2023, "", plan, source.load_year(ROOT / "content", 2023))
    (word,) = word_files(found, version, "要点", TEMPLATES).values()
    (section,) = reader.read(word).sections
    assert section.landscape
    (page,) = html_files(found, version, "要点", TEMPLATES).values()
    assert "size: A4 landscape" in page.decode()
