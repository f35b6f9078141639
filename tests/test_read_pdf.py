"""PDF files in the neutral form: paragraphs and tables by tags and by positions; scans and locked files refused."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from pipeline.errors import Unreadable
from pipeline.readers.document import AsideKind, Document, Paragraph, Table
from pipeline.readers.load import read_document
from tests import libreoffice
from tests.plans import of_2023
from tests.renderings import docx_of, pdf_of


@pytest.fixture(scope="module")
def plan_files() -> tuple[bytes, bytes]:
    """The plan of 2023 as DOCX and as tagged PDF."""
    plan = of_2023()
    return docx_of(plan), pdf_of(plan)


def without_tags(content: bytes) -> bytes:
    with pikepdf.open(BytesIO(content)) as file:
        del file.Root.StructTreeRoot
        del file.Root.MarkInfo
        stream = BytesIO()
        file.save(stream)
    return stream.getvalue()


def solid(text: str) -> str:
    return "".join(text.split())


def paragraphs(document: Document) -> list[str]:
    return [solid(block.text) for block in document.blocks if isinstance(block, Paragraph) and block.text.strip()]


def rows(document: Document) -> list[list[str]]:
    """The rows of all tables, heads repeated by pages left out."""
    found = [
        [solid(cell.text) if cell else "" for cell in row]
        for block in document.blocks
        if isinstance(block, Table)
        for row in block.grid()
    ]
    return [row for index, row in enumerate(found) if not index or row != found[0]]


def test_a_tagged_file_gives_the_paragraphs_and_rows_of_the_word_file(plan_files: tuple[bytes, bytes]) -> None:
    word, paper = (
        read_document(f"plan.{kind}", content) for kind, content in zip(("docx", "pdf"), plan_files, strict=True)
    )
    assert paragraphs(paper) == paragraphs(word)
    assert rows(paper) == rows(word)
    assert not paper.is_wrapped
    assert paper.pages == 9
    assert [aside.text for aside in paper.asides if aside.kind is AsideKind.FOOTER][:2] == ["— 1 —", "— 2 —"]


def test_a_file_without_tags_gives_the_same_by_positions(plan_files: tuple[bytes, bytes]) -> None:
    word = read_document("plan.docx", plan_files[0])
    paper = read_document("plan.pdf", without_tags(plan_files[1]))
    # a title of two lines is two paragraphs
    assert "".join(paragraphs(paper)) == "".join(paragraphs(word))
    assert paragraphs(paper)[:20] == paragraphs(word)[:20]
    assert rows(paper) == rows(word)
    assert [block.text for block in paper.paragraphs() if block.align == "right"] == ["宝山区财政局", "2023年6月27日"]
    assert [block.align for block in paper.paragraphs()][:3] == ["center", "", ""]
    assert len([aside for aside in paper.asides if aside.kind is AsideKind.FOOTER]) == 9


def test_every_character_on_a_page_is_placed_once(plan_files: tuple[bytes, bytes]) -> None:
    import pdfplumber

    with pdfplumber.open(BytesIO(plan_files[1])) as file:
        source = sorted(character["text"] for page in file.pages for character in page.chars)
    for content in (plan_files[1], without_tags(plan_files[1])):
        document = read_document("plan.pdf", content)
        placed = "".join(paragraph.text for paragraph in document.paragraphs()) + "".join(
            aside.text
            for aside in document.asides
            if aside.kind in (AsideKind.HEADER, AsideKind.FOOTER) or aside.where.endswith("转了方向的文字")
        )
        assert sorted(solid(placed)) == [
            character for character in source if character.isprintable() and solid(character)
        ]


@pytest.mark.parametrize("angle", [90, 270])
def test_a_page_turned_by_a_quarter_is_read_as_a_reader_turns_it(plan_files: tuple[bytes, bytes], angle: int) -> None:
    stream = BytesIO()
    turns = {90: b"q 0 1 -1 0 %d 0 cm\n", 270: b"q 0 -1 1 0 0 %d cm\n"}
    with pikepdf.open(BytesIO(without_tags(plan_files[1]))) as file:
        for page in file.pages:
            width, height = (float(size) for size in page.mediabox[2:])
            page.mediabox = pikepdf.Array([0, 0, height, width])
            page.cropbox = page.mediabox
            page.contents_add(turns[angle] % (height if angle == 90 else width), prepend=True)
            page.contents_add(b"\nQ")
        file.save(stream)
    turned = read_document("plan.pdf", stream.getvalue())
    plain = read_document("plan.pdf", without_tags(plan_files[1]))
    assert rows(turned) == rows(plain)
    assert paragraphs(turned) == paragraphs(plain)


def test_a_scan_is_said_to_be_one() -> None:
    stream = BytesIO()
    with pikepdf.new() as file:
        file.add_blank_page()
        file.add_blank_page()
        file.save(stream)
    with pytest.raises(Unreadable, match="2 页，但没有文字，多半是扫描件"):
        read_document("扫描.pdf", stream.getvalue())


def test_a_locked_file_is_refused(plan_files: tuple[bytes, bytes]) -> None:
    stream = BytesIO()
    with pikepdf.open(BytesIO(plan_files[1])) as file:
        file.save(stream, encryption=pikepdf.Encryption(user="密", owner="密"))
    with pytest.raises(Unreadable, match="加了密"):
        read_document("plan.pdf", stream.getvalue())


LINES = ("某局2024年度政务公开工作计划", "一、主要工作", "公开部门预算，6月底前完成。")


def nameless_font() -> pikepdf.Dictionary:
    """A font without codes: what it draws says nothing."""
    inner = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.CIDFontType2,
        BaseFont=pikepdf.Name.Nameless,
        CIDSystemInfo=pikepdf.Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
        FontDescriptor=pikepdf.Dictionary(Type=pikepdf.Name.FontDescriptor, FontName=pikepdf.Name.Nameless, Flags=4),
    )
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type0,
        BaseFont=pikepdf.Name.Nameless,
        Encoding=pikepdf.Name("/Identity-H"),
        DescendantFonts=pikepdf.Array([inner]),
    )


def stating(lines: Iterable[str], *, form: str) -> bytes:
    """A PDF whose font has no codes; what its lines say is stated in marked content, around it, by name, or by tags."""
    with pikepdf.new() as file:
        page = file.add_blank_page(page_size=(595, 842))
        properties = pikepdf.Dictionary()
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=nameless_font()), Properties=properties)
        content, tags = b"", []
        for number, line in enumerate(lines):
            drawn = f"BT /F1 16 Tf 80 {760 - 30 * number} Td <{'0001' * len(line)}> Tj ET"
            text = "FEFF" + line.encode("utf-16-be").hex()
            match form:
                case "inline":
                    drawn = f"/Span <</ActualText <{text}>>> BDC {drawn} EMC"
                case "nested":
                    half = f"/Span <</ActualText <FEFF0041>>> BDC {drawn} EMC"
                    drawn = f"/P <</MCID {number}>> BDC /Span <</ActualText <{text}>>> BDC {half} EMC EMC"
                case "named":
                    properties[f"/M{number}"] = pikepdf.Dictionary(ActualText=line)
                    drawn = f"/Span /M{number} BDC {drawn} EMC"
                case "tags":
                    drawn = f"/P <</MCID {number}>> BDC {drawn} EMC"
                    tags.append(pikepdf.Dictionary(S=pikepdf.Name.P, ActualText=line, K=number, Pg=page.obj))
                case _:
                    pass
            content += f"{drawn}\n".encode()
        page.Contents = file.make_stream(content)
        if tags:
            whole = pikepdf.Dictionary(S=pikepdf.Name.Document, K=pikepdf.Array(tags))
            file.Root.StructTreeRoot = pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot, K=whole)
        stream = BytesIO()
        file.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("form", ["inline", "nested", "named", "tags"])
def test_what_a_file_states_replaces_characters_without_codes(form: str) -> None:
    document = read_document("计划.pdf", stating(LINES, form=form))
    assert "".join(paragraph.text for paragraph in document.paragraphs()) == "".join(LINES)
    assert not [aside for aside in document.asides if aside.kind is AsideKind.OTHER and aside.text in LINES]


def test_characters_without_codes_and_nothing_stated_are_refused() -> None:
    with pytest.raises(Unreadable, match="没有编码"):
        read_document("计划.pdf", stating(LINES, form="nothing"))


def drawn_at(places: Iterable[tuple[float, float, str]]) -> bytes:
    """A PDF of one page without tags: texts of 16 pt at these points from the left and the lower edge."""
    with pikepdf.new() as file:
        page = file.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=nameless_font()))
        page.Contents = file.make_stream(
            "\n".join(
                f"/Span <</ActualText <FEFF{text.encode('utf-16-be').hex()}>>> BDC "
                f"BT /F1 16 Tf {left} {bottom} Td <{'0001' * len(text)}> Tj ET EMC"
                for left, bottom, text in places
            ).encode()
        )
        stream = BytesIO()
        file.save(stream)
    return stream.getvalue()


def test_two_columns_are_read_one_after_the_other() -> None:
    """The title goes over both; each column has ten lines of twelve characters, the last one short."""
    han = [chr(0x5000 + at) for at in range(200)]
    columns = [
        [*("".join(han[at : at + 13]) for at in range(start, start + 90, 10)), f"{name}栏完。"]
        for name, start in (("左", 0), ("右", 100))
    ]
    places = [(180.0, 780.0, "某局二〇二四年工作计划标题")]
    for column, left in zip(columns, (72.0, 312.0), strict=True):
        places += [(left, 740.0 - 24 * index, line) for index, line in enumerate(column)]
    document = read_document("计划.pdf", drawn_at([*places, (280.0, 60.0, "—1—")]))
    assert [paragraph.text for paragraph in document.paragraphs()] == [places[0][2], *map("".join, columns)]
    assert [aside.text for aside in document.asides if aside.kind is AsideKind.FOOTER] == ["—1—"]


TASKS = (
    ("序号", "具体内容", "责任科室", "完成时间"),
    ("1", "公开路况，说明绕行路线|和预计工期。", "养护科", "全年"),
    ("2", "公开班线调整。", "客运科、|各站所", "5月底前"),
    ("3", "公开投诉电话和答复时限|以及办理情况，按月更新|台账。", "稽查队", "每月"),
)


def cells_of(
    rows: Iterable[Iterable[str]], *, between: float, number: str = "first"
) -> Iterable[tuple[float, float, str]]:
    """The texts of a table at their points; `|` ends a line, `between` is the white between rows, pt."""
    bottom = 760.0
    for row in rows:
        lines = [text.split("|") for text in row]
        count = max(map(len, lines))
        for left, cell in zip((72.0, 120.0, 330.0, 430.0), lines, strict=True):
            drop = (count - len(cell)) // 2 if number == "middle" else 0
            yield from ((left, bottom - 20 * (drop + at), text) for at, text in enumerate(cell))
        bottom -= 20 * count + between


@pytest.mark.parametrize(("between", "number"), [(12.0, "first"), (12.0, "middle"), (0.0, "first")])
def test_a_table_that_only_white_separates(between: float, number: str) -> None:
    title = (180.0, 800.0, "某局二〇二四年任务分解表")
    document = read_document("表.pdf", drawn_at([title, *cells_of(TASKS, between=between, number=number)]))
    assert rows(document) == [[text.replace("|", "") for text in row] for row in TASKS]
    assert paragraphs(document) == [title[2]]


def test_a_table_of_white_whose_rows_cannot_be_told_is_said_to_be_one() -> None:
    document = read_document("表.pdf", drawn_at(cells_of(TASKS, between=0.0, number="middle")))
    assert rows(document) == []
    assert [aside.text[:16] for aside in document.asides if aside.kind is AsideKind.OTHER] == [
        "有 8 行像是没有框线的表格，分"
    ]


def test_two_columns_of_names_and_words_are_no_columns_of_prose() -> None:
    rows = [(72.0, 740.0 - 24 * number, f"项{number}") for number in range(8)]
    words = [(200.0, 740.0 - 24 * number, "做好公开工作，及时发布" + "信息" * (number % 3)) for number in range(8)]
    document = read_document("表.pdf", drawn_at([*rows, *words]))
    text = "".join(paragraph.text for paragraph in document.paragraphs())
    assert text.index("项0") < text.index("做好公开") < text.index("项1")


@pytest.mark.libreoffice
@pytest.mark.parametrize("tags", ["true", "false"])
def test_a_file_of_libreoffice_gives_the_rows_of_the_word_file(
    plan_files: tuple[bytes, bytes], office: libreoffice.Office, tmp_path: Path, tags: str
) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes(plan_files[0])
    settings = f'pdf:writer_pdf_Export:{{"UseTaggedPDF":{{"type":"boolean","value":"{tags}"}}}}'
    paper = read_document("plan.pdf", office.convert(path, settings).read_bytes())
    word = read_document("plan.docx", plan_files[0])
    assert rows(paper) == rows(word)
    # LibreOffice leaves out marks that hang in the margin
    marks = str.maketrans("", "", "，。、；：")
    assert "".join(paragraphs(paper)).translate(marks) == "".join(paragraphs(word)).translate(marks)
