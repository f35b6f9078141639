"""Read units.yaml: the roster of units (科室) and collective names (统称), confirmed and proposed (待核科室, 待核统称)."""

from dataclasses import replace
from datetime import date

from pipeline.findings import Diagnostics, Related
from pipeline.model import Unit
from pipeline.parse import codes
from pipeline.parse.head import read_date
from pipeline.parse.yaml_reader import Node, known_items, list_items, read_record, read_yaml
from pipeline.source import SourceFile, SourceText

UNITS, GROUPS = "科室", "统称"
PROPOSED_UNITS, PROPOSED_GROUPS = "待核科室", "待核统称"
ROSTER_KEYS = (UNITS, GROUPS, PROPOSED_UNITS, PROPOSED_GROUPS)
UNIT_KEYS = ("名称", "全称", "类别", "启用", "停用", "改为")


def read_roster(source: SourceFile, diagnostics: Diagnostics) -> tuple[Unit, ...]:
    """Return the units of the roster in their order; what cannot be read is reported and left out."""
    root = read_yaml(source, diagnostics, (*ROSTER_KEYS, *UNIT_KEYS))
    if root is None:
        return ()
    units: list[Unit] = []
    for key, value in known_items(root, ROSTER_KEYS, diagnostics):
        for node in list_items(value, diagnostics, f"“{key}”下面应当逐行列出", "写作 - 名称"):
            unit = _unit(node, diagnostics, group=key.value in (GROUPS, PROPOSED_GROUPS))
            if unit is None:
                continue
            unit = replace(unit, proposed=key.value in (PROPOSED_UNITS, PROPOSED_GROUPS))
            same = next((earlier for earlier in units if earlier.name == unit.name and _coexist(earlier, unit)), None)
            if same is not None:
                diagnostics.add(
                    codes.UNIT_TWICE.at(
                        unit.name.place(),
                        f"“{unit.name}”列了两次",
                        "只留一个；先后存在过的同名科室写明启用、停用",
                        related=(Related(same.name.place(), "前一个"),),
                    )
                )
                continue
            units.append(unit)
    return tuple(units)


def _coexist(first: Unit, second: Unit) -> bool:
    """Whether both units exist on some day."""
    begin = max(first.since or date.min, second.since or date.min)
    end = min(first.until or date.max, second.until or date.max)
    return begin <= end


def _unit(node: Node, diagnostics: Diagnostics, *, group: bool) -> Unit | None:
    if isinstance(node, SourceText):
        return Unit(node, group=group) if node else None
    record = read_record(node, UNIT_KEYS, diagnostics)
    name = record.text("名称")
    if not name:
        diagnostics.add(codes.RECORD_UNREAD.at(record.place, "这个科室没有名称", "写上 名称: …"))
        return None

    def day(key: str) -> date | None:
        text = record.text(key)
        return read_date(text, diagnostics).value if text else None

    since, until = day("启用"), day("停用")
    if since and until and until < since:
        hint = "核对启用和停用的日期"
        related = (Related(record.text("启用").place(), "启用"),)
        diagnostics.add(
            codes.BAD_DAY.at(record.text("停用").place(), f"“{name}”停用的日期早于启用", hint, related=related)
        )
    return Unit(
        name,
        record.text("全称").value,
        record.text("类别").value,
        since,
        until,
        record.text("改为").value,
        group,
    )
