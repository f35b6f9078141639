"""Register what happened at the portal: the hour at which a plan went live, its address, its corrections (更正).

An hour registered by mistake is amended by a record of its own (改登), with its
evidence: the mistaken one stays in the register and is published nowhere.
"""

from datetime import date, datetime

from pipeline.model import Disclosure, EarlierPublication, Plan, Site, web_page
from pipeline.notices import Event, Notice
from pipeline.publish.policy.disclosure_deadline import DeadlineStatus, disclosure_deadline
from pipeline.publish.policy.normalize import digest, matches_digest
from pipeline.publish.policy.policy import ReviewStatus
from pipeline.publish.policy.review_units import signed_units
from pipeline.publish.registers.model import PUBLISHED, EarlierRecord, PublicationRecord, Registers
from pipeline.publish.registers.record_review import RegisterEntry, refused
from pipeline.publish.registers.write import with_amendment, with_earlier, with_publication
from pipeline.refusals import Reason, Refusal
from pipeline.text.dates import BEIJING


def record_publication(
    plan: Plan,
    site: Site,
    state: ReviewStatus,
    *,
    at: datetime,
    now: datetime,
    url: str = "",
    correction: str = "",
) -> RegisterEntry:
    """Register the hour at which the plan went live, or with `correction` a 更正 and its hour.

    `at` and `now` know their time zones.

    The text of a 更正 is published unchanged: a review is registered of it, and
    the plan they come with is reviewed and signed.
    """
    correction, url = correction.strip(), url.strip()
    registers = state.registers
    day = at.astimezone(BEIJING).date()
    first = registers.publication
    reasons = [*_register_and_time_problems(registers, at, now), *_url_problems(url)]
    if state.signing is None:
        reasons.append(Refusal(Reason.SIGNOFF_COMES_FIRST, year=plan.year))
    elif day < state.signing.day:
        reasons.append(Refusal(Reason.PUBLISHED_BEFORE_SIGNOFF, at=at, day=state.signing.day))
    if first is not None and not correction:
        reasons.append(Refusal(Reason.ALREADY_PUBLISHED, at=first.at))
    if correction:
        reasons += _correction_problems(state, at, first, correction)
    if reasons:
        return refused(*reasons)
    review = state.review_of(correction) if correction else state.review
    # only signed text is published, so this is what was
    units = signed_units(plan) if state.is_signed else state.signing.pieces if state.signing is not None else ()
    fresh = PublicationRecord(
        at,
        url,
        digest(units),
        correction,
        review.evidence if correction and review is not None else "",
        review.day if correction and review is not None else None,
        sample=site.sample,
    )
    event = Event.CORRECTION_REGISTERED if correction else Event.PUBLICATION_REGISTERED
    notices = [Notice(event, sample=site.sample, at=at)]
    if not state.is_signed:
        notices.append(Notice(Event.PUBLISHED_AS_SIGNED_OFF))
    if not state.is_reviewed:
        notices.append(Notice(Event.PUBLISHED_UNREVIEWED))
    if review is not None and review.day > day:
        notices.append(Notice(Event.PUBLISHED_BEFORE_REVIEW, day=review.day))
    if state.signing is not None and first is None:
        status = DeadlineStatus(disclosure_deadline(state.signing.day), day, day)
        notices.append(Notice(Event.DISCLOSURE_DEADLINE, status=status))
    notices.append(Notice(Event.TO_BE_PUBLISHED_AGAIN, year=plan.year))
    return RegisterEntry({f"{plan.year}/{PUBLISHED}": with_publication(registers, fresh).encode()}, tuple(notices))


def _register_and_time_problems(registers: Registers, at: datetime | None, now: datetime) -> list[Refusal]:
    reasons = _register_problems(registers)
    if at is not None and at > now:
        reasons.append(Refusal(Reason.PUBLISHED_IN_FUTURE, at=at))
    return reasons


def _register_problems(registers: Registers) -> list[Refusal]:
    if registers.is_damaged(PUBLISHED):
        return [Refusal(Reason.PUBLICATION_REGISTER_DAMAGED, path=f"{registers.year}/{PUBLISHED}")]
    return []


def _url_problems(url: str) -> list[Refusal]:
    return [Refusal(Reason.URL_INCOMPLETE, url=url)] if url and not web_page(url) else []


def _correction_problems(
    state: ReviewStatus, at: datetime, first: PublicationRecord | None, correction: str
) -> list[Refusal]:
    if first is None:
        return [Refusal(Reason.CORRECTED_BEFORE_PUBLISHED)]
    before = state.earlier_correction(correction)
    if before is not None:
        return [Refusal(Reason.CORRECTION_REPEATED, at=before.at)]
    reasons = []
    last = state.registers.publications[-1].at
    if at < last:
        reasons.append(Refusal(Reason.BEFORE_PREVIOUS_RECORD, at=at, previous=last))
    if not (state.is_reviewed and state.is_signed):
        reasons.append(Refusal(Reason.CORRECTED_TEXT_UNREVIEWED))
    if state.review_of(correction) is None:
        reasons.append(Refusal(Reason.CORRECTION_UNREVIEWED, year=state.year))
    return reasons


# --- before the tool was used ----------------------------------------------------------


def record_earlier(
    plan: Plan, site: Site, state: ReviewStatus, *, day: date | None, today: date, url: str = "", evidence: str = ""
) -> RegisterEntry:
    """Register that the plan was made public before the office used this tool: on what day, and where if that is known.

    No review is registered with it, and none is asked for: nothing of the plan is
    published by the tool. Registered again, an unknown address is added, and with
    `evidence` (凭据) the day or the address is another one.
    """
    url, evidence, registers = url.strip(), evidence.strip(), state.registers
    reasons = [*_register_problems(registers), *_url_problems(url)]
    before = registers.earlier.publication if registers.earlier is not None else None
    if registers.reviews or registers.signings or registers.publications:
        reasons.append(Refusal(Reason.EARLIER_BUT_REGISTERED, year=plan.year))
    if plan.head.disclosure not in (None, Disclosure.PUBLIC):
        reasons.append(Refusal(Reason.EARLIER_BUT_WITHHELD, disclosure=plan.head.disclosure))
    if day is not None and day > today:
        reasons.append(Refusal(Reason.DAY_IN_FUTURE, day=day))
    if day is None and before is None:
        reasons.append(Refusal(Reason.EARLIER_WITHOUT_DAY))
    elif before is not None and (day or before.day, url or before.url) == (before.day, before.url):
        reasons.append(Refusal(Reason.AMENDMENT_CHANGES_NOTHING))
    elif before is not None and not evidence and (day not in (None, before.day) or (url and before.url)):
        reasons.append(Refusal(Reason.AMENDMENT_WITHOUT_EVIDENCE))
    known = day or (before.day if before is not None else None)
    if reasons or known is None:
        return refused(*reasons)
    record = EarlierRecord(EarlierPublication(known, url or (before.url if before is not None else "")), site.sample)
    notices = [Notice(Event.EARLIER_REGISTERED, sample=site.sample, year=plan.year, day=known)]
    if record.publication.url:
        notices.append(Notice(Event.EARLIER_TO_BE_LISTED, url=record.publication.url))
    return RegisterEntry(
        {f"{plan.year}/{PUBLISHED}": with_earlier(registers, record, evidence).encode()}, tuple(notices)
    )


# --- amendments -----------------------------------------------------------------------


def record_amendment(
    state: ReviewStatus,
    *,
    now: datetime,
    was: datetime | None = None,
    at: datetime | None = None,
    url: str = "",
    evidence: str = "",
) -> RegisterEntry:
    """Register that the hour `was` ought to be `at`, or the address that was not known yet (补登) or is another one.

    What takes the place of something registered rests on a 凭据, and what stood there
    stays in the register. Without `was` the address is that of the record that has one,
    else of the last. Hours know their time zones.
    """
    url, evidence = url.strip(), evidence.strip()
    registers, live = state.registers, state.registers.publications
    reasons = [*_register_and_time_problems(registers, at, now), *_url_problems(url)]
    if not live:
        return refused(*reasons, Refusal(Reason.PUBLICATION_COMES_FIRST, year=state.year))
    named = [record for record in live if (record.at == was if was is not None else record.url)]
    if not named and was is not None:
        hours = tuple(record.at for record in live)
        return refused(*reasons, Refusal(Reason.HOUR_NOT_REGISTERED, at=was, hours=hours))
    meant = named[-1] if named else live[-1]
    if (at or meant.at, url or meant.url) == (meant.at, meant.url):
        reasons.append(Refusal(Reason.AMENDMENT_CHANGES_NOTHING))
    elif not evidence and (at not in (None, meant.at) or (url and meant.url not in ("", url))):
        reasons.append(Refusal(Reason.AMENDMENT_WITHOUT_EVIDENCE))
    if at is not None:
        reasons += _order_problems(state, meant, at)
    if reasons:
        return refused(*reasons)
    notices = []
    if at is not None and at != meant.at:
        event = Event.CORRECTION_HOUR_AMENDED if meant.correction else Event.PUBLICATION_HOUR_AMENDED
        notices.append(Notice(event, at=at, was=meant.at, evidence=evidence))
    if url and url != meant.url:
        event = Event.URL_AMENDED if meant.url else Event.URL_ADDED
        notices.append(Notice(event, url=url, was=meant.url, evidence=evidence))
    notices.append(Notice(Event.TO_BE_PUBLISHED_AGAIN, year=state.year))
    written = with_amendment(registers, meant, at, url, evidence)
    return RegisterEntry({f"{state.year}/{PUBLISHED}": written.encode()}, tuple(notices))


def _order_problems(state: ReviewStatus, meant: PublicationRecord, at: datetime) -> list[Refusal]:
    """Why that cannot be the hour of this record: it is before the sign-off of its text, or out of the records' order."""
    live, signings = state.registers.publications, state.registers.signings
    reasons = []
    of_its_words = [signing.day for signing in signings if matches_digest(meant.digest, signing.pieces)]
    signed = min(of_its_words or [signing.day for signing in signings], default=None)
    if signed is not None and at.astimezone(BEIJING).date() < signed:
        reasons.append(Refusal(Reason.PUBLISHED_BEFORE_SIGNOFF, at=at, day=signed))
    index = live.index(meant)
    if index and at < live[index - 1].at:
        reasons.append(Refusal(Reason.BEFORE_PREVIOUS_RECORD, at=at, previous=live[index - 1].at))
    if index + 1 < len(live) and at > live[index + 1].at:
        reasons.append(Refusal(Reason.AFTER_NEXT_RECORD, at=at, next=live[index + 1].at))
    return reasons
