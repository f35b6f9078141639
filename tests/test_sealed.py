"""A PDF from outside (盖章件) held against the plan: it goes out only with the plan's words, every mark of them, and nothing besides."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, Pdf, String

from pipeline import fonts
from pipeline.assemble.renderers import print_pdf, render
from pipeline.assemble.templates import template_search_path
from pipeline.assemble.year import load_checked
from pipeline.cli.messages.sealed import describe_difference, describe_extra, describe_unread
from pipeline.publish.sealed import verify as sealed
from pipeline.publish.sealed.model import (
    AttachmentExtra,
    Difference,
    Part,
    PdfComparison,
    PropertyExtra,
    RevisionExtra,
    Unread,
    UnreadCause,
)
from pipeline.readers import pdf
from pipeline.readers.pdf_hidden import HiddenItem
from tests.builders import ROOT
from tests.libreoffice import Office

pytestmark = pytest.mark.slow


Edit = Callable[[Pdf], None]


class Papers:
    """plan.pdf and plan.docx of the 2023 plan, and plan.pdf of others like it."""

    def __init__(self, folder: Path) -> None:
        self.faces = fonts.find()
        self.folder = folder
        year = load_checked(ROOT / "content", 2023, self.faces)
        self.plan = year.plan
        made = render(year, template_search_path(ROOT), self.faces).files
        self.ours, self.word = made["plan.pdf"], made["plan.docx"]

    def changed(self, *changes: tuple[str, str, str], data: bool = False) -> bytes:
        """plan.pdf of a plan in which words of some items were replaced, with its data or without."""
        root = self.folder / "-".join(new for *_, new in changes) / "content"
        shutil.copytree(ROOT / "content", root)
        for name, old, new in changes:
            path = root / "2023/items" / f"{name}.md"
            words = path.read_text("utf-8")
            assert old in words
            path.write_text(words.replace(old, new, 1), "utf-8")
        year = load_checked(root, 2023, self.faces)
        plan = replace(year.plan, head=replace(year.plan.head, embed_data=data))
        return print_pdf(year.document, plan, template_search_path(ROOT), self.faces).content

    def edited(self, *edits: Edit) -> bytes:
        """plan.pdf as another program leaves it."""
        stream = BytesIO()
        with pikepdf.open(BytesIO(self.ours)) as paper:
            for edit in edits:
                edit(paper)
            paper.save(stream)
        return stream.getvalue()

    def held(self, content: bytes) -> PdfComparison:
        return sealed.compare_pdf(self.ours, content, self.plan)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    return Papers(tmp_path_factory.mktemp("papers"))


# --- words ---------------------------------------------------------------------------


def test_our_own_pdf_says_what_it_says(papers: Papers) -> None:
    assert papers.held(papers.ours) == PdfComparison()


def test_changed_words_are_told_where_they_stand(papers: Papers) -> None:
    found = papers.held(
        papers.changed(
            ("政府采购公开", "全过程公开", "全程公开"), ("行政执法公示", "完成时间：5月底", "完成时间：6月底")
        )
    )
    places = {(one.part, one.column): (one.mine, one.theirs) for one in found.letters if isinstance(one, Difference)}
    assert "全过程公开" in places[Part.TEXT, 0][0]
    assert "5月" in places[Part.TABLE, 4][0]
    assert "6月" in places[Part.TABLE, 4][1]
    assert not found.may_go_out


def test_a_picture_of_words_cannot_be_held_against_them(papers: Papers) -> None:
    blank = pikepdf.new()
    blank.add_blank_page()
    stream = BytesIO()
    blank.save(stream)
    assert papers.held(stream.getvalue()).unread == Unread(UnreadCause.NO_TEXT)
    damaged = papers.held(b"no file at all").unread
    assert damaged is not None
    assert damaged.cause is UnreadCause.DAMAGED


def unreadable(paper: Pdf) -> None:
    """Every face without the table that says which characters its codes are."""
    for one in paper.objects:
        if isinstance(one, Dictionary) and one.get("/Type") == Name.Font and "/ToUnicode" in one:
            del one["/ToUnicode"]


def test_a_face_that_tells_no_characters_is_one_short_sentence(
    papers: Papers, capfd: pytest.CaptureFixture[str]
) -> None:
    found = papers.held(papers.edited(unreadable))
    assert found.unread == Unread(UnreadCause.OTHER_TEXT)
    assert len(describe_unread(found.unread)) < 100
    assert (found.letters, found.marks) == ((), ())
    assert capfd.readouterr() == ("", "")


def test_a_long_difference_is_told_in_short(papers: Papers) -> None:
    def twice(paper: Pdf) -> None:
        paper.pages.append(paper.pages[1])

    found = papers.held(papers.edited(twice))
    assert found.letters
    assert all(len(describe_difference(one)) < 200 for one in found.letters)


# --- marks ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("公共资源配置", "公开。", "公开；"),
        ("公共资源配置", "公开。", "，公开。"),
        ("行政执法公示", "“双随机、一公开”", "“双随机、一公开"),
    ],
    ids=["another", "one more", "one less"],
)
def test_a_changed_mark_is_told_where_it_stands_and_keeps_the_file_back(
    papers: Papers, name: str, old: str, new: str
) -> None:
    found = papers.held(papers.changed((name, old, new)))
    assert found.letters == ()
    assert {describe_difference(one).partition("：")[0] for one in found.marks} == {"正文", "表格第2栏"}
    assert not found.may_go_out


def test_a_mark_written_half_wide_is_told_and_goes_out(papers: Papers) -> None:
    found = papers.held(papers.changed(("行政执法公示", "，", ",")))
    assert (found.letters, found.marks, found.extras) == ((), (), ())
    assert any("，" in words and "," in words for words in map(describe_difference, found.typographic))
    assert found.may_go_out


@pytest.mark.libreoffice
def test_a_pdf_exported_by_another_program_says_the_same(papers: Papers, office: Office) -> None:
    assert papers.held(office.laid_out({"plan": papers.word})["plan"]) == PdfComparison()


@pytest.mark.libreoffice
def test_what_libreoffice_leaves_unprinted_at_ends_of_lines_is_told(papers: Papers, office: Office) -> None:
    # it lets marks hang over the edge against the file's will, and prints some of them not at all
    found = papers.held(office.plain({"plan": papers.word})["plan"])
    assert (found.letters, found.extras) == ((), ())
    for one in found.marks:
        assert isinstance(one, Difference)
        assert len(one.mine) == len(one.theirs) + 1


# --- what is carried besides ------------------------------------------------------------


def picture(paper: Pdf, drawing: bytes = b"1 0 0 RG 3 w 5 5 90 90 re S") -> Dictionary:
    """How an annotation looks: a red frame, or whatever is drawn."""
    form = paper.make_stream(drawing)
    face = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 100, 100])
    form.Resources = Dictionary(Font=Dictionary(F=paper.make_indirect(face)))
    return Dictionary(N=form)


def annotated(paper: Pdf, subtype: str, **entries: Any) -> None:
    entry = Dictionary(Type=Name.Annot, Subtype=Name(f"/{subtype}"), Rect=Array([300, 300, 400, 400]), **entries)
    paper.pages[0].obj.Annots = Array([paper.make_indirect(entry)])


def seal(paper: Pdf, drawing: bytes = b"1 0 0 RG 3 w 5 5 90 90 re S", **signed: Any) -> None:
    """A signature field that shows a seal, as systems for 电子印章 put it."""
    value = Dictionary(Type=Name.Sig, ByteRange=Array([0, 1, 2, 3]), Name=String("宝山区财政局"), **signed)
    annotated(paper, "Widget", FT=Name.Sig, T=String("Signature1"), V=value, AP=picture(paper, drawing))
    paper.Root.AcroForm = Dictionary(Fields=Array(paper.pages[0].obj.Annots), SigFlags=3)


def stamp(paper: Pdf) -> None:
    annotated(paper, "Stamp", AP=picture(paper))


def data_again(paper: Pdf) -> None:
    """The same data, embedded by another program."""
    content = paper.attachments["plan.json"].get_file().read_bytes()
    description = paper.attachments["plan.json"].description
    paper.attachments["plan.json"] = AttachedFileSpec(paper, content, filename="plan.json", description=description)


def by_word(paper: Pdf) -> None:
    """What Word and WPS say of themselves."""
    paper.docinfo["/Creator"], paper.docinfo["/Producer"] = "Microsoft® Word 2019", "WPS 文字"
    paper.docinfo["/CreationDate"], paper.docinfo["/SourceModified"] = "D:20230627093000+08'00'", "D:20230627"


def nameless(paper: Pdf) -> None:
    del paper.docinfo["/Author"], paper.docinfo["/Title"], paper.Root.Metadata


def dated(paper: Pdf) -> None:
    # LibreOffice from 25.2 on writes the day of the document there, too
    with paper.open_metadata(set_pikepdf_as_editor=False) as found:
        found["dc:date"] = ["2023-06-27T00:00:00Z"]


def layer(paper: Pdf, **states: bool) -> None:
    group = paper.make_indirect(Dictionary(Type=Name.OCG, Name=String("修改意见")))
    default = Dictionary({f"/{key}": Array([group]) for key in states})
    paper.Root.OCProperties = Dictionary(OCGs=Array([group]), D=default)


@pytest.mark.parametrize(
    "edit",
    [seal, stamp, data_again, by_word, nameless, dated, lambda paper: layer(paper, ON=True)],
    ids=["signature field", "stamp", "our data", "programs", "no properties", "day", "layer that is shown"],
)
def test_what_a_sealed_file_has_goes_out_with_it(papers: Papers, edit: Edit) -> None:
    assert papers.held(papers.edited(edit)) == PdfComparison()


def noted(paper: Pdf) -> None:
    annotated(paper, "Text", Contents=String("会计科不同意"))


def written_over(paper: Pdf) -> None:
    # what it shows is written in the drawing alone
    annotated(paper, "FreeText", AP=picture(paper, b"BT /F 9 Tf 5 5 Td (NOT FINAL) Tj ET"))


def form_field(paper: Pdf) -> None:
    annotated(paper, "Widget", FT=Name.Tx, T=String("审核意见"), V=String("缓发"))
    paper.Root.AcroForm = Dictionary(Fields=Array(paper.pages[0].obj.Annots))


def foreign_file(paper: Pdf) -> None:
    paper.attachments["起草说明.txt"] = AttachedFileSpec(paper, "暂按此写".encode(), filename="起草说明.txt")


def other_data(paper: Pdf) -> None:
    content = paper.attachments["plan.json"].get_file().read_bytes().replace("全年".encode(), "月底".encode(), 1)
    paper.attachments["plan.json"] = AttachedFileSpec(paper, content, filename="plan.json")


def file_on_a_page(paper: Pdf) -> None:
    spec = AttachedFileSpec(paper, "暂按此写".encode(), filename="起草说明.txt")
    annotated(paper, "FileAttachment", FS=spec.obj)


def script(paper: Pdf) -> None:
    paper.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def link(paper: Pdf) -> None:
    annotated(paper, "Link", A=Dictionary(S=Name.URI, URI=String("http://10.0.0.8/oa/2023")))


def author(paper: Pdf) -> None:
    paper.docinfo["/Author"] = "经办人"


def title(paper: Pdf) -> None:
    paper.docinfo["/Title"] = "送审稿第三稿"


def company(paper: Pdf) -> None:
    paper.docinfo["/Company"] = "某某图文制作部"


def made_from(paper: Pdf) -> None:
    paper.docinfo["/Creator"] = r"C:\Users\jbr\plan.docx"


def packet(paper: Pdf) -> None:
    with paper.open_metadata(set_pikepdf_as_editor=False) as found:
        found["dc:description"] = "内部征求意见用"


def read_aloud(paper: Pdf) -> None:
    tree = paper.Root.StructTreeRoot.K
    (tree[0] if isinstance(tree, Array) else tree).Alt = String("图章草样")


def copied(paper: Pdf) -> None:
    # what a reader copies is not what it sees
    paper.pages[0].contents_add(b"/Span <</ActualText (see file 7)>> BDC EMC", prepend=False)


def copied_from_a_drawing(paper: Pdf) -> None:
    form = paper.make_stream(b"/Span <</ActualText (see file 8)>> BDC EMC")
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 1, 1])
    paper.pages[0].add_resource(form, Name.XObject)


def bookmark(paper: Pdf) -> None:
    with paper.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("待领导定", 0))


REFUSED: list[tuple[Edit, str, str]] = [
    (noted, "第1页批注（附注）“会计科不同意”", "删去批注"),
    (written_over, "第1页批注（文本框）“NOT FINAL”", "删去批注"),
    (lambda paper: annotated(paper, "Highlight"), "第1页批注（高亮）", "删去批注"),
    (form_field, "第1页表单域（审核意见）“缓发”", "去掉表单域"),
    (foreign_file, "嵌入的文件“起草说明.txt”", "去掉 PDF 里的附件"),
    (other_data, "嵌入的文件“plan.json”", "去掉 PDF 里的附件"),
    (file_on_a_page, "嵌入的文件“起草说明.txt”", "去掉 PDF 里的附件"),
    (script, "脚本或动作（JavaScript）“app.alert(1)”", "去掉脚本"),
    (link, "链接（URI）“http://10.0.0.8/oa/2023”", "写进计划"),
    (lambda paper: layer(paper, OFF=True), "隐藏的图层“修改意见”", "去掉隐藏的图层"),
    (author, "文档属性“作者”是“经办人”，不是发文机关", "从 Word 另存为 PDF 时"),
    (title, "文档属性“标题”是“送审稿第三稿”，不是计划的标题", "从 Word 另存为 PDF 时"),
    (company, "文档属性“单位”是“某某图文制作部”", "从 Word 另存为 PDF 时"),
    (made_from, r"文档属性“生成程序”是“C:\Users\jbr\plan.docx”", "从 Word 另存为 PDF 时"),
    (packet, "description是“内部征求意见用”", "从 Word 另存为 PDF 时"),
    (read_aloud, "替代文字（Alt）“图章草样”", "去掉图片和文字的替代文字"),
    (copied, "第1页替代文字（ActualText）“see file 7”", "去掉图片和文字的替代文字"),
    (copied_from_a_drawing, "替代文字（ActualText）“see file 8”", "去掉图片和文字的替代文字"),
    (bookmark, "书签“待领导定”", "去掉书签"),
    (lambda paper: seal(paper, Reason=String("经办人代签")), "签章（理由）“经办人代签”", "只显示印章图像"),
    (lambda paper: seal(paper, b"BT /F 9 Tf 5 5 Td (Signed by clerk) Tj ET"), "“Signed by clerk”", "只显示印章图像"),
]


@pytest.mark.parametrize(("edit", "said", "remedy"), REFUSED, ids=[said for _, said, _ in REFUSED])
def test_what_nobody_reviewed_is_named_with_what_to_do(papers: Papers, edit: Edit, said: str, remedy: str) -> None:
    found = papers.held(papers.edited(edit))
    assert (found.unread, found.letters, found.marks) == (None, (), ())
    assert any(said in words and remedy in words for words in map(describe_extra, found.extras)), found.extras
    assert not found.may_go_out


def test_what_is_carried_is_found_again_when_it_is_to_be_published(papers: Papers) -> None:
    found = sealed.find_extras(papers.ours, papers.edited(noted, foreign_file, author), papers.plan)
    assert list(map(type, found)) == [HiddenItem, PropertyExtra, AttachmentExtra]


def test_what_a_light_review_lets_differ_is_not_carried_besides(papers: Papers) -> None:
    sealed_before = papers.changed(("公共资源配置", "公开。", "公开！"), data=True)
    assert papers.held(sealed_before).marks
    assert sealed.find_extras(papers.ours, sealed_before, papers.plan) == ()


# --- what an added version hides ---------------------------------------------------------


def added(before: bytes, edit: Edit) -> bytes:
    """The file with a new version of its first page behind it, as programs for seals save (ISO 32000-1, 7.5.6)."""
    with pikepdf.open(BytesIO(before)) as paper:
        edit(paper)
        page, size = paper.pages[0].obj, int(paper.trailer.Size)
        number, entry = page.objgen[0], page.unparse(resolved=True)
        root = paper.Root.objgen[0]
    start = before.rindex(b"startxref\n") + len(b"startxref\n")
    end = len(before) + 1
    body = b"\n%d 0 obj\n%s\nendobj\n" % (number, entry)
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d /Root %d 0 R /Prev %d>>\n" % (
        *(number, end, size, root),
        int(before[start:].split(b"\n")[0]),
    )
    return before + body + table + b"startxref\n%d\n%%%%EOF\n" % (len(before) + len(body))


def plainly(content: bytes) -> bytes:
    """The file with a table of its objects that another version can be added to."""
    stream = BytesIO()
    with pikepdf.open(BytesIO(content)) as paper:
        paper.save(stream, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return stream.getvalue()


def without_notes(paper: Pdf) -> None:
    del paper.pages[0].obj.Annots


def turned(paper: Pdf) -> None:
    paper.pages[0].obj.Rotate = 0


def test_what_only_an_earlier_version_says_is_found(papers: Papers) -> None:
    """Deleted notes are still in a file to which their deletion was only added."""
    hidden = added(plainly(papers.edited(noted)), without_notes)
    assert not any("会计科" in one.text for one in pdf.read(hidden).hidden_items)
    found = papers.held(hidden)
    (extra,) = found.extras
    said = "文件里还留着改动以前的内容：第1页批注（附注）“会计科不同意”；从定稿重新导出 PDF，再盖章"
    assert describe_extra(extra) == said
    assert found == PdfComparison(extras=(extra,))
    assert sealed.find_extras(papers.ours, hidden, papers.plan) == (extra,)


def test_words_that_a_later_version_mended_are_found(papers: Papers) -> None:
    """A plan of other words below the one that shows."""
    other = plainly(papers.changed(("政府采购公开", "全过程公开", "全部公开"), data=True))
    found = papers.held(added(other, turned))
    assert found.letters
    assert any(isinstance(one, RevisionExtra) and "全" in describe_extra(one) for one in found.extras)


def test_a_seal_added_to_the_plan_goes_out(papers: Papers) -> None:
    assert papers.held(added(plainly(papers.ours), turned)) == PdfComparison()


def test_a_file_that_is_shown_while_it_comes_has_one_version(papers: Papers) -> None:
    stream = BytesIO()
    with pikepdf.open(BytesIO(papers.ours)) as paper:
        paper.save(stream, linearize=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert stream.getvalue().count(b"%%EOF") == 2
    assert papers.held(stream.getvalue()) == PdfComparison()
