"""The office's walk with the 2023 plan, verb by verb: reviewed, signed, published, changed, refused, reviewed again, corrected."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result

from pipeline.cli.main import zwgk
from pipeline.text.dates import BEIJING
from tests.builders import ROOT

pytestmark = pytest.mark.slow


REVIEWED = ("review", "2023", "--register", "--stage", "发布审查", "--basis", "审〔2024〕2号", "--post", "保密员")
SIGNED = ("issue", "2023", "--basis", "发文稿纸2号")


@pytest.fixture
def _desk(bureau: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """That folder, copied for one test to change."""
    shutil.copytree(bureau, tmp_path / "office", symlinks=True)
    monkeypatch.chdir(tmp_path / "office")
    monkeypatch.delenv("ZWGK_FONTS", raising=False)
    return iter([None])


def zw(*words: str) -> Result:
    return CliRunner().invoke(zwgk, words)


def done(*words: str) -> Result:
    result = zw(*words)
    assert result.exit_code == 0, result.output
    return result


def change(name: str, old: str, new: str) -> None:
    path = Path("content/2023", name)
    before = path.read_text("utf-8")
    assert before.count(old) == 1, before
    path.write_text(before.replace(old, new), "utf-8")


def outputs() -> dict[str, tuple[bytes | str, int]]:
    """Every file and link below build/ but the lock, with when it was last written."""
    return {
        path.as_posix(): (str(path.readlink()) if path.is_symlink() else path.read_bytes(), path.lstat().st_mtime_ns)
        for path in Path("build").rglob("*")
        if (path.is_symlink() or path.is_file()) and path.name != ".lock"
    }


def site_and_package() -> str:
    """The words of the page, of the 正文 to be carried to the portal, and of the data."""
    names = ("build/site/2023/index.html", "build/2023/发布包/2-正文.html", "build/site/2023/plan.json")
    return "\n".join(Path(name).read_text("utf-8") for name in names)


CHANGED = {
    "a 字": ("items/公共资源配置.md", "结果公开", "结果分开", "事项2“公共资源配置结果公开”", "[-公-][+分+]"),
    "a figure": ("items/政策服务.md", "评价等政策服务", "评价等3项政策服务", "事项5“优化政策服务”", "[+3项+]"),
    "an owner": ("items/政府采购公开.md", "采管科", "会计科", "事项3“政府采购信息全过程公开”", "[-采管科-][+会计科+]"),
    "a deadline": ("items/行政执法公示.md", "5月底", "6月底", "事项4“行政执法信息公示”", "[-5月底-][+6月底+]"),
}


@pytest.mark.usefixtures("_desk")
@pytest.mark.parametrize("what", CHANGED)
def test_a_changed_word_stops_everything_until_it_was_reviewed_and_signed(what: str) -> None:
    name, old, new, item, difference = CHANGED[what]
    before = outputs()
    change(name, old, new)
    refused = zw("publish")
    assert refused.exit_code == 1
    assert refused.stdout == ""
    assert f"{item}：改动" in refused.stderr
    assert difference in refused.stderr
    assert "重新审查之后登记：zwgk review 2023 --register" in refused.stderr
    assert "已偏离定稿" in refused.stderr
    assert "没有发布，原来的网站没有动" in refused.stderr
    assert outputs() == before
    assert "不能只复核" in zw(*REVIEWED, "--date", "2024-3-8", "--light").stderr
    done(*REVIEWED, "--date", "2024-3-8")
    refused = zw("publish")
    assert refused.exit_code == 1
    assert "已偏离定稿" in refused.stderr
    assert "重新审查" not in refused.stderr
    assert outputs() == before
    done(*SIGNED, "--date", "2024-3-9")
    done("publish")
    assert outputs() != before
    if what == "a 字":
        assert site_and_package().count("结果分开") >= 4
        assert "配置结果公开" not in site_and_package()


def printed_digest() -> str:
    """The digest that stands on the form printed now."""
    form = docx.Document(done("review", "2023", "--form").stdout.strip())
    cells: list[str] = [cell.text for table in form.tables for row in table.rows for cell in row.cells]
    return next(text.partition("摘要：")[2][:16] for text in cells if "摘要：" in text)


@pytest.mark.usefixtures("_desk")
def test_what_is_registered_is_what_was_printed() -> None:
    """A word changed between the form and its registration is noticed by the digest on the form."""
    change(*CHANGED["a figure"][:3])
    printed = printed_digest()
    change("items/公共资源配置.md", "结果公开", "结果分开")
    registered = sorted(Path("content/2023/reviews").iterdir())
    refused = zw(*REVIEWED, "--date", "2024-3-8", "--digest", printed)
    assert refused.exit_code == 1
    assert f"审查表上的摘要是 {printed}，现在的文字是 {printed_digest()}" in refused.stderr
    assert sorted(Path("content/2023/reviews").iterdir()) == registered
    # in groups, as people copy it
    shown = printed_digest()
    done(*REVIEWED, "--date", "2024-3-8", "--digest", f"{shown[:8].upper()} {shown[8:]}")
    assert len(sorted(Path("content/2023/reviews").iterdir())) == len(registered) + 1


@pytest.mark.usefixtures("_desk")
def test_without_its_digest_a_registration_shows_what_to_compare() -> None:
    change(*CHANGED["a figure"][:3])
    shown = printed_digest()
    assert f"审查的文字摘要：{shown}" in done(*REVIEWED, "--date", "2024-3-8").stdout


@pytest.mark.usefixtures("_desk")
def test_a_changed_comma_needs_the_second_look_and_no_signature() -> None:
    before = outputs()
    change("items/公共资源配置.md", "做好公共资源配置结果公开。", "做好公共资源配置，结果公开。")
    refused = zw("publish")
    assert refused.exit_code == 1
    assert "由保密岗位复核" in refused.stderr
    assert "[+，+]" in refused.stderr
    assert "偏离定稿" not in refused.stderr
    assert outputs() == before
    done(*REVIEWED, "--date", "2024-3-8", "--light")
    done("publish")
    assert "做好公共资源配置，结果公开。" in site_and_package()


@pytest.mark.usefixtures("_desk")
def test_what_nobody_reads_in_what_is_published_needs_nothing() -> None:
    change(
        "plan.md",
        "标题: 宝山区财政局2023年度政务公开工作计划\n发文机关: 宝山区财政局\n",
        "发文机关：宝山区财政局\n标题：宝山区财政局2023年度政务公开工作计划\n",
    )
    change("plan.md", "[公共资源配置结果公开](items/公共资源配置.md)", "[资源配置](items/公共资源.md)")
    Path("content/2023/items/公共资源配置.md").rename("content/2023/items/公共资源.md")
    change("items/公共资源.md", "做好公共资源", "　　做好 公共资源")
    css = Path("templates/office/print.css")
    css.parent.mkdir(parents=True)
    css.write_text((ROOT / "templates/print.css").read_text("utf-8") + "\n.title { color: #222222 }\n", "utf-8")
    done("review", "2023")
    done("publish")


@pytest.mark.usefixtures("_desk")
def test_a_number_and_a_day_leave_the_review_and_ask_for_a_signature() -> None:
    change("plan.md", "成文日期: 2023年6月27日\n", "成文日期: 2023年6月28日\n发文字号: 宝财〔2023〕8号\n")
    refused = zw("publish")
    assert refused.exit_code == 1
    assert "重新审查" not in refused.stderr
    assert "[-27日-][+28日+]" in refused.stderr or "[-2023年6月27日-][+2023年6月28日+]" in refused.stderr
    assert "宝财〔2023〕8号" in refused.stderr
    done(*SIGNED, "--date", "2024-3-9")
    done("publish")
    assert "宝财〔2023〕8号" in Path("build/2023/发布包/1-录入单.html").read_text("utf-8")


@pytest.mark.usefixtures("_desk")
def test_the_form_is_of_what_was_changed_alone_with_both_wordings() -> None:
    change("items/行政执法公示.md", "5月底", "6月底")
    path = Path(done("review", "2023", "--form").stdout.strip())
    table = next(one for one in docx.Document(BytesIO(path.read_bytes())).tables if one.rows[0].cells[1].text == "原文")
    (row,) = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    assert row[0] == "事项4“行政执法信息公示”\n（改动）"
    assert "完成时间：5月底" in row[1]
    assert "完成时间：6月底" in row[2]
    assert "6月底" not in row[1]


# --- after it went live -------------------------------------------------------------------


def hour(days: int) -> str:
    """So many days from now, as --at takes it."""
    return (datetime.now(BEIJING) + timedelta(days=days)).strftime("%Y-%m-%d %H:%M")


@pytest.mark.usefixtures("_desk")
def test_the_hour_is_registered_afterwards_and_a_correction_with_reviewed_words() -> None:
    first, second = "2024-03-07 09:30", "2024-03-20 10:00"
    assert "在门户后台新建文章" in Path("build/2023/发布包/1-录入单.html").read_text("utf-8")
    assert "发布后登记" in site_and_package() + Path("build/2023/发布包/1-录入单.html").read_text("utf-8")
    assert "PubDate" not in site_and_package()
    # not what has yet to come, nor what came before the signature
    assert zw("published", "2023", "--at", hour(2)).exit_code == 1
    assert zw("published", "2023", "--at", "2024-03-04 09:30").exit_code == 1
    assert not Path("content/2023/published.yaml").exists()
    done("published", "2023", "--at", first, "--url", "https://www.example.gov.cn/a")
    assert zw("published", "2023", "--at", "2024-03-08 09:30").exit_code == 1
    done("publish")
    assert f'<meta name="PubDate" content="{first}">' in site_and_package()
    assert first in Path("build/2023/发布包/1-录入单.html").read_text("utf-8")
    # what was wrong is mended, and the words that say so are reviewed with it
    change("items/行政执法公示.md", "5月底", "6月底")
    said = "第四项的时限应为6月底。"
    assert zw("published", "2023", "--at", second, "--correction", said).exit_code == 1
    assert "zwgk review 2023 --form --correction 说明" in zw("publish").stderr
    form = Path(done("review", "2023", "--form", "--correction", said).stdout.strip())
    assert any(
        said in cell.text
        for table in docx.Document(BytesIO(form.read_bytes())).tables
        for row in table.rows
        for cell in row.cells
    )
    done(*REVIEWED, "--date", "2024-3-18")
    done(*SIGNED, "--date", "2024-3-19")
    due = "公开以后改过文字，还没有登记更正"
    assert due in done("review", "2023").stdout
    told = done("publish").stderr
    assert due in told
    assert "不另建文章" in told
    entry = Path("build/2023/发布包/1-录入单.html")
    assert "新建文章" not in entry.read_text("utf-8")
    assert "已经公开过，不另建文章" in entry.read_text("utf-8")
    assert said not in entry.read_text("utf-8")
    assert "还没有登记审查" in zw("published", "2023", "--at", second, "--correction", said).stderr
    done(*REVIEWED, "--date", "2024-3-18", "--correction", said)
    # once reviewed, it is there to be entered with the words it is of, and the page waits for its hour
    told = done("publish").stderr
    assert f'--correction "{said}"' in told
    assert "换上更正说明、正文和附件" in told
    assert said in entry.read_text("utf-8")
    assert said not in Path("build/site/2023/index.html").read_text("utf-8")
    done("published", "2023", "--at", second, "--correction", said)
    assert due not in done("publish").stderr
    assert f'<meta name="PubDate" content="{first}">' in site_and_package()
    page = Path("build/site/2023/index.html").read_text("utf-8")
    assert said in page
    assert second in page
    assert entry.read_text("utf-8").count(said) == 1


@pytest.mark.usefixtures("_desk")
def test_a_mistyped_hour_and_an_address_known_later_are_mended_and_published_as_they_are() -> None:
    wrong, right, url = "2024-03-17 09:30", "2024-03-07 09:30", "https://www.example.gov.cn/a"
    done("published", "2023", "--at", wrong)
    assert f"网址已补登：{url}" in done("published", "2023", "--url", url).stdout
    told = zw("published", "2023", "--at", right).stderr
    assert f'--was "{wrong}"' in told
    assert zw("published", "2023", "--was", wrong, "--at", right).exit_code == 1
    said = done("published", "2023", "--was", wrong, "--at", right, "--basis", "门户后台发布记录").stdout
    assert f"发布时间已改登：{right}" in said
    assert "再运行 zwgk publish 2023" in said
    done("publish")
    assert f'<meta name="PubDate" content="{right}">' in site_and_package()
    assert f'<meta name="Url" content="{url}">' in site_and_package()
    assert wrong in Path("content/2023/published.yaml").read_text("utf-8")
    assert wrong in done("review", "2023").stdout
    for path in Path("build").rglob("*"):
        if path.is_file() and path.suffix not in (".pdf", ".docx", ".xlsx"):
            assert wrong[:10] not in path.read_text("utf-8-sig"), path


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--was", "2024-03-07 09:30"),
        ("--correction", "改了时限。"),
        ("--at", "2024-03-07 09:30", "--basis", "后台"),
        ("--at", "2024-03-07 09:30", "--correction", "改了时限。", "--was", "2024-03-06 09:30"),
        ("--at", "昨天"),
        ("--at", "2024-03-07 09:30", "--was", "昨天"),
    ],
)
@pytest.mark.usefixtures("_desk")
def test_an_hour_asked_for_wrongly_registers_nothing(words: tuple[str, ...]) -> None:
    assert zw("published", "2023", *words).exit_code == 2
    assert not Path("content/2023/published.yaml").exists()


@pytest.mark.usefixtures("_desk")
def test_a_rehearsal_registers_nothing() -> None:
    before = {path: path.read_bytes() for path in Path("content").rglob("*") if path.is_file()}
    done("publish")
    done("build", "--force")
    zw("review", "2023", "--diff")
    done("review", "2023", "--form")
    assert {path: path.read_bytes() for path in Path("content").rglob("*") if path.is_file()} == before
