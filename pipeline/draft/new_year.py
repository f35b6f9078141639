"""Next year's draft from an existing plan (起草下一年): the year moved, everything that needs checking marked 待核."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pipeline import source
from pipeline.dataclass import dataclass
from pipeline.draft.files import write_folder
from pipeline.draft.year_editor import RemovedNote, Unfinished, UnitRename, YearEditor, mark_label
from pipeline.findings import Severity
from pipeline.model import Plan
from pipeline.parse import parse
from pipeline.refusals import Reason, Refusal
from pipeline.source import Place, Sources


@dataclass(frozen=True, slots=True)
class Mark:
    """A place of the draft that a person has to check (待核), and what it is: 日期, 文件, 指导思想, or a key of a head."""

    what: str
    place: Place


@dataclass(frozen=True, slots=True)
class YearDraft:
    """A draft: its files by name below the content root, the marks in them, and what was not taken over.

    `cleared_keys` are the keys of heads that were emptied, `unlisted` the files of
    the source year that its plan.md does not list.
    """

    year: int
    source_year: int
    item_count: int
    files: Mapping[str, str]
    marks: tuple[Mark, ...]
    cleared_keys: tuple[str, ...]
    removed_notes: tuple[RemovedNote, ...]
    renames: tuple[UnitRename, ...]
    unlisted: tuple[str, ...]


def nothing_unfinished(_year: int) -> Unfinished:
    """Return the items that a year left unfinished where nobody keeps a register of that: none."""
    return {}


def draft_year(
    root: Path,
    year: int,
    source_year: int | None = None,
    unfinished: Callable[[int], Unfinished] = nothing_unfinished,
) -> YearDraft | Refusal:
    """Return the draft of that year from an earlier one, by default the newest before it. Writes nothing.

    `unfinished` returns the items that a year left unfinished; they are marked (上年未完成).

    Refuses if the year exists, or the year to draft from is missing, not earlier,
    or cannot be read whole. Raises OSError for what cannot be opened.
    """
    folder = root / str(year)
    if folder.is_dir() and any(folder.iterdir()):
        return Refusal(Reason.FOLDER_EXISTS, path=folder)
    years = [known for known in source.years(root) if (root / str(known) / "plan.md").is_file()]
    chosen = _choose_source_year(root, year, source_year, years)
    if isinstance(chosen, Refusal):
        return chosen
    sources = source.load_year(root, chosen)
    reading = parse(sources)
    errors = [finding for finding in reading.findings if finding.severity is Severity.ERROR]
    if errors:
        return Refusal(
            Reason.SOURCE_YEAR_HAS_ERRORS,
            source_year=chosen,
            count=len(errors),
            place=errors[0].place,
            message=errors[0].message,
        )
    return draft_from(sources, reading.plan, year, unfinished(chosen))


def _choose_source_year(root: Path, year: int, source_year: int | None, years: Sequence[int]) -> int | Refusal:
    if source_year is None:
        earlier = [known for known in years if known < year]
        return max(earlier) if earlier else Refusal(Reason.NO_EARLIER_PLAN, root=root, year=year)
    if source_year not in years:
        return Refusal(Reason.NO_PLAN_OF_YEAR, root=root, year=source_year, years=tuple(years))
    if source_year >= year:
        return Refusal(Reason.SOURCE_YEAR_NOT_EARLIER, year=year, source_year=source_year)
    return source_year


def draft_from(sources: Sources, plan: Plan, year: int, unfinished: Unfinished | None = None) -> YearDraft:
    """Return the draft of that year from a plan and the sources it was read from."""
    editor = YearEditor(sources, plan, year, unfinished or {})
    files = editor.edit()
    records = {name: "\n".join(file.lines) for name, file in sources.files if name.endswith(".yaml")}
    reread = parse(source.sources_from_files(year, {**records, **files}, sources.root)).plan
    marks = tuple(Mark(mark_label(note.text.value), note.text.place()) for note in reread.notes() if note.is_todo)
    return YearDraft(
        year,
        plan.year,
        sum(1 for _ in plan.items()),
        files,
        marks,
        tuple(editor.cleared_keys),
        tuple(editor.removed_notes),
        editor.renames(),
        tuple(sorted(editor.unlisted)),
    )


def write_draft(root: Path, draft: YearDraft) -> Refusal | None:
    """Write the draft below the content root, all or nothing; refuses if the year exists by now."""
    prefix = f"{draft.year}/"
    files = {name.removeprefix(prefix): text.encode() for name, text in draft.files.items()}
    return write_folder(root / str(draft.year), files)
