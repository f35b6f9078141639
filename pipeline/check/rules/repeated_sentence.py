"""X003 · 同一句话在两处

查什么：计划里两处有一字不差的整句，二十五个字以上；同一事项里有相同的两段，十五个字以上。写责任单位的一句不算。

为什么：多半是复制事项时没有改完；确实要重复的，核实后保留。

依据：行文通例。

错：两个事项里都写“依托市政务公开工作平台抓好依申请件全量管理，确保全程留痕。”

对：只在一处写。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import (
    CheckContext,
    Kind,
    Passage,
    finding,
    related,
)
from pipeline.findings import Finding, Severity

CODE = "X003"
LEVEL = Severity.WARNING

_SENTENCE = re.compile(r"[^\s。！？][^。！？]{24,}")
_OWNER = re.compile(r"(?:牵头|责任|配合|承办|参加)(?:单位|部门|科室|处室)[:：]|负责）?$")


def find(proof: CheckContext) -> Iterator[Finding]:
    """The second and later places of one sentence."""
    first: dict[str, tuple[Passage, int, int]] = {}
    whole: dict[tuple[str, str], Passage] = {}
    for passage in proof.prose:
        twin = whole.setdefault((passage.item, passage.words), passage)
        if twin is not passage and passage.kind is Kind.WORDS and len(passage.words) >= 15:
            there = related(twin.text, 0, len(twin.text), "前一段")
            yield finding(CODE, LEVEL, passage, 0, len(passage.words), "这一段前面已有", "删去一段", related=there)
            continue
        for found in _SENTENCE.finditer(passage.words):
            sentence = found.group().strip()
            if _OWNER.search(sentence):
                continue
            if sentence not in first:
                first[sentence] = (passage, *found.span())
                continue
            before, start, stop = first[sentence]
            there = related(before.text, start, stop, "前一处")
            yield finding(
                CODE, LEVEL, passage, *found.span(), "这句话前面已有", "核对是不是粘贴后没有改", related=there
            )
