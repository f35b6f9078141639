"""Clauses on what someone meets who edits the Word file: styles, the grid that 页面设置 shows, what its commands find.

None of them has a number of a standard: how Word and WPS behave is practice.
"""

from collections.abc import Iterator

from pipeline.conformance.clause import PRACTICE, Clause
from pipeline.conformance.docx_under_test import (
    ANNEX_MARK,
    ANNEX_TITLE,
    HEADINGS,
    ORGAN_MARK,
    PICTURE,
    TITLE,
    DocxUnderTest,
)
from pipeline.conformance.observation import Observation, quote_start, typeface
from pipeline.readers.docx_model import Paragraph
from pipeline.typography import gbt9704 as standard

_GOES_ON = ("公文正文", "附件说明", "表头", "表格文字", "表格居中", "版记")
"""The styles of which one paragraph often follows another."""
_WATERMARK = "PowerPlusWaterMarkObject"


def _following_styles(docx: DocxUnderTest) -> Iterator[Observation]:
    used = dict.fromkeys(paragraph.style for paragraph in docx.paragraphs if paragraph.text.strip())
    for name in used:
        if name not in _GOES_ON:
            following = docx.docx.styles[name].following if name in docx.docx.styles else name
            yield Observation(name, f"下一段是“{following}”", following != name)


def _built_in_headings(docx: DocxUnderTest) -> Iterator[Observation]:
    """A title is known by its face, a heading by its outline level."""
    for paragraph in docx.paragraphs:
        if paragraph.style in (ANNEX_TITLE, ANNEX_MARK, ORGAN_MARK):
            continue
        level = paragraph.format.outline
        if {typeface(run.format.east_asian) for run in paragraph.runs} == {"小标宋"}:
            yield Observation(quote_start(paragraph.text), f"“{paragraph.style}”", paragraph.style == TITLE)
        elif level:
            conforms = level <= len(HEADINGS) and paragraph.style == HEADINGS[level - 1]
            yield Observation(quote_start(paragraph.text), f"“{paragraph.style}”", conforms)


def _grids(docx: DocxUnderTest) -> Iterator[Observation]:
    for number, section in enumerate(docx.docx.sections, 1):
        height = section.height - section.top - section.bottom
        lines = int(height / section.grid_line) if section.grid_line else 0
        expected = int(height / docx.layout.line) if section.landscape else standard.LINES
        measured = f"只指定行网格，{lines} 行" if section.grid == "lines" else section.grid or "无"
        yield Observation(f"第{number}节", measured, section.grid == "lines" and lines == expected)


def _section_breaks(docx: DocxUnderTest) -> Iterator[Observation]:
    for number, section in enumerate(docx.docx.sections[:-1], 1):
        last = section.content[-1]
        conforms = isinstance(last, Paragraph) and not last.text.strip()
        yield Observation(f"第{number}节", "自成一段" if conforms else f"在{quote_start(last.text)}一段", conforms)


def _watermarks(docx: DocxUnderTest) -> Iterator[Observation]:
    for name in docx.docx.header_word_art:
        yield Observation("", name.rstrip("0123456789") or "没有名称", name.startswith(_WATERMARK))


def _older_forms(docx: DocxUnderTest) -> Iterator[Observation]:
    for part, has_older_form in docx.docx.alternatives:
        yield Observation(part.removeprefix("word/"), "有" if has_older_form else "没有", has_older_form)


def _picture_style(docx: DocxUnderTest) -> Iterator[Observation]:
    style = docx.docx.styles.get(PICTURE)
    rule = "没有这个样式" if style is None else "行距随图" if style.format.line_rule == "auto" else "行距固定"
    yield Observation("", rule, rule == "行距随图")


EDITING = (
    Clause(PRACTICE, "样式：标题、署名等之后按回车", "下一段不再是本样式", docx=_following_styles),
    Clause(
        PRACTICE, "样式：标题用 Word 自带的（导航、标题 1、目录）", "Title、heading 1 至 4", docx=_built_in_headings
    ),
    Clause(PRACTICE, "样式：贴图片用“插图”", "行距随图", docx=_picture_style),
    Clause(
        "GB/T 9704 5.2.3",
        "文档网格（页面设置里看得到每面行数）",
        f"只指定行网格，{standard.LINES} 行（横排的按高度）",
        docx=_grids,
    ),
    Clause(PRACTICE, "分节符自成一段", "不在有文字的段落里", docx=_section_breaks),
    Clause(PRACTICE, "水印：Word 的“删除水印”能删", f"名称以 {_WATERMARK} 开头", docx=_watermarks),
    Clause(PRACTICE, "图形有旧软件也认的形式（VML）", "有", docx=_older_forms),
)
