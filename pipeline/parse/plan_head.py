"""Read the heads of plan.md and notice.md, the annexes' files, and the columns of the annex."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from pipeline.findings import Diagnostics
from pipeline.model import (
    Annex,
    Column,
    ColumnRole,
    FreeAnnex,
    Head,
    HeadField,
    HeadKind,
    Part,
    TaskTable,
    default_columns,
    plan_fields,
)
from pipeline.model.head_fields import HEAD_FIELDS, NOTICE_FIELDS
from pipeline.parse import codes
from pipeline.parse.file import ParsedFile, flatten_blocks, read_file
from pipeline.parse.head import (
    HeadEntry,
    get_bool,
    get_date,
    get_enum,
    get_list,
    get_text,
    report_repeated_values,
    report_unknown_keys,
)
from pipeline.parse.links import broken_link
from pipeline.parse.sections import nest_sections
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceFile, Sources, same_name
from pipeline.text.diff import nearest


def read_plan_head(file: ParsedFile, sources: Sources, diagnostics: Diagnostics, *, with_notice: bool) -> Head:
    """Return what the head of plan.md states; `with_notice` says whether the year has a notice.md."""
    entries = file.head.entries
    fields = plan_fields(with_notice=with_notice)
    on_notice = {field.key: "有 notice.md 时写在 notice.md 的头部" for field in HEAD_FIELDS if field not in fields}
    report_unknown_keys(entries, (field.key for field in fields), on_notice, diagnostics)
    report_repeated_values(entries, _single_keys(fields), diagnostics)
    if not file.head.stated:
        message, hint = "plan.md 开头没有头部", "文件最前面写 ---，逐行写 键: 值，再写 ---"
        diagnostics.add(codes.MISSING_KEY.at(file.source.top, message, hint))
    else:
        for key in ("标题", "发文机关"):
            if not get_text(entries.get(key)):
                place = entries[key].key.place() if key in entries else file.source.top
                diagnostics.add(codes.MISSING_KEY.at(place, f"头部没有写“{key}”", f"写上 {key}: …"))
    head = _read_fields(entries, fields, diagnostics)
    columns = _read_columns(entries.get("附件栏目"), diagnostics, heading_rows=head.heading_rows)
    return replace(
        head,
        annexes=_read_annexes(entries.get("附件"), sources, diagnostics),
        columns=columns or default_columns(head.unit_term),
    )


def read_notice_head(file: ParsedFile, diagnostics: Diagnostics) -> Head:
    """Return what the head of notice.md states."""
    entries = file.head.entries
    keys = [field.key for field in NOTICE_FIELDS]
    on_plan = {field.key: "写在 plan.md 的头部" for field in HEAD_FIELDS}
    report_unknown_keys(entries, keys, on_plan, diagnostics)
    report_repeated_values(entries, _single_keys(NOTICE_FIELDS), diagnostics)
    if file.source.is_readable and not get_text(entries.get("标题")):
        place = entries["标题"].key.place() if "标题" in entries else file.source.top
        diagnostics.add(codes.MISSING_KEY.at(place, "通知的头部没有写“标题”", "写上 标题: …关于印发《…》的通知"))
    return _read_fields(entries, NOTICE_FIELDS, diagnostics)


def _single_keys(fields: Iterable[HeadField]) -> list[str]:
    return [field.key for field in fields if not field.takes_several]


def _read_fields(entries: Mapping[str, HeadEntry], fields: Iterable[HeadField], diagnostics: Diagnostics) -> Head:
    """Return a head with the fields' values; annexes and columns, which need more than their entry, are left out."""
    default = Head()
    values: dict[str, Any] = {}
    for field in fields:
        entry = entries.get(field.key)
        match field.kind:
            case HeadKind.TEXT:
                values[field.attribute] = get_text(entry)
            case HeadKind.LIST:
                values[field.attribute] = get_list(entry)
            case HeadKind.DATE:
                values[field.attribute] = get_date(entry, diagnostics)
            case HeadKind.BOOL:
                unstated = getattr(default, field.attribute)
                values[field.attribute] = get_bool(entry, diagnostics, default=unstated)
            case HeadKind.CHOICE if entry is not None and entry.value and field.choices is not None:
                fallback = field.fallback or getattr(default, field.attribute)
                values[field.attribute] = get_enum(entry, field.choices, fallback, diagnostics)
            case HeadKind.FORMAT:
                form = get_text(entry)
                if form and form.value != "1":
                    message = f"格式“{form}”比本工具新"
                    diagnostics.add(codes.UNKNOWN_VALUE.at(form.place(), message, "格式现为 1"))
            case HeadKind.CHOICE | HeadKind.ANNEXES | HeadKind.COLUMNS:
                pass
    return Head(**values)


# --- annexes ----------------------------------------------------------------------

_LINK_TARGET = lazy_pattern(r"[(（]([^()（）]+)[)）]")
_LINK = lazy_pattern(r"\[(?P<title>.+?)\]\s*[(（](?P<target>.+?)[)）]")


def _read_annexes(entry: HeadEntry | None, sources: Sources, diagnostics: Diagnostics) -> tuple[Annex, ...]:
    """Return the annexes in order: a plain title is the table of tasks, a link an annex with a file of its own."""
    if entry is None:
        return ()
    files = sources.below(f"{sources.year}/")
    by_name = {same_name(name): name for name in files if name.startswith("annex/")}
    listed = {same_name(target) for target in _LINK_TARGET.findall(" ".join(map(str, entry.values)))}
    annexes: list[Annex] = []
    for value in entry.values:
        match = _LINK.fullmatch(value.value)
        if not match:
            if any(isinstance(annex, TaskTable) for annex in annexes):
                hint = "只写标题的是分解表；自己写的附件写作 - [标题](annex/名.md)"
                diagnostics.add(codes.UNKNOWN_VALUE.at(value.place(), "分解表列了两次", hint))
            annexes.append(TaskTable(value))
            continue
        target = match["target"].strip()
        name = by_name.get(same_name(target))
        parts: tuple[Part, ...] = ()
        if name is None:
            unlisted = [name for key, name in by_name.items() if key not in listed]
            link = value.slice(*match.span("target"))
            diagnostics.add(broken_link(link, unlisted, sources.ignored_files).finding)
        else:
            parts = _read_free_annex(files[name], diagnostics)
        title = value.slice(*match.span("title")).strip()
        annexes.append(FreeAnnex(title, PurePosixPath(name or target).stem, parts))
    return tuple(annexes)


def _read_free_annex(source: SourceFile, diagnostics: Diagnostics) -> tuple[Part, ...]:
    """Return the parts of a free annex: headings as in plan.md, and no items."""
    file = read_file(source, diagnostics, has_keys=False)
    for entry in file.head.entries.values():
        diagnostics.add(
            codes.MISPLACED_KEY.at(
                entry.key.place().to(entry.place),
                f"附件文件的头部不写“{entry.key}”",
                "附件的标题写在 plan.md 的头部，“附件”下面：- [标题](annex/名.md)；这里只写附件的文字",
            )
        )
    return nest_sections(file.blocks, lambda blocks, _: flatten_blocks(blocks, "附件", diagnostics), diagnostics)


# --- columns ----------------------------------------------------------------------

_COLUMN_HEADS = {
    ColumnRole.NUMBER: ("序号",),
    ColumnRole.GROUP: ("工作任务", "工作项目", "内容清单", "重点任务"),
    ColumnRole.NAME: ("名称", "任务名称", "事项名称", "改革举措"),
    ColumnRole.KIND: ("类型",),
    ColumnRole.WORDS: ("具体内容", "具体要求", "工作要求", "目标和要求", "主要内容", "工作内容", "任务内容"),
    ColumnRole.DEADLINE: ("完成时间", "完成时限", "时限要求", "时序进度"),
    ColumnRole.REMARK: ("备注",),
}
_UNITS = lazy_pattern(r"(?:牵头|配合|参加|参与|责任|承办)(?:[/／（(、].*)?(?:部门|科室|处室|单位|主体|机构|机关)[)）]?")
_UNIT_ROLES = {
    "牵头": ColumnRole.LEAD,
    "配合": ColumnRole.SUPPORT,
    "参加": ColumnRole.SUPPORT,
    "参与": ColumnRole.SUPPORT,
    "责任": ColumnRole.OWNER,
    "承办": ColumnRole.OWNER,
}
_KNOWN_HEADS = (*(head for heads in _COLUMN_HEADS.values() for head in heads), "责任部门", "牵头部门", "配合部门")
_EXPLAINED = lazy_pattern(r"(?P<name>.+?)[（(].*[)）]")
"""A head with an explanation: 类型（机制、任务等）."""


def _read_columns(entry: HeadEntry | None, diagnostics: Diagnostics, *, heading_rows: bool) -> tuple[Column, ...]:
    """Return the columns that are stated, none where none is.

    Where the headings have rows of their own (附件章节行), what is called 工作任务 is the item's name.
    """
    columns: list[Column] = []
    for head in get_list(entry):
        name = head.value
        role = column_role(name)
        if heading_rows and role is ColumnRole.GROUP:
            role = ColumnRole.NAME
        # a group may have a group above it: two columns of 工作任务
        limit = 2 if role is ColumnRole.GROUP else 1
        if role is None or sum(column.role is role for column in columns) >= limit:
            message = f"不认识的栏目“{name}”" if role is None else f"栏目“{name}”和前面的一栏是同一内容"
            near = nearest(name, _KNOWN_HEADS, 0.5)
            hint = f"可以写：{'、'.join(near or _KNOWN_HEADS)}"
            diagnostics.add(codes.UNKNOWN_VALUE.at(head.place(), message, hint))
            continue
        columns.append(Column(role, name, head.place()))
    return tuple(columns)


def column_role(name: str) -> ColumnRole | None:
    """What a column of that head contains; None where that is not known."""
    if _UNITS.fullmatch(name):
        return next(role for start, role in _UNIT_ROLES.items() if name.startswith(start))
    explained = _EXPLAINED.fullmatch(name)
    bare = explained["name"] if explained else name
    return next((role for role, heads in _COLUMN_HEADS.items() if bare in heads), None)
