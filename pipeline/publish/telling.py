"""What a clerk is told of where a plan stands before publication, and what to do next."""

from itertools import pairwise

from pipeline.publish.policy.policy import (
    ReviewStatus,
    describe_review,
    sample_note,
)
from pipeline.publish.policy.review_diff import Grade
from pipeline.publish.registers.model import (
    AmendedValue,
    PublicationRecord,
    Stage,
)
from pipeline.text.dates import format_day, format_hour


def summary(state: ReviewStatus) -> tuple[str, ...]:
    """Where the plan stands, one line for each step: 属性认定, 发布审查, 签发, 发布."""
    lines = []
    attribute, review, signing, live = state.attribute, state.review, state.signing, state.registers.publication
    if attribute is None:
        lines.append(f"属性认定：未登记{sample_note(state, Stage.ATTRIBUTE)}")
    else:
        assert attribute.disclosure is not None, "a 属性认定 without a value is found when it is read"
        now = "" if state.is_attributed else "，与头部现在写的不同"
        lines.append(f"属性认定：已登记（{attribute.disclosure.value}，{describe_review(attribute)}）{now}")
    if review is None:
        lines.append(f"发布审查：未登记{sample_note(state, Stage.WORDS)}")
    else:
        now = {
            Grade.NOTHING: "文字与审查时相同",
            Grade.LIGHT: "之后改过标点或字符写法，待复核",
            Grade.AGAIN: "之后改过文字，待重新审查",
        }[state.grade]
        lines.append(f"发布审查：{'复核' if review.light else ''}已登记（{describe_review(review)}），{now}")
    if signing is None:
        lines.append("签发：未登记")
    else:
        now = (
            "已偏离定稿"
            if state.deviations
            else "与定稿只差标点或字符写法"
            if state.tolerated_changes
            else "与定稿相同"
        )
        kept = f"，定稿文件 {len(signing.files)} 个" if signing.files else ""
        sample = "样例，" if signing.sample else ""
        lines.append(f"签发：已登记（{sample}{format_day(signing.day)}，凭据：{signing.basis}{kept}），{now}")
    if live is None:
        lines.append(f"发布时间：发布后登记{'；登记过的是样例，不算数' if state.everything.live else ''}")
    else:
        lines.append(
            f"发布时间：{'样例，' if live.sample else ''}{format_hour(live.at)}"
            + (f"，{live.url}" if live.url else "")
            + _mended(live)
        )
        lines += [f"更正：{format_hour(one.at)}，{one.correction}{_mended(one)}" for one in state.registers.corrections]
        lines += [_of_change(state)] if state.is_changed_since else []
    return tuple(lines)


def _mended(live: PublicationRecord) -> str:
    """What was registered by mistake before, and on what it was mended."""
    said = ""
    stages: list[AmendedValue | PublicationRecord] = [*live.before, live]
    for one, then in pairwise(stages):
        stood = [format_hour(one.at)] if one.at != then.at else []
        stood += [one.url] if one.url not in ("", then.url) else []
        said += f"（原登记 {'，'.join(stood)}，已改登，凭据：{one.basis}）" if stood else ""
    return said


def _of_change(state: ReviewStatus) -> str:
    """What to do about words that are others than those that went live."""
    reviewed = state.pending_correction
    first = "" if reviewed else f"更正说明先送审（zwgk review {state.year} --form --correction 说明），"
    return (
        f"{format_hour(state.registers.live[-1].at)}公开以后改过文字，还没有登记更正：{first}换上以后登记 "
        f'zwgk published {state.year} --at "年-月-日 时:分" --correction "{reviewed or "说明"}"'
    )


def notes(state: ReviewStatus) -> tuple[str, ...]:
    """What is worth saying beside a publication that nothing refuses."""
    said = []
    if state.review is not None and state.review.sample:
        said.append("样例（未经真实审查）：只能预览，不能交付")
    if state.is_changed_since:
        said.append(_of_change(state))
    if state.signing is not None and state.signing.files and state.tolerated_changes:
        said.append("定稿文件是签发时的标点，网页是复核后的标点；要一致，请重新签发并登记 zwgk issue --keep")
    return tuple(said)


def next_steps(state: ReviewStatus) -> tuple[str, ...]:
    """What a clerk does with the 发布包, in this order; nothing where what went live stands as it is."""
    public = state.registers.public
    if public is not None and (state.is_changed_since or state.pending_correction):
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
        f'四、上线以后登记：zwgk published {state.year} --at "年-月-日 时:分" --url 网址',
    )
