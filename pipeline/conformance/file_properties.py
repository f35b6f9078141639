"""Clauses on what a file states about itself: fonts, language, title, author, tags, bookmarks, and what should not be in it."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from pipeline.conformance.classify import HEADINGS, TITLES, Kind
from pipeline.conformance.clause import PRACTICE, Clause
from pipeline.conformance.docx_under_test import ANNEX_TITLE, SIGNATURE, TITLE, DocxUnderTest
from pipeline.conformance.observation import Observation
from pipeline.conformance.pdf_under_test import PdfUnderTest
from pipeline.patterns import lazy_pattern
from pipeline.readers.docx_model import DocxFile

_FACES = ("小标宋", "仿宋", "黑体", "楷体", "宋体", "补字")
_TOOLS = lazy_pattern(r"microsoft|word|wps|kingsoft|libreoffice|openoffice|python|docx|pandoc|aspose", re.IGNORECASE)
_SET_BY_TOOLS = ("creator", "lastModifiedBy", "Application", "Company", "Template", "description", "generator")


def _without_blanks(text: str) -> str:
    return "".join(text.split())


def _observe_language(language: str) -> Iterator[Observation]:
    yield Observation("", language or "未说明", language == "zh-CN")


def _observe_count(count: int) -> Iterator[Observation]:
    yield Observation("", f"{count} 处", not count)


def _observe_tools(tools: Sequence[str]) -> Iterator[Observation]:
    yield Observation("", tools[0] if tools else "没有", not tools)


# --- PDF -------------------------------------------------------------------------


def _pdf_faces(pdf: PdfUnderTest) -> Iterator[Observation]:
    used = {glyph.face: pdf.typeface(glyph) for page in pdf.pdf.pages for glyph in page.glyphs}
    return (Observation("", face, face in _FACES) for face in used.values())


def _pdf_embedding(pdf: PdfUnderTest) -> Iterator[Observation]:
    for face in pdf.pdf.faces:
        yield Observation(face.own_name or face.name, "嵌入" if face.embedded else "没有嵌入", face.embedded)


def _pdf_title(pdf: PdfUnderTest) -> str:
    return next((title.text for title in pdf.of(Kind.TITLE)), "")


def _pdf_file_title(pdf: PdfUnderTest) -> Iterator[Observation]:
    title, stated = _pdf_title(pdf), pdf.pdf.properties.get("Title", "")
    if title:
        yield Observation("", stated or "没有", _without_blanks(stated) == _without_blanks(title))


def _pdf_shows_title(pdf: PdfUnderTest) -> Iterator[Observation]:
    yield Observation("", "是" if pdf.pdf.shows_title else "否", pdf.pdf.shows_title)


def _pdf_organ(pdf: PdfUnderTest) -> str:
    return next((signature.text.strip() for signature in pdf.of(Kind.SIGNATURE)), "")


def _pdf_author(pdf: PdfUnderTest) -> Iterator[Observation]:
    organ, author = _pdf_organ(pdf), pdf.pdf.properties.get("Author", "")
    if organ:
        yield Observation("", author or "没有", author == organ)


def _pdf_tools(pdf: PdfUnderTest) -> Iterator[Observation]:
    properties = pdf.pdf.properties
    tools = [properties[key] for key in ("Producer", "Creator") if properties.get(key)]
    tools += re.findall(r"(?:Producer|CreatorTool)(?:>|=\")([^<\"]+)", pdf.pdf.metadata)
    return _observe_tools(tools)


def _pdf_tags(pdf: PdfUnderTest) -> Iterator[Observation]:
    yield Observation("", "有" if pdf.pdf.is_tagged else "没有", pdf.pdf.is_tagged)


def _pdf_table_head_tags(pdf: PdfUnderTest) -> Iterator[Observation]:
    kinds = {tag.kind for tag in pdf.pdf.tags}
    if "Table" in kinds:
        yield Observation("", "TH" if "TH" in kinds else "没有", "TH" in kinds)


def _pdf_bookmarks(pdf: PdfUnderTest) -> Iterator[Observation]:
    stated = [(bookmark.level, _without_blanks(bookmark.text)) for bookmark in pdf.pdf.bookmarks]
    expected = [
        (HEADINGS.index(element.kind) + 2 if element.kind in HEADINGS else 1, _without_blanks(element.text))
        for element in pdf.of(*TITLES, *HEADINGS)
    ]
    texts = {text for _, text in stated}
    missing = next((f"缺 {text}" for _, text in expected if text not in texts), "次序或级别不同")
    yield Observation("", f"{len(stated)} 个" if stated == expected else missing, stated == expected)


def _pdf_archive_format(pdf: PdfUnderTest) -> Iterator[Observation]:
    part = re.search(r"pdfaid:part(?:>|=\")(\d)", pdf.pdf.metadata)
    level = re.search(r"pdfaid:conformance(?:>|=\")(\w)", pdf.pdf.metadata)
    claim = f"PDF/A-{part[1]}{level[1].lower() if level is not None else ''}" if part is not None else "没有声明"
    yield Observation("", claim, claim == "PDF/A-3b")


def _pdf_accessible_format(pdf: PdfUnderTest) -> Iterator[Observation]:
    part = re.search(r"pdfuaid:part(?:>|=\")(\d)", pdf.pdf.metadata)
    claim = f"PDF/UA-{part[1]}" if part is not None else "没有声明"
    yield Observation("", claim, claim == "PDF/UA-1")


def _pdf_attachments(pdf: PdfUnderTest) -> Iterator[Observation]:
    for attachment in pdf.pdf.attachments:
        conforms = attachment.relation == "Data" and bool(attachment.content)
        yield Observation(attachment.name, f"{attachment.name}：{attachment.relation or '未注明'}", conforms)


# --- Word --------------------------------------------------------------------------


def _docx_title(docx: DocxUnderTest) -> str | None:
    return next((title.text.replace("\n", "") for title in docx.of(TITLE, ANNEX_TITLE)), None)


def _docx_file_title(docx: DocxUnderTest) -> Iterator[Observation]:
    title, stated = _docx_title(docx), docx.docx.properties.get("title", "")
    if title is not None:
        # a line of the title may end at a blank, which is not printed then
        yield Observation("", stated or "没有", _without_blanks(stated) == _without_blanks(title))


def _docx_organs(docx: DocxUnderTest) -> list[str]:
    return [signature.text for signature in docx.of(SIGNATURE)]


def _docx_author(docx: DocxUnderTest) -> Iterator[Observation]:
    organs, author = _docx_organs(docx), docx.docx.properties.get("creator", "")
    if organs:
        yield Observation("", author or "没有", author in organs)


def _docx_tools(docx: DocxUnderTest) -> Iterator[Observation]:
    properties = docx.docx.properties.items()
    return _observe_tools([value for key, value in properties if key in _SET_BY_TOOLS and _TOOLS.search(value)])


def _count_clauses() -> Iterator[Clause]:
    """What a Word file should have none of; comments a PDF neither."""
    counts: tuple[tuple[str, Callable[[DocxFile], int]], ...] = (
        ("没有修订", lambda docx: len(docx.changes)),
        ("没有隐藏文字", lambda docx: len(docx.hidden)),
        ("没有嵌入的文件", lambda docx: len(docx.attachments)),
    )
    yield Clause(
        PRACTICE,
        "没有批注",
        "0 处",
        pdf=lambda pdf: _observe_count(len(pdf.pdf.comments)),
        docx=lambda docx: _observe_count(len(docx.docx.comments)),
    )
    for label, count in counts:
        yield Clause(PRACTICE, label, "0 处", docx=partial(_docx_count, count))


def _docx_count(count: Callable[[DocxFile], int], docx: DocxUnderTest) -> Iterator[Observation]:
    return _observe_count(count(docx.docx))


FILE_PROPERTIES = (
    Clause("GB/T 9704 5.2.2", "所用字体", "小标宋、仿宋、黑体、楷体、宋体", pdf=_pdf_faces),
    Clause("ISO 19005-3 6.2.11", "字体全部嵌入", "嵌入", pdf=_pdf_embedding),
    Clause(
        PRACTICE,
        "文档语言",
        "zh-CN",
        pdf=lambda pdf: _observe_language(pdf.pdf.language),
        docx=lambda docx: _observe_language(docx.docx.language),
    ),
    Clause(PRACTICE, "主题的中文语言", "zh-CN", docx=lambda docx: _observe_language(docx.docx.theme_language)),
    Clause(PRACTICE, "文件标题", pdf=_pdf_file_title, pdf_expected=_pdf_title),
    Clause(PRACTICE, "属性：标题", docx=_docx_file_title, docx_expected=lambda docx: _docx_title(docx) or ""),
    Clause(PRACTICE, "打开时显示标题", "是", pdf=_pdf_shows_title),
    Clause(PRACTICE, "作者为发文机关", pdf=_pdf_author, pdf_expected=_pdf_organ),
    Clause(
        PRACTICE,
        "属性：作者为发文机关",
        docx=_docx_author,
        docx_expected=lambda docx: next(iter(_docx_organs(docx)), ""),
    ),
    Clause(PRACTICE, "属性：没有软件名", "没有", pdf=_pdf_tools, docx=_docx_tools),
    Clause(PRACTICE, "标签（供读屏）", "有标签，按阅读次序", pdf=_pdf_tags),
    Clause(PRACTICE, "表头有标签", "表头单元格为 TH", pdf=_pdf_table_head_tags),
    Clause(PRACTICE, "书签", "标题和层次标题", pdf=_pdf_bookmarks),
    Clause("ISO 19005-3 6.6.4", "存档格式声明", "PDF/A-3b", pdf=_pdf_archive_format),
    Clause("ISO 14289-1 5", "无障碍格式声明", "PDF/UA-1", pdf=_pdf_accessible_format),
    Clause("ISO 19005-3 6.8", "嵌入的数据文件", "注明为数据（Data）", pdf=_pdf_attachments),
    *_count_clauses(),
)
