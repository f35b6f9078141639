"""What `zwgk review`, `issue` and `published` say."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from pipeline.cli.messages.command import CommandLine
from pipeline.model import EarlierPublication
from pipeline.notices import Event
from pipeline.publish.policy.disclosure_deadline import DeadlineStatus
from pipeline.publish.policy.policy import ReviewStatus
from pipeline.publish.policy.review_diff import Change, ChangeKind, Grade, wording_diff
from pipeline.publish.registers.model import AmendedValue, PublicationRecord, Review, Stage
from pipeline.refusals import Reason
from pipeline.text.dates import format_day, format_hour
from pipeline.text.diff import DiffOp

_REGISTER = "{zwgk} review {year} --register --stage %s --basis 凭据 --date 日期 --post 岗位"
REGISTER_ATTRIBUTE = _REGISTER % Stage.ATTRIBUTE.value
REGISTER_REVIEW = _REGISTER % Stage.WORDS.value
"""The commands that register a review."""


REFUSALS: Mapping[Reason, str] = {
    Reason.EVIDENCE_MISSING: "没有凭据，不登记：写明审查表编号、会议纪要或批件（--basis）",
    Reason.DAY_IN_FUTURE: "{day}还没有到：只登记已经做过的事",
    Reason.REVIEWER_MISSING: "没有岗位，不登记：写审查的岗位，如 保密员（--post）",
    Reason.REVIEWER_IS_A_NAME: "岗位写职务（如 保密员、办公室主任），不写姓名",
    Reason.DISCLOSURE_TO_BE_STATED: "plan.md 的头部没有写公开属性：写上认定的属性，再登记",
    Reason.ATTRIBUTE_COMES_FIRST: (
        "还没有登记属性认定，发布审查先不登记：公开属性认定在前，发布审查在后；认定之后登记："
        + REGISTER_ATTRIBUTE
        + "，再登记发布审查"
    ),
    Reason.REVIEW_BEFORE_ATTRIBUTE: (
        "发布审查（{day}）早于属性认定（{attribute_day}），不登记：公开属性认定在前，发布审查在后；核对 --date。"
        "属性认定的日期登记晚了的，照对的日期再登记一次：" + REGISTER_ATTRIBUTE + "；确是审查在前的，认定以后再审查一次"
    ),
    Reason.ATTRIBUTE_IS_NEVER_LIGHT: "--light 是发布审查的复核，属性认定没有复核",
    Reason.CLASSIFIED_TEXT: "文字里有密级标志，不登记：立即停止，报告本单位保密工作机构（保密办）",
    Reason.TEXT_LOST: "有字没有读出来，登记的文字会不全：先用 {zwgk} check {year} 查看并改正",
    Reason.LIGHT_WITHOUT_REVIEW: "还没有登记过发布审查，没有可以复核的",
    Reason.LIGHT_BUT_TEXT_CHANGED: "改了文字，不能只复核，要重新审查：{labels}",
    Reason.LIGHT_BUT_UNCHANGED: "文字与审查时相同，没有要复核的",
    Reason.LIGHT_BEFORE_REVIEW: (
        "复核（{day}）早于它所复核的审查（{review_day}，凭据：{evidence}），不登记：核实复核的日期（--date）"
    ),
    Reason.FORM_OF_OTHER_WORDS: (
        "审查表上的摘要是 {digest}，现在的文字是 {current}：打印以后文字改过（或摘要抄错了），没有登记；"
        "看改了什么 {zwgk} review {year} --diff，重新打印审查表 {zwgk} review {year} --form"
    ),
    Reason.LIGHT_BY_OTHER_ROLE: (
        "复核由保密岗位做，“{role}”不是：由保密岗位复核后再登记，--post 写那个岗位，"
        "如 保密员，或者登记过的发布审查的岗位（{roles}）"
    ),
    Reason.RELEASE_NEEDS_FULL_REVIEW: "放行要经发布审查，属性认定和复核都不能放行",
    Reason.RELEASE_WITHOUT_REASON: "放行 {code} 没有写理由",
    Reason.RELEASE_UNUSED: "没有这样的保密问题可以放行：{codes}",
    Reason.SECRETS_LEFT_IN_REVIEW: (
        "有保密方面的必改问题 {count} 处没有放行，不登记：先改正；确实可以公开的，登记时写明放行的规则和理由"
    ),
    Reason.CORRECTION_NEEDS_FULL_REVIEW: "更正说明要经发布审查，属性认定和复核都不审查文字",
    Reason.CORRECTION_REPEATED: (
        "同样的更正说明 {at} 已经登记过，不再登记；又更正了别的，另写一句，写明这次更正什么，先送审；"
        '时间登记错了的，用 --was "{at}" 改登'
    ),
    Reason.CORRECTION_HAS_SECRETS: "更正说明里有保密方面的问题（密级、证件、电话、账号、地址等），不登记：先改正",
    Reason.NOTHING_TO_CORRECT: "还没有登记过发布时间（{zwgk} published {year}），没有可以更正的",
    Reason.ALREADY_REGISTERED: ("同样的{kind}已经登记过（{path}），没有再登记；凭据、岗位、日期与那一份不同的才登记"),
    Reason.STAGE_STATED: "稿次是“{stage}”",
    Reason.NOT_DATED: "没有成文日期",
    Reason.TODOS_LEFT: "待核 {count} 处",
    Reason.SIGNOFF_OF_DRAFT: "{year} 年还是草稿（{causes}），不登记签发：先用 {zwgk} check {year} 逐处查看",
    Reason.SIGNOFF_REGISTER_DAMAGED: "{path} 读不懂或被改动过：先恢复这个文件",
    Reason.SECRETS_LEFT_IN_SIGNOFF: "有保密方面的必改问题没有放行，不登记签发",
    Reason.SIGNOFF_BEFORE_REVIEW: (
        "签发日期 {day} 早于这些文字的发布审查（{review_day}）：先审查、后签发；核对 --date，确是审查日期登记错了的，重新登记审查"
    ),
    Reason.ALREADY_SIGNED_OFF: "这些文字已经登记过签发（{day}）",
    Reason.SIGNOFF_COMES_FIRST: "还没有登记签发：先用 {zwgk} issue {year} 登记",
    Reason.PUBLISHED_BEFORE_SIGNOFF: "{at} 早于签发（{day}）",
    Reason.PUBLISHED_IN_FUTURE: "{at} 还没有到：发布之后才登记",
    Reason.ALREADY_PUBLISHED: (
        "已经登记过发布时间 {at}；更正后重新发布的，用 --correction 写明更正说明；"
        '时间登记错了的，用 --was "{at}" --at "年-月-日 时:分" --basis 凭据 改登；只补网址的，只写 --url'
    ),
    Reason.PUBLICATION_REGISTER_DAMAGED: "{path} 读不懂：先恢复这个文件",
    Reason.URL_INCOMPLETE: "网址要写完整，以 http:// 或 https:// 开头：{url}",
    Reason.CORRECTED_BEFORE_PUBLISHED: "还没有登记过发布时间，没有可以更正的",
    Reason.CORRECTED_TEXT_UNREVIEWED: "更正后的文字还没有审查、签发；登记审查和签发之后再登记更正",
    Reason.CORRECTION_UNREVIEWED: (
        "这句更正说明还没有登记审查（先审查、后公开）：送审用 {zwgk} review {year} --form --correction 说明，"
        "审查之后登记：" + REGISTER_REVIEW + " --correction 说明"
    ),
    Reason.BEFORE_PREVIOUS_RECORD: "{at} 早于上一次登记的 {previous}",
    Reason.AFTER_NEXT_RECORD: "{at} 晚于下一次登记的 {next}",
    Reason.PUBLICATION_COMES_FIRST: '还没有登记过发布时间：先登记 {zwgk} published {year} --at "年-月-日 时:分"',
    Reason.HOUR_NOT_REGISTERED: "没有登记过 {at}；登记的是 {hours}",
    Reason.AMENDMENT_CHANGES_NOTHING: "和登记的一样，没有要改的",
    Reason.EARLIER_BUT_REGISTERED: (
        "{year} 年已经登记过审查、签发或发布，不是使用本工具以前公开的；公开的时间用 --at 登记，不写 --before"
    ),
    Reason.EARLIER_BUT_WITHHELD: "公开属性是“{disclosure}”：公开过的才这样登记；属性写错了，先改 plan.md",
    Reason.EARLIER_WITHOUT_DAY: "没有日期，不登记：用 --at 写公开的日期，如 2021-04-02",
    Reason.AMENDMENT_WITHOUT_EVIDENCE: "登记过的要改，写明凭据（--basis），如门户后台的发布记录；原来的留在登记里",
}

NOT_PRINTABLE = "有字会丢失或印成方框，不能定稿。"
"""Why no final files (定稿) are made."""

_REGISTERED = "已登记{sample:，样例（未经真实审查）}"
_AMENDED = "已改登：{at}（原登记 {was}，留在登记里）{evidence:，凭据：{evidence}}"

REVIEWED_TEXT = "审查的文字摘要：{digest}；和审查表上印的核对，不同就是打印以后文字改过（登记时可写 --digest 摘要）"
"""Said after a review is registered without the digest of its form."""

NOTICES: Mapping[Event, str] = {
    Event.ATTRIBUTE_REGISTERED: (
        "属性认定已登记：{disclosure}{sample:，样例（未经真实审查）}，凭据：{evidence}，{path}"
    ),
    Event.REVIEW_REGISTERED: "发布审查" + _REGISTERED + "，凭据：{evidence}，{path}",
    Event.LIGHT_REVIEW_REGISTERED: "复核" + _REGISTERED + "，凭据：{evidence}，{path}",
    Event.RELEASES_REGISTERED: "放行保密提示 {count} 处，理由已记下",
    Event.SIGNOFF_REGISTERED: "签发" + _REGISTERED + "：{day}，凭据：{evidence}",
    Event.SIGNOFF_DAY_DIFFERS: "签发日期和成文日期（{day}）不同，请核实",
    Event.SIGNED_OFF_UNREVIEWED: "这些文字还没有审查完，发布以前要登记：{zwgk} review {year}",
    Event.FILES_ARCHIVED: "定稿文件 {count} 个存入 {folder}，发布时原样使用",
    Event.PUBLICATION_REGISTERED: "发布时间" + _REGISTERED + "：{at}",
    Event.CORRECTION_REGISTERED: "更正" + _REGISTERED + "：{at}",
    Event.PUBLISHED_AS_SIGNED_OFF: "现在的文字和定稿不同：登记的是定稿公开的时间",
    Event.PUBLISHED_UNREVIEWED: "这些文字没有登记审查，或审查之后改过，请核实：先审查、后公开",
    Event.PUBLISHED_BEFORE_REVIEW: "登记的审查（{day}）晚于发布时间，请核实：先审查、后公开",
    Event.DISCLOSURE_DEADLINE: "{status}",
    Event.PUBLICATION_HOUR_AMENDED: "发布时间" + _AMENDED,
    Event.CORRECTION_HOUR_AMENDED: "更正时间" + _AMENDED,
    Event.URL_AMENDED: "网址已改登：{url}（原登记 {was}，留在登记里）{evidence:，凭据：{evidence}}",
    Event.URL_ADDED: "网址已补登：{url}",
    Event.EARLIER_REGISTERED: (
        _REGISTERED + "：{year} 年的计划在使用本工具以前已经公开（{day}）；没有登记审查，它的网页和文件不由本工具发布"
    ),
    Event.EARLIER_TO_BE_LISTED: "下次发布时，网站的历年目录列出它的网址：{url}",
    Event.TO_BE_PUBLISHED_AGAIN: "再运行 {zwgk} publish {year}，网页、数据和订阅才换上",
}


def describe_review(review: Review) -> str:
    """A review in a few words: its day, evidence and the reviewer's role."""
    sample = "样例（未经真实审查），" if review.sample else ""
    return f"{sample}{format_day(review.day)}，凭据：{review.evidence}，{review.reviewer_role}"


MAX_NAMED_CHANGES = 4


def summarize_changes(changes: Iterable[Change]) -> str:
    """What changed, by name; of many the first few."""
    names = [f"{change.label}{'' if change.kind is ChangeKind.WORDS else change.kind.value}" for change in changes]
    named = "、".join(names[:MAX_NAMED_CHANGES])
    return named if len(names) <= MAX_NAMED_CHANGES else f"{named} 等 {len(names)} 处"


# --- the review status of a year --------------------------------------------------------------


def summary(state: ReviewStatus, command: CommandLine) -> tuple[str, ...]:
    """The review status, one line for each step: 属性认定, 发布审查, 签发, 发布."""
    earlier = state.registers.only_earlier
    if earlier is not None:
        return (describe_earlier(earlier),)
    lines = []
    attribute, review, signing, live = state.attribute, state.review, state.signing, state.registers.publication
    if attribute is None:
        lines.append(f"属性认定：未登记{_sample_note(state, Stage.ATTRIBUTE)}")
    else:
        assert attribute.disclosure is not None, "a 属性认定 without a value is found when it is read"
        now = "" if state.is_attributed else "，与头部现在写的不同"
        lines.append(f"属性认定：已登记（{attribute.disclosure.value}，{describe_review(attribute)}）{now}")
    if review is None:
        lines.append(f"发布审查：未登记{_sample_note(state, Stage.WORDS)}")
    else:
        now = {
            Grade.NOTHING: "文字与审查时相同",
            Grade.LIGHT: "之后改过标点或字符写法，待复核",
            Grade.AGAIN: "之后改过文字，待重新审查",
        }[state.grade]
        lines.append(f"发布审查：{'复核' if review.is_light else ''}已登记（{describe_review(review)}），{now}")
    if signing is None:
        lines.append("签发：未登记")
    else:
        now = (
            "已偏离定稿"
            if state.unsigned_changes
            else "与定稿只差标点或字符写法"
            if state.tolerated_changes
            else "与定稿相同"
        )
        files = f"，定稿文件 {len(signing.files)} 个" if signing.files else ""
        sample = "样例，" if signing.sample else ""
        lines.append(f"签发：已登记（{sample}{format_day(signing.day)}，凭据：{signing.evidence}{files}），{now}")
    if live is None:
        lines.append(f"发布时间：发布后登记{'；登记过的是样例，不算数' if state.all_registers.publications else ''}")
    else:
        lines.append(
            f"发布时间：{'样例，' if live.sample else ''}{format_hour(live.at)}"
            + (f"，{live.url}" if live.url else "")
            + _amendments(live)
        )
        lines += [
            f"更正：{format_hour(record.at)}，{record.correction}{_amendments(record)}"
            for record in state.registers.corrections
        ]
        lines += [changed_since_publication(state, command)] if state.is_changed_since_publication else []
    return tuple(lines)


def describe_earlier(earlier: EarlierPublication) -> str:
    """A publication before the tool was used, and what follows from it."""
    where = f"，{earlier.url}" if earlier.url else ""
    return (
        f"发布时间：使用本工具以前已经公开（{format_day(earlier.day)}{where}）；没有审查、签发的登记，不由本工具发布；"
        "要重新发布，照常审查、签发、登记"
    )


def _sample_note(state: ReviewStatus, stage: Stage) -> str:
    return "；登记过的是样例，不算数" if state.was_sampled(stage) else ""


def _amendments(record: PublicationRecord) -> str:
    """The values that were registered by mistake before, each with the evidence for its amendment."""
    text = ""
    stages: list[AmendedValue | PublicationRecord] = [*record.previous_values, record]
    for earlier, later in pairwise(stages):
        replaced = [format_hour(earlier.at)] if earlier.at != later.at else []
        replaced += [earlier.url] if earlier.url not in ("", later.url) else []
        text += f"（原登记 {'，'.join(replaced)}，已改登，凭据：{earlier.evidence}）" if replaced else ""
    return text


def changed_since_publication(state: ReviewStatus, command: CommandLine) -> str:
    """What to do about text that differs from what was published last."""
    reviewed = state.pending_correction
    first = "" if reviewed else f"更正说明先送审（{command} review {state.year} --form --correction 说明），"
    return (
        f"{format_hour(state.registers.publications[-1].at)}公开以后改过文字，还没有登记更正：{first}换上以后登记 "
        f'{command} published {state.year} --at "年-月-日 时:分" --correction "{reviewed or "说明"}"'
    )


def describe_deadline(status: DeadlineStatus) -> str:
    """The deadline for publication, and how it compares with today or with the day of publication."""
    deadline = status.deadline
    estimated = "".join(f"；{year}年节假日安排未公布，按周末估算" for year in deadline.estimated_years)
    text = f"主动公开期限：{format_day(deadline.last)}（签发之日起20个工作日，条例第二十六条{estimated}）"
    left = status.days_left
    if status.published is not None:
        return f"{text}；{format_day(status.published)}已发布" + (f"，晚了 {-left} 天" if left < 0 else "，在期限之内")
    if left < 0:
        return f"{text}；今天 {format_day(status.today)}，已过 {-left} 天"
    return f"{text}；今天 {format_day(status.today)}，" + (f"还有 {left} 天" if left else "是最后一天")


def describe_change(change: Change, over: Callable[[str], str] = str) -> tuple[str, ...]:
    """The change in words for the terminal: what became of the piece, and the lines that differ, `[-旧-][+新+]`.

    `over` covers what is secret.
    """
    first = f"{change.label}：{change.kind.value}"
    if change.grade is Grade.LIGHT:
        first += "（只差标点或字符写法）"
    lines: list[str] = []
    match change.kind:
        case ChangeKind.ADDED | ChangeKind.REMOVED:
            piece = change.new or change.old
            assert piece is not None, "a change is of a piece"
            sign = "+" if change.new else "-"
            lines = [f"[{sign}{over(line)}{sign}]" for line in piece.shown]
        case ChangeKind.WORDS | ChangeKind.MOVED:
            assert change.old is not None, "the piece was there before"
            assert change.new is not None, "the piece is there still"
            # covered before they are cut, lest half a secret be shown
            lines = _differing(*(tuple(map(over, piece.shown)) for piece in (change.old, change.new)))
    return (over(first), *(f"    {line}" for line in lines))


_ALIKE = 0.5
"""From this likeness on a line became another one; below it one went out and another came in."""


def _differing(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """The lines that differ, each with brackets of its own."""
    lines: list[str] = []
    for tag, start, stop, new_start, new_stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            lines += _replaced(old[start:stop], new[new_start:new_stop])
    return lines


def _replaced(old: Sequence[str], new: Sequence[str]) -> list[str]:
    if len(old) == len(new) and all(map(_are_alike, old, new)):
        return [line for pair in zip(old, new, strict=True) for line in _inline(*pair)]
    if _are_alike("".join(old), "".join(new)):
        return _inline("\n".join(old), "\n".join(new))
    return [*(f"[-{line}-]" for line in old), *(f"[+{line}+]" for line in new)]


def _are_alike(first: str, second: str) -> bool:
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= _ALIKE


def _inline(old: str, new: str) -> list[str]:
    """Both wordings as one, what changed in brackets, without the lines in which nothing did."""
    shown = ""
    for part in wording_diff(old, new):
        if part.op is DiffOp.EQUAL:
            shown += part.text
            continue
        sign = part.op.value
        lines = ("（另起一段）",) if part.text == "\n" else part.text.split("\n")
        shown += "\n".join(f"[{sign}{line}{sign}]" if line else "" for line in lines)
    return [line for line in shown.split("\n") if "[-" in line or "[+" in line]
