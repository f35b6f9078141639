"""The 审查汇总表: every review, sign-off and publication that was registered in a month or a year, of all plans of an office."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import IntEnum

from pipeline.dataclass import dataclass
from pipeline.model import Orientation
from pipeline.publish.policy.normalize import matches_digest, punctuation_free_digest
from pipeline.publish.registers.model import PublicationRecord, Registers, Review, Stage
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
    """Yield everything registered of one plan in the order in which it happened.

    Of one day that is told by what stands on what: 属性认定, the reviews of the text, each 复核 behind the review of the same
    letters, the sign-off, the publication; what a 更正 stands on comes behind the publication before it.
    """
    live = registers.publications
    found: list[tuple[tuple[date, int, _Step, int], Decision]] = []
    whole = [review for review in registers.reviews if review.stage is Stage.WORDS and not review.is_light]
    for index, review in enumerate(registers.reviews):
        base = _stands_on(review, whole)
        step = _Step.ATTRIBUTE if review.stage is Stage.ATTRIBUTE else _Step.REVIEW
        # a 复核 comes right behind the review that it stands on
        place = 2 * whole.index(base) + review.is_light if base in whole else index
        of_round = base if base.day == review.day else review
        found.append(((review.day, _round_of(of_round, live), step, place), _of_review(plan, review)))
    for index, signing in enumerate(registers.signings):
        kept = f"定稿文件 {len(signing.files)} 个" if signing.files else ""
        decision = Decision(signing.day, plan, "签发", signing.evidence, result=_sampled(kept, sample=signing.sample))
        found.append(((signing.day, _round_signed(index, registers), _Step.SIGN_OFF, index), decision))
    for index, record in enumerate(live):
        day = _day_of(record)
        what, result = ("更正", record.correction) if record.correction else ("公开", record.url)
        decision = Decision(day, plan, what, record.evidence, result=_sampled(result, sample=record.sample))
        found.append(((day, index, _Step.PUBLICATION, index), decision))
    yield from (decision for _, decision in sorted(found, key=lambda entry: entry[0]))
    if registers.earlier is not None:
        earlier = registers.earlier.publication
        yield Decision(earlier.day, plan, "公开（使用本工具以前）", "", result=earlier.url)


class _Step(IntEnum):
    """What stands on what within a day and a round, which ends with a publication."""

    ATTRIBUTE = 0
    REVIEW = 1
    SIGN_OFF = 2
    PUBLICATION = 3


def _of_review(plan: str, review: Review) -> Decision:
    what = "复核" if review.is_light else review.stage.value
    released = f"，放行 {len(review.releases)} 处" if review.releases else ""
    scope = f"改动部分 {len(review.scope)} 处" if review.scope else "全文"
    disclosure = review.disclosure.value if review.disclosure is not None else ""
    result = disclosure if review.stage is Stage.ATTRIBUTE else f"{scope}{released}"
    return Decision(
        review.day, plan, what, review.evidence, review.reviewer_role, _sampled(result, sample=review.sample)
    )


def _stands_on(review: Review, whole: Sequence[Review]) -> Review:
    """The last review of the same letters that a 复核 is of; any other review itself."""
    letters = _letters(review) if review.is_light else ()
    same = [other for other in whole if review.is_light and other.day <= review.day and _letters(other) == letters]
    return same[-1] if same else review


def _letters(review: Review) -> tuple[str, ...]:
    return tuple(punctuation_free_digest(piece) for piece in review.pieces)


def _day_of(record: PublicationRecord) -> date:
    return record.at.astimezone(BEIJING).date()


def _round_of(review: Review, live: Sequence[PublicationRecord]) -> int:
    """Before which publication a review was: that of the 更正 whose text was reviewed, else the first one not before its day."""
    own = [index for index, record in enumerate(live) if review.correction and record.correction == review.correction]
    later = [index for index, record in enumerate(live) if _day_of(record) >= review.day and not review.correction]
    return next(iter((*own, *later)), len(live))


def _round_signed(index: int, registers: Registers) -> int:
    """Before which publication a sign-off was: a publication is of the last text that was signed before it."""
    for number, record in enumerate(registers.publications):
        there = [place for place, signing in enumerate(registers.signings) if signing.day <= _day_of(record)]
        same = [place for place in there if matches_digest(record.digest, registers.signings[place].pieces)]
        if index <= max(same or there, default=-1):
            return number
    return len(registers.publications)


def _sampled(result: str, *, sample: bool) -> str:
    return f"{result}（样例）" if sample else result


def summary_table(found: Iterable[Decision], first: date, last: date, period: str) -> ComparisonTable:
    """Return the table of the decisions from the first day to the last, both inclusive, by day; those of one day in their order."""
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
