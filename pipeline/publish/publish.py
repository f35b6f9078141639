"""From reviewed plans to the site that shows them: load, decide, make everything, show it at once, report.

Nothing appears unless all of it is right: a plan with findings that must be corrected
(必改), or a draft that is named, refuses the whole publication.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.assemble.office import Office, load_office
from pipeline.assemble.outputs import PACKAGE
from pipeline.assemble.templates import own_templates, template_search_path, with_root_templates
from pipeline.assemble.year import CheckedYear, check_composed, compose_year
from pipeline.dataclass import dataclass
from pipeline.fonts import substitutions
from pipeline.model import Plan, Site
from pipeline.notices import Event, Notice
from pipeline.parse import parse
from pipeline.publish.apply import Applied, apply, find_withdrawn
from pipeline.publish.plan_publication import Candidate, ContentYear, Selection, select_years, unverified_years
from pipeline.publish.policy.policy import ReviewStatus, withheld_disclosure
from pipeline.publish.registers import read as register_read
from pipeline.publish.registers.model import Registers
from pipeline.publish.site.release import SITE, read_shown
from pipeline.publish.status import YearRefusals, YearStatus, load_status
from pipeline.refusals import Refusal
from pipeline.render.web.page import LABELS
from pipeline.source import Root


@dataclass(frozen=True, slots=True)
class PublishedYear:
    """A year that was published: its content root, its folder as messages name it, its review status, and its 发布包."""

    root: Path
    shown: str
    state: ReviewStatus
    package: Path


@dataclass(frozen=True, slots=True)
class Publication:
    """The result of publishing: the years as read, what to say, why nothing was published, and what was written."""

    years: tuple[CheckedYear, ...]
    notices: tuple[Notice | YearRefusals, ...] = ()
    refusals: tuple[Refusal | YearRefusals, ...] = ()
    published: tuple[PublishedYear, ...] = ()
    written: tuple[Path, ...] = ()
    replaced: tuple[Notice, ...] = ()
    """Of each folder that held another bureau's outputs before."""


def publish(
    roots: Sequence[Root], requested: Sequence[int], output_dir: Path, working: Path, workers: int = 1
) -> Publication:
    """Publish the requested years, or every year that is no draft, and keep the others that the site shows.

    The outputs are made by as many processes as `workers`. Raises ZwgkError for what is wrong with templates, faces or the disk.
    """
    templates = template_search_path(working)
    offices = [load_office(root) for root in roots]
    candidates, years = _load(offices, requested, output_dir)
    selection = select_years(candidates, named=bool(requested))
    if selection.refusals:
        left = (year.refusal for year in find_withdrawn(output_dir, years))
        checked = (*selection.stopped, *(year.checked for year in selection.approved))
        return Publication(checked, selection.notices, (*selection.refusals, *left))
    applied = apply(selection.approved, offices, years, output_dir, templates, workers)
    checked = tuple(year.checked for year in selection.approved)
    notices = (*selection.notices, *applied.notices)
    if applied.refusals:
        return Publication(checked, notices, applied.refusals)
    return _report(selection, applied, (*notices, *_own_templates(selection, templates)), output_dir)


def _load(
    offices: Sequence[Office], requested: Sequence[int], output_dir: Path
) -> tuple[list[Candidate], list[ContentYear]]:
    """Read every year once: the candidates in full, the others as far as it matters to the site."""
    shown = read_shown(output_dir, (office.root.prefix for office in offices))
    candidates: list[Candidate] = []
    years: list[ContentYear] = []
    for office in offices:
        wanted = [year for year in dict.fromkeys(requested or office.years) if year in office.years]
        checked = [_check(office, year) for year in wanted]
        others = [_content_year(office, year) for year in office.years if year not in wanted]
        unverified = unverified_years((*others, *(content for content, _, _ in checked)), shown)
        candidates += (Candidate(*year, is_requested=True, is_unverified=year[0] in unverified) for year in checked)
        candidates += (
            Candidate(*_check(office, year.year), is_requested=False, is_unverified=True)
            for year in unverified
            if year in others
        )
        years += sorted((*others, *(content for content, _, _ in checked)), key=lambda year: year.year)
    return candidates, years


def _check(office: Office, number: int) -> tuple[ContentYear, CheckedYear, YearStatus | None]:
    checked = check_composed(compose_year(office.files, number, office.faces))
    if checked.content.is_secret or checked.plan.is_draft:
        registers = register_read.read(checked.sources)
        return _content(office, checked.shown, checked.plan, registers), checked, None
    status = load_status(checked.content)
    return _content(office, checked.shown, checked.plan, status.registers), checked, status


def _content_year(office: Office, number: int) -> ContentYear:
    sources = office.files.year(number)
    return _content(office, sources.shown(str(number)), parse(sources).plan, register_read.read(sources))


def _content(office: Office, shown: str, plan: Plan, registers: Registers) -> ContentYear:
    disclosure = withheld_disclosure(plan.head.disclosure, registers.effective(sample=office.site.sample))
    return ContentYear(office, plan.year, shown, registers, disclosure)


def _own_templates(selection: Selection, templates: Sequence[Path]) -> Iterator[Notice]:
    """Report the templates of the offices and of the working folder: their words are not among those that are reviewed."""
    roots = {year.content.office.root.path: None for year in selection.approved}
    paths = {path: None for root in roots for path in own_templates(with_root_templates(templates, root))}
    if paths:
        yield Notice(Event.OWN_TEMPLATES_USED, paths=tuple(paths))


def _report(
    selection: Selection, applied: Applied, notices: Sequence[Notice | YearRefusals], output_dir: Path
) -> Publication:
    sites = {f"{year.checked.sources.root}/site.yaml": year.checked.site for year in selection.approved}
    fonts = (
        Notice(Event.FONTS_SUBSTITUTED, roles=roles)
        for year in selection.approved
        if (roles := tuple(substitutions(year.content.office.faces)))
    )
    written = (
        *(year.folder / name for year in applied.published for name in year.new.files),
        *(year.folder / PACKAGE / name for year in applied.published for name in year.package),
        *(output_dir / SITE / name for name in applied.site),
    )
    return Publication(
        tuple(year.checked for year in selection.approved),
        (*notices, *fonts, *_incomplete(sites)),
        (),
        tuple(
            PublishedYear(
                year.approved.content.root,
                year.approved.content.shown,
                year.approved.status.review_status,
                year.folder / PACKAGE,
            )
            for year in applied.published
        ),
        written,
        applied.replaced,
    )


def _incomplete(sites: Mapping[str, Site]) -> Iterator[Notice]:
    """What the pages need and site.yaml does not state."""
    for path, site in sites.items():
        missing = tuple(f"{key}（{label}）" for label, key in LABELS if not site.get(key))
        if missing:
            yield Notice(Event.SITE_VALUES_MISSING, path=path, keys=missing)
    for path, site in sites.items():
        if site.get("网址") and not site.address:
            yield Notice(Event.SITE_URL_INVALID, path=path)
