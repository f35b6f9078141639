"""The 2023 plan, made from content/2023 and read back, says what the bureau published, character by character.

`published-2023.txt` is the plan as it stands on the portal, with what the portal
did to it: paragraphs torn where a page of the scan ended, blanks around digits,
stray `<p>`. It states the annex in one 附件： line behind the date; the official
form has that line as 附件说明 before the signature, and the annex's title on a
page of its own.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

import pytest

from pipeline.publish.publish import publish
from pipeline.source import Root
from tests import readers as see
from tests.builders import ROOT
from tests.case_files import assert_golden
from tests.readers import Grid, Para, Seen, solid

CONTENT = ROOT / "content"
GOLDEN = ROOT / "tests" / "golden" / "2023"
FILES = ("plan.docx", "plan.pdf", "index.html")


@dataclass(frozen=True)
class Published:
    """The published text without blanks: its parts, and the annex's rows, each with its number."""

    title: str
    opening: str
    work: str
    items: tuple[str, ...]
    demands: str
    closing: str
    organ: str
    day: str
    annex: str
    head: list[str]
    rows: list[list[str]]


def published() -> Published:
    """The parts of tests/published-2023.txt."""
    words = (ROOT / "tests" / "published-2023.txt").read_text("utf-8")
    words = re.sub(r"</?p>", "", words)
    body, table = words.split("附件：")
    title, opening, work, *middle, demands, closing, organ, day = [
        solid(block) for block in body.split("\n\n") if block.strip()
    ]
    items: list[str] = []
    for block in middle:
        # what does not begin with a number was torn from the words before it
        if re.match(r"（[一二三四五六七八九十]+）", block):
            items.append(block)
        else:
            items[-1] += block
    annex, *lines = [line for line in table.split("\n") if line.strip()]
    head, *rows = [[solid(cell) for cell in line.split("\t")] for line in lines]
    for above, row in pairwise(rows):
        row[0] = row[0] or above[0]
    return Published(
        title.removeprefix("#"),
        opening,
        work.removeprefix("##"),
        tuple(items),
        demands.removeprefix("##"),
        closing,
        organ,
        day,
        solid(annex),
        head,
        rows,
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    """The finished files of 2023 as `publish` leaves them, read back."""
    working = tmp_path_factory.mktemp("published")
    result = publish([Root(CONTENT)], [2023], working / "build", working)
    assert result.refusals == ()
    build = working / "build"
    site = build / "site" / "2023"
    for name in ("plan.docx", "plan.pdf"):
        assert (build / "2023" / name).read_bytes() == (site / name).read_bytes()
    return {
        "plan.docx": see.docx((site / "plan.docx").read_bytes()),
        "plan.pdf": see.pdf((site / "plan.pdf").read_bytes()),
        "index.html": see.page((site / "index.html").read_bytes()),
    }


def test_the_published_text_was_read_whole() -> None:
    text = published()
    assert len(text.items) == 15
    assert len(text.rows) == 16
    assert [len(row) for row in text.rows] == [4] * 16
    assert all("部门：" in item and item.endswith("）") for item in text.items)
    whole = solid(re.sub(r"</?p>", "", (ROOT / "tests" / "published-2023.txt").read_text("utf-8")))
    parts = ["#", text.title, text.opening, "##", text.work, *text.items, "##", text.demands, text.closing]
    parts += [text.organ, text.day, "附件：", text.annex, *text.head]
    before = ""
    for row in text.rows:
        parts += row[1:] if row[0] == before else row
        before = row[0]
    assert "".join(parts) == whole


@pytest.mark.parametrize("name", FILES)
def test_every_file_says_the_published_words_and_no_others(name: str, made: dict[str, Seen]) -> None:
    text = published()
    seen = see.unnumbered(made[name]) if name == "plan.pdf" else made[name]
    assert [solid(one.words) for one in seen if isinstance(one, Para)] == [
        text.title,
        text.opening,
        text.work,
        *text.items,
        text.demands,
        text.closing,
        f"附件：{text.annex}",
        text.organ,
        text.day,
        "附件",
        text.annex,
    ]
    tables = [one for one in seen if isinstance(one, Grid)]
    assert len(tables) == 1
    assert seen[-1] is tables[0]
    assert [[solid(cell) for cell in row] for row in tables[0].words] == [text.head, *text.rows]


@pytest.mark.parametrize("name", FILES)
def test_item_4_is_one_number_over_two_rows(name: str, made: dict[str, Seen]) -> None:
    table = made[name][-1] if name != "plan.pdf" else next(one for one in made[name] if isinstance(one, Grid))
    assert isinstance(table, Grid)
    merged = [
        (number, column) for number, row in enumerate(table.rows) for column, cell in enumerate(row) if cell.again
    ]
    assert merged == [(5, 0)]
    assert table.words[4][0] == table.words[5][0] == "4"
    assert [row[2:] for row in table.words[4:6]] == [["办公室", "5月底"], ["采管科、会计科、财监科", "全年"]]


def test_the_pages_are_numbered(made: dict[str, Seen]) -> None:
    numbers = see.numbers(made["plan.pdf"])
    assert len(numbers) > 1
    assert numbers == [f"— {page} —" for page in range(1, len(numbers) + 1)]


@pytest.mark.parametrize("name", FILES)
def test_what_a_reader_finds_is_what_was_accepted(name: str, made: dict[str, Seen], accept: bool) -> None:
    """Words, looks and pages of every file, held to tests/golden/2023; `make test ARGS=--accept` renews them."""
    assert_golden(GOLDEN / f"{name}.txt", see.shown(made[name]), accept=accept)
