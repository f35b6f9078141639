"""The plan: what a 政务公开工作计划 is made of, and nothing else.

Everything is frozen and compares by what it says. Where a fact was written is
kept beside it (`Text` knows its place; `place` fields) and left out of equality,
so two plans are equal when a reader of the printed paper could not tell them apart
from their words, nor an editor from their notes.
"""

from pipeline.model.address import web_address, web_page
from pipeline.model.duty import NO_DEADLINE, Deadline, DeadlineKind, Duty, Role, Unit
from pipeline.model.head import (
    DEFAULT_COLUMNS,
    Annex,
    Bracket,
    Column,
    ColumnRole,
    Day,
    Disclosure,
    FirstSentence,
    FreeAnnex,
    Head,
    ItemTitle,
    Layout,
    Noun,
    Numbering,
    Paper,
    TaskTable,
    default_columns,
)
from pipeline.model.parts import Item, Part, Section, Task
from pipeline.model.plan import Notice, Plan
from pipeline.model.published import Correction, Published
from pipeline.model.site import SUMMARY_MOST, Carried, CatalogueField, Empty, Portal, Site
from pipeline.model.words import (
    Block,
    Link,
    Mark,
    Note,
    Paragraph,
    Steps,
    Strong,
    Table,
    paragraphs,
    runs_in_a_spreadsheet,
)

__all__ = [
    "DEFAULT_COLUMNS",
    "NO_DEADLINE",
    "SUMMARY_MOST",
    "Annex",
    "Block",
    "Bracket",
    "Carried",
    "CatalogueField",
    "Column",
    "ColumnRole",
    "Correction",
    "Day",
    "Deadline",
    "DeadlineKind",
    "Disclosure",
    "Duty",
    "Empty",
    "FirstSentence",
    "FreeAnnex",
    "Head",
    "Item",
    "ItemTitle",
    "Layout",
    "Link",
    "Mark",
    "Note",
    "Notice",
    "Noun",
    "Numbering",
    "Paper",
    "Paragraph",
    "Part",
    "Plan",
    "Portal",
    "Published",
    "Role",
    "Section",
    "Site",
    "Steps",
    "Strong",
    "Table",
    "Task",
    "TaskTable",
    "Unit",
    "default_columns",
    "paragraphs",
    "runs_in_a_spreadsheet",
    "web_address",
    "web_page",
]
