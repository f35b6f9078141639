"""The types of merging: an edit found in an edited file, the changes of content files that carry it out, and why one is not placed."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import Enum, StrEnum, auto
from pathlib import Path

from pipeline.dataclass import dataclass
from pipeline.model import Item, Plan, Role, Task
from pipeline.source import Place, Sources


class EditKind(Enum):
    """What was edited."""

    WORDS = "文字"
    HEADING = "标题"
    HEAD = "要素"
    OWNER = "责任"
    DEADLINE = "时限"
    CELL = "表格"
    NEW_PARAGRAPH = "新增段落"
    NEW_STEP = "新增分步"
    NEW_HEADING = "新增标题"
    DELETED_PARAGRAPH = "删去段落"
    DELETED_HEADING = "删去标题"
    NEW_ITEM = "新增事项"
    DELETED_ITEM = "撤下事项"
    NEW_TASK = "新增任务"
    DELETED_TASK = "删去任务"
    MOVED = "移动段落"
    MOVED_ITEM = "移动事项"
    MOVED_SECTION = "移动章节"
    COMMENT = "批注"
    APART = "正文以外"
    """Text boxes, footnotes, hidden text."""


MOVES = (EditKind.MOVED, EditKind.MOVED_ITEM, EditKind.MOVED_SECTION)
"""The edits that put something elsewhere."""


class Unplaced(StrEnum):
    """Why an edit cannot be written into the content by the program."""

    DERIVED = auto()
    """The characters were made by the program: numbers, 序号, fixed words."""
    FACTS_UNREAD = auto()
    """The bracket or cell no longer reads as owners and a deadline."""
    SEVERAL_TASKS = auto()
    """The bracket is that of several tasks together."""
    OVERRIDE_EMPTY = auto()
    """A fact that other tasks of the item share is missing in one of them."""
    NEW_ITEM = auto()
    """A new paragraph that is numbered as an item, of which the place in the list or the printed title cannot be told."""
    NEW_HEADING = auto()
    """A new numbered paragraph outside items, which may be a heading or an item."""
    HEADING_LEVEL = auto()
    """A new heading of a level that the content does not have there: no heading is right above it, or it is too deep."""
    HEADING_NEEDED = auto()
    """A heading is gone without which what is below it would be on another level."""
    WHOLE_ITEM = auto()
    """All paragraphs of an item are gone."""
    MOVED = auto()
    """A paragraph has another position."""
    AFTER_OTHERS = auto()
    """It is in something that was moved, or was moved to where other edits put something: these are written, it is not."""
    NO_ANCHOR = auto()
    """Nothing around it says where it belongs."""
    ROW_ADDED = auto()
    ROW_LEVEL = auto()
    """A new row with a number of its own between rows of two levels: its item may be on either."""
    ROW_DELETED = auto()
    COLUMNS_CHANGED = auto()
    TABLE_ADDED = auto()
    TABLE_DELETED = auto()
    READS_DIFFERENTLY = auto()
    """Written into the file it would be read as something else (a heading, a list line)."""
    PRINTS_DIFFERENTLY = auto()
    """Written into the file it would print something else than the edited file says."""
    FILE_GONE = auto()
    """The file of that state is no longer in the content."""
    NAME_TAKEN = auto()
    """The content has another item's file of the new item's name by now."""
    NO_DUTY = auto()
    """A task without owner and deadline cannot be told from the next one: only a bracket ends it."""
    HAS_CHILDREN = auto()
    """An item is gone, and items below it are still printed."""
    OTHER_TAKEN = auto()
    """Another edit of the same place was taken."""
    CONFLICT = auto()
    """The content was changed at this place since, or two readers changed it differently: a person has to choose."""


@dataclass(frozen=True, slots=True, order=True)
class FileChange:
    """Replace the characters from `start` to `stop` of a content file's text (line ends LF) by `text`.

    `name` is the file's name below the content root (`2024/items/预算公开.md`); a file that is not there yet is made.
    """

    name: str
    start: int
    stop: int
    text: str


@dataclass(frozen=True, slots=True)
class FactChange:
    """What a task's facts become: the units of a role, or, without a role, the deadline's text."""

    item: str
    task: int
    role: Role | None
    values: tuple[str, ...]


Stated = Mapping[Role | None, tuple[str, ...]]
"""What is stated of a task: the units of each role and, without a role, the deadline's text."""


@dataclass(frozen=True, slots=True)
class TaskChange:
    """A task that comes into an item before the one that had that index, or one that goes.

    `words` are the task's, without blanks; `facts` are those of a task that comes, None for one that goes.
    """

    item: str
    index: int
    words: str
    facts: Stated | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """What else there is at the place of an edit: text of the present content, or another reader's edit."""

    text: str
    file: str = ""
    """The other reader's file; empty for the content."""
    number: int = 0


@dataclass(frozen=True, slots=True)
class MergeEdit:
    """One edit: what it is, where, the words before and after, who made it, and how the content is changed.

    `where` names the place for people, `place` is in the content's file; None where the
    edit has no place. `author` and `date` are empty where nothing was tracked. `reason`
    says why it is not placed, `changes` are then empty.
    """

    kind: EditKind
    where: str
    old: str
    new: str
    place: Place | None = None
    author: str = ""
    date: str = ""
    file: str = ""
    changes: tuple[FileChange, ...] = ()
    removed: tuple[str, ...] = ()
    """Names of files that go with the edit."""
    facts: tuple[FactChange, ...] = ()
    tasks: tuple[TaskChange, ...] = ()
    paragraphs: tuple[str, ...] = ()
    """New paragraphs among the changes."""
    stated: tuple[str, ...] = ()
    """A value that a head states newly."""
    reason: Unplaced | None = None
    conflicts: tuple[Conflict, ...] = ()
    is_done: bool = False
    """Whether the content has it already."""
    spot: str = ""
    """Where it is in the edited file (第12段, 表1第3行第2列); empty where nothing is there any more."""
    context: str = ""
    """The words before it, or the name of the value, for a list."""
    print_id: int = 0
    """Tells the prints of one text apart, in body and annex: edits of words in the same printed paragraph have the same."""
    is_summary: bool = False
    """Whether it is of a bracket that several tasks share, whose rows in the annex are more exact."""
    anchor: str = ""
    """What a moved item or paragraph now stands behind, or before; the id of the item behind which one is new, or of a deleted one."""
    is_before_anchor: bool = False
    in_annex: bool = False
    """Whether it is of a row of the annex that came or went."""
    fallback: tuple[FileChange, ...] = ()
    """Changes to try if `changes` would be read differently: they remove the marks between the characters."""


@dataclass(frozen=True, slots=True)
class State:
    """A state of the year's content that a file may have been made from: the present one (empty name), a 稿本 or a revision."""

    root: Path
    name: str
    sources: Sources
    plan: Plan


@dataclass(frozen=True, slots=True)
class FileTexts:
    """The content files' texts by name, and the way from a place to an offset in them."""

    texts: Mapping[str, str]
    names: Mapping[str, str]
    starts: Mapping[str, tuple[int, ...]] = field(repr=False)

    def offset(self, path: str, line: int, column: int) -> tuple[str, int]:
        """Return the name and the offset of a place's line and column."""
        name = self.names[path]
        return name, self.starts[name][line - 1] + column - 1

    def place(self, name: str, start: int, stop: int) -> Place:
        """Return the place of the characters from `start` to `stop` of a file."""
        path = next((path for path, named in self.names.items() if named == name), name)
        text = self.texts.get(name, "")

        def position(offset: int) -> tuple[int, int]:
            return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1

        return Place(path, *position(start), *position(stop))


def file_texts(sources: Sources) -> FileTexts:
    """Return the texts of the files, lines joined with LF."""
    texts, names, starts = {}, {}, {}
    for name, file in sources.files:
        texts[name] = "\n".join(file.lines)
        names[file.path] = name
        ends = [0]
        for line in file.lines:
            ends.append(ends[-1] + len(line) + 1)
        starts[name] = tuple(ends)
    return FileTexts(texts, names, starts)


def change_order(change: FileChange) -> tuple[int, int, int]:
    """Return a sort key: by place; of insertions at one place words come first, then comments, then new paragraphs."""
    return change.start, change.stop, 2 if change.text.startswith("\n\n") else is_comment(change)


def is_comment(change: FileChange) -> bool:
    """Return whether the change inserts a comment."""
    return change.start == change.stop and change.text.startswith("<!--")


def apply_changes(text: str, changes: Iterable[FileChange]) -> str:
    """Return the text after changes of this one file; of two that overlap the first is made, of two deletions both."""
    done: list[str] = []
    position = 0
    for change in sorted(dict.fromkeys(changes), key=change_order):
        if change.start < position:
            position = position if change.text else max(position, change.stop)
            continue
        done += [text[position : change.start], change.text]
        position = change.stop
    return "".join([*done, text[position:]])


@dataclass(frozen=True, slots=True)
class TaskOfItem:
    """A task with its item and its index in it."""

    item: Item
    index: int
    task: Task
