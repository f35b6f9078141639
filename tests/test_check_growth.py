"""The work of checking grows with the text, not with its square, and no line makes it run away."""

import resource
import subprocess
import sys
from collections.abc import Callable
from math import ceil
from time import process_time

import pytest

from pipeline.check.run import run_rules
from pipeline.model import Plan
from pipeline.parse import parse
from pipeline.source import load_year, sources_from_files
from tests.builders import ROOT

pytestmark = pytest.mark.slow

YEAR = 2024

# --- steps, counted -----------------------------------------------------------------------


def alike(number: int) -> str:
    """Items of one mould, as plans have them: the same words, another subject."""
    return f"做好第{number}项公开工作，及时发布有关信息，9月底前完成《{YEAR}年第{number}类事项目录》编制，主动接受社会监督。"


def same(number: int) -> str:
    """Items that all say the same but every seventh."""
    return "依托市政务公开工作平台抓好全量管理，确保关键节点全程留痕。" + ("注重沟通。" if number % 7 else "")


def faulty(number: int) -> str:
    """Items with faults of many kinds."""
    return (
        f"做好 公开(含解读),落实《{YEAR}年要点{number}》和双公示、“双随机、一公开”，2月30日前布署，“一是{number}号，"
        f"完善标准目录，优化标准化目录，相关部门、各科室配合，咨询138001{number:05d}，见附件{number % 9 + 1}。"
    )


def tabled(number: int) -> str:
    """Items each with a table, of whose rows the text speaks."""
    return (
        f"第{number}类保障标准由{number + 100}元提高到{number + 160}元，涉及3个乡镇。\n\n| 保障项目 | 原标准（元） | 新标准（元） | 完成时间 |\n"
        f"|---|---|---|---|\n| 第{number}类保障 | {number + 100} | {number + 150} | 10月底前 |\n"
        f"| 第{number}类补贴 | {number + 10} | {number + 20} | 6月底前 |\n| 第{number}类救助 | {number} | {number} | 6月底前 |"
    )


def plan_of(count: int, words: Callable[[int], str]) -> dict[str, str]:
    listed = "\n".join(f"- [事项{number}](items/{number}.md)" for number in range(count))
    files = {
        f"{YEAR}/plan.md": f"---\n标题: 某局{YEAR}年度政务公开工作计划\n发文机关: 某局\n成文日期: {YEAR}年3月5日\n"
        f"附件: {YEAR}年度任务分解表\n---\n\n## 主要工作\n\n{listed}\n",
        "units.yaml": "科室:\n" + "".join(f"  - 名称: 第{number}科\n" for number in range(30)),
    }
    for number in range(count):
        head = f"---\n责任部门: 第{number % 40}科\n完成时间: {'全年' if number % 2 else '9月30日前'}\n---\n\n"
        files[f"{YEAR}/items/{number}.md"] = f"{head}{words(number)}\n"
    return files


def steps(count: int, words: Callable[[int], str]) -> int:
    """How many calls, of Python and of C, one check of a made plan takes."""
    return steps_of(parse(sources_from_files(YEAR, plan_of(count, words))).plan)


def steps_of(plan: Plan) -> int:
    """How many calls, of Python and of C, one check of a plan takes."""
    calls = 0

    def counted(_frame: object, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        run_rules(plan)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("words", [alike, same, faulty, tabled])
def test_ten_times_the_items_are_at_most_twelve_times_the_work(words: Callable[[int], str]) -> None:
    few, many = steps(20, words), steps(200, words)
    assert many <= 12 * few, many / few


def scheduled(count: int) -> int:
    """How many calls one check of a plan takes whose overview has a table with a row an item."""
    files = plan_of(count, alike)
    rows = "".join(f"| 9月底前 | 编制第{number}类事项目录 | 第{number % 40}科 |\n" for number in range(count))
    files[f"{YEAR}/plan.md"] += f"\n## 主要节点\n\n节点如下。\n\n| 时间 | 工作内容 | 牵头科室 |\n|---|---|---|\n{rows}"
    return steps_of(parse(sources_from_files(YEAR, files)).plan)


def test_ten_times_the_rows_of_a_schedule_are_at_most_twelve_times_the_work() -> None:
    few, many = scheduled(20), scheduled(200)
    assert many <= 12 * few, many / few


CALLS_A_CHARACTER = 150
"""About twice what the rules take on a plan of prose, so that one which reads everything many times over is seen."""


def test_a_real_plan_takes_no_more_work_than_its_length_allows() -> None:
    sources = load_year(ROOT / "content", 2023)
    length = sum(len(line) for _, file in sources.files for line in file.lines)
    assert steps_of(parse(sources).plan) < CALLS_A_CHARACTER * length


# --- long lines ---------------------------------------------------------------------------

LENGTH = 12_000
CPU_SECONDS = 1
"""For each line, up to the next whole one: it takes an eighth of a second, work with the square of its length two."""

LINES = (
    *(
        "a",
        " ",
        "　",
        "（",
        "）",
        "“",
        "《",
        "“a",
        "“a”",
        "《好》",
        "‘好’",
        "1 ",
        "1-",
        "2月30日",
        "13800138000 ",
        "6222 ",
        "新时代",
        "一",
        "1、三-",
        "138　",
    ),
    *(
        "中国特色",
        "双公示",
        "“一、二”",
        "http://",
        "a@",
        "a@b.",
        "，",
        "、好",
        "机密",
        "一是",
        "10.",
        "\\\\a",
        "家庭住址：好",
        "附件",
    ),
    *(
        "《2023",
        "2023",
        "完善标准目录，",
        "好。",
        "好，好",
        "'好",
        '"好',
        "(2023)5号",
        "好(",
        "好 a",
        "两个方面：一是",
        "★ ",
        "密 级 ",
        "好" * 20 + "。",
    ),
)


def allow(line: str) -> None:
    """Give the process its time for one more line, and name the line should it be killed in it."""
    resource.setrlimit(resource.RLIMIT_CPU, (ceil(process_time()) + CPU_SECONDS, resource.RLIM_INFINITY))
    print(line, file=sys.stderr, flush=True)


def examine() -> None:
    """Check every long line; run in a process of its own."""
    files = plan_of(1, alike)
    for line in LINES:
        allow(line)
        words = (line * (LENGTH // len(line) + 1))[:LENGTH]
        files[f"{YEAR}/items/0.md"] = f"---\n责任部门: 第1科\n完成时间: 全年\n---\n\n{words}\n"
        run_rules(parse(sources_from_files(YEAR, files)).plan)


def test_long_lines_do_not_run_away() -> None:
    code = "from tests.test_check_growth import examine; examine()"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def said() -> None:
    """Say everything of a long line full of secrets; run in a process of its own."""
    from tests.check_runs import formats, reported

    for line in ("13800138000 ", "联系人：张三丰，", "example@163.com、"):
        allow(line)
        files = plan_of(1, alike)
        files[f"{YEAR}/items/0.md"] = f"---\n责任部门: 第1科\n完成时间: 全年\n---\n\n{line * 4000}\n"
        for out in formats(reported(files)).values():
            assert line.strip() not in out


def test_long_lines_full_of_secrets_are_said_in_time() -> None:
    code = "from tests.test_check_growth import said; said()"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
