"""Carry a publication out: under the lock everything is made, scanned and written, then the site is switched."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.assemble.leak_scan import leaks
from pipeline.assemble.office import Office
from pipeline.assemble.outputs import PACKAGE, replaced_outputs, write_outputs
from pipeline.assemble.templates import with_root_templates
from pipeline.dataclass import dataclass
from pipeline.notices import Notice
from pipeline.publish.plan_publication import Approved, ContentYear, WithdrawnYear, kept_years, withdrawn_years
from pipeline.publish.publication_files import PublicationFiles, all_publication_files, leak_refusals
from pipeline.publish.site.pages import office_site
from pipeline.publish.site.release import SITE, read_shown, switch
from pipeline.refusals import Refusal
from pipeline.storage import locked


@dataclass(frozen=True, slots=True)
class Applied:
    """The result of publishing and its notices; with refusals, nothing was written."""

    published: tuple[PublicationFiles, ...] = ()
    site: tuple[str, ...] = ()
    """The names of the site's files."""
    notices: tuple[Notice, ...] = ()
    replaced: tuple[Notice, ...] = ()
    """Of each folder that held another bureau's outputs before."""
    refusals: tuple[Refusal, ...] = ()


def apply(
    approved: Sequence[Approved],
    offices: Sequence[Office],
    years: Sequence[ContentYear],
    output_dir: Path,
    templates: Sequence[Path],
    workers: int = 1,
) -> Applied:
    """Publish the approved years; `years` are all years of the content. Another process waits until this one is done."""
    with locked(output_dir):
        new = all_publication_files(approved, output_dir, templates, workers)
        if refusals := tuple(refusal for year in new for refusal in year.refusals):
            return Applied(refusals=refusals)
        published = {year.content.key for year in approved}
        withdrawn = find_withdrawn(output_dir, [year for year in years if year.key not in published])
        leaving = published | {year.content.key for year in withdrawn}
        kept = kept_years(years, read_shown(output_dir, (office.root.prefix for office in offices)), leaving)
        if kept.refusals:
            return Applied(notices=kept.notices, refusals=kept.refusals)
        parts = [
            office_site(
                office,
                [year.new for year in new if year.approved.content.office is office],
                [year for owner, year in kept.years if owner is office],
                [(year.year, year.earlier) for year in years if year.office is office and year.earlier is not None],
                with_root_templates(templates, office.root.path),
            )
            for office in offices
        ]
        site = {name: part.files[name] for part in parts for name in sorted(part.files)}
        rendered = {name: part.files[name] for part in parts for name in part.rendered}
        redactors = [year.checked.content.redactor for year in approved]
        if refusals := leak_refusals(leaks(rendered, *redactors)):
            return Applied(notices=kept.notices, refusals=refusals)
        replaced = tuple(_replaced(new))
        for year in new:
            write_outputs(year.folder, year.outputs, year.package)
        switch(output_dir, site, {key: record for part in parts for key, record in part.years.items()})
        for gone in withdrawn:
            shutil.rmtree(
                gone.content.office.output_folder(output_dir, gone.content.year) / PACKAGE, ignore_errors=True
            )
    notices = (*kept.notices, *(year.notice for year in withdrawn))
    return Applied(tuple(new), tuple(sorted(site)), notices, replaced)


def _replaced(new: Sequence[PublicationFiles]) -> Iterator[Notice]:
    for year in new:
        notice = replaced_outputs(year.folder, year.outputs)
        if notice is not None:
            yield notice


def find_withdrawn(output_dir: Path, years: Sequence[ContentYear]) -> tuple[WithdrawnYear, ...]:
    """Return the years that are no longer 主动公开 and of which there still is a 发布包 or a page."""
    folders = {}
    for year in years:
        prefix, number = year.key
        made = (year.office.output_folder(output_dir, number) / PACKAGE, output_dir / SITE / prefix / str(number))
        folders[year.key] = tuple(path for path in made if path.is_dir())
    return withdrawn_years(years, folders)
