"""What happened at the portal is entered in the registers (登记): the hour at which a plan went live, its address, its 更正.

An hour that was registered by mistake is mended by a record of its own (改登), with
what it rests on: the mistaken one stays in the register, and is published nowhere.
"""

from datetime import datetime

from pipeline.model import (
    Plan,
    Site,
    web_page,
)
from pipeline.publish.policy import policy as gate
from pipeline.publish.policy.disclosure_deadline import limit
from pipeline.publish.policy.normalize import digest, matches_digest
from pipeline.publish.policy.policy import ReviewStatus
from pipeline.publish.policy.review_units import signed_units
from pipeline.publish.registers.model import (
    PUBLISHED,
    PublicationRecord,
    Registers,
    Stage,
)
from pipeline.publish.registers.record_review import SAMPLE, Entry
from pipeline.publish.registers.write import with_live, with_mending
from pipeline.text.dates import BEIJING, format_day, format_hour


def published(
    plan: Plan,
    site: Site,
    state: ReviewStatus,
    *,
    at: datetime,
    now: datetime,
    url: str = "",
    correction: str = "",
) -> Entry:
    """Register the hour at which the plan went live, or with `correction` a 更正 and its hour.

    `at` and `now` know their time zones.

    The words of a 更正 are published as they stand: a review is registered of them, and
    the plan they come with is reviewed and signed.
    """
    correction, url = correction.strip(), url.strip()
    registers = state.registers
    day = at.astimezone(BEIJING).date()
    first = registers.publication
    reasons = [*_in_the_way(registers, at, now), *_of_address(url)]
    if state.signing is None:
        reasons.append(f"还没有登记签发：先用 zwgk issue {plan.year} 登记")
    elif day < state.signing.day:
        reasons.append(f"{format_hour(at)} 早于签发（{format_day(state.signing.day)}）")
    if first is not None and not correction:
        reasons.append(
            f"已经登记过发布时间 {format_hour(first.at)}；更正后重新发布的，用 --correction 写明更正说明；"
            f'时间登记错了的，用 --was "{format_hour(first.at)}" --at "年-月-日 时:分" --basis 凭据 改登；只补网址的，只写 --url'
        )
    if correction:
        reasons += _of_correction(state, at, first, correction)
    if reasons:
        return Entry({}, (), tuple(reasons))
    review = state.review_of(correction) if correction else state.review
    # what went live was published, and only signed words are
    words = signed_units(plan) if state.is_signed else state.signing.pieces if state.signing is not None else ()
    fresh = PublicationRecord(
        at,
        url,
        digest(words),
        correction,
        review.basis if correction and review is not None else "",
        review.day if correction and review is not None else None,
        sample=site.sample,
    )
    sample = f"，{SAMPLE}" if site.sample else ""
    said = [f"{'更正' if correction else '发布时间'}已登记{sample}：{format_hour(at)}"]
    if not state.is_signed:
        said.append("现在的文字和定稿不同：登记的是定稿公开的时间")
    if not state.is_reviewed:
        said.append("这些文字没有登记审查，或审查之后改过，请核实：先审查、后公开")
    if review is not None and review.day > day:
        said.append(f"登记的审查（{format_day(review.day)}）晚于发布时间，请核实：先审查、后公开")
    if state.signing is not None and first is None:
        said.append(limit(state.signing.day).said(day, day))
    said.append(_ANEW.format(year=plan.year))
    return Entry({f"{plan.year}/{PUBLISHED}": with_live(registers, fresh).encode()}, tuple(said))


_ANEW = "再运行 zwgk publish {year}，网页、数据和订阅才换上"


def _in_the_way(registers: Registers, at: datetime | None, now: datetime) -> list[str]:
    reasons = []
    if registers.damaged(PUBLISHED):
        reasons.append(f"{registers.year}/{PUBLISHED} 读不懂：先恢复这个文件")
    if at is not None and at > now:
        reasons.append(f"{format_hour(at)} 还没有到：发布之后才登记")
    return reasons


def _of_address(url: str) -> list[str]:
    if url and not web_page(url):
        return [f"网址要写完整，以 http:// 或 https:// 开头：{url}"]
    return []


def _of_correction(state: ReviewStatus, at: datetime, first: PublicationRecord | None, correction: str) -> list[str]:
    if first is None:
        return ["还没有登记过发布时间，没有可以更正的"]
    before = state.said_before(correction)
    if before is not None:
        return [gate.duplicate_correction_message(before)]
    reasons = []
    if at < state.registers.live[-1].at:
        reasons.append(f"{format_hour(at)} 早于上一次登记的 {format_hour(state.registers.live[-1].at)}")
    if not (state.is_reviewed and state.is_signed):
        reasons.append("更正后的文字还没有审查、签发；登记审查和签发之后再登记更正")
    if state.review_of(correction) is None:
        reasons.append(
            f"这句更正说明还没有登记审查（先审查、后公开）：送审用 zwgk review {state.year} --form --correction 说明，"
            f"审查之后登记：{gate.command(state.year, Stage.WORDS)} --correction 说明"
        )
    return reasons


# --- what was registered by mistake, or came later --------------------------------------------


def record_amendment(
    state: ReviewStatus,
    *,
    now: datetime,
    was: datetime | None = None,
    at: datetime | None = None,
    url: str = "",
    basis: str = "",
) -> Entry:
    """Register that the hour `was` ought to be `at`, or the address that was not known yet (补登) or is another one.

    What takes the place of something registered rests on a 凭据, and what stood there
    stays in the register. Without `was` the address is that of the record that has one,
    else of the last. Hours know their time zones.
    """
    url, basis = url.strip(), basis.strip()
    registers, live = state.registers, state.registers.live
    reasons = [*_in_the_way(registers, at, now), *_of_address(url)]
    if not live:
        return Entry(
            {}, (), (*reasons, f'还没有登记过发布时间：先登记 zwgk published {state.year} --at "年-月-日 时:分"')
        )
    named = [one for one in live if (one.at == was if was is not None else one.url)]
    if not named and was is not None:
        hours = "、".join(format_hour(one.at) for one in live)
        return Entry({}, (), (*reasons, f"没有登记过 {format_hour(was)}；登记的是 {hours}"))
    meant = named[-1] if named else live[-1]
    if (at or meant.at, url or meant.url) == (meant.at, meant.url):
        reasons.append("和登记的一样，没有要改的")
    elif not basis and (at not in (None, meant.at) or (url and meant.url not in ("", url))):
        reasons.append("登记过的要改，写明凭据（--basis），如门户后台的发布记录；原来的留在登记里")
    if at is not None:
        reasons += _of_hour(state, meant, at)
    if reasons:
        return Entry({}, (), tuple(reasons))
    resting = f"，凭据：{basis}" if basis else ""
    said = []
    if at is not None and at != meant.at:
        kind = "更正时间" if meant.correction else "发布时间"
        said.append(f"{kind}已改登：{format_hour(at)}（原登记 {format_hour(meant.at)}，留在登记里）{resting}")
    if url and url != meant.url:
        before = f"（原登记 {meant.url}，留在登记里）{resting}" if meant.url else ""
        said.append(f"网址已{'改登' if meant.url else '补登'}：{url}{before}")
    said.append(_ANEW.format(year=state.year))
    written = with_mending(registers, meant, at, url, basis)
    return Entry({f"{state.year}/{PUBLISHED}": written.encode()}, tuple(said))


def _of_hour(state: ReviewStatus, meant: PublicationRecord, at: datetime) -> list[str]:
    """Why that cannot be the hour of this record: it lies before the 签发 of its words, or out of the records' order."""
    live, signings = state.registers.live, state.registers.signings
    reasons = []
    of_its_words = [one.day for one in signings if matches_digest(meant.digest, one.pieces)]
    signed = min(of_its_words or [one.day for one in signings], default=None)
    if signed is not None and at.astimezone(BEIJING).date() < signed:
        reasons.append(f"{format_hour(at)} 早于签发（{format_day(signed)}）")
    place = live.index(meant)
    if place and at < live[place - 1].at:
        reasons.append(f"{format_hour(at)} 早于上一次登记的 {format_hour(live[place - 1].at)}")
    if place + 1 < len(live) and at > live[place + 1].at:
        reasons.append(f"{format_hour(at)} 晚于下一次登记的 {format_hour(live[place + 1].at)}")
    return reasons
