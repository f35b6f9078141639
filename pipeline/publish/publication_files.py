"""What goes out of one year: its outputs, with files archived at the sign-off in their place, and the 发布包."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.assemble.leak_scan import leaks
from pipeline.assemble.outputs import Outputs, build_outputs
from pipeline.check.redact import redact_deep
from pipeline.findings import Finding
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


def publication_files(approved: Approved, output_dir: Path, templates: Sequence[Path]) -> PublicationFiles:
    """Build what goes out of a year; nothing is written. Raises ZwgkError for a template or face that cannot be used."""
    checked, state, office = approved.checked, approved.status.review_status, approved.content.office
    folder = office.output_folder(output_dir, checked.year)
    outputs = build_outputs(checked, folder, templates, office.faces)
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
