"""Writing an imported plan below a content root: the year's folder all or nothing, and its units into the roster as proposals."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from pipeline.dataclass import dataclass
from pipeline.draft.files import write_files, write_folder
from pipeline.ingest.proposals import ROSTER, with_proposals
from pipeline.ingest.recognize import Imported, import_documents
from pipeline.ingest.remarks import Remark
from pipeline.ingest.report import REPORT, report_text
from pipeline.parse import parse
from pipeline.parse.serialize import write
from pipeline.readers.document import Document
from pipeline.refusals import Reason, Refusal
from pipeline.source import load_office, sources_from_files


@dataclass(frozen=True, slots=True)
class ImportedYear:
    """An imported year: its files by name below its folder, and the records to write beside it, by name below the root."""

    imported: Imported
    files: Mapping[str, str]
    records: Mapping[str, str]


def import_year(root: Path, documents: tuple[Document, ...], year: int) -> ImportedYear | Refusal:
    """Return the year that the documents make; refuses if its folder has anything in it. Writes nothing.

    Raises OSError for a roster that cannot be opened.
    """
    folder = root / str(year)
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        return Refusal(Reason.FOLDER_EXISTS, path=folder)
    path = root / ROSTER
    roster = parse(load_office(root)).plan.roster if path.is_file() else ()
    imported = import_documents(documents, year, roster)
    if isinstance(imported, Refusal):
        return imported
    return _with_files(imported, path.read_bytes() if path.exists() else b"")


def _with_files(imported: Imported, roster: bytes) -> ImportedYear:
    """Return the files of an import, and the roster with the units it does not have where they can be added to it."""
    written = write(imported.plan)
    proposed = None
    if imported.new_units:
        with suppress(UnicodeDecodeError):
            proposed = with_proposals(roster.decode(), imported.new_units)
    prefix = f"{imported.plan.year}/"
    reread = parse(sources_from_files(imported.plan.year, written)).plan
    if reread != imported.plan:
        text = "写成内容后再读，有的地方和读入的不一样（多半是文字里有与记号相同的字符）；请对照原件看一遍"
        imported = replace(imported, remarks=(*imported.remarks, Remark(text, "")))
    files = {name.removeprefix(prefix): text for name, text in written.items() if name.startswith(prefix)}
    files[REPORT] = report_text(imported, proposes_units=proposed is not None)
    return ImportedYear(imported, files, {ROSTER: proposed} if proposed is not None else {})


def write_year(root: Path, year: ImportedYear) -> Refusal | None:
    """Write an imported year below the content root; refuses if the year exists by now. Raises OSError."""
    files = {name: text.encode() for name, text in year.files.items()}
    refusal = write_folder(root / str(year.imported.plan.year), files)
    if refusal is None:
        write_files(root, year.records)
    return refusal
