"""The states that an edited file may have been made from, and the one whose printed words are nearest to it."""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from pathlib import Path

from pipeline.dataclass import dataclass
from pipeline.diff.snapshots import open_version, recent_revisions, snapshot_names
from pipeline.merge.edited import EditedBlock, EditedTable, edited_blocks
from pipeline.merge.model import State
from pipeline.merge.pairing import IN_TABLE, distance, pair_blocks
from pipeline.merge.printed import PrintedBlock, PrintedTable, PrintedText, annex_blocks, printed_blocks, sheet_blocks
from pipeline.readers.document import Document, FileKind, Paragraph
from pipeline.refusals import Refusal
from pipeline.render.print_model import Style

MOST_DIFFERENT = 0.85
"""The share of differing characters from which a file was not made from any of these states."""


class Printing(Enum):
    """Which file prints a state: plan.docx, annex.docx, annex.xlsx."""

    DOCUMENT = auto()
    ANNEX = auto()
    SHEET = auto()


@dataclass(frozen=True, slots=True)
class Printed:
    """A state and what it prints in one of the files."""

    state: State
    printing: Printing
    blocks: tuple[PrintedBlock, ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles, which Word prints over several lines."""
        return tuple(
            block.text
            for block in self.blocks
            if isinstance(block, PrintedText) and block.style in (Style.TITLE, Style.ANNEX_TITLE)
        )


def open_state(root: Path, year: int, name: str) -> State | Refusal:
    """Read a state by its name: the present content (empty), a 稿本, a git revision."""
    version = open_version(root, f"{year}@{name}" if name else str(year))
    if isinstance(version, Refusal):
        return version
    return State(root, name, version.sources, version.plan)


REVISIONS = 5
"""How many of the newest git revisions are tried; each takes about a fifth of a second."""


def known_states(root: Path, year: int) -> Iterator[State]:
    """Yield the present content, every 稿本 of the year and the newest git revisions, as far as they can be read."""
    for name in ("", *snapshot_names(root, year), *recent_revisions(root, year, REVISIONS)):
        state = open_state(root, year, name)
        if isinstance(state, State):
            yield state


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest state, what of it the file prints, the file's blocks, and the share of characters that differ."""

    printed: Printed
    blocks: tuple[EditedBlock, ...]
    difference: float


def nearest_state(states: Iterable[State], document: Document) -> Nearest | None:
    """Return the state whose printed words are nearest to the file; of equally near ones the first. None without states."""
    best: Nearest | None = None
    kinds = _printings(document)
    for state in states:
        for printing in kinds:
            blocks = print_state(state, printing)
            if not blocks:
                continue
            printed = Printed(state, printing, blocks)
            edited = edited_blocks(document, printed.titles)
            total = _length(blocks) + _length(edited)
            found = Nearest(printed, edited, distance(pair_blocks(blocks, edited)) / max(total, 1))
            if best is None or found.difference < best.difference:
                best = found
    return best


MOST_OVER_ANNEX = 8
"""The most paragraphs that somebody adds above and below the table of annex.docx, which has a mark and a title."""


def _printings(document: Document) -> tuple[Printing, ...]:
    """The files that the document may be."""
    if document.kind is FileKind.SHEET:
        return (Printing.SHEET,)
    count = sum(isinstance(block, Paragraph) and bool(block.text.strip()) for block in document.blocks)
    return (Printing.DOCUMENT,) if count > MOST_OVER_ANNEX else (Printing.DOCUMENT, Printing.ANNEX)


def print_state(state: State, printing: Printing) -> tuple[PrintedBlock, ...]:
    """Return what a state prints in files of a kind; nothing for a plan without a derived annex."""
    whole = printed_blocks(state.plan)
    match printing:
        case Printing.DOCUMENT:
            return whole
        case Printing.ANNEX:
            return annex_blocks(whole, state.plan)
        case Printing.SHEET:
            return sheet_blocks(whole, state.plan)


def _length(blocks: Sequence[PrintedBlock | EditedBlock]) -> float:
    """The number of characters, weighted as by `distance`."""
    return sum(len(block.text) * (IN_TABLE if isinstance(block, PrintedTable | EditedTable) else 1) for block in blocks)
