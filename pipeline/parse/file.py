"""Read one content file as head and blocks, before it is known what they mean."""

from collections.abc import Sequence

from pipeline.dataclass import dataclass
from pipeline.findings import Diagnostics
from pipeline.model import Block, Link, Note, Paragraph, Steps, Table
from pipeline.parse import codes
from pipeline.parse.blocks import Heading, ListLine, Written, read_blocks
from pipeline.parse.clean import clean, pasted_rows, take_comments
from pipeline.parse.head import HeadLines, read_head
from pipeline.source import SourceFile


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file's head and blocks."""

    source: SourceFile
    head: HeadLines
    blocks: tuple[Written, ...]


def read_file(
    source: SourceFile, diagnostics: Diagnostics, *, has_lists: bool = False, has_keys: bool = True
) -> ParsedFile:
    """Read a file; `has_lists` says whether it may list items, `has_keys` whether its head can state anything."""
    of_lines = Diagnostics()
    head = read_head(clean(source, of_lines), of_lines, unfenced=has_keys)
    if any("\t" in line for line in source.lines) and head.body:
        # only below the head may tabs separate the cells of a pasted table
        rows = pasted_rows(source, head.body[0].place(0, 0).line)
        of_lines = Diagnostics()
        head = read_head(clean(source, of_lines, rows), of_lines, unfenced=has_keys)
    diagnostics.add(*of_lines.findings)
    body, comments = take_comments(head.body, diagnostics)
    return ParsedFile(source, head, read_blocks(body, comments, diagnostics, has_lists=has_lists))


def flatten_blocks(written: Sequence[Written], where: str, diagnostics: Diagnostics) -> tuple[Block | Note, ...]:
    """Return the blocks of a file without headings and lists: these become paragraphs, headings are reported.

    `where` names the kind of file: 事项, 通知 or 附件.
    """
    blocks: list[Block | Note] = []
    for block in written:
        match block:
            case Heading():
                diagnostics.add(
                    codes.HEADING_LEVEL.at(
                        block.place,
                        f"{where}里不能有标题，已当作一段",
                        "标题写在 plan.md；这里只写文字"
                        if where == "事项"
                        else "删去 #；小标题写作单独的一段，序号照写，如“一、填报范围”",
                    )
                )
                blocks.append(block.title)
            case ListLine():
                link = Link(0, len(block.title), block.target.value)
                blocks.append(Paragraph(block.title, (link,), block.notes))
            case Paragraph() | Steps() | Table() | Note():
                blocks.append(block)
    return tuple(blocks)
