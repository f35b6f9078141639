"""Merge edited files into a year's content: read them, find their edits, put these side by side, and write what was chosen."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from pipeline.check.redact import has_classification_mark
from pipeline.diff.snapshots import save_snapshot, snapshot_names
from pipeline.draft.files import check_name
from pipeline.errors import Unreadable
from pipeline.merge.built import BUILT, built_state
from pipeline.merge.combine import combine, contradict
from pipeline.merge.find import find_edits
from pipeline.merge.model import EditKind, FileChange, MergeEdit, State, Unplaced, apply_changes, file_texts
from pipeline.merge.rebase import rebase
from pipeline.merge.register import REGISTER, register_entry, registered_state
from pipeline.merge.splice import splice
from pipeline.merge.states import MOST_DIFFERENT, Nearest, known_states, nearest_state, open_state, print_state
from pipeline.merge.structure import all_edits
from pipeline.merge.verify import verified
from pipeline.parse import parse
from pipeline.readers.document import AsideKind, Document, FileKind
from pipeline.readers.load import read_document
from pipeline.refusals import Reason, Refusal
from pipeline.render.compose import compose
from pipeline.source import Sources, file_from_bytes
from pipeline.storage import locked_in_place, sha256, write_files

SNAPSHOT = "合并前"
"""The 稿本 that keeps the content as it was before its first merge."""


@dataclass(frozen=True, slots=True)
class MergedFile:
    """One edited file: its name and digest, and the state it was made from (empty for the present content)."""

    name: str
    digest: str
    state: str


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


Read = Callable[[str, bytes], Document]


def stated_year(files: Sequence[tuple[str, bytes]], years: Collection[int], read: Read = read_document) -> int | None:
    """Return the one of `years` that the titles of the files name; None where they name none or several."""
    found: set[int] = set()
    for name, content in files:
        document = _document(name, content, read)
        if isinstance(document, Refusal):
            return None
        lines = [paragraph.text.strip() for paragraph in document.paragraphs() if paragraph.text.strip()]
        titles = (line for line in lines[:_ABOVE_BODY] if not line.endswith(("。", "日")))
        year = next((int(match[1]) for line in titles if (match := _YEAR_OF_PLAN.search(line))), None)
        found |= {year} if year in years and year is not None else set()
    return found.pop() if len(found) == 1 else None


_ABOVE_BODY = 6
"""The plan's title is one of so many paragraphs."""

_YEAR_OF_PLAN = re.compile(r"(?<!\d)((?:19|20)\d\d)年")


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
    return Merge(year, present, tuple(merged), _checked(present.sources, combine(edits)), last)


def _unexplained(nearest: Nearest, found: Sequence[MergeEdit]) -> list[MergeEdit]:
    """The edits without those that are printed as edited once the others are made.

    These are numbers that follow from a deleted paragraph, and brackets that sum up what the
    annex states row by row.
    """
    single = [edit for edit in found if not edit.is_summary]
    disputed = {
        id(edit)
        for edit in single
        if any(other is not edit and other.changes and contradict(edit, other) for other in single if edit.changes)
    }
    sources = nearest.printed.state.sources
    agreed = [edit for edit in single if id(edit) not in disputed]
    checked = {id(edit): result for edit, result in zip(agreed, _checked(sources, agreed), strict=True)}
    made = [edit for edit in checked.values() if edit.reason is None]
    if not made:
        return [checked.get(id(edit), edit) for edit in found]
    written, left = _as_printed(nearest, found, made)
    dropped = {id(edit) for edit in made} - {id(edit) for edit in written}
    differing = {(edit.kind, edit.new) for edit in left}
    summed = {(edit.kind, edit.context, edit.new) for edit in left}
    kept = []
    for edit in found:
        result = checked.get(id(edit), edit)
        if id(result) in dropped:
            result = replace(result, changes=(), fallback=(), reason=Unplaced.PRINTS_DIFFERENTLY)
        if edit.is_summary:
            is_left = (edit.kind, edit.context, edit.new) in summed
        else:
            is_asked = edit.reason is Unplaced.CONFLICT and bool(edit.changes)
            is_left = id(edit) in disputed or is_asked or result.reason is None or (edit.kind, edit.new) in differing
        if is_left:
            kept.append(result)
    return kept


_PARAGRAPH_KINDS = (
    EditKind.NEW_PARAGRAPH,
    EditKind.NEW_STEP,
    EditKind.NEW_HEADING,
    EditKind.DELETED_PARAGRAPH,
)
_TEXT_KINDS = (EditKind.WORDS, EditKind.HEADING, *_PARAGRAPH_KINDS)


def _as_printed(
    nearest: Nearest, found: Sequence[MergeEdit], made: Sequence[MergeEdit]
) -> tuple[list[MergeEdit], list[MergeEdit]]:
    """Return those of the edits that together print what the file says, and what differs after them.

    Body and annex print one text twice, and may state one edit in two ways (where the body joins
    paragraphs of two tasks): then those of one print are made, or none.
    """
    best = list(made)
    left = _edits_after(nearest, best)
    # words alone are told to be one edit by what they make of the text (`without_repeated_prints`)
    if not any(edit.kind in _PARAGRAPH_KINDS for edit in made) or not _surprises(found, best, left):
        return best, left
    for name in dict.fromkeys(change.name for edit in made for change in edit.changes):
        own = [
            edit for edit in best if edit.kind in _TEXT_KINDS and any(change.name == name for change in edit.changes)
        ]
        in_table = [edit for edit in own if edit.spot.startswith(_TABLE_PLACES)]
        in_body = [edit for edit in own if edit not in in_table]
        for without in (in_body, in_table, own):
            if not without:
                continue
            fewer = [edit for edit in best if edit not in without]
            then = _edits_after(nearest, fewer)
            if len(_surprises(found, fewer, then)) < len(_surprises(found, best, left)):
                best, left = fewer, then
                break
    return best, left


_TABLE_PLACES = ("表", "工作表")


def _edits_after(nearest: Nearest, made: Sequence[MergeEdit]) -> list[MergeEdit]:
    """The edits of the file that are found once these are made."""
    after = edited_sources(nearest.printed.state.sources, made)
    state = State(nearest.printed.state.root, nearest.printed.state.name, after, parse(after).plan)
    return find_edits(state, print_state(state, nearest.printed.printing), nearest.blocks, "")


def _surprises(found: Sequence[MergeEdit], made: Sequence[MergeEdit], left: Sequence[MergeEdit]) -> list[MergeEdit]:
    """What still differs, in paragraphs that were edited, after the edits are made.

    A paragraph that was not edited differs where it prints words that were edited in another print,
    and typed numbers differ where the program counts otherwise.
    """
    written = {id(edit) for edit in made}
    edited = {edit.spot for edit in found}
    before = {(edit.kind, edit.new) for edit in found if id(edit) not in written}
    return [
        edit
        for edit in left
        if edit.kind in _TEXT_KINDS
        and edit.reason is not Unplaced.DERIVED
        and edit.spot
        and edit.spot in edited
        and (edit.kind, edit.new) not in before
    ]


@dataclass(frozen=True, slots=True)
class FileEdits:
    """The edits of one file in the state it was made from."""

    file: MergedFile
    state: State
    edits: tuple[MergeEdit, ...]


def read_edits(
    root: Path,
    year: int,
    name: str,
    content: bytes,
    base: str | None,
    read: Read = read_document,
    built: State | None = None,
) -> FileEdits | Refusal:
    """Read one edited file and return its edits in the state it was made from, as `find_merge` does for several."""
    document = _document(name, content, read)
    if isinstance(document, Refusal):
        return document
    digest = sha256(content)
    named = base if base is not None else registered_state(root, year, digest)
    nearest = _nearest(root, year, document, named, built)
    if isinstance(nearest, Refusal):
        return nearest
    state = nearest.printed.state
    edits = _unexplained(nearest, all_edits(nearest.printed, nearest.blocks, name))
    edits += _apart(document, compose(state.plan).watermark)
    return FileEdits(MergedFile(name, digest, state.name), state, tuple(edits))


_APART = {
    AsideKind.TEXT_BOX: EditKind.APART,
    AsideKind.FOOTNOTE: EditKind.APART,
    AsideKind.ENDNOTE: EditKind.APART,
    AsideKind.HIDDEN: EditKind.APART,
    AsideKind.FORMULA: EditKind.APART,
    AsideKind.COMMENT: EditKind.COMMENT,
}
"""What our own files do not have apart from their running text, but for the watermark and page numbers."""


def _apart(document: Document, watermark: str) -> Iterator[MergeEdit]:
    """What somebody added apart from the running text, which has no place in the content; not our watermark and page numbers."""
    for aside in document.asides:
        kind, text = _APART.get(aside.kind), aside.text.strip()
        if kind is not None and text != watermark and text.strip("—0123456789 "):
            yield MergeEdit(kind, aside.where, "", text, file=document.name, reason=Unplaced.NO_ANCHOR)


def _document(name: str, content: bytes, read: Read) -> Document | Refusal:
    try:
        document = read(name, content)
    except Unreadable as unreadable:
        return Refusal(Reason.MERGE_UNREADABLE, name=name, error=str(unreadable))
    if document.kind not in (FileKind.WORD, FileKind.SHEET):
        return Refusal(Reason.MERGE_KIND, name=name, kind=document.kind.value)
    if has_classification_mark(line for text in _all_texts(document) for line in text.split("\n")):
        return Refusal(Reason.MERGE_CLASSIFIED)
    return document


def _all_texts(document: Document) -> Iterator[str]:
    for paragraph in document.paragraphs():
        yield paragraph.text
        yield from (comment.text for comment in paragraph.comments)
        yield from (change.deleted for change in paragraph.changes)
    yield from (aside.text for aside in document.asides)


def _nearest(root: Path, year: int, document: Document, name: str | None, built: State | None) -> Nearest | Refusal:
    """The state that the file was made from: the one named, else the nearest one."""
    states: Iterable[State] = chain(known_states(root, year), [] if built is None else [built])
    if name is not None:
        is_built = built is not None and name == BUILT and BUILT not in snapshot_names(root, year)
        named = built if is_built else open_state(root, year, name)
        if isinstance(named, Refusal):
            return named
        states = [] if named is None else [named]
    nearest = nearest_state(states, document)
    if nearest is None or nearest.difference > MOST_DIFFERENT:
        return Refusal(Reason.MERGE_UNRELATED, name=document.name, year=year)
    return nearest


def _checked(sources: Sources, edits: Sequence[MergeEdit]) -> tuple[MergeEdit, ...]:
    """The edits, those that would be read differently with the reason instead of their changes."""
    tried = [edit for edit in edits if edit.reason is None and edit.changes and not edit.is_done]
    result = verified(sources, tried)
    failed = {id(edit) for edit in result.failed}
    fallbacks = {edit.fallback: edit for edit in result.made if edit.fallback}
    checked = []
    for edit in edits:
        if id(edit) in failed:
            checked.append(replace(edit, changes=(), fallback=(), reason=Unplaced.READS_DIFFERENTLY))
        elif edit.fallback in fallbacks:
            checked.append(replace(edit, changes=fallbacks[edit.fallback].changes))
        else:
            checked.append(edit)
    return tuple(checked)


# --- choosing and writing -----------------------------------------------------------------


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


@dataclass(frozen=True, slots=True)
class Applied:
    """What was written: the edits, those that would have been read differently, the files, the 稿本 saved before, what was deleted."""

    edits: tuple[MergeEdit, ...]
    failed: tuple[MergeEdit, ...]
    files: tuple[str, ...]
    snapshot: str = ""
    deleted: tuple[str, ...] = ()


def edited_sources(sources: Sources, edits: Sequence[MergeEdit]) -> Sources:
    """Return the files with the edits in them; nothing is written."""
    return verified(sources, edits).sources


def apply_merge(root: Path, merge: Merge, edits: Sequence[MergeEdit]) -> Applied | Refusal:
    """Write the edits into the content files, and register the merged files.

    All is written under one lock: the content before is kept as a 稿本 if a file was made from
    it or an item's file goes, so that a second run compares with the same words; then the files are
    on the disk before the first of them takes its place. Refuses if the content was changed
    since it was read. Raises OSError.
    """
    result = verified(merge.present.sources, edits)
    with locked_in_place(root / str(merge.year)):
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
