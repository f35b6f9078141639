"""What `zwgk new`, `add`, `save` and `diff` say."""

from collections.abc import Mapping

from pipeline.notices import Event
from pipeline.refusals import Reason

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
    Event.ITEM_CREATED: "新建 {path}，已列入 {listing}",
    Event.ITEM_TO_BE_WRITTEN: "在文件里写明责任、时限和内容",
    Event.ITEM_REMOVED: "已从 {listing} 撤下“{title}”，原处留有一条批注",
    Event.ITEM_FILE_DELETED: "已删去 {path}",
}
