"""X004 · 两个事项几乎一样

查什么：两个事项的文字大半相同（按四字片段比，相同的占到较短一个的八成）。十个字以内的不比。

为什么：多半是复制出来还没有改，或者一项工作写成了两项。

依据：一项工作写一次。

错：两个事项都写“利用区政务服务中心政务公开专区功能优势，有针对性地开展政策宣讲。”

对：并成一项，或写出各自不同的内容。
"""

from collections import Counter
from collections.abc import Iterator

from pipeline.check.context import (
    CheckContext,
    Passage,
    finding,
    related,
)
from pipeline.findings import Finding, Severity

CODE = "X004"
LEVEL = Severity.WARNING

SHARE = 0.8
WIDTH = 4
COMMON = 6
"""A fragment that stands in more items than this tells nothing, and would make the work grow with its square."""


def find(proof: CheckContext) -> Iterator[Finding]:
    """The later of two items that say nearly the same."""
    first: dict[str, Passage] = {}
    words: dict[str, list[str]] = {}
    for passage in proof.prose:
        if passage.item:
            first.setdefault(passage.item, passage)
            words.setdefault(passage.item, []).append(passage.words)
    bags = {item: _fragments("".join(parts)) for item, parts in words.items()}
    said: set[str] = set()
    for earlier, later, shared in _pairs(bags):
        least = min(len(bags[earlier]), len(bags[later]))
        if least >= 10 - WIDTH and shared >= SHARE * least and later not in said:
            said.add(later)
            here, there = first[later], first[earlier]
            also = related(there.text, 0, len(there.text), "另一个事项")
            message = f"这个事项和“{earlier}”的文字有 {shared * 100 // least}% 相同"
            yield finding(CODE, LEVEL, here, 0, len(here.text), message, "并成一项，或写出各自不同的内容", related=also)


def _fragments(words: str) -> frozenset[str]:
    return frozenset(words[at : at + WIDTH] for at in range(len(words) - WIDTH + 1))


def _pairs(bags: dict[str, frozenset[str]]) -> Iterator[tuple[str, str, int]]:
    """Pairs of items that share fragments, in order, with how many; fragments that many share count where bags are alike."""
    holders: dict[str, list[str]] = {}
    alike: dict[frozenset[str], str] = {}
    for item, bag in bags.items():
        twin = alike.setdefault(bag, item)
        if twin != item:
            yield twin, item, len(bag)
            continue
        for fragment in bag:
            holders.setdefault(fragment, []).append(item)
    common = {fragment for fragment, items in holders.items() if len(items) > COMMON}
    shared: Counter[tuple[str, str]] = Counter()
    for fragment, items in holders.items():
        if fragment not in common:
            shared.update((items[at], other) for at in range(len(items)) for other in items[at + 1 :])
    for (earlier, later), count in shared.items():
        yield earlier, later, count + len(bags[earlier] & bags[later] & common)
