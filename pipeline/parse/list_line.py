"""Match a line of a link list, `- [短标题](items/文件名.md)`, with bullets, numbers and brackets of any keyboard."""

from pipeline.dataclass import dataclass
from pipeline.parse.clean import COMMENT
from pipeline.parse.inline import bracket_pairs
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText

BULLETS = r"[-*+·•●○▪■◆・‧∙－]"
"""Pattern of what may mark a line of a list."""

_NUMBER = r"(?:\d{1,3}[.．、)）](?!\d)|[(（]\d{1,3}[)）])"
_HAN_NUMBER = r"(?:[(（][一二三四五六七八九十百]{1,4}[)）]|[一二三四五六七八九十百]{1,4}、)"
_LIST_LINE = lazy_pattern(
    rf"(?P<bullet>{BULLETS}(?:\s*(?:{_NUMBER}|{_HAN_NUMBER}))|{BULLETS}|{_NUMBER}|{_HAN_NUMBER})?(?P<blank>\s*)(?P<open>[\[【])(?P<title>.*?)(?P<close>[\]】])\s*(?P<paren>[(（])"
)


@dataclass(frozen=True, slots=True)
class ListLineMatch:
    """The parts of a list line: its bullet, the spans of title and target, where it ends, whether it has the canonical form."""

    bullet: str
    title: tuple[int, int]
    target: tuple[int, int]
    stop: int
    canonical: bool


def match_list_line(text: SourceText) -> ListLineMatch | None:
    """Return the parts of a list line; None for any other line."""
    value = text.value
    match = _LIST_LINE.match(value)
    if not match:
        return None
    opened = match.start("paren")
    stop = bracket_pairs(value).get(opened, -1)
    if stop < 0:
        return None
    target = value[opened + 1 : stop].strip()
    if not target or COMMENT in target or COMMENT in match["title"] or not match["title"].strip():
        return None
    bullet = match["bullet"] or ""
    if not bullet and not target.casefold().endswith(".md"):
        return None
    canonical = (bullet, match["blank"], match["open"], match["close"], value[opened], value[stop]) == (
        "-",
        " ",
        "[",
        "]",
        "(",
        ")",
    ) and match.start("paren") == match.end("close")
    return ListLineMatch(
        bullet,
        match.span("title"),
        (opened + 1, stop),
        stop + 1,
        canonical,
    )
