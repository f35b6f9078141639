"""A Word file while it is measured, and what several probes ask of its paragraphs. Lengths are in pt."""

from collections.abc import Sequence

from pipeline.conformance.observation import Observation, pt, quote_start, typeface
from pipeline.dataclass import dataclass
from pipeline.readers.docx_model import Cell, DocxFile, Paragraph, paragraphs
from pipeline.typography import gbt9704 as standard
from pipeline.typography.gbt9704 import Page

# the names of the paragraph styles
ORGAN_MARK, DOC_NUMBER, TITLE, STAGE, ADDRESSEE = "发文机关标志", "发文字号", "Title", "稿次", "主送机关"
HEADINGS = ("heading 1", "heading 2", "heading 3", "heading 4")
BODY, ANNEX_NOTE, SIGNATURE, DATE, REMARK = "公文正文", "附件说明", "署名", "成文日期", "附注"
ANNEX_MARK, ANNEX_TITLE = "附件标识", "附件标题"
TABLE_HEAD, TABLE_CELL, TABLE_LABEL, COLOPHON = "表头", "表格文字", "表格居中", "版记"
REPEATED, TABLE_NUMBER = "续页重印", "表格数字"
PICTURE = "插图"

TOLERANCE = 0.06
"""How exactly lengths in pt agree: Word writes twentieths."""


@dataclass(frozen=True, slots=True)
class DocxUnderTest:
    """A Word file and the layout (版面) that it should have."""

    file: str
    docx: DocxFile
    layout: Page
    split_paragraphs: tuple[str, ...] = ()
    """The text of each paragraph that runs over the end of a page of the PDF made with it, up to the last such end."""
    doc_number: str = ""
    """发文字号 as the PDF of the whole document has it."""
    torn_items: frozenset[str] = frozenset()
    """The numbers (序号) of the items whose rows are on several pages of that PDF."""

    def runs_on(self, paragraph: Paragraph) -> bool:
        """Whether a paragraph runs over the end of a page by itself, so that it need not be kept with the next."""
        # where a line of the PDF ends at a blank, the blank is gone
        text = "".join(paragraph.text.split())
        return any(text.startswith("".join(beginning.split())) for beginning in self.split_paragraphs)

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The paragraphs outside tables, in order, empty ones too."""
        return tuple(content for content in self.docx.content if isinstance(content, Paragraph))

    @property
    def tightened(self) -> tuple[Paragraph, ...]:
        """The paragraphs up to a 成文日期 or 附注 whose lines are nearer to each other, all alike (9704, 7.3.5.5)."""
        found: list[Paragraph] = []
        line = 0.0
        for paragraph in reversed(self.paragraphs):
            own = paragraph.format
            if paragraph.style in (REMARK, DATE) and not line:
                is_tight = standard.LEAST_LINE_OF_ALL - TOLERANCE < own.line < self.layout.line - TOLERANCE
                line = own.line if is_tight else 0.0
            if line and paragraph.text.strip():
                if abs(own.line - line) > TOLERANCE:
                    line = 0.0
                else:
                    found.append(paragraph)
        return tuple(found)

    def of(self, *styles: str) -> list[Paragraph]:
        """The paragraphs of those styles that have text, those in tables and text boxes too."""
        return [
            paragraph
            for paragraph in paragraphs(self.docx.content)
            if paragraph.style in styles and paragraph.text.strip()
        ]


ALIGNMENTS = {"both": "两端对齐", "center": "居中", "left": "左对齐", "right": "右对齐", "distribute": "分散对齐"}
_LINE_RULES = {"exact": "固定值", "atLeast": "最小值", "auto": "多倍"}


def alignment(paragraph: Paragraph) -> str:
    """Name a paragraph's alignment in Word's own Chinese."""
    return ALIGNMENTS.get(paragraph.format.align, paragraph.format.align)


def observe_line_height(paragraph: Paragraph, points: float) -> Observation:
    """Observe whether a paragraph's line height is fixed at so many points."""
    own = paragraph.format
    line = f"{own.line:g} 倍" if own.line_rule == "auto" else pt(own.line)
    conforms = own.line_rule == "exact" and abs(own.line - points) < TOLERANCE
    return Observation(quote_start(paragraph.text), f"{_LINE_RULES.get(own.line_rule, own.line_rule)} {line}", conforms)


def observe_typeface(paragraph: Paragraph, face: str, size: float) -> Observation:
    """Observe a paragraph's typefaces and sizes; runs with a character style of their own may be 黑体 or 楷体."""
    plain = [run for run in paragraph.runs if not run.style]
    kinds = dict.fromkeys(typeface(run.format.east_asian) for run in plain) or {face: None}
    latin = {typeface(name) for run in plain for name in (run.format.ascii, run.format.other)}
    sizes = dict.fromkeys(run.format.size for run in paragraph.runs)
    odd = [kind for kind in kinds if kind != face] or sorted(latin - {face})
    emphasis = {typeface(run.format.east_asian) for run in paragraph.runs if run.style} <= {"黑体", "楷体"}
    return Observation(
        quote_start(paragraph.text),
        f"{'、'.join(odd or kinds)} {'、'.join(map(pt, sizes))}",
        not odd and emphasis and list(sizes) == [size],
    )


def is_repeated(cell: Cell) -> bool:
    """Whether a cell only repeats the words of the merged cell above it on a new page."""
    return all(paragraph.style == REPEATED for paragraph in paragraphs(cell.content))


def repeated_words(cell: Cell) -> str:
    """The words that a cell repeats on a new page, without blanks; those of a merged cell, or those of a row that is split."""
    return "".join("".join(one.text.split()) for one in paragraphs(cell.content) if one.style == REPEATED)


def own_words(cell: Cell) -> str:
    """The words of a cell without blanks and without those that it repeats."""
    return "".join("".join(one.text.split()) for one in paragraphs(cell.content) if one.style != REPEATED)


def count_blank_lines(following: Sequence[Paragraph]) -> int:
    """Count the empty lines of full height that a sequence of paragraphs begins with."""
    count = 0
    for paragraph in following:
        if paragraph.text.strip() or paragraph.boxes or paragraph.format.line < standard.SIZE_TABLE:
            break
        count += 1
    return count


def blank_lines_above(docx: DocxUnderTest, index: int) -> int:
    """Count the empty lines right above a paragraph, given its index among `docx.paragraphs`."""
    return count_blank_lines(tuple(reversed(docx.paragraphs[:index])))
