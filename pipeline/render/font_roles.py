"""Which font the printed styles are set in, as templates/print.css has it."""

from collections.abc import Mapping

from pipeline.fonts import Role
from pipeline.render.print_model import Span, Style

_ROLES: Mapping[Style, Role] = {
    Style.ORGAN_MARK: Role.TITLE,
    Style.TITLE: Role.TITLE,
    Style.ANNEX_TITLE: Role.TITLE,
    Style.ANNEX_MARK: Role.HEI,
    Style.STAGE: Role.KAI,
    Style.HEADING_1: Role.HEI,
    Style.HEADING_2: Role.KAI,
    Style.TABLE_HEAD: Role.HEI,
}


def style_role(style: Style) -> Role:
    """Return the role of the font of a style."""
    return _ROLES.get(style, Role.BODY)


def span_role(style: Style, span: Span) -> Role:
    """Return the role of the font of a span in a paragraph of that style."""
    if span.kai:
        return Role.KAI
    return Role.HEI if span.strong else style_role(style)
