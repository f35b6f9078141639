"""From reviewed plans to the site that shows them: everything is made first, then shown at once.

Nothing appears unless all of it is right: a plan with 必改 findings, or a draft
that is named, refuses the whole publication.
"""

import json
import re
import shutil
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline import (
    preflight as coverage,
    source,
)
from pipeline.assemble import outputs as build
from pipeline.assemble.leak_scan import leaks
from pipeline.assemble.outputs import Outputs
from pipeline.assemble.templates import template_search_path
from pipeline.assemble.year import CheckedYear, load_checked
from pipeline.findings import Finding
from pipeline.fonts import substitutions
from pipeline.model import (
    Disclosure,
    Plan,
    Published,
    Site,
)
from pipeline.notices import Event, Notice
from pipeline.parse import parse
from pipeline.publish.policy.policy import (
    ReviewStatus,
    draft_reasons,
    only_sampled,
    open_todos,
    withheld,
)
from pipeline.publish.portal.package import (
    ATTACHMENTS,
    package,
)
from pipeline.publish.registers import read as register_read, record_review as enter
from pipeline.publish.registers.write import read_archive
from pipeline.publish.sealed import verify as sealed
from pipeline.publish.site.release import (
    SITE,
    published,
    switch,
)
from pipeline.publish.status import Standing, YearRefusals, standing
from pipeline.readers import pdf
from pipeline.refusals import Reason, Refusal
from pipeline.render.compose import issue_date_text
from pipeline.render.print_model import Document
from pipeline.render.web import (
    feed,
    page as html,
    portal_fields as catalogue,
)
from pipeline.render.web.page import Download, YearEntry
from pipeline.source import Root
from pipeline.storage import locked, sha256
from pipeline.text.dates import format_day

ON_THE_PAGE = {
    "plan.pdf": "计划全文和附件（版式文件）",
    "plan.docx": "计划全文和附件（可编辑）",
    "annex.xlsx": "任务分解表",
    "tasks.csv": "任务分解表的数据",
    "plan.json": "计划的数据",
    "deadlines.ics": "完成时间，可加入日历",
}
"""The files the page offers, in this order, and what it calls them."""


@dataclass(frozen=True, slots=True)
class Publication:
    """The result of publishing: the years as read, notices, why nothing was published, and what was written."""

    years: tuple[CheckedYear, ...]
    notices: tuple[Notice | YearRefusals, ...] = ()
    refusals: tuple[Refusal | YearRefusals, ...] = ()
    written: tuple[str, ...] = ()
    states: tuple[tuple[str, ReviewStatus], ...] = ()
    """Each published year as it is shown, and what stands registered for it."""
    packages: tuple[str, ...] = ()
    """The folders of the 发布包, one for each of these years."""


def publish(roots: Sequence[Root], asked: Sequence[int], out: Path, working: Path) -> Publication:
    """Build the years and show them on the site together with those shown already; raises ZwgkError for what is our own.

    Without years asked for, every year that is no draft.
    """
    folders = template_search_path(working)
    opened: list[tuple[Root, CheckedYear]] = []
    standings: dict[tuple[str, int], Standing] = {}
    stopped: list[CheckedYear] = []
    notices: list[Notice | YearRefusals] = []
    refusals: list[Refusal | YearRefusals] = []
    faces_by_root = {root.prefix: coverage.faces_of(root.path) for root in roots}
    for root in roots:
        faces = faces_by_root[root.prefix]
        there = source.years(root.path)
        for number in asked or there:
            if number not in there:
                continue
            year = load_checked(root.path, number, faces)
            if year.content.is_secret or year.plan.is_draft:
                stops = year.content.is_secret or bool(asked)
                stopped += [year] if stops else []
                reason = _unpublishable(year, with_todos=bool(asked))
                (refusals if stops else notices).append(YearRefusals(year.content, (reason,)))
                continue
            stands = standing(root.path, year.content)
            if not asked and (cause := _skip_reason(stands)):
                notices.append(Notice(Event.YEAR_SKIPPED, shown=year.sources.shown(str(number)), cause=cause))
                continue
            opened.append((root, year))
            standings[root.prefix, number] = stands
            if found := stands.refusals():
                refusals.append(YearRefusals(year.content, found))
    if not opened and not refusals:
        refusals.append(Refusal(Reason.NOTHING_TO_PUBLISH))
    if refusals:
        refusals += [Refusal(Reason.WITHDRAWN_OUTPUTS_LEFT, paths=one.paths) for one in _find_withdrawn(roots, (), out)]
        return Publication((*stopped, *(year for _, year in opened)), tuple(notices), tuple(refusals))
    with locked(out):
        made = {
            (root.prefix, year.year): build.build_outputs(
                year, out / root.prefix / str(year.year), folders, faces_by_root[root.prefix]
            )
            for root, year in opened
        }
        files: dict[tuple[str, int], Mapping[str, bytes]] = {}
        packages: dict[tuple[str, int], Mapping[str, bytes]] = {}
        for root, year in opened:
            key = (root.prefix, year.year)
            files[key], packages[key], wrong = _with_signed_files(root, year, standings[key], made[key], folders)
            refusals += wrong
        if refusals:
            return Publication(tuple(one for _, one in opened), tuple(notices), tuple(refusals))
        gone = _find_withdrawn(roots, opened, out)
        site = _site(roots, opened, files, standings, out, folders, {one.key for one in gone}, notices)
        if leaked := _page_leaks(site, opened):
            return Publication(tuple(one for _, one in opened), tuple(notices), tuple(leaked))
        for root, year in opened:
            key = (root.prefix, year.year)
            build.write_outputs(out / root.prefix / str(year.year), made[key], packages[key])
        switch(out, site)
        notices += _withdraw(gone, out)
    packed = tuple(out / prefix / str(number) / build.PACKAGE for prefix, number in packages)
    written = (
        *(out / prefix / str(number) / name for (prefix, number), some in files.items() for name in some),
        *(folder / name for folder, some in zip(packed, packages.values(), strict=True) for name in some),
        *(out / SITE / name for name in site),
    )
    notices += [
        Notice(Event.FONTS_SUBSTITUTED, roles=roles)
        for root, _ in opened
        if (roles := tuple(substitutions(faces_by_root[root.prefix])))
    ]
    notices += _missing({f"{year.sources.root}/site.yaml": year.site for _, year in opened})
    return Publication(
        tuple(year for _, year in opened),
        tuple(notices),
        (),
        tuple(path.as_posix() for path in written),
        tuple((stands.proof.sources.shown(str(year)), stands.state) for (_, year), stands in standings.items()),
        tuple(folder.as_posix() for folder in packed),
    )


def _with_signed_files(
    root: Root, year: CheckedYear, stands: Standing, made: Outputs, folders: Sequence[Path]
) -> tuple[Mapping[str, bytes], Mapping[str, bytes], list[Refusal]]:
    """A year's files as they are published, its 发布包, and why they may not go out."""
    signing = stands.state.signing
    # what was kept when it was signed goes out, whatever templates do later
    kept, wrong = read_archive(root.path, year.year, signing) if signing is not None else ({}, ())
    files = {**made.files, **kept}
    cover = year.content.redactor
    if signing is not None and any(file.sealed and file.name in kept for file in signing.files):
        name = enter.SEALED
        # words that hold a secret are not repeated, not even in part
        added = sealed.find_sensitive(kept[name], cover) or sealed.find_extras(made.files[name], kept[name], year.plan)
        if added:
            extras = [Refusal(Reason.SEALED_EXTRAS, name=name, extra=cover.redact(extra)) for extra in added]
            return files, {}, [*wrong, *extras, Refusal(Reason.SEALED_TO_BE_REPLACED, year=year.year)]
    packed = package(year, files, stands.state.registers.public, folders, stands.state.pending_correction)
    fresh = {name: content for name, content in packed.items() if not name.startswith(f"{ATTACHMENTS}/")}
    return files, packed, [*wrong, *_leak_refusals([*made.leaks, *leaks(kept, cover), *leaks(fresh, cover)])]


def _page_leaks(site: Mapping[str, bytes], opened: Sequence[tuple[Root, CheckedYear]]) -> list[Refusal]:
    """Why the pages and feeds made now may not go out: what a template lets slip into them."""
    covers = [year.content.redactor for _, year in opened]
    pages = {f"{root.prefix}/{year.year}/index.html".lstrip("/") for root, year in opened}
    # the page of a year that is shown as it was speaks of what its content was
    fresh = {name: content for name, content in site.items() if name in pages or not _OF_YEAR.search(name)}
    return _leak_refusals(leaks(fresh, *covers))


_OF_YEAR = re.compile(r"(?:^|/)\d{4}/")


def _leak_refusals(found: Sequence[Finding]) -> list[Refusal]:
    return [Refusal(Reason.LEAKS_FOUND, findings=tuple(found))] if found else []


def _unpublishable(year: CheckedYear, *, with_todos: bool) -> Refusal:
    """Why a year that bears a mark of secrecy (密级), or is a draft, is not published; `with_todos` names each open todo."""
    if year.content.is_secret:
        # whoever has to stop is not told to print a form
        return Refusal(Reason.CLASSIFIED)
    todos = open_todos(year.plan) if with_todos else ()
    return Refusal(Reason.DRAFT, causes=draft_reasons(year.plan), todos=todos)


def _missing(sites: Mapping[str, Site]) -> list[Notice]:
    """What the pages need and nobody has stated."""
    notices = [
        Notice(Event.SITE_VALUES_MISSING, path=path, keys=missing)
        for path, site in sites.items()
        if (missing := tuple(f"{key}（{label}）" for label, key in html.LABELS if not site.get(key)))
    ]
    return notices + [
        Notice(Event.SITE_URL_INVALID, path=path)
        for path, site in sites.items()
        if site.get("网址") and not site.address
    ]


def _site(
    roots: Sequence[Root],
    opened: Sequence[tuple[Root, CheckedYear]],
    files: Mapping[tuple[str, int], Mapping[str, bytes]],
    standings: Mapping[tuple[str, int], Standing],
    out: Path,
    folders: Sequence[Path],
    gone: Container[tuple[str, int]],
    notices: list[Notice | YearRefusals],
) -> dict[str, bytes]:
    """Every file of the site: the years made now, and those shown already as they are, but those `gone`.

    `notices` gets one for each other that leaves it.
    """
    site: dict[str, bytes] = {}
    for root in roots:
        below = f"{root.prefix}/" if root.prefix else ""
        live = {
            number: one.state.registers.public for (prefix, number), one in standings.items() if prefix == root.prefix
        }
        entries: list[YearEntry] = []
        stated = Site()
        mine = {year.year: year for other, year in opened if other == root}
        shown = {
            number: kept
            for number, kept in published(out, root.prefix, mine).items()
            if (root.path / str(number)).is_dir() and (root.prefix, number) not in gone
        }
        for number, kept in list(shown.items()):
            sources = source.load_year(root.path, number)
            stated = parse(sources).site
            if not stated.sample and html.is_sample(kept["index.html"]):
                del shown[number]
                only = only_sampled(register_read.read(root.path, number, ""), stated)
                cause = Refusal(Reason.ONLY_SAMPLED) if only else Refusal(Reason.PAGE_OF_SAMPLE, year=number)
                notices.append(Notice(Event.LEFT_SITE, shown=sources.shown(str(number)), cause=cause))
                continue
            registered = register_read.read(root.path, number, "").effective(sample=stated.sample)
            entries.append(_kept_entry(number, kept, registered.public))
        entries += [_entry(year.document, year.plan, live[number]) for number, year in mine.items()]
        for number, kept in shown.items():
            site |= {f"{below}{number}/{name}": content for name, content in kept.items()}
            page = f"{below}{number}/index.html"
            site[page] = html.with_years(site[page], number, entries, folders)
        for number, year in mine.items():
            made = files[root.prefix, number]
            site |= {f"{below}{number}/{name}": made[name] for name in ON_THE_PAGE if name in made}
            site[f"{below}{number}/index.html"] = html.year_page(
                year.document,
                year.plan,
                year.site,
                _downloads(made),
                folders,
                published=live[number],
                years=entries,
            )
            stated = year.site
        site[f"{below}index.html"] = html.index_page(entries, stated, folders)
        for name, content in ((feed.FEED, feed.feed(entries, stated)), (feed.SITEMAP, feed.sitemap(entries, stated))):
            if content is not None:
                site[f"{below}{name}"] = content
    return dict(sorted(site.items()))


def _skip_reason(stands: Standing) -> Refusal | None:
    """Why a year nobody asked for by name is not published; None where nothing is in its way by itself."""
    if only_sampled(stands.registers, stands.proof.site):
        return Refusal(Reason.ONLY_SAMPLED)
    return Refusal(Reason.WITHHELD, disclosure=stands.state.disclosure) if stands.state.is_withheld else None


@dataclass(frozen=True, slots=True)
class _WithdrawnYear:
    """A year that is not 主动公开 any more, and what was made of it when it was."""

    key: tuple[str, int]
    shown: str
    disclosure: Disclosure
    paths: tuple[Path, ...]


def _withdraw(gone: Sequence[_WithdrawnYear], out: Path) -> list[Notice]:
    """Remove the package (发布包) of each year that left the site."""
    for one in gone:
        prefix, number = one.key
        shutil.rmtree(out / prefix / str(number) / build.PACKAGE, ignore_errors=True)
    return [
        Notice(
            Event.WITHDRAWN,
            shown=one.shown,
            cause=Refusal(Reason.WITHHELD, disclosure=one.disclosure),
            paths=one.paths,
        )
        for one in gone
    ]


def _find_withdrawn(
    roots: Sequence[Root], opened: Sequence[tuple[Root, CheckedYear]], out: Path
) -> list[_WithdrawnYear]:
    """The years that were packaged or shown when they were 主动公开 and are it no more; `opened` are published now."""
    now = {(root.prefix, year.year) for root, year in opened}
    found = []
    for root in roots:
        for number in source.years(root.path):
            # the 发布包 and the page
            made = (out / root.prefix / str(number) / build.PACKAGE, out / SITE / root.prefix / str(number))
            paths = tuple(path for path in made if path.is_dir())
            if not paths or (root.prefix, number) in now:
                continue
            sources = source.load_year(root.path, number)
            read = parse(sources)
            registered = register_read.read(root.path, number, "").effective(sample=read.site.sample)
            disclosure = withheld(read.plan.head.disclosure, registered)
            if disclosure is not None:
                found.append(_WithdrawnYear((root.prefix, number), sources.shown(str(number)), disclosure, paths))
    return found


def _entry(document: Document, plan: Plan, live: Published | None) -> YearEntry:
    return YearEntry(plan.year, plan.name, plan.organ, issue_date_text(plan), catalogue.summary(document), live)


def _kept_entry(number: int, kept: Mapping[str, bytes], live: Published | None) -> YearEntry:
    """What the index says of a year that is shown as it was: what its own files say, whatever the content says by now."""
    page, said = kept["index.html"], json.loads(kept["plan.json"])
    issued = format_day(date.fromisoformat(said["issued"])) if said["issued"] else ""
    return YearEntry(
        number,
        html.label(page, "ArticleTitle"),
        html.label(page, "Author"),
        issued,
        html.label(page, "Description"),
        live,
    )


def _downloads(made: Mapping[str, bytes]) -> list[Download]:
    return [
        Download(
            name,
            label,
            len(made[name]),
            pdf.pages(made[name]) if name.endswith(".pdf") else None,
            sha256(made[name]),
        )
        for name, label in ON_THE_PAGE.items()
        if name in made
    ]
