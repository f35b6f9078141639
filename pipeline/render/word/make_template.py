"""Make `templates/plan.docx` from the numbers of the standard: `python -m pipeline.render.word.make_template [FOLDER]`.

The template has the formatting (styles by their Chinese names, page, page numbers, fonts
with their alternative names) and two slots, `{{ title }}` and `{{ body }}`. It is made of
bare parts, without a theme: a theme's fonts override those of the styles. `template_repair`
compares office templates with it.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from pipeline.dataclass import dataclass
from pipeline.render.deterministic_zip import packed
from pipeline.render.print_model import Style
from pipeline.render.typefaces import BODY, HEI, KAI, SONG, TITLE, TYPEFACES, Typeface
from pipeline.render.word.ooxml import PACKAGE, R, W
from pipeline.render.word.style_names import (
    BUILT_IN,
    EVEN_NUMBER,
    KAI_TEXT,
    ODD_NUMBER,
    PICTURE,
    REPEATED,
    STRONG,
    TABLE,
    style_name,
)
from pipeline.render.word.xml import line_grid, page_margins, page_number_field
from pipeline.storage import write_file
from pipeline.typography import gbt9704 as standard
from pipeline.typography.geometry import twips, twips_of_mm
from pipeline.typography.lines import NEVER_FIRST, NEVER_LAST

NAME = "plan.docx"

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def make() -> bytes:
    """Return the template as a DOCX, the same bytes for the same numbers of the standard."""
    return packed({name: (_DECLARATION + xml).encode() for name, xml in _parts()})


def _parts() -> Iterator[tuple[str, str]]:
    parts = {
        "word/document.xml": ("officeDocument", f"{_WORD}.document.main+xml", _document()),
        "docProps/core.xml": (
            "",
            "application/vnd.openxmlformats-package.core-properties+xml",
            f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"/>',
        ),
        "word/styles.xml": ("styles", f"{_WORD}.styles+xml", _styles()),
        "word/settings.xml": ("settings", f"{_WORD}.settings+xml", _settings()),
        "word/fontTable.xml": ("fontTable", f"{_WORD}.fontTable+xml", _fonts()),
        "word/footer1.xml": ("footer", f"{_WORD}.footer+xml", _footer("OddNumber")),
        "word/footer2.xml": ("footer", f"{_WORD}.footer+xml", _footer("EvenNumber")),
    }
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, (_, kind, _) in parts.items())
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
    )
    yield (
        "_rels/.rels",
        _relationships(
            (f"{R}/officeDocument", "word/document.xml"),
            (f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
    )
    own = [(f"{R}/{kind}", name.removeprefix("word/")) for name, (kind, _, _) in list(parts.items())[2:]]
    yield "word/_rels/document.xml.rels", _relationships(*own)
    for name, (_, _, xml) in parts.items():
        yield name, xml


def _relationships(*targets: tuple[str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


# --- the page ----------------------------------------------------------------


def _document() -> str:
    page = standard.GBT_33476
    height = twips_of_mm(standard.PAPER[1]) - twips_of_mm(page.top) - twips_of_mm(page.bottom)
    return (
        f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>'
        '<w:p><w:pPr><w:pStyle w:val="PlanTitle"/></w:pPr><w:r><w:t>{{ title }}</w:t></w:r></w:p>'
        '<w:p><w:pPr><w:pStyle w:val="PlanBody"/></w:pPr><w:r><w:t>{{ body }}</w:t></w:r></w:p>'
        '<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>'
        f'<w:pgSz w:w="{twips_of_mm(standard.PAPER[0])}" w:h="{twips_of_mm(standard.PAPER[1])}"/>'
        f"{page_margins(page)}{line_grid(height, page)}</w:sectPr></w:body></w:document>"
    )


def _footer(style: str) -> str:
    return f'<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{page_number_field()}</w:p></w:ftr>'


_ENDS_NO_LINE = "".join(sorted(NEVER_LAST | set("$£¥〝﹙﹛﹝＄（［｛￡￥")))
_BEGINS_NO_LINE = "".join(sorted(NEVER_FIRST | set("%¢¨°ˇˉ―‖…‰′″›℃∶々〃〞︶︺︾﹀﹄﹚﹜﹞＂％＇．］｀｜｝￠")))
"""Word's own lists of marks that end and begin no line (kinsoku), and those of `lines` with 分隔号 (GB/T 15834 5.1)."""


def _settings() -> str:
    names = (
        ("compatibilityMode", 15),
        ("overrideTableStyleFontSizeAndJustification", 1),
        ("enableOpenTypeFeatures", 1),
        ("doNotFlipMirrorIndents", 1),
        ("differentiateMultirowTableHeaders", 1),
    )
    compat = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
        for name, value in names
    )
    return (
        f'<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        f'<w:noLineBreaksAfter w:lang="zh-CN" w:val={quoteattr(_ENDS_NO_LINE)}/>'
        f'<w:noLineBreaksBefore w:lang="zh-CN" w:val={quoteattr(_BEGINS_NO_LINE)}/>'
        f'<w:compat>{compat}</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def _fonts() -> str:
    fonts = "".join(
        f"<w:font w:name={quoteattr(face.name)}><w:altName w:val={quoteattr(','.join(face.alternatives))}/>"
        f'<w:charset w:val="86"/><w:family w:val="{face.family}"/><w:pitch w:val="default"/></w:font>'
        for face in TYPEFACES
    )
    return f'<w:fonts xmlns:w="{W}">{fonts}</w:fonts>'


# --- the styles --------------------------------------------------------------


def _faces(face: Typeface) -> str:
    # one face for Latin and Han, so that quotes, dashes and digits are never set in another
    slots = "".join(f' w:{slot}="{escape(face.name)}"' for slot in ("ascii", "hAnsi", "eastAsia", "cs"))
    return f'<w:rFonts w:hint="eastAsia"{slots}/>'


def _run(face: Typeface | None = None, spacing: float | None = None, size: float | None = None) -> str:
    """Run properties: face, letter spacing and size in pt; None leaves them out."""
    return (
        (_faces(face) if face else "")
        + (f'<w:spacing w:val="{twips(spacing)}"/>' if spacing is not None else "")
        + (f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size is not None else "")
    )


def _line(points: float) -> str:
    return f'<w:spacing w:line="{twips(points)}" w:lineRule="exact"/>'


_INDENT = twips(standard.FIRST_LINE * standard.SIZE_3)
_FIRST_LINE = f'<w:ind w:firstLineChars="{standard.FIRST_LINE * 100}" w:firstLine="{_INDENT}"/>'
_TOGETHER = "<w:keepNext/><w:keepLines/>"
_CENTRED = '<w:jc w:val="center"/>'


def _number(side: str) -> str:
    blank = standard.NUMBER_BLANK
    return (
        f'{_line(standard.SIZE_4)}<w:ind w:{side}Chars="{round(blank * 100)}" w:{side}="{twips(blank * standard.SIZE_4)}"/>'
        f'<w:jc w:val="{side}"/>'
    )


def _level(level: int) -> str:
    return f'<w:outlineLvl w:val="{level - 1}"/>'


@dataclass(frozen=True, slots=True)
class _ParagraphStyle:
    """A paragraph style; `following` is the id of the style that Enter begins after it, `alias` a second name that Word shows."""

    key: str
    name: str
    properties: str
    run: str
    following: str = "PlanBody"
    alias: str = ""


def _style(key: str, style: Style, properties: str, run: str, following: str = "PlanBody") -> _ParagraphStyle:
    name = style_name(style)
    return _ParagraphStyle(key, name, properties, run, following, "" if name == style.value else style.value)


def _paragraph_styles() -> Iterator[_ParagraphStyle]:
    """Yield every paragraph style but Normal; Word may change ids, never names."""
    red = f'<w:color w:val="{standard.RED.upper()}"/>'
    mark = _run(TITLE, None, None) + red + _run(None, 0, standard.MARK_SIZE)
    mark_line = _line(standard.MARK_SIZE * standard.MARK_LINE_WORD)
    yield _style("OrganMark", Style.ORGAN_MARK, f"{_TOGETHER}{mark_line}{_CENTRED}", mark, "DocNumber")
    yield _style("DocNumber", Style.DOC_NUMBER, f"{_TOGETHER}{_CENTRED}", "", "PlanTitle")
    title = f"{_TOGETHER}{_line(standard.LINE_2)}{_CENTRED}"
    big = _run(TITLE, 0, standard.SIZE_2)
    yield _style("PlanTitle", Style.TITLE, title, big)
    yield _style("PlanStage", Style.STAGE, f"{_TOGETHER}{_CENTRED}", _run(KAI))
    yield _style("PlanAddressee", Style.ADDRESSEE, "", "")
    headings = (
        (Style.HEADING_1, HEI),
        (Style.HEADING_2, KAI),
        (Style.HEADING_3, BODY),
        (Style.HEADING_4, BODY),
    )
    for level, (style, face) in enumerate(headings, 1):
        yield _style(f"PlanHeading{level}", style, f"{_TOGETHER}{_FIRST_LINE}{_level(level)}", _run(face))
    yield _style("PlanBody", Style.BODY, _FIRST_LINE, "")
    yield _style("PlanAnnexNote", Style.ANNEX_NOTE, '<w:jc w:val="left"/>', "", "PlanAnnexNote")
    yield _style("PlanSignature", Style.SIGNATURE, '<w:keepNext/><w:jc w:val="right"/>', "", "PlanDate")
    yield _style("PlanDate", Style.DATE, '<w:jc w:val="right"/>', "")
    yield _style("PlanRemark", Style.REMARK, _FIRST_LINE, "")
    yield _style("PlanAnnexMark", Style.ANNEX_MARK, f'{_TOGETHER}<w:jc w:val="left"/>', _run(HEI))
    yield _style("PlanAnnexTitle", Style.ANNEX_TITLE, f"{title}{_level(1)}", big)
    line = _line(standard.LINE_TABLE)
    head, cell = _run(HEI, 0, standard.SIZE_TABLE), _run(None, 0, standard.SIZE_TABLE)
    yield _style("TableHead", Style.TABLE_HEAD, f"<w:keepNext/>{line}{_CENTRED}", head, "TableHead")
    yield _style("TableCell", Style.TABLE_CELL, line, cell, "TableCell")
    yield _style("TableLabel", Style.TABLE_LABEL, f"{line}{_CENTRED}", cell, "TableLabel")
    right = '<w:jc w:val="right"/>'
    yield _style("TableNumber", Style.TABLE_NUMBER, f"{line}{right}", cell, "TableNumber")
    yield _ParagraphStyle("TableRepeated", REPEATED, f"{line}{_CENTRED}", cell, "TableRepeated")
    yield _style("Colophon", Style.COLOPHON, _line(standard.LINE_4), _run(None, 0, standard.SIZE_4), "Colophon")
    number = _run(SONG, 0, standard.SIZE_4)
    yield _ParagraphStyle("OddNumber", ODD_NUMBER, _number("right"), number, "OddNumber")
    yield _ParagraphStyle("EvenNumber", EVEN_NUMBER, _number("left"), number, "EvenNumber")
    as_high_as_it_is = '<w:spacing w:line="240" w:lineRule="auto"/>'
    yield _ParagraphStyle("PlanPicture", PICTURE, f"{as_high_as_it_is}{_CENTRED}", "")


def _styles() -> str:
    page = standard.GBT_33476
    normal = (
        '<w:widowControl w:val="0"/><w:kinsoku/><w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/>'
        '<w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{twips(page.line)}" w:lineRule="exact"/><w:jc w:val="both"/>'
    )
    body = _run(BODY, standard.SPACING_WORD, standard.SIZE_3_WORD)
    own = "".join(map(_paragraph_style, _paragraph_styles()))
    characters = "".join(
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{key}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="DefaultCharacter"/><w:uiPriority w:val="1"/><w:qFormat/><w:rPr>{_faces(face)}</w:rPr></w:style>'
        for key, name, face in (("StrongWords", STRONG, HEI), ("KaiWords", KAI_TEXT, KAI))
    )
    return (
        f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{_faces(BODY)}'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        '<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="1" w:defUnhideWhenUsed="1"'
        ' w:defQFormat="0" w:count="376"/>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        f"<w:pPr>{normal}</w:pPr><w:rPr>{body}</w:rPr></w:style>"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultCharacter">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="DefaultTable"><w:name w:val="Normal Table"/>'
        f"<w:tblPr>{_cell_margins(0, 0)}</w:tblPr></w:style>"
        f"{own}{characters}"
        f'<w:style w:type="table" w:customStyle="1" w:styleId="PlanTable"><w:name w:val="{TABLE}"/>'
        '<w:basedOn w:val="DefaultTable"/><w:uiPriority w:val="1"/><w:qFormat/>'
        f"<w:tblPr>{_borders()}{_cell_margins(standard.CELL_PADDING, standard.CELL_PADDING_ABOVE)}</w:tblPr></w:style></w:styles>"
    )


def _paragraph_style(style: _ParagraphStyle) -> str:
    custom = "" if style.name in BUILT_IN.values() else ' w:customStyle="1"'
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{style.key}"><w:name w:val="{style.name}"/>'
        + (f'<w:aliases w:val="{style.alias}"/>' if style.alias else "")
        + f'<w:basedOn w:val="Normal"/><w:next w:val="{style.following}"/><w:uiPriority w:val="1"/><w:qFormat/>'
        f"<w:pPr>{style.properties}</w:pPr><w:rPr>{style.run}</w:rPr></w:style>"
    )


def _cell_margins(side: float, above: float) -> str:
    sides = (("top", above), ("left", side), ("bottom", above), ("right", side))
    inner = "".join(f'<w:{name} w:w="{twips(width)}" w:type="dxa"/>' for name, width in sides)
    return f"<w:tblCellMar>{inner}</w:tblCellMar>"


def _borders() -> str:
    eighths = round(standard.RULE * 8)
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    inner = "".join(f'<w:{side} w:val="single" w:sz="{eighths}" w:space="0" w:color="auto"/>' for side in sides)
    return f"<w:tblBorders>{inner}</w:tblBorders>"


if __name__ == "__main__":
    write_file(Path(sys.argv[1] if len(sys.argv) > 1 else "templates") / NAME, make())
