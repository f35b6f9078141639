"""What the columns of a table state whose heads do not say it, told from the cells below: deadlines, units, the text of tasks."""

from collections.abc import Callable, Mapping, Sequence

from pipeline.ingest.deadlines import are_deadlines
from pipeline.ingest.responsibility import looks_like_owners
from pipeline.ingest.unit_lists import LEAD_MARKS, are_named
from pipeline.model import ColumnRole
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText

_OWN_SUBJECT = lazy_pattern(
    r".*(?:报送|上报|报备|报告|出台|发文|文号|印发|审核|审批|监督|督办|考核|评价|联系|电话|领导|人员|姓名|责任人|负责人|完成情况|进展|落实情况|得分|分值|备注|依据|来源).*"
)
"""Heads of columns that state something else than who does the task and by when, whatever the form of their cells."""

_MOST = 0.6
_FEWEST_CELLS = 2
_MAX_CELLS = 60
"""So many cells tell what a column states."""
_MIN_WORDS = 5
"""The text of tasks has on average at least as many characters."""


def profiled(
    heads: Mapping[int, str], known: Mapping[int, ColumnRole], cells: Mapping[int, Sequence[str]]
) -> dict[int, ColumnRole]:
    """Return the roles of columns whose heads say nothing, as far as no head states that role, by the position of the columns.

    `heads` are the texts of all heads, `known` the roles that they state, `cells` the texts below them.
    """
    found: dict[int, ColumnRole] = {}
    open_columns = [
        index for index, head in heads.items() if head and index not in known and not _OWN_SUBJECT.fullmatch(head)
    ]
    taken = set(known.values())
    if ColumnRole.DEADLINE not in taken:
        due = [index for index in open_columns if _share(cells[index], are_deadlines) >= _MOST]
        found.update((index, ColumnRole.DEADLINE) for index in due[-1:])
    if not taken & {ColumnRole.OWNER, ColumnRole.LEAD}:
        units = [index for index in open_columns if index not in found and _share(cells[index], _are_units) >= _MOST]
        found.update((index, ColumnRole.OWNER) for index in units[:1])
    if not taken & {ColumnRole.WORDS, ColumnRole.GROUP, ColumnRole.NAME}:
        words = [index for index in open_columns if index not in found and _mean(cells[index]) >= _MIN_WORDS]
        longest = max(words, key=lambda index: _mean(cells[index]), default=None)
        found.update({longest: ColumnRole.WORDS} if longest is not None else {})
    return found


def _share(cells: Sequence[str], is_right: Callable[[str], bool]) -> float:
    filled = [cell for cell in cells[:_MAX_CELLS] if cell.strip()]
    return sum(map(is_right, filled)) / len(filled) if len(filled) >= _FEWEST_CELLS else 0.0


def _are_units(cell: str) -> bool:
    bare = cell.strip().strip(LEAD_MARKS)
    return are_named(SourceText(bare)) or looks_like_owners(cell.strip())


def _mean(cells: Sequence[str]) -> float:
    filled = [cell for cell in cells[:_MAX_CELLS] if cell.strip()]
    return sum(map(len, filled)) / len(filled) if len(filled) >= _FEWEST_CELLS else 0.0
