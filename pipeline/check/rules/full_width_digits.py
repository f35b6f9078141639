"""N006 · 全角的数字和字母

查什么：２０２３、ＯＡ 这样的全角字符。

为什么：输入法切错了状态；宽窄不一，也检索不到。

依据：公文排版惯例。

错：通过ＯＡ系统推送１２项。

对：通过OA系统推送12项。
"""

import re
import unicodedata
from collections.abc import Iterator

from pipeline.check.context import (
    CheckContext,
    Passage,
    collapse_repeats,
    finding,
)
from pipeline.findings import Finding, Severity

CODE = "N006"
LEVEL = Severity.WARNING

_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]+")


def find(proof: CheckContext) -> Iterator[Finding]:
    """Full-width digits and letters."""
    for passage in proof.passages:
        yield from collapse_repeats(_in_passage(passage))


def _in_passage(passage: Passage) -> Iterator[Finding]:
    for found in _WIDE.finditer(passage.words):
        meant = unicodedata.normalize("NFKC", found.group())
        shown = meant if len(meant) < 9 else "半角"
        yield finding(CODE, LEVEL, passage, *found.span(), "数字、字母是全角的", f"改为{shown}", fix=meant)
