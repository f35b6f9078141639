"""X018 · 附表里分不清归在哪一项

查什么：前面的同级事项有分项，在附表里占一整行；后面这一项自己有责任、时限，在附表里像是前一项的分项。

为什么：整行下面的各行，读者会当作都归它管；正文里这一项是另一项。

依据：附件与正文的条目应当一致；通行做法是同级的事项都分项，或都不分。

错：一、政策服务（分两项），二、精准推送（自己写责任部门）

对：精准推送也写成有分项的事项；或在两项之间加一个标题，头部写 附件章节行: 是
"""

from collections.abc import Iterator, Sequence

from pipeline.check.context import CheckContext
from pipeline.check.rules.missing_deadline import where
from pipeline.findings import Finding, Severity
from pipeline.model import (
    ColumnRole,
    Item,
    ItemTitle,
    Part,
    Section,
    TaskTable,
    walk,
)

CODE = "X018"
LEVEL = Severity.WARNING


def find(proof: CheckContext) -> Iterator[Finding]:
    """Items of which the row in the annex stands below the row of an item that is not above them."""
    head = proof.plan.head
    if not any(isinstance(annex, TaskTable) for annex in head.annexes):
        return
    # what sets the rows of one heading apart from those of another
    parted = head.heading_rows or any(column.role is ColumnRole.GROUP for column in head.columns)
    titled = head.item_title is not ItemTitle.HIDDEN
    group: tuple[int, Item] | None = None
    for level, item in _in_order(proof.plan.parts, parted=parted):
        if item is None:
            group = None
        elif item.is_group:
            # one that says nothing has no row
            group = (level, item) if item.tasks or titled else None
        elif item.tasks and group is not None and level <= group[0]:
            place = where(item, item.tasks[0])
            if place is not None:
                message = f"附表里这一项像是归在“{group[1].title}”之下"
                yield Finding(CODE, LEVEL, place, message, f"也写成有分项的事项，或给“{group[1].title}”写上责任和时限")
            group = None


def _in_order(parts: Sequence[Part], *, parted: bool) -> Iterator[tuple[int, Item | None]]:
    """Every item with its level in reading order; None where a heading parts the annex's rows."""
    for visit in walk(parts):
        if isinstance(visit.part, Item):
            yield visit.level, visit.part
        elif parted and isinstance(visit.part, Section):
            yield visit.level, None
