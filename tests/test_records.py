"""Records, registers and heads: whatever is in a file, reading ends with findings and never with an exception."""

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from pipeline.findings import Diagnostics, Finding
from pipeline.model import Head
from pipeline.model.head_fields import HEAD_FIELDS
from pipeline.parse import codes, parse
from pipeline.parse.yaml_reader import MAX_NESTING, YamlList, YamlMapping, read_yaml
from pipeline.publish.registers.read import parse as parse_registers
from pipeline.serve.load import load, load_composed
from pipeline.source import SourceText, file_from_text, sources_from_files

YEAR = 2024
PLAN = "---\n标题: 某局2024年政务公开工作计划\n发文机关: 某局\n---\n\n为做好工作，制定本计划。\n"

DEEP = {
    "brackets left open": "[" * 600,
    "brackets": "[" * 600 + "]" * 600,
    "braces": "甲: " + "{乙: " * 600 + "}" * 600,
    "indentation": "".join(f"{' ' * depth}甲:\n" for depth in range(600)),
    "dashes": "- " * 600 + "甲",
    "keys that are lists": "? " * 600 + "甲",
}
REFUSED = {
    "an alias that leads back": "甲: &a\n- *a\n",
    "aliases of aliases": "甲: &a [乙, 乙]\n丙: &b [*a, *a]\n丁: [*b, *b]\n",
    "an alias of nothing": "甲: *a\n",
    "an anchor twice": "甲: &a 乙\n丙: &a 丁\n",
    "two documents": "甲: 乙\n---\n丙: 丁\n",
    "an escape of no character": '甲: "\\UFFFFFFFF"\n',
    "half a surrogate pair": '甲: "\\uD800"\n',
    "a control character": '- "\\x00"\n',
}


def of_year(name: str, text: str) -> list[Finding]:
    files = {f"{YEAR}/plan.md": PLAN, name: text}
    return [finding for finding in parse(sources_from_files(YEAR, files)).findings if finding.place.path == name]


def of_register(name: str, text: str) -> list[Finding]:
    return list(parse_registers(YEAR, {name: file_from_text(name, text)}).findings)


RECORDS: dict[str, Callable[[str, str], list[Finding]]] = {
    "units.yaml": of_year,
    "site.yaml": of_year,
    "words.yaml": of_year,
    f"{YEAR}/acknowledged.yaml": of_year,
    "reviews/2024-02-01.yaml": of_register,
    "issued.yaml": of_register,
    "published.yaml": of_register,
}


@pytest.mark.parametrize("shape", DEEP)
@pytest.mark.parametrize("name", RECORDS)
def test_deep_nesting_is_a_finding(name: str, shape: str) -> None:
    findings = RECORDS[name](name, DEEP[shape])
    assert [finding.code for finding in findings] == [codes.RECORD_UNREAD.code]


@pytest.mark.parametrize("shape", REFUSED)
@pytest.mark.parametrize("name", RECORDS)
def test_what_cannot_be_text_is_a_finding(name: str, shape: str) -> None:
    findings = RECORDS[name](name, REFUSED[shape])
    assert {finding.code for finding in findings} == {codes.RECORD_UNREAD.code}


@pytest.mark.parametrize("name", ["units.yaml", "site.yaml", "words.yaml", f"{YEAR}/acknowledged.yaml"])
def test_the_preview_says_that_a_record_cannot_be_read(name: str, tmp_path: Path) -> None:
    (tmp_path / str(YEAR)).mkdir()
    (tmp_path / str(YEAR) / "plan.md").write_text(PLAN, "utf-8")
    (tmp_path / name).write_text(DEEP["brackets"], "utf-8")
    result = load(load_composed(tmp_path, YEAR))
    assert result.report is not None
    assert f"{name}:1" in result.blocked or name.rpartition("/")[2] in result.blocked


def test_nesting_is_read_up_to_its_limit() -> None:
    diagnostics = Diagnostics()
    node = read_yaml(file_from_text("a.yaml", "[" * MAX_NESTING + "]" * MAX_NESTING), diagnostics)
    assert isinstance(node, YamlList)
    assert diagnostics.findings == []
    too_deep = "[" * (MAX_NESTING + 1) + "]" * (MAX_NESTING + 1)
    assert read_yaml(file_from_text("a.yaml", too_deep), diagnostics) is None
    assert [finding.place.column for finding in diagnostics.findings] == [MAX_NESTING + 1]


def test_every_text_knows_its_place() -> None:
    diagnostics = Diagnostics()
    words = '甲：乙\n丙:\n  - "丁"\n  - 戊: 是\n'
    node = read_yaml(file_from_text("a.yaml", words), diagnostics, ("甲",))
    assert [finding.code for finding in diagnostics.findings] == [codes.RECORD_COLON.code]
    assert isinstance(node, YamlMapping)
    (first, second), (third, listed) = node.items
    assert isinstance(second, SourceText)
    assert isinstance(listed, YamlList)
    quoted, record = listed.items
    assert isinstance(quoted, SourceText)
    assert isinstance(record, YamlMapping)
    texts = (first, second, third, quoted, record.items[0][0])
    assert [(str(text), text.place().line, text.place().column) for text in texts] == [
        ("甲", 1, 1),
        ("乙", 1, 3),
        ("丙", 2, 1),
        ("丁", 3, 6),
        ("戊", 4, 5),
    ]


def test_of_a_key_written_twice_the_first_counts() -> None:
    diagnostics = Diagnostics()
    node = read_yaml(file_from_text("a.yaml", "甲: 乙\n甲: 丙\n"), diagnostics)
    assert isinstance(node, YamlMapping)
    assert [(str(key), str(value)) for key, value in node.items] == [("甲", "乙")]
    assert [finding.code for finding in diagnostics.findings] == [codes.KEY_TWICE.code]


def test_a_list_nested_without_end_is_read() -> None:
    lines = "".join(f"{' ' * depth}- [事项{depth}](items/事项{depth}.md)\n" for depth in range(1500))
    reading = parse(sources_from_files(YEAR, {f"{YEAR}/plan.md": f"{PLAN}\n{lines}"}))
    assert len(list(reading.plan.items())) == 1500
    assert codes.HEADING_LEVEL.code in {finding.code for finding in reading.findings}


def test_every_attribute_of_a_head_has_its_key() -> None:
    assert [field.attribute for field in HEAD_FIELDS if field.attribute and not hasattr(Head(), field.attribute)] == []
    assert {attribute.name for attribute in fields(Head)} <= {field.attribute for field in HEAD_FIELDS}
    assert len({field.key for field in HEAD_FIELDS}) == len(HEAD_FIELDS)
