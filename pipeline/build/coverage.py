"""No character is printed as a box: what will be printed is held against the faces before anything is rendered."""

from collections.abc import Iterator
from unicodedata import category

from pipeline import fonts
from pipeline.findings import Finding
from pipeline.fonts import Faces, Role
from pipeline.model import Plan
from pipeline.parse import codes
from pipeline.render.printed import Document, Grid, Line, Style


def uncovered(plan: Plan, document: Document, faces: Faces) -> Iterator[Finding]:
    """Find every character that would be printed as a box, where somebody wrote it."""
    missing: set[str] = set()
    for role, words in _by_role(document).items():
        missing |= fonts.uncovered(words, faces, role)
    if not missing:
        return
    for text in plan.texts():
        for offset, char in enumerate(text.words):
            if char in missing and text.runs:
                yield codes.UNCOVERED.at(text.place(offset, offset + 1), *_words(char), loses=True)


def _words(char: str) -> tuple[str, str]:
    """What is wrong with the character, and what to do."""
    shown = f"U+{ord(char):04X}"
    if category(char) == "Cf":
        return f"这里有看不见的格式字符 {shown}，印出来的次序或样子会和文件里的不同", "删去"
    return f"“{char}”（{shown}）在所用字体里没有，会印成方框", "换一个字，或在本单位的字体文件夹里放一个有这个字的字体"


_ROLES = {
    Style.ORGAN_MARK: Role.TITLE,
    Style.TITLE: Role.TITLE,
    Style.ANNEX_TITLE: Role.TITLE,
    Style.ANNEX_MARK: Role.HEI,
    Style.STAGE: Role.KAI,
    Style.HEADING_1: Role.HEI,
    Style.HEADING_2: Role.KAI,
}


def _by_role(document: Document) -> dict[Role, list[str]]:
    """What is printed in each face; emphasis and first sentences may stand anywhere in the body."""
    found: dict[Role, list[str]] = {role: [] for role in (Role.TITLE, Role.BODY, Role.HEI, Role.KAI)}
    found[Role.HEI].append(document.watermark)
    for printed in document.printed():
        match printed:
            case Line():
                found[_ROLES.get(printed.style, Role.BODY)].append(printed.words)
                found[Role.KAI] += [span.words for span in printed.spans if span.kai]
                found[Role.HEI] += [span.words for span in printed.spans if span.strong]
            case Grid():
                found[Role.HEI] += [cell.words for cell in printed.head]
                found[Role.BODY] += [cell.words for row in printed.rows for cell in row.cells]
    return found
