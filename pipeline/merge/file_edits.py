"""The edits of one edited file, in the state that it was made from."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

from pipeline.check.redact import has_classification_mark
from pipeline.dataclass import dataclass
from pipeline.diff.snapshots import snapshot_names
from pipeline.errors import Unreadable
from pipeline.merge.built import BUILT
from pipeline.merge.consequences import unexplained
from pipeline.merge.model import EditKind, MergeEdit, State, Unplaced
from pipeline.merge.register import registered_state
from pipeline.merge.states import MOST_DIFFERENT, Nearest, known_states, nearest_state, open_state
from pipeline.merge.structure import all_edits
from pipeline.readers.document import AsideKind, Document, FileKind
from pipeline.readers.load import read_document
from pipeline.refusals import Reason, Refusal
from pipeline.render.compose import compose
from pipeline.storage import sha256

Read = Callable[[str, bytes], Document]


@dataclass(frozen=True, slots=True)
class MergedFile:
    """One edited file: its name and digest, and the state it was made from (empty for the present content)."""

    name: str
    digest: str
    state: str


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
    document = document_of(name, content, read)
    if isinstance(document, Refusal):
        return document
    digest = sha256(content)
    named = base if base is not None else registered_state(root, year, digest)
    nearest = _nearest(root, year, document, named, built)
    if isinstance(nearest, Refusal):
        return nearest
    state = nearest.printed.state
    edits = unexplained(nearest, all_edits(nearest.printed, nearest.blocks, name))
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


def document_of(name: str, content: bytes, read: Read) -> Document | Refusal:
    """Return an edited file as it was read; refuses one that cannot be read, is of another kind or bears a 密级."""
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
