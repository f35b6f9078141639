"""plan.md, its items, annexes and covering notice become the plan."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import PurePosixPath

from pipeline.findings import Finding
from pipeline.model import (
    Annex,
    Column,
    ColumnRole,
    Disclosure,
    FreeAnnex,
    Head,
    Item,
    ItemTitle,
    Layout,
    LeadSentenceFont,
    Note,
    NoteContent,
    Notice,
    Numbering,
    Orientation,
    Paragraph,
    Part,
    Plan,
    Steps,
    Table,
    TaskTable,
    Unit,
    UnitTerm,
    default_columns,
)
from pipeline.parse import codes
from pipeline.parse.blocks import (
    Heading,
    ListLine as ListEntry,
    Written,
)
from pipeline.parse.duty import printed_otherwise
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
from pipeline.parse.item import (
    File,
    plain_blocks,
    read_file,
    read_item,
)
from pipeline.parse.sections import DEEPEST, sections
from pipeline.source import (
    Place,
    SourceFile,
    Sources,
    SourceText,
    same_name,
)

CARRIER_KEYS = ("发文字号", "主送机关", "附注", "抄送", "印发机关", "印发日期")
"""What belongs to the sheet that carries the plan: to the covering 通知 when there is one."""

PLAN_KEYS = (
    "标题",
    "发文机关",
    "成文日期",
    "附件",
    "公开属性",
    "序号编排",
    "正文括注",
    "称谓",
    "条目标题",
    "附件栏目",
    "附件纸张",
    "附件章节行",
    "首句",
    "版面",
    *CARRIER_KEYS,
    "稿次",
    "水印",
    "嵌入数据",
    "印发件列为附件",
    "预计成文",
    "依据",
    "关键词",
    "内容概述",
    "格式",
)
SEVERAL_VALUES = ("附件", "附件栏目", "依据", "关键词")
NOTICE_KEYS = ("标题", "发文机关", "成文日期", *CARRIER_KEYS)


def read_plan(sources: Sources, roster: tuple[Unit, ...]) -> tuple[Plan, tuple[Finding, ...]]:
    """The plan of that year, whatever state its files are in, and everything found in them."""
    year = sources.year
    files = sources.below(f"{year}/")
    findings: list[Finding] = []
    notice = _notice(files["notice.md"], findings) if "notice.md" in files else None
    source = files.get("plan.md")
    if source is None:
        path = sources.shown(f"{year}/plan.md")
        findings.append(
            codes.MISSING_FILE.at(Place(path, 1, 1, 1, 1), f"没有 {year} 年的 plan.md", "新建 plan.md，写上头部和正文")
        )
        return Plan(year, Head(), (), roster, notice), tuple(findings)
    file = read_file(source, entries=True)
    findings += file.findings
    if not source.is_readable:
        return Plan(year, Head(), (), roster, notice), tuple(findings)
    head = _head(file, source, sources, findings, with_notice=notice is not None)
    reader = _ItemFiles(year, files, sources.ignored_files, findings)
    parts = sections(file.blocks, lambda blocks, level: _read_blocks(blocks, reader, findings, level), findings)
    if not any(not isinstance(part, Note) for part in parts):
        findings.append(
            codes.EMPTY_PLAN.at(
                source.top,
                "plan.md 只有头部，还没有正文和事项",
                "在头部下面写正文，用 - [短标题](items/文件名.md) 列出事项",
            )
        )
    findings += reader.broken()
    findings += printed_otherwise(reader.keys(), head.unit_term)
    findings += _not_listed(reader.unlisted(), head, files)
    return Plan(year, head, parts, roster, notice), tuple(findings)


# --- the head ---------------------------------------------------------------------


def _head(file: File, source: SourceFile, sources: Sources, findings: list[Finding], *, with_notice: bool) -> Head:
    entries = file.head.entries
    get = entries.get
    known = [key for key in PLAN_KEYS if not (with_notice and key in CARRIER_KEYS)]
    elsewhere = dict.fromkeys(CARRIER_KEYS, "有 notice.md 时写在 notice.md 的头部") if with_notice else {}
    report_unknown_keys(entries, known, elsewhere, findings)
    report_repeated_values(entries, (key for key in known if key not in SEVERAL_VALUES), findings)
    if not file.head.stated:
        findings.append(
            codes.MISSING_KEY.at(source.top, "plan.md 开头没有头部", "文件最前面写 ---，逐行写 键: 值，再写 ---")
        )
    else:
        for key in ("标题", "发文机关"):
            if not get_text(get(key)):
                place = entries[key].key.place() if key in entries else source.top
                findings.append(codes.MISSING_KEY.at(place, f"头部没有写“{key}”", f"写上 {key}: …"))
    noun = get_enum(get("称谓"), UnitTerm, UnitTerm.DEPARTMENT, findings)
    heading_rows = get_bool(get("附件章节行"), default=False, findings=findings)
    form = get_text(get("格式"))
    if form and form.value != "1":
        findings.append(codes.UNKNOWN_VALUE.at(form.place(), f"格式“{form}”比本工具新", "格式现为 1"))
    carried = Head() if with_notice else _carried(entries, findings)
    disclosure = get("公开属性")
    return replace(
        carried,
        title=get_text(get("标题")),
        organ=get_text(get("发文机关")),
        issued=get_date(get("成文日期"), findings),
        annexes=_annexes(get("附件"), sources, findings),
        disclosure=get_enum(disclosure, Disclosure, Disclosure.PUBLIC, findings) if get_text(disclosure) else None,
        numbering=get_enum(get("序号编排"), Numbering, Numbering.RESTART, findings),
        note_content=get_enum(get("正文括注"), NoteContent, NoteContent.DUTIES, findings),
        unit_term=noun,
        item_title=get_enum(get("条目标题"), ItemTitle, ItemTitle.HIDDEN, findings),
        columns=_columns(get("附件栏目"), findings, heading_rows=heading_rows) or default_columns(noun),
        annex_orientation=get_enum(get("附件纸张"), Orientation, Orientation.PORTRAIT, findings),
        heading_rows=heading_rows,
        lead_sentence_font=get_enum(get("首句"), LeadSentenceFont, LeadSentenceFont.FANGSONG, findings),
        layout=get_enum(get("版面"), Layout, Layout.GBT_33476, findings),
        stage=get_text(get("稿次")),
        watermark=get_bool(get("水印"), default=False, findings=findings),
        embed_data=get_bool(get("嵌入数据"), default=True, findings=findings),
        as_annex=get_bool(get("印发件列为附件"), default=False, findings=findings),
        expected=get_date(get("预计成文"), findings),
        basis=get_list(get("依据")),
        keywords=get_list(get("关键词")),
        summary=get_text(get("内容概述")),
    )


def _carried(entries: Mapping[str, HeadEntry], findings: list[Finding]) -> Head:
    """A head with the elements of the carrying sheet alone."""
    get = entries.get
    return Head(
        doc_number=get_text(get("发文字号")),
        addressee=get_text(get("主送机关")),
        remark=get_text(get("附注")),
        copy_to=get_text(get("抄送")),
        printer=get_text(get("印发机关")),
        printed=get_date(get("印发日期"), findings),
    )


def _notice(source: SourceFile, findings: list[Finding]) -> Notice:
    file = read_file(source)
    findings += file.findings
    entries = file.head.entries
    report_unknown_keys(entries, NOTICE_KEYS, dict.fromkeys(PLAN_KEYS, "写在 plan.md 的头部"), findings)
    report_repeated_values(entries, NOTICE_KEYS, findings)
    get = entries.get
    if source.is_readable and not get_text(get("标题")):
        place = entries["标题"].key.place() if "标题" in entries else source.top
        findings.append(codes.MISSING_KEY.at(place, "通知的头部没有写“标题”", "写上 标题: …关于印发《…》的通知"))
    head = replace(
        _carried(entries, findings),
        title=get_text(get("标题")),
        organ=get_text(get("发文机关")),
        issued=get_date(get("成文日期"), findings),
    )
    return Notice(head, plain_blocks(file.blocks, findings, "通知"))


_FREE_TARGET = re.compile(r"[(（]([^()（）]+)[)）]")
_FREE = re.compile(r"\[(?P<title>.+?)\]\s*[(（](?P<target>.+?)[)）]")


def _annexes(entry: HeadEntry | None, sources: Sources, findings: list[Finding]) -> tuple[Annex, ...]:
    """The annexes in order: a plain title is the table made from the tasks, a link one with words of its own."""
    files = sources.below(f"{sources.year}/")
    by_name = {same_name(name): name for name in files if name.startswith("annex/")}
    annexes: list[Annex] = []
    for value in entry.values if entry is not None else ():
        found = _FREE.fullmatch(value.value)
        if not found:
            if any(isinstance(annex, TaskTable) for annex in annexes):
                findings.append(
                    codes.UNKNOWN_VALUE.at(
                        value.place(), "分解表列了两次", "只写标题的是分解表；自己写的附件写作 - [标题](annex/名.md)"
                    )
                )
            annexes.append(TaskTable(value))
            continue
        target = found["target"].strip()
        name = by_name.get(same_name(target))
        parts: tuple[Part, ...] = ()
        if name is None:
            listed = {
                same_name(other) for other in _FREE_TARGET.findall(" ".join(map(str, entry.values if entry else ())))
            }
            unlisted = [name for key, name in by_name.items() if key not in listed]
            findings.append(_broken(value.slice(*found.span("target")), unlisted, sources.ignored_files)[0])
        else:
            parts = _free(files[name], findings)
        title = value.slice(*found.span("title")).strip()
        annexes.append(FreeAnnex(title, PurePosixPath(name or target).stem, parts))
    return tuple(annexes)


def _free(source: SourceFile, findings: list[Finding]) -> tuple[Part, ...]:
    """What the file of a free annex holds: headings as in plan.md, and no items."""
    file = read_file(source, keys=False)
    findings += file.findings
    findings += [
        codes.MISPLACED_KEY.at(
            key.key.place().to(key.place),
            f"附件文件的头部不写“{key.key}”",
            "附件的标题写在 plan.md 的头部，“附件”下面：- [标题](annex/名.md)；这里只写附件的文字",
        )
        for key in file.head.entries.values()
    ]
    return sections(file.blocks, lambda blocks, _: plain_blocks(blocks, findings, "附件"), findings)


_COLUMN_HEADS = {
    ColumnRole.NUMBER: ("序号",),
    ColumnRole.GROUP: ("工作任务", "工作项目", "内容清单", "重点任务"),
    ColumnRole.NAME: ("名称", "任务名称", "事项名称", "改革举措"),
    ColumnRole.KIND: ("类型",),
    ColumnRole.WORDS: ("具体内容", "具体要求", "工作要求", "目标和要求", "主要内容", "工作内容", "任务内容"),
    ColumnRole.DEADLINE: ("完成时间", "完成时限", "时限要求", "时序进度"),
    ColumnRole.REMARK: ("备注",),
}
_UNITS = re.compile(r"(?:牵头|配合|参加|参与|责任|承办)(?:[/／（(、].*)?(?:部门|科室|处室|单位|主体|机构|机关)[)）]?")
_COLUMN_STARTS = {
    "牵头": ColumnRole.LEAD,
    "配合": ColumnRole.SUPPORT,
    "参加": ColumnRole.SUPPORT,
    "参与": ColumnRole.SUPPORT,
    "责任": ColumnRole.OWNER,
    "承办": ColumnRole.OWNER,
}
_EXPLAINED = re.compile(r"(?P<name>.+?)[（(].*[)）]")
"""A head with an explanation: 类型（机制、任务等）."""


def _columns(entry: HeadEntry | None, findings: list[Finding], *, heading_rows: bool) -> tuple[Column, ...]:
    """The columns stated; none where none is.

    Where the headings have rows of their own (附件章节行), what is called 工作任务 is the item's name.
    """
    columns: list[Column] = []
    for head in get_list(entry):
        name = head.value
        explained = _EXPLAINED.fullmatch(name)
        bare = explained["name"] if explained else name
        role = next((role for role, heads in _COLUMN_HEADS.items() if bare in heads), None)
        if _UNITS.fullmatch(name):
            role = next(role for start, role in _COLUMN_STARTS.items() if name.startswith(start))
        if heading_rows and role is ColumnRole.GROUP:
            role = ColumnRole.NAME
        # a group may have a group above it: two columns of 工作任务
        most = 2 if role is ColumnRole.GROUP else 1
        if role is None or sum(column.role is role for column in columns) >= most:
            known = [other for heads in _COLUMN_HEADS.values() for other in heads] + [
                "责任部门",
                "牵头部门",
                "配合部门",
            ]
            message = f"不认识的栏目“{name}”" if role is None else f"栏目“{name}”和前面的一栏是同一内容"
            near = get_close_matches(name, known, 1, 0.5)
            findings.append(codes.UNKNOWN_VALUE.at(head.place(), message, f"可以写：{'、'.join(near or known)}"))
            continue
        columns.append(Column(role, name, head.place()))
    return tuple(columns)


# --- the body ---------------------------------------------------------------------


def _broken(target: SourceText, unlisted: Sequence[str], others: Sequence[str]) -> tuple[Finding, str]:
    """A link to a file that is not there, and the file that may be meant, which no list names (empty when none is)."""
    stem = PurePosixPath(same_name(target.value)).stem
    wrong = next(
        (name for name in others if same_name(PurePosixPath(name).name).startswith((f"{stem}.md.", f"{stem}."))), ""
    )
    if wrong:
        ending = PurePosixPath(wrong).suffix.casefold()
        remedy = "把文件改名为" if ending in (".txt", ".md", ".markdown") else "用原来的程序打开，把文字另存为纯文本"
        hint = f"{remedy} {PurePosixPath(target.value).name}（先让系统显示文件扩展名）"
        message = f"没有文件“{target}”，只有“{wrong}”"
        return codes.BROKEN_LINK.at(target.place(), message, hint), ""
    stems = {PurePosixPath(same_name(name)).stem: name for name in unlisted}
    near = get_close_matches(stem, list(stems), 1, 0.6)
    meant = stems[near[0]] if near else ""
    hint = f"您是不是要写“{meant}”？" if meant else "检查文件名，或新建这个文件"
    return codes.BROKEN_LINK.at(target.place(), f"没有文件“{target}”", hint), meant


def _numbered_twice(item: Item) -> Iterator[Finding]:
    """Find steps of an item with items below it: both are numbered one level below it, each from the first."""
    lists = [block for task in item.tasks for block in task.blocks if isinstance(block, Steps)]
    for steps in lists[:1]:
        yield codes.STEPS_AND_CHILDREN.at(
            steps.steps[0].text.place(),
            "这个事项有分步，下面又列了事项，两处用同样的序号，各从头排起",
            "把分步也写成下级事项，或不用分步，写成一段话",
        )


class _ItemFiles:
    """The item files of a year, each read when the list first names it."""

    def __init__(
        self, year: int, files: Mapping[str, SourceFile], others: Sequence[str], findings: list[Finding]
    ) -> None:
        self._year = year
        self._files = {name: source for name, source in files.items() if name.startswith("items/")}
        self._names = {same_name(name): name for name in self._files}
        self._others = others
        self._listed: set[str] = set()
        self._broken: list[SourceText] = []
        self._keys: dict[int, list[SourceText]] = {}
        self._findings = findings

    def read(self, entry: ListEntry, children: tuple[Item, ...]) -> Item:
        """The item that a list line names; without words when its file does not exist."""
        name = self._names.get(same_name(entry.target.value))
        if name is None:
            self._broken.append(entry.target)
            item = Item(PurePosixPath(entry.target.value).stem, entry.title)
        else:
            keys: list[SourceText] = []
            item, found = read_item(self._files[name], PurePosixPath(name).stem, entry.title, self._year, keys)
            if name not in self._listed:
                self._findings += found
                self._keys[entry.place.line] = keys
                if children:
                    self._findings += _numbered_twice(item)
            self._listed.add(name)
        return replace(item, children=children, notes=entry.notes, place=entry.place)

    def keys(self) -> Iterator[SourceText]:
        """The keys of duties as they were typed, in the order of the list."""
        for line in sorted(self._keys):
            yield from self._keys[line]

    def broken(self) -> Iterator[Finding]:
        """Find the links to files that are not there; a file that one of them may mean is not found once more."""
        for target in self._broken:
            finding, meant = _broken(target, self.unlisted(), self._others)
            self._listed.add(meant)
            yield finding

    def unlisted(self) -> list[str]:
        """The item files that no list names."""
        return [name for name in self._files if name not in self._listed]


def _not_listed(items: Sequence[str], head: Head, files: Mapping[str, SourceFile]) -> Iterator[Finding]:
    """Find the files of the year that plan.md does not name."""
    for name in items:
        yield codes.NOT_LISTED.at(
            files[name].top, "plan.md 没有列入这个事项，不会印出", f"在清单里加一行 - [短标题]({name})，或移走文件"
        )
    named = {annex.id for annex in head.annexes if isinstance(annex, FreeAnnex)}
    for name, source in files.items():
        if name.startswith("annex/") and PurePosixPath(name).stem not in named:
            yield codes.NOT_LISTED.at(
                source.top, "plan.md 的头部没有列入这个附件，不会印出", f"在“附件”下加一行 - [标题]({name})，或移走文件"
            )


def _read_blocks(blocks: Sequence[Written], items: _ItemFiles, findings: list[Finding], level: int) -> list[Part]:
    """Blocks between headings: list lines become items, nested as they are set in."""
    parts: list[Part] = []
    index = 0
    while index < len(blocks):
        block = blocks[index]
        match block:
            case ListEntry():
                listed, index = _entries(blocks, index)
                parts += _nest_items(listed, items, findings, level)
                continue
            case Heading():
                raise AssertionError("a heading ends the run")
            case Paragraph() | Steps() | Table() | Note():
                parts.append(block)
        index += 1
    return parts


def _entries(blocks: Sequence[Written], index: int) -> tuple[list[ListEntry], int]:
    """The list lines that follow each other from the index; a comment between two of them goes with the upper one."""
    listed: list[ListEntry] = []
    while index < len(blocks):
        block = blocks[index]
        if isinstance(block, ListEntry):
            listed.append(block)
        elif isinstance(block, Note):
            run = index
            while run < len(blocks) and isinstance(blocks[run], Note):
                run += 1
            if run == len(blocks) or not isinstance(blocks[run], ListEntry):
                break
            listed[-1] = replace(listed[-1], notes=(*listed[-1].notes, block))
        else:
            break
        index += 1
    return listed, index


def _nest_items(listed: Sequence[ListEntry], items: _ItemFiles, findings: list[Finding], level: int) -> list[Item]:
    """List lines as items; a line set in further than the first is a child of the nearest one set in less."""
    found: list[Item] = []
    index = 0
    while index < len(listed):
        entry = listed[index]
        stop = index + 1
        while stop < len(listed) and listed[stop].indent > entry.indent:
            stop += 1
        if level == DEEPEST + 1:
            findings.append(codes.HEADING_LEVEL.at(entry.place, "事项层级太多", "层次到“①”为止"))
        found.append(items.read(entry, tuple(_nest_items(listed[index + 1 : stop], items, findings, level + 1))))
        index = stop
    return found
