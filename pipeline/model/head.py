"""The head of plan.md or notice.md (头部): elements of the document, its annexes, layout and terms."""

from dataclasses import field
from datetime import date
from enum import Enum

from pipeline.dataclass import dataclass
from pipeline.model.body import Part
from pipeline.source import Place, SourceText


class Numbering(Enum):
    """How items are numbered over several sections (序号编排)."""

    RESTART = "每部分重排"
    CONTINUE = "全文连续"


class NoteContent(Enum):
    """What the bracket at an item's end states (正文括注)."""

    DUTIES = "责任"
    DUTIES_AND_DEADLINE = "责任和时限"
    NOTHING = "无"


class UnitTerm(Enum):
    """The term for a unit in this office (称谓)."""

    DEPARTMENT = "部门"
    SECTION = "科室"
    OFFICE = "处室"
    UNIT = "单位"


class ItemTitle(Enum):
    """Whether an item's short title is printed (条目标题)."""

    HIDDEN = "不印"
    OWN_LINE = "另行"
    RUN_IN = "连排"


class Orientation(Enum):
    """The page orientation of the annex (附件纸张)."""

    PORTRAIT = "竖排"
    LANDSCAPE = "横排"


class LeadSentenceFont(Enum):
    """The font of an item's first sentence (首句)."""

    FANGSONG = "仿宋"
    KAITI = "楷体"


class Layout(Enum):
    """The standard whose page layout is used (版面)."""

    GBT_33476 = "33476"
    GBT_9704 = "9704"


class Disclosure(Enum):
    """Whether the plan may be made public (公开属性)."""

    PUBLIC = "主动公开"
    ON_REQUEST = "依申请公开"
    CLOSED = "不予公开"


class ColumnRole(Enum):
    """What a column of the annex contains."""

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
    """A column of the annex (附件栏目): what it contains and the heading the office prints over it."""

    role: ColumnRole
    head: str
    place: Place | None = field(default=None, compare=False)


def default_columns(unit_term: UnitTerm) -> tuple[Column, ...]:
    """Return the annex's columns where 附件栏目 is not stated, with the office's term for a unit."""
    return (
        Column(ColumnRole.NUMBER, "序号"),
        Column(ColumnRole.WORDS, "具体内容"),
        Column(ColumnRole.OWNER, f"责任{unit_term.value}"),
        Column(ColumnRole.DEADLINE, "完成时间"),
    )


DEFAULT_COLUMNS = default_columns(UnitTerm.DEPARTMENT)


@dataclass(frozen=True, slots=True)
class TaskTable:
    """The annex made from the plan's tasks (目标任务分解表)."""

    title: SourceText


@dataclass(frozen=True, slots=True)
class FreeAnnex:
    """An annex with text of its own, from `annex/名.md`; `id` is the file's stem, its parts are never items."""

    title: SourceText
    id: str
    parts: tuple[Part, ...] = ()


Annex = TaskTable | FreeAnnex


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A day as it was written; `value` is None where the text names no day."""

    text: SourceText = SourceText("")
    value: date | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The values of a head, by attribute (`head_fields` has the keys); one that is not stated is empty and not printed.

    With `heading_rows` (附件章节行) headings get rows of their own in the annex. The
    last group belongs to the cover: to the covering 通知 where there is one.
    """

    title: SourceText = SourceText("")
    organ: SourceText = SourceText("")
    issued: StatedDate = StatedDate()
    annexes: tuple[Annex, ...] = ()
    disclosure: Disclosure | None = None
    numbering: Numbering = Numbering.RESTART
    note_content: NoteContent = NoteContent.DUTIES
    unit_term: UnitTerm = UnitTerm.DEPARTMENT
    item_title: ItemTitle = ItemTitle.HIDDEN
    columns: tuple[Column, ...] = DEFAULT_COLUMNS
    annex_orientation: Orientation = Orientation.PORTRAIT
    heading_rows: bool = False
    lead_sentence_font: LeadSentenceFont = LeadSentenceFont.FANGSONG
    layout: Layout = Layout.GBT_33476
    stage: SourceText = SourceText("")
    watermark: bool = False
    embed_data: bool = True
    as_annex: bool = False
    expected: StatedDate = StatedDate()
    basis: tuple[SourceText, ...] = ()
    keywords: tuple[SourceText, ...] = ()
    summary: SourceText = SourceText("")
    doc_number: SourceText = SourceText("")
    addressee: SourceText = SourceText("")
    remark: SourceText = SourceText("")
    copy_to: SourceText = SourceText("")
    printer: SourceText = SourceText("")
    printed: StatedDate = StatedDate()
