"""Find markup of other dialects (HTML, entities, escapes, single stars), which is printed as it stands, with its likely meaning."""

import re
from collections.abc import Iterator

from pipeline.findings import Edit, Finding
from pipeline.parse import codes
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText

LIKE_A_TARGET = lazy_pattern(r"[A-Za-z][A-Za-z0-9+.-]*:|.*/|.*\.md$|#", re.DOTALL)
"""What looks like a path or an address; anything else between round brackets makes no link."""

_ADDRESS = lazy_pattern(r"(?<![A-Za-z0-9+.-])[a-z][a-z0-9+.-]{0,19}://[!-~]+", re.IGNORECASE)
_DEAD = lazy_pattern(
    r"(?P<tag></?[A-Za-z][A-Za-z0-9:-]*(?:\s[^<>]{0,200})?/?>)"
    r"|(?P<address><[A-Za-z][A-Za-z0-9+.-]{1,30}:[^<>\s]{1,2000}>)"
    r"|(?P<entity>&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});)"
    r"|(?P<escape>\\[!-/:-@\[-`{-~])"
    r"|(?P<code>`[^`]{1,500}`)"
    r"|(?P<strike>~~[^~]{1,500}~~)"
    r"|(?P<under>(?<![0-9A-Za-z_])_{1,2}[^_\s](?:[^_]{0,200}[^_\s])?_{1,2}(?![0-9A-Za-z_]))"
    # behind a masked character (张*、李*) there is a mark
    r"|(?P<star>(?<![*0-9A-Za-z])\*[^*\s，。；、！？](?:[^*]{0,200}[^*\s])?\*(?![*0-9A-Za-z]))"
    r"|(?P<stars>(?<!\*)\*{3}[^*\s\d，。；、！？](?:[^*]{0,200}[^*\s\d])?\*{3}(?!\*))"
    r"|(?P<times>(?<=[0-9A-Za-z])\*(?=[0-9A-Za-z]))"
    r"|(?P<link>!?\[[^\[\]]{1,200}\]\([^()]{1,500}\))"
)

_ELEMENT = lazy_pattern(
    r"</?(?:a|b|big|blockquote|br|center|code|dd|del|div|dl|dt|em|font|h[1-6]|hr|i|img|ins|li|ol|p|pre|s|section|small|span|strike|strong|style"
    r"|sub|sup|table|tbody|td|th|thead|tr|u|ul|o:p|st1:[a-z]+|[A-Z]{2,}[1-6]?)(?:\s[^<>]*)?/?>|<[A-Z]+\s[^<>]*>"
)
"""A tag of HTML, or of Word's, as web pages have them."""


def unsupported_markup(raw: SourceText) -> Iterator[Finding]:
    """Yield a finding for every mark that other programs would interpret and that is printed as it stands here."""
    text = raw.value
    if not any(char in text for char in "<&\\`~_*["):
        return
    addresses = [match.span() for match in _ADDRESS.finditer(text)]
    for match in _DEAD.finditer(text):
        if any(start < match.start() < stop for start, stop in addresses) and match.lastgroup != "address":
            continue
        place = raw.place(*match.span())
        shown = match.group()
        match match.lastgroup:
            case "times":
                yield codes.TIMES_SIGN.fix(place, "×", "数字之间的星号会照印", "乘号写作 ×")
            case "tag":
                message = "网页标签在这里不起作用，会照印出来"
                # anything else names something of the office's: 成本<A>类
                if _ELEMENT.fullmatch(shown):
                    yield codes.DEAD_MARKUP.fix(place, "", message, "删去")
                else:
                    yield codes.DEAD_MARKUP.at(place, message, "是网页标签就删去；是文字就改用全角括号（）")
            case "address":
                yield codes.DEAD_MARKUP.fix(place, shown[1:-1], "尖括号会照印出来", "网址直接写")
            case "entity":
                import html

                meant = html.unescape(shown).replace("\u00a0", "")
                if meant != shown and meant.isprintable():
                    yield codes.DEAD_MARKUP.fix(
                        place, meant, "网页实体在这里不起作用，会照印出来", f"写作“{meant}”" if meant else "删去"
                    )
            case "escape":
                yield codes.DEAD_MARKUP.fix(place, shown[1:], "反斜杠会照印出来", "删去反斜杠")
            case "code":
                yield codes.DEAD_MARKUP.fix(place, shown[1:-1], "反引号会照印出来", "删去反引号")
            case "stars":
                yield codes.DEAD_MARKUP.at(place, "三个星号会照印出来", f"重点写作 **{shown.strip('*')}**")
            case "strike":
                yield codes.DEAD_MARKUP.at(place, "删除线在这里不起作用，会照印出来", "删去 ~~，或删去这些字")
            case "under" | "star":
                bare = shown.strip("_*")
                strong = f"**{bare}**"
                # behind a character the star may mask the next one: 张*华和李*明
                is_safe = shown.startswith("_") or not text[: match.start()] or not text[match.start() - 1].isalnum()
                edits = (Edit(place, strong),) if is_safe else ()
                yield codes.DEAD_MARKUP.at(
                    place, "单个星号或下划线不表示重点，会照印出来", f"重点写作 {strong}", edits=edits
                )
            case _:
                target = shown[shown.index("](") + 2 : -1].strip()
                if shown.startswith("!"):
                    yield codes.LIKE_A_LINK.at(place, "不能插图，图片记号会照印", "删去")
                elif not LIKE_A_TARGET.match(target):
                    yield codes.LIKE_A_LINK.at(place, "像链接，但圆括号里不是网址或文件", "不是链接就改用全角括号（）")
