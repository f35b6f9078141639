"""Types of the fixtures `run` and `content`, and the plan that `content` writes."""

from collections.abc import Callable
from pathlib import Path

from click.testing import Result

PLAN = """---
标题: 某局{year}年度政务公开工作计划
发文机关: 某局
成文日期: {day}
公开属性: 主动公开
附件: 任务分解表
---

为做好工作，制定本计划。

## 主要工作

- [甲事项](items/甲.md)
"""

Verb = Callable[..., Result]
Write = Callable[..., Path]
