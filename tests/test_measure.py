"""The measurements: they hold for whatever the plan says, in both presets, and each of them sees a file that is spoiled."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import Phase, given, settings, strategies as st

from pipeline.conformance.line_ends import cluster_width, is_held, phrase_width as together, split_number
from pipeline.conformance.measure import measure, table
from pipeline.conformance.registry import CLAUSES, DOCX_CLAUSES
from pipeline.fonts import Faces
from pipeline.model import (
    Column,
    ColumnRole,
    FreeAnnex,
    Head,
    ItemTitle,
    Layout,
    LeadSentenceFont,
    Link,
    NoteContent,
    Notice,
    Numbering,
    Orientation,
    Paragraph,
    Part,
    Plan,
    Section,
    StatedDate,
    Steps,
    Strong,
    Table,
    TaskTable,
)
from pipeline.parse import parse
from pipeline.render.compose import compose
from pipeline.render.deterministic_zip import packed, unpacked
from pipeline.render.pdf import render as pdf
from pipeline.render.word import document as docx
from pipeline.source import SourceText, load_year
from pipeline.typography import gbt9704 as standard
from tests import builders
from tests.builders import MIXED, ROOT, TEMPLATES, item, paragraph
from tests.layout_oracle import ATTACHED, WORD_TEMPLATE, assert_conforms, deviations, failing, files_of
from tests.pictures import LARGEST, PAGES, PICTURES
from tests.strategies import FUZZ, annex_parts, examples, plans

pytestmark = pytest.mark.slow

STANDARD = ROOT / "docs" / "standard.md"

TITLE = "某某市某某区人力资源和社会保障局关于进一步深化2024年度政务公开工作的实施计划"
TABLE_TITLE = "2024年度某某区人力资源和社会保障局政务公开目标任务细化分解表"


# --- plans -----------------------------------------------------------------------


def plan_of(*parts: Part, **head: Any) -> Plan:
    """Return a plan whose title, and that of its table, fill more than one line."""
    titles: dict[str, Any] = {"title": SourceText(TITLE), "annexes": (TaskTable(SourceText(TABLE_TITLE)),)}
    return builders.plan_of(*parts, **(titles | head))


def columns(**between: ColumnRole) -> tuple[Column, ...]:
    """The columns of a table with merged labels, those named standing between the words and 备注."""
    first = {"序号": ColumnRole.NUMBER, "工作任务": ColumnRole.GROUP, "具体内容": ColumnRole.WORDS}
    return tuple(Column(role, head) for head, role in {**first, **between, "备注": ColumnRole.REMARK}.items())


FREE = FreeAnnex(
    SourceText("情况表"),
    "情况",
    (
        paragraph("说明如下。" * 9),
        Table((paragraph("年度"), paragraph("件数")), ((paragraph("2023"), paragraph("15")),)),
        Section(
            paragraph("填报范围"),
            1,
            (
                Section(paragraph("牵头的事项"), 2, (Steps((paragraph("一事一表。"), paragraph(MIXED))),)),
                Section(paragraph("配合的事项"), 2, (Section(paragraph("有时限的"), 3, (paragraph(MIXED),)),)),
            ),
        ),
        Section(paragraph("填报时间"), 1, (paragraph("各季度末。"),)),
    ),
)

CODES = "依照GB/T 9704—2012和某财〔2023〕2号和/或A/B岗，" * 9
"""Numbers of standards, 发文字号 and 分隔号 at many places of a line."""

LONE = f"{'政' * 23}1政12月{'务' * 27}。"
"""Its last line would have a single character."""

WHOLE = plan_of(
    paragraph(MIXED * 3, Strong(3, 10), Link(20, 40, "https://www.example.gov.cn/")),
    Section(
        paragraph("主要工作"),
        1,
        (
            Section(
                paragraph("公开内容"),
                2,
                (
                    Section(paragraph("第一方面"), 3, (Section(paragraph("第一点"), 4, (paragraph(MIXED),)),)),
                    Section(paragraph("2024年的方面"), 3, (paragraph(CODES),)),
                ),
            ),
            *(item(str(number), f"{number}、{MIXED}", MIXED[10:]) for number in range(4)),
            paragraph(LONE),
            paragraph(f"{'政' * 26}·丙，见下表。"),
            Table((paragraph("事项"), paragraph("说明")), ((paragraph("甲"), paragraph(MIXED)),)),
        ),
    ),
    Section(paragraph("工作要求"), 1, (paragraph(f"各科室要落实。{MIXED}"),)),
    stage=SourceText("征求意见稿（第二次修改）"),
    annexes=(TaskTable(SourceText("2024年度政务公开任务分解表")), FREE),
)
"""A plan with everything that is measured on upright pages."""

ONE_ANNEX = plan_of(
    paragraph("为做好工作，制定本计划。"),
    *(item(str(number), MIXED * 3) for number in range(5)),
    paragraph("要落实。"),
    annex_orientation=Orientation.LANDSCAPE,
)
"""A plan with one annex, whose title is long, across its paper."""


# --- they hold ---------------------------------------------------------------------


@pytest.mark.parametrize("layout", list(Layout))
def test_they_hold_for_the_plan_of_2023(faces: Faces, layout: Layout) -> None:
    plan = parse(load_year(ROOT / "content", 2023)).plan
    plan = replace(plan, head=replace(plan.head, layout=layout))
    found = measure(files_of(plan, faces), layout.value)
    assert deviations(found) == []
    clauses = {(one.clause, one.label) for one in found if one.clause.startswith("GB/T")}
    assert len(clauses) >= 40
    # the same clause in one file is told once
    assert len({(one.file, one.label) for one in found}) == len(found)


@pytest.mark.parametrize("plan", [WHOLE, ONE_ANNEX], ids=["upright", "across"])
@pytest.mark.parametrize("layout", list(Layout))
def test_they_hold_for_a_plan_with_everything(faces: Faces, plan: Plan, layout: Layout) -> None:
    plan = replace(plan, head=replace(plan.head, layout=layout))
    assert_conforms(plan, faces)


HAN = "公开政务信息目录标准服务办理依法及时做好推进年度工作会计财监"
PIECES = (
    *("政务公开", "“一网通办”", "《国务院办公厅关于政务公开的意见》", "（国办发〔2016〕80号）", "，", "；", "、", "。"),
    *("2024年11月30日", "98.5％", "1234567890123456", "GB/T 9704—2012", "International standards", "……", "——"),
    *("第3次", "甲～乙", "·丙", "：“公开”。", "12月", "5*8小时", "https://www.example.gov.cn/zwgk/2024/index.html"),
)


def prose(chance: random.Random, length: int) -> str:
    """Words of about that length with everything that makes lines end awkwardly."""
    found = "开"
    while len(found) < length:
        found += "".join(chance.choices(HAN, k=chance.randint(1, 9)))
        found += chance.choice(PIECES) if chance.random() < 0.7 else ""
    return found[:length].rstrip("“《（〔—") + "末。"


def name(chance: random.Random, shortest: int, longest: int) -> SourceText:
    return SourceText("".join(chance.choices(HAN, k=chance.randint(shortest, longest))))


@st.composite
def stretched(draw: st.DrawFn) -> Plan:
    """A plan as somebody could have written it, with titles, names and cells of every length, laid out in every way."""
    plan = draw(plans(max_items=20))
    chance = random.Random(draw(st.integers(0, 10**6)))  # noqa: S311 - any words will do
    title = f"{name(chance, 0, 30).value}2024年度{name(chance, 2, 24).value}"
    small = Table(
        (paragraph("事项"), paragraph("说明")),
        tuple((paragraph(prose(chance, 9)), paragraph(prose(chance, 60))) for _ in "甲乙"),
    )
    items = []
    for place, length in enumerate((1, 40, chance.randint(100, 400), chance.randint(1000, 2000))):
        own = item(f"长{place}", prose(chance, length))
        blocks = (*own.tasks[0].blocks, small) if chance.random() < 0.5 else own.tasks[0].blocks
        items.append(replace(own, tasks=(replace(own.tasks[0], blocks=blocks),)))
    sections = [part for part in plan.parts if isinstance(part, Section)]
    first = replace(sections[0], parts=(*sections[0].parts, *items))
    # what stands last is held to 署名, be it a table
    listed = Steps((paragraph("要落实。"), paragraph(prose(chance, 40))))
    ends: list[tuple[Paragraph | Steps | Table, ...]] = [(), (small,), (listed,)]
    last = draw(st.sampled_from([*ends, (paragraph(prose(chance, 300)),)]))
    parts = (*(first if part is sections[0] else part for part in plan.parts), *last)
    tasks = TaskTable(name(chance, 8, 40))
    several = (
        TaskTable(name(chance, 4, 40)),
        FreeAnnex(name(chance, 4, 40), "表", (paragraph(prose(chance, 80)), small, small, *draw(annex_parts()))),
    )
    head = replace(
        plan.head,
        title=SourceText(title),
        organ=name(chance, 2, 20),
        annexes=draw(st.sampled_from([(), (tasks,), several])),
        numbering=draw(st.sampled_from(list(Numbering))),
        note_content=draw(st.sampled_from(list(NoteContent))),
        item_title=draw(st.sampled_from(list(ItemTitle))),
        lead_sentence_font=draw(st.sampled_from(list(LeadSentenceFont))),
        annex_orientation=draw(st.sampled_from(list(Orientation))),
        layout=draw(st.sampled_from(list(Layout))),
        stage=SourceText(draw(st.sampled_from(["", "征求意见稿"]))),
        watermark=draw(st.booleans()),
    )
    carrier: dict[str, Any] = {
        "doc_number": SourceText(draw(st.sampled_from(["", "某财〔2024〕12号"]))),
        "addressee": SourceText("、".join(name(chance, 2, 12).value for _ in range(draw(st.integers(0, 9))))),
        "remark": SourceText(draw(st.sampled_from(["", "此件公开发布"]))),
        "copy_to": SourceText("，".join(name(chance, 2, 12).value for _ in range(draw(st.integers(0, 12))))),
        "printer": name(chance, 2, 20) if draw(st.booleans()) else SourceText(""),
        "printed": StatedDate(SourceText("2024年12月31日"), date(2024, 12, 31))
        if draw(st.booleans())
        else StatedDate(),
    }
    if not draw(st.booleans()):
        return replace(plan, head=replace(head, **carrier), parts=parts)
    about = replace(
        Head(), title=SourceText(f"{head.organ.value}关于印发《{title}》的通知"), organ=head.organ, issued=head.issued
    )
    count = draw(st.integers(1, 3))
    # a single line under a full 版头 can be on the first page or with the sign-off, not both (docs/writing.md asks for two paragraphs)
    shortest = 60 if count == 1 else 10
    blocks = tuple(paragraph(prose(chance, chance.randint(shortest, 300))) for _ in range(count))
    notice = Notice(replace(about, **carrier), (*blocks, *draw(st.sampled_from(ends))))
    return replace(plan, head=replace(head, as_annex=draw(st.booleans())), parts=parts, notice=notice)


@given(plan=stretched())
# a whole paper is not made smaller when it fails: every try takes seconds
@settings(
    max_examples=examples(3),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
def test_properties_they_hold_for_whatever_is_written(plan: Plan, faces: Faces) -> None:
    assert_conforms(plan, faces)


SIGNED_TABLE = plan_of(
    paragraph("为做好工作，制定本计划。" * 12),
    Table(
        (paragraph("事项"), paragraph("说明")),
        tuple((paragraph(f"事项{place}"), paragraph("见说明。")) for place in range(20)),
    ),
    annexes=(),
)
"""A plan whose last words are rows of a table, the last of them on the page of 署名, with no other words there."""

LATIN_NOTICE = replace(
    plan_of(paragraph("为做好工作，制定本计划。"), annexes=()),
    notice=Notice(
        replace(
            Head(),
            title=SourceText("某区财政局关于印发计划的通知"),
            organ=SourceText("某区财政局"),
            issued=StatedDate(SourceText("2024年3月1日"), date(2024, 3, 1)),
            doc_number=SourceText("某财〔2024〕8号"),
            addressee=SourceText("各科室"),
        ),
        (paragraph("按照 International standards organization 的 open data 要求做好工作，" * 12 + "现予印发。"),),
    ),
)
"""A 通知 whose only paragraph goes on on the next page, its lines ending at blanks."""


TITLE_AT_BLANK = replace(
    SIGNED_TABLE,
    head=replace(SIGNED_TABLE.head, title=SourceText("某区财政局Open Government 2024年度政务公开工作计划")),
)
"""A title of which a line ends at a blank."""


@pytest.mark.parametrize("plan", [SIGNED_TABLE, LATIN_NOTICE, TITLE_AT_BLANK], ids=["table", "latin", "title"])
@pytest.mark.parametrize("layout", list(Layout))
def test_they_hold_where_the_last_words_are_no_plain_paragraph(faces: Faces, plan: Plan, layout: Layout) -> None:
    plan = replace(plan, head=replace(plan.head, layout=layout))
    files = files_of(plan, faces)
    assert deviations(measure(files, layout.value)) == []
    loose = Spoil("document.xml", "<w:keepNext/><w:keepLines/>", "", ("署名、日期与正文末段同页",))
    assert failing({"plan.docx": loose.done(files["plan.docx"])}, layout.value) >= set(loose.seen)


@pytest.mark.parametrize(("lines", "held"), [(36, False), (37, False), (38, True), (39, True), (40, False)])
def test_last_words_go_unheld_only_where_they_run_on_to_the_sign_off_by_themselves(
    faces: Faces, lines: int, held: bool
) -> None:
    files = files_of(plan_of(paragraph("政" * (28 * lines - 2)), annexes=()), faces)
    assert deviations(measure(files, "33476")) == []
    own = '(<w:pStyle w:val="PlanBody"/>)<w:keepNext/>(?=(?:(?!</w:pPr>).)*</w:pPr><w:r>)'
    assert bool(re.search(own, unpacked(files["plan.docx"])["word/document.xml"].decode())) is held
    if held:
        loose = Spoil("document.xml", own, r"\1", ("署名、日期与正文末段同页",))
        assert failing({**files, "plan.docx": loose.done(files["plan.docx"])}) >= set(loose.seen)


def test_no_empty_line_excuses_a_torn_number_of_a_standard() -> None:
    assert is_held("GB/T 9704—", "2012", 27)
    assert is_held("某财〔2024〕", "2号", 27)
    # before 〔 a line may end where it must, and in a narrow column anywhere
    assert not is_held("采用某财", "〔2024〕2号", 27)
    assert not is_held("GB/T 9704—", "2012", 6)
    assert not is_held("", "", 27)


LISTED = plan_of(
    *(paragraph("政" * 82) for _ in range(9)),
    annexes=tuple(FreeAnnex(SourceText(f"附件{number}"), f"附{number}", (paragraph("甲。"),)) for number in range(15)),
)
"""A plan whose 附件说明 would leave half a page empty if all of it were on the page of 署名."""


@pytest.mark.parametrize("shown", ["labels", "leads", "lists", "names", "characters", "dates"])
def test_they_hold_for_rows_that_are_split_leads_that_are_left_and_lists(faces: Faces, shown: str) -> None:
    plans = {
        "labels": LABELLED,
        "leads": LED,
        "lists": SHORTER_LIST,
        "names": NAMED,
        "characters": STRANDED,
        "dates": DATED_ROWS,
    }
    plan = plans[shown]
    assert failing(files_of(plan, faces)) == set()


def test_a_long_list_of_annexes_runs_on_with_two_of_its_titles_above_the_signature(faces: Faces) -> None:
    files = files_of(LISTED, faces)
    found = {one.label: one.measured for one in measure(files, "33476") if one.file == "plan.pdf"}
    assert deviations(measure(files, "33476")) == []
    assert "附件说明接上一面" in found["署名、日期与正文同页"]
    assert found["页末空行"].startswith("不超过 3 行")
    note = '(<w:pStyle w:val="PlanAnnexNote"/>)<w:keepNext/><w:keepLines/>'
    loose = Spoil("document.xml", note, r"\1", ("署名、日期与正文末段同页",))
    assert failing({"plan.docx": loose.done(files["plan.docx"])}) >= set(loose.seen)


ADDRESS = "https://a.example.cn/2024030112345678901234567890/index.html"
ESCAPED = "http://[2001:db8::1]:8080/a%20b%E4%BD%A0/c~d"
WORD = "Donaudampfschiffahrtselektrizitätenhauptbetriebswerkbauunterbeamten"
HARD = ("他说：“……”——好！", "12月31日·", "100%12月", "3.14159个百分点", "“开！”。", "１００％", "……", "（100%）。")


@pytest.mark.parametrize("columns", [4, 8, 12, 14])
def test_they_hold_for_what_no_column_has_room_for(faces: Faces, columns: int) -> None:
    rows = tuple(
        tuple(paragraph(f"{HARD[(row + column) % len(HARD)]}工作") for column in range(columns))
        for row in range(len(HARD))
    )
    table = Table(tuple(paragraph("栏") for _ in range(columns)), rows)
    plan = plan_of(paragraph("制定本计划。"), annexes=(FreeAnnex(SourceText("表"), "表", (table,)),))
    assert_conforms(plan, faces)


@pytest.mark.parametrize("before", range(0, 12, 3))
def test_they_hold_for_an_address_with_brackets_and_bytes_in_it(faces: Faces, before: int) -> None:
    told = f"{'政务公开工作目录和指南'[:before]}见{ESCAPED}，及时更新。"
    narrow = Table(
        tuple(paragraph("栏") for _ in range(6)), (tuple(paragraph(f"{'甲' * more}{ESCAPED}") for more in range(6)),)
    )
    wide = Table(
        (paragraph("事项"), paragraph("说明")),
        ((paragraph(told), paragraph(told)), (paragraph("甲"), paragraph(ESCAPED))),
    )
    parts = (paragraph(told * 3), wide, paragraph("见下表。"), narrow, paragraph("要落实。"))
    assert_conforms(plan_of(*parts, annexes=()), faces)


def test_a_percentage_torn_is_told_from_a_byte_of_an_address() -> None:
    assert split_number("占98", "%，其中")
    assert split_number("a%20b%E4", "%BD%A0/c") == ""


@pytest.mark.parametrize("long", [ADDRESS, WORD])
def test_they_hold_for_an_address_and_for_a_word_longer_than_a_line(faces: Faces, long: str) -> None:
    told = f"做好公开工作，见{long}，及时更新，再见《公开工作要点》和{long}。"
    cells = Table(
        (paragraph("事项"), paragraph("说明")),
        ((paragraph(told), paragraph(told)), (paragraph(f"甲{told}"), paragraph(long))),
    )
    parts = (
        paragraph(told * 3),
        paragraph(f"政务{told}"),
        paragraph(f"政务公开工作{told}"),
        cells,
        paragraph("要落实。"),
    )
    assert_conforms(plan_of(*parts, annexes=()), faces)


@pytest.mark.parametrize(
    ("above", "below", "width"),
    [
        ("他说：“…", "…”——好", 4),
        ("开…", "…等", 2),
        ("说—", "—好", 2),
        ("（人", "”）。", 5),
    ],
)
def test_a_character_is_as_wide_as_the_marks_that_stand_with_it(above: str, below: str, width: float) -> None:
    assert cluster_width(above, below) == width


@pytest.mark.parametrize(
    ("shown", "width"),
    [("3.14159｜个百分点", 7.5), ("12月｜31日·", 5), ("占100｜%。", 3.34), ("10｜0%", 2.34)],
)
def test_a_number_is_as_wide_as_its_unit_and_marks_make_it(shown: str, width: float) -> None:
    above, below = shown.split("｜")
    assert split_number(above, below) == f"{above[-4:]}｜{below[:4]}"
    assert together(above, below) == pytest.approx(width)


@pytest.mark.parametrize("number", ["某财[2024]8号", "某财〔2024〕08号", "第8号"])
def test_a_number_typed_otherwise_is_told_as_one(faces: Faces, number: str) -> None:
    plan = replace(FRAMED, head=replace(FRAMED.head, doc_number=SourceText(number)))
    assert failing(files_of(plan, faces)) == {"发文字号：居中，六角括号，不编虚位"}


def test_properties_they_hold_for_a_table_of_many_pages(faces: Faces) -> None:
    chance = random.Random(200)  # noqa: S311 - any words will do
    items = tuple(item(str(number), prose(chance, chance.randint(20, 160))) for number in range(200 if FUZZ else 50))
    plan = plan_of(paragraph(prose(chance, 300)), Section(paragraph("主要工作"), 1, items), paragraph("要落实。"))
    assert_conforms(plan, faces)


def test_the_table_says_what_was_measured(faces: Faces) -> None:
    files = {"annex.docx": files_of(ONE_ANNEX, faces)["annex.docx"]}
    found = measure(files, "33476")
    lines = table(found).splitlines()
    assert lines[:2] == ["annex.docx", "条款｜项目｜应为｜实测｜合否"]
    assert "GB/T 9704 5.1｜纸张幅面｜210×297 mm（A4）｜297×210 mm｜合" in lines
    assert lines[-1] == f"共测 {len(found)} 项，全部相合。"
    spoiled = table((replace(found[0], conforms=False), *found[1:]))
    assert spoiled.splitlines()[2].endswith("｜不合")
    assert spoiled.splitlines()[-1] == f"共测 {len(found)} 项，1 项不合。"


def test_what_a_document_does_not_have_is_not_measured(faces: Faces) -> None:
    bare = files_of(plan_of(paragraph("为做好工作，制定本计划。"), annexes=(), organ=SourceText("")), faces)
    found = {one.label for one in measure(bare, "33476")}
    assert not {
        one for one in found if "附件说明：" in one or "附件标题" in one or "表头：" in one or "署名：右空" in one
    }
    assert "天头：首行文字上端" in found


# --- and each of them sees a spoiled file --------------------------------------------


Parts = dict[str, bytes]


@dataclass(frozen=True)
class Spoil:
    """A change of one part of a Word file, and the measurements that have to see it."""

    part: str
    old: str
    new: str
    seen: tuple[str, ...]

    def __str__(self) -> str:
        return self.seen[0]

    def done(self, content: bytes) -> bytes:
        parts = unpacked(content)
        before = parts[f"word/{self.part}" if "/" not in self.part else self.part].decode()
        after = re.sub(self.old, self.new, before)
        assert after != before, self.old
        parts[f"word/{self.part}" if "/" not in self.part else self.part] = after.encode()
        return packed(parts)


EMPTY = r'<w:p><w:pPr><w:pStyle w:val="PlanBody"/>(<w:keepNext/><w:keepLines/>)?</w:pPr></w:p>'

GRID, BUILT_IN = "文档网格（页面设置里看得到每面行数）", "样式：标题用 Word 自带的（导航、标题 1、目录）"

SPOILED = (
    Spoil(
        "styles.xml",
        r'(w:styleId="TableNumber"(?:(?!w:jc).)*<w:jc w:val=)"right"',
        r'\1"center"',
        ("表格里的数字靠右",),
    ),
    Spoil(
        "document.xml",
        r'；</w:t></w:r></w:p><w:p>(?:(?!<w:t ).)*<w:t xml:space="preserve">',
        "；",
        ("责任栏每项职责一段",),
    ),
    Spoil("document.xml", 'w:w="11906"', 'w:w="12240"', ("纸张幅面",)),
    Spoil("document.xml", 'w:top="1960"', 'w:top="1440"', ("页边距：上",)),
    Spoil("document.xml", 'w:bottom="1847"', 'w:bottom="1440"', ("页边距：下",)),
    Spoil("document.xml", 'w:left="1587"', 'w:left="1800"', ("页边距：左（订口）",)),
    Spoil("document.xml", 'w:right="1474"', 'w:right="1800"', ("页边距：右",)),
    Spoil("document.xml", '<w:docGrid w:type="lines"', '<w:docGrid w:type="linesAndChars"', (GRID,)),
    Spoil("document.xml", 'w:linePitch="592"', 'w:linePitch="312"', (GRID,)),
    Spoil("document.xml", "<w:docGrid[^>]*>", "", (GRID,)),
    Spoil("styles.xml", '<w:next w:val="PlanBody"/>', "", ("样式：标题、署名等之后按回车",)),
    Spoil("styles.xml", '"heading 1"', '"一级标题"', (BUILT_IN,)),
    Spoil("styles.xml", '"Title"', '"公文标题"', (BUILT_IN,)),
    Spoil("styles.xml", 'w:line="240" w:lineRule="auto"', 'w:line="589" w:lineRule="exact"', ("样式：贴图片用“插图”",)),
    Spoil("styles.xml", '"插图"', '"图"', ("样式：贴图片用“插图”",)),
    Spoil("styles.xml", 'w:line="589"', 'w:line="560"', ("行距（固定值）", "每面行数")),
    Spoil("styles.xml", '<w:spacing w:val="-5"/>', "", ("每行字数",)),
    Spoil("styles.xml", '<w:ind w:firstLineChars="200"', r'\g<0> w:rightChars="300"', ("每行字数",)),
    Spoil("styles.xml", '<w:ind w:firstLineChars="200"', r'\g<0> w:right="960"', ("每行字数",)),
    Spoil("styles.xml", '<w:spacing w:val="-5"/>', r'\g<0><w:w w:val="80"/>', ("每行字数",)),
    Spoil("document.xml", "<w:r><w:t", '<w:r><w:rPr><w:w w:val="80"/></w:rPr><w:t', ("每行字数",)),
    Spoil(
        "styles.xml",
        '<w:ind w:firstLineChars="200"',
        r'\g<0> w:leftChars="100"',
        ("首行左空二字，回行顶格", "每行字数"),
    ),
    Spoil("styles.xml", '<w:jc w:val="both"/>', '<w:jc w:val="left"/>', ("正文对齐",)),
    Spoil("styles.xml", "<w:kinsoku/>", '<w:kinsoku w:val="0"/>', ("避头尾（kinsoku）",)),
    Spoil("settings.xml", "<w:noLineBreaksBefore[^>]*/>", "", ("分隔号在避头尾的字符里",)),
    Spoil("document.xml", "（第二次修改））", "（第二次修改", ("稿次、附注、水印：括号成对",)),
    Spoil("document.xml", r'<w:rPr><w:spacing w:val="-\d+"/></w:rPr>', "", ("单字不成行",)),
    Spoil("document.xml", r">2\. </w:t>", ">2.</w:t>", ("序数与数字之间空开",)),
    Spoil("styles.xml", '<w:overflowPunct w:val="0"/>', "", ("标点不溢出边界",)),
    Spoil("styles.xml", '<w:autoSpaceDE w:val="0"/>', "", ("中西文间不另加空隙",)),
    Spoil("styles.xml", '<w:widowControl w:val="0"/>', "", ("孤行控制（使每面满 22 行）",)),
    Spoil("styles.xml", '<w:snapToGrid w:val="0"/>', "", ("不对齐到网格",)),
    Spoil(
        "styles.xml",
        "<w:snapToGrid",
        '<w:numPr><w:numId w:val="1"/></w:numPr><w:snapToGrid',
        ("序数是文字，不是自动编号",),
    ),
    Spoil("styles.xml", "方正小标宋简体", "宋体", ("标题：字体字号", "附件标题：字体字号")),
    Spoil("styles.xml", '"黑体"', '"宋体"', ("一级标题：字体字号", "“附件”二字：字体字号", "表头：字体字号")),
    Spoil("styles.xml", "楷体_GB2312", "宋体", ("二级标题：字体字号", "稿次：字体字号")),
    Spoil(
        "styles.xml",
        "仿宋_GB2312",
        "宋体",
        ("正文：字体字号", "三、四级标题：字体字号", "附件说明、署名、日期：字体字号", "表格文字：字体字号"),
    ),
    Spoil("styles.xml", 'w:hAnsi="仿宋_GB2312"', 'w:hAnsi="Times New Roman"', ("引号、破折号、间隔号用中文字体",)),
    Spoil("styles.xml", '<w:sz w:val="32"/>', '<w:color w:val="FF0000"/><w:sz w:val="32"/>', ("文字颜色",)),
    Spoil("styles.xml", 'w:firstLineChars="200"', 'w:firstLineChars="0"', ("首行左空二字，回行顶格",)),
    Spoil("styles.xml", '<w:jc w:val="center"/>', "", ("标题居中",)),
    Spoil("document.xml", "<w:br/>", "", ("标题各行长短适宜",)),
    Spoil("styles.xml", 'w:line="716"', 'w:line="600"', ("标题行距（固定值）",)),
    Spoil(
        "document.xml", EMPTY, "", ("标题下空一行", "附件说明：上空一行", "署名（日期）上空一行", "附件标题在第三行")
    ),
    Spoil("styles.xml", "<w:keepNext/>", "", ("层次标题与下段同页",)),
    Spoil("styles.xml", r'<w:outlineLvl w:val="\d"/>', "", ("大纲级别（导航窗格、目录）",)),
    Spoil("styles.xml", 'w:before="0"', 'w:before="120"', ("段前段后不另加空白",)),
    Spoil("settings.xml", "<w:evenAndOddHeaders/>", "", ("页码：单、双页各有页脚",)),
    Spoil("footer1.xml", "— ", "- ", ("页码：形式",)),
    Spoil("styles.xml", '"宋体"', '"黑体"', ("页码：字体字号",)),
    Spoil("styles.xml", 'w:rightChars="100"', 'w:rightChars="0"', ("页码：单页居右、双页居左，空一字",)),
    Spoil("document.xml", r'w:footer="\d+"', 'w:footer="850"', ("页码：一字线在版心下",)),
    Spoil("document.xml", 'w:hangingChars="450"', 'w:hangingChars="0"', ("附件说明：左空二字，回行与名称对齐",)),
    Spoil(
        "document.xml",
        "(2\\..{1,60}>情况表)</w:t>",
        r"\1。</w:t>",
        ("附件说明：名称后无标点", "附件名称与附件说明一致"),
    ),
    Spoil("document.xml", 'w:rightChars="500"', 'w:rightChars="200"', ("署名：右空",)),
    Spoil("document.xml", 'w:rightChars="200"', 'w:rightChars="400"', ("成文日期：右空",)),
    Spoil("document.xml", "2024年3月1日", "2024年03月01日", ("成文日期：年份写全，月、日不编虚位",)),
    Spoil("document.xml", "<w:keepNext/><w:keepLines/>", "", ("署名、日期与正文末段同页",)),
    Spoil("document.xml", "<w:pageBreakBefore/>", "", ("附件另面编排",)),
    Spoil(
        "styles.xml",
        '<w:jc w:val="left"/></w:pPr><w:rPr><w:rFonts',
        '<w:ind w:left="640"/></w:pPr><w:rPr><w:rFonts',
        ("“附件”顶格",),
    ),
    Spoil("document.xml", r'<w:tblW w:w="\d+"', '<w:tblW w:w="8000"', ("表格与版心同宽",)),
    Spoil("document.xml", '<w:tblLayout w:type="fixed"/>', "", ("表格列宽固定",)),
    Spoil("document.xml", r'<w:gridCol w:w="\d', '<w:gridCol w:w="1', ("各列、各格宽度写明，合计为表宽",)),
    Spoil("document.xml", "<w:tblHeader/>", "", ("表头每页重复",)),
    Spoil("document.xml", "<w:cantSplit/>", "", ("表格的行不跨页断开（很高的除外）",)),
    Spoil("document.xml", r"<w:tblDescription[^>]*/>", "", ("表格有标题和说明（供读屏）",)),
    Spoil("styles.xml", 'w:eastAsia="zh-CN"', 'w:eastAsia="ja-JP"', ("文档语言",)),
    Spoil("settings.xml", 'w:eastAsia="zh-CN"', 'w:eastAsia="ja-JP"', ("主题的中文语言",)),
    Spoil("docProps/core.xml", r"(<dc:title[^>]*>)", r"\1新", ("属性：标题",)),
    Spoil("docProps/core.xml", r"(<dc:creator[^>]*>)某区", r"\1", ("属性：作者为发文机关",)),
    Spoil("docProps/core.xml", "(<cp:lastModifiedBy[^>]*>)", r"\1python-docx", ("属性：没有软件名",)),
    Spoil(
        "document.xml",
        '<w:r>(<w:t xml:space="preserve">各科室)',
        r"<w:r><w:rPr><w:vanish/></w:rPr>\1",
        ("没有隐藏文字",),
    ),
    Spoil(
        "document.xml",
        r"<w:r>(<w:t xml:space=\"preserve\">各科室.*?</w:t>)</w:r>",
        r'<w:ins w:id="9"><w:r>\1</w:r></w:ins>',
        ("没有修订",),
    ),
)


@pytest.fixture(scope="module")
def whole(faces: Faces) -> dict[str, bytes]:
    return files_of(WHOLE, faces)


@pytest.mark.parametrize("spoil", SPOILED, ids=str)
def test_a_spoiled_word_file_is_seen(whole: dict[str, bytes], spoil: Spoil) -> None:
    assert set(spoil.seen) <= failing({"plan.docx": spoil.done(whole["plan.docx"])})


SECTION_IN_TEXT = Spoil("document.xml", "</w:sectPr></w:pPr>", r"\g<0><w:r><w:t>续</w:t></w:r>", ("分节符自成一段",))

DRAFT_ACROSS = replace(
    ONE_ANNEX, head=replace(ONE_ANNEX.head, stage=SourceText("征求意见稿"), issued=StatedDate(), watermark=True)
)


@pytest.fixture(scope="module")
def draft_across() -> dict[str, bytes]:
    return {"plan.docx": docx.plan(compose(DRAFT_ACROSS), WORD_TEMPLATE, standard.GBT_33476)}


@pytest.mark.parametrize(
    "spoil",
    [
        SECTION_IN_TEXT,
        Spoil("header1.xml", "PowerPlusWaterMarkObject", "稿次", ("水印：Word 的“删除水印”能删",)),
        Spoil("footer3.xml", "<mc:Fallback>.*</mc:Fallback>", "", ("图形有旧软件也认的形式（VML）",)),
    ],
    ids=str,
)
def test_a_spoiled_draft_across_the_paper_is_seen(draft_across: dict[str, bytes], spoil: Spoil) -> None:
    assert not set(spoil.seen) & failing(draft_across)
    assert set(spoil.seen) <= failing({"plan.docx": spoil.done(draft_across["plan.docx"])})


def with_comment(content: bytes) -> bytes:
    parts = unpacked(content)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    comment = f'<w:comments xmlns:w="{space}"><w:comment w:id="1"><w:p><w:r><w:t>再议</w:t></w:r></w:p></w:comment></w:comments>'
    parts["word/comments.xml"] = comment.encode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
    relations = parts["word/_rels/document.xml.rels"].decode()
    parts["word/_rels/document.xml.rels"] = relations.replace(
        "</Relationships>", f'<Relationship Id="rId99" Type="{kind}" Target="comments.xml"/></Relationships>'
    ).encode()
    return packed(parts)


def with_attachment(content: bytes) -> bytes:
    return packed({**unpacked(content), "word/embeddings/old.bin": b"\x00"})


@pytest.mark.parametrize(("spoil", "seen"), [(with_comment, "没有批注"), (with_attachment, "没有嵌入的文件")])
def test_a_word_file_with_something_added_is_seen(
    whole: dict[str, bytes], spoil: Callable[[bytes], bytes], seen: str
) -> None:
    assert seen in failing({"plan.docx": spoil(whole["plan.docx"])})


def test_every_measurement_of_a_word_file_can_fail(whole: dict[str, bytes]) -> None:
    seen = {one for spoil in SPOILED for one in spoil.seen} | {"没有批注", "没有嵌入的文件"}
    measured = {one.label for one in measure({"plan.docx": whole["plan.docx"]}, "33476")}
    assert measured - seen == set()


# --- PDF: other templates, another preset, other words --------------------------------


@dataclass(frozen=True)
class Look:
    """What is added to the style sheet and changed in the page, and the measurements that have to see it."""

    css: str
    seen: tuple[str, ...]
    changed: tuple[tuple[str, str], ...] = ()
    plan: Plan = WHOLE

    def files(self, faces: Faces, folder: Path) -> dict[str, bytes]:
        own = (ROOT / "templates" / "print.css").read_text("utf-8")
        (folder / "print.css").write_text(own + self.css, "utf-8")
        page = (ROOT / "templates" / "plan.html").read_text("utf-8")
        for old, new in self.changed:
            assert old in page, old
            page = page.replace(old, new)
        (folder / "plan.html").write_text(page, "utf-8")
        document = compose(self.plan)
        paper = pdf.render_pdf(document, (folder, *TEMPLATES), standard.GBT_33476, faces, ATTACHED).content
        return {"plan.pdf": paper, "plan.docx": docx.plan(document, WORD_TEMPLATE, standard.GBT_33476)}


LOOKS = {
    "faces": Look(
        """
        .title, .annex_title { font-family: fang; font-size: 20pt; line-height: 30pt; text-align: left; margin: 0 }
        .stage, .signature, .heading_2, .heading_3 { font-family: song } .heading_1, .annex_mark { font-family: fang }
        .body { font-family: song; color: #333 } .table_head > p { font-family: fang } td { font-family: kai }
        """,
        (
            *(
                "标题：字体字号",
                "附件标题：字体字号",
                "一级标题：字体字号",
                "二级标题：字体字号",
                "三、四级标题：字体字号",
            ),
            *(
                "主送机关、附件说明、署名、日期、附注：字体字号",
                "正文：字体字号",
                "稿次：字体字号",
                "“附件”二字：字体字号",
            ),
            *(
                "表头：字体字号",
                "表格文字：字体字号",
                "标题居中",
                "标题行距",
                "标题下空一行",
                "文字颜色",
                "附件标题在第三行",
            ),
        ),
    ),
    "indents": Look(
        """
        .body { text-indent: 0; margin-left: 1em } .annex_note { margin-left: 0 !important; text-indent: 0 !important }
        .signature, .date { margin-right: 0 !important } .date { margin-top: 9pt } .annex_mark { text-indent: 2em }
        .sign_off > :first-child, .annex_note + .signature { margin-top: 0 !important } .annex { break-before: auto }
        table { width: 90% } thead { display: table-row-group } tr { break-inside: auto }
        td { line-height: 33pt } td > p { text-align: left }
        """,
        (
            *("首行左空二字", "回行顶格", "附件说明：左空二字", "附件说明：上空一行", "署名：右空", "成文日期：右空"),
            *("署名（日期）上空一行", "日期在署名下一行", "附件另面编排", "“附件”在版心左上角第一行", "表格与版心同宽"),
            *("表头每页重复", "表格的行不跨页断开（很高的除外）", "表格文字撑满格宽"),
        ),
    ),
    "lines": Look(
        """
        p { text-align: left; overflow-wrap: normal } .body { font-size: 17pt; line-height: 12mm }
        h2, h3, h4, h5 { break-after: auto !important } .heading_4 { break-after: page !important }
        .title { break-after: page !important; text-indent: -5mm } .sign_off { break-before: page !important }
        td { white-space: nowrap }
        """,
        (
            *("撑满版心：满行的右端", "表格文字不出格", "每行字数", "每面行数", "行距", "层次标题不在页末"),
            *("首页显示正文", "署名、日期与正文同页", "版心右边：文字不超过"),
        ),
    ),
    "page": Look(
        """
        @page { size: 220mm 290mm; margin-left: 24mm; margin-top: 32mm; margin-bottom: 20mm }
        @page :right { @bottom-right { font: 12pt fang; padding: 0 9mm 0; content: counter(page) } }
        @page :left { @bottom-left { font: 12pt fang; padding: 9mm 12mm 0 } }
        .title { white-space: nowrap }
        """,
        (
            *("纸张幅面", "天头：首行文字上端", "订口：文字左端", "版心下边：文字不超过", "页码：字体字号"),
            *("页码：每面都有，依次编排", "页码：一字线在版心下", "页码：双页居左空一字"),
        ),
    ),
    "words": Look(
        ".heading_1 { bookmark-level: none }",
        (
            *(
                "行首行末标点（禁则）",
                "数字、日期不断开",
                "文档语言",
                "文件标题",
                "作者为发文机关",
                "书签",
                "表头有标签",
            ),
            *(
                "附件名称与附件说明一致",
                "附件顺序号",
                "附件说明：名称后无标点",
                "成文日期：年份写全，月、日不编虚位",
                "层次序数",
            ),
            *("与 plan.docx 文字相同（表格以外）", "与 plan.docx 表格文字相同", "标题回行不断词"),
            *("文号、标准号不断开", "稿次、附注、水印：括号成对", "序数与数字之间空开"),
        ),
        (
            (
                "{{- span.text -}}",
                "{{- span.text | replace('2024年3月1日', '2024年03月01日') | replace('二、', '四、') | replace('，', '\u200b，') | replace('》', '\u200b》') | replace('”', '\u200b”') | replace('\u2060', '') | replace('））', '') | replace('2. ', '2.') -}}",
            ),
            ('lang="zh-CN"', 'lang="en"'),
            ("<title>{{ document.first_title }}</title>", "<title>题</title>"),
            ('content="{{ document.organ }}"', 'content="某人"'),
            ('<p class="annex_mark">{{ sheet.mark }}</p>', '<p class="annex_mark">附件9</p>'),
            ("cell(found, 'th', '')", "cell(found, 'td', '')"),
            (
                "end.line if end else 0) }}{% endfor %}",
                "end.line if end else 0) | replace('情况表', '情况表。') }}{% endfor %}",
            ),
            (
                "{{ line }}{% if not loop.last %}<br>{% endif %}",
                "{{ line | replace('2024年', '20<br>24年') | safe }}{% if not loop.last %}<br>{% endif %}",
            ),
        ),
    ),
    "across": Look(
        """
        @page across { margin: 20mm 37mm 26mm 35mm } .annex_note { text-indent: 0 !important }
        @page across:right { @left-bottom { transform: none } }
        """,
        ("横排页的页码与竖排页位置一致", "横排表格的表头在订口一边", "附件说明：回行与名称首字对齐"),
        plan=ONE_ANNEX,
    ),
}


FRAMED = plan_of(
    paragraph("为做好工作，制定本计划。"),
    paragraph("要落实。"),
    annexes=(),
    doc_number=SourceText("某财〔2024〕8号"),
    addressee=SourceText("各科室"),
    remark=SourceText("此件公开发布"),
    copy_to=SourceText("区政府办公室，各街道办事处，各镇人民政府，区政务服务办公室，区大数据中心"),
    printer=SourceText("某区财政局办公室"),
    printed=StatedDate(SourceText("2024年3月1日"), date(2024, 3, 1)),
)
"""A plan with 版头, 主送机关, 附注 and 版记."""

LOOKS["frame"] = Look(
    """
    .organ_mark { font-size: 70pt !important; margin: 20mm 0 9mm; font-family: hei; text-align: left } .doc_number { text-align: left }
    .red_head { padding-bottom: 9mm; margin: 0 0 0 9mm } .addressee { text-indent: 2em } .remark { text-indent: 0; margin-top: 9mm }
    .colophon_next { break-before: right } .colophon { margin: 0; font-family: hei } .colophons { bottom: 30mm; left: 9mm; border-width: 1.2mm 0 }
    .printing { padding: 0 }
    """,
    (
        *("发文机关标志：小标宋、红色、居中", "发文机关标志：上边缘至版心上边缘", "发文机关标志：不超出版心"),
        "发文字号：居中，六角括号，不编虚位",
        *("发文字号：在发文机关标志下空二行", "红色分隔线：居中，与版心等宽", "红色分隔线：在发文字号下"),
        *(
            "标题：在红色分隔线下空二行",
            "主送机关：顶格，末尾全角冒号",
            "附注：居左空二字，加圆括号",
            "附注：在成文日期下一行",
        ),
        *("版记在最后一面，且为双页", "版记：字体字号", "抄送：左右各空一字，回行与冒号后首字对齐，末尾句号"),
        *(
            "印发日期：右空一字，不编虚位，加“印发”",
            "印发机关：左空一字",
            "版记分隔线：与版心等宽",
            "版记分隔线：首末条粗、中间细",
        ),
        "版记末条分隔线与版心下边重合",
    ),
    plan=FRAMED,
)

LOOKS["high"] = Look(
    ".colophons > div:first-child { position: relative; top: -220mm; border-top: 0.35mm solid black }",
    ("版记：不高出版心",),
    plan=FRAMED,
)

RED_LINE = (
    "红色分隔线：居中，与版心等宽",
    "红色分隔线：红色",
    "红色分隔线：在发文字号下",
    "标题：在红色分隔线下空二行",
)
TALL = plan_of(
    paragraph("为做好工作，制定本计划。"),
    Table(
        (paragraph("事项"), paragraph("说明")),
        (
            (paragraph("高"), paragraph(MIXED * 14)),
            *((paragraph(f"事项{place}"), paragraph("做好公开工作。" * 14)) for place in range(9)),
        ),
    ),
    paragraph("要落实。"),
    annexes=(),
)
"""A plan with a row that has to be split, and short ones that must not be."""

LOOKS["short rows split"] = Look("tr { break-inside: auto }", ("表格的行不跨页断开（很高的除外）",), plan=TALL)
LOOKS["split rows without a number"] = Look(
    ".again { display: none }", ("续页重印断开的行的序号、工作任务",), plan=TALL
)
LABELLED = plan_of(
    Section(paragraph("规范公共资源配置结果公开"), 1, tuple(item(str(number), "政" * 420) for number in range(2))),
    columns=columns(牵头部门=ColumnRole.LEAD, 配合部门=ColumnRole.SUPPORT, 完成时间=ColumnRole.DEADLINE),
)
"""A plan whose table has rows that are split, beside a label of many lines."""

LOOKS["split rows without a label"] = Look(
    "",
    ("续页重印断开的行的序号、工作任务",),
    (
        (
            "if parts and parts.repeats(found, row) else",
            "if parts and parts.repeats(found, row) and not found.column else",
        ),
    ),
    plan=LABELLED,
)
LOOKS["titles torn inside a word"] = Look(
    ".title { padding-right: 115mm }",
    ("标题词意完整",),
    plan=plan_of(paragraph("制定本计划。"), title=SourceText("重点领域政务公开标准化规范化工作实施计划"), annexes=()),
)
UNCONTROLLED = (
    '{% for paragraph in one.paragraphs %}<p{% if anchor %} id="{{ anchor }}{{ loop.index }}"{% endif %}>{{ words(paragraph) }}</p>{% endfor %}',
    "{% for paragraph in one.paragraphs %}<p>{{ words(paragraph) | replace('\u2060', '') | replace('\u200b', '') }}</p>{% endfor %}",
)
"""Cells whose lines end where Pango ends them."""

DATED_ROWS = plan_of(
    paragraph("制定本计划。"),
    Section(
        paragraph("公开"),
        1,
        (Section(paragraph("平台"), 2, (Section(paragraph("3月的事"), 3, (item("甲", "办理。"),)),)),),
    ),
    annexes=(TaskTable(SourceText("表")),),
    heading_rows=True,
)
"""A plan whose table has a row for a heading that begins with a month."""

LOOKS["a number run into the month of a row"] = Look(
    "", ("序数与数字之间空开",), (("{{- span.text -}}", "{{- span.text | replace('1. ', '1.') -}}"),), plan=DATED_ROWS
)
NAMED = plan_of(
    paragraph("制定本计划。"),
    Table(
        tuple(map(paragraph, ("事项", "责任部门", *"甲乙丙丁戊己庚"))),
        ((paragraph("公开"), paragraph("农产品质量安全监督管理科"), *(paragraph("政" * 40) for _ in range(7))),),
    ),
    paragraph("要落实。"),
    annexes=(),
)
"""A plan whose table has a column narrower than a unit's name."""

LOOKS["names torn inside a word"] = Look("", ("责任栏的科室名、“牵头部门：”不断开",), (UNCONTROLLED,), plan=NAMED)
STRANDED = plan_of(
    paragraph("制定本计划。"),
    Table(
        tuple(map(paragraph, ("事项", *"甲乙丙丁戊"))),
        tuple(
            (
                paragraph("公开"),
                *(paragraph(f"{'政' * (count + more)}{'1' * 12}以内{'务' * 9}") for more in range(5)),
            )
            for count in (5, 10, 15)
        ),
    ),
    paragraph("要落实。"),
    annexes=(),
)
"""A plan whose table has cells in which a long number would leave a single character on a line before it."""

LOOKS["a character alone in a cell"] = Look("", ("单字不成行",), (UNCONTROLLED,), plan=STRANDED)
LED = plan_of(
    *(paragraph("政" * (28 * count - 2)) for count in (4, 4, 4, 1)),
    Section(paragraph("主要工作"), 1, (paragraph("按下表办理，" + "政" * 28),)),
    Table((paragraph("事项"), paragraph("说明")), ((paragraph("甲"), paragraph("政" * 90)),) * 3),
    paragraph("要落实。"),
    annexes=(),
)
"""A plan with a heading and two lines before a table whose first row does not fit on their page."""

LOOKS["a lead moved with its table"] = Look(
    ".body:has(+ table) { break-after: avoid !important; break-inside: avoid }", ("页末空行",), plan=LED
)
SHORTER_LIST = plan_of(
    *(paragraph("政" * (28 * count - 2)) for count in (5, 5, 4)),
    annexes=tuple(FreeAnnex(SourceText(f"目录{number}"), f"目录{number}", (paragraph("甲。"),)) for number in range(7)),
)
"""A plan whose list of annexes goes over the end of its page, but would fit on the next one with some of the text."""

LOOKS["a list that runs on"] = Look(
    ".sign_off { break-inside: auto !important } .sign_off p { break-after: auto !important; break-inside: auto }"
    " .body { break-after: auto !important }",
    ("署名、日期与正文同页",),
    plan=SHORTER_LIST,
)
PLAIN = plan_of(
    paragraph(MIXED),
    Section(paragraph("主要工作"), 1, (paragraph(LONE), *(item(str(number), MIXED) for number in range(2)))),
    Section(paragraph("工作要求"), 1, (paragraph(f"各科室要落实。{MIXED}"),)),
    annexes=(),
)
"""A plan of paragraphs and headings alone: two pages."""

BETWEEN = ("行距：段与段、标题与正文之间",)
LOOKS["spaced"] = Look(
    ".body { letter-spacing: 5pt } .title { letter-spacing: 6pt; white-space: nowrap }",
    ("撑满时拉开的字距", "复制出来字间没有空格", "标题各行长短适宜"),
    plan=PLAIN,
)
LOOKS["number"] = Look(
    "@page :right { @bottom-right { padding: 0 9mm 0 } }", ("页码：单页居右空一字", "页码：一字线在版心下"), plan=PLAIN
)
LOOKS["alone"] = Look("span { letter-spacing: 0 !important }", ("单字不成行",), plan=PLAIN)
LOOKS["a line alone"] = Look(
    ".keep_end { widows: 1 }",
    ("末面不止一行字",),
    plan=plan_of(paragraph("做好。"), annexes=(FreeAnnex(SourceText("说明"), "说明", (paragraph("政" * 494),)),)),
)
LOOKS["rows kept whole"] = Look(
    ".tall { break-inside: avoid }",
    ("页末空行",),
    plan=plan_of(*(item(f"第{number}", "政" * 310) for number in range(6))),
)
LOOKS["empty foot"] = Look(".heading_1 { break-before: page }", ("页末空行",), plan=PLAIN)
LOOKS["blank below paragraphs"] = Look(".body { margin-bottom: 3pt }", BETWEEN, plan=PLAIN)
LOOKS["blank below headings"] = Look(".heading_1 { margin-bottom: 6pt }", BETWEEN, plan=PLAIN)
LOOKS["no red line"] = Look(".red_head { border-bottom-style: none }", RED_LINE, plan=FRAMED)
LOOKS["black line"] = Look(".red_head { border-bottom-color: black }", ("红色分隔线：红色",), plan=FRAMED)
LOOKS["no middle line"] = Look("div + .printing { border-top: none }", ("版记分隔线：首末条粗、中间细",), plan=FRAMED)
LOOKS["no last line"] = Look(".colophons { border-bottom: none }", ("版记分隔线：首末条粗、中间细",), plan=FRAMED)


def test_they_hold_for_a_paper_with_all_its_elements(faces: Faces) -> None:
    content = pdf.render_pdf(compose(FRAMED), TEMPLATES, standard.GBT_33476, faces).content
    found = measure({"plan.pdf": content}, "33476")
    assert deviations(found) == []
    assert {*LOOKS["frame"].seen, *LOOKS["high"].seen} <= {one.label for one in found}


def test_an_annex_of_its_own_without_the_document_number_is_seen(faces: Faces) -> None:
    plan = replace(FRAMED, head=replace(FRAMED.head, annexes=(TaskTable(SourceText("任务分解表")),)))
    plan = replace(plan, parts=(*plan.parts, item("一", "做好公开工作。")))
    files = files_of(plan, faces)
    found = {one.label: one.measured for one in measure(files, "33476") if one.file == "annex.docx"}
    assert deviations(measure(files, "33476")) == []
    assert found["单独的附件：“附件”前有发文字号"] == "某财〔2024〕8号附件"
    bare = Spoil("document.xml", "某财〔2024〕8号附件", "附件", ("单独的附件：“附件”前有发文字号",))
    assert failing({**files, "annex.docx": bare.done(files["annex.docx"])}) == set(bare.seen)


def test_a_rare_character_in_the_organ_mark_is_set_in_the_face_that_has_it(faces: Faces) -> None:
    rare = replace(FRAMED, head=replace(FRAMED.head, organ=SourceText("𠮷水县财政局")))
    content = pdf.render_pdf(compose(rare), TEMPLATES, standard.GBT_33476, faces).content
    assert deviations(measure({"plan.pdf": content}, "33476")) == []


FRAME_SPOILED = (
    SECTION_IN_TEXT,
    Spoil("styles.xml", '<w:color w:val="FF3333"/>', "", ("发文机关标志：小标宋、红色、居中",)),
    Spoil("document.xml", "某区财政局文件", "某区财政局文件" * 2, ("发文机关标志：不超出版心",)),
    Spoil("document.xml", r'w:line="21\d\d"', 'w:line="1122"', ("发文机关标志：上边缘至版心上边缘",)),
    Spoil("document.xml", "〔2024〕8号", "[2024]08号", ("发文字号：居中，六角括号，不编虚位",)),
    Spoil("styles.xml", 'w:line="924"', 'w:line="1400"', ("发文字号：在发文机关标志下空二行",)),
    Spoil(
        "document.xml",
        r"(</w:pBdr><w:spacing [^>]*/><w:ind )",
        r'\1w:left="400" ',
        ("红色分隔线：与版心等宽",),
    ),
    Spoil("document.xml", r'(</w:pBdr><w:spacing w:line=")\d+', r"\g<1>600", ("红色分隔线：在发文字号下",)),
    Spoil("document.xml", EMPTY, "", ("标题：在红色分隔线下空二行",)),
    Spoil("styles.xml", "仿宋_GB2312", "宋体", ("主送机关、附注、发文字号：字体字号", "版记：字体字号")),
    Spoil("document.xml", "各科室：", "各科室:", ("主送机关：顶格，末尾全角冒号",)),
    Spoil("document.xml", "（此件公开发布）", "此件公开发布", ("附注：居左空二字，加圆括号",)),
    Spoil(
        "document.xml",
        r'(<w:p><w:pPr><w:pStyle w:val="PlanRemark"/>)',
        r'<w:p><w:pPr><w:pStyle w:val="PlanBody"/></w:pPr></w:p>\1',
        ("附注：在成文日期下一行",),
    ),
    Spoil(
        "document.xml",
        'w:hangingChars="300"',
        'w:hangingChars="0"',
        ("抄送：左右各空一字，回行与冒号后首字对齐，末尾句号",),
    ),
    Spoil("document.xml", "1日印发", "01日印发", ("印发机关左空一字，印发日期右空一字，不编虚位，加“印发”",)),
    Spoil("document.xml", 'w:line="14"', 'w:line="40"', ("版记分隔线：首末条粗、中间细",)),
    Spoil("document.xml", 'w:yAlign="bottom"', 'w:yAlign="top"', ("版记在版心下端，末条线与版心下边重合",)),
    Spoil("document.xml", 'w:val="evenPage"', 'w:val="nextPage"', ("版记在最后一面（双页）",)),
)


@pytest.fixture(scope="module")
def framed() -> bytes:
    return docx.plan(compose(FRAMED), WORD_TEMPLATE, standard.GBT_33476)


@pytest.mark.parametrize("spoil", FRAME_SPOILED, ids=str)
def test_a_word_file_with_spoiled_elements_is_seen(framed: bytes, spoil: Spoil) -> None:
    assert set(spoil.seen) <= failing({"plan.docx": spoil.done(framed)})


def test_every_measurement_of_elements_in_a_word_file_can_fail(framed: bytes, whole: dict[str, bytes]) -> None:
    found = measure({"plan.docx": framed}, "33476")
    assert deviations(found) == []
    more = {one.label for one in found} - {one.label for one in measure({"plan.docx": whole["plan.docx"]}, "33476")}
    assert more - {one for spoil in FRAME_SPOILED for one in spoil.seen} == set()
    assert len(more) >= 15


@pytest.mark.parametrize("key", LOOKS)
def test_a_paper_with_another_look_is_seen(key: str, faces: Faces, tmp_path: Path) -> None:
    look = LOOKS[key]
    assert set(look.seen) - failing(look.files(faces, tmp_path)) == set()


def test_a_row_higher_than_its_page_is_split_and_holds(faces: Faces) -> None:
    files = files_of(TALL, faces)
    found = [one for one in measure(files, "33476") if one.label == "表格的行不跨页断开（很高的除外）"]
    assert {one.file: one.measured for one in found} == {"plan.pdf": "10 行", "plan.docx": "不断开；可断开（11 处）"}
    assert deviations(measure(files, "33476")) == []


def test_a_number_torn_where_its_cell_has_room_is_seen(faces: Faces, tmp_path: Path) -> None:
    cells = Table((paragraph("数"), paragraph("数")), ((paragraph("1234567890件"), paragraph("98.5%")),))
    plan = plan_of(paragraph("制定本计划。"), cells, paragraph("要落实。"), annexes=())
    narrowed = Look("td { padding-right: 64mm !important }", ("数字、日期不断开", "表格里的数字靠右"), plan=plan)
    assert failing(files_of(plan, faces)) == set()
    assert failing(narrowed.files(faces, tmp_path)) == {*narrowed.seen}


def test_the_other_preset_is_seen(whole: dict[str, bytes], faces: Faces) -> None:
    other = files_of(replace(WHOLE, head=replace(WHOLE.head, layout=Layout.GBT_9704)), faces)
    assert {"行距", "行距（固定值）"} <= failing(other, "33476")
    assert {"行距", "行距（固定值）"} <= failing(whole, "9704")


def unmarked(file: pikepdf.Pdf) -> None:
    del file.Root.MarkInfo
    del file.Root.ViewerPreferences
    told = bytes(file.Root.Metadata.read_bytes())
    assert b"</rdf:RDF>" in told
    tool = b'<rdf:Description rdf:about="" xmp:CreatorTool="Word"/></rdf:RDF>'
    told = told.replace(b'part="3"', b'part="1"').replace(b"pdfuaid:part>1", b"pdfuaid:part>2")
    file.Root.Metadata.write(told.replace(b"</rdf:RDF>", tool))


def bare(file: pikepdf.Pdf) -> None:
    file.Root.AF[0].AFRelationship = pikepdf.Name.Unspecified
    for page in file.pages:
        for font in page.resources["/Font"].values():
            described = font.DescendantFonts[0].FontDescriptor
            if "/FontFile3" in described:
                del described["/FontFile3"]
            described.FontName = pikepdf.Name("/ABCDEF+Arial")
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Contents="再议", Rect=[0, 0, 9, 9])
    file.pages[0].Annots = pikepdf.Array([file.make_indirect(note)])


def tagged(file: pikepdf.Pdf, kind: str) -> Iterator[Any]:
    """The structure elements of a kind, in no order."""
    return (
        thing
        for thing in file.objects
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/StructElem" and kind == thing.S
    )


def unmarked_pages(file: pikepdf.Pdf) -> None:
    for page in file.pages:
        content = page.Contents.read_bytes()
        page.Contents.write(content.replace(b"/Artifact\n<</Type /Pagination>>\nBDC", b"/Span\nBMC"))


def torn(file: pikepdf.Pdf) -> None:
    """Tear paragraphs and tables at the ends of pages, as programs do that tag page by page."""
    for paragraph_ in tagged(file, "/P"):
        kids = paragraph_.K.as_list()
        following = [kid for kid in kids if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/MCR"]
        if following:
            second = file.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.StructElem, S=pikepdf.Name.P, P=paragraph_.P, Pg=following[0].Pg, K=following
                )
            )
            paragraph_.K = pikepdf.Array([kid for kid in kids if kid not in following])
            around = paragraph_.P.K.as_list()
            paragraph_.P.K = pikepdf.Array(
                [each for kid in around for each in ([kid, second] if kid == paragraph_ else [kid])]
            )


def torn_tables(file: pikepdf.Pdf) -> None:
    for table_ in list(tagged(file, "/Table")):
        head, body = table_.K.as_list()
        rows = body.K.as_list()
        after = next((index for index, row in enumerate(rows) if first_page(row) != first_page(head)), 0)
        if after:
            second = file.make_indirect(pikepdf.Dictionary(Type=table_.Type, S=table_.S, P=table_.P))
            below = file.make_indirect(pikepdf.Dictionary(Type=body.Type, S=body.S, P=second, K=rows[after:]))
            body.K, second.K = pikepdf.Array(rows[:after]), pikepdf.Array([below])
            table_.P.K.append(second)


def first_page(element: Any) -> Any:
    """The page of an element's first marked content."""
    while "/Pg" not in element:
        element = next(kid for kid in element.K.as_list() if "/K" in kid)
    return element.Pg.objgen


def missing_cell(file: pikepdf.Pdf) -> None:
    row = next(row for row in tagged(file, "/TR") if row.K[0].S == "/TD")
    row.K = pikepdf.Array(row.K.as_list()[:-1])


def wrong_headers(file: pikepdf.Pdf) -> None:
    """Name other columns' headers below a merged cell, as WeasyPrint 70 does."""
    for number, head in enumerate(tagged(file, "/TH")):
        head.ID = pikepdf.String(f"{number}")
    for row in tagged(file, "/TR"):
        for number, cell in enumerate(row.K.as_list()):
            if cell.S == "/TD":
                cell.A = cell.get("/A", pikepdf.Dictionary(O=pikepdf.Name.Table))
                cell.A.Headers = pikepdf.Array([pikepdf.String(f"{number}")])


def without_scope(file: pikepdf.Pdf) -> None:
    for head in tagged(file, "/TH"):
        del head.A.Scope


FILES: dict[str, tuple[Callable[[pikepdf.Pdf], None], tuple[str, ...]]] = {
    "page numbers are content": (unmarked_pages, ("页码、水印等不是正文",)),
    "torn paragraphs": (torn, ("跨页的一段是一个标签",)),
    "torn tables": (torn_tables, ("跨页的一张表是一个标签",)),
    "missing cell": (missing_cell, ("表格标签各行各栏齐全",)),
    "wrong headers": (wrong_headers, ("各格的栏名（供读屏）",)),
    "no scope": (without_scope, ("各格的栏名（供读屏）",)),
    "unmarked": (unmarked, ("标签（供读屏）", "打开时显示标题", "存档格式声明", "无障碍格式声明", "属性：没有软件名")),
    "bare": (bare, ("嵌入的数据文件", "字体全部嵌入", "所用字体", "没有批注")),
}


GROUPED = plan_of(
    paragraph("为做好工作，制定本计划。" * 80),
    *(
        Section(
            paragraph(name_),
            1,
            tuple(item(f"{name_}{number}", *["做好公开工作。" * 9] * (2 + number % 3)) for number in range(7)),
        )
        for name_ in ("深化财政信息公开", "推进决策执行公开")
    ),
    columns=columns(责任部门=ColumnRole.OWNER),
)
"""A plan whose words, and whose table with merged cells, go on over pages."""

LOOKS["no repeated labels"] = Look(
    "",
    ("续页重印合并格的文字（序号、类别）",),
    (("in one.paragraphs %}", "in (one.paragraphs if rows else ()) %}"),),
    plan=GROUPED,
)


LOOKS["items torn"] = Look(
    ".kept { break-after: auto }",
    ("一个事项的几行在一面（很高的除外）", "续页重印处与 plan.docx 相同"),
    plan=GROUPED,
)

LOOKS["duties in one paragraph"] = Look(
    "td { padding-right: 22mm !important }",
    ("表格里的数字靠右", "责任栏每项职责一段", "责任栏的科室名、“牵头部门：”不断开"),
    (
        (
            '{% for paragraph in one.paragraphs %}<p{% if anchor %} id="{{ anchor }}{{ loop.index }}"{% endif %}>{{ words(paragraph) }}</p>{% endfor %}',
            "<p>{% for paragraph in one.paragraphs %}{{ words(paragraph) }}{% endfor %}</p>",
        ),
    ),
)

GROUPED_SPOILED = (
    Spoil("document.xml", "<w:keepNext/><w:keepLines/>", "", ("一个事项的几行在一面（很高的除外）",)),
    Spoil("document.xml", "TableRepeated", "TableLabel", ("续页重印处与 plan.docx 相同",)),
)


@pytest.mark.parametrize("spoil", GROUPED_SPOILED, ids=str)
def test_a_word_file_whose_table_goes_on_otherwise_is_seen(grouped: dict[str, bytes], spoil: Spoil) -> None:
    spoiled = failing({**grouped, "plan.docx": spoil.done(grouped["plan.docx"])})
    assert set(spoil.seen) <= spoiled


def test_a_word_file_that_lacks_the_number_of_a_split_row_is_seen(faces: Faces) -> None:
    long = builders.item("长", "政" * 2000)
    files = files_of(plan_of(Section(paragraph("主要工作"), 1, (builders.item("短", "短。"), long))), faces)
    results = {one.label: one for one in measure(files, "33476")}
    assert results["续页重印处与 plan.docx 相同"].conforms
    spoil = Spoil("document.xml", "TableRepeated", "TableLabel", ("续页重印处与 plan.docx 相同",))
    spoiled = failing({**files, "plan.docx": spoil.done(files["plan.docx"])})
    assert set(spoil.seen) <= spoiled


@pytest.fixture(scope="module")
def grouped(faces: Faces) -> dict[str, bytes]:
    return files_of(GROUPED, faces)


def test_they_hold_for_a_table_with_merged_cells(grouped: dict[str, bytes]) -> None:
    found = measure(grouped, "33476")
    assert deviations(found) == []
    assert {"续页重印合并格的文字（序号、类别）", "跨页的一张表是一个标签"} <= {one.label for one in found}


@pytest.mark.parametrize("key", FILES)
def test_a_file_that_claims_less_is_seen(whole: dict[str, bytes], grouped: dict[str, bytes], key: str) -> None:
    spoil, seen = FILES[key]
    files = whole if key == "bare" else grouped
    with pikepdf.open(BytesIO(files["plan.pdf"])) as file:
        spoil(file)
        stream = BytesIO()
        file.save(stream)
    assert set(seen) - failing({"plan.pdf": stream.getvalue()}) == set()


def test_every_measurement_of_a_paper_can_fail(
    whole: dict[str, bytes], grouped: dict[str, bytes], faces: Faces
) -> None:
    across = files_of(ONE_ANNEX, faces)
    measured = {
        one.label
        for files in (whole, across, grouped)
        for one in measure({"plan.pdf": files["plan.pdf"], "plan.docx": files["plan.docx"]}, "33476")
        if one.file == "plan.pdf"
    }
    told = {one for look in LOOKS.values() for one in look.seen} | {one for _, found in FILES.values() for one in found}
    assert measured - told == set()


# --- the standard's own numbers ----------------------------------------------------------


def test_the_lengths_are_those_of_the_standard() -> None:
    """Renderers and clauses take them from the same names: here they stand as the standard gives them."""
    assert standard.PAPER == (210, 297)
    assert standard.TYPE_AREA == (156, 225)
    assert (standard.LINES, standard.CHARACTERS, standard.FIRST_LINE, standard.BLANK_LINES) == (22, 28, 2, 1)
    assert (standard.ON_PAPER.top, standard.ON_PAPER.left) == (37, 28)
    assert (standard.MARK_BELOW, standard.HEAD_BLANK_LINES, standard.RED_LINE_BELOW) == (35, 2, 4)
    assert (standard.ANNEX_TITLE_LINE, standard.SIGN_OFF_BLANK) == (3, 2)
    assert (standard.COLOPHON_BLANK, standard.COLOPHON_RULES) == (1, (0.35, 0.25))
    assert (standard.NUMBER_BELOW, standard.NUMBER_BLANK) == (7, 1)
    assert (standard.SIZE_2, standard.SIZE_4) == (22, 14)
    assert abs(28 * standard.SIZE_3 * standard.MM_PER_PT - 156) < 0.5
    for page in standard.PAGES.values():
        first = page.top + (page.line - standard.SIZE_3) / 2 * standard.MM_PER_PT
        assert first == pytest.approx(37, abs=0.01)
        assert page.left + 156 + page.right == 210
        assert int((297 - page.top - page.bottom) / page.line_mm) == 22


# --- docs/standard.md --------------------------------------------------------------------


def clauses(words: str) -> set[str]:
    """Standards and clauses named as in the docstrings of the code: 9704, 5.2.2 and 5.2.3; 33476.2, 6.2."""
    found = set()
    for name, numbers in re.findall(r"(9704|33476\.2|15834),? ((?:\d+(?:\.\d+)*(?:,? and |, | to )?)+)", words):
        found |= {f"{name} {number}" for number in re.findall(r"\d+(?:\.\d+)*", numbers)}
    return found


def test_every_clause_of_the_code_stands_in_the_document() -> None:
    document = STANDARD.read_text("utf-8")
    listed = set(re.findall(r"(?:GB/T )?(9704|33476\.2|15834)[ ，]+(\d+(?:\.\d+)*)", document))
    named = {f"{name} {number}" for name, number in listed}
    code = "".join(path.read_text("utf-8") for path in sorted((ROOT / "pipeline" / "typography").glob("*.py")))
    measured = {clause.number.removeprefix("GB/T ") for clause in CLAUSES if clause.number.startswith("GB/T ")}
    assert "9704 5.2.1" in clauses(code)
    assert clauses(code) - named == set()
    assert "9704 5.2.1" in measured
    assert measured - named == set()


def test_every_clause_is_registered_once_and_has_a_probe() -> None:
    registered = [(clause.number, clause.label) for clause in CLAUSES]
    assert len(set(registered)) == len(registered)
    assert all(clause.pdf or clause.docx or clause.pair for clause in CLAUSES)


def test_results_of_word_files_leave_no_clause_out() -> None:
    assert sorted(map(id, DOCX_CLAUSES)) == sorted(map(id, CLAUSES))


def test_every_picture_that_the_document_shows_is_there_and_small() -> None:
    shown = re.findall(r"!\[([^]]+)\]\(pictures/([^)]+)\)", STANDARD.read_text("utf-8"))
    assert [f"{title}.png" for title in PAGES] == [path for _, path in shown]
    assert sorted(path.name for path in PICTURES.iterdir()) == sorted(path for _, path in shown)
    assert all(path.stat().st_size < LARGEST for path in PICTURES.iterdir())


def test_every_file_that_the_document_names_is_there() -> None:
    document = STANDARD.read_text("utf-8")
    paths = set(re.findall(r"`((?:pipeline|templates|tests|docs)/[\w./-]+)`", document))
    assert len(paths) > 8
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []
