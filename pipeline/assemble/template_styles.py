"""Compare the named styles of a finished plan.docx with the bundled template's, to say what the PDF does not follow.

The PDF is set from templates/print.css and the faces of site.yaml, whatever an office
has changed in its Word template.
"""

from collections.abc import Iterator
from enum import Enum, auto

from pipeline.dataclass import dataclass
from pipeline.readers import docx
from pipeline.readers.docx_model import ParagraphStyle
from pipeline.render.print_model import Style
from pipeline.render.word.make_template import make
from pipeline.render.word.style_names import style_name
from pipeline.typography import gbt9704 as standard


class StyleProperty(Enum):
    """What of a style shows on paper."""

    FACE = auto()
    SIZE = auto()
    COLOUR = auto()
    LINE = auto()
    SPACE = auto()
    ALIGNMENT = auto()
    INDENT = auto()


@dataclass(frozen=True, slots=True)
class ChangedStyle:
    """A style of an office's Word template that differs from the bundled one, and in what."""

    style: Style
    properties: tuple[StyleProperty, ...]


def changed_styles(word_file: bytes) -> tuple[ChangedStyle, ...]:
    """Return the styles of a plan.docx that differ from the bundled template's; its page layout is no difference."""
    own, bundled = docx.read(word_file).styles, docx.read(make()).styles
    pairs = ((style, own.get(style_name(style)), bundled[style_name(style)]) for style in Style)
    changes = (
        ChangedStyle(style, tuple(_differences(changed, before)))
        for style, changed, before in pairs
        if changed is not None
    )
    return tuple(change for change in changes if change.properties)


def _differences(own: ParagraphStyle, bundled: ParagraphStyle) -> Iterator[StyleProperty]:
    for difference, values in (
        (StyleProperty.FACE, [style.characters.east_asian for style in (own, bundled)]),
        (StyleProperty.SIZE, [style.characters.size for style in (own, bundled)]),
        (StyleProperty.COLOUR, [style.characters.colour or "000000" for style in (own, bundled)]),
        (StyleProperty.LINE, [_line(style) for style in (own, bundled)]),
        (StyleProperty.SPACE, [(style.format.before, style.format.after) for style in (own, bundled)]),
        (StyleProperty.ALIGNMENT, [style.format.align for style in (own, bundled)]),
        (
            StyleProperty.INDENT,
            [(style.format.left, style.format.right, style.format.first) for style in (own, bundled)],
        ),
    ):
        if values[0] != values[1]:
            yield difference


def _line(style: ParagraphStyle) -> tuple[str, float]:
    """The line rule and height, one height for the body's of every page layout."""
    line = round(style.format.line, 1)
    is_body = line in {round(page.line, 1) for page in standard.PAGES.values()}
    return style.format.line_rule, 0.0 if is_body else line
