"""What `zwgk list` says."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.tasks.lists import TaskList


def describe_list(listed: "TaskList") -> Iterator[str]:
    """Yield the list as it is shown on the screen: a line for each task with its key, and its words below."""
    counted = "".join(f"，{role.value} {count} 项" for role, count in listed.role_counts.items())
    yield f"{listed.title}：共 {len(listed.tasks)} 项{counted}"
    for task in listed.tasks:
        by_when = listed.by_when(task).replace("\n", "，")
        who = listed.roles(task) if listed.unit else "、".join(task.leading)
        yield f"{task.label:>3} {who or '没有写责任'}  {by_when or '没有写时限'}  [{task.key}]"
        yield from (f"    {line}" for line in task.text.split("\n"))
    if listed.unnamed:
        yield f"另有第 {'、'.join(listed.unnamed)} 项写的是统称，没有点名"


def kept_papers(names: Sequence[str]) -> Iterator[str]:
    """Yield which files were not written, because somebody filled them in where they stand."""
    yield from (f"{name}：有人填过、改过，留着没有动" for name in names)
    if names:
        yield f"有 {len(names)} 份没有重新生成；要新的，先把填过的移到别处，再运行一次"
