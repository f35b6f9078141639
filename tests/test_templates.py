"""The Word template: made of the standard's numbers, held to slots and styles, and never silently wrong."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from pipeline import source
from pipeline.conformance.measure import measure
from pipeline.errors import TemplateError
from pipeline.fonts import Faces
from pipeline.model import Head, StatedDate
from pipeline.parse import parse
from pipeline.render import typefaces
from pipeline.render.compose import compose
from pipeline.render.deterministic_zip import packed, repacked, unpacked
from pipeline.render.pdf import render as pdf
from pipeline.render.print_model import Document, Line, PageFacts, Span, Style
from pipeline.render.word import document as docx, make_template as template, ooxml, style_names, template as shell
from pipeline.source import SourceText
from pipeline.typography import gbt9704 as standard, geometry
from tests.builders import ROOT, TEMPLATES
from tests.libreoffice import Office

pytestmark = pytest.mark.slow

TEMPLATE = Path(__file__).resolve().parent.parent / "templates" / template.NAME
W = f"{{{ooxml.W}}}"

Parts = dict[str, bytes]
Changed = Callable[[Callable[[Parts], None]], Path]

DOCUMENT = Document(
    "某局2024年度政务公开工作计划",
    (
        Line(Style.TITLE, (Span("某局2024年度政务公开工作计划"),)),
        Line(Style.BODY, (Span("为做好今年的工作，制定本计划。"),)),
    ),
    (Line(Style.DATE, (Span("2024年3月1日"),), right=2),),
    (),
    Head(title=SourceText("某局2024年度政务公开工作计划"), issued=StatedDate()),
    2024,
)


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    """The template as somebody has changed its parts."""

    def change(how: Callable[[Parts], None]) -> Path:
        parts = unpacked(TEMPLATE.read_bytes())
        how(parts)
        path = tmp_path / "plan.docx"
        path.write_bytes(packed(parts))
        return path

    return change


def swapped(part: str, old: str, new: str) -> Callable[[Parts], None]:
    def how(parts: Parts) -> None:
        words = parts[part].decode()
        assert old in words
        parts[part] = words.replace(old, new).encode()

    return how


def root(part: str) -> etree._Element:
    return etree.fromstring(unpacked(TEMPLATE.read_bytes())[part])


def style(name: str) -> etree._Element:
    return next(one for one in root("word/styles.xml").iter(f"{W}style") if value(one, "name") == name)


def value(element: etree._Element, path: str, attribute: str = "val") -> str | None:
    found = element.find("/".join(f"{W}{step}" for step in path.split("/")))
    return None if found is None else found.get(f"{W}{attribute}")


# --- made ----------------------------------------------------------------------


def test_remaking_the_template_gives_the_same_parts() -> None:
    assert unpacked(template.make()) == unpacked(TEMPLATE.read_bytes())


def test_the_template_is_as_packed_as_all_our_packages() -> None:
    assert repacked(TEMPLATE.read_bytes()) == TEMPLATE.read_bytes()


def test_page_and_page_number_stand_where_the_standard_wants_them() -> None:
    section = root("word/document.xml").find(f".//{W}sectPr")
    assert section is not None
    whites = section.find(f"{W}pgMar")
    assert whites is not None
    assert {str(key).removeprefix(W): white for key, white in whites.attrib.items()} == {
        "top": "1960",
        "bottom": "1847",
        "left": "1587",
        "right": "1474",
        "header": "980",
        "footer": "1447",
        "gutter": "0",
    }
    assert (value(section, "pgSz", "w"), value(section, "pgSz", "h")) == ("11906", "16838")
    # the dash lies in the middle of its line: 28 mm above the paper's lower edge, 7 mm below the type area
    middle = 1447 / 20 + standard.SIZE_4 / 2
    assert middle * standard.MM_PER_PT == pytest.approx(28.0, abs=0.05)
    kinds = {one.get(f"{W}type") for one in section.iter(f"{W}footerReference")}
    assert kinds == {"default", "even"}
    assert root("word/settings.xml").find(f"{W}evenAndOddHeaders") is not None


def test_the_body_has_28_characters_in_22_lines() -> None:
    normal = style("Normal")
    assert value(normal, "pPr/spacing", "line") == "589"
    assert value(normal, "pPr/spacing", "lineRule") == "exact"
    assert value(normal, "rPr/sz") == "32"
    assert value(normal, "rPr/spacing") == "-5"
    body = style(Style.BODY.value)
    assert value(body, "pPr/ind", "firstLineChars") == "200"
    assert value(body, "pPr/ind", "firstLine") == "630"
    wide = 28 * (32 / 2 - 5 / 20)
    assert wide <= (11906 - 1587 - 1474) / 20 < wide + 16
    assert 22 * 589 <= 16838 - 1960 - 1847 < 23 * 589


@pytest.mark.parametrize(
    ("name", "face", "size"),
    [
        (style_names.style_name(Style.TITLE), "方正小标宋简体", "44"),
        (Style.ANNEX_TITLE.value, "方正小标宋简体", "44"),
        (style_names.style_name(Style.HEADING_1), "黑体", None),
        (style_names.style_name(Style.HEADING_2), "楷体_GB2312", None),
        (style_names.style_name(Style.HEADING_3), "仿宋_GB2312", None),
        (Style.ANNEX_MARK.value, "黑体", None),
        (style_names.ODD_NUMBER, "宋体", "28"),
        (style_names.EVEN_NUMBER, "宋体", "28"),
        (style_names.STRONG, "黑体", None),
        (style_names.KAI_TEXT, "楷体_GB2312", None),
    ],
)
def test_every_element_has_its_face_and_size(name: str, face: str, size: str | None) -> None:
    fonts = style(name).find(f"{W}rPr/{W}rFonts")
    assert fonts is not None
    # all four slots and the hint: quotes, dashes and digits never fall into another face
    assert [fonts.get(f"{W}{slot}") for slot in ("ascii", "hAnsi", "eastAsia", "cs")] == [face] * 4
    assert fonts.get(f"{W}hint") == "eastAsia"
    assert value(style(name), "rPr/sz") == size


def test_headings_stay_with_what_follows_and_are_found_in_the_outline() -> None:
    headings = (Style.HEADING_1, Style.HEADING_2, Style.HEADING_3, Style.HEADING_4)
    for level, heading in enumerate(headings):
        found = style(style_names.style_name(heading))
        assert found.find(f"{W}pPr/{W}keepNext") is not None
        assert found.find(f"{W}pPr/{W}keepLines") is not None
        assert value(found, "pPr/outlineLvl") == str(level)


def test_machines_without_the_print_faces_are_told_their_other_names() -> None:
    fonts = root("word/fontTable.xml").iter(f"{W}font")
    names = {font.get(f"{W}name"): (value(font, "altName") or "").split(",") for font in fonts}
    assert names["仿宋_GB2312"][0] == "仿宋"
    assert names["楷体_GB2312"][0] == "楷体"
    assert "方正小标宋_GBK" in names["方正小标宋简体"]


def test_no_theme_and_no_name_of_a_program_is_in_the_template() -> None:
    parts = unpacked(TEMPLATE.read_bytes())
    assert not [name for name in parts if "theme" in name or "app.xml" in name]
    for words in parts.values():
        assert b"Theme=" not in words
        assert not re.search(rb"python|docxtpl|Macintosh|Microsoft Office", words)


# --- held to slots and styles ------------------------------------------------------


def test_slots_and_styles_of_code_and_template_are_the_same_both_ways() -> None:
    slots = set(re.findall(r"\{\{ (\w+) \}\}", unpacked(TEMPLATE.read_bytes())["word/document.xml"].decode()))
    assert slots == set(shell.SLOTS)
    styles = root("word/styles.xml").iter(f"{W}style")
    own = {value(one, "name"): one.get(f"{W}type") for one in styles if one.get(f"{W}default") != "1"}
    assert own == dict(style_names.REQUIRED_STYLES) | {style_names.PICTURE: "paragraph"}


FAULTS = {
    "a slot nobody fills": ("word/document.xml", "{{ title }}", "{{ titel }}", "不认识填写处 {{ titel }}"),
    "a slot left out": ("word/document.xml", "{{ title }}", "标题", "缺少填写处 {{ title }}"),
    "no marked paragraph": ("word/document.xml", "{{ body }}", "正文", "缺少填写处 {{ body }}"),
    "words beside the mark": ("word/document.xml", "{{ body }}", "甲{{ body }}", "要单独成一段"),
    "one brace": ("word/document.xml", "{{ title }}", "{ title }", "花括号"),
    "full-width braces": ("word/document.xml", "{{ title }}", "｛｛ title ｝｝", "花括号"),
    "a loop": ("word/document.xml", "{{ title }}", "{% if x %}{{ title }}{% endif %}", "花括号"),
    "a filter": ("word/document.xml", "{{ title }}", "{{ title|upper }}", "花括号"),
    "a slot in the footer": ("word/footer1.xml", "— ", "{{ organ }}", "不认识填写处 {{ organ }}"),
    "a style renamed": ("word/styles.xml", 'w:val="公文正文"', 'w:val="公文 正文"', "缺少样式 公文正文"),
    "a style of another kind": (
        "word/styles.xml",
        'w:type="character" w:customStyle',
        'w:type="paragraph" w:customStyle',
        "重点、楷体字",
    ),
    "a section ending in the mark": ("word/document.xml", '"PlanBody"/>', '"PlanBody"/><w:sectPr/>', "分节符"),
    "a change not accepted": (
        "word/document.xml",
        "<w:sectPr>",
        '<w:p><w:ins w:id="1" w:author="甲"/></w:p><w:sectPr>',
        "修订",
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_template_that_does_not_fit_is_refused_by_name(case: str, changed: Changed) -> None:
    part, old, new, message = FAULTS[case]
    path = changed(swapped(part, old, new))
    with pytest.raises(TemplateError, match=re.escape(message)) as caught:
        docx.plan(DOCUMENT, path, standard.GBT_33476)
    assert str(path) in str(caught.value)


HIDDEN = "<w:p><w:r><w:rPr>{}</w:rPr><w:t>不许公开</w:t></w:r></w:p><w:sectPr>"


@pytest.mark.parametrize("properties", ["<w:vanish/>", '<w:color w:val="FFFFFF"/>', '<w:color w:val="ffffff"/>'])
def test_words_that_nobody_sees_are_refused(properties: str, changed: Changed) -> None:
    path = changed(swapped("word/document.xml", "<w:sectPr>", HIDDEN.format(properties)))
    with pytest.raises(TemplateError, match="看不见的字（“不许公开”）"):
        docx.plan(DOCUMENT, path, standard.GBT_33476)


def test_words_that_are_seen_are_the_office_s(changed: Changed) -> None:
    shown = HIDDEN.format('<w:vanish w:val="0"/><w:color w:val="FF0000"/>')
    assert docx.plan(DOCUMENT, changed(swapped("word/document.xml", "<w:sectPr>", shown)), standard.GBT_33476)


FIELD = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p><w:sectPr>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.mark.parametrize(
    ("field", "named"),
    [
        ('<w:p><w:fldSimple w:instr=" INCLUDETEXT c:\\\\a.docx "/></w:p><w:sectPr>', "INCLUDETEXT"),
        (
            FIELD.format("<w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO excel</w:instrText></w:r>"),
            "DDEAUTO",
        ),
        (
            FIELD.format("<w:r><w:instrText> includePicture http://a.example/b.png</w:instrText></w:r>"),
            "INCLUDEPICTURE",
        ),
    ],
)
def test_a_field_that_fetches_something_is_refused_by_name(field: str, named: str, changed: Changed) -> None:
    path = changed(swapped("word/document.xml", "<w:sectPr>", field))
    with pytest.raises(TemplateError, match=rf"域（{named}）"):
        docx.plan(DOCUMENT, path, standard.GBT_33476)


def test_a_field_that_counts_is_the_office_s(changed: Changed) -> None:
    field = FIELD.format("<w:r><w:instrText> NUMPAGES </w:instrText></w:r>")
    assert docx.plan(DOCUMENT, changed(swapped("word/document.xml", "<w:sectPr>", field)), standard.GBT_33476)


@pytest.mark.parametrize(
    ("part", "kind", "target", "message"),
    [
        (
            "document",
            "image",
            'Target="http://a.example/b.png" TargetMode="External"',
            r"链接着外面的文件或图片（http://a\.example/b\.png）",
        ),
        ("footer1", "image", 'Target="file:///c:/b.png" TargetMode="External"', "链接着外面的文件或图片"),
        ("document", "aFChunk", 'Target="styles.xml"', "嵌入的别的文件"),
        ("document", "hyperlink", 'Target="http://a.example/" TargetMode="External"', ""),
    ],
)
def test_a_link_out_of_a_template_is_refused_unless_a_person_follows_it(
    part: str, kind: str, target: str, message: str, changed: Changed
) -> None:
    def how(parts: Parts) -> None:
        name = f"word/_rels/{part}.xml.rels"
        empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
        relation = f'<Relationship Id="rId99" Type="{OFFICE}/{kind}" {target}/></Relationships>'.encode()
        parts[name] = parts.get(name, empty).replace(b"</Relationships>", relation)

    path = changed(how)
    if not message:
        assert docx.plan(DOCUMENT, path, standard.GBT_33476)
        return
    with pytest.raises(TemplateError, match=message):
        docx.plan(DOCUMENT, path, standard.GBT_33476)


@pytest.mark.parametrize("content", [b"", b"\xd0\xcf\x11\xe0 an old .doc", packed({"a.txt": b"a"})])
def test_a_file_that_is_no_docx_is_refused_by_name(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes(content)
    with pytest.raises(TemplateError, match=r"不是 \.docx") as caught:
        docx.plan(DOCUMENT, path, standard.GBT_33476)
    assert str(path) in str(caught.value)


def test_a_template_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="打不开"):
        docx.plan(DOCUMENT, tmp_path / "plan.docx", standard.GBT_33476)


# --- changed by the office -----------------------------------------------------


def test_styles_are_found_by_name_whatever_ids_word_gives_them(changed: Changed) -> None:
    def how(parts: Parts) -> None:
        for part in ("word/styles.xml", "word/document.xml"):
            parts[part] = parts[part].replace(b'"PlanBody"', b'"a7"')

    made = unpacked(docx.plan(DOCUMENT, changed(how), standard.GBT_33476))
    assert b'<w:pStyle w:val="a7"/>' in made["word/document.xml"]
    assert b"PlanBody" not in made["word/document.xml"]


def as_before(parts: Parts) -> None:
    """Make of the template what the first version was: Chinese names for Word's own styles, no next style, no grid."""
    styles = parts["word/styles.xml"].decode()
    for own, name in style_names.BUILT_IN.items():
        styles = styles.replace(
            f'<w:style w:type="paragraph" w:styleId="{IDS[own]}">',
            f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{IDS[own]}">',
        )
        styles = styles.replace(
            f'<w:name w:val="{name}"/><w:aliases w:val="{own.value}"/>', f'<w:name w:val="{own.value}"/>'
        )
    styles = re.sub(r'<w:next w:val="\w+"/>', "", styles)
    parts["word/styles.xml"] = styles.encode()
    parts["word/document.xml"] = re.sub(rb"<w:docGrid[^>]*>", b"", parts["word/document.xml"])


IDS = {Style.TITLE: "PlanTitle"} | {
    style: f"PlanHeading{level}"
    for level, style in enumerate((Style.HEADING_1, Style.HEADING_2, Style.HEADING_3, Style.HEADING_4), 1)
}


def test_a_template_of_an_earlier_version_gives_the_same_file_but_for_second_names(changed: Changed) -> None:
    theirs, ours = (unpacked(docx.plan(DOCUMENT, path, standard.GBT_33476)) for path in (changed(as_before), TEMPLATE))
    aliases = re.compile(rb"<w:aliases [^>]*>")
    assert {part: aliases.sub(b"", content) for part, content in ours.items()} == theirs


def test_the_office_s_own_heading_stays_where_word_has_added_its_blue_one(changed: Changed) -> None:
    def how(parts: Parts) -> None:
        as_before(parts)
        blue = (
            '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/>'
            '<w:rPr><w:color w:val="0000FF"/></w:rPr></w:style>'
        )
        parts["word/styles.xml"] = parts["word/styles.xml"].replace(b"</w:styles>", f"{blue}</w:styles>".encode())
        parts["word/document.xml"] = parts["word/document.xml"].replace(
            b"<w:sectPr>", '<w:p><w:pPr><w:pStyle w:val="1"/></w:pPr><w:r><w:t>附</w:t></w:r></w:p><w:sectPr>'.encode()
        )

    made = unpacked(docx.plan(DOCUMENT, changed(how), standard.GBT_33476))
    assert b"0000FF" not in made["word/styles.xml"]
    assert made["word/document.xml"].count(b'<w:pStyle w:val="PlanHeading1"/>') == 1


@pytest.mark.parametrize(("grid", "kept"), [("lines", False), ("linesAndChars", True)])
def test_a_grid_of_characters_is_the_office_s_and_one_of_lines_is_ours(grid: str, kept: bool, changed: Changed) -> None:
    path = changed(swapped("word/document.xml", '"lines" w:linePitch="592"', f'"{grid}" w:linePitch="312"'))
    made = unpacked(docx.plan(DOCUMENT, path, standard.GBT_33476))["word/document.xml"].decode()
    assert (f'w:type="{grid}" w:linePitch="312"' in made) is kept
    assert ('w:type="lines" w:linePitch="592"' in made) is not kept


def test_a_slot_that_word_has_cut_into_runs_is_filled(changed: Changed) -> None:
    cut = '{{ ti</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:rPr><w:b/></w:rPr><w:t>tle }}'
    made = docx.plan(DOCUMENT, changed(swapped("word/document.xml", "{{ title }}", cut)), standard.GBT_33476)
    assert DOCUMENT.title in unpacked(made)["word/document.xml"].decode()


def test_what_the_office_set_stays_with_another_preset_too(changed: Changed) -> None:
    path = changed(swapped("word/document.xml", 'w:left="1587"', 'w:left="1701"'))
    made = unpacked(docx.plan(DOCUMENT, path, standard.GBT_9704))["word/document.xml"].decode()
    assert 'w:left="1701"' in made
    assert f'w:top="{geometry.twips_of_mm(34.67)}"' in made


def test_nothing_of_the_program_a_template_was_saved_with_is_left(changed: Changed) -> None:
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def how(parts: Parts) -> None:
        parts["docProps/app.xml"] = b"<Properties><Application>Microsoft Office Word</Application></Properties>"
        parts["docProps/core.xml"] = parts["docProps/core.xml"].replace(
            b"/>", b"><cp:category>C:\\Users\\a</cp:category></cp:coreProperties>"
        )
        relation = (
            f'<Relationship Id="rId9" Type="{kinds}/extended-properties" Target="docProps/app.xml"/></Relationships>'
        )
        parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"</Relationships>", relation.encode())
        parts["word/settings.xml"] = parts["word/settings.xml"].replace(
            b'<w:zoom w:percent="100"/>',
            f'<w:zoom w:percent="100"/><w:attachedTemplate xmlns:r="{kinds}" r:id="rId1"/>'.encode(),
        )
        parts["word/_rels/settings.xml.rels"] = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{kinds}/attachedTemplate" Target="file:///C:/Users/a.dotx" TargetMode="External"/>'
            "</Relationships>"
        ).encode()

    made = unpacked(docx.plan(DOCUMENT, changed(how), standard.GBT_33476))
    assert "docProps/app.xml" not in made
    assert not [name for name, words in made.items() if b"C:" in words or b"Microsoft Office" in words]


# --- saved by another program ----------------------------------------------------


@pytest.fixture(scope="module")
def resaved(office: Office) -> Callable[[str, str, str], Path]:
    """The template as LibreOffice saves it, with one word of one style's description changed before."""
    (office.folder / "plan.docx").write_bytes(TEMPLATE.read_bytes())
    flat = office.convert(office.folder / "plan.docx", "fodt")

    def change(name: str, old: str, new: str) -> Path:
        words = flat.read_text("utf-8")
        begin = words.index(f'<style:style style:name="{name}"')
        end = words.index("</style:style>", begin)
        assert old in words[begin:end]
        path = office.folder / f"{name}.fodt"
        path.write_text(words[:begin] + words[begin:end].replace(old, new) + words[end:], "utf-8")
        return office.convert(path, "docx:MS Word 2007 XML")

    return change


Sample = Callable[[standard.Page], tuple[Document, PageFacts]]


@pytest.fixture(scope="module")
def sample(faces: Faces) -> Sample:
    """The sample with everything, and what only its printed pages tell, by the layout."""

    @cache
    def of(page: standard.Page) -> tuple[Document, PageFacts]:
        plan = compose(parse(source.load_year(ROOT / "tests" / "sample", 2024)).plan)
        return plan, pdf.render_pdf(plan, TEMPLATES, page, faces, ()).page_facts

    return of


@pytest.mark.libreoffice
@pytest.mark.parametrize("page", standard.PAGES.values(), ids=standard.PAGES)
def test_a_template_that_libreoffice_has_saved_loses_nothing(
    page: standard.Page, resaved: Callable[[str, str, str], Path], sample: Sample
) -> None:
    plan, facts = sample(page)
    content = docx.plan(plan, resaved("公文正文", "", ""), page, facts)
    assert [one for one in measure({"plan.docx": content}, page.name) if not one.conforms] == []
    ours, theirs = unpacked(docx.plan(plan, TEMPLATE, page, facts)), unpacked(content)
    assert spoken(theirs) == spoken(ours)
    assert b"LibreOffice" not in b"".join(theirs.values())
    altered = {one.get(f"{W}val") for one in etree.fromstring(theirs["word/fontTable.xml"]).iter(f"{W}altName")}
    assert altered == {",".join(face.alternatives) for face in typefaces.TYPEFACES}


def spoken(parts: Parts) -> list[tuple[str, str]]:
    """Style and words of every paragraph of the main part."""
    names = {one.get(f"{W}styleId"): value(one, "name") or "" for one in etree.fromstring(parts["word/styles.xml"])}
    return [
        (names[value(one, "pPr/pStyle")], "".join(text.text or "" for text in one.iter(f"{W}t")))
        for one in etree.fromstring(parts["word/document.xml"]).iter(f"{W}p")
    ]


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("name", "old", "new", "seen"),
    [
        ("Heading_20_1", 'fo:font-family="黑体"', 'fo:font-family="黑体" fo:color="#0000ff"', {"文字颜色"}),
        ("Title", 'fo:font-size="22pt"', 'fo:font-size="20pt"', {"标题：字体字号"}),
        ("公文正文", 'fo:text-indent="0.4374in"', 'fo:text-indent="0.25in"', {"首行左空二字，回行顶格"}),
    ],
)
def test_a_style_changed_in_libreoffice_changes_that_and_nothing_else(
    name: str, old: str, new: str, seen: set[str], resaved: Callable[[str, str, str], Path], sample: Sample
) -> None:
    plan, facts = sample(standard.GBT_33476)
    plain, other = (
        docx.plan(plan, resaved(*how), standard.GBT_33476, facts) for how in ((name, "", ""), (name, old, new))
    )
    before, after = unpacked(plain), unpacked(other)
    assert [part for part in before if before[part] != after[part]] == ["word/styles.xml"]
    styles = [etree.fromstring(parts["word/styles.xml"]).iter(f"{W}style") for parts in (before, after)]
    changed = [
        value(two, "name") for one, two in zip(*styles, strict=True) if etree.tostring(one) != etree.tostring(two)
    ]
    assert changed == [style_names.BUILT_IN[Style.HEADING_1] if name.startswith("Heading") else name]
    assert {one.label for one in measure({"plan.docx": other}, "33476") if not one.conforms} == seen
