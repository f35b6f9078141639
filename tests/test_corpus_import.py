"""Documents of others, imported, are held against tables made by hand (tests/corpus); without ZWGK_CORPUS there are none."""

import os
import re
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree

from pipeline.fonts import Faces
from pipeline.ingest.account import Use, bare
from pipeline.ingest.recognize import Family, Imported, import_documents
from pipeline.ingest.report import report_text
from pipeline.model import Plan
from pipeline.parse import parse
from pipeline.parse.serialize import write
from pipeline.readers.load import read_document
from pipeline.source import sources_from_files
from tests import import_truth as truth, libreoffice
from tests.foreign_documents import Stranger
from tests.foreign_plans import STRANGERS
from tests.foreign_plans_2 import MORE_STRANGERS
from tests.foreign_plans_3 import THIRD_STRANGERS, months_page
from tests.foreign_plans_4 import FOURTH_STRANGERS

CORPUS = Path(os.environ.get("ZWGK_CORPUS", "missing"))
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="ZWGK_CORPUS names no folder")

MIN_SHARE = 0.95

PLANS = {
    "area-2022-work-plan": ("area-2022-work-plan.txt", 2022),
    "area-2023-work-plan": ("area-2023-work-plan.txt", 2023),
    "area-2023-safety-plan": ("area-2023-safety-plan.txt", 2023),
    "province-2019-zwgk": ("province-2019-zwgk.txt", 2019),
    "state-council-2019-3": ("state-council-2019-3.html", 2019),
    "2023-plan": ("../reference/2023-plan.txt", 2023),
}
"""The file and the year of each table's document."""

OTHERS = (("department-year-tasks.docx", 2017), ("nianbao-format-2021-30.txt", 2021))
"""Documents that are no plans, and their years."""

SHAPES = {
    "area-2022-work-plan": (5, 16, 0),
    "area-2023-work-plan": (0, 5, 0),
    "area-2023-safety-plan": (6, 24, 24),
    "province-2019-zwgk": (4, 17, 17),
    "state-council-2019-3": (5, 21, 21),
    "2023-plan": (2, 15, 15),
}
"""Its chapters, its items, and those that have an owner."""


def imported(file: Path, year: int) -> Imported:
    if not file.is_file():
        pytest.skip(f"{file.name} is not there")
    made = import_documents((read_document(file.name, file.read_bytes()),), year)
    assert isinstance(made, Imported), made
    return made


def kept(made: Imported) -> tuple[str, ...]:
    """The text of everything an import leaves: its files, its report, and what it accounts for otherwise."""
    leftovers = (leftover.text for leftover in made.account.leftovers)
    return (*write(made.plan).values(), report_text(made, proposes_units=True), *leftovers)


def in_pieces(clause: str, everything: str) -> bool:
    """Whether the clause is there in a few pieces, numbers apart: a number or a heading may stand before it."""
    pieces, rest = 0, re.sub(r"\d+", "", clause)
    text = re.sub(r"\d+", "", everything)
    while rest:
        size = next((size for size in range(len(rest), 0, -1) if rest[:size] in text), 0)
        if not size:
            return False
        pieces, rest = pieces + 1, rest[size:]
    return pieces <= 2 + len(clause) // 12


class _Text(HTMLParser):
    """Collects the text of a page; what scripts and styles say is not text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._ignored = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count what is open; begin a line with every block."""
        del attrs
        self._ignored += tag in ("script", "style")
        if tag not in ("span", "strong", "a", "b", "font", "o:p"):
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Count what is open."""
        self._ignored -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        """Collect the text."""
        if not self._ignored:
            self.found.append(data)


def text_of_file(name: str, content: bytes) -> str:
    """The text of a file, read without the product's readers."""
    if name.endswith(".txt"):
        try:
            return content.decode()
        except UnicodeDecodeError:
            return content.decode("gb18030")
    if name.endswith(".md"):
        return content.decode().translate(str.maketrans("|", "\n", "-#"))
    if name.endswith(".html"):
        page = _Text()
        page.feed(content.decode())
        return "".join(page.found)
    with ZipFile(BytesIO(content)) as package:
        parts = [
            part for part in package.namelist() if part.startswith(("word/document", "word/header", "xl/sharedStrings"))
        ]
        elements = [element for part in parts for element in etree.fromstring(package.read(part)).iter()]
    found = []
    for element in elements:
        match etree.QName(element).localname:
            case "p" | "si":
                found.append("\n")
            case "t" | "delText":
                found.append(element.text or "")
    return "".join(found)


@needs_corpus
@pytest.mark.parametrize("name", PLANS)
def test_owners_and_deadlines_are_in_the_right_field(name: str) -> None:
    path, year = PLANS[name]
    made = imported(CORPUS / path, year)
    marks = truth.read_table(name)
    source = (CORPUS / path).read_text("utf-8")
    share = truth.share_of_marks(made.plan, source, marks)
    print(f"{name}: {share.value:.3f} of {share.total}")
    assert share.value >= MIN_SHARE, share.wrong
    assert truth.invented_owners(made.plan, source, marks) == ()


@needs_corpus
@pytest.mark.parametrize("name", SHAPES)
def test_chapters_and_items_are_those_of_the_document(name: str) -> None:
    path, year = PLANS[name]
    plan = imported(CORPUS / path, year).plan
    items = sum(not item.children for item in plan.items())
    assert (truth.count_sections(plan), items, truth.owned_items(plan)) == SHAPES[name]


@needs_corpus
def test_a_plan_by_months_stays_a_table() -> None:
    """A table of steps is no plan of tasks: its rows are kept, and no month of a step becomes a deadline."""
    made = imported(CORPUS / "department-year-tasks.docx", 2017)
    assert made.family is Family.OTHER_TABLES
    steps = [mark.value for mark in truth.read_table("department-year-tasks")]
    cells = [cell for row in truth.table_rows(made.plan) for cell in row]
    found = [step for step in steps if any(truth.bare(cell).startswith(truth.bare(step)) for cell in cells)]
    assert found == steps
    assert len(list(truth.table_rows(made.plan))) == len(steps)
    assert not list(truth.deadlines(made.plan))


@needs_corpus
@pytest.mark.parametrize(("path", "year"), [*PLANS.values(), *OTHERS])
def test_every_character_of_a_document_is_accounted_for(path: str, year: int) -> None:
    made = imported(CORPUS / path, year)
    text = text_of_file(path, (CORPUS / path).read_bytes())
    assert truth.missing_characters(text, kept(made)) == ""
    read = "".join(text.split())
    account = made.account
    assert account.read >= len(read) * 0.98
    assert account.read == account.placed + sum(account.count(use) for use in Use)
    # by another way: every clause of the document is in the content or the report
    everything = bare("".join(kept(made))) + "具体内容责任部门"
    lines = [paragraph.printed for document in made.documents for paragraph in document.paragraphs()]
    clauses = {bare(clause) for line in lines for clause in re.split(r"[^\w“”‘’《》〈〉·.%％]", line)}
    assert {clause for clause in clauses if len(clause) > 3 and not in_pieces(clause, everything)} == set()
    assert parse(sources_from_files(year, write(made.plan))).plan == made.plan


ALL_STRANGERS = (*STRANGERS, *MORE_STRANGERS, *THIRD_STRANGERS, *FOURTH_STRANGERS)


# --- plans of offices that do not exist -----------------------------------------------

cases = pytest.mark.parametrize(
    "stranger", [one for one in ALL_STRANGERS if not one.is_stub], ids=lambda stranger: stranger.file
)


def imported_stranger(stranger: Stranger) -> Imported:
    made = import_documents((read_document(stranger.file, stranger.content()),), 2024)
    assert isinstance(made, Imported), made
    return made


@cases
def test_a_plan_of_another_shape_is_read(stranger: Stranger) -> None:
    plan = imported_stranger(stranger).plan
    assert misread(plan, stranger) == []
    read = {truth.bare(text) for text in truth.deadlines(plan)}
    assert not read & {truth.bare(text) for text in stranger.absent}
    assert (truth.count_sections(plan), sum(1 for _ in plan.items())) == (stranger.sections, stranger.items)


def misread(plan: Plan, stranger: Stranger) -> list[object]:
    """The tasks of a stranger whose owners or deadline are not those expected, with what was read."""
    wrong: list[object] = []
    for task in stranger.tasks:
        found = [other for _, other in truth.tasks_ending(plan, task.ending)]
        if not any(truth.same_roles(truth.roles_of((other,)), task.roles) for other in found):
            wrong.append((task.ending, task.roles, [truth.roles_of((other,)) for other in found]))
        deadlines = [truth.bare(other.deadline.text.value) for other in found]
        if task.deadline and truth.bare(task.deadline) not in deadlines:
            wrong.append((task.ending, task.deadline, deadlines))
    return wrong


@cases
def test_every_character_of_a_stranger_is_accounted_for(stranger: Stranger) -> None:
    made = imported_stranger(stranger)
    text = text_of_file(stranger.file, stranger.content())
    assert truth.missing_characters(text, kept(made)) == ""
    assert truth.missing_runs(text, kept(made)) == []


PRINTED_OTHERWISE = ("水利局计划.docx", "应急局要点.docx", "住建局计划.docx")
"""LibreOffice prints the deleted words of tracked changes with the others, and headings that have no number."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, faces: Faces) -> libreoffice.Office:
    found = libreoffice.installed(tmp_path_factory.mktemp("office"), faces)
    if found is None:
        pytest.skip("LibreOffice is not installed")
    return found


@pytest.mark.libreoffice
def test_a_plan_of_another_shape_is_read_from_pdf(office: libreoffice.Office) -> None:
    foreign_plans = [one for one in ALL_STRANGERS if one.file.endswith(".docx") and one.file not in PRINTED_OTHERWISE]
    printed = office.plain({stranger.file: stranger.content() for stranger in foreign_plans})
    wrong = []
    for stranger in foreign_plans:
        name = stranger.file.replace(".docx", ".pdf")
        made = import_documents((read_document(name, printed[stranger.file]),), 2024)
        assert isinstance(made, Imported), made
        wrong += [(stranger.file, one) for one in misread(made.plan, stranger)]
        counted = truth.count_sections(made.plan), sum(1 for _ in made.plan.items())
        assert counted == (stranger.sections, stranger.items), stranger.file
    assert wrong == []


def test_a_plan_by_months_of_others_stays_a_table() -> None:
    made = import_documents((read_document("进度表.html", months_page()),), 2024)
    assert isinstance(made, Imported)
    assert made.family is Family.OTHER_TABLES
    assert not list(truth.deadlines(made.plan))


@pytest.mark.parametrize("stranger", [one for one in ALL_STRANGERS if one.is_stub])
def test_a_plan_in_an_attachment_is_said_to_be_that(stranger: Stranger) -> None:
    made = import_documents((read_document(stranger.file, stranger.content()),), 2024)
    assert not isinstance(made, Imported)
