"""Lists that are no plan of tasks (立法计划, 决策目录): what is listed are names of papers or decisions, group by group."""

import re
from collections.abc import Iterable

from pipeline.ingest.lines import Line
from pipeline.ingest.note_places import split_notes
from pipeline.ingest.outline import Node
from pipeline.patterns import lazy_pattern

_LISTS = lazy_pattern(r"(?:立法|法规|规章|规范性文件|决策事项|政策文件|标准)[^，。]{0,10}(?:计划|目录|清单|项目)")
"""What the title of such a list names."""

_PAPER = lazy_pattern(
    r"(?!公开|公布|发布|完善|做好|推进|推动|加强|落实|开展|更新|梳理|健全|规范|优化|及时)(?:制定|修订|修改|废止|提请审议|起草|出台|编制)?[《〈“]?[^。；，]{2,50}?"
    r"(?:条例|规定|办法|规则|细则|决定|规划|方案|意见|目录|标准|名录|指南|预案|公报|法)[》〉”]?"
    r"(?:[（(][^（）()]*[）)]|[》〉”])*[（(制修废订改定止新）)]*[。；]?"
)
"""The name of a paper, with or without what is to become of it."""

_LEAST = 0.8
"""The least share of the listed lines that name a paper, or are short names under such a title."""

_SHORT = 50


def is_list(root: Node, titles: Iterable[str]) -> bool:
    """Whether a body lists papers or decisions rather than tasks."""
    leaves = [node for node in root.walk() if node.number is not None and not node.children]
    if len(leaves) < 2:
        return False
    entries = list(map(_entry, leaves))
    papers = sum(bool(_PAPER.fullmatch(entry)) for entry in entries)
    if papers >= _LEAST * len(entries):
        return True
    names = sum(0 < len(entry) <= _SHORT and not re.search("[。；，]", entry.rstrip("。；")) for entry in entries)
    return names >= _LEAST * len(entries) and any(_LISTS.search(title) for title in titles)


def _entry(node: Node) -> str:
    """Return what a line lists, without its owners; a table lists nothing."""
    return "".join(
        segment.text.value for line in node.lines if isinstance(line, Line) for segment in split_notes(line.text)
    )
