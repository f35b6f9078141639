"""P078 · 附件栏目多，纸是竖的

查什么：附件栏目有七栏以上，附件纸张是竖排。

为什么：竖排的表只有十五六厘米宽，七栏以上每栏只放得下三四个字，一行排成一长条。

依据：通行做法；GB/T 9704—2012 第8章许可 A4 纸型的表格横排。

错：附件栏目: 序号、工作任务、名称、具体内容、牵头部门、配合部门、完成时间，没有写 附件纸张

对：附件纸张: 横排
"""

from collections.abc import Iterator

from pipeline.check.context import CheckContext
from pipeline.findings import Finding, Severity
from pipeline.model import Orientation, TaskTable

CODE = "P078"
LEVEL = Severity.INFO

MOST = 6
"""Columns that stand well on upright paper."""


def find(proof: CheckContext) -> Iterator[Finding]:
    """A table of many columns on upright paper."""
    head = proof.plan.head
    places = [column.place for column in head.columns if column.place is not None]
    table = any(isinstance(annex, TaskTable) for annex in head.annexes)
    if table and head.annex_orientation is Orientation.PORTRAIT and len(head.columns) > MOST and places:
        yield Finding(
            CODE,
            LEVEL,
            places[0].to(places[-1]) if places[0].line == places[-1].line else places[0],
            f"附件有 {len(head.columns)} 栏，竖排的纸上会很挤",
            "在头部写 附件纸张: 横排",
        )
