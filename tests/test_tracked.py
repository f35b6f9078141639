"""The plan with tracked changes: accepting all gives the new file, rejecting all the old one, told by a reader of its own.

`settle` below is that reader: it knows what ECMA-376 says of w:ins, w:del, rows and
paragraph marks (17.13.5), and nothing of how ours are written.
"""

import shutil
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree

from pipeline.model import FreeAnnex, Link, Orientation, Paragraph, Plan, Section, StatedDate, Table, TaskTable
from pipeline.render.compose import compose
from pipeline.render.deterministic_zip import packed, unpacked
from pipeline.render.word import document as docx
from pipeline.render.word.redline import redline
from pipeline.source import SourceText
from pipeline.text.align import Comparable, align
from pipeline.text.diff import bigrams
from pipeline.typography import gbt9704 as standard
from tests.case_files import Case, case_id
from tests.diff_cases import DIFF_CASES, changed_plans
from tests.libreoffice import ResolvedChanges, resolve_changes
from tests.strategies import FUZZ, examples, plans

pytestmark = pytest.mark.slow

TEMPLATE = Path(__file__).resolve().parent.parent / "templates" / "plan.docx"
SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{SPACE}}}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
AUTHOR = "某局"


def file_of(plan: Plan, template: Path = TEMPLATE) -> bytes:
    return docx.plan(compose(plan), template, standard.PAGES[plan.head.layout.value])


def tree(data: bytes) -> etree._Element:
    return etree.fromstring(unpacked(data)["word/document.xml"])


def parent_of(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    assert parent is not None
    return parent


def removed(elements: Iterable[etree._Element]) -> None:
    for one in list(elements):
        parent_of(one).remove(one)


# --- the independent reader ---------------------------------------------------------------


def settle(document: etree._Element, *, accept: bool) -> etree._Element:
    """The document with every change accepted, or every change rejected."""
    root = deepcopy(document)
    stays, goes = ("ins", "del") if accept else ("del", "ins")
    for row in list(root.iter(f"{W}tr")):
        properties = row.find(f"{W}trPr")
        if properties is None:
            continue
        if properties.find(f"{W}{goes}") is not None:
            parent_of(row).remove(row)
            continue
        for mark in properties.findall(f"{W}{stays}"):
            properties.remove(mark)
    removed(one for one in root.iter(f"{W}tbl") if one.find(f"{W}tr") is None)
    for changed in list(root.iter(f"{W}pPrChange")):
        properties = parent_of(changed)
        if accept:
            properties.remove(changed)
            continue
        was = changed.find(f"{W}pPr")
        assert was is not None
        kept = [one for one in properties if one.tag in (f"{W}rPr", f"{W}sectPr")]
        properties[:] = [*was, *kept]
    removed(one for one in root.iter(f"{W}{goes}") if parent_of(one).tag != f"{W}rPr")
    removed(one for one in root.iter(f"{W}hyperlink") if one.find(f".//{W}r") is None)
    for run in list(root.iter(f"{W}{stays}")):
        parent = parent_of(run)
        if parent.tag == f"{W}rPr":
            parent.remove(run)
        else:
            at = parent.index(run)
            parent[at : at + 1] = list(run)
    for text in root.iter(f"{W}delText"):
        text.tag = f"{W}t"
    for paragraph in list(root.iter(f"{W}p")):
        if paragraph.find(f"{W}pPr/{W}rPr/{W}{goes}") is None:
            continue
        following = paragraph.getnext()
        rest = [one for one in paragraph if one.tag != f"{W}pPr"]
        if rest:
            # its mark gone, a paragraph's words run on in the next, which keeps its own properties
            assert following is not None
            assert following.tag == f"{W}p"
            own = following.find(f"{W}pPr")
            at = 0 if own is None else 1
            following[at:at] = rest
        parent_of(paragraph).remove(paragraph)
    for cell in root.iter(f"{W}tc"):
        assert cell.find(f"{W}p") is not None, "a cell without a paragraph opens in no program"
    return root


def runs_joined(paragraph: etree._Element) -> None:
    """Draw neighbouring runs of one look together: where one ends and the next begins nobody sees."""
    for parent in [paragraph, *paragraph.iter(f"{W}hyperlink")]:
        for one, other in pairwise(list(parent)):
            if one.tag == other.tag == f"{W}r" and look(one) == look(other):
                other[1 if other.find(f"{W}rPr") is not None else 0 : 0] = [
                    child for child in one if child.tag != f"{W}rPr"
                ]
                parent.remove(one)
    for run in paragraph.iter(f"{W}r"):
        for one, other in pairwise(list(run)):
            if one.tag == other.tag == f"{W}t":
                other.text = (one.text or "") + (other.text or "")
                run.remove(one)
        for text in run.findall(f"{W}t"):
            if not text.text:
                run.remove(text)
    removed(one for one in paragraph.iter(f"{W}r") if {child.tag for child in one} <= {f"{W}rPr"})


def look(run: etree._Element) -> bytes:
    properties = run.find(f"{W}rPr")
    return b"" if properties is None else etree.tostring(properties, method="c14n")


def canonical(document: etree._Element, targets: dict[str, str], *, paper: bool) -> list[str]:
    """Every paragraph and table of the body as XML, runs joined; without `paper` no sections, no widths of a table."""
    body = deepcopy(document).find(f"{W}body")
    assert body is not None
    for paragraph in body.iter(f"{W}p"):
        runs_joined(paragraph)
        properties = paragraph.find(f"{W}pPr")
        mark = None if properties is None else properties.find(f"{W}rPr")
        if properties is not None and mark is not None and len(mark) == 0:
            properties.remove(mark)
        if properties is not None and len(properties) == 0:
            paragraph.remove(properties)
    for link in body.iter(f"{W}hyperlink"):
        link.set(f"{R}id", targets[link.get(f"{R}id", "")])
    for properties in list(body.iter(f"{W}trPr")):
        if len(properties) == 0:
            parent_of(properties).remove(properties)
    if not paper:
        for tag in ("sectPr", "tblGrid", "tblPr", "tcW", "cantSplit"):
            for one in list(body.iter(f"{W}{tag}")):
                parent_of(one).remove(one)
        for tag in ("trPr", "pPr"):
            for one in [one for one in body.iter(f"{W}{tag}") if len(one) == 0]:
                parent_of(one).remove(one)
    etree.cleanup_namespaces(body)
    return [etree.tostring(block, method="c14n").decode() for block in body]


def targets(data: bytes) -> dict[str, str]:
    relations = etree.fromstring(unpacked(data)["word/_rels/document.xml.rels"])
    return {str(one.get("Id")): str(one.get("Target")) for one in relations}


def lines(document: etree._Element) -> list[tuple[str, ...]]:
    """Style and words of every paragraph, and every row's cells, in order; empty paragraphs are blank lines."""
    found: list[tuple[str, ...]] = []
    body = document.find(f"{W}body")
    assert body is not None
    for block in body:
        if block.tag == f"{W}tbl":
            found += [("row", *(words(cell) for cell in row.iter(f"{W}tc"))) for row in block.iter(f"{W}tr")]
        elif block.tag == f"{W}p":
            style = block.find(f"{W}pPr/{W}pStyle")
            found.append((str(style.get(f"{W}val")) if style is not None else "", words(block)))
    return found


def words(element: etree._Element) -> str:
    paragraphs = [element] if element.tag == f"{W}p" else list(element.iter(f"{W}p"))
    return "\n".join(
        "".join(one.text or "" if one.tag == f"{W}t" else "\n" for one in paragraph.iter(f"{W}t", f"{W}br"))
        for paragraph in paragraphs
    )


def proven(old: Plan, new: Plan, template: Path = TEMPLATE) -> bytes:
    """Return the tracked file, after its changes, accepted and rejected, gave the two files."""
    before, after = file_of(old, template), file_of(new, template)
    tracked = redline(before, after, AUTHOR)
    document = tree(tracked)
    tail_dropped(document)
    accepted, rejected = settle(document, accept=True), settle(document, accept=False)
    section_ends_dropped(rejected, tree(before))
    assert lines(accepted) == lines(tree(after))
    assert lines(rejected) == lines(tree(before))
    links = targets(tracked)
    assert canonical(accepted, links, paper=True) == canonical(tree(after), targets(after), paper=True)
    assert canonical(rejected, links, paper=False) == canonical(tree(before), targets(before), paper=False)
    return tracked


def tail_dropped(document: etree._Element) -> bool:
    """Drop the point-high paragraph that stands behind a last paragraph which comes or goes; whether there was one."""
    body = document.find(f"{W}body")
    assert body is not None
    last = [one for one in body if one.tag != f"{W}sectPr"][-1]
    spacing = last.find(f"{W}pPr/{W}spacing")
    found = spacing is not None and spacing.get(f"{W}line") == "20" and last.find(f"{W}pPr/{W}rPr") is None
    if found:
        body.remove(last)
    return found


def section_ends_dropped(document: etree._Element, before: etree._Element) -> None:
    """Drop the paragraphs that end the new file's sections where the old one has none; they stay, as the sections do."""
    ends = f"{W}body/{W}p/{W}pPr/{W}sectPr/../.."
    for end in [] if before.findall(ends) else document.findall(ends):
        assert words(end) == ""
        parent_of(end).remove(end)


# --- what is planted ------------------------------------------------------------------------


@pytest.mark.parametrize("case", DIFF_CASES, ids=case_id)
def test_accepting_gives_the_new_plan_and_rejecting_the_old(case: Case) -> None:
    old, new = changed_plans(case.typed)
    assert proven(old, new)


def test_nothing_changed_tracks_nothing() -> None:
    old, _ = changed_plans("")
    before = file_of(old)
    tracked = redline(before, before, AUTHOR)
    assert not [one for one in tree(tracked).iter() if etree.QName(one).localname in ("ins", "del", "pPrChange")]
    assert lines(tree(tracked)) == lines(tree(before))


def test_the_same_bytes_every_time() -> None:
    old, new = changed_plans(DIFF_CASES[-1].typed)
    before, after = file_of(old), file_of(new)
    assert redline(before, after, AUTHOR) == redline(before, after, AUTHOR)


def test_every_change_has_its_number_and_author_and_no_hour() -> None:
    old, new = changed_plans(DIFF_CASES[-1].typed)
    changes = list(tree(redline(file_of(old), file_of(new), AUTHOR)).iter(f"{W}ins", f"{W}del", f"{W}pPrChange"))
    numbers = [one.get(f"{W}id") for one in changes]
    assert len(set(numbers)) == len(numbers) > 50
    assert {one.get(f"{W}author") for one in changes} == {AUTHOR}
    assert not [one for one in changes if one.get(f"{W}date")]


def test_a_date_is_changed_whole_in_the_row_it_stands_in() -> None:
    old, new = changed_plans("== items/重大行政决策.md\n- 3月31日前<!-- 待核：日期 -->\n+ 4月底前\n")
    document = tree(redline(file_of(old), file_of(new), AUTHOR))
    row = next(row for row in document.iter(f"{W}tr") if "重大行政决策" in words(row))
    assert [one.text for one in row.iter(f"{W}delText")] == ["2023年度", "3月31日前"]
    assert [text.text for one in row.iter(f"{W}ins") for text in one.iter(f"{W}t")] == ["2024年度", "4月底前"]


# --- other shapes -----------------------------------------------------------------------------


def test_a_table_with_other_columns_goes_out_whole() -> None:
    old, new = changed_plans(
        "== plan.md\n- 公开属性: 主动公开\n+ 附件栏目: 序号、具体内容、牵头部门、配合部门、完成时间\n"
    )
    document = tree(proven(old, new))
    assert len(list(document.iter(f"{W}tbl"))) == 2


def test_an_annex_may_come_and_go() -> None:
    old, new = changed_plans("")
    annex = FreeAnnex(
        SourceText("联系表"),
        "联系表",
        (Paragraph(SourceText("见网址。"), (Link(1, 3, "https://www.example.gov.cn/a"),)),),
    )
    more = replace(new, head=replace(new.head, annexes=(TaskTable(SourceText("分解表")), annex)))
    bare = replace(old, head=replace(old.head, annexes=()))
    for before, after in ((bare, more), (more, bare), (old, more), (more, old)):
        tracked = tree(proven(before, after))
        # nothing that comes or goes may be the paper's last paragraph
        assert tail_dropped(tracked)


def test_a_line_a_point_high_is_no_blank_line() -> None:
    """Between two tables stands one; what a mark's looks were is tracked nowhere."""
    old, new = changed_plans("")
    table = Table((Paragraph(SourceText("事项")),), ((Paragraph(SourceText("公开")),),))
    last = new.parts[-1]
    assert isinstance(last, Section)
    proven(old, replace(new, parts=(*new.parts[:-1], replace(last, parts=(*last.parts, table, table)))))
    proven(
        replace(old, head=replace(old.head, annexes=())),
        replace(new, parts=(table, table), head=replace(new.head, annexes=())),
    )


@pytest.mark.parametrize("title", ["工作安排", "工作要求和保障"])
def test_no_insertion_runs_on_over_the_mark_of_a_paragraph_that_stays(title: str) -> None:
    """LibreOffice would take it for one, and reject the mark with it."""
    old, new = changed_plans(CHANGED_END.format(title))
    heading = next(one for one in tree(proven(old, new)).iter(f"{W}p") if words(one).endswith(title))
    following = heading.getnext()
    assert following is not None
    assert [etree.QName(one).localname for one in heading][-2:] == ["ins", "del"]
    assert following.find(f"{W}ins") is not None


def test_an_address_may_change() -> None:
    old, new = changed_plans("")

    def linked(plan: Plan, address: str) -> Plan:
        return replace(plan, parts=(Paragraph(SourceText("见要点。"), (Link(1, 3, address),)), *plan.parts[1:]))

    proven(linked(old, "https://www.example.gov.cn/2023"), linked(new, "https://www.example.gov.cn/2024"))
    proven(linked(old, "https://www.example.gov.cn/2023"), new)


def test_the_paper_is_the_new_one() -> None:
    old, new = changed_plans("")
    turned = replace(new, head=replace(new.head, annex_orientation=Orientation.LANDSCAPE))
    for before, after in (
        (old, turned),
        (turned, old),
        (turned, replace(turned, head=replace(turned.head, issued=StatedDate()))),
    ):
        document = tree(proven(before, after))
        assert len(list(document.iter(f"{W}sectPr"))) == len(list(tree(file_of(after)).iter(f"{W}sectPr")))


def test_what_the_office_has_put_into_its_template_stays(tmp_path: Path) -> None:
    field = '<w:p><w:fldSimple w:instr="DATE"><w:r><w:t>日期</w:t></w:r></w:fldSimple></w:p>'
    cell = f'<w:tc><w:tcPr><w:tcW w:w="4000" w:type="dxa"/></w:tcPr>{field}<w:p><w:r><w:tab/><w:t>抄送</w:t></w:r></w:p></w:tc>'
    grid = '<w:tblGrid><w:gridCol w:w="4000"/></w:tblGrid>'
    table = f"<w:tbl><w:tblPr/>{grid}<w:tr>{cell}</w:tr></w:tbl>"
    mark = '<w:bookmarkStart w:id="0" w:name="here"/><w:bookmarkEnd w:id="0"/>'
    parts = unpacked(TEMPLATE.read_bytes())
    document = parts["word/document.xml"].decode()
    changed = document.replace("<w:sectPr>", f"{mark}{field}{table}{field}<w:sectPr>")
    assert changed != document
    office = tmp_path / "plan.docx"
    office.write_bytes(packed({**parts, "word/document.xml": changed.encode()}))
    old, new = changed_plans(DIFF_CASES[-1].typed)
    tracked = tree(proven(old, new, office))
    assert len(list(tracked.iter(f"{W}fldSimple"))) == 3
    assert len(list(tracked.iter(f"{W}bookmarkStart"))) == 1


@settings(max_examples=examples(12))
@given(plans(max_items=3), plans(max_items=3))
def test_any_two_plans_come_apart_again(old: Plan, new: Plan) -> None:
    proven(old, new)


def test_alignment_keeps_order_and_loses_nothing() -> None:
    def like(words: str) -> Comparable:
        return Comparable("p", words, bigrams(words))

    old = [like(words) for words in ("做好预算公开工作", "", "做好执法公示工作", "开展政策宣讲活动")]
    new = [like(words) for words in ("做好预算公开工作", "", "每季度走访一次园区", "做好执法公示有关工作")]
    assert align(old, new) == [(0, 0), (1, 1), (None, 2), (2, 3), (3, None)]


# --- LibreOffice ------------------------------------------------------------------------------


def regions(document: etree._Element) -> tuple[int, int]:
    """Stretches that came in and that went out, as a word processor counts them: what touches is one change.

    A paragraph's mark goes with its words; a row that came or went counts by its cells,
    those without words left out.
    """
    counts = {"ins": 0, "del": 0}
    stories = [[one for one in document.find(f"{W}body") if one.tag == f"{W}p"]]  # type: ignore[union-attr]
    stories += [list(cell.findall(f"{W}p")) for cell in document.iter(f"{W}tc") if any(cell.itertext())]
    for story in stories:
        last = ""
        previous: etree._Element | None = None
        for paragraph in story:
            if previous is not None and paragraph.getprevious() is not previous:
                last = ""
            previous = paragraph
            for child in paragraph:
                kinds = [child.tag] if child.tag != f"{W}hyperlink" else [one.tag for one in child]
                for kind in (str(tag).removeprefix(W) for tag in kinds):
                    if kind == "pPr":
                        continue
                    if kind in counts and kind != last:
                        counts[kind] += 1
                    last = kind
            mark = paragraph.find(f"{W}pPr/{W}rPr")
            kind = next((kind for kind in counts if mark is not None and mark.find(f"{W}{kind}") is not None), "")
            if kind and kind != last:
                counts[kind] += 1
            last = kind
    return counts["ins"], counts["del"]


CHANGED_END = "== plan.md\n- ## 工作要求\n+ ## {}\n+ \n+ 建立台账。\n"
"""A heading whose end changes, and a new paragraph under it."""


def pairs() -> dict[str, tuple[Plan, Plan]]:
    """What is planted, all of it together, that the other way round, and the other shapes.

    Without an annex that comes or goes: LibreOffice leaves the blank line before its table.
    A third of what is planted alone, the rest under `make fuzz`: a file takes half a second.
    """
    cases = DIFF_CASES if FUZZ else (*DIFF_CASES[:-1:3], DIFF_CASES[-1])
    found = {case.title: changed_plans(case.typed) for case in cases}
    old, new = found[DIFF_CASES[-1].title]
    columns = changed_plans(
        "== plan.md\n- 公开属性: 主动公开\n+ 附件栏目: 序号、具体内容、牵头部门、配合部门、完成时间\n"
    )
    turned = replace(new, head=replace(new.head, annex_orientation=Orientation.LANDSCAPE))
    replaced, longer = (changed_plans(CHANGED_END.format(title)) for title in ("工作安排", "工作要求和保障"))
    shapes = {
        "反过来": (new, old),
        "别的栏目": columns,
        "标题末尾改字，下面加一段": replaced,
        "标题末尾加字，下面加一段": longer,
        "附件横排": (old, turned),
    }
    return found | shapes


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_counts_the_same_changes_accepts_and_rejects_them(tmp_path: Path) -> None:
    """One process opens every file once to count and accept, once more to reject."""
    files, expected = {}, {}
    for title, (old, new) in pairs().items():
        before, after = file_of(old), file_of(new)
        files[title] = redline(before, after, AUTHOR)
        document = tree(files[title])
        counts = regions(document)
        tail: list[tuple[str, ...]] = [("",)] if tail_dropped(document) else []
        # LibreOffice does not keep a paragraph that only ends a section
        section_ends_dropped(after_changes := tree(after), tree(before))
        accepted, rejected = (bare_lines(found) + tail for found in (after_changes, tree(before)))
        expected[title] = ResolvedChanges(counts, accepted, rejected)
    assert resolve_changes(tmp_path, files) == expected


def bare_lines(document: etree._Element) -> list[tuple[str, ...]]:
    """The lines without their styles."""
    return [line if line[0] == "row" else line[1:] for line in lines(document)]
