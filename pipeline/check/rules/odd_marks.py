"""B011 · 变体标点

查什么：半角的｡､，小号的﹐﹑﹔，直角引号「」『』，〝〞，≪≫，汉字之间的•・‧。

为什么：别的输入法、竖排文件和 PDF 里带来的，长得像，字体里常常没有。

依据：GB/T 15834—2011 所列的标点符号。

错：坚持「应公开、尽公开」﹐做好解读｡

对：坚持“应公开、尽公开”，做好解读。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import (
    HAN,
    CheckContext,
    Passage,
    collapse_repeats,
    span_containing,
)
from pipeline.findings import (
    Edit,
    Finding,
    Severity,
)

CODE = "B011"
LEVEL = Severity.WARNING

_MEANT = dict(
    zip(
        "｡､﹐﹑﹔﹕﹖﹗﹒︰﹙﹚〝〞〟≪≫\u2329\u232a\u27e8\u27e9\u27ea\u27eb＂＇「」『』",
        "。、，、；：？！。：（）“””《》〈〉〈〉《》\"'“”‘’",
        strict=True,
    )
)
_MARK = re.compile(f"[{''.join(_MEANT)}]|(?<=[{HAN}])[•・‧∙⋅･](?=[{HAN}])|<<(?=[{HAN}])|(?<=[{HAN}])>>")


def find(proof: CheckContext) -> Iterator[Finding]:
    """Marks that stand in for those of the standard."""
    for passage in proof.passages:
        yield from collapse_repeats(_in_passage(passage))


def _in_passage(passage: Passage) -> Iterator[Finding]:
    for found in _MARK.finditer(passage.words):
        char = found.group()
        meant = {"<<": "《", ">>": "》"}.get(char) or _MEANT.get(char, "·")
        place = passage.text.place(*found.span())
        safe = char in _MEANT and char not in "＂＇" and not _is_inside(passage, found.start())
        edits = (Edit(place, meant),) if safe and place.line == place.end_line else ()
        shown = {'"': "“”", "'": "‘’"}.get(meant, meant)
        yield Finding(CODE, LEVEL, place, f"“{char}”是变体标点", f"改为{shown}", edits=edits)


def _is_inside(passage: Passage, offset: int) -> bool:
    """Whether the mark stands inside quotes, not at their edge: it is then somebody else's."""
    span = span_containing(passage.quoted, offset)
    return span is not None and span[0] < offset < span[1] - 1
