"""The plan: what a 政务公开工作计划 is made of, and nothing else.

Everything is frozen and compares by what it says. Where a fact was written is
kept beside it (`Text` knows its place; `place` fields) and left out of equality,
so two plans are equal when a reader of the printed paper could not tell them apart
from their words, nor an editor from their notes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from urllib.parse import quote, urlsplit

from pipeline.source import Place, Text

# --- duties and deadlines ----------------------------------------------------


class Role(Enum):
    """What a unit does for a task (责任方式)."""

    LEAD = "牵头"
    SUPPORT = "配合"
    RESPONSIBLE = "责任"
    JOIN = "会同"
    TAKE_PART = "参与"
    GUIDE = "指导"
    DRAFT = "起草"


@dataclass(frozen=True, slots=True)
class Duty:
    """Who answers for a task in one role (责任分工); the units' names as written, in the order written."""

    role: Role
    units: tuple[Text, ...]
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the roster (科室), valid from `since` to `until`, both inclusive; None is unbounded.

    A `group` (统称: 相关科室) names several units without saying which.
    """

    name: Text
    full_name: str = ""
    category: str = ""
    since: date | None = None
    until: date | None = None
    renamed_to: str = ""
    group: bool = False

    def holds_on(self, day: date) -> bool:
        """Whether the unit exists on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class DeadlineKind(Enum):
    """How a deadline binds (时限的种类)."""

    WHOLE_YEAR = "全年"
    BY_DAY = "某日前"
    BY_MONTH_END = "某月底前"
    IN_MONTH = "某月"
    QUARTER = "季度"
    HALF_YEAR = "半年"
    YEAR_END = "年底前"
    RANGE = "起止"
    RECURRING = "定期"
    ONGOING = "持续"
    RELATIVE = "条件后"
    UNBOUNDED = "不限期"
    NONE = "未写"
    UNREAD = "读不懂"


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when a task is done (完成时间): its kind, the words as written, and the days it spans where they are known.

    `start` and `end` are inclusive. A deadline that falls before some day has no
    `start`; kinds without a day (持续, 条件后, 不限期, 未写, 读不懂) have neither.
    """

    kind: DeadlineKind
    words: Text = Text("")
    start: date | None = None
    end: date | None = None

    def order(self) -> tuple[date, date]:
        """A key that sorts deadlines by their last day, those without one at the end."""
        return (self.end or date.max, self.start or date.min)


NO_DEADLINE = Deadline(DeadlineKind.NONE)


# --- words -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Strong:
    """Emphasis (重点) on the characters from `start` to `stop` of a paragraph."""

    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link on the characters from `start` to `stop` of a paragraph."""

    start: int
    stop: int
    target: str


Mark = Strong | Link


@dataclass(frozen=True, slots=True)
class Note:
    """A comment to ourselves (批注): kept in the content, never printed, never published.

    `at` is the offset in the words of the paragraph that holds it, 0 where it stands alone.
    """

    words: Text
    at: int = 0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph (段落): its words as they are printed, what is marked in them, and the notes inside it.

    Marks are sorted by start, then the longer first; they nest or lie apart.
    """

    text: Text
    marks: tuple[Mark, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Steps:
    """Numbered steps inside an item (分步), numbered one level below it by position."""

    steps: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table inside an item or a free annex (表格): one head row, then rows of the same width."""

    head: tuple[Paragraph, ...]
    rows: tuple[tuple[Paragraph, ...], ...]


Block = Paragraph | Steps | Table


def paragraphs(block: Block) -> tuple[Paragraph, ...]:
    """The paragraphs a block is made of, in reading order."""
    match block:
        case Paragraph():
            return (block,)
        case Steps():
            return block.steps
        case Table():
            return tuple(cell for row in (block.head, *block.rows) for cell in row)


# --- the plan ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the annex (任务): words, who does it, by when."""

    blocks: tuple[Block | Note, ...]
    duties: tuple[Duty, ...] = ()
    deadline: Deadline = NO_DEADLINE


@dataclass(frozen=True, slots=True)
class Item:
    """A work item (工作事项), written in a file of its own whose stem is its lasting id.

    `title` is the short title, our own handle; `name` (名称), `kind` (类型) and
    `remark` (备注) are printed where the annex has a column for them; `lineage`
    (沿用) names the items of earlier years it continues; `notes` stand on its line
    of the list.
    An item whose tasks say neither duty nor deadline and which has children is a
    heading over them (a group row in the annex).
    """

    id: str
    title: Text
    tasks: tuple[Task, ...] = ()
    children: tuple["Item", ...] = ()
    lineage: tuple[Text, ...] = ()
    name: Text = Text("")
    kind: Text = Text("")
    remark: Text = Text("")
    notes: tuple[Note, ...] = ()
    place: Place | None = field(default=None, compare=False)

    @property
    def is_group(self) -> bool:
        """Whether the item only gathers its children, without a duty or deadline of its own."""
        return bool(self.children) and all(
            not task.duties and task.deadline.kind is DeadlineKind.NONE for task in self.tasks
        )


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it (章节); level 1 is `##`, printed 一、."""

    title: Paragraph
    level: int
    parts: tuple["Part", ...] = ()


Part = Block | Note | Item | Section


class Numbering(Enum):
    """How items are numbered over several sections (序号编排)."""

    RESTART = "每部分重排"
    CONTINUE = "全文连续"


class Bracket(Enum):
    """What the bracket at an item's end says (正文括注)."""

    DUTIES = "责任"
    DUTIES_AND_DEADLINE = "责任和时限"
    NOTHING = "无"


class Noun(Enum):
    """What a unit is called in this office (称谓)."""

    DEPARTMENT = "部门"
    SECTION = "科室"
    OFFICE = "处室"
    UNIT = "单位"


class ItemTitle(Enum):
    """Whether an item's short title is printed (条目标题)."""

    HIDDEN = "不印"
    OWN_LINE = "另行"
    RUN_IN = "连排"


class Paper(Enum):
    """How the annex's paper lies (附件纸张)."""

    PORTRAIT = "竖排"
    LANDSCAPE = "横排"


class FirstSentence(Enum):
    """The face of an item's first sentence (首句)."""

    FANGSONG = "仿宋"
    KAITI = "楷体"


class Layout(Enum):
    """Which standard's page the documents are laid out on (版面)."""

    GBT_33476 = "33476"
    GBT_9704 = "9704"


class Disclosure(Enum):
    """Whether the plan may be made public (公开属性)."""

    PUBLIC = "主动公开"
    ON_REQUEST = "依申请公开"
    CLOSED = "不予公开"


class ColumnRole(Enum):
    """What a column of the annex holds."""

    NUMBER = "序号"
    GROUP = "工作任务"
    NAME = "名称"
    KIND = "类型"
    WORDS = "具体内容"
    OWNER = "责任"
    LEAD = "牵头"
    SUPPORT = "配合"
    DEADLINE = "完成时间"
    REMARK = "备注"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the annex (附件栏目): what it holds and the head the office prints over it."""

    role: ColumnRole
    head: str
    place: Place | None = field(default=None, compare=False)


DEFAULT_COLUMNS = (
    Column(ColumnRole.NUMBER, "序号"),
    Column(ColumnRole.WORDS, "具体内容"),
    Column(ColumnRole.OWNER, "责任部门"),
    Column(ColumnRole.DEADLINE, "完成时间"),
)


@dataclass(frozen=True, slots=True)
class TaskTable:
    """The annex made from the plan's tasks (目标任务分解表)."""

    title: Text


@dataclass(frozen=True, slots=True)
class FreeAnnex:
    """An annex with words of its own, from `annex/名.md`; `id` is the file's stem, its parts are never items."""

    title: Text
    id: str
    parts: tuple[Part, ...] = ()


Annex = TaskTable | FreeAnnex


@dataclass(frozen=True, slots=True)
class Day:
    """A day as it was written; `value` is None where the words name no day."""

    words: Text = Text("")
    value: date | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of `plan.md` states (design.md §2); an element that is not stated is empty and not printed.

    The last group belongs to the sheet that carries the plan; with a covering
    通知 it stands there.
    """

    title: Text = Text("")
    organ: Text = Text("")
    issued: Day = Day()
    annexes: tuple[Annex, ...] = ()
    disclosure: Disclosure | None = None
    numbering: Numbering = Numbering.RESTART
    bracket: Bracket = Bracket.DUTIES
    noun: Noun = Noun.DEPARTMENT
    item_title: ItemTitle = ItemTitle.HIDDEN
    columns: tuple[Column, ...] = DEFAULT_COLUMNS
    paper: Paper = Paper.PORTRAIT
    first_sentence: FirstSentence = FirstSentence.FANGSONG
    layout: Layout = Layout.GBT_33476
    stage: Text = Text("")
    watermark: bool = False
    embed_data: bool = True
    as_annex: bool = False
    expected: Day = Day()
    basis: tuple[Text, ...] = ()
    keywords: tuple[Text, ...] = ()
    summary: Text = Text("")
    doc_number: Text = Text("")
    addressee: Text = Text("")
    remark: Text = Text("")
    copy_to: Text = Text("")
    printer: Text = Text("")
    printed: Day = Day()


@dataclass(frozen=True, slots=True)
class Notice:
    """The covering 通知 of `notice.md`: its head (title, organ, day, number, addressee, 附注, 版记) and words."""

    head: Head
    blocks: tuple[Block | Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """One year's plan (政务公开工作计划): head, the document's parts in their order, the roster it is held against."""

    year: int
    head: Head
    parts: tuple[Part, ...] = ()
    roster: tuple[Unit, ...] = ()
    notice: Notice | None = None

    def items(self) -> Iterator[Item]:
        """Every item in reading order, a parent before its children."""
        yield from _items(self.parts)

    def written(self) -> Iterator[tuple[Part, ...]]:
        """What was written below the heads: the plan's parts, those of each free annex, the words of the 通知."""
        yield self.parts
        for annex in self.head.annexes:
            if isinstance(annex, FreeAnnex):
                yield annex.parts
        if self.notice is not None:
            yield self.notice.blocks

    def notes(self) -> Iterator[Note]:
        """Every note of the plan, its items, its annexes and the 通知, in that order."""
        for parts in self.written():
            yield from _notes(parts)

    def texts(self) -> Iterator[Text]:
        """Everything somebody wrote to be printed, in reading order, short titles among it."""
        heads = [self.head] if self.notice is None else [self.notice.head, self.head]
        for head in heads:
            yield from (head.title, head.stage, head.organ, head.issued.words, head.doc_number, head.addressee)
            yield from (head.remark, head.copy_to, head.printer, head.printed.words)
            yield from (head.expected.words, *head.basis, *head.keywords, head.summary)
        if self.notice is not None:
            yield from _texts(self.notice.blocks)
        yield from _texts(self.parts)
        for annex in self.head.annexes:
            yield annex.title
            if isinstance(annex, FreeAnnex):
                yield from _texts(annex.parts)

    @property
    def carrier(self) -> Head:
        """The head of the sheet that carries the plan: that of the covering 通知 when there is one."""
        return self.head if self.notice is None else self.notice.head

    @property
    def name(self) -> str:
        """What the whole paper is called wherever it is named (信息名称, 标题): the title of the sheet that carries it."""
        return self.carrier.title.words

    @property
    def organ(self) -> str:
        """Who issues the whole paper (发文机关): whom the sheet that carries it names, else the plan."""
        return self.carrier.organ.words or self.head.organ.words

    @property
    def issued(self) -> Day:
        """The 成文日期: that of the covering 通知 when there is one."""
        if self.notice is not None and self.notice.head.issued.words:
            return self.notice.head.issued
        return self.head.issued

    @property
    def is_draft(self) -> bool:
        """Whether the year is a draft: it has a 稿次, or no 成文日期, or a note that begins with 待核 is left."""
        return (
            bool(self.head.stage)
            or self.issued.value is None
            or any(note.words.words.startswith("待核") for note in self.notes())
        )


def _items(parts: tuple[Part, ...]) -> Iterator[Item]:
    for part in parts:
        match part:
            case Item():
                yield part
                yield from _items(part.children)
            case Section():
                yield from _items(part.parts)
            case Paragraph() | Steps() | Table() | Note():
                pass


def _notes(parts: tuple[Part, ...]) -> Iterator[Note]:
    for part in parts:
        match part:
            case Note():
                yield part
            case Paragraph() | Steps() | Table():
                yield from (note for paragraph in paragraphs(part) for note in paragraph.notes)
            case Item():
                yield from part.notes
                for task in part.tasks:
                    yield from _notes(task.blocks)
                yield from _notes(part.children)
            case Section():
                yield from part.title.notes
                yield from _notes(part.parts)


def _texts(parts: tuple[Part, ...]) -> Iterator[Text]:
    for part in parts:
        match part:
            case Note():
                pass
            case Paragraph() | Steps() | Table():
                yield from (paragraph.text for paragraph in paragraphs(part))
            case Item():
                yield from (part.title, part.name, part.kind, part.remark)
                for task in part.tasks:
                    yield from _texts(task.blocks)
                    yield from (unit for duty in task.duties for unit in duty.units)
                    yield task.deadline.words
                yield from _texts(part.children)
            case Section():
                yield part.title.text
                yield from _texts(part.parts)


_RUN = re.compile(r" *[=+\-@\t\r]")


def runs_in_a_spreadsheet(words: str) -> bool:
    """Whether a spreadsheet that opens tasks.csv would take a cell of these words for a formula and run it.

    It does so for what begins with = + - or @, also behind blanks; tab and carriage
    return at the start are stripped by some before they look.
    """
    return _RUN.match(words) is not None


_HOST = re.compile(r"[\w.-]+(:\d{1,5})?")


def web_address(target: str) -> str:
    """The target as a web address in ASCII, where a reader can follow it (http, https, mailto); else the empty string."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return ""
    match parts.scheme.lower():
        case "http" | "https" if _HOST.fullmatch(parts.netloc):
            return quote(target, safe="%/:?#@!$&'()*+,;=~-._")
        case "mailto" if "@" in parts.path:
            return quote(target, safe="%:?@!$&'()*+,;=~-._")
    return ""


def web_page(target: str) -> str:
    """The target as the address of a page (http, https) in ASCII; else the empty string."""
    address = web_address(target)
    return address if address.startswith(("http://", "https://")) else ""


# --- the office --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Site:
    """What belongs to the portal and the office (site.yaml); what nobody has stated is empty, never made up."""

    values: tuple[tuple[str, str], ...] = ()
    sample: bool = False

    def get(self, key: str) -> str:
        """The stated value, or the empty string."""
        return dict(self.values).get(key, "")

    def of_year(self, key: str, year: int) -> str:
        """The value stated for that year (a year below the key), else the one stated for all, or the empty string."""
        return self.get(f"{key}/{year}") or self.get(key)

    @property
    def address(self) -> str:
        """The address of the folder that holds the index (网址), with / at its end; empty where none is stated or it is no web address."""
        stated = web_page(self.get("网址"))
        if not stated or "?" in stated or "#" in stated:
            return ""
        return f"{stated.removesuffix('index.html').rstrip('/')}/"


class Portal(Enum):
    """Whose form of the catalogue the portal follows (门户)."""

    SHANGHAI = "上海"
    GUANGDONG = "广东"
    ANHUI = "安徽"
    OWN = "自定"


class Empty(Enum):
    """How the catalogue shows a field that nobody has stated (空值)."""

    HIDDEN = "不显示"
    BLANK = "留空"
    NONE = "无"
    DASH = "—"


class Carried(Enum):
    """A file that the 发布包 may carry to the portal (公开附件), by what the office calls it."""

    PDF = "PDF"
    WORD = "Word"
    ANNEX_WORD = "附件Word"
    ANNEX_SHEET = "附件Excel"
    TABLE = "CSV"
    DATA = "JSON"
    CALENDAR = "日历"


class CatalogueField(Enum):
    """A field of the catalogue of what is made public (政府信息公开目录), by its common name."""

    INDEX = "索引号"
    TITLE = "名称"
    ORGAN = "发布机构"
    NUMBER = "文号"
    ISSUED = "成文日期"
    PUBLISHED_ON = "发布日期"
    PUBLISHED_AT = "发布时间"
    DISCLOSURE = "公开属性"
    GROUP = "组配分类"
    THEME = "主题分类"
    GENRE = "体裁"
    KEYWORDS = "关键词"
    SUMMARY = "内容概述"
    VALIDITY = "有效性"
    SOURCE = "来源"
    COLUMN = "栏目"


# --- after publication --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Correction:
    """A 更正 made after publication: when it went live, and what it says."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Published:
    """When and where a plan became public, as registered by who knows it (发布登记); hours know their zone.

    `at` is the first hour of all, whatever was corrected later.
    """

    at: datetime
    url: str = ""
    corrections: tuple[Correction, ...] = ()

    @property
    def updated(self) -> datetime:
        """The hour of the last change."""
        return max([self.at, *(one.at for one in self.corrections)])
