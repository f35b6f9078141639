"""Names of the template's styles besides those of `print_model.Style`, and the kind of each style a template needs.

Styles are found by name, never by id: Word rewrites the ids when it saves a file.
"""

from collections.abc import Mapping

from pipeline.render.print_model import Style

TABLE = "公文表格"
STRONG = "重点"
KAI_TEXT = "楷体字"
ODD_NUMBER = "单页页码"
EVEN_NUMBER = "双页页码"

REQUIRED_STYLES: Mapping[str, str] = {
    **{style.value: "paragraph" for style in Style},
    ODD_NUMBER: "paragraph",
    EVEN_NUMBER: "paragraph",
    STRONG: "character",
    KAI_TEXT: "character",
    TABLE: "table",
}
"""The styles a template must have, by name, with the kind of each (w:type)."""
