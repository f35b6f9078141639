"""Compare a year's content with an edited file: its edits are made in memory, and the plans are compared as always."""

from pathlib import Path, PurePath

from pipeline.dataclass import dataclass
from pipeline.diff.snapshots import ComparedVersions, Version, compare_opened
from pipeline.merge.built import built_state
from pipeline.merge.combine import combine
from pipeline.merge.file_edits import Read, read_edits
from pipeline.merge.merge import Merge
from pipeline.merge.model import State
from pipeline.merge.states import open_state
from pipeline.merge.verify import edited_sources
from pipeline.parse import parse
from pipeline.readers.load import read_document
from pipeline.refusals import Refusal


@dataclass(frozen=True, slots=True)
class EditedComparison:
    """The edits of a file, and the state it was made from beside the same with the edits."""

    merge: Merge
    compared: ComparedVersions


def compare_edited(
    root: Path,
    year: int,
    name: str,
    content: bytes,
    base: str | None = None,
    read: Read = read_document,
    built: Path | None = None,
) -> EditedComparison | Refusal:
    """Return what an edited file changes; nothing is written.

    `base` names the state it was made from, `built` is the folder of the year's last build.

    Refuses what `merge.find_merge` refuses; raises OSError for content that cannot be opened.
    """
    present = open_state(root, year, "")
    last = built_state(present, built) if built is not None and isinstance(present, State) else None
    found = read_edits(root, year, name, content, base, read, last)
    if isinstance(found, Refusal):
        return found
    edits = combine(found.edits)
    sources = edited_sources(found.state.sources, [edit for edit in edits if edit.reason is None and edit.changes])
    before = Version(year, found.state.name, found.state.plan, found.state.sources)
    after = Version(year, PurePath(name).stem, parse(sources).plan, sources)
    merge = Merge(year, found.state, (found.file,), edits, last)
    return EditedComparison(merge, compare_opened(root, before, after))
