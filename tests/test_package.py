"""The 发布包: what lies in it, under which names, and what each portal's 录入单 asks for."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, strategies as st
from lxml import html as markup

from pipeline.check.session import check_year
from pipeline.cli.main import zwgk
from pipeline.model import Correction, Plan, Published, Site
from pipeline.parse import parse
from pipeline.publish.portal.package import NAME_BYTES, file_name
from pipeline.publish.registers import record_review as enter
from pipeline.publish.status import load_status
from pipeline.render.compose import compose
from pipeline.render.print_model import Line
from pipeline.render.web import portal_pages as handover
from pipeline.render.web.edition import Edition
from pipeline.render.web.fragment import fragment
from pipeline.render.web.page import Download
from pipeline.source import load_year, sources_from_files
from pipeline.storage import write_files
from pipeline.text.dates import BEIJING
from tests.approvals import register
from tests.builders import ROOT, TEMPLATES
from tests.strategies import plans

pytestmark = pytest.mark.slow

NAME = "宝山区财政局2023年度政务公开工作计划"
PACKAGE = "build/2023/发布包"

Verb = Callable[..., Result]


def lying(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by name."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def run(bureau: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verb:
    """`zwgk` in a working folder with the 2023 plan, registered as a real one, and published."""
    shutil.copytree(bureau, tmp_path / "office", symlinks=True)
    monkeypatch.chdir(tmp_path / "office")
    monkeypatch.delenv("ZWGK_FONTS", raising=False)

    def verb(*words: str) -> Result:
        return CliRunner().invoke(zwgk, words)

    return verb


def stated(old: str, new: str, name: str = "site.yaml") -> None:
    path = Path("content", name)
    before = path.read_text("utf-8")
    assert old in before
    path.write_text(before.replace(old, new, 1), "utf-8")


# --- what lies in it ------------------------------------------------------------------


def test_publishing_packs_what_the_clerk_carries_and_says_where_and_what_next(run: Verb) -> None:
    done = run("publish")
    assert done.exit_code == 0, done.output
    packed = lying(Path(PACKAGE))
    assert sorted(packed) == ["1-录入单.html", "2-正文.html", f"3-附件/{NAME}.pdf", "4-发布前核对单.docx"]
    assert packed[f"3-附件/{NAME}.pdf"] == Path("build/2023/plan.pdf").read_bytes()
    assert f"发布包在 {PACKAGE}/" in done.stderr
    assert 'zwgk published 2023 --at "年-月-日 时:分" --url 网址' in done.stderr
    assert {f"{PACKAGE}/{name}" for name in packed} <= set(done.stdout.splitlines())
    assert "样例" not in packed["1-录入单.html"].decode() + packed["2-正文.html"].decode()


def test_building_makes_no_package_leaves_the_one_there_and_the_manifest_is_the_same(run: Verb) -> None:
    shutil.rmtree("build")
    assert run("build").exit_code == 0
    assert not Path(PACKAGE).exists()
    manifest = Path("build/2023/manifest.json").read_bytes()
    assert run("publish").exit_code == 0
    before = lying(Path(PACKAGE))
    assert Path("build/2023/manifest.json").read_bytes() == manifest
    assert "发布包" not in manifest.decode()
    stated("做好公共资源配置结果公开。", "做好公共资源配置的结果公开。", "2023/items/公共资源配置.md")
    # words nobody has reviewed do not touch what was packed, nor does making the documents anew
    refused = run("publish")
    assert refused.exit_code == 1
    assert run("build", "--force").exit_code == 0
    assert Path("build/2023/manifest.json").read_bytes() != manifest
    assert lying(Path(PACKAGE)) == before


def test_the_same_words_are_the_same_package(run: Verb) -> None:
    assert run("publish").exit_code == 0
    first = lying(Path(PACKAGE))
    assert run("publish", "-o", "again").exit_code == 0
    assert lying(Path("again/2023/发布包")) == first


def test_a_package_that_somebody_spoiled_is_made_whole_again(run: Verb) -> None:
    assert run("publish").exit_code == 0
    first = lying(Path(PACKAGE))
    Path(PACKAGE, "1-录入单.html").write_text("", "utf-8")
    Path(PACKAGE, "3-附件", f"{NAME}.pdf").unlink()
    Path(PACKAGE, "别的.txt").write_text("", "utf-8")
    assert run("publish").exit_code == 0
    assert lying(Path(PACKAGE)) == first


@pytest.mark.parametrize("disclosure", ["依申请公开", "不予公开"])
def test_what_is_not_public_of_itself_is_never_packed(disclosure: str, run: Verb) -> None:
    shutil.rmtree("build")
    stated("公开属性: 主动公开", f"公开属性: {disclosure}", "2023/plan.md")
    found = run(
        "review",
        "2023",
        "--register",
        "--stage",
        "属性认定",
        "--basis",
        "试验",
        "--date",
        "2024-3-6",
        "--post",
        "保密员",
    )
    assert found.exit_code == 0
    done = run("publish")
    assert done.exit_code == 1
    assert f"公开属性是“{disclosure}”" in done.stderr
    assert not Path("build/2023").exists()


def test_what_the_office_chose_is_attached_under_official_names(run: Verb) -> None:
    stated("公开附件:           #", "公开附件: PDF、Word，附件Excel、日历  #")
    assert run("publish").exit_code == 0
    annex = "2023年度区财政局政务公开目标任务细化分解表"
    assert {name: sha256(content).hexdigest() for name, content in lying(Path(PACKAGE, "3-附件")).items()} == {
        name: sha256(Path("build/2023", of).read_bytes()).hexdigest()
        for name, of in (
            (f"{NAME}.pdf", "plan.pdf"),
            (f"{NAME}.docx", "plan.docx"),
            (f"{annex}.xlsx", "annex.xlsx"),
            (f"{NAME}（完成时间）.ics", "deadlines.ics"),
        )
    }


def test_an_attachment_nobody_knows_is_found_with_its_place() -> None:
    files = {"site.yaml": "公开附件: PDF、OFD\n", "2024/plan.md": "---\n标题: 计划\n---\n"}
    (finding,) = [one for one in parse(sources_from_files(2024, files)).findings if "公开附件" in one.message]
    assert "OFD" in finding.message
    assert finding.place.line == 1
    listed = {**files, "site.yaml": "公开附件:\n- PDF\n- 附件Excel\n"}
    found = parse(sources_from_files(2024, listed))
    assert not [one for one in found.findings if "公开附件" in one.message]
    assert found.site.get("公开附件") == "PDF、附件Excel"


# --- frozen and sealed ----------------------------------------------------------------


def test_frozen_files_go_into_the_package_whatever_templates_do_later(run: Verb) -> None:
    assert run("issue", "2023", "--date", "2024-3-6", "--basis", "试验", "--keep").exit_code == 0
    (kept,) = Path("content/2023/定稿").iterdir()
    mine = Path("templates/office")
    mine.mkdir(parents=True)
    css = (ROOT / "templates" / "print.css").read_text("utf-8")
    (mine / "print.css").write_text(css + "\n.title { color: #333333 }\n", "utf-8")
    assert run("publish").exit_code == 0
    frozen = (kept / "plan.pdf").read_bytes()
    assert Path("build/2023/plan.pdf").read_bytes() != frozen
    assert Path("build/site/2023/plan.pdf").read_bytes() == frozen
    assert Path(PACKAGE, "3-附件", f"{NAME}.pdf").read_bytes() == frozen


def test_the_sealed_pdf_goes_out_and_one_that_says_something_else_does_not(run: Verb) -> None:
    import pikepdf

    assert run("build").exit_code == 0
    with pikepdf.open("build/2023/plan.pdf") as paper:
        # another program's file: no object lies as it did, a round stamp stands over the signature
        paper.pages[4].contents_add(
            b"q 1 0 0 RG 3 w 450 300 m 450 333 423 360 390 360 c 357 360 330 333 330 300 c"
            b" 330 267 357 240 390 240 c 423 240 450 267 450 300 c S Q"
        )
        paper.save("盖章.pdf", object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert run("issue", "2023", "--date", "2024-3-6", "--basis", "试验", "--file", "盖章.pdf").exit_code == 0
    assert run("publish").exit_code == 0
    sealed = Path("盖章.pdf").read_bytes()
    assert Path("build/site/2023/plan.pdf").read_bytes() == sealed
    assert Path(PACKAGE, "3-附件", f"{NAME}.pdf").read_bytes() == sealed
    (file,) = files_of(Path(PACKAGE, "1-录入单.html").read_bytes())
    assert file[0].startswith("PDF，")
    assert file[0].endswith(" 页")
    stated("完成时间：5月底", "完成时间：6月底", "2023/items/行政执法公示.md")
    register(Path("content"), 2023)
    before = Path("content/2023/issued.yaml").read_bytes()
    done = run("issue", "2023", "--date", "2024-3-7", "--basis", "试验", "--file", "盖章.pdf")
    assert done.exit_code == 1
    assert "表格第4栏" in done.stderr
    assert Path("content/2023/issued.yaml").read_bytes() == before


def signed_again(sealed: bytes) -> None:
    """The 签发 registered with a sealed file that nobody looked into."""
    root = Path("content")
    stands = load_status(check_year(root, 2023))
    entry = enter.record_signoff(
        stands.content.plan,
        stands.content.site,
        stands.review_status,
        stands.findings,
        day=date(2024, 3, 6),
        evidence="试验",
        sealed=sealed,
    )
    assert entry.refusals == ()
    write_files(root, entry.files)


def test_what_a_sealed_pdf_carries_besides_is_refused_when_it_is_registered_and_when_it_is_published(
    run: Verb,
) -> None:
    import pikepdf

    with pikepdf.open("build/2023/plan.pdf") as paper:
        paper.attachments["起草说明.txt"] = pikepdf.AttachedFileSpec(
            paper, "暂按此写".encode(), filename="起草说明.txt"
        )
        paper.docinfo["/Author"] = "经办人"
        paper.save("盖章.pdf")
    before = lying(Path("content"))
    done = run("issue", "2023", "--date", "2024-3-6", "--basis", "试验", "--file", "盖章.pdf")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "“起草说明.txt”" in done.stderr
    assert "“经办人”，不是发文机关" in done.stderr
    assert done.stderr.endswith(
        "盖章.pdf 带有没有审查过的内容，没有登记：去掉以后重新导出；盖过章的，去掉以后重新盖章。\n"
    )
    assert lying(Path("content")) == before

    signed_again(Path("盖章.pdf").read_bytes())
    there = lying(Path("build"))
    done = run("publish")
    assert done.exit_code == 1
    assert "“起草说明.txt”" in done.stderr
    assert "重新登记签发：zwgk issue 2023" in done.stderr
    assert lying(Path("build")) == there


def test_a_secret_in_a_sealed_pdf_is_not_repeated(run: Verb) -> None:
    import pikepdf

    with pikepdf.open("build/2023/plan.pdf") as paper:
        note = {"Type": "/Annot", "Subtype": "/Text", "Contents": pikepdf.String("机密★1年")}
        entry = pikepdf.Dictionary(
            {f"/{key}": pikepdf.Name(value) if isinstance(value, str) else value for key, value in note.items()}
        )
        paper.pages[0].obj.Annots = pikepdf.Array([paper.make_indirect(entry)])
        paper.save("盖章.pdf")
    before = lying(Path("content"))
    done = run("issue", "2023", "--date", "2024-3-6", "--basis", "试验", "--file", "盖章.pdf")
    assert done.exit_code == 1
    assert "机密★" not in done.stderr
    assert "请报告本单位保密工作机构" in done.stderr
    assert lying(Path("content")) == before
    signed_again(Path("盖章.pdf").read_bytes())
    done = run("publish")
    assert done.exit_code == 1
    assert "机密★" not in done.stderr
    assert "请报告本单位保密工作机构" in done.stderr


def test_a_changed_mark_in_a_sealed_pdf_is_refused_with_what_to_do(run: Verb) -> None:
    shutil.copy("build/2023/plan.pdf", "盖章.pdf")
    stated("加强", "加强、", "2023/items/公开方式.md")
    register(Path("content"), 2023)
    done = run("issue", "2023", "--date", "2024-3-7", "--basis", "试验", "--file", "盖章.pdf")
    assert done.exit_code == 1
    assert "盖章.pdf 的标点和现在的计划不同，没有登记" in done.stderr
    assert "--light" in done.stderr


def test_a_frozen_file_that_was_touched_stops_everything(run: Verb) -> None:
    assert run("issue", "2023", "--date", "2024-3-6", "--basis", "试验", "--keep").exit_code == 0
    assert run("publish").exit_code == 0
    before = lying(Path("build"))
    (kept,) = Path("content/2023/定稿").iterdir()
    (kept / "plan.docx").write_bytes(b"PK")
    done = run("publish")
    assert done.exit_code == 1
    assert "plan.docx 被改动过" in done.stderr
    assert lying(Path("build")) == before


# --- 录入单 ---------------------------------------------------------------------------


def of_2023() -> Plan:
    return parse(load_year(ROOT / "content", 2023)).plan


def form(plan: Plan, site: Site, published: Published | None = None) -> bytes:
    return handover.entry_page(Edition(compose(plan), plan, site, published), (), TEMPLATES)


def divisions(content: bytes) -> Iterator[tuple[str, str, str, bool]]:
    """Each line: which list, its label, what stands beside it, and whether there is something to copy."""
    root: Any = markup.document_fromstring(content.decode())
    for section in root.iter("section"):
        for line in section.iter("div"):
            value = line.find("dd")[0]
            button = line.find(".//button")
            if button is not None:
                assert button.get("data-copy") == value.get("id")
            yield section.get("aria-labelledby"), line.find("dt").text, value.text_content(), button is not None


def fields_of(content: bytes) -> list[tuple[str, str, bool]]:
    return [(label, value, copied) for of, label, value, copied in divisions(content) if of == "fields"]


def files_of(content: bytes) -> list[tuple[str, str]]:
    return [(label, value) for of, label, value, _ in divisions(content) if of == "files"]


LABELS = {
    "": "标题 索引号 发布机构 文号 成文日期 公开属性 主题分类 体裁 关键词 有效性 发布时间 内容概述 来源 栏目",
    "上海": "标题 索引号 发文机构 公开属性 主题分类 发文字号 成文日期 发布日期 体裁 关键词 内容概述 有效性 来源 栏目",
    "广东": "索引号 分类 发布机构 成文日期 名称 文号 发布日期 主题词 公开属性 体裁 内容概述 有效性 来源 栏目",
    "安徽": "索引号 组配分类 发布机构 主题分类 名称 文号 成文日期 发布日期 公开属性 体裁 关键词 内容概述 有效性 来源 栏目",
    "自定": "标题 公开单位 成文日期 索引号 文号 发布时间 公开属性 主题分类 体裁 关键词 内容概述 有效性 来源 栏目",
}


@pytest.mark.parametrize("portal", LABELS)
def test_every_field_is_a_line_with_the_portals_name_in_its_order(portal: str) -> None:
    own = (("目录/公开单位", "发布机构"), ("目录/成文日期", "成文日期")) if portal == "自定" else ()
    site = Site((("门户", portal), *own))
    found = fields_of(form(of_2023(), site))
    assert " ".join(label for label, _, _ in found) == LABELS[portal]
    said = {label: (value, copied) for label, value, copied in found}
    assert said["索引号"] == ("由门户编排", False)
    assert said.get("发布日期", said.get("发布时间")) == ("发布后登记", False)
    assert said.get("标题", said.get("名称")) == (NAME, True)
    assert said["成文日期"] == ("2023年6月27日", True)
    assert said["公开属性"] == ("主动公开", True)
    assert len(said["内容概述"][0]) <= 100
    # nobody has stated it: nothing to copy
    assert said["栏目"] == ("没有写明", False)


def test_what_is_stated_or_registered_is_there_to_be_copied() -> None:
    hour = datetime(2023, 7, 3, 9, 30, tzinfo=BEIJING)
    later = datetime(2023, 7, 9, 10, 0, tzinfo=BEIJING)
    site = Site((("索引号/2023", "AB0001"), ("栏目名称", "工作计划"), ("体裁", "计划"), ("来源", "某处")))
    published = Published(hour, "", (Correction(later, "第四项时限改为6月底。"),))
    said = {label: (value, copied) for label, value, copied in fields_of(form(of_2023(), site, published))}
    for label, value in {
        "索引号": "AB0001",
        "栏目": "工作计划",
        "体裁": "计划",
        "来源": "某处",
        "发布时间": "2023-07-03 09:30",
        "更正说明": "第四项时限改为6月底。",
    }.items():
        assert said[label] == (value, True)


@given(plans())
def test_any_plans_summary_is_of_its_own_words_and_short(plan: Plan) -> None:
    plan = replace(plan, head=replace(plan.head, summary=replace(plan.head.summary, value="")))
    said = {label: value for label, value, copied in fields_of(form(plan, Site())) if copied}
    summary = said.get("内容概述", "")
    assert len(summary) <= 100
    whole = "".join(line.text for line in compose(plan).body if isinstance(line, Line))
    assert squeezed(summary.removesuffix("……")) in squeezed(whole)


def squeezed(words: str) -> str:
    return "".join(words.split())


def test_files_are_named_with_format_and_size_and_lead_to_where_they_lie() -> None:
    plan = of_2023()
    carried = [Download("3-附件/某局 计划？.pdf", "某局 计划？.pdf", 234_567, 8)]
    content = handover.entry_page(Edition(compose(plan), plan, Site()), carried, TEMPLATES)
    assert files_of(content) == [("PDF，230 KB，8 页", "某局 计划？.pdf")]
    root: Any = markup.document_fromstring(content.decode())
    assert [one.get("href") for one in root.iter("a") if one.get("id")] == [
        "3-%E9%99%84%E4%BB%B6/%E6%9F%90%E5%B1%80%20%E8%AE%A1%E5%88%92%EF%BC%9F.pdf"
    ]


# --- 正文 -----------------------------------------------------------------------------


def test_the_body_is_the_fragment_itself_and_its_plain_words() -> None:
    made = fragment(compose(of_2023()), TEMPLATES)
    page = handover.body_page(made, NAME, Site(), TEMPLATES).decode()
    assert made.decode() in page
    root: Any = markup.document_fromstring(page)
    plain = root.get_element_by_id("plain").text_content()
    assert plain == handover.plain_text(made)
    lines = plain.split("\n")
    assert lines[1] == "一、主要工作"
    rows = [line.split("\t") for line in lines if "\t" in line]
    assert rows[0] == ["序号", "具体内容", "责任部门", "完成时间"]
    # item 4 stands over two rows: its number is told in both
    assert [row[0] for row in rows[4:6]] == ["4", "4"]
    assert [row[2:] for row in rows[4:6]] == [["办公室", "5月底"], ["采管科、会计科、财监科", "全年"]]
    assert len(rows) == 17


# --- names ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (NAME, f"{NAME}.pdf"),
        ('关于A/B:"甲"<乙>|丙?*的计划', "关于A／B：＂甲＂＜乙＞｜丙？＊的计划.pdf"),
        ("计划\\2024.", "计划＼2024.pdf"),
        (" 计划 ", "计划.pdf"),
        ("con", "con＿.pdf"),
        ("Com1.计划", "Com1.计划＿.pdf"),
        ("...", "计划.pdf"),
        ("计\u200b划\t", "计划.pdf"),
        ("é计划", "é计划.pdf"),
    ],
)
def test_a_name_is_one_that_windows_holds(words: str, name: str) -> None:
    assert file_name(words, ".pdf") == name


@given(st.text(min_size=1, max_size=300))
def test_any_title_is_the_name_of_a_file(words: str) -> None:
    name = file_name(words, ".pdf")
    assert len(name.encode()) <= NAME_BYTES
    assert name.endswith(".pdf")
    assert PurePosixPath(name).name == name
    assert not set(name) & set('<>:"/\\|?*\0\n')
    assert name[0] not in " ."
    assert name.removesuffix(".pdf")[-1] not in " ."


# --- many bureaus ---------------------------------------------------------------------


def test_each_bureau_has_its_package(run: Verb) -> None:
    Path("content").rename("甲局")
    shutil.copytree("甲局", "乙局")
    done = run("-C", "甲局", "-C", "乙局", "publish")
    assert [line for line in done.stderr.splitlines() if "发布包在" in line] == [
        f"{name}/2023：发布包在 build/{name}/2023/发布包/" for name in ("甲局", "乙局")
    ]
    assert lying(Path("build/甲局/2023/发布包")) == lying(Path("build/乙局/2023/发布包"))
    assert Path("build/甲局/2023/发布包/1-录入单.html").is_file()
    assert json.loads(Path("build/甲局/2023/manifest.json").read_bytes())["files"]
