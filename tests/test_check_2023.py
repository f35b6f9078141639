"""What the real plan of 2023 must show, and nothing else."""

from collections import Counter
from pathlib import Path

import pytest

from pipeline import source
from pipeline.check.run import run_rules
from pipeline.check.suppress import CheckResult, apply_suppressions
from pipeline.findings import Diagnostics, Severity, has_errors
from pipeline.parse import Reading, parse
from pipeline.parse.acknowledgements import AcknowledgementEntry, read_acknowledged
from pipeline.source import Sources, file_from_text

CONTENT = Path(__file__).parent.parent / "content"
REASON = "原文如此，照录"

EXPECTED = [
    # 期限
    ("行政执法公示", 1, "D004", Severity.WARNING),
    ("重大行政决策", 4, "D004", Severity.WARNING),
    ("公开方式", 7, "D004", Severity.WARNING),
    ("重大行政决策", 7, "D005", Severity.WARNING),
    ("公开方式", 7, "D007", Severity.WARNING),
    ("解读多元化", 6, "D008", Severity.INFO),
    ("政府开放日", 7, "D005", Severity.INFO),
    # 责任
    ("公共资源配置", 2, "U007", Severity.WARNING),
    ("政策解读", 2, "U007", Severity.WARNING),
    ("解读多元化", 2, "U007", Severity.WARNING),
    # 一致
    ("标准目录", 6, "X002", Severity.WARNING),
    ("标准目录", 6, "X010", Severity.INFO),
    ("解读多元化", 6, "X011", Severity.INFO),
    ("行政执法公示", 3, "X012", Severity.INFO),
    # 保密
    ("政府采购公开", 6, "S010", Severity.INFO),
]

SILENT = (
    "应解读、尽解读",
    "一网通办",
    "三同步",
    "先审查、后公开",
    "（含政策解读材料、常见问题解答等材料）",
    "OA备案系统",
)


def read() -> tuple[Sources, Reading, list[AcknowledgementEntry]]:
    sources = source.load_year(CONTENT, 2023)
    path = CONTENT / "2023" / "acknowledged.yaml"
    register = read_acknowledged(file_from_text("acknowledged.yaml", path.read_text("utf-8")), Diagnostics())
    return sources, parse(sources), list(register)


def judged() -> CheckResult:
    sources, reading, register = read()
    by_path = {file.path: file for _, file in sources.files}
    return apply_suppressions(run_rules(reading.plan), reading.plan, register, by_path)


def test_it_shows_what_a_careful_reader_finds() -> None:
    _, reading, _ = read()
    assert reading.findings == ()
    found = [(Path(one.place.path).stem, one.place.line, one.code, one.severity) for one in run_rules(reading.plan)]
    assert Counter(found) == Counter(EXPECTED)
    assert not has_errors(run_rules(reading.plan))


def test_past_deadlines_are_acknowledged_and_nothing_else() -> None:
    left = judged()
    assert {(one.finding.code, one.reason) for one in left.acknowledged} == {("D004", REASON)}
    assert len(left.acknowledged) == 3
    assert len(left.findings) == len(EXPECTED) - 3
    assert not [one for one in left.findings if one.code in ("D004", "P079")]


@pytest.mark.parametrize("words", SILENT)
def test_it_says_nothing_of_what_is_right(words: str) -> None:
    sources, reading, _ = read()
    for finding in run_rules(reading.plan):
        file = next(file for _, file in sources.files if file.path == finding.place.path)
        line = file.lines[finding.place.line - 1]
        at = line.find(words)
        assert not (at >= 0 and at <= finding.place.column - 1 < at + len(words)), finding
