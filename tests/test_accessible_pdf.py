"""plan.pdf as outloud reads it, by the Matterhorn Protocol 1.1 for PDF/UA-1; what it does not look at is in test_measure."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from pipeline.fonts import Faces
from pipeline.model import Column, ColumnRole, FreeAnnex, Link, Orientation, Paragraph, Plan, Section, Table, TaskTable
from pipeline.parse import parse
from pipeline.source import SourceText, load_year
from tests import validators
from tests.builders import MIXED, ROOT, TABLE_TITLE, item, paragraph, plan_of
from tests.layout_oracle import ATTACHED, assert_conforms, printed
from tests.plans import of_2023

pytestmark = pytest.mark.validators


def grouped(orientation: Orientation = Orientation.PORTRAIT) -> Plan:
    """A draft whose words and whose table with merged cells go on over pages, with a link over two lines and a second table."""
    columns = (
        Column(ColumnRole.NUMBER, "序号"),
        Column(ColumnRole.GROUP, "工作任务"),
        Column(ColumnRole.WORDS, "具体内容"),
        Column(ColumnRole.OWNER, "责任部门"),
    )
    linked = Paragraph(SourceText(MIXED * 9), (Link(3, 60, "https://www.example.gov.cn/"),))
    table = Table((paragraph("年度"), paragraph("件数")), ((paragraph("2023"), paragraph("15")),))
    sections = (
        Section(
            paragraph(name),
            1,
            tuple(item(f"{name}{number}", *["做好公开工作。" * 9] * (1 + number % 3)) for number in range(9)),
        )
        for name in ("深化财政信息公开", "推进决策执行公开")
    )
    return plan_of(
        linked,
        *sections,
        columns=columns,
        annex_orientation=orientation,
        stage=SourceText("征求意见稿"),
        watermark=True,
        annexes=(TaskTable(SourceText(TABLE_TITLE)), FreeAnnex(SourceText("情况表"), "情况", (table,))),
    )


PLANS: dict[str, Callable[[], Plan]] = {
    "2023": of_2023,
    "sample": lambda: parse(load_year(ROOT / "tests" / "sample", 2024)).plan,
    "merged cells over pages": grouped,
    "landscape": lambda: grouped(Orientation.LANDSCAPE),
}


@pytest.fixture(scope="module")
def merged(faces: Faces) -> bytes:
    return printed(grouped(), faces, attachments=ATTACHED).content


@pytest.mark.parametrize("name", PLANS)
def test_a_screen_reader_reads_it_right(name: str, faces: Faces, tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(printed(PLANS[name](), faces, attachments=ATTACHED).content)
    assert validators.matterhorn(path) == []


ADDRESS = "https://www.example.gov.cn/zwgk/2024/index.html"

MERGED_AT_END = (
    Column(ColumnRole.NUMBER, "序号"),
    Column(ColumnRole.WORDS, "具体内容"),
    Column(ColumnRole.REMARK, "备注"),
)


def test_an_address_that_somebody_linked_can_be_followed_on_every_line(faces: Faces, tmp_path: Path) -> None:
    """One only written down is printed as it is, and outloud says so."""
    found = []
    for marks in ((), (Link(30, 30 + len(ADDRESS), ADDRESS),)):
        path = tmp_path / f"{len(marks)}.pdf"
        plan = plan_of(paragraph(f"{'公' * 30}{ADDRESS}查看。", *marks), annexes=())
        path.write_bytes(printed(plan, faces).content)
        found.append({finding.partition(":")[0] for finding in validators.matterhorn(path)})
    assert found == [{"LNK-010"}, set()]


def test_rows_under_a_cell_merged_at_their_end_have_all_their_cells(faces: Faces, tmp_path: Path) -> None:
    """outloud counts the last of them a cell short (docs/upstream/outloud-row-widths.md)."""
    plan = plan_of(item("甲", "做好公开工作。", "回应关切。", "按期报送。"), columns=MERGED_AT_END)
    assert_conforms(plan, faces, "表格标签各行各栏齐全")
    path = tmp_path / "plan.pdf"
    path.write_bytes(printed(plan, faces).content)
    assert [finding.partition(":")[0] for finding in validators.matterhorn(path)] == ["TBL-004"]


def unscoped(file: pikepdf.Pdf) -> None:
    for thing in file.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/TH":
            del thing.A.Scope


def untagged(file: pikepdf.Pdf) -> None:
    page = file.pages[0]
    page.Contents.write(page.Contents.read_bytes().replace(b"/Artifact\n<</Type /Pagination>>\nBDC", b"/Span\nBMC"))


def undeclared(file: pikepdf.Pdf) -> None:
    packet = file.Root.Metadata.read_bytes()
    file.Root.Metadata.write(packet.replace(b"pdfuaid:part", b"pdfuaid:rev"))


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [(unscoped, "TBL-002"), (untagged, "TAG-001"), (undeclared, "DOC-012")],
)
def test_it_sees_what_is_wrong(merged: bytes, spoil: Any, rule: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    with pikepdf.open(BytesIO(merged)) as file:
        spoil(file)
        file.save(path)
    assert any(finding.startswith(rule) for finding in validators.matterhorn(path))
