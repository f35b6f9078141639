"""What `zwgk new`, `add`, `save` and `diff` say."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.messages.command import CommandLine
from pipeline.notices import Event
from pipeline.refusals import Reason

if TYPE_CHECKING:
    from pipeline.diff.snapshots import Version
    from pipeline.draft.new_year import YearDraft
    from pipeline.draft.scaffold import Scaffold

REFUSALS: Mapping[Reason, str] = {
    Reason.NAME_HAS_CHARACTER: "名称里不能有“{character}”",
    Reason.NAME_EMPTY: "名称不能为空，首尾不能是空格或点",
    Reason.NAME_TOO_LONG: "名称太长",
    Reason.FOLDER_EXISTS: "{path} 已经有了，没有改动",
    Reason.FOLDER_MISSING: "没有目录 {path}",
    Reason.NO_EARLIER_PLAN: "{root} 里没有早于 {year} 年的计划可以沿用",
    Reason.NO_PLAN_OF_YEAR: "{root} 里没有 {year} 年的计划；现有：{years}",
    Reason.SOURCE_YEAR_NOT_EARLIER: "{year} 年的草稿只能由更早的年度起草，{source_year} 年不是",
    Reason.SOURCE_YEAR_HAS_ERRORS: (
        "{source_year} 年有 {count} 处必改的问题，先改好再起草；第一处在 {place}：{message}"
    ),
    Reason.PLAN_MISSING: "{path} 不存在，先用 {zwgk} new {year} 起草",
    Reason.PLAN_UNREADABLE: "{path} 读不出来，没有改动；用 {zwgk} check 看怎样改",
    Reason.TITLE_EMPTY: "短标题不能为空，首尾不能是空格",
    Reason.TITLE_UNPRINTABLE: "短标题里有换行或控制字符",
    Reason.TITLE_HAS_CHARACTER: "短标题里不能有“{character}”",
    Reason.ITEM_EXISTS: "{year} 年已有事项“{item}”，没有改动",
    Reason.ITEM_NOT_LISTED: "{path} 已经有了，只是没有列入 plan.md；在清单里加一行 - [{title}](items/{file})",
    Reason.ITEM_UNKNOWN: "{year} 年的计划里没有“{name}”{similar:；您是不是要写“{similar}”？}",
    Reason.ITEM_HAS_CHILDREN: "“{title}”下面还有事项 {children}，先移走或撤下它们",
    Reason.ITEM_LISTED_TWICE: "“{item}”在清单里列了两次，先删去一行",
    Reason.ITEM_NOT_UNDER: "“{after}”不在“{under}”下面；--under 和 --after 只写一个",
    Reason.LIST_MISSING: "还没有清单，请用 --under 写明放在哪个标题下面：{headings}",
    Reason.HEADING_AMBIGUOUS: "有 {count} 个标题写着“{under}”，请写全，或用 --after",
    Reason.SNAPSHOT_NAME: "稿本的{cause}",
    Reason.SNAPSHOT_EXISTS: "{cause}；换一个名称，如 --as {name}二",
    Reason.SNAPSHOT_EMPTY: "{path} 不存在，没有可存的稿子",
    Reason.VERSION_NAME: "“{name}”不是年度或稿本；写作 2024、2024@送审稿 或 2024@版本号",
    Reason.VERSION_UNKNOWN: "没有 {name}：{cause}{snapshots:；{year} 年存有的稿本：{snapshots}}",
    Reason.VERSION_WITHOUT_PLAN: "{version} 里没有 plan.md",
    Reason.REVISION_BEGINS_WITH_DASH: "版本号不能以 - 开头",
    Reason.REVISION_UNKNOWN: "既不是稿本，git 里也没有这个版本",
    Reason.REVISION_WITHOUT_YEAR: "版本 {revision} 里没有 {year} 年的计划",
    Reason.GIT_MISSING: "没有装 git，也没有这个名称的稿本",
    Reason.DIRECTIVE_UNREADABLE: "{name}：{error}",
    Reason.DIRECTIVE_CLASSIFIED: "要点写有密级：涉密内容不得在这里处理，请报告本单位保密工作机构。",
    Reason.DIRECTIVE_WITHOUT_POINTS: "{name}：没有读出要点；正文如果是图片，请先转成文字",
}

NOTICES: Mapping[Event, str] = {
    Event.SNAPSHOT_SAVED: "{year} 年的稿子已存为“{name}”：{path}，{count} 个文件",
    Event.ITEM_CREATED: "新建 {path}，已列入 {listing}",
    Event.ITEM_TO_BE_WRITTEN: "在文件里写明责任、时限和内容",
    Event.ITEM_REMOVED: "已从 {listing} 撤下“{title}”，原处留有一条批注",
    Event.ITEM_FILE_DELETED: "已删去 {path}",
}


def describe_draft(draft: "YearDraft") -> Iterator[str]:
    """Yield what a new year's draft contains and what was not taken over, line by line."""
    from pipeline.draft.year_editor import STAGE, RemovedNote
    from pipeline.model import TODO_MARK

    yield f"{draft.year} 年的草稿由 {draft.source_year} 年起草：{draft.item_count} 个事项，稿次为“{STAGE}”"
    counts = Counter(mark.what for mark in draft.marks)
    kinds = "，".join(f"{what} {count} 处" for what, count in counts.most_common())
    yield f"{TODO_MARK} {counts.total()} 处" + (f"：{kinds}" if kinds else "")
    notes = {
        RemovedNote.ACKNOWLEDGEMENT: "原有的核实记录",
        RemovedNote.RETIRED_ITEM: "上年不再列入的记录",
        RemovedNote.IMPORTED: "导入时的记录",
    }
    left_out = [*draft.cleared_keys, *(notes[kind] for kind in draft.removed_notes)]
    if left_out:
        yield f"没有带过来：{'、'.join(left_out)}"
    for rename in draft.renames:
        yield f"按科室名册更名：{rename.old} → {rename.new}，{rename.count} 处"
    if draft.unlisted:
        yield f"{draft.source_year} 年没有列入 plan.md 的文件没有带过来：{'、'.join(draft.unlisted)}"


def describe_scaffold(scaffold: "Scaffold", root: Path, command: CommandLine) -> Iterator[str]:
    """Yield which files an office's first plan consists of and what to do next, line by line."""
    from pipeline.draft.scaffold import ITEM
    from pipeline.model import TODO_MARK

    year = scaffold.year
    yield f"{root.as_posix()} 里还没有计划，已从头起一份 {year} 年的草稿："
    for name in (*scaffold.records, *(f"{year}/{name}" for name in scaffold.files)):
        yield f"  {(root / name).as_posix()}"
    yield "接着做："
    yield f"  一、{(root / 'units.yaml').as_posix()} 里列出本单位的科室"
    plan = root / str(year) / "plan.md"
    yield f"  二、{plan.as_posix()} 里写标题、发文机关、引言，标着{TODO_MARK}的逐处改好，删去标记"
    yield f"  三、每件事一个文件：照 items/{ITEM}.md 写，或用 {command} add 事项 短标题 --year {year} 增加"
    yield f"  四、{command} check {year} 查看还有什么要改，{command} build {year} 看样子"


def describe_unread(version: "Version") -> str:
    """Return the warning that a version was not read whole: what is missing would look deleted."""
    place = version.errors[0].place
    return (
        f"{version.label}有 {len(version.errors)} 处必改的问题，没有读全，比较也就不全；先改好再比。"
        f"第一处在 {place.path}:{place.line}"
    )
