"""Open the Word template, check that it has every slot and style, and save it with its content as a file.

docxtpl fills the slots. An office may have changed the template in Word; one that lacks a
slot or a style, or has a slot that nothing fills, is refused: otherwise text or formatting
would be lost silently.
"""

import re
from collections.abc import Iterable, Iterator
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
from pipeline.patterns import lazy_pattern
from pipeline.render.deterministic_zip import repacked
from pipeline.render.pagination import title_lines
from pipeline.render.print_model import Document
from pipeline.render.word import xml as wordml
from pipeline.render.word.ooxml import parse_part
from pipeline.render.word.style_names import REQUIRED_STYLES
from pipeline.render.word.template_repair import repair
from pipeline.render.word.xml import WordContext, page_margins
from pipeline.typography import gbt9704 as standard, geometry

SLOTS = ("title", "body")
"""What a template must have: `{{ title }}` anywhere, `{{ body }}` once, as a paragraph of its own."""

WordDocument = docx.document.Document
"""A template opened with python-docx."""

_BODY_MARKER = "\ue000body\ue000"
_TITLE_MARKER = "\ue000top\ue000"
_SLOT = lazy_pattern(r"\{\{\s*(\w+)\s*\}\}")
_BRACES = lazy_pattern(r"[{}｛｝]")
_FETCHING = lazy_pattern(
    r"(?:INCLUDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|DDE|DDEAUTO|LINK|RD|DATABASE|MACROBUTTON)\b", re.IGNORECASE
)
"""Fields that fetch something from outside the file, or run something, when it is opened (ECMA-376 part 1, 17.16.5)."""
_SETTINGS_LINKS = ("/attachedTemplate", "/mailMergeSource", "/mailMergeHeaderSource", "/transform")
_EMBEDDED = ("/vbaProject", "/aFChunk", "/subDocument", "/oleObject", "/package", "/control")
_CHANGES = {qn(f"w:{tag}"): tag for tag in ("ins", "del", "moveFrom", "moveTo", "commentReference")}
_AFTER_GRID = (qn("w:printerSettings"), qn("w:sectPrChange"))
SECTION_PROPERTIES = qn("w:sectPr")
"""The tag of a section's properties: its paper, margins, headers and footers."""


def open_template(template: Path, title: str, page: standard.Page) -> WordDocument:
    """Open the template for that page with its title filled in; two marker paragraphs show where content goes.

    `title_marker` is directly before the block with the title, `body_marker` in the place
    of the body. Raises TemplateError for a file that is not a template, lacks a slot or
    style or has an unknown slot, and ZwgkError for a title that cannot be written.
    """
    try:
        engine = DocxTemplate(BytesIO(template.read_bytes()))
        document: WordDocument = engine.get_docx()
    except OSError as fault:
        raise TemplateError(template, f"打不开（{fault.strerror}）") from fault
    except (BadZipFile, OpcError, KeyError, ValueError, etree.XMLSyntaxError) as fault:
        raise TemplateError(template, "不是 .docx 文件，或已损坏；请用 Word 或 WPS 另存为 .docx") from fault
    repair(document)
    _check(document, template)
    lines = title_lines(title)
    for line in lines:
        wordml.escape_text(line)
    # docxtpl reads these as its own escapes
    if re.search(r"\{_[{%]|[}%]_\}", title):
        raise ZwgkError(f"标题“{title}”里的花括号不能写入 Word 文件，请改写标题。")
    slots = [_SLOT.findall(_text(block)) for block in document_body(document)]
    top = next(index for index, names in enumerate(slots) if "title" in names or "body" in names)
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    try:
        engine.render({"title": "\n".join(lines), "body": _BODY_MARKER}, environment, autoescape=True)
    except jinja2.TemplateError as fault:
        raise TemplateError(template, f"填写时出错：{fault.message}") from fault
    document = engine.docx
    document_body(document).insert(top, parse_blocks([f"<w:p><w:r><w:t>{_TITLE_MARKER}</w:t></w:r></w:p>"])[0])
    _lay_out(document, page)
    for section in document_body(document).iter(SECTION_PROPERTIES):
        set_line_grid(section, page)
    return document


def _check(document: WordDocument, template: Path) -> None:
    """Check slots, styles and page; raises TemplateError for the first that is missing or unknown."""
    edges = [
        relation for relation in document.part.rels.values() if relation.reltype in (_RELATION.HEADER, _RELATION.FOOTER)
    ]
    roots = [document_body(document), *(parse_part(edge.target_part.blob) for edge in edges)]
    names: set[str] = set()
    for text in (_text(paragraph) for root in roots for paragraph in root.iter(qn("w:p"))):
        names.update(_SLOT.findall(text))
        if _BRACES.search(_SLOT.sub("", text)):
            raise TemplateError(template, f"“{text.strip()}”里的花括号写得不对，填写处只有 {_slots(SLOTS)}")
    if names - set(SLOTS):
        raise TemplateError(template, f"不认识填写处 {_slots(sorted(names - set(SLOTS)))}，可用的是 {_slots(SLOTS)}")
    for slot in SLOTS:
        if slot not in names:
            raise TemplateError(template, f"缺少填写处 {_slots([slot])}")
    marked = [
        paragraph
        for paragraph in document_body(document).iterchildren(qn("w:p"))
        if _SLOT.findall(_text(paragraph)) == ["body"]
    ]
    if len(marked) != 1 or not _SLOT.fullmatch(_text(marked[0]).strip()):
        raise TemplateError(template, f"填写处 {_slots(['body'])} 要单独成一段，只有一处，不在表格、文本框里")
    if marked[0].find(f".//{SECTION_PROPERTIES}") is not None:
        raise TemplateError(template, f"填写处 {_slots(['body'])} 的段落末尾有分节符，请移到下一段")
    section = document_body(document).find(SECTION_PROPERTIES)
    if section is None or section.find(qn("w:pgSz")) is None or section.find(qn("w:pgMar")) is None:
        raise TemplateError(template, "没有页面设置")
    _check_outside(document, template, roots)
    _check_visible(document, template, roots)
    changes = {_CHANGES[change.tag] for root in roots for change in root.iter(*_CHANGES)}
    if changes:
        raise TemplateError(template, "里面有修订或批注，请先接受修订、删除批注")
    styles = {(kind, name) for kind, name, _ in _named_styles(document)}
    missing = [name for name, kind in REQUIRED_STYLES.items() if (kind, name) not in styles]
    if missing:
        raise TemplateError(template, f"缺少样式 {'、'.join(missing)}")


def _check_outside(document: WordDocument, template: Path, roots: Iterable[etree._Element]) -> None:
    """Check that nothing in a template is fetched or run when its files are opened: what goes out was reviewed."""
    parts = [
        document.part,
        *(relation.target_part for relation in document.part.rels.values() if not relation.is_external),
    ]
    for relation in (relation for part in parts for relation in part.rels.values()):
        if relation.reltype.endswith(_SETTINGS_LINKS):
            # `save` drops these
            continue
        if relation.is_external and relation.reltype != _RELATION.HYPERLINK:
            raise TemplateError(template, f"里面链接着外面的文件或图片（{relation.target_ref}），请改为插入")
        if relation.reltype.endswith(_EMBEDDED):
            raise TemplateError(template, "里面有宏或嵌入的别的文件，请删去")
    for root in roots:
        for instruction in _field_instructions(root):
            if fetching := _FETCHING.match(instruction):
                raise TemplateError(template, f"里面有取用外面内容的域（{fetching[0].upper()}），请删去或改成文字")


def _check_visible(document: WordDocument, template: Path, roots: Iterable[etree._Element]) -> None:
    """Check that every word of a template is one that a reader sees: it goes out with the file."""
    hiding = {
        style.get(qn("w:styleId"), "")
        for style in document.styles.element.iterchildren(qn("w:style"))
        if _hides(style.find(qn("w:rPr")))
    }
    for root in roots:
        for paragraph in root.iter(qn("w:p")):
            of_paragraph = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            for run in paragraph.iter(qn("w:r")):
                text = "".join(node.text or "" for node in run.iter(qn("w:t"))).strip()
                properties = run.find(qn("w:rPr"))
                styles = [of_paragraph, properties.find(qn("w:rStyle")) if properties is not None else None]
                used = {style.get(qn("w:val"), "") for style in styles if style is not None}
                if text and (_hides(properties) or used & hiding):
                    raise TemplateError(
                        template, f"里面有看不见的字（“{text[:20]}”），会随文件公开；请删去，或改成看得见的"
                    )


def _hides(properties: etree._Element | None) -> bool:
    """Whether run properties make text hidden or white."""
    if properties is None:
        return False
    hidden, colour = properties.find(qn("w:vanish")), properties.find(qn("w:color"))
    is_hidden = hidden is not None and hidden.get(qn("w:val"), "1") not in ("0", "false", "off")
    return is_hidden or (colour is not None and colour.get(qn("w:val"), "").upper() == "FFFFFF")


def _field_instructions(root: etree._Element) -> Iterator[str]:
    """Yield the instruction of every field, those that Word has cut into runs as one."""
    yield from (field.get(qn("w:instr"), "").strip() for field in root.iter(qn("w:fldSimple")))
    for paragraph in root.iter(qn("w:p")):
        parts = "".join(
            "\n" if element.tag == qn("w:fldChar") else element.text or ""
            for element in paragraph.iter(qn("w:instrText"), qn("w:fldChar"))
        )
        yield from filter(None, map(str.strip, parts.split("\n")))


def _slots(names: Iterable[str]) -> str:
    return "、".join(f"{{{{ {name} }}}}" for name in names)


def _text(paragraph: etree._Element) -> str:
    return "".join(text.text or "" for text in paragraph.iter(qn("w:t")))


def _named_styles(document: WordDocument) -> Iterator[tuple[str, str, str]]:
    """Kind, name and id of every style; Word rewrites ids, never names."""
    for style in document.styles.element.iterchildren(qn("w:style")):
        name = style.find(qn("w:name"))
        if name is not None:
            yield str(style.get(qn("w:type"), "paragraph")), name.get(qn("w:val"), ""), style.get(qn("w:styleId"), "")


def word_context(document: WordDocument) -> WordContext:
    """The context to write content for this template: its style ids, and hyperlinks among its relationships."""
    ids = {name: key for kind, name, key in _named_styles(document) if REQUIRED_STYLES.get(name) == kind}
    return WordContext(ids, lambda address: document.part.relate_to(address, _RELATION.HYPERLINK, is_external=True))


def document_body(document: WordDocument) -> etree._Element:
    """The w:body element; do not keep it over a rendering, docxtpl replaces it."""
    body: etree._Element = document.element.find(qn("w:body"))
    return body


def body_marker(document: WordDocument) -> etree._Element:
    """The paragraph in the place of the body."""
    return _marker(document, _BODY_MARKER)


def title_marker(document: WordDocument) -> etree._Element:
    """The paragraph directly before the block with the title, where the document begins."""
    return _marker(document, _TITLE_MARKER)


def _marker(document: WordDocument, text: str) -> etree._Element:
    paragraphs = document_body(document).iterchildren(qn("w:p"))
    return next(paragraph for paragraph in paragraphs if _text(paragraph).strip() == text)


def body_only(document: WordDocument) -> None:
    """Empty the template around the body marker: only its page, styles, headers and footers are left."""
    marker, body = body_marker(document), document_body(document)
    for block in [*marker.itersiblings(preceding=True), *marker.itersiblings()]:
        if block.tag != SECTION_PROPERTIES:
            body.remove(block)
    properties = body.find(SECTION_PROPERTIES)
    assert properties is not None, "a template was checked to have a section"
    clear_section_start(properties)


def clear_section_start(properties: etree._Element) -> None:
    """Have a section begin on a new page without a first page of its own: only a document's first section has one."""
    for tag in ("w:titlePg", "w:type"):
        for element in properties.findall(qn(tag)):
            properties.remove(element)


def replace_body_marker(document: WordDocument, blocks: Iterable[str]) -> None:
    """Put blocks of WordprocessingML in the place of the body marker."""
    marker = body_marker(document)
    for element in parse_blocks(blocks):
        marker.addprevious(element)
    document_body(document).remove(marker)


def _lay_out(document: WordDocument, page: standard.Page) -> None:
    """Replace the measures of the default page preset by those of `page`; measures that the office changed are kept."""
    own = standard.GBT_33476
    if page == own:
        return
    line, page_line = (str(geometry.twips(preset.line)) for preset in (own, page))
    for spacing in document.styles.element.iter(qn("w:spacing")):
        if spacing.get(qn("w:line")) == line:
            spacing.set(qn("w:line"), page_line)
    before, after = (parse_blocks([page_margins(preset)])[0] for preset in (own, page))
    for margins in document_body(document).iter(qn("w:pgMar")):
        for side, width in before.items():
            if margins.get(side) == width:
                margins.set(side, after.get(side, width))


def set_line_grid(section: etree._Element, page: standard.Page) -> None:
    """Give a section the grid of as many lines as its type area has; a grid of characters, which moves text, is the office's."""
    paper, margins, grid = (section.find(qn(f"w:{tag}")) for tag in ("pgSz", "pgMar", "docGrid"))
    if grid is not None and grid.get(qn("w:type"), "default") not in ("default", "lines"):
        return
    if grid is not None:
        section.remove(grid)
    if paper is None or margins is None:
        return
    height, top, bottom = (
        int(element.get(qn(f"w:{name}"), "0"))
        for element, name in ((paper, "h"), (margins, "top"), (margins, "bottom"))
    )
    (wanted,) = parse_blocks([wordml.line_grid(height - abs(top) - abs(bottom), page)])
    following = [element for element in section if element.tag in _AFTER_GRID]
    if following:
        following[0].addprevious(wanted)
    else:
        section.append(wanted)


def parse_blocks(xml: Iterable[str]) -> list[etree._Element]:
    """Parse elements written as strings, all in one go."""
    root: etree._Element = parse_xml(f"<w:body {nsdecls('w', 'r')}>{''.join(xml)}</w:body>")
    return list(root)


# --- the file ----------------------------------------------------------------


def save(document: WordDocument, source: Document, title: str) -> bytes:
    """Return the file with the properties of `source`, without traces of the program and machine the template was saved with."""
    for tag in ("w:attachedTemplate", "w:mailMerge", "w:docVars", "w:rsids"):
        for element in document.settings.element.findall(qn(tag)):
            document.settings.element.remove(element)
    package = document.part.package
    assert package is not None, "an opened file has its package"
    needed = (_RELATION.OFFICE_DOCUMENT, _RELATION.CORE_PROPERTIES)
    for relations, drop in (
        (package.rels, lambda relation: relation.reltype not in needed),
        (document.part.rels, lambda relation: relation.reltype == _RELATION.CUSTOM_XML),
        (document.part.part_related_by(_RELATION.SETTINGS).rels, lambda relation: relation.is_external),
    ):
        for key in [key for key, relation in relations.items() if drop(relation)]:
            del relations[key]
    core = package.part_related_by(_RELATION.CORE_PROPERTIES)
    assert isinstance(core, XmlPart), "python-docx reads properties as XML"
    for child in list(core.element):
        core.element.remove(child)
    core.element.extend(list(parse_xml(_properties(source, title))))
    stream = BytesIO()
    document.save(stream)
    return repacked(stream.getvalue())


def _properties(document: Document, title: str) -> str:
    """The core properties part: 标题, 发文机关 as author, 关键词, and the 成文日期 as the day it was created."""
    organ = wordml.escape_text(document.organ)
    keywords = wordml.escape_text("；".join(word.value for word in document.head.keywords))
    timestamp = f'xsi:type="dcterms:W3CDTF">{document.file_date.isoformat()}T00:00:00Z'
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{wordml.escape_text(title)}</dc:title><dc:creator>{organ}</dc:creator>"
        + (f"<cp:keywords>{keywords}</cp:keywords>" if keywords else "")
        + f"<dc:language>zh-CN</dc:language><cp:lastModifiedBy>{organ}</cp:lastModifiedBy>"
        f"<dcterms:created {timestamp}</dcterms:created><dcterms:modified {timestamp}</dcterms:modified></cp:coreProperties>"
    )
