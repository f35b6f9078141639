"""What surrounds the text in Word: 版头, 版记, the page numbers of landscape pages, 水印."""

from collections.abc import Iterator, Sequence

from pipeline.render.print_model import Colophon, Line, Span, Style
from pipeline.render.typefaces import HEI
from pipeline.render.word.ooxml import DRAWING, MARKUP_COMPATIBILITY, VML, WORD_SHAPE, W
from pipeline.render.word.style_names import EVEN_NUMBER, ODD_NUMBER
from pipeline.render.word.xml import (
    WordContext,
    blank_lines,
    line,
    page_number_field,
    paragraph,
    paragraph_after_table,
    quote_attribute,
    spacer,
    text_element,
)
from pipeline.typography import gbt9704 as standard, geometry, metrics
from pipeline.typography.geometry import twips

# --- 版头 ---------------------------------------------------------------------


def letterhead_blocks(lines: Sequence[Line], page: standard.Page, context: WordContext) -> Iterator[str]:
    """发文机关标志, 发文字号 and 红色分隔线, with the blank lines between them and below (GB/T 9704 7.2)."""
    mark, number = lines
    size, width = geometry.mark_size(mark.text, metrics.title_width_autospaced(mark.text))
    height = size * standard.MARK_LINE_WORD
    # the style's size is right for all but long names
    own = f'<w:w w:val="{round(width * 100)}"/>' if width < 1 else ""
    own += f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size < standard.MARK_SIZE else ""
    properties = f"<w:rPr>{own}</w:rPr>" if own else ""
    exact = f'<w:spacing w:line="{twips(height)}" w:lineRule="exact"/>' if size < standard.MARK_SIZE else ""
    yield spacer(geometry.mark_drop(page) / standard.MM_PER_PT, context)
    yield paragraph(Style.ORGAN_MARK, f"<w:r>{properties}{text_element(mark.text)}</w:r>", context, properties=exact)
    # the line is higher than its characters: that much is blank already
    yield spacer(page.line - (height - size), context)
    yield blank_lines(context, standard.HEAD_BLANK_LINES - 1)
    yield line(number, context)
    rule = f'w:val="single" w:sz="{round(standard.RED_LINE * 8)}" w:space="0" w:color="{standard.RED.upper()}"'
    yield spacer(geometry.red_line_drop(page) / standard.MM_PER_PT, context, f"<w:pBdr><w:bottom {rule}/></w:pBdr>")
    yield blank_lines(context, standard.HEAD_BLANK_LINES)


# --- 版记 ---------------------------------------------------------------------


def colophon_blocks(colophon: Colophon, page: standard.Page, context: WordContext) -> Iterator[str]:
    """版记 in a frame at the foot of the page that has the paragraph after it; its last rule is the edge of the type area.

    Each rule is a low paragraph filled with black: a border would be as narrow as the
    text, and LibreOffice drops a frame whose paragraphs have different borders.
    """
    whole = geometry.twips_of_mm(standard.TYPE_AREA[0])
    edge = whole - twips(standard.COLOPHON_BLANK * standard.SIZE_4)
    framed = (
        f'<w:framePr w:w="{whole}" w:hSpace="0" w:wrap="around" w:vAnchor="margin" w:hAnchor="margin"'
        ' w:xAlign="left" w:yAlign="bottom"/>'
    )
    filled = f'{framed}<w:shd w:val="clear" w:color="auto" w:fill="000000"/>'
    thick, thin = (width / standard.MM_PER_PT for width in standard.COLOPHON_RULES)
    yield spacer(thick, context, filled)
    for recipients in colophon.recipients:
        yield line(recipients, context, properties=framed)
    if colophon.recipients and colophon.print_date:
        yield spacer(thin, context, filled)
    if colophon.print_date:
        spans = (Span(f"{colophon.printer}\t{colophon.print_date}"),)
        last = Line(Style.COLOPHON, spans, left=standard.COLOPHON_BLANK, right=standard.COLOPHON_BLANK)
        yield line(last, context, properties=f'{framed}<w:tabs><w:tab w:val="right" w:pos="{edge}"/></w:tabs>')
    yield spacer(thick, context, filled)
    if drop := geometry.foot_drop(page):
        yield spacer(drop / standard.MM_PER_PT, context, framed)
    yield paragraph_after_table(context)


# --- 水印 ---------------------------------------------------------------------


_WATERMARK = "PowerPlusWaterMarkObject"
"""How the names of Word's own watermarks begin: its 删除水印 removes no other shapes."""


def watermark(text: str, number: int) -> str:
    """A run for a header that sets `text` diagonally across every page of its section, grey, behind the body.

    `number` tells the document's watermarks apart.
    """
    size = geometry.watermark_size(text)
    grey = f"{round(standard.WATERMARK_GREY * 255):02x}" * 3
    style = (
        f"position:absolute;margin-left:0;margin-top:0;width:{metrics.han_width(text) * size:.1f}pt;height:{size:.1f}pt;"
        f"rotation:{360 - standard.WATERMARK_ANGLE};z-index:-1;mso-position-horizontal:center;"
        "mso-position-horizontal-relative:page;mso-position-vertical:center;mso-position-vertical-relative:page"
    )
    return (
        f'<w:r xmlns:w="{W}" xmlns:v="{VML}" xmlns:o="urn:schemas-microsoft-com:office:office">'
        '<w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"'
        ' path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
        '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
        '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
        f'<v:shape id="{_WATERMARK}{number}" type="#_x0000_t136" style="{style}" fillcolor="#{grey}" stroked="f">'
        f'<v:textpath style="font-family:&quot;{HEI.name}&quot;;font-size:1pt" string={quote_attribute(text)}/>'
        "</v:shape></w:pict></w:r>"
    )


# --- page numbers ------------------------------------------------------------


def empty_paragraph(style: str, context: WordContext) -> str:
    """An empty paragraph for a header or footer, in the style of that name."""
    return f'<w:p xmlns:w="{W}"><w:pPr><w:pStyle w:val={context.style(style)}/></w:pPr></w:p>'


_EMU = 36_000
"""English Metric Units per mm, DrawingML's unit."""
_NUMBER_LENGTH = 40.0
"""The length of the box for a rotated page number, mm; the number itself takes about 15."""


def landscape_page_number(context: WordContext, *, odd: bool) -> str:
    """A footer paragraph for a landscape page: the page number in a rotated text box, where portrait pages have it.

    With the table upright that is the left edge, at the bottom on odd pages and at the
    top on even ones (GB/T 9704 8).
    """
    name = ODD_NUMBER if odd else EVEN_NUMBER
    across = geometry.landscape(standard.ON_PAPER)
    thick = standard.SIZE_4 * standard.MM_PER_PT
    left = across.left - geometry.number_drop(standard.ON_PAPER.bottom) - thick
    top = standard.PAPER[0] - across.bottom - _NUMBER_LENGTH if odd else across.top
    size = f'cx="{round(thick * _EMU)}" cy="{round(_NUMBER_LENGTH * _EMU)}"'
    # nothing is beside the box to be wrapped; LibreOffice puts one that text may run through at the edge of a first page
    wrap = '<wp:wrapSquare wrapText="bothSides"/>'
    properties = f"<w:pPr><w:pStyle w:val={context.style(name)}/></w:pPr>"
    content = f"<w:txbxContent><w:p>{properties}{page_number_field()}</w:p></w:txbxContent>"
    # for programs that do not know the shapes of Word 2010
    style = (
        f"position:absolute;margin-left:{left:.2f}mm;margin-top:{top:.2f}mm;width:{thick:.2f}mm;height:{_NUMBER_LENGTH:.2f}mm;"
        "z-index:1;mso-position-horizontal-relative:page;mso-position-vertical-relative:page"
    )
    fallback = (
        f'<w:pict><v:rect id="{name}" style="{style}" filled="f" stroked="f">'
        f'<v:textbox style="layout-flow:vertical" inset="0,0,0,0">{content}</v:textbox></v:rect></w:pict>'
    )
    return (
        f'<w:p xmlns:w="{W}" xmlns:mc="{MARKUP_COMPATIBILITY}" xmlns:wps="{WORD_SHAPE}" xmlns:v="{VML}"'
        f' xmlns:wp="{DRAWING}/wordprocessingDrawing" xmlns:a="{DRAWING}/main">{properties}<w:r>'
        '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="0" locked="0"'
        ' layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{round(left * _EMU)}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{round(top * _EMU)}</wp:posOffset></wp:positionV>'
        f'<wp:extent {size}/><wp:effectExtent l="0" t="0" r="0" b="0"/>{wrap}'
        f'<wp:docPr id="{1 if odd else 2}" name="{name}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{WORD_SHAPE}"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        "<a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>"
        f"<wps:txbx>{content}</wps:txbx>"
        '<wps:bodyPr rot="0" vert="vert" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"><a:noAutofit/></wps:bodyPr>'
        f"</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
