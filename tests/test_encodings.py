"""Files as programs really save them: read as meant, or found once and never written over."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.check.session import check_year
from pipeline.cli.main import zwgk
from pipeline.source import file_from_bytes
from tests.case_files import ITEM, PLAN

WORDS = ITEM.replace("做好公开。", "做好重点领域信息公开,推进决策公开。")


@pytest.fixture
def item(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the only item of a year."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "content" / "2024"
    (folder / "items").mkdir(parents=True)
    (folder / "plan.md").write_text(PLAN, "utf-8")
    return folder / "items" / "甲.md"


def found_in(item: Path) -> list[tuple[str, str]]:
    """What is found in the item: code and message."""
    done = check_year(item.parents[2], 2024)
    return [(finding.code, finding.message) for finding in done.findings]


UTF_16 = "UTF-16（记事本里叫“Unicode”）"
READ: dict[str, tuple[Callable[[str], bytes], str]] = {
    "gb18030": (lambda words: words.encode("gb18030"), "GB 18030（“ANSI”）"),
    "utf-16 of Notepad": (lambda words: words.replace("\n", "\r\n").encode("utf-16"), UTF_16),
    "utf-16 big endian": (lambda words: b"\xfe\xff" + words.encode("utf-16-be"), UTF_16),
    "utf-16 without a mark": (lambda words: words.encode("utf-16-le"), UTF_16),
}


@pytest.mark.parametrize("saved", READ)
@pytest.mark.parametrize("words", [WORDS, ITEM], ids=["a fault of its own", "nothing else to mend"])
def test_another_encoding_is_one_finding_and_is_converted(item: Path, saved: str, words: str) -> None:
    encoded, shown = READ[saved]
    item.write_bytes(encoded(words))
    assert [found for found in found_in(item) if found[0].startswith("P")] == [
        ("P002", f"文件是 {shown}编码，已按此读出")
    ]
    assert CliRunner().invoke(zwgk, ["check", "--fix"]).exit_code == 0
    assert item.read_bytes() == words.replace(",", "，").encode()
    assert found_in(item) == []


UNREADABLE = [
    ("utf-16 cut short", WORDS.encode("utf-16")[:-1], "文件读不出来"),
    ("damaged utf-8", WORDS.encode()[:-9] + b"\xe5\n", "文件读不出来"),
    ("words with NULs", WORDS.encode() + b"\0\0\0\0", "文件读不出来"),
    ("any bytes", bytes(range(256)), "文件读不出来"),
    ("a renamed docx", b"PK\x03\x04\x14\0\x06\0" + bytes(range(256)), "这是 Word、WPS 文件，只是改了名"),
    ("a renamed doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64), "这是旧格式的 Word、WPS 文件，只是改了名"),
]


@pytest.mark.parametrize(("saved", "message"), [case[1:] for case in UNREADABLE], ids=[case[0] for case in UNREADABLE])
@pytest.mark.parametrize("name", ["items/甲.md", "plan.md", "notice.md", "units.yaml"])
def test_what_cannot_be_read_is_one_finding_and_is_never_written(
    item: Path, saved: bytes, message: str, name: str
) -> None:
    item.write_text(WORDS, "utf-8")
    file = item.parents[2] / name if name == "units.yaml" else item.parents[1] / name
    file.write_bytes(saved)
    found = [found for found in found_in(item) if found[0] != "B001"]
    assert [code for code, _ in found] == ["P003"]
    assert found[0][1].startswith(message)
    done = CliRunner().invoke(zwgk, ["check", "--fix"])
    assert done.exit_code == 1
    assert file.read_bytes() == saved
    # what could be mended elsewhere was
    assert name == "items/甲.md" or "公开，推进" in item.read_text("utf-8") or name == "plan.md"


@pytest.mark.parametrize("saved", [case[1] for case in UNREADABLE], ids=[case[0] for case in UNREADABLE])
def test_no_other_verb_writes_over_it_either(item: Path, saved: bytes) -> None:
    item.write_text(WORDS, "utf-8")
    for name, words in (
        ("plan.md", ["add", "乙", "乙事项"]),
        ("acknowledged.yaml", ["check", "--acknowledge", "B001", "--item", "甲", "--reason", "引文"]),
    ):
        file = item.parents[1] / name
        before = file.read_bytes() if file.exists() else b""
        file.write_bytes(saved)
        done = CliRunner().invoke(zwgk, words)
        assert (done.exit_code, "读不出来" in done.stderr) == (1, True)
        assert file.read_bytes() == saved
        assert not (item.parent / "乙.md").exists()
        file.write_bytes(before)


def test_gb18030_is_not_taken_for_damaged_utf_8() -> None:
    words = "各科室要按照要求，做好2024年政务公开工作。\n"
    assert file_from_bytes("甲", words.encode("gb18030")).lines == (words.strip(), "")
    assert file_from_bytes("甲", b"").encoding == "utf-8"
