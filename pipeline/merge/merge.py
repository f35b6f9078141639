"""Merge edited files into a year's content: find their edits, put these side by side, and choose among them."""

from collections.abc import Collection, Sequence
from pathlib import Path

from pipeline.dataclass import dataclass
from pipeline.merge.built import built_state
from pipeline.merge.combine import combine, contradict
from pipeline.merge.consequences import checked
from pipeline.merge.file_edits import MergedFile, Read, document_of, read_edits
from pipeline.merge.model import MergeEdit, State, file_texts
from pipeline.merge.rebase import rebase
from pipeline.merge.states import open_state
from pipeline.patterns import lazy_pattern
from pipeline.readers.load import read_document
from pipeline.refusals import Reason, Refusal


@dataclass(frozen=True, slots=True)
class Merge:
    """Edited files compared with the year's content: every edit, numbered from 1 in this order."""

    year: int
    present: State
    files: tuple[MergedFile, ...]
    edits: tuple[MergeEdit, ...]
    built: State | None = None
    """What the last build was made of, if that is not the present content."""

    @property
    def open_edits(self) -> tuple[MergeEdit, ...]:
        """The edits that are to be written: placed, free of conflicts and not done yet."""
        return tuple(edit for edit in self.edits if edit.reason is None and not edit.is_done)


def stated_year(files: Sequence[tuple[str, bytes]], years: Collection[int], read: Read = read_document) -> int | None:
    """Return the one of `years` that the titles of the files name; None where they name none or several."""
    found: set[int] = set()
    for name, content in files:
        document = document_of(name, content, read)
        if isinstance(document, Refusal):
            return None
        lines = [paragraph.text.strip() for paragraph in document.paragraphs() if paragraph.text.strip()]
        titles = (line for line in lines[:_ABOVE_BODY] if not line.endswith(("。", "日")))
        year = next((int(match[1]) for line in titles if (match := _YEAR_OF_PLAN.search(line))), None)
        found |= {year} if year in years and year is not None else set()
    return found.pop() if len(found) == 1 else None


_ABOVE_BODY = 6
"""The plan's title is one of so many paragraphs."""

_YEAR_OF_PLAN = lazy_pattern(r"(?<!\d)((?:19|20)\d\d)年")


def find_merge(
    root: Path,
    year: int,
    files: Sequence[tuple[str, bytes]],
    base: str | None = None,
    read: Read = read_document,
    built: Path | None = None,
) -> Merge | Refusal:
    """Read the edited files and return their edits; writes nothing.

    `base` names the state they were made from, `built` is the folder of the year's last build.

    Refuses a file that cannot be read, bears a 密级, or was made from no known state.
    Raises OSError for content that cannot be opened.
    """
    present = open_state(root, year, "")
    if isinstance(present, Refusal):
        return present
    last = None if built is None else built_state(present, built)
    edits: list[MergeEdit] = []
    merged: list[MergedFile] = []
    for name, content in files:
        found = read_edits(root, year, name, content, base, read, last)
        if isinstance(found, Refusal):
            return found
        merged.append(found.file)
        edits += rebase(found.edits, file_texts(found.state.sources), file_texts(present.sources))
    return Merge(year, present, tuple(merged), checked(present.sources, combine(edits)), last)


def chosen_edits(merge: Merge, theirs: Collection[int], ours: Collection[int]) -> tuple[MergeEdit, ...] | Refusal:
    """Return the edits to write: those in no conflict but `ours`, and of those in conflict `theirs`, by number."""
    unknown = [number for number in (*theirs, *ours) if not 0 < number <= len(merge.edits)]
    if unknown:
        return Refusal(Reason.MERGE_NUMBER, number=unknown[0], count=len(merge.edits))
    unplaced = [number for number in theirs if not merge.edits[number - 1].changes]
    if unplaced:
        return Refusal(Reason.MERGE_NOT_PLACED, number=unplaced[0])
    chosen = [
        edit
        for number, edit in enumerate(merge.edits, 1)
        if number in theirs or (edit.reason is None and edit.changes and not edit.is_done and number not in ours)
    ]
    for index, edit in enumerate(chosen):
        other = next((other for other in chosen[index + 1 :] if contradict(edit, other)), None)
        if other is not None:
            numbers = tuple(merge.edits.index(one) + 1 for one in (edit, other))
            return Refusal(Reason.MERGE_CONTRADICTS, first=numbers[0], second=numbers[1])
    return tuple(chosen)
