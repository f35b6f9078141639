"""The 审查汇总表: every review, sign-off and publication that was registered in a month or a year, of all plans of an office."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.model import Orientation
from pipeline.publish.registers.model import Registers, Stage
from pipeline.render.comparison_table import ComparisonTable, plain_row
from pipeline.text.dates import BEIJING, format_day


@dataclass(frozen=True, slots=True)
class Decision:
    """One registered decision: its day, the plan it is about, what it was, the evidence (凭据), the post, and its result."""

    day: date
    plan: str
    what: str
    evidence: str
    post: str = ""
    result: str = ""


def decisions(plan: str, registers: Registers) -> Iterator[Decision]:
    """Yield everything registered of one plan, in the order of the registers."""
    for review in registers.reviews:
        what = "复核" if review.is_light else review.stage.value
        released = f"，放行 {len(review.releases)} 处" if review.releases else ""
        scope = f"改动部分 {len(review.scope)} 处" if review.scope else "全文"
        result = (
            (review.disclosure.value if review.disclosure is not None else "")
            if review.stage is Stage.ATTRIBUTE
            else f"{scope}{released}"
        )
        yield Decision(
            review.day, plan, what, review.evidence, review.reviewer_role, _sampled(result, sample=review.sample)
        )
    for signing in registers.signings:
        kept = f"定稿文件 {len(signing.files)} 个" if signing.files else ""
        yield Decision(signing.day, plan, "签发", signing.evidence, result=_sampled(kept, sample=signing.sample))
    for record in registers.publications:
        day = record.at.astimezone(BEIJING).date()
        what = "更正" if record.correction else "公开"
        yield Decision(
            day, plan, what, record.evidence, result=_sampled(record.correction or record.url, sample=record.sample)
        )
    if registers.earlier is not None:
        earlier = registers.earlier.publication
        yield Decision(earlier.day, plan, "公开（使用本工具以前）", "", result=earlier.url)


def _sampled(result: str, *, sample: bool) -> str:
    return f"{result}（样例）" if sample else result


def summary_table(found: Iterable[Decision], first: date, last: date, period: str) -> ComparisonTable:
    """Return the table of the decisions from the first day to the last, both inclusive, by day."""
    shown = sorted((decision for decision in found if first <= decision.day <= last), key=lambda decision: decision.day)
    rows = tuple(
        plain_row(
            str(number),
            decision.plan,
            decision.what,
            format_day(decision.day),
            decision.evidence,
            decision.post,
            decision.result,
        )
        for number, decision in enumerate(shown, 1)
    )
    counts: dict[str, int] = {}
    for decision in shown:
        counts[decision.what] = counts.get(decision.what, 0) + 1
    line = "，".join(f"{what} {count} 次" for what, count in counts.items()) or "没有登记"
    return ComparisonTable(
        f"{period}政府信息公开审查汇总表",
        ("序号", "信息名称", "环节", "日期", "凭据", "岗位", "范围、结果"),
        (0.06, 0.27, 0.11, 0.17, 0.15, 0.1, 0.14),
        rows,
        (f"{line}。",),
        (),
        Orientation.LANDSCAPE,
    )
