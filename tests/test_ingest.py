"""`zwgk import`: existing plans become content, and every character of them is accounted for.

Documents of others are not ours to keep: their folder is named by ZWGK_CORPUS, and without
it those tests are skipped.
"""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from pipeline.ingest.account import Use
from pipeline.ingest.note_places import split_notes
from pipeline.ingest.numbers import Number, read_number
from pipeline.ingest.recognize import Family, Imported, import_documents
from pipeline.ingest.responsibility import looks_like_owners, read_note
from pipeline.ingest.write import import_year, write_year
from pipeline.model import Disclosure, Plan
from pipeline.parse import parse
from pipeline.parse.serialize import write
from pipeline.readers.document import Document, FileKind, Paragraph
from pipeline.readers.load import read_document
from pipeline.refusals import Reason, Refusal
from pipeline.render.compose import compose
from pipeline.render.data.exports import plan_json
from pipeline.render.data.public_model import public_plan
from pipeline.render.web.fragment import fragment
from pipeline.render.xlsx import workbook
from pipeline.source import SourceText, load_office, sources_from_files
from pipeline.typography import gbt9704 as standard
from tests import ingest_strategies, strategies
from tests.builders import TEMPLATES
from tests.check_runs import checked
from tests.command_line import Verb
from tests.plans import of_2023
from tests.renderings import docx_of, page_of, pdf_of
from tests.strategies import examples

CORPUS = Path(os.environ.get("ZWGK_CORPUS", "missing"))
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="ZWGK_CORPUS names no folder")


def imported(*documents: Document, year: int = 2023) -> Imported:
    made = import_documents(documents, year)
    assert isinstance(made, Imported), made
    return made


def text(*lines: str, name: str = "计划.txt") -> Document:
    return Document(
        name,
        FileKind.TEXT,
        tuple(Paragraph(line, f"第{index}行", index - 1) for index, line in enumerate(lines, 1)),
    )


def data(plan: Plan) -> dict[str, Any]:
    """What plan.json says of the plan."""
    decoded = json.loads(plan_json(public_plan(compose(plan), plan)))
    assert isinstance(decoded, dict)
    return decoded


def owners(words: str) -> dict[str, list[str]]:
    return {one.role.value: [unit.value for unit in one.units] for one in read_note(SourceText(words)).assignments}


# --- numbers and owner notes ------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "level", "value"),
    [
        ("一、主要工作", 1, 1),
        ("第三章 附则", 1, 3),
        ("（十五）完善目录", 2, 15),
        ("(一）周密组织", 2, 1),
        ("1.拓展", 3, 1),
        ("22. 及时", 3, 22),
        ("8．公开", 3, 8),
        ("1．2025年7月底前", 3, 1),
        ("2.9月举办", 3, 2),
        ("3、公开", 3, 3),
        ("1.2公开预算", 4, 2),
        ("（1）公开", 4, 1),
        ("(2)公开", 4, 2),
        ("①公开", 5, 1),
    ],
)
def test_numbers_of_every_printed_form(line: str, level: int, value: int) -> None:
    found = read_number(line)
    assert isinstance(found, Number)
    assert (found.level, found.value) == (level, value)


@pytest.mark.parametrize("line", ["2023年工作", "3.5亿元", "1.5万人", "一季度", "（含解读材料）", "1792-2018"])
def test_words_that_are_no_number(line: str) -> None:
    assert read_number(line) is None


@pytest.mark.parametrize(
    ("words", "stated"),
    [
        ("牵头部门：预算科；配合部门：相关科室", {"牵头": ["预算科"], "配合": ["相关科室"]}),
        ("责任单位：甲局，乙局、丙局", {"责任": ["甲局", "乙局", "丙局"]}),
        ("各处室按职责分工负责", {"责任": ["各处室"]}),
        ("甲处牵头，各有关处室配合", {"牵头": ["甲处"], "配合": ["各有关处室"]}),
        ("甲局、乙局等有关部门负责", {"责任": ["甲局", "乙局", "有关部门"]}),
        ("甲局、乙局等负责", {"责任": ["甲局", "乙局"]}),
        ("甲局、乙局等按职责分工分别负责", {"责任": ["甲局", "乙局"]}),
        ("甲局、乙局等负责。列第一位者为牵头单位，下同", {"责任": ["甲局", "乙局"]}),
        ("责任单位：甲局、乙局等", {"责任": ["甲局", "乙局"]}),
        ("高等教育处、中等职业教育处负责", {"责任": ["高等教育处", "中等职业教育处"]}),
        ("责任股室：甲股、乙站", {"责任": ["甲股", "乙站"]}),
        ("牵头处（科）室：甲处；配合站所：乙站、丙所", {"牵头": ["甲处"], "配合": ["乙站", "丙所"]}),
        ("牵头部室：甲部；配合成员单位：乙局", {"牵头": ["甲部"], "配合": ["乙局"]}),
        ("责任镇街：甲镇、乙街道", {"责任": ["甲镇", "乙街道"]}),
        ("区农业农村局、交建局和资源生态局负责", {"责任": ["区农业农村局", "交建局", "资源生态局"]}),
        ("文化和旅游部、交通与建设处负责", {"责任": ["文化和旅游部", "交通与建设处"]}),
        ("甲局会同有关部门负责", {"责任": ["甲局"], "会同": ["有关部门"]}),
        (
            "市府办〔市大数据局〕牵头，各县〔区〕政府参与",
            {"牵头": ["市府办〔市大数据局〕"], "参与": ["各县〔区〕政府"]},
        ),
        ("责任单位：甲局、乡镇政府按职责分工分别负责。", {"责任": ["甲局", "乡镇政府"]}),
        ("甲科牵头，乙科指导", {"牵头": ["甲科"], "指导": ["乙科"]}),
        ("甲局起草", {"起草": ["甲局"]}),
        ("甲局、乙局负责，排在第一位的部门为牵头部门，下同", {"责任": ["甲局", "乙局"]}),
    ],
)
def test_owner_notes_of_every_form(words: str, stated: dict[str, list[str]]) -> None:
    assert looks_like_owners(words)
    assert owners(words) == stated


@pytest.mark.parametrize("words", ["含解读材料、常见问题解答等材料", "以下简称年度报告", "互联网协议第6版", "试行"])
def test_brackets_that_name_no_owner(words: str) -> None:
    assert not looks_like_owners(words)


def test_several_owner_notes_in_one_paragraph() -> None:
    segments = split_notes(SourceText("一是健全（甲处负责）；二是深化。（乙处负责）三是推动（丙处负责）。"))
    assert [(one.text.value, one.note is not None) for one in segments] == [
        ("一是健全；", True),
        ("二是深化。", True),
        ("三是推动。", True),
    ]


# --- our own documents --------------------------------------------------------------------

CARRIED_BY_NO_PRINT = {"disclosure": Disclosure.PUBLIC.value}
"""What plan.json says of content/2023 and no printed form says."""


def own_documents() -> dict[str, tuple[Document, ...]]:
    plan = of_2023()
    composed = compose(plan)
    word = read_document("plan.docx", docx_of(plan))
    sheet = read_document("annex.xlsx", workbook.annex(composed, standard.PAGES[plan.head.layout.value]))
    page = read_document("fragment.html", fragment(composed, TEMPLATES))
    whole = read_document("index.html", page_of(plan))
    return {
        "word": (word,),
        "word and sheet": (word, sheet),
        "sheet and word": (sheet, word),
        "fragment": (page,),
        "page": (whole,),
    }


@pytest.mark.parametrize("form", ["word", "word and sheet", "sheet and word", "fragment", "page"])
def test_our_own_files_give_the_same_plan(form: str) -> None:
    expected = data(of_2023()) | dict.fromkeys(CARRIED_BY_NO_PRINT)
    made = imported(*own_documents()[form])
    if form == "page":
        # it is the only form that says whether the plan is public
        expected = data(of_2023())
    if form == "fragment":
        # the title is the page's, not the fragment's
        expected = {**expected, "title": made.plan.head.title.value}
    assert data(made.plan) == expected
    assert made.account.count(Use.LEFT) == 0
    assert made.family is Family.BODY_AND_ANNEX


def test_our_own_pdf_gives_the_same_plan() -> None:
    made = imported(read_document("plan.pdf", pdf_of(of_2023())))
    assert data(made.plan) == data(of_2023()) | dict.fromkeys(CARRIED_BY_NO_PRINT)
    assert made.account.count(Use.LEFT) == 0


def test_what_is_written_reads_back_as_the_same_plan() -> None:
    plan = imported(*own_documents()["word"]).plan
    reading = parse(sources_from_files(2023, write(plan)))
    assert reading.plan == plan
    assert not reading.findings


@given(ingest_strategies.plans())
@settings(max_examples=examples(25))
def test_plans_as_offices_write_them_come_back_from_word(plan: Plan) -> None:
    made = imported(read_document("plan.docx", docx_of(plan)), year=ingest_strategies.YEAR)
    assert data(made.plan) == data(plan)
    assert made.account.count(Use.LEFT) == 0


@given(strategies.plans())
@settings(max_examples=examples(15))
def test_any_plan_is_accounted_for_and_written_as_it_is_read(plan: Plan) -> None:
    made = import_documents((read_document("plan.docx", docx_of(plan)),), strategies.YEAR)
    if isinstance(made, Imported):
        assert made.account.read == made.account.placed + sum(made.account.count(use) for use in Use)
        assert parse(sources_from_files(strategies.YEAR, write(made.plan))).plan == made.plan


_LIKE_A_PLAN = (
    "某局2023年度政务公开工作计划", "一、主要工作", "（一）做好公开。", "（责任部门：办公室）", "1.甲；", "2.乙。", "附件", "附件：分解表",
    "序号", "具体内容", "责任部门", "完成时间", "1", "全年", "2023年3月1日", "某局", "（此件公开发布）", "各单位：", "详见附件",
    "一是甲（甲科负责）；二是乙", "责任单位：甲、乙。", "关于印发计划的通知", "现将计划印发给你们。", "抄送：甲。", "①甲", "（1）乙",
    "以下均由各科落实，不再列出。", "列第一位者为牵头单位，下同", "序号\t内容\t责任部门", "- [甲](items/甲.md)", "<!-- 甲", "|甲|", "## 甲",
    "具体措施：1.甲。（甲科负责）2.乙。", "（一）甲。（乙局负责，以下均含各科室）", "责任单位：", "甲科", "（二）乙。【责任科室：甲科；时限：9月】",
    "1.《甲条例》（乙局起草）", "（三）6月底前甲，12月底前乙。（甲科）", "完成时限：6月底前甲，12月底前乙", "1.1甲（乙科）",
)  # fmt: skip
like_lines = st.one_of(
    st.sampled_from(_LIKE_A_PLAN), st.lists(st.sampled_from(_LIKE_A_PLAN), max_size=4).map("".join), strategies.any_text
)


@given(st.lists(like_lines, max_size=20))
@settings(max_examples=40)
def test_any_text_is_accounted_for_and_written_as_it_is_read(lines: list[str]) -> None:
    made = import_documents((text(*lines),), 2023)
    if isinstance(made, Imported):
        assert made.account.read == made.account.placed + sum(made.account.count(use) for use in Use)
        assert parse(sources_from_files(2023, write(made.plan))).plan == made.plan


# --- the 2023 plan as text ----------------------------------------------------------------

REFERENCE = CORPUS.parent / "reference" / "2023-plan.txt"


@pytest.mark.skipif(not REFERENCE.is_file(), reason="the 2023 plan as text is not there")
def test_the_2023_plan_copied_from_its_page() -> None:
    made = imported(read_document(REFERENCE.name, REFERENCE.read_bytes()))
    expected = data(of_2023()) | dict.fromkeys(CARRIED_BY_NO_PRINT)
    assert data(made.plan) == expected
    assert sum(1 for _ in made.plan.items()) == 15
    assert made.rows == 16
    assert {(one.body, one.annex) for one in made.disagreements} == {
        ("年内", "全年"),
        ("3月31日前", "3月底前"),
        ("3月底前", "全年"),
    }
    assert made.account.count(Use.LEFT) == 0


# --- the verb ---------------------------------------------------------------------------


PLAN = (
    "某局2023年度政务公开工作计划",
    "为做好工作，制定本计划。",
    "一、主要工作",
    "（一）做好预算公开。年底前公开部门预算。（牵头科室：预算科；配合科室：相关科室）",
    "（二）做好政策解读。（责任科室：办公室）",
    "二、工作要求",
    "各科室要按时完成。",
    "某局",
    "2023年3月1日",
)


def test_the_verb_writes_content_that_builds(run: Verb, tmp_path: Path) -> None:
    file = tmp_path / "旧件.txt"
    file.write_text("\n".join(PLAN), "utf-8")
    root = tmp_path / "局"
    result = run("-C", str(root), "import", str(file), "--year", "2023")
    assert result.exit_code == 0, result.output
    assert (root / "units.yaml").is_file()
    assert "责任科室: 办公室" in (root / "2023" / "items" / "做好政策解读.md").read_text("utf-8")
    assert (root / "2023" / "import-report.md").is_file()
    again = run("-C", str(root), "import", str(file), "--year", "2023")
    assert again.exit_code == 1
    other = run("-C", str(root), "import", str(file), "--year", "2024")
    assert other.exit_code == 1
    assert not (root / "2024").exists()


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (("某局2022年工作计划", "一、公开", "（一）公开。（责任部门：办公室）"), Reason.IMPORT_OTHER_YEAR),
        (("某局2023年工作计划", "（详见附件）"), Reason.IMPORT_STUB),
        (("机密★1年", *PLAN), Reason.IMPORT_CLASSIFIED),
    ],
)
def test_what_is_no_plan_of_that_year_is_refused(lines: tuple[str, ...], reason: Reason) -> None:
    refused = import_documents((text(*lines),), 2023)
    assert isinstance(refused, Refusal)
    assert refused.reason is reason


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "待核科室:\n- 名称: 预算科\n- 名称: 办公室\n待核统称:\n- 名称: 相关科室\n"),
        (
            "# 本局\r\n科室:\r\n  - 名称: 办公室  # 一楼\r\n",
            "# 本局\r\n科室:\r\n  - 名称: 办公室  # 一楼\r\n待核科室:\r\n- 名称: 预算科\r\n待核统称:\r\n- 名称: 相关科室\r\n",
        ),
        (
            "待核科室:\n  # 去年的\n  - 名称: 国库科\n统称: [相关科室]\n科室:\n- 办公室",
            "待核科室:\n  - 名称: 预算科\n  # 去年的\n  - 名称: 国库科\n统称: [相关科室]\n科室:\n- 办公室\n",
        ),
        ("科室: [办公室, 预算科]\n统称:\n  - 相关科室\n", None),
        ("科室: [办公室]\n待核科室: [国库科]\n", None),
        ("科室: [办公室\n", None),
    ],
)
def test_units_that_the_roster_lacks_are_added_as_proposals(tmp_path: Path, before: str, after: str | None) -> None:
    roster = tmp_path / "units.yaml"
    if before:
        roster.write_bytes(before.encode())
    made = import_year(tmp_path, (text(*PLAN),), 2023)
    assert not isinstance(made, Refusal)
    assert write_year(tmp_path, made) is None
    assert roster.read_bytes().decode() == (before if after is None else after)
    again = parse(load_office(tmp_path)).plan.roster
    if after is not None:
        assert {unit.name.value for unit in again} >= {"预算科", "办公室", "相关科室"}
        assert [unit.name.value for unit in again if unit.group] == ["相关科室"]
        found = checked({**write(made.imported.plan), "units.yaml": after}, 2023).of_check
        assert [one.message.partition("：")[2] for one in found if one.code == "U010"] == [
            "、".join(unit.name.value for unit in made.imported.new_units)
        ]
        assert not [one for one in found if one.code == "U001"]
    report = (tmp_path / "2023" / "import-report.md").read_text("utf-8")
    assert ("没有能写进去" in report) == (after is None and bool(made.imported.new_units))


def test_two_files_of_one_name_are_told_apart() -> None:
    same = text(*PLAN)
    once, twice = imported(same), imported(same, replace(same))
    assert twice.account.read == 2 * once.account.read
    assert len({document.name for document in twice.documents}) == 2


# --- what only the import said -----------------------------------------------------------

TABLE_LINES = (
    "附件",
    "序号\t具体内容\t责任科室\t完成时间",
    "1\t做好预算公开。年底前公开部门预算。\t牵头科室：预算科；配合科室：相关科室\t全年",
    "2\t做好政策解读。\t办公室\t全年",
)


def test_next_years_draft_leaves_out_what_only_the_import_said(run: Verb, tmp_path: Path) -> None:
    file = tmp_path / "旧件.txt"
    file.write_text("\n".join([*PLAN, *TABLE_LINES]), "utf-8")
    root = tmp_path / "局"
    assert run("-C", str(root), "import", str(file), "--year", "2023").exit_code == 0
    items = "".join(path.read_text("utf-8") for path in (root / "2023" / "items").glob("*.md"))
    assert "<!-- 导入：" in items
    result = run("-C", str(root), "new", "2024")
    assert result.exit_code == 0, result.output
    assert "导入" not in "".join(path.read_text("utf-8") for path in (root / "2024").rglob("*.md"))
