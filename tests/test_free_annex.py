"""An annex somebody wrote (annex/名.md) with headings, from its file into every form, its review and its comparison.

What it says is written out here once by hand; `test_agree` draws others.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from lxml import html as markup

from pipeline.conformance.measure import measure
from pipeline.diff.compare import compare
from pipeline.diff.model import Kind
from pipeline.fonts import Faces
from pipeline.model import Plan, Site
from pipeline.parse import parse
from pipeline.publish.policy.review_diff import Grade, diff_units, max_grade
from pipeline.publish.policy.review_units import reviewed_units
from pipeline.render.compose import compose
from pipeline.render.data import exports as data
from pipeline.render.data.public_model import public_plan
from pipeline.render.pdf import render as pdf
from pipeline.render.web import page as html
from pipeline.render.web.edition import Edition
from pipeline.render.web.fragment import fragment
from pipeline.render.word import document as docx
from pipeline.source import sources_from_files
from pipeline.typography import gbt9704 as standard
from tests import readers as see
from tests.builders import TEMPLATES

YEAR = 2024

ANNEX = """按以下要求填报。

1. 一事一表；
2. 逐项填写。

## 填报范围

各科室填报。

1. 牵头的事项；
2. 配合的事项。

### 牵头的事项

1. 本科室起草的；
2. 本科室公开的。

### 配合的事项

配合的事项分两种：

1. 有时限的；
2. 没有时限的。

#### 有时限的

##### 当年办结的

1. 写明月份；
2. 写明科室。

## 填报时间

| 季度 | 时间 |
|---|---|
| 第一季度 | 4月10日前 |
"""

SAID: list[tuple[int, str | list[list[str]]]] = [
    (0, "按以下要求填报。"),
    (0, "1.一事一表；"),
    (0, "2.逐项填写。"),
    (1, "一、填报范围"),
    (0, "各科室填报。"),
    (0, "1.牵头的事项；"),
    (0, "2.配合的事项。"),
    (2, "（一）牵头的事项"),
    (0, "1.本科室起草的；"),
    (0, "2.本科室公开的。"),
    (2, "（二）配合的事项"),
    (0, "配合的事项分两种："),
    (0, "（1）有时限的；"),
    (0, "（2）没有时限的。"),
    (3, "1.有时限的"),
    (4, "（1）当年办结的"),
    (0, "①写明月份；"),
    (0, "②写明科室。"),
    (1, "二、填报时间"),
    (0, [["季度", "时间"], ["第一季度", "4月10日前"]]),
]
"""What the annex says, with the level of each heading (0: none).

A list goes on after 一、（一） as 1., and lies below the headings that follow it in its section.
"""


def plan_with(annex: str = ANNEX, **head: str) -> Plan:
    stated = "".join(f"{key}: {value}\n" for key, value in head.items())
    files = {
        f"{YEAR}/plan.md": (
            "---\n标题: 某局2024年度政务公开工作计划\n发文机关: 某局\n成文日期: 2024年3月5日\n"
            f"附件:\n- 任务分解表\n- [填报说明](annex/说明.md)\n{stated}---\n\n"
            "## 主要工作\n\n### 公开内容\n\n- [甲事项](items/甲.md)\n\n## 工作要求\n\n各科室要落实。\n"
        ),
        f"{YEAR}/items/甲.md": "---\n责任部门: 办公室\n完成时间: 全年\n---\n\n做好公开。\n",
        f"{YEAR}/annex/说明.md": annex,
        "units.yaml": "科室:\n- 名称: 办公室\n",
    }
    reading = parse(sources_from_files(YEAR, files))
    assert reading.findings == ()
    return reading.plan


PLAN = plan_with()


@pytest.fixture(scope="module")
def paper(faces: Faces) -> bytes:
    return pdf.render_pdf(compose(PLAN), TEMPLATES, standard.GBT_33476, faces).content


def word() -> bytes:
    return docx.plan(compose(PLAN), TEMPLATES[0] / "plan.docx", standard.GBT_33476)


def page() -> bytes:
    return html.year_page(Edition(compose(PLAN), PLAN, Site()), (), TEMPLATES)


def behind_title(seen: see.Seen) -> list[see.Para | see.Grid]:
    """What was read behind the annex's title."""
    place = max(at for at, one in enumerate(seen) if isinstance(one, see.Para) and one.words == "填报说明")
    return list(seen[place + 1 :])


# --- the forms -------------------------------------------------------------------------


def test_word_has_each_heading_in_the_style_of_its_level() -> None:
    names = ("公文正文", "heading 1", "heading 2", "heading 3", "heading 4")
    read = [(one.look, one.words) if isinstance(one, see.Para) else one.words for one in behind_title(see.docx(word()))]
    assert read == [(names[level], words) if isinstance(words, str) else words for level, words in SAID]


def test_the_pdf_has_each_heading_in_its_face(paper: bytes) -> None:
    looks = ("fang", "hei", "kai", "fang", "fang")
    seen = behind_title(see.unnumbered(see.pdf(paper)))
    read = [(one.look.split()[0], see.solid(one.words)) if isinstance(one, see.Para) else one.words for one in seen]
    assert read == [(looks[level], words) if isinstance(words, str) else words for level, words in SAID]


def test_the_pdf_s_bookmarks_hang_below_the_annex(paper: bytes) -> None:
    def titles(some: list[pikepdf.OutlineItem]) -> list[object]:
        return [[str(one.title), *titles(list(one.children))] for one in some]

    with pikepdf.open(BytesIO(paper)) as file, file.open_outline() as outline:
        assert titles(list(outline.root))[1:] == [
            ["任务分解表"],
            [
                "填报说明",
                [
                    "一、填报范围",
                    ["（一）牵头的事项"],
                    ["（二）配合的事项", ["1.有时限的", ["（1）当年办结的"]]],
                ],
                ["二、填报时间"],
            ],
        ]


def test_the_pdf_s_tags_nest_below_the_annex_s_title(paper: bytes) -> None:
    def kinds(element: Any) -> Iterator[str]:
        if "/S" in element:
            yield str(element.S)
        children = element.get("/K", ())
        for child in children if isinstance(children, pikepdf.Array) else (children,):
            if isinstance(child, pikepdf.Dictionary) and child.get("/Type") == "/StructElem":
                yield from kinds(child)

    with pikepdf.open(BytesIO(paper)) as file:
        found = [kind for kind in kinds(file.Root.StructTreeRoot.K[0]) if re.fullmatch("/H[1-6]", kind)]
    body = ["/H1", "/H2", "/H3", "/H2"]
    assert found == [*body, "/H2", "/H2", *(f"/H{level + 2}" for level, _ in SAID if level)]


def test_the_page_s_headings_nest_below_the_annex_s_title() -> None:
    assert [
        one.words if isinstance(one, see.Grid) else see.solid(one.words) for one in behind_title(see.page(page()))
    ] == [words for _, words in SAID]
    section: Any = markup.fromstring(page().decode()).find(".//section[@id='annex-2']")
    read = [
        (one.tag, one.get("class"), one.text_content())
        for one in section.xpath(".//h2 | .//h3 | .//h4 | .//h5 | .//h6")
    ]
    assert read == [
        ("h2", "annex_title", "填报说明"),
        *((f"h{level + 2}", f"heading_{level}", words) for level, words in SAID if level),
    ]


def test_the_fragment_s_headings_nest_below_the_annex_s_title() -> None:
    root = markup.fragment_fromstring(fragment(compose(PLAN), TEMPLATES).decode(), create_parent="div")
    read = [(one.get("aria-level"), one.text_content()) for one in root.iterfind("p[@role='heading']")]
    assert read[-7:] == [("2", "填报说明"), *((str(level + 2), words) for level, words in SAID if level)]


def test_the_data_hold_each_heading_with_its_level() -> None:
    table, free = json.loads(data.plan_json(public_plan(compose(PLAN), PLAN)))["annexes"]
    assert (table["kind"], table["content"]) == ("任务分解表", [])
    assert free["content"] == [
        {"kind": "表格", "head": words[0], "rows": words[1:]}
        if not isinstance(words, str)
        else {"kind": "标题", "level": level, "text": words}
        if level
        else {"kind": "段落", "text": words}
        for level, words in SAID
    ]


def test_each_annex_begins_its_numbers_anew_whatever_the_items_do() -> None:
    plan = plan_with(序号编排="全文连续")
    assert compose(plan).annexes[1] == compose(PLAN).annexes[1]


def test_the_files_hold_the_standards(paper: bytes) -> None:
    assert [one for one in measure({"plan.pdf": paper, "plan.docx": word()}, "33476") if not one.conforms] == []


# --- under review ------------------------------------------------------------------------


def pieces(annex: str) -> list[tuple[str, str, int, tuple[str, ...]]]:
    found = reviewed_units(plan_with(annex))
    return [(piece.key, piece.label, piece.depth, piece.lines) for piece in found if piece.key.startswith("附件/说明")]


def test_an_annex_is_reviewed_heading_by_heading() -> None:
    assert pieces("按以下要求填报。\n\n## 填报范围\n\n各科室填报。\n\n### 牵头的事项\n\n## 填报时间\n") == [
        ("附件/说明", "附件“填报说明”", 0, ("填报说明", "按以下要求填报。")),
        ("附件/说明/章节1", "附件“填报说明”的标题“填报范围”", 1, ("填报范围",)),
        ("附件/说明/文字1", "附件“填报说明”的“填报范围”下的文字", 1, ("各科室填报。",)),
        ("附件/说明/章节2", "附件“填报说明”的标题“牵头的事项”", 2, ("牵头的事项",)),
        ("附件/说明/章节3", "附件“填报说明”的标题“填报时间”", 1, ("填报时间",)),
    ]


def test_an_annex_without_headings_is_one_piece() -> None:
    assert pieces("按以下要求填报。\n\n1. 一事一表；\n2. 逐项填写。\n") == [
        ("附件/说明", "附件“填报说明”", 0, ("填报说明", "按以下要求填报。", "1.一事一表；", "2.逐项填写。")),
    ]


@pytest.mark.parametrize(
    ("old", "new", "labels"),
    [
        ("## 填报时间", "## 报送时间", ["附件“填报说明”的标题“报送时间”"]),
        ("各科室填报。", "各科室如实填报。", ["附件“填报说明”的“填报范围”下的文字"]),
        (
            "##### 当年办结的\n\n1. 写明月份；\n2. 写明科室。",
            "#### 当年办结的\n\n1. 写明月份；\n2. 写明科室。",
            ["附件“填报说明”的标题“当年办结的”", "附件“填报说明”的“当年办结的”下的文字"],
        ),
    ],
    ids=["a heading's words", "words under it", "its level"],
)
def test_what_changes_in_an_annex_is_reviewed_again_and_nothing_else(old: str, new: str, labels: list[str]) -> None:
    found = diff_units(reviewed_units(PLAN), reviewed_units(plan_with(ANNEX.replace(old, new))))
    assert max_grade(found) is Grade.AGAIN
    assert [one.label for one in found] == labels


# --- from one year to the next -------------------------------------------------------------


def test_a_comparison_names_the_heading_under_which_words_changed() -> None:
    new = plan_with(
        ANNEX.replace("各科室填报。", "各科室如实填报。").replace(
            "## 填报时间", "## 联系方式\n\n见下表。\n\n## 填报时间"
        )
    )
    told = [(one.kind, one.where, one.explanation) for one in compare(PLAN, new).changes]
    assert told == [
        (Kind.ADDED, "附件“填报说明”的“联系方式”", "增加附件“填报说明”的“联系方式”"),
        (Kind.WORDING, "附件“填报说明”的“填报范围”", "修改文字"),
    ]


def test_a_section_that_leaves_the_plan_for_an_annex_has_not_stayed() -> None:
    moved = replace(plan_with(f"{ANNEX}\n## 工作要求\n\n各科室要落实。\n"), parts=PLAN.parts[:1])
    assert [(one.kind, one.where) for one in compare(PLAN, moved).changes] == [
        (Kind.REMOVED, "“工作要求”"),
        (Kind.ADDED, "附件“填报说明”的“工作要求”"),
    ]
