"""Write chosen edits into the content: all files or none, with the states kept that a second run compares with."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.dataclass import dataclass
from pipeline.diff.snapshots import save_snapshot, snapshot_names
from pipeline.draft.files import check_name
from pipeline.merge.built import BUILT
from pipeline.merge.merge import Merge
from pipeline.merge.model import FileChange, MergeEdit, State, apply_changes
from pipeline.merge.register import REGISTER, register_entry, registered_state
from pipeline.merge.splice import splice
from pipeline.merge.states import open_state
from pipeline.merge.verify import verified
from pipeline.refusals import Reason, Refusal
from pipeline.source import file_from_bytes
from pipeline.storage import locked_content, write_files

SNAPSHOT = "合并前"
"""The 稿本 that keeps the content as it was before its first merge."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What was written: the edits, those that would have been read differently, the files, the 稿本 saved before, what was deleted."""

    edits: tuple[MergeEdit, ...]
    failed: tuple[MergeEdit, ...]
    files: tuple[str, ...]
    snapshot: str = ""
    deleted: tuple[str, ...] = ()


def apply_merge(root: Path, merge: Merge, edits: Sequence[MergeEdit]) -> Applied | Refusal:
    """Write the edits into the content files, and register the merged files.

    All is written under one lock: the content before is kept as a 稿本 if a file was made from
    it or an item's file goes, so that a second run compares with the same words; then the files are
    on the disk before the first of them takes its place. Refuses if the content was changed
    since it was read. Raises OSError.
    """
    result = verified(merge.present.sources, edits)
    with locked_content(root):
        files = _new_files(root, merge, result.made)
        if isinstance(files, Refusal):
            return files
        kept = _kept_states(root, merge, is_needed=None in files.values()) if files else {}
        if isinstance(kept, Refusal):
            return kept
        register = {f"{merge.year}/{REGISTER}": _registered(root, merge, kept)} if files else {}
        write_files(root, {**files, **register})
    shown = merge.present.sources.shown
    written = tuple(shown(name) for name, content in files.items() if content is not None)
    deleted = tuple(shown(name) for name, content in files.items() if content is None)
    return Applied(result.made, result.failed, written, kept.get("", ""), deleted)


def _new_files(root: Path, merge: Merge, edits: Sequence[MergeEdit]) -> dict[str, bytes | None] | Refusal:
    """The files' new bytes, None for those that go: an item's file is there before the list names it, and goes after."""
    changes: dict[str, list[FileChange]] = {}
    for edit in edits:
        for change in edit.changes:
            changes.setdefault(change.name, []).append(change)
    files: dict[str, bytes | None] = {}
    for name in sorted(changes, key=lambda name: name.endswith("/plan.md")):
        source = merge.present.sources.get(name)
        if source is None:
            files[name] = apply_changes("", changes[name]).encode()
            continue
        content = (root / name).read_bytes()
        if file_from_bytes(source.path, content).lines != source.lines:
            return Refusal(Reason.MERGE_CHANGED, path=source.path)
        try:
            files[name] = splice(content, source.encoding, changes[name])
        except UnicodeEncodeError as error:
            return Refusal(Reason.MERGE_ENCODING, path=source.path, character=error.object[error.start])
    return {**files, **dict.fromkeys(name for edit in edits for name in edit.removed)}


def _kept_states(root: Path, merge: Merge, *, is_needed: bool) -> dict[str, str] | Refusal:
    """Keep the states that files were made from and that have no name yet as 稿本; returns the names by those of the states.

    `is_needed` says that the present content is kept in any case.
    """
    kept: dict[str, str] = {}
    states = {file.state for file in merge.files}
    wanted = [(merge.present, SNAPSHOT)] if is_needed or "" in states else []
    if merge.built is not None and BUILT in states and BUILT not in snapshot_names(root, merge.year):
        wanted.append((merge.built, BUILT))
    for state, title in wanted:
        name = _keep(root, merge.year, state, title)
        if isinstance(name, Refusal):
            return name
        kept[state.name] = name
    return kept


def _keep(root: Path, year: int, state: State, title: str) -> str | Refusal:
    """Save a state as a 稿本 with that title, or that and a number, if none is equal to it; returns the name."""
    names = snapshot_names(root, year)
    for name in names:
        known = open_state(root, year, name)
        if isinstance(known, State) and _texts(known) == _texts(state):
            return name
    name = next(
        name for name in (title, *(f"{title}{number}" for number in range(2, len(names) + 3))) if name not in names
    )
    assert check_name(name) is None
    # the present content is kept byte for byte
    files = {name.split("/", 1)[1]: "\n".join(lines).encode() for name, lines in _texts(state).items()}
    saved = save_snapshot(root, year, name, files if state.name else None)
    return saved if isinstance(saved, Refusal) else name


def _texts(state: State) -> dict[str, tuple[str, ...]]:
    """The files that the plan is made of."""
    kept = ("/plan.md", "/notice.md")
    return {
        name: file.lines
        for name, file in state.sources.files
        if name.endswith(kept) or "/items/" in name or "/annex/" in name
    }


def _registered(root: Path, merge: Merge, kept: Mapping[str, str]) -> bytes:
    """The register with the merged files in it."""
    path = root / str(merge.year) / REGISTER
    text = path.read_text("utf-8") if path.is_file() else ""
    for file in merge.files:
        if registered_state(root, merge.year, file.digest) is None:
            text = register_entry(text, file.name, file.digest, kept.get(file.state, file.state))
    return text.encode()
