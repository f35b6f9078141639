"""The data model of a 政务公开工作计划.

Everything is frozen. Places (`SourceText` with its runs, `place` fields) take no part
in equality: two plans are equal when their printed text and their notes are.
"""

from pipeline.model.blocks import (
    COMMENT_MARK,
    TODO_MARK,
    Block,
    Link,
    Mark,
    Note,
    Paragraph,
    Steps,
    Strong,
    Table,
    is_formula_injection,
    paragraphs,
)
from pipeline.model.body import Item, Part, Section, Task, Visit, own_blocks, walk
from pipeline.model.head import (
    DEFAULT_COLUMNS,
    Annex,
    Column,
    ColumnRole,
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
    default_columns,
)
from pipeline.model.head_fields import HeadField, HeadKind, head_texts, plan_fields
from pipeline.model.plan import Notice, Plan
from pipeline.model.publication import Correction, EarlierPublication, Published
from pipeline.model.responsibility import NO_DEADLINE, Assignment, Deadline, Role, Unit
from pipeline.model.site import MAX_SUMMARY_CHARS, CatalogueField, EmptyField, Portal, PortalAttachment, Site
from pipeline.model.urls import web_address, web_page
from pipeline.text.dates import DeadlineKind

__all__ = [
    "COMMENT_MARK",
    "DEFAULT_COLUMNS",
    "MAX_SUMMARY_CHARS",
    "NO_DEADLINE",
    "TODO_MARK",
    "Annex",
    "Assignment",
    "Block",
    "CatalogueField",
    "Column",
    "ColumnRole",
    "Correction",
    "Deadline",
    "DeadlineKind",
    "Disclosure",
    "EarlierPublication",
    "EmptyField",
    "FreeAnnex",
    "Head",
    "HeadField",
    "HeadKind",
    "Item",
    "ItemTitle",
    "Layout",
    "LeadSentenceFont",
    "Link",
    "Mark",
    "Note",
    "NoteContent",
    "Notice",
    "Numbering",
    "Orientation",
    "Paragraph",
    "Part",
    "Plan",
    "Portal",
    "PortalAttachment",
    "Published",
    "Role",
    "Section",
    "Site",
    "StatedDate",
    "Steps",
    "Strong",
    "Table",
    "Task",
    "TaskTable",
    "Unit",
    "UnitTerm",
    "Visit",
    "default_columns",
    "head_texts",
    "is_formula_injection",
    "own_blocks",
    "paragraphs",
    "plan_fields",
    "walk",
    "web_address",
    "web_page",
]
