"""Names of the styles in Word files, and the kind of each style a template needs.

Styles are found by name, never by id: Word rewrites the ids when it saves a file.
"""

from collections.abc import Mapping

from pipeline.render.print_model import Style

TABLE = "公文表格"
STRONG = "重点"
KAI_TEXT = "楷体字"
ODD_NUMBER = "单页页码"
EVEN_NUMBER = "双页页码"
PICTURE = "插图"
"""For a pasted picture: the fixed line height of the other styles would cut it off."""

BUILT_IN: Mapping[Style, str] = {
    Style.TITLE: "Title",
    Style.HEADING_1: "heading 1",
    Style.HEADING_2: "heading 2",
    Style.HEADING_3: "heading 3",
    Style.HEADING_4: "heading 4",
}
"""The styles that are Word's own (标题, 标题 1 to 4), by the names in files: gallery, shortcuts and 目录 know only these."""


def style_name(style: Style) -> str:
    """Return the name of a paragraph style in Word files."""
    return BUILT_IN.get(style, style.value)


REPEATED = "续页重印"
"""For the words of a merged cell, repeated where a page begins: whoever reads the file knows by it that the cell goes on."""

REQUIRED_STYLES: Mapping[str, str] = {
    **{style_name(style): "paragraph" for style in Style},
    ODD_NUMBER: "paragraph",
    EVEN_NUMBER: "paragraph",
    REPEATED: "paragraph",
    STRONG: "character",
    KAI_TEXT: "character",
    TABLE: "table",
}
"""The styles a template must have, by name, with the kind of each (w:type)."""
