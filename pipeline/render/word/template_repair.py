"""Restore in an office's template what the program it was saved with has dropped, and what earlier templates did not have.

LibreOffice leaves out a table style that no table uses, indents in characters, alternative
font names and the hint that decides the face of quotation marks; it inverts two switches of
Asian typography. Someone who only changed a colour present wants none of that changed.
Missing parts are taken from the bundled template; anything an office can set by hand is kept.
"""

from collections.abc import Iterator
from copy import deepcopy
from functools import cache

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE as _RELATION
from docx.opc.part import Part, XmlPart
from docx.oxml.ns import qn
from lxml import etree

from pipeline.render.deterministic_zip import unpacked
from pipeline.render.print_model import Style
from pipeline.render.word.make_template import make
from pipeline.render.word.ooxml import parse_part
from pipeline.render.word.style_names import BUILT_IN, REPEATED, TABLE

_SWITCHES = ("w:overflowPunct", "w:autoSpaceDE", "w:autoSpaceDN")
"""Paragraph properties of Normal: LibreOffice 7.4 inverts the first and drops the others."""

_AFTER_SWITCHES = (
    *("w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents"),
    *("w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl", "w:rPr"),
)
"""The elements that follow them in w:pPr, in schema order."""

_REFERENCES = (qn("w:basedOn"), qn("w:next"), qn("w:link"))
_BEFORE_NEXT = (qn("w:name"), qn("w:aliases"), qn("w:basedOn"))


def repair(document: WordDocument) -> None:
    """Restore what the template lacks; the bundled template is left unchanged."""
    styles = document.styles.element
    _built_in_names(styles, document.element)
    _table(styles)
    _table_texts(styles)
    _following(styles)
    _indents(styles)
    for faces in styles.iter(qn("w:rFonts")):
        if faces.get(qn("w:eastAsia")) and faces.get(qn("w:hint")) is None:
            faces.set(qn("w:hint"), "eastAsia")
    _settings(document.settings.element)
    _font_names(document)
    if _saved_by_libreoffice(document):
        _switches(styles)
        for hyphens in document.settings.element.findall(qn("w:autoHyphenation")):
            document.settings.element.remove(hyphens)
        # the bundled template has no theme; from 25.2 on LibreOffice's bears its name
        for key, relation in list(document.part.rels.items()):
            if relation.reltype == _RELATION.THEME:
                del document.part.rels[key]


@cache
def _bundled(part: str) -> etree._Element:
    return parse_part(unpacked(make())[part])


def _styles(styles: etree._Element, kind: str) -> Iterator[tuple[str, etree._Element]]:
    for style in styles.iterchildren(qn("w:style")):
        name = style.find(qn("w:name"))
        if style.get(qn("w:type")) == kind and name is not None:
            yield str(name.get(qn("w:val"))), style


def _built_in_names(styles: etree._Element, main: etree._Element) -> None:
    """Name the title and the headings as Word does: LibreOffice writes capitals, earlier templates had Chinese names.

    Where a template has both, the Chinese style is the office's; the other makes way.
    """
    present = {name.casefold(): style for name, style in _styles(styles, "paragraph")}
    for style, name in BUILT_IN.items():
        built_in, earlier = present.get(name.casefold()), present.get(style.value)
        if built_in is not None and earlier is not None:
            styles.remove(built_in)
            for reference in (*styles.iter(*_REFERENCES), *main.iter(qn("w:pStyle"))):
                if reference.get(qn("w:val")) == built_in.get(qn("w:styleId")):
                    reference.set(qn("w:val"), earlier.get(qn("w:styleId"), ""))
        kept = built_in if earlier is None else earlier
        own_name = None if kept is None else kept.find(qn("w:name"))
        if kept is not None and own_name is not None:
            own_name.set(qn("w:val"), name)
            if kept.get(qn("w:customStyle")) is not None:
                del kept.attrib[qn("w:customStyle")]


def _following(styles: etree._Element) -> None:
    """The style of the paragraph that Enter begins, where the template states none: after a heading it is the body's."""
    bundled = dict(_styles(_bundled("word/styles.xml"), "paragraph"))
    names = {style.get(qn("w:styleId")): name for name, style in bundled.items()}
    present = dict(_styles(styles, "paragraph"))
    for name, style in present.items():
        wanted = bundled[name].find(qn("w:next")) if name in bundled else None
        if wanted is None or style.find(qn("w:next")) is not None:
            continue
        following = present.get(names[wanted.get(qn("w:val"))])
        if following is not None:
            added = deepcopy(wanted)
            added.set(qn("w:val"), following.get(qn("w:styleId"), ""))
            before = [element for element in style if element.tag in _BEFORE_NEXT]
            before[-1].addnext(added)


def _table(styles: etree._Element) -> None:
    """The table style, and the plain one that it is based on."""
    present = dict(_styles(styles, "table"))
    if TABLE in present:
        return
    for name, style in _styles(_bundled("word/styles.xml"), "table"):
        if name in present:
            continue
        added = deepcopy(style)
        based = added.find(qn("w:basedOn"))
        if based is not None and "Normal Table" in present:
            based.set(qn("w:val"), present["Normal Table"].get(qn("w:styleId"), ""))
        styles.append(added)


def _table_texts(styles: etree._Element) -> None:
    """The styles of numbers in tables and of what is repeated on a new page: the office's own for centred words under other names."""
    present = dict(_styles(styles, "paragraph"))
    label = present.get(Style.TABLE_LABEL.value)
    wanted = ((Style.TABLE_NUMBER.value, "TableNumber", "right"), (REPEATED, "TableRepeated", "center"))
    for name, key, align in wanted:
        if name in present or label is None:
            continue
        added = deepcopy(label)
        added.set(qn("w:styleId"), key)
        values = {"w:name": name, "w:next": key, "w:pPr/w:jc": align}
        for path, value in values.items():
            element = added.find("/".join(map(qn, path.split("/"))))
            if element is not None:
                element.set(qn("w:val"), value)
        styles.append(added)


def _indents(styles: etree._Element) -> None:
    """Indents in characters, which Word prefers, where those in twips are still the bundled ones."""
    bundled = dict(_styles(_bundled("word/styles.xml"), "paragraph"))
    for name, style in _styles(styles, "paragraph"):
        own, wanted = (
            None if candidate is None else candidate.find(f"{qn('w:pPr')}/{qn('w:ind')}")
            for candidate in (style, bundled.get(name))
        )
        if own is None or wanted is None:
            continue
        for side in ("left", "right", "firstLine"):
            key, chars = qn(f"w:{side}"), qn(f"w:{side}Chars")
            if wanted.get(chars) and own.get(key) == wanted.get(key) and own.get(chars) is None:
                own.set(chars, wanted.get(chars, ""))


def _settings(settings: etree._Element) -> None:
    """How punctuation is spaced, which marks end and begin no line, and that the text is Chinese."""
    bundled = _bundled("word/settings.xml")
    for tag, before in (
        ("w:characterSpacingControl", qn("w:compat")),
        ("w:noLineBreaksAfter", qn("w:compat")),
        ("w:noLineBreaksBefore", qn("w:compat")),
        ("w:themeFontLang", ""),
    ):
        if settings.find(qn(tag)) is not None:
            continue
        wanted = bundled.find(qn(tag))
        assert wanted is not None, "the bundled template has it"
        following = settings.find(before) if before else None
        if following is not None:
            following.addprevious(deepcopy(wanted))
        else:
            settings.append(deepcopy(wanted))


def _font_names(document: WordDocument) -> None:
    """The alternative names of fonts."""
    part = next(
        (relation.target_part for relation in document.part.rels.values() if relation.reltype == _RELATION.FONT_TABLE),
        None,
    )
    if part is None:
        return
    fonts = part.element if isinstance(part, XmlPart) else parse_part(part.blob)
    bundled = {font.get(qn("w:name")): font.find(qn("w:altName")) for font in _bundled("word/fontTable.xml")}
    changed = False
    for font in fonts.iterchildren(qn("w:font")):
        our_font = bundled.get(font.get(qn("w:name")))
        if our_font is not None and font.find(qn("w:altName")) is None:
            font.insert(0, deepcopy(our_font))
            changed = True
    if changed and isinstance(part, Part) and not isinstance(part, XmlPart):
        part._blob = etree.tostring(fonts, xml_declaration=True, encoding="UTF-8", standalone=True)  # noqa: SLF001 - python-docx has no other way to change a part that it does not know


def _saved_by_libreoffice(document: WordDocument) -> bool:
    package = document.part.package
    assert package is not None, "an opened file has its package"
    parts = (
        relation.target_part.blob
        for relation in package.rels.values()
        if relation.reltype == _RELATION.EXTENDED_PROPERTIES
    )
    return any(b"LibreOffice" in content for content in parts)


def _switches(styles: etree._Element) -> None:
    own = next(
        (style for _, style in _styles(styles, "paragraph") if style.get(qn("w:default")) in ("1", "true")),
        dict(_styles(styles, "paragraph")).get("Normal"),
    )
    bundled = dict(_styles(_bundled("word/styles.xml"), "paragraph"))["Normal"]
    properties = None if own is None else own.find(qn("w:pPr"))
    if properties is None:
        return
    for tag in _SWITCHES:
        wanted = bundled.find(f"{qn('w:pPr')}/{qn(tag)}")
        assert wanted is not None, "the bundled template has it"
        for switch in properties.findall(qn(tag)):
            properties.remove(switch)
        following = [element for element in properties if element.tag in {qn(name) for name in _AFTER_SWITCHES}]
        if following:
            following[0].addprevious(deepcopy(wanted))
        else:
            properties.append(deepcopy(wanted))
