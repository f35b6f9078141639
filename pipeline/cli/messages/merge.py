"""What `zwgk merge` says: the list of edits, why one is not placed, and what was written."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.cli.messages.command import CommandLine, quote
from pipeline.refusals import Reason

if TYPE_CHECKING:
    from pipeline.merge.apply import Applied
    from pipeline.merge.merge import Merge
    from pipeline.merge.model import MergeEdit

REFUSALS: Mapping[Reason, str] = {
    Reason.MERGE_UNREADABLE: "{name}：{error}",
    Reason.MERGE_KIND: "{name} 是{kind}，不能并入；只并入本工具生成、改过的 plan.docx、annex.docx、annex.xlsx",
    Reason.MERGE_CLASSIFIED: "文件写有密级：涉密内容不得在这里处理，请报告本单位保密工作机构。",
    Reason.MERGE_UNRELATED: (
        "{name} 和 {year} 年的计划、存过的稿本都对不上，像是另一份文件；由哪一稿生成的用 --base 写明"
    ),
    Reason.MERGE_NUMBER: "没有第 {number} 处，一共 {count} 处",
    Reason.MERGE_NOT_PLACED: "第 {number} 处没有对上位置，不能由程序写入，请在内容里改",
    Reason.MERGE_CONTRADICTS: "第 {first} 处和第 {second} 处改的是同一个地方，只能取一处",
    Reason.MERGE_CHANGED: "{path} 刚被改过，没有写入；再运行一次",
    Reason.MERGE_ENCODING: "{path} 的编码里没有“{character}”这个字；先用 {zwgk} check --fix 转成 UTF-8",
}


def _reason(edit: "MergeEdit", year: int, command: CommandLine) -> str:
    from pipeline.merge.model import MOVES, Unplaced

    reason = edit.reason
    assert reason is not None, "an edit that is not placed has a reason"
    if reason is Unplaced.CONFLICT:
        return f"{_sides(edit)}改得不同，要由人取舍"
    if reason is Unplaced.READS_DIFFERENTLY and edit.kind in MOVES:
        return "移过去会读成另一种结构，请在内容里移"
    title = quote(_title(edit.new))
    after = f" --after {quote(edit.anchor)}" if edit.anchor else ""
    return {
        Unplaced.DERIVED: "由程序生成，不在内容里改（序号、编号、括注的写法由位置和事项头部得出）",
        Unplaced.FACTS_UNREAD: "读不出责任和时限；在事项的头部或段末括注里改",
        Unplaced.SEVERAL_TASKS: "这个括注是几项任务合起来的，不知改哪一项；在附件的那一行或事项里改",
        Unplaced.OVERRIDE_EMPTY: "几项任务共用事项头部的这一项，只在其中一项里删去，程序不能写；请在事项里改",
        Unplaced.NEW_ITEM: (
            f"像是新增一项；用 {command} add --year {year}{after} {title} {title} 新建，再把文字写进它的文件"
        ),
        Unplaced.NEW_HEADING: (
            f"像是新增标题或事项；标题在 plan.md 里写成“## 标题”（一级）、“### 标题”（二级），不写序号；"
            f"事项用 {command} add --year {year} {title} {title} 新建"
        ),
        Unplaced.HEADING_LEVEL: (
            "标题要一级一级往下：上面没有比它高一级的标题，或者到了第五级（①），内容里没有这一级标题；"
            "请在 plan.md 里补上高一级的标题，或把它写成事项"
        ),
        Unplaced.HEADING_NEEDED: (
            "只去掉这个标题，它下面的就换了层次，和前后的标题混排；要连下面的一起划掉，或在 plan.md 里把它们移到别的标题下"
        ),
        Unplaced.WHOLE_ITEM: f"整项删去；确实不再列入的用 {command} add --year {year} --retire {quote(edit.anchor or '文件名')} 撤下",
        Unplaced.MOVED: "不知移到哪一项前后；事项的先后在 plan.md 的清单里调，段落在内容里移",
        Unplaced.AFTER_OTHERS: "和别处的移动、增减连在一起，这一次不写；别处写入以后，在内容里改，或重新生成文件再改这一处",
        Unplaced.NO_ANCHOR: "对不上位置，请在内容里改",
        Unplaced.ROW_ADDED: "表格多了一行；附表由事项得出，请在事项里增加一项任务",
        Unplaced.ROW_LEVEL: (
            "上下两行不是一级，看不出这一行是上面那一组里的，还是和它并列；"
            f"用 {command} add --year {year} {title} {title} --under 上级事项（或 --after 前一项）新建，再把文字写进它的文件"
        ),
        Unplaced.ROW_DELETED: "表格少了一行；附表由事项得出，请在事项里删去那一项任务",
        Unplaced.COLUMNS_CHANGED: "表格的栏目变了，没有逐格比；栏目在 plan.md 的“附件栏目”里改",
        Unplaced.TABLE_ADDED: "多了一张表，请在内容里加",
        Unplaced.TABLE_DELETED: "少了一张表，请在内容里删",
        Unplaced.OTHER_TAKEN: "同一处已取另一种改法，这一种没有取",
        Unplaced.PRINTS_DIFFERENTLY: "照写进去，印出来和文件里的不一样，请在内容里改",
        Unplaced.READS_DIFFERENTLY: "照写进去会读成别的格式（标题、清单、分步），请在内容里改",
        Unplaced.FILE_GONE: "那一稿里的这个文件，现在的内容里没有了",
        Unplaced.NAME_TAKEN: "内容里已有同名的另一事项，请看是不是同一项，在内容里改",
        Unplaced.NO_DUTY: "没有责任也没有时限，和同一事项的其他任务分不开；请在事项里加，各写括注",
        Unplaced.HAS_CHILDREN: "这一项下面还有事项，程序不能只撤下它；请在 plan.md 的清单里调",
    }[reason]


_LONGEST_TITLE = 16


def _title(text: str) -> str:
    """What a new item could be called: its first sentence without the number, if that is short."""
    from pipeline.merge.numbers import bare

    title = bare(text).split("。")[0].split("（")[0].strip()
    return title if 0 < len(title) <= _LONGEST_TITLE and title.isalnum() else "短标题"


def _sides(edit: "MergeEdit") -> str:
    """Who changed the same place: two files, two places of one file, or the content."""
    files = {conflict.file for conflict in edit.conflicts}
    if "" in files:
        return "文件里和现在的内容"
    return "正文和附表" if files <= {edit.file} else "几个文件"


def year_of_title(year: int) -> str:
    """Return the line that says which year a file is compared with, by its title."""
    return f"按文件的标题，并入 {year} 年度；不对的用 --year 写明"


def describe_merge(merge: "Merge", command: CommandLine) -> Iterator[str]:
    """Yield the list of edits, line by line."""
    from pipeline.merge.model import Unplaced

    for file in merge.files:
        base = f" {merge.year}@{file.state} " if file.state else "现在的内容"
        if merge.built is not None and file.state == merge.built.name:
            base = "上次生成时的内容"
        count = sum(file.name in edit.file.split("、") for edit in merge.edits)
        yield f"{file.name}：对照{base}，改动 {count} 处".replace(" ，", "，")
    several = len(merge.files) > 1
    for number, edit in enumerate(merge.edits, 1):
        yield from _describe(number, edit, merge.year, command, several=several)
    done = sum(edit.is_done for edit in merge.edits)
    open_count = len(merge.open_edits)
    conflicts = sum(bool(edit.conflicts) for edit in merge.edits)
    not_taken = sum(edit.reason is Unplaced.OTHER_TAKEN for edit in merge.edits)
    unplaced = len(merge.edits) - done - open_count - conflicts - not_taken
    counts = [
        f"可写入 {open_count} 处" if open_count else "",
        f"要取舍 {conflicts} 处" if conflicts else "",
        f"没有对上 {unplaced} 处" if unplaced else "",
        f"内容里已有 {done} 处" if done else "",
        f"已取另一种改法 {not_taken} 处" if not_taken else "",
    ]
    yield "，".join(filter(None, counts)) if merge.edits else "没有改动"
    if conflicts:
        yield f"取舍：{command} merge 文件 --year {merge.year} --apply --theirs 编号（取文件里的）、--ours 编号（不取）"


def _describe(number: int, edit: "MergeEdit", year: int, command: CommandLine, *, several: bool) -> Iterator[str]:
    place = f"{edit.place.path}:{edit.place.line}:{edit.place.column}" if edit.place else edit.spot or "—"
    who = "，".join(filter(None, [edit.file if several else "", edit.author, _day(edit.date)]))
    yield f"{number}. {edit.kind.value}　{edit.where}　{place}" + (f"（{who}）" if who else "")
    yield f"   {_change(edit)}"
    if edit.is_done:
        yield "   内容里已经是这样"
    elif edit.reason is not None:
        yield f"   没有写入：{_reason(edit, year, command)}"
    for conflict in edit.conflicts:
        if conflict.number:
            yield f"   第 {conflict.number} 处（{conflict.file}）：{conflict.text}"
        elif conflict.file:
            yield f"   {'正文' if edit.in_annex else '附表'}里：{_cells(conflict.text)}"
        else:
            yield f"   现在的内容：{conflict.text}"


def _day(date: str) -> str:
    return date[:16].replace("T", " ")


_SHOWN = 16
"""How many characters of a moved paragraph are shown."""


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _cells(text: str) -> str:
    """A text in one line: the cells of a row parted, and its paragraphs."""
    return text.strip("\t").replace("\t", "｜").replace("\n", "⏎")


def _change(edit: "MergeEdit") -> str:
    from pipeline.merge.model import MOVES, EditKind
    from pipeline.merge.numbers import bare

    if edit.kind in MOVES:
        words = edit.old if edit.kind is EditKind.MOVED else edit.where
        side = "之前" if edit.is_before_anchor else "之后"
        target = f"到“{_short(edit.anchor)}”{side}" if edit.anchor else ""
        title = bare(edit.new.partition("\n")[0])
        renamed = f"（改为“{_short(title)}”）" if edit.kind is EditKind.MOVED_SECTION and title != edit.where else ""
        return f"移动“{_short(words)}”{renamed}{target}"
    old, new = _cells(edit.old), _cells(edit.new)
    before = f"{edit.context}：" if edit.facts and edit.context else f"…{edit.context}" if edit.context else ""
    if not edit.old:
        return f"{before}【增】{new}"
    if not edit.new:
        return f"{before}【删】{old}"
    return f"{before}【{old}】改为【{new}】"


def describe_applied(applied: "Applied", left: Sequence["MergeEdit"], command: CommandLine) -> Iterator[str]:
    """Yield what was written and what is left to do."""
    if applied.snapshot:
        yield f"写入以前的内容在稿本“{applied.snapshot}”里"
    yield f"写入 {len(applied.edits)} 处，{len(applied.files)} 个文件" + (
        f"：{'、'.join(applied.files)}" if applied.files else ""
    )
    if applied.deleted:
        yield f"拿掉 {len(applied.deleted)} 个文件：{'、'.join(applied.deleted)}"
    for edit in applied.failed:
        yield f"没有写入“{edit.new}”：照写进去会读成别的格式，请在内容里改"
    if left:
        yield f"还有 {len(left)} 处没有写入，见上面的清单；改好以后用 {command} check 查看"
