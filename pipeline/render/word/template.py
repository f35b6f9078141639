"""The Word template as a shell: held to its slots and styles, filled, laid out, and made a file again.

docxtpl fills the slots. The office may have changed the template in Word; one that
lacks a slot or a style, or asks for a slot that nobody fills, is refused: words would else
be lost, or lose their look, in silence.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import docx.document
import jinja2
from docx.opc.constants import RELATIONSHIP_TYPE as _RELATION
from docx.opc.exceptions import OpcError
from docx.opc.part import XmlPart
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from pipeline.errors import TemplateError, ZwgkError
from pipeline.render.deterministic_zip import repacked
from pipeline.render.pagination import title_lines
from pipeline.render.print_model import Document, Style
from pipeline.render.word import xml as wordml
from pipeline.render.word.make_template import (
    EVEN_NUMBER,
    KAI_WORDS,
    ODD_NUMBER,
    STRONG,
    TABLE,
    margins,
)
from pipeline.render.word.template_repair import repair
from pipeline.render.word.xml import WordContext
from pipeline.typography import gbt9704 as standard, geometry

SLOTS = ("title", "body")
"""What a template has to hold: `{{ title }}` anywhere, `{{ body }}` once, as a paragraph of its own."""

REQUIRED_STYLES: Mapping[str, str] = {
    **{style.value: "paragraph" for style in Style},
    ODD_NUMBER: "paragraph",
    EVEN_NUMBER: "paragraph",
    STRONG: "character",
    KAI_WORDS: "character",
    TABLE: "table",
}
"""The styles a template has to hold, by name, and of what kind each is."""

WordDocument = docx.document.Document
"""A template opened with python-docx."""

_MARK = "\ue000body\ue000"
_TOP = "\ue000top\ue000"
_SLOT = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_BRACES = re.compile(r"[{}｛｝]")
_CHANGES = {qn(f"w:{tag}"): tag for tag in ("ins", "del", "moveFrom", "moveTo", "commentReference")}
SECTION_PROPERTIES = qn("w:sectPr")
"""The properties of a section: its paper, whites, headers and footers."""


def open_template(template: Path, title: str, page: standard.Page) -> WordDocument:
    """The template on that page, its title filled in; two paragraphs still mark where words go.

    `top_of` stands right before what holds the title, `mark_of` in the place of the body.
    Raises TemplateError for a file that is no template, lacks a slot or style or
    holds an unknown slot, and ZwgkError for a title that cannot be written.
    """
    try:
        engine = DocxTemplate(BytesIO(template.read_bytes()))
        shell: WordDocument = engine.get_docx()
    except OSError as fault:
        raise TemplateError(template, f"打不开（{fault.strerror}）") from fault
    except (BadZipFile, OpcError, KeyError, ValueError, etree.XMLSyntaxError) as fault:
        raise TemplateError(template, "不是 .docx 文件，或已损坏；请用 Word 或 WPS 另存为 .docx") from fault
    repair(shell)
    _check(shell, template)
    lines = title_lines(title)
    for line in lines:
        wordml.escape_text(line)
    # docxtpl takes these for braces of its own
    if re.search(r"\{_[{%]|[}%]_\}", title):
        raise ZwgkError(f"标题“{title}”里的花括号不能写入 Word 文件，请改写标题。")
    slots = [_SLOT.findall(_words(one)) for one in document_body(shell)]
    top = next(place for place, found in enumerate(slots) if "title" in found or "body" in found)
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    try:
        engine.render({"title": "\n".join(lines), "body": _MARK}, environment, autoescape=True)
    except jinja2.TemplateError as fault:
        raise TemplateError(template, f"填写时出错：{fault.message}") from fault
    shell = engine.docx
    document_body(shell).insert(top, parse_blocks([f"<w:p><w:r><w:t>{_TOP}</w:t></w:r></w:p>"])[0])
    _lay_out(shell, page)
    return shell


def _check(shell: WordDocument, template: Path) -> None:
    """Holds the template to slots and styles; raises TemplateError for the first that is missing or unknown."""
    edges = [one for one in shell.part.rels.values() if one.reltype in (_RELATION.HEADER, _RELATION.FOOTER)]
    roots = [document_body(shell), *(etree.fromstring(edge.target_part.blob) for edge in edges)]
    found: set[str] = set()
    for words in (_words(paragraph) for root in roots for paragraph in root.iter(qn("w:p"))):
        found.update(_SLOT.findall(words))
        if _BRACES.search(_SLOT.sub("", words)):
            raise TemplateError(template, f"“{words.strip()}”里的花括号写得不对，填写处只有 {_slots(SLOTS)}")
    if found - set(SLOTS):
        raise TemplateError(template, f"不认识填写处 {_slots(sorted(found - set(SLOTS)))}，可用的是 {_slots(SLOTS)}")
    for slot in SLOTS:
        if slot not in found:
            raise TemplateError(template, f"缺少填写处 {_slots([slot])}")
    marked = [one for one in document_body(shell).iterchildren(qn("w:p")) if _SLOT.findall(_words(one)) == ["body"]]
    if len(marked) != 1 or not _SLOT.fullmatch(_words(marked[0]).strip()):
        raise TemplateError(template, f"填写处 {_slots(['body'])} 要单独成一段，只有一处，不在表格、文本框里")
    if marked[0].find(f".//{SECTION_PROPERTIES}") is not None:
        raise TemplateError(template, f"填写处 {_slots(['body'])} 的段落末尾有分节符，请移到下一段")
    section = document_body(shell).find(SECTION_PROPERTIES)
    if section is None or section.find(qn("w:pgSz")) is None or section.find(qn("w:pgMar")) is None:
        raise TemplateError(template, "没有页面设置")
    changes = {_CHANGES[one.tag] for root in roots for one in root.iter(*_CHANGES)}
    if changes:
        raise TemplateError(template, "里面有修订或批注，请先接受修订、删除批注")
    styles = {(kind, name) for kind, name, _ in _named_styles(shell)}
    missing = [name for name, kind in REQUIRED_STYLES.items() if (kind, name) not in styles]
    if missing:
        raise TemplateError(template, f"缺少样式 {'、'.join(missing)}")


def _slots(names: Iterable[str]) -> str:
    return "、".join(f"{{{{ {name} }}}}" for name in names)


def _words(paragraph: etree._Element) -> str:
    return "".join(text.text or "" for text in paragraph.iter(qn("w:t")))


def _named_styles(shell: WordDocument) -> Iterator[tuple[str, str, str]]:
    """Kind, name and id of every style; Word rewrites ids, never names."""
    for style in shell.styles.element.iterchildren(qn("w:style")):
        name = style.find(qn("w:name"))
        if name is not None:
            yield str(style.get(qn("w:type"), "paragraph")), name.get(qn("w:val"), ""), style.get(qn("w:styleId"), "")


def word_context(shell: WordDocument) -> WordContext:
    """Where the words go: the ids this template has given the styles, and its own relations to web addresses."""
    ids = {name: key for kind, name, key in _named_styles(shell) if REQUIRED_STYLES.get(name) == kind}
    return WordContext(ids, lambda address: shell.part.relate_to(address, _RELATION.HYPERLINK, is_external=True))


def document_body(shell: WordDocument) -> etree._Element:
    """The body; not to be kept over a rendering, for docxtpl puts another in its place."""
    body: etree._Element = shell.element.find(qn("w:body"))
    return body


def body_marker(shell: WordDocument) -> etree._Element:
    """The paragraph that marks the place of the body."""
    return next(one for one in document_body(shell).iterchildren(qn("w:p")) if _words(one).strip() == _MARK)


def title_marker(shell: WordDocument) -> etree._Element:
    """The paragraph that marks where the paper begins, right before what holds the title."""
    return next(one for one in document_body(shell).iterchildren(qn("w:p")) if _words(one).strip() == _TOP)


def _lay_out(shell: WordDocument, page: standard.Page) -> None:
    """Puts another preset of the page in the place of the template's own; what the office has set otherwise stays."""
    own = standard.GBT_33476
    if page == own:
        return
    line, other = (str(geometry.twips(preset.line)) for preset in (own, page))
    for spacing in shell.styles.element.iter(qn("w:spacing")):
        if spacing.get(qn("w:line")) == line:
            spacing.set(qn("w:line"), other)
    before, after = (parse_blocks([margins(preset)])[0] for preset in (own, page))
    for whites in document_body(shell).iter(qn("w:pgMar")):
        for side, white in before.items():
            if whites.get(side) == white:
                whites.set(side, after.get(side, white))


def parse_blocks(xml: Iterable[str]) -> list[etree._Element]:
    """The elements written as strings, parsed at one go."""
    root: etree._Element = parse_xml(f"<w:body {nsdecls('w', 'r')}>{''.join(xml)}</w:body>")
    return list(root)


# --- the file ----------------------------------------------------------------


def save(shell: WordDocument, document: Document, title: str) -> bytes:
    """The file: its properties ours, nothing left of the program and the machine the template was saved with."""
    for tag in ("w:attachedTemplate", "w:mailMerge", "w:docVars", "w:rsids"):
        for found in shell.settings.element.findall(qn(tag)):
            shell.settings.element.remove(found)
    package = shell.part.package
    assert package is not None, "an opened file has its package"
    kept = (_RELATION.OFFICE_DOCUMENT, _RELATION.CORE_PROPERTIES)
    for relations, drop in (
        (package.rels, lambda one: one.reltype not in kept),
        (shell.part.rels, lambda one: one.reltype == _RELATION.CUSTOM_XML),
        (shell.part.part_related_by(_RELATION.SETTINGS).rels, lambda one: one.is_external),
    ):
        for key in [key for key, one in relations.items() if drop(one)]:
            del relations[key]
    core = package.part_related_by(_RELATION.CORE_PROPERTIES)
    assert isinstance(core, XmlPart), "python-docx reads properties as XML"
    for child in list(core.element):
        core.element.remove(child)
    core.element.extend(list(parse_xml(_properties(document, title))))
    stream = BytesIO()
    shell.save(stream)
    return repacked(stream.getvalue())


def _properties(document: Document, title: str) -> str:
    """The file's properties: 标题, 发文机关 as author, 关键词, and the 成文日期 as the day it was made."""
    day = document.file_date
    organ = wordml.escape_text(document.organ)
    words = wordml.escape_text("；".join(word.value for word in document.head.keywords))
    hour = f'xsi:type="dcterms:W3CDTF">{day.isoformat()}T00:00:00Z'
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{wordml.escape_text(title)}</dc:title><dc:creator>{organ}</dc:creator>"
        + (f"<cp:keywords>{words}</cp:keywords>" if words else "")
        + f"<dc:language>zh-CN</dc:language><cp:lastModifiedBy>{organ}</cp:lastModifiedBy>"
        f"<dcterms:created {hour}</dcterms:created><dcterms:modified {hour}</dcterms:modified></cp:coreProperties>"
    )
