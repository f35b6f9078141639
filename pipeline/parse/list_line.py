"""A line of a link list, `- [短标题](items/文件名.md)`, taken apart; bullets, numbers and brackets of any keyboard are known."""

import re
from dataclasses import dataclass

from pipeline.parse.clean import COMMENT
from pipeline.parse.inline import pairs
from pipeline.source import SourceText

BULLETS = r"[-*+·•●○▪■◆・‧∙－]"
"""What stands before a line of a list, as a pattern."""

_NUMBER = r"(?:\d{1,3}[.．、)）](?!\d)|[(（]\d{1,3}[)）])"
_HAN_NUMBER = r"(?:[(（][一二三四五六七八九十百]{1,4}[)）]|[一二三四五六七八九十百]{1,4}、)"
_ENTRY = re.compile(
    rf"(?P<bullet>{BULLETS}(?:\s*(?:{_NUMBER}|{_HAN_NUMBER}))|{BULLETS}|{_NUMBER}|{_HAN_NUMBER})?(?P<blank>\s*)(?P<open>[\[【])(?P<title>.*?)(?P<close>[\]】])\s*(?P<paren>[(（])"
)


@dataclass(frozen=True, slots=True)
class EntryParts:
    """A list line taken apart: its bullet and the blank behind it, the spans of title and target, where it ends, whether it is written as we write it."""

    bullet: str
    blank: str
    title: tuple[int, int]
    target: tuple[int, int]
    stop: int
    canonical: bool


def entry_match(text: SourceText) -> EntryParts | None:
    """The parts of a list line by offset; None when the line is none."""
    words = text.value
    found = _ENTRY.match(words)
    if not found:
        return None
    opened = found.start("paren")
    stop = pairs(words).get(opened, -1)
    if stop < 0:
        return None
    target = words[opened + 1 : stop].strip()
    if not target or COMMENT in target or COMMENT in found["title"] or not found["title"].strip():
        return None
    bullet = found["bullet"] or ""
    looks = target.casefold().endswith(".md")
    if not looks and not bullet:
        return None
    canonical = (bullet, found["blank"], found["open"], found["close"], words[opened], words[stop]) == (
        "-",
        " ",
        "[",
        "]",
        "(",
        ")",
    ) and found.start("paren") == found.end("close")
    return EntryParts(
        bullet,
        found["blank"],
        found.span("title"),
        (opened + 1, stop),
        stop + 1,
        canonical,
    )
