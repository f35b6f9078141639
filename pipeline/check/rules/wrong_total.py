"""X008 · 总数与列举不符

查什么：plan.md 里“以下12项任务”与清单的项数；一段里“三个方面：一是……二是……”与列出的点数。

为什么：增删事项以后忘了改总数。

依据：行文通例。

错：重点做好三项工作：一是完善目录；二是加强解读。

对：重点做好两项工作：一是完善目录；二是加强解读。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import (
    CheckContext,
    Passage,
    finding,
)
from pipeline.check.rules.skipped_count import (
    NUMBERS,
    counted,
    said,
)
from pipeline.findings import Finding, Severity
from pipeline.model import Section

CODE = "X008"
LEVEL = Severity.WARNING

_N = r"(?P<count>\d{1,3}|十[一二三四五六七八九]?|[二三四五六七八九]十[一二三四五六七八九]?|[一二两三四五六七八九])"
_TOTAL = re.compile(
    rf"(?:以下|下列|如下|共计?|分解为|细化为)\s?{_N}\s?(?:项|条|个)(?:主要|重点|具体|年度)?(?:工作|任务|事项|措施)"
)
_POINTS = re.compile(
    rf"{_N}(?:个方面|方面|项(?:重点|主要)?(?:工作|任务|措施|制度|机制)|点(?:要求|意见)?|个(?:重点|环节|到位|坚持))[^。；，\d]{{0,6}}[：。]$"
)


def find(proof: CheckContext) -> Iterator[Finding]:
    """Totals that the plan or the paragraph itself denies."""
    plan = proof.plan
    items = list(plan.items())
    counts = {len(items), sum(1 for item in items if not item.is_group), sum(1 for _ in proof.tasks())}
    counts |= {sum(1 for item in items if not item.children), sum(isinstance(part, Section) for part in plan.parts)}
    for passage in proof.prose:
        if not passage.item and items:
            for found in _TOTAL.finditer(passage.words):
                if not passage.is_quoted(*found.span()) and number(found["count"]) not in counts:
                    message = f"写了“{found.group()}”，清单里有 {len(items)} 项"
                    yield finding(CODE, LEVEL, passage, *found.span(), message, "核对总数")
        yield from _points(passage)


def _points(passage: Passage) -> Iterator[Finding]:
    for run in counted(passage, "是"):
        before = passage.words[: run[0].start()]
        found = _POINTS.search(before[-40:])
        if found is None or len(run) < 2 or [said(one) for one in run] != list(NUMBERS[: len(run)]):
            continue
        if number(found["count"]) != len(run):
            shift = len(before) - len(before[-40:])
            start, stop = found.start() + shift, found.end() + shift - 1
            message = f"写了“{passage.words[start:stop]}”，列了 {len(run)} 点"
            yield finding(CODE, LEVEL, passage, start, stop, message, "核对总数")


def number(words: str) -> int:
    """A count up to 99 in digits or Han."""
    if words.isdigit():
        return int(words)
    digits = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}
    if "十" in words:
        tens, ones = words.split("十")
        return (digits[tens] if tens else 1) * 10 + (digits[ones] if ones else 0)
    return digits[words]
