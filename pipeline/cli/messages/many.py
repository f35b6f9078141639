"""What is said of a run over many years."""

from collections.abc import Mapping, Sequence

PROGRESS = "进度"

_OUTCOMES: Mapping[str, str] = {
    "DONE_WITH_ERRORS": "有必改的问题",
    "CLASSIFIED": "写有密级，没有生成",
    "TEXT_WOULD_BE_LOST": "有文字会丢，没有生成",
    "WOULD_LEAK": "文件里有不该公开的内容，没有生成",
    "DEVIATES": "版面有不合的",
    "FAULT": "出错，没有做完",
}
"""What became of a year, by the name of its outcome."""


def summary(count: int, failed: Sequence[tuple[str, str]]) -> str:
    """How many years there were, and what is wrong with which."""
    if not failed:
        return f"共 {count} 个计划，都已完成。"
    lines = (f"  {shown}：{_OUTCOMES[outcome]}" for shown, outcome in failed)
    return "\n".join((f"共 {count} 个计划，{count - len(failed)} 个已完成，{len(failed)} 个要看：", *lines))


def worker_died(shown: str) -> str:
    """A process that was killed or ended in the middle of a year."""
    return f"{shown}：处理这个计划的进程中断了，多半是内存不够；单独再做一次，或用 -j 1。"


def failed(shown: str, fault: str) -> str:
    """A fault that ended the work on one year; the others go on."""
    return f"{shown}：{fault}"
