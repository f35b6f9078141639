"""Writing an imported plan below a content root: the year's folder all or nothing, and a roster where there is none."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.draft.files import write_files, write_folder
from pipeline.ingest.recognize import Imported, import_documents
from pipeline.ingest.remarks import Remark
from pipeline.ingest.report import REPORT, report_text
from pipeline.parse import parse
from pipeline.parse.serialize import write
from pipeline.readers.document import Document
from pipeline.refusals import Reason, Refusal
from pipeline.source import load_office, sources_from_files

ROSTER = "units.yaml"


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
    roster = parse(load_office(root)).plan.roster if (root / ROSTER).is_file() else ()
    imported = import_documents(documents, year, roster)
    if isinstance(imported, Refusal):
        return imported
    return _with_files(imported, proposes_units=not (root / ROSTER).exists())


def _with_files(imported: Imported, *, proposes_units: bool) -> ImportedYear:
    written = write(imported.plan)
    prefix = f"{imported.plan.year}/"
    reread = parse(sources_from_files(imported.plan.year, written)).plan
    if reread != imported.plan:
        text = "写成内容后再读，有的地方和读入的不一样（多半是文字里有与记号相同的字符）；请对照原件看一遍"
        imported = replace(imported, remarks=(*imported.remarks, Remark(text, "")))
    files = {name.removeprefix(prefix): text for name, text in written.items() if name.startswith(prefix)}
    files[REPORT] = report_text(imported, proposes_units=proposes_units)
    records = {ROSTER: written[ROSTER]} if proposes_units and imported.plan.roster else {}
    return ImportedYear(imported, files, records)


def write_year(root: Path, year: ImportedYear) -> Refusal | None:
    """Write an imported year below the content root; refuses if the year exists by now. Raises OSError."""
    files = {name: text.encode() for name, text in year.files.items()}
    refusal = write_folder(root / str(year.imported.plan.year), files)
    if refusal is None:
        write_files(root, year.records)
    return refusal
