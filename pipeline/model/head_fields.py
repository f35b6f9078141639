"""The keys of a head: one row each, from which heads are read, checked, written and reviewed.

A new key is a row here, an attribute of `Head`, and a line in docs/writing.md; what
it changes in print is up to whoever uses the attribute.
"""

from collections.abc import Iterator
from enum import Enum

from pipeline.dataclass import dataclass
from pipeline.model.head import (
    Column,
    Disclosure,
    FreeAnnex,
    Head,
    ItemTitle,
    Layout,
    LeadSentenceFont,
    NoteContent,
    Numbering,
    Orientation,
    StatedDate,
    TaskTable,
    UnitTerm,
)
from pipeline.source import SourceText


class HeadKind(Enum):
    """What a key's value is, and so how it is read and written."""

    TEXT = "text"
    LIST = "several texts"
    DATE = "a day"
    BOOL = "是 or 否"
    CHOICE = "one of a few values"
    ANNEXES = "titles and links"
    COLUMNS = "names of columns"
    FORMAT = "the version of the content format"


class Review(Enum):
    """How a key's value takes part in a 保密审查 (`publish.policy.review_units`)."""

    NONE = "it goes out nowhere, or changes no word"
    TEXT = "a unit of its own"
    LAYOUT = "a line of the unit 编排用字"
    LAYOUT_IF_STATED = "such a line where it is not the default, so that earlier reviews stay valid"
    SIGNED = "a unit of the 签发 alone"


class Sheet(Enum):
    """Which file's head may state a key."""

    PLAN = "plan.md"
    BOTH = "plan.md and notice.md, each for itself"
    COVER = "the sheet that carries the plan: notice.md where there is one, else plan.md"


@dataclass(frozen=True, slots=True)
class HeadField:
    """One key of a head, and the attribute of `Head` that has its value.

    A key of kind CHOICE names its enum in `choices`; a value it does not know is read
    as `fallback`, which is the attribute's default where it is None.
    """

    key: str
    attribute: str
    kind: HeadKind
    review: Review = Review.NONE
    sheet: Sheet = Sheet.PLAN
    choices: type[Enum] | None = None
    fallback: Enum | None = None

    @property
    def takes_several(self) -> bool:
        """Whether the key takes more than one value."""
        return self.kind in (HeadKind.LIST, HeadKind.ANNEXES, HeadKind.COLUMNS)


HEAD_FIELDS = (
    HeadField("标题", "title", HeadKind.TEXT, Review.TEXT, Sheet.BOTH),
    HeadField("发文机关", "organ", HeadKind.TEXT, Review.TEXT, Sheet.BOTH),
    HeadField("成文日期", "issued", HeadKind.DATE, Review.SIGNED, Sheet.BOTH),
    HeadField("附件", "annexes", HeadKind.ANNEXES),
    HeadField("公开属性", "disclosure", HeadKind.CHOICE, choices=Disclosure, fallback=Disclosure.PUBLIC),
    HeadField("序号编排", "numbering", HeadKind.CHOICE, Review.LAYOUT, choices=Numbering),
    HeadField("正文括注", "note_content", HeadKind.CHOICE, Review.LAYOUT, choices=NoteContent),
    HeadField("称谓", "unit_term", HeadKind.CHOICE, Review.LAYOUT, choices=UnitTerm),
    HeadField("条目标题", "item_title", HeadKind.CHOICE, Review.LAYOUT, choices=ItemTitle),
    HeadField("附件栏目", "columns", HeadKind.COLUMNS, Review.LAYOUT),
    HeadField("附件纸张", "annex_orientation", HeadKind.CHOICE, choices=Orientation),
    HeadField("附件章节行", "heading_rows", HeadKind.BOOL, Review.LAYOUT_IF_STATED),
    HeadField("首句", "lead_sentence_font", HeadKind.CHOICE, choices=LeadSentenceFont),
    HeadField("版面", "layout", HeadKind.CHOICE, choices=Layout),
    HeadField("发文字号", "doc_number", HeadKind.TEXT, Review.SIGNED, Sheet.COVER),
    HeadField("主送机关", "addressee", HeadKind.TEXT, Review.TEXT, Sheet.COVER),
    HeadField("附注", "remark", HeadKind.TEXT, Review.TEXT, Sheet.COVER),
    HeadField("抄送", "copy_to", HeadKind.TEXT, Review.TEXT, Sheet.COVER),
    HeadField("印发机关", "printer", HeadKind.TEXT, Review.TEXT, Sheet.COVER),
    HeadField("印发日期", "printed", HeadKind.DATE, Review.SIGNED, Sheet.COVER),
    HeadField("稿次", "stage", HeadKind.TEXT),
    HeadField("水印", "watermark", HeadKind.BOOL),
    HeadField("嵌入数据", "embed_data", HeadKind.BOOL),
    HeadField("印发件列为附件", "as_annex", HeadKind.BOOL, Review.LAYOUT),
    HeadField("预计成文", "expected", HeadKind.DATE),
    HeadField("依据", "basis", HeadKind.LIST, Review.TEXT),
    HeadField("关键词", "keywords", HeadKind.LIST, Review.TEXT),
    HeadField("内容概述", "summary", HeadKind.TEXT, Review.TEXT),
    HeadField("格式", "", HeadKind.FORMAT),
)
"""Every key, in the order in which keys are listed and written."""

NOTICE_FIELDS = tuple(field for field in HEAD_FIELDS if field.sheet is not Sheet.PLAN)
"""The keys of notice.md."""


def plan_fields(*, with_notice: bool) -> tuple[HeadField, ...]:
    """Return the keys of plan.md; where there is a covering 通知 those of the cover belong to it."""
    return tuple(field for field in HEAD_FIELDS if not (with_notice and field.sheet is Sheet.COVER))


def field_texts(field: HeadField, head: Head) -> tuple[SourceText, ...]:
    """Return the texts that a head states under a key, those of a day as written; none for keys of other kinds."""
    value = getattr(head, field.attribute) if field.attribute else ()
    match value:
        case SourceText():
            return (value,)
        case StatedDate(text=text):
            return (text,)
        case tuple() if field.kind is HeadKind.LIST:
            return value
    return ()


def field_value(field: HeadField, head: Head) -> str:
    """Return what a head states under a key, as a writer would write it on one line; empty for one without attribute."""
    value = getattr(head, field.attribute) if field.attribute else None
    match value:
        case SourceText():
            return value.value
        case StatedDate(text=text):
            return text.value
        case Enum():
            return str(value.value)
        case bool():
            return "是" if value else "否"
        case tuple():
            return "、".join(map(_member_text, value))
    return ""


def _member_text(member: object) -> str:
    match member:
        case SourceText():
            return member.value
        case TaskTable(title=title) | FreeAnnex(title=title):
            return title.value
        case Column(head=heading):
            return heading
    raise TypeError(f"not a member of a head's value: {member!r}")


def head_texts(head: Head) -> Iterator[tuple[HeadField, SourceText]]:
    """Yield every text of a head with its key, in the order of the keys."""
    for field in HEAD_FIELDS:
        for text in field_texts(field, head):
            yield field, text
