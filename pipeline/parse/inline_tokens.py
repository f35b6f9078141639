"""Tokens of a paragraph that has stars or brackets: emphasis and links, found by markdown-it's inline engine.

The engine runs with three rules of its own here (text, `**`, links); each token carries
the offsets it was made from. It is imported for the paragraphs that need it alone.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from pipeline.parse.clean import COMMENT
from pipeline.parse.unsupported_markup import LIKE_A_TARGET

# --- rules -------------------------------------------------------------------


def _text(state: StateInline, silent: bool) -> bool:
    """Text up to the next `*` or `[`, or one of these that starts nothing."""
    stop = state.pos
    while stop < state.posMax and state.src[stop] not in "*[":
        stop += 1
    stop = max(stop, state.pos + 1)
    if not silent:
        _push(state, "text", 0, state.pos, stop)
    state.pos = stop
    return True


def _strong(state: StateInline, silent: bool) -> bool:
    """Two stars as a delimiter; more of them, and two between digits, mask something and are text."""
    start = stop = state.pos
    if state.src[start] != "*":
        return False
    while stop < state.posMax and state.src[stop] == "*":
        stop += 1
    if silent or stop - start < 2:
        return False
    if _is_mask(state.src, start, stop):
        _push(state, "text", 0, start, stop)
    else:
        opens = stop < state.posMax and not state.src[stop].isspace()
        closes = start > 0 and not state.src[start - 1].isspace()
        _push(state, "text", 0, start, stop, "**")
        state.delimiters.append(Delimiter(ord("*"), 0, len(state.tokens) - 1, -1, opens, closes))
    state.pos = stop
    return True


def _is_mask(text: str, start: int, stop: int) -> bool:
    """Whether the stars from `start` to `stop` mask a part of a number or a name: more than two, or two between digits."""
    if stop - start > MARK_CHARS:
        return True
    return text[start - 1 : start].isdigit() and text[stop : stop + 1].isdigit()


MARK_CHARS = 2
"""The stars of a mark of emphasis; no more and no fewer."""


def _pair_strong(state: StateInline) -> None:
    """Turn each pair of matching delimiters into the edges of emphasis."""
    nested = [meta["delimiters"] for meta in state.tokens_meta if meta and "delimiters" in meta]
    for delimiters in [state.delimiters, *nested]:
        for delimiter in delimiters:
            if delimiter.end < 0:
                continue
            opening, closing = state.tokens[delimiter.token], state.tokens[delimiters[delimiter.end].token]
            if closing.meta["start"] - opening.meta["stop"] > 0:
                opening.type, closing.type = "strong_open", "strong_close"


def _link(state: StateInline, silent: bool) -> bool:
    """`[words](target)`, brackets round the target of either width; a target looks like a path or an address."""
    start = state.pos
    if state.src[start] != "[" or state.linkLevel > 0:
        return False
    middle = state.env["squares"].get(start, -1)
    stop = state.env["rounds"].get(middle + 1, -1) if middle > start + 1 else -1
    if stop < 0 or stop >= state.posMax:
        return False
    target = state.src[middle + 2 : stop].strip()
    if not LIKE_A_TARGET.match(target) or COMMENT in target:
        return False
    if not silent:
        opening = _push(state, "link_open", 1, start, start + 1)
        opening.attrs = {"href": target}
        posmax, state.pos, state.posMax = state.posMax, start + 1, middle
        state.linkLevel += 1
        state.md.inline.tokenize(state)
        state.linkLevel -= 1
        state.posMax = posmax
        _push(state, "link_close", -1, middle, stop + 1)
    state.pos = stop + 1
    return True


def _push(state: StateInline, kind: str, nesting: Any, start: int, stop: int, markup: str = "") -> Token:
    token = state.push(kind, "", nesting)
    token.content = state.src[start:stop]
    token.markup = markup
    token.meta = {"start": start, "stop": stop}
    return token


def _dialect() -> MarkdownIt:
    dialect = MarkdownIt("zero")
    dialect.options["maxNesting"] = 10_000
    ruler, after = dialect.inline.ruler, dialect.inline.ruler2
    ruler.push("zwgk_strong", _strong)
    ruler.push("zwgk_link", _link)
    ruler.push("zwgk_text", _text)
    ruler.enableOnly(["zwgk_strong", "zwgk_link", "zwgk_text"])
    after.push("zwgk_pair_strong", _pair_strong)
    after.enableOnly(["balance_pairs", "zwgk_pair_strong"])
    return dialect


_DIALECT = _dialect()


def tokenize(text: str, squares: Mapping[int, int], rounds: Mapping[int, int]) -> Sequence[Token]:
    """Return the tokens of a paragraph's text, each with its offsets (`start`, `stop`) in `meta`.

    `squares` and `rounds` have the offset of each closing bracket by that of its opening one.
    """
    return _DIALECT.inline.parse(text, _DIALECT, {"squares": squares, "rounds": rounds}, [])
