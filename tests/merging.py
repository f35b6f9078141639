"""Content roots of plans, their Word and Excel files, and edits typed into these, for the tests of merging."""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import _Row
from docx.text.paragraph import Paragraph

from pipeline import source
from pipeline.assemble import cache
from pipeline.merge.apply import Applied, apply_merge
from pipeline.merge.merge import Merge, chosen_edits, find_merge
from pipeline.merge.model import MergeEdit
from pipeline.model import Plan
from pipeline.parse import parse
from pipeline.parse.serialize import write
from pipeline.render.compose import compose
from pipeline.render.print_model import Grid, Line
from pipeline.render.word import document
from pipeline.render.xlsx import workbook
from pipeline.storage import write_files
from pipeline.typography import gbt9704

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "templates" / "plan.docx"
YEAR = 2024


def write_root(folder: Path, files: dict[str, str]) -> Path:
    """Write content files below a folder and return the content root."""
    root = folder / "content"
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="")
    return root


def root_of(folder: Path, plan: Plan) -> Path:
    """Write a plan as content and return the content root."""
    return write_root(folder, write(plan))


def plan_at(root: Path) -> Plan:
    """The plan of a content root."""
    return parse(source.load_year(root, YEAR)).plan


def content_of(root: Path) -> dict[str, bytes]:
    """The bytes of the files that the plan is made of, by name."""
    folder = root / str(YEAR)
    paths = [*folder.glob("*.md"), *folder.glob("items/*.md"), *folder.glob("annex/*.md")]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(paths)}


def word(plan: Plan) -> bytes:
    """The plan.docx of a plan."""
    return document.plan(compose(plan), TEMPLATE, gbt9704.PAGES[plan.head.layout.value])


def word_annex(plan: Plan) -> bytes:
    """The annex.docx of a plan."""
    return document.annex(compose(plan), TEMPLATE, gbt9704.PAGES[plan.head.layout.value])


def sheet(plan: Plan) -> bytes:
    """The annex.xlsx of a plan."""
    return workbook.annex(compose(plan), gbt9704.PAGES[plan.head.layout.value])


def build(root: Path, folder: Path) -> None:
    """Put the year's Word file with the record of a build into a folder, as `zwgk build` does."""
    sources = source.load_year(root, YEAR)
    files = {"plan.docx": word(parse(sources).plan)}
    record = cache.Record({"内容": cache.digest_content(sources)}, cache.digest_outputs(files), 1, "")
    write_files(folder, {**files, cache.RECORD: cache.record_file(record)})


def printed(plan: Plan) -> list[str]:
    """Every printed line of a plan, and every cell of its tables, in order."""
    found: list[str] = []
    for block in compose(plan).all_blocks():
        match block:
            case Line():
                found.append(block.text)
            case Grid():
                found += [cell.text for row in block.rows for cell in row.cells]
    return found


def all_paragraphs(opened: Any) -> list[Paragraph]:
    """The paragraphs of a Word file, those in tables behind the others."""
    cells = [cell for table in opened.tables for row in table.rows for cell in row.cells]
    return [*opened.paragraphs, *(paragraph for cell in cells for paragraph in cell.paragraphs)]


def retyped(content: bytes, *changes: tuple[str, str], only_first: bool = False) -> bytes:
    """The Word file with words replaced as typed over them: in the first paragraph that has them, or in every one."""
    opened = docx.Document(BytesIO(content))
    for old, new in changes:
        found = False
        for paragraph in all_paragraphs(opened):
            if old in paragraph.text and not (found and only_first):
                set_text(paragraph, paragraph.text.replace(old, new))
                found = True
        assert found, old
    return saved(opened)


def saved(opened: Any) -> bytes:
    """The bytes of an opened Word file."""
    stream = BytesIO()
    opened.save(stream)
    return stream.getvalue()


def set_text(paragraph: Paragraph, text: str) -> None:
    """Put the text into a paragraph's first run, and empty the others."""
    for link in list(paragraph.hyperlinks):
        for run in link.runs:
            run.text = ""
    if not paragraph.runs:
        paragraph.add_run(text)
        return
    first, *rest = paragraph.runs
    first.text = text
    for run in rest:
        run.text = ""


def found_merge(root: Path, *files: tuple[str, bytes], base: str | None = None, built: Path | None = None) -> Merge:
    """The merge of the files; it is not refused."""
    found = find_merge(root, YEAR, files, base, built=built)
    assert isinstance(found, Merge), found
    return found


def edits_of(root: Path, *files: tuple[str, bytes], built: Path | None = None) -> tuple[MergeEdit, ...]:
    """The edits of the files."""
    return found_merge(root, *files, built=built).edits


def merged(
    root: Path,
    *files: tuple[str, bytes],
    theirs: Iterable[int] = (),
    ours: Iterable[int] = (),
    base: str | None = None,
    built: Path | None = None,
) -> Applied:
    """Merge the files and write everything that can be written."""
    found = found_merge(root, *files, base=base, built=built)
    chosen = chosen_edits(found, tuple(theirs), tuple(ours))
    assert isinstance(chosen, tuple), chosen
    applied = apply_merge(root, found, chosen)
    assert isinstance(applied, Applied), applied
    return applied


def describe(edits: Sequence[MergeEdit]) -> list[tuple[str, str, str, str]]:
    """What an edit is, in short."""
    return [(edit.kind.value, edit.old, edit.new, edit.reason or "") for edit in edits]


AUTHOR, WHEN = "王局", "2024-03-08T09:30:00Z"


def track(paragraph: Paragraph, start: int, stop: int, new: str) -> None:
    """Replace the characters from `start` to `stop` of a paragraph with tracked changes, as Word writes them."""
    text = paragraph.text
    set_text(paragraph, "")
    own = paragraph._p
    for old in list(own.r_lst):
        own.remove(old)
    pieces = [("", text[:start]), ("del", text[start:stop]), ("ins", new), ("", text[stop:])]
    for tag, words in pieces:
        if not words:
            continue
        run = OxmlElement("w:r")
        content = OxmlElement("w:delText" if tag == "del" else "w:t")
        content.text = words
        content.set(qn("xml:space"), "preserve")
        run.append(content)
        if tag:
            change = OxmlElement(f"w:{tag}")
            for key, value in (("w:id", str(len(own) + 900)), ("w:author", AUTHOR), ("w:date", WHEN)):
                change.set(qn(key), value)
            change.append(run)
            own.append(change)
        else:
            own.append(run)


# --- a small plan ------------------------------------------------------------------------

PLAN = """---
标题: 某局2024年度政务公开工作计划
发文机关: 某局
成文日期: 2024年3月5日
附件: 任务分解表
---

为做好工作，制定本计划。

## 主要工作

- [政府开放日](items/开放日.md)
- [采购公开](items/采购.md)
- [政策推送](items/推送.md)
- [执法公示](items/执法.md)

## 工作要求

各科室要按时完成。
"""
ITEMS = {
    "开放日": "---\n牵头部门: 会计科\n配合部门: 办公室\n完成时间: 8月\n---\n\n8月份开展一次“政府开放日”活动，加强互动。\n",
    "采购": "---\n责任部门: 采管科\n完成时间: 全年\n---\n\n推进政府采购信息**全过程**公开。\n\n<!-- 待查 -->\n二季度开展一次公开情况抽查。\n",
    "推送": "---\n责任部门: 会计科、\u3000办公室\n完成时间: 全年\n---\n\n继续依托“一网通办”开展线上\n精准推送工作。\n",
    "执法": (
        "做好执法公示。（责任部门：办公室；完成时间：5月底）\n\n"
        "落实“双随机、一公开”要求。（责任部门：采管科、会计科；完成时间：全年）\n"
    ),
}


def content(folder: Path, plan: str = PLAN, items: dict[str, str] | None = None) -> Path:
    """Write a content root and return it."""
    named = ITEMS if items is None else items
    return write_root(folder, {"2024/plan.md": plan, **{f"2024/items/{name}.md": text for name, text in named.items()}})


def item_text(root: Path, name: str) -> str:
    return (root / "2024" / "items" / f"{name}.md").read_text()


def with_paragraph(content: bytes, after: str, text: str) -> bytes:
    """The Word file with a new paragraph behind the one that ends with the words."""
    opened = docx.Document(BytesIO(content))
    before = next(one for one in opened.paragraphs if one.text.endswith(after))
    added = deepcopy(before._p)
    before._p.addnext(added)
    set_text(Paragraph(added, before._parent), text)
    return saved(opened)


def without_paragraph(content: bytes, words: str) -> bytes:
    """The Word file without the first paragraph that has the words."""
    opened = docx.Document(BytesIO(content))
    gone = next(one for one in opened.paragraphs if words in one.text)
    parent = gone._p.getparent()
    assert parent is not None, "a paragraph is in a body"
    parent.remove(gone._p)
    return saved(opened)


def with_row(content_bytes: bytes, behind: int, cells: list[str], like: int | None = None) -> bytes:
    """The Word file with a row more in its first table behind the one at that index, which looks as another if that is over all columns."""
    opened = docx.Document(BytesIO(content_bytes))
    table = opened.tables[0]
    row = table.rows[behind]
    made = deepcopy(table.rows[behind if like is None else like]._tr)
    row._tr.addnext(made)
    for cell, text in zip(made.tc_lst, cells, strict=True):
        for merge in list(cell.iter(qn("w:vMerge"))):
            parent = merge.getparent()
            assert parent is not None
            parent.remove(merge)
        texts = list(cell.iter(qn("w:t")))
        for old in texts[1:]:
            old.text = ""
        if texts:
            texts[0].text = text
        else:
            set_text(_Row(made, table).cells[made.tc_lst.index(cell)].paragraphs[0], text)
    return saved(opened)
