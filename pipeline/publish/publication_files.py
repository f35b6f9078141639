"""What goes out of one year: its outputs, with files archived at the sign-off in their place, and the 发布包."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from pipeline.assemble.leak_scan import leaks
from pipeline.assemble.office import Office
from pipeline.assemble.outputs import Outputs, rendered_outputs
from pipeline.assemble.templates import with_root_templates
from pipeline.assemble.year import CheckedYear
from pipeline.check.redact import redact_deep
from pipeline.dataclass import dataclass
from pipeline.errors import ZwgkError
from pipeline.findings import Finding
from pipeline.pool import WorkerDied, run_jobs
from pipeline.publish.plan_publication import Approved
from pipeline.publish.portal.package import ATTACHMENTS, package
from pipeline.publish.registers.record_review import SEALED
from pipeline.publish.registers.write import read_archive
from pipeline.publish.sealed import verify
from pipeline.publish.site.pages import NewYear
from pipeline.readers import pdf
from pipeline.refusals import Reason, Refusal


@dataclass(frozen=True, slots=True)
class PublicationFiles:
    """A year ready to be written: its folder, outputs, files as they go out, and 发布包; with refusals, it must not be."""

    approved: Approved
    folder: Path
    outputs: Outputs
    new: NewYear
    package: Mapping[str, bytes]
    refusals: tuple[Refusal, ...]


def all_publication_files(
    approved: Sequence[Approved], output_dir: Path, templates: Sequence[Path], workers: int
) -> list[PublicationFiles]:
    """Build what goes out of each year, the outputs in a pool of `workers` processes; nothing is written.

    Raises ZwgkError for a template or face that cannot be used, and for a process that died.
    """
    made = run_jobs(
        partial(_outputs, output_dir, templates), [(year.checked, year.content.office) for year in approved], workers
    )
    return [
        _publication_files(
            year, _living(year, outputs), output_dir, with_root_templates(templates, year.content.office.root.path)
        )
        for year, outputs in zip(approved, made, strict=True)
    ]


def _outputs(output_dir: Path, templates: Sequence[Path], job: tuple[CheckedYear, Office]) -> Outputs:
    checked, office = job
    folders = with_root_templates(templates, office.root.path)
    return rendered_outputs(checked, office.output_folder(output_dir, checked.year), folders, office.faces)


def _living(year: Approved, outputs: Outputs | WorkerDied) -> Outputs:
    if isinstance(outputs, WorkerDied):
        raise ZwgkError(f"{year.content.shown}：生成文件的进程中断了，多半是内存不够；用 -j 1 再试一次")
    return outputs


def _publication_files(
    approved: Approved, outputs: Outputs, output_dir: Path, templates: Sequence[Path]
) -> PublicationFiles:
    """Return what goes out of a year."""
    checked, state, office = approved.checked, approved.status.review_status, approved.content.office
    folder = office.output_folder(output_dir, checked.year)
    # what was archived at the sign-off goes out, whatever templates do later
    signing = state.signing
    archived, refusals = read_archive(office.root.path, checked.year, signing) if signing is not None else ({}, ())
    files = {**outputs.files, **archived}
    pages = {"plan.pdf": outputs.record.pages}
    pages |= {name: pdf.page_count(content) for name, content in archived.items() if name.endswith(".pdf")}
    new = NewYear(checked, files, pages, state.registers.public)
    redactor = checked.content.redactor
    if signing is not None and any(file.sealed and file.name in archived for file in signing.files):
        theirs = archived[SEALED]
        # text that holds a secret is not repeated, not even in part
        extras = verify.find_sensitive(theirs, redactor) or verify.find_extras(
            outputs.files[SEALED], theirs, checked.plan
        )
        if extras:
            reasons = [
                Refusal(Reason.SEALED_EXTRAS, name=SEALED, extra=redact_deep(extra, redactor.redact))
                for extra in extras
            ]
            remedy = Refusal(Reason.SEALED_TO_BE_REPLACED, year=checked.year, root=office.root.path)
            return PublicationFiles(approved, folder, outputs, new, {}, (*refusals, *reasons, remedy))
    packed = package(checked, files, pages, state.registers.public, templates, state.pending_correction)
    forms = {name: content for name, content in packed.items() if not name.startswith(f"{ATTACHMENTS}/")}
    leaked = [*outputs.leaks, *leaks(archived, redactor), *leaks(forms, redactor)]
    return PublicationFiles(approved, folder, outputs, new, packed, (*refusals, *leak_refusals(leaked)))


def leak_refusals(leaks: Iterable[Finding]) -> tuple[Refusal, ...]:
    """Return the refusal of files that would let sensitive text out; empty if there is none."""
    findings = tuple(leaks)
    return (Refusal(Reason.LEAKS_FOUND, findings=findings),) if findings else ()
