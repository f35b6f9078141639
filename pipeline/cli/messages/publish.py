"""What `zwgk publish` says."""

from collections.abc import Mapping
from pathlib import Path

from pipeline.cli.messages.command import CommandLine
from pipeline.cli.messages.review import REGISTER_ATTRIBUTE, REGISTER_REVIEW, changed_since_publication
from pipeline.notices import Event
from pipeline.publish.policy.policy import ReviewStatus
from pipeline.refusals import Reason

_SAMPLED = "{sampled:；登记过的是样例，不算数}"
_REGISTER_SIGNOFF = "{zwgk} issue {year} --date 日期 --basis 凭据"

REFUSALS: Mapping[Reason, str] = {
    Reason.NOTHING_TO_PUBLISH: "没有可以发布的年度",
    Reason.CLASSIFIED: "写有密级，不发布；涉密内容不得在这里处理，请报告本单位保密工作机构",
    Reason.DRAFT: "是草稿（{causes}），不发布",
    Reason.ONLY_SAMPLED: (
        "登记的审查、签发是样例的，site.yaml 写着不是样例；要发布，重新审查、签发再登记；"
        "只是样例，可以删去这个年度的目录"
    ),
    Reason.PAGE_OF_SAMPLE: "那里的网页还是样例的；重新发布：{zwgk} publish {year}",
    Reason.WITHHELD: "公开属性是“{disclosure}”，只有主动公开的文件才打包、发布",
    Reason.WITHDRAWN_OUTPUTS_LEFT: ("{paths} 是主动公开时做的，不要再用：发布别的年度时撤下；没有别的年度的，自行删去"),
    Reason.SITE_YEAR_UNVERIFIED: (
        "网站上 {year} 年的网页没有本版本的记录，或被改动过，不能照旧保留，要重新发布：{zwgk} publish {year}；"
        "不能发布的，删去输出目录里的 site 再发布，网站上就没有这一年"
    ),
    Reason.LEAKS_FOUND: "生成的文件里有不该公开的内容",
    Reason.SEALED_EXTRAS: "盖章件 {name} 带有没有审查过的内容：{extra}",
    Reason.SEALED_TO_BE_REPLACED: "去掉以后重新登记签发：" + _REGISTER_SIGNOFF + " --file 盖章.pdf",
    Reason.ARCHIVED_FILE_MISSING: "{path} 不见了",
    Reason.ARCHIVED_FILE_CHANGED: "{path} 被改动过，和签发时登记的不同",
    Reason.ARCHIVED_FILE_OUTSIDE: "{path} 不在 定稿/ 里：先恢复原来的登记",
    Reason.ERRORS_FOUND: "有必改的问题 {count} 处；用 {zwgk} check {year} 逐条查看，改正后再发布",
    Reason.DISCLOSURE_UNSTATED: ("plan.md 的头部没有写公开属性；认定之后写上 公开属性: 主动公开，并登记属性认定"),
    Reason.NOT_PUBLIC: (
        "公开属性是“{disclosure}”：只有主动公开的文件才打包、发布；属性定错了才改；改了要重新登记属性认定"
    ),
    Reason.ATTRIBUTE_MISSING: "公开属性还没有登记属性认定" + _SAMPLED + "；认定之后登记：" + REGISTER_ATTRIBUTE,
    Reason.ATTRIBUTE_DIFFERS: (
        "头部写“主动公开”，最近一次属性认定（{review}）不是；认定之后登记：" + REGISTER_ATTRIBUTE
    ),
    Reason.REVIEW_MISSING: (
        "这些文字还没有登记发布审查（先审查、后公开）"
        + _SAMPLED
        + "；用 {zwgk} review {year} --form 打印审查表，审查之后登记："
        + REGISTER_REVIEW
    ),
    Reason.MARKS_CHANGED: (
        "{day}审查之后改过标点或字符写法：{changes}；由保密岗位复核，然后登记：" + REGISTER_REVIEW + " --light"
    ),
    Reason.REVIEW_STALE: (
        "{day}审查之后改过文字，要重新审查：{graver}；用 {zwgk} review {year} --form{published: --correction 说明} "
        "打印这几处的原文、现文{published:和更正说明}，重新审查之后登记："
        + REGISTER_REVIEW
        + "{published: --correction 说明}"
    ),
    Reason.SIGNOFF_MISSING: "还没有登记签发；签发之后登记：" + _REGISTER_SIGNOFF,
    Reason.SIGNOFF_STALE: (
        "已偏离定稿（{day}签发）：{changes}；改回定稿的文字；或者重新签发之后登记：" + _REGISTER_SIGNOFF
    ),
    Reason.PUBLISHED_BEFORE_TOOL: (
        "使用本工具以前已经公开（{day}），没有登记审查，不由本工具发布；要重新发布，照常审查、签发、登记"
    ),
    Reason.PERHAPS_PUBLISHED_BEFORE_TOOL: (
        "这一年的计划使用本工具以前已经公开的，只登记公开的日期，发布时就略过："
        "{zwgk} published {year} --before --at 日期 --url 网址"
    ),
    Reason.PUBLISHED_CORRECTION_UNREVIEWED: (
        "{at}的更正说明没有登记审查；送审这句说明（{zwgk} review {year} --form --correction 说明），审查之后登记："
        + REGISTER_REVIEW
        + " --correction 说明"
    ),
}

NOTICES: Mapping[Event, str] = {
    Event.YEAR_SKIPPED: "{shown} 没有发布：{cause}",
    Event.SITE_YEAR_REBUILT: "{shown} 一起重新生成：网站上原来的网页没有本版本的记录，或被改动过",
    Event.LEFT_SITE: "{shown} 不再放在网站上：{cause}",
    Event.WITHDRAWN: "{shown}：{cause}；撤下 {paths}，门户上已经发布的另行撤下",
    Event.FONTS_SUBSTITUTED: "请核实：{roles}用的是随附的自由字体；本单位的字体写在 site.yaml 的“字体”里",
    Event.OWN_TEMPLATES_USED: "请核实：用了本单位的模板 {paths}，其中的文字照样发布，不在审查的文字里（docs/模板.md）",
    Event.SITE_VALUES_MISSING: "{path} 还没有写：{keys}；这些网页标签必填，页面上不印，也不替您编造",
    Event.SITE_URL_INVALID: "{path} 的“网址”不是网址，不生成订阅和站点地图：写作 https://…/",
}


NOT_PUBLISHED = "没有发布，原来的网站没有动。"
"""The end of every refused publication."""


def of_year(year: str, what: str) -> str:
    """What is said of one year's folder."""
    return f"{year}：{what}"


def package_at(year: str, folder: Path) -> str:
    """Where the package for the portal (发布包) of a year is."""
    return f"{year}：发布包在 {folder.as_posix()}/"


def notes(state: ReviewStatus, command: CommandLine) -> tuple[str, ...]:
    """What to add to the report of a publication that nothing refuses."""
    lines = []
    if state.review is not None and state.review.sample:
        lines.append("样例（未经真实审查）：只能预览，不能交付")
    if state.is_changed_since_publication:
        lines.append(changed_since_publication(state, command))
    if state.signing is not None and state.signing.files and state.tolerated_changes:
        lines.append(f"定稿文件是签发时的标点，网页是复核后的标点；要一致，请重新签发并登记 {command} issue --keep")
    return tuple(lines)


def next_steps(state: ReviewStatus, command: CommandLine) -> tuple[str, ...]:
    """What a clerk does with the package for the portal (发布包), in this order; nothing where the page is up to date."""
    public = state.registers.public
    if public is not None and (state.is_changed_since_publication or state.pending_correction):
        where = f"（{public.url}）" if public.url else ""
        what = "更正说明、正文和附件" if state.pending_correction else "正文和附件"
        return (f"打开门户上原来的文章{where}修改，按 1-录入单.html 换上{what}；不另建文章，发布时间不改",)
    if public is not None:
        return ()
    if state.review is not None and state.review.sample:
        return ("样例只供预览：site.yaml 的 样例 改为 否，重新审查、签发之后才可以发布",)
    return (
        "一、打开 1-录入单.html，逐栏复制到门户后台；正文从 2-正文.html 复制",
        "二、上传 3-附件/ 里的文件",
        "三、打印 4-发布前核对单.docx，逐项核对、签字，再发布",
        f'四、上线以后登记：{command} published {state.year} --at "年-月-日 时:分" --url 网址',
    )
