"""The work of an import grows with the plan, not with its square."""

import random
import sys
from collections.abc import Callable
from itertools import pairwise

import pytest

from pipeline.ingest.recognize import import_documents
from pipeline.readers.document import Document
from tests.ingest_documents import document, table

pytestmark = pytest.mark.slow

HEAD = ("序号", "具体内容", "责任部门", "完成时间")
CHAPTER = 50
SYLLABLES = [chr(code) for code in range(0x4E00, 0x4E00 + 400)]


def tasks(count: int) -> list[tuple[str, str]]:
    """The words and the owner of every task; no two have the same words."""
    draw = random.Random(count)  # noqa: S311  no secret
    return [("公开" + "".join(draw.choices(SYLLABLES, k=40)) + "。", f"第{number % 9}科") for number in range(count)]


def table_alone(count: int) -> Document:
    rows = [(str(number), words, unit, "全年") for number, (words, unit) in enumerate(tasks(count), 1)]
    return document("某局2023年政务公开任务分解表", table(HEAD, *rows))


def body_alone(count: int) -> Document:
    lines = []
    for number, (words, unit) in enumerate(tasks(count)):
        if number % CHAPTER == 0:
            lines.append(f"{'一二三四五六七八九十'[number // CHAPTER % 10]}、重点工作")
        lines.append(f"（{'一二三四五六七八九十'[number % 10]}）{words}（责任部门：{unit}）")
    return document("某局2023年度政务公开工作计划", *lines)


def body_and_annex(count: int) -> Document:
    """The rows stand in another order than the items, and shorten their words."""
    rows = [(str(number), words[:30], unit, "全年") for number, (words, unit) in enumerate(tasks(count), 1)]
    rows = [*rows[1::2], *rows[::2]]
    return document(*body_alone(count).blocks, "某局", "2023年3月1日", "附件", "任务分解表", table(HEAD, *rows))


def steps(made: Document) -> int:
    """How many calls, of Python and of C, the import takes."""
    calls = 0

    def counted(_frame: object, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        import_documents((made,), 2023)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("shape", [table_alone, body_alone, body_and_annex])
def test_twice_the_tasks_are_about_twice_the_work(shape: Callable[[int], Document]) -> None:
    work = [steps(shape(count)) for count in (50, 100, 200, 400)]
    assert all(twice <= 2.3 * once for once, twice in pairwise(work)), work
