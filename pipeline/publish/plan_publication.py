"""Decide what is published, kept and withdrawn; nothing is read or written here.

Nothing goes out unless all of it may: one refusal refuses the whole publication.
"""

from collections.abc import Iterable, Mapping, Sequence, Set as AbstractSet
from pathlib import Path

from pipeline.assemble.office import Office
from pipeline.assemble.year import CheckedYear
from pipeline.dataclass import dataclass
from pipeline.model import Disclosure, EarlierPublication
from pipeline.notices import Event, Notice
from pipeline.publish.policy.policy import draft_reasons, only_sampled, open_todos
from pipeline.publish.registers.model import Registers
from pipeline.publish.site.pages import KeptYear
from pipeline.publish.site.record import YearKey
from pipeline.publish.site.release import ShownYear
from pipeline.publish.status import YearRefusals, YearStatus
from pipeline.refusals import Reason, Refusal


@dataclass(frozen=True, slots=True)
class ContentYear:
    """A year of the content, as far as it matters whether it may be on the site."""

    office: Office
    year: int
    shown: str
    """The year's folder as messages name it."""
    registers: Registers
    withheld: Disclosure | None
    """What the plan is instead of 主动公开; None if it is that, or if it is not stated."""

    @property
    def root(self) -> Path:
        """The content root."""
        return self.office.root.path

    @property
    def key(self) -> YearKey:
        """The year among those of all content roots."""
        return self.office.root.prefix, self.year

    @property
    def earlier(self) -> EarlierPublication | None:
        """The publication before the office used this tool, if nothing else is registered that counts."""
        return self.registers.effective(sample=self.office.site.sample).only_earlier

    @property
    def may_be_earlier(self) -> bool:
        """Whether nothing is registered of a year that is not the last one."""
        return self.registers.is_empty and self.year < max(self.office.years, default=self.year)

    @property
    def is_only_sampled(self) -> bool:
        """Whether all that is registered is a sample's, and the site is none."""
        return only_sampled(self.registers, self.office.site)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A year that may be published: checked in full, with its review status."""

    content: ContentYear
    checked: CheckedYear
    status: YearStatus | None
    """None for a draft and for classified content, which no review lets out."""
    is_requested: bool
    """Whether it was named, or no year was; if not, it is here because what the site shows of it cannot be kept."""
    is_unverified: bool
    """Whether the site shows it and its files there cannot be kept (`unverified_years`)."""


@dataclass(frozen=True, slots=True)
class Approved:
    """A year that goes out."""

    content: ContentYear
    checked: CheckedYear
    status: YearStatus


@dataclass(frozen=True, slots=True)
class Selection:
    """The years that go out and the notices about the others; with refusals, none goes out.

    `stopped` are the drafts and the classified years among those refused.
    """

    approved: tuple[Approved, ...]
    stopped: tuple[CheckedYear, ...]
    notices: tuple[Notice | YearRefusals, ...]
    refusals: tuple[Refusal | YearRefusals, ...]


def unverified_years(years: Iterable[ContentYear], shown: Mapping[YearKey, ShownYear]) -> tuple[ContentYear, ...]:
    """Return the years whose files on the site cannot be kept as they are: nobody knows that they are what was published.

    A site made by an older version has no record; a file may have been changed by hand.
    """
    return tuple(
        year
        for year in years
        if year.key in shown
        and shown[year.key].record is None
        and year.withheld is None
        and year.earlier is None
        and not year.is_only_sampled
    )


def select_years(candidates: Iterable[Candidate], *, named: bool) -> Selection:
    """Decide which candidates go out; `named` says that the years were named, so that none is skipped silently."""
    approved: list[Approved] = []
    stopped: list[CheckedYear] = []
    notices: list[Notice | YearRefusals] = []
    refusals: list[Refusal | YearRefusals] = []
    for candidate in candidates:
        content, checked, status = candidate.content, candidate.checked, candidate.status
        unverified = Refusal(Reason.SITE_YEAR_UNVERIFIED, year=content.year, root=content.root)
        if content.earlier is not None and not checked.content.is_secret:
            cause = Refusal(Reason.PUBLISHED_BEFORE_TOOL, day=content.earlier.day)
            if named:
                refusals.append(YearRefusals(content.root, checked.content, (cause,)))
            else:
                notices.append(Notice(Event.YEAR_SKIPPED, shown=content.shown, cause=cause))
        elif status is None:
            unkept = (unverified,) if candidate.is_unverified and not (named and candidate.is_requested) else ()
            refusal = YearRefusals(content.root, checked.content, (*unkept, _unpublishable(checked, with_todos=named)))
            if checked.content.is_secret or named or unkept:
                stopped.append(checked)
                refusals.append(refusal)
            else:
                notices.append(refusal)
        elif not named and (skipped := _skip_reason(content, status)):
            notices.append(Notice(Event.YEAR_SKIPPED, shown=content.shown, cause=skipped))
        else:
            approved.append(Approved(content, checked, status))
            if reasons := status.refusals():
                unkept = () if candidate.is_requested else (unverified,)
                hint = Refusal(Reason.PERHAPS_PUBLISHED_BEFORE_TOOL, year=content.year)
                hints = (hint,) if content.may_be_earlier else ()
                refusals.append(YearRefusals(content.root, checked.content, (*unkept, *reasons, *hints)))
            elif not candidate.is_requested:
                notices.append(Notice(Event.SITE_YEAR_REBUILT, shown=content.shown))
    if not approved and not refusals:
        refusals.append(Refusal(Reason.NOTHING_TO_PUBLISH))
    return Selection(tuple(approved), tuple(stopped), tuple(notices), tuple(refusals))


def _unpublishable(year: CheckedYear, *, with_todos: bool) -> Refusal:
    """Why a classified year or a draft is not published; `with_todos` names each open todo (待核)."""
    if year.content.is_secret:
        # the only thing to do is to stop: no form is offered
        return Refusal(Reason.CLASSIFIED)
    todos = open_todos(year.plan) if with_todos else ()
    return Refusal(Reason.DRAFT, causes=draft_reasons(year.plan), todos=todos)


def _skip_reason(content: ContentYear, status: YearStatus) -> Refusal | None:
    """Why a year that nobody named is left out; None if nothing keeps it from going out but what is refused."""
    if content.is_only_sampled:
        return Refusal(Reason.ONLY_SAMPLED)
    return (
        Refusal(Reason.WITHHELD, disclosure=status.review_status.disclosure)
        if status.review_status.is_withheld
        else None
    )


@dataclass(frozen=True, slots=True)
class WithdrawnYear:
    """A year that is no longer 主动公开, and the folders that were made of it when it was."""

    content: ContentYear
    disclosure: Disclosure
    paths: tuple[Path, ...]

    @property
    def notice(self) -> Notice:
        """What to say once it is withdrawn."""
        cause = Refusal(Reason.WITHHELD, disclosure=self.disclosure)
        return Notice(Event.WITHDRAWN, shown=self.content.shown, cause=cause, paths=self.paths)

    @property
    def refusal(self) -> Refusal:
        """What to say while it cannot be withdrawn, because nothing is published."""
        return Refusal(Reason.WITHDRAWN_OUTPUTS_LEFT, paths=self.paths)


def withdrawn_years(
    years: Iterable[ContentYear], folders: Mapping[YearKey, Sequence[Path]]
) -> tuple[WithdrawnYear, ...]:
    """Return the years to be withdrawn; `folders` are the 发布包 and the pages that there are of each year."""
    return tuple(
        WithdrawnYear(year, year.withheld, tuple(folders[year.key]))
        for year in years
        if year.withheld is not None and folders.get(year.key)
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """The years that stay on the site as they are, why others leave it, and why it cannot be made."""

    years: tuple[tuple[Office, KeptYear], ...]
    notices: tuple[Notice, ...]
    refusals: tuple[Refusal, ...]


def kept_years(years: Iterable[ContentYear], shown: Mapping[YearKey, ShownYear], leaving: AbstractSet[YearKey]) -> Kept:
    """Decide which years stay on the site; `leaving` are those published now and those withdrawn."""
    kept: list[tuple[Office, KeptYear]] = []
    notices: list[Notice] = []
    refusals: list[Refusal] = []
    for year in years:
        present = shown.get(year.key)
        if present is None or year.key in leaving:
            continue
        site, record = year.office.site, present.record
        if year.earlier is not None:
            cause = Refusal(Reason.PUBLISHED_BEFORE_TOOL, day=year.earlier.day)
            notices.append(Notice(Event.LEFT_SITE, shown=year.shown, cause=cause))
        elif year.is_only_sampled and (record is None or record.sample):
            cause = Refusal(Reason.ONLY_SAMPLED)
            notices.append(Notice(Event.LEFT_SITE, shown=year.shown, cause=cause))
        elif record is None:
            refusals.append(Refusal(Reason.SITE_YEAR_UNVERIFIED, year=year.year, root=year.root))
        elif record.sample and not site.sample:
            cause = Refusal(Reason.PAGE_OF_SAMPLE, year=year.year, root=year.root)
            notices.append(Notice(Event.LEFT_SITE, shown=year.shown, cause=cause))
        else:
            published = year.registers.effective(sample=site.sample).public
            kept.append((year.office, KeptYear(year.year, present.files, record, published)))
    return Kept(tuple(kept), tuple(notices), tuple(refusals))
