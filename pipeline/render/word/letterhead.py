"""What stands around the words in Word: 版头, 版记, the page numbers of pages that lie across, 水印."""

from collections.abc import Iterator, Sequence

from pipeline.render.print_model import (
    Colophon,
    Line,
    Span,
    Style,
)
from pipeline.render.word.make_template import (
    EVEN_NUMBER,
    HEI,
    ODD_NUMBER,
    W,
    number_field,
)
from pipeline.render.word.xml import (
    WordContext,
    blank_lines,
    line,
    paragraph,
    paragraph_after_table,
    quote_attribute,
    spacer,
    text,
)
from pipeline.typography import gbt9704 as standard, geometry, metrics
from pipeline.typography.geometry import twips

# --- 版头 ---------------------------------------------------------------------


def red_head(lines: Sequence[Line], page: standard.Page, into: WordContext) -> Iterator[str]:
    """发文机关标志, 发文字号 and 红色分隔线, with the lines left blank between them and below (9704, 7.2)."""
    mark, number = lines
    size, width = geometry.mark_size(mark.text, metrics.title_width_autospaced(mark.text))
    height = size * standard.MARK_LINE_WORD
    # the style's own size is right for all but long names
    own = f'<w:w w:val="{round(width * 100)}"/>' if width < 1 else ""
    own += f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size < standard.MARK_SIZE else ""
    look = f"<w:rPr>{own}</w:rPr>" if own else ""
    exact = f'<w:spacing w:line="{twips(height)}" w:lineRule="exact"/>' if size < standard.MARK_SIZE else ""
    yield spacer(geometry.mark_drop(page) / standard.MM_PER_PT, into)
    yield paragraph(Style.ORGAN_MARK, f"<w:r>{look}{text(mark.text)}</w:r>", into, more=exact)
    # what the line is higher than its characters is blank already
    yield spacer(page.line - (height - size), into)
    yield blank_lines(into, standard.HEAD_BLANK_LINES - 1)
    yield line(number, into)
    rule = f'w:val="single" w:sz="{round(standard.RED_LINE * 8)}" w:space="0" w:color="{standard.RED.upper()}"'
    yield spacer(geometry.red_line_drop(page) / standard.MM_PER_PT, into, f"<w:pBdr><w:bottom {rule}/></w:pBdr>")
    yield blank_lines(into, standard.HEAD_BLANK_LINES)


# --- 版记 ---------------------------------------------------------------------


def colophon(found: Colophon, page: standard.Page, into: WordContext) -> Iterator[str]:
    """版记 in a frame at the foot of the page of the paragraph behind it, its last rule the edge of the type area.

    Each rule is a low paragraph filled with black: a border would be as narrow as
    the words are set, and LibreOffice gives up a frame whose paragraphs have different ones.
    """
    whole = geometry.twips_of_mm(standard.TYPE_AREA[0])
    edge = whole - twips(standard.COLOPHON_BLANK * standard.SIZE_4)
    framed = (
        f'<w:framePr w:w="{whole}" w:hSpace="0" w:wrap="around" w:vAnchor="margin" w:hAnchor="margin"'
        ' w:xAlign="left" w:yAlign="bottom"/>'
    )
    filled = f'{framed}<w:shd w:val="clear" w:color="auto" w:fill="000000"/>'
    thick, thin = (width / standard.MM_PER_PT for width in standard.COLOPHON_RULES)
    yield spacer(thick, into, filled)
    for one in found.recipients:
        yield line(one, into, more=framed)
    if found.recipients and found.print_date:
        yield spacer(thin, into, filled)
    if found.print_date:
        words = (Span(f"{found.printer}\t{found.print_date}"),)
        last = Line(Style.COLOPHON, words, left=standard.COLOPHON_BLANK, right=standard.COLOPHON_BLANK)
        yield line(last, into, more=f'{framed}<w:tabs><w:tab w:val="right" w:pos="{edge}"/></w:tabs>')
    yield spacer(thick, into, filled)
    if drop := geometry.foot_drop(page):
        yield spacer(drop / standard.MM_PER_PT, into, framed)
    yield paragraph_after_table(into)


# --- 水印 ---------------------------------------------------------------------


def watermark(words: str, *, name: str) -> str:
    """The run that lays words across every page of its header's section, grey, behind the text."""
    size = geometry.watermark_size(words)
    grey = f"{round(standard.WATERMARK_GREY * 255):02x}" * 3
    style = (
        f"position:absolute;margin-left:0;margin-top:0;width:{metrics.han_width(words) * size:.1f}pt;height:{size:.1f}pt;"
        f"rotation:{360 - standard.WATERMARK_ANGLE};z-index:-1;mso-position-horizontal:center;"
        "mso-position-horizontal-relative:page;mso-position-vertical:center;mso-position-vertical-relative:page"
    )
    return (
        f'<w:r xmlns:w="{W}" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
        '<w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"'
        ' path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
        '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
        '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
        f'<v:shape id={quote_attribute(name)} type="#_x0000_t136" style="{style}" fillcolor="#{grey}" stroked="f">'
        f'<v:textpath style="font-family:&quot;{HEI.name}&quot;;font-size:1pt" string={quote_attribute(words)}/>'
        "</v:shape></w:pict></w:r>"
    )


# --- page numbers ------------------------------------------------------------


def empty(style: str) -> str:
    """A header's or footer's paragraph that shows nothing; `style` is the id of the page number's style."""
    return f'<w:p xmlns:w="{W}"><w:pPr><w:pStyle w:val="{style}"/></w:pPr></w:p>'


_EMU = 36_000
_NUMBER_LENGTH = 40.0
"""Room for a turned page number along the edge, mm; its own length is some 15."""


def turned_number(style: str, *, odd: bool) -> str:
    """A footer's paragraph for a page that lies across: the number in a frame, turned, where upright pages have it.

    Seen with the table upright, that is the left edge, below on odd pages and above
    on even ones (9704, 8). `style` is the id of the page number's style.
    """
    across = geometry.landscape(standard.GBT_9704)
    thick = standard.SIZE_4 * standard.MM_PER_PT
    left = across.left - geometry.number_drop(standard.GBT_9704.bottom) - thick
    top = standard.PAPER[0] - across.bottom - _NUMBER_LENGTH if odd else across.top
    size = f'cx="{round(thick * _EMU)}" cy="{round(_NUMBER_LENGTH * _EMU)}"'
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
    name = ODD_NUMBER if odd else EVEN_NUMBER
    office = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    return (
        f'<w:p xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="{office}"'
        f' xmlns:wp="{drawing}/wordprocessingDrawing" xmlns:a="{drawing}/main">{look}<w:r>'
        '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="0" locked="0"'
        ' layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{round(left * _EMU)}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{round(top * _EMU)}</wp:posOffset></wp:positionV>'
        f'<wp:extent {size}/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="{1 if odd else 2}" name="{name}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{office}"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        "<a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>"
        f"<wps:txbx><w:txbxContent><w:p>{look}{number_field()}</w:p></w:txbxContent></wps:txbx>"
        '<wps:bodyPr rot="0" vert="vert" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"><a:noAutofit/></wps:bodyPr>'
        "</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r></w:p>"
    )
