"""What other programs lose of the template when they save it, put back.

LibreOffice leaves out a table style that no table uses, indents in characters, the
other names of faces and which face quotation marks take; two switches of Asian
typography it writes the wrong way round. Whoever changes a colour there wants none of that
changed. What is missing is put in as our own template has it; what the office can have
set by hand stays as it is.
"""

from collections.abc import Iterator
from copy import deepcopy
from functools import cache

from docx.document import Document as Shell
from docx.opc.constants import RELATIONSHIP_TYPE as _RELATION
from docx.opc.part import Part, XmlPart
from docx.oxml.ns import qn
from lxml import etree

from pipeline.render.deterministic_zip import unpacked
from pipeline.render.word import make_template as template

_SWITCHES = ("w:overflowPunct", "w:autoSpaceDE", "w:autoSpaceDN")
"""Of the default paragraph: LibreOffice 7.4 takes the first for its opposite and forgets the others."""

_AFTER_SWITCHES = (
    *("w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents"),
    *("w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl", "w:rPr"),
)
"""What may stand behind them in a paragraph's properties."""


def repair(shell: Shell) -> None:
    """Puts back in a template what the program it was saved with has left out; our own stays as it is."""
    styles = shell.styles.element
    _table(styles)
    _indents(styles)
    for faces in styles.iter(qn("w:rFonts")):
        if faces.get(qn("w:eastAsia")) and faces.get(qn("w:hint")) is None:
            faces.set(qn("w:hint"), "eastAsia")
    _settings(shell.settings.element)
    _names(shell)
    if _saved_by_libreoffice(shell):
        _switches(styles)
        for hyphens in shell.settings.element.findall(qn("w:autoHyphenation")):
            shell.settings.element.remove(hyphens)
        for grid in list(shell.element.iter(qn("w:docGrid"))):
            if grid.get(qn("w:type"), "default") == "default":
                grid.getparent().remove(grid)


@cache
def _ours(part: str) -> etree._Element:
    return etree.fromstring(unpacked(template.make())[part])


def _styles(styles: etree._Element, kind: str) -> Iterator[tuple[str, etree._Element]]:
    for style in styles.iterchildren(qn("w:style")):
        name = style.find(qn("w:name"))
        if style.get(qn("w:type")) == kind and name is not None:
            yield str(name.get(qn("w:val"))), style


def _table(styles: etree._Element) -> None:
    """The tables' style, and the plain one that it is based on."""
    there = dict(_styles(styles, "table"))
    if template.TABLE in there:
        return
    for name, style in _styles(_ours("word/styles.xml"), "table"):
        if name in there:
            continue
        added = deepcopy(style)
        based = added.find(qn("w:basedOn"))
        if based is not None and "Normal Table" in there:
            based.set(qn("w:val"), there["Normal Table"].get(qn("w:styleId"), ""))
        styles.append(added)


def _indents(styles: etree._Element) -> None:
    """Indents in characters, which Word prefers, where those in twips are still ours."""
    ours = dict(_styles(_ours("word/styles.xml"), "paragraph"))
    for name, style in _styles(styles, "paragraph"):
        own, wanted = (
            None if one is None else one.find(f"{qn('w:pPr')}/{qn('w:ind')}") for one in (style, ours.get(name))
        )
        if own is None or wanted is None:
            continue
        for side in ("left", "right", "firstLine"):
            key, chars = qn(f"w:{side}"), qn(f"w:{side}Chars")
            if wanted.get(chars) and own.get(key) == wanted.get(key) and own.get(chars) is None:
                own.set(chars, wanted.get(chars, ""))


def _settings(settings: etree._Element) -> None:
    """How punctuation is spaced, and that the text is Chinese."""
    ours = _ours("word/settings.xml")
    for tag, before in (("w:characterSpacingControl", qn("w:compat")), ("w:themeFontLang", "")):
        if settings.find(qn(tag)) is not None:
            continue
        wanted = ours.find(qn(tag))
        assert wanted is not None, "our own template has it"
        place = settings.find(before) if before else None
        if place is not None:
            place.addprevious(deepcopy(wanted))
        else:
            settings.append(deepcopy(wanted))


def _names(shell: Shell) -> None:
    """The other names under which machines have our faces."""
    part = next((one.target_part for one in shell.part.rels.values() if one.reltype == _RELATION.FONT_TABLE), None)
    if part is None:
        return
    fonts = part.element if isinstance(part, XmlPart) else etree.fromstring(part.blob)
    ours = {font.get(qn("w:name")): font.find(qn("w:altName")) for font in _ours("word/fontTable.xml")}
    changed = False
    for font in fonts.iterchildren(qn("w:font")):
        other = ours.get(font.get(qn("w:name")))
        if other is not None and font.find(qn("w:altName")) is None:
            font.insert(0, deepcopy(other))
            changed = True
    if changed and isinstance(part, Part) and not isinstance(part, XmlPart):
        part._blob = etree.tostring(fonts, xml_declaration=True, encoding="UTF-8", standalone=True)  # noqa: SLF001 - python-docx has no other way to change a part that it does not know


def _saved_by_libreoffice(shell: Shell) -> bool:
    package = shell.part.package
    assert package is not None, "an opened file has its package"
    told = (one.target_part.blob for one in package.rels.values() if one.reltype == _RELATION.EXTENDED_PROPERTIES)
    return any(b"LibreOffice" in words for words in told)


def _switches(styles: etree._Element) -> None:
    own = next(
        (style for _, style in _styles(styles, "paragraph") if style.get(qn("w:default")) in ("1", "true")),
        dict(_styles(styles, "paragraph")).get("Normal"),
    )
    ours = dict(_styles(_ours("word/styles.xml"), "paragraph"))["Normal"]
    properties = None if own is None else own.find(qn("w:pPr"))
    if properties is None:
        return
    for tag in _SWITCHES:
        wanted = ours.find(f"{qn('w:pPr')}/{qn(tag)}")
        assert wanted is not None, "our own template has it"
        for found in properties.findall(qn(tag)):
            properties.remove(found)
        following = [one for one in properties if one.tag in {qn(other) for other in _AFTER_SWITCHES}]
        if following:
            following[0].addprevious(deepcopy(wanted))
        else:
            properties.append(deepcopy(wanted))
