"""Publish a year in the working folder, and read what is on the disk then."""

from pathlib import Path

from tests.approvals import register

PLAN = """---
标题: 某局{year}年度政务公开工作计划
发文机关: 某局
成文日期: {year}年3月5日
公开属性: 主动公开
附件: 任务分解表
---

## 主要工作

- [甲事项](items/甲.md)
"""


ITEM = "---\n责任部门: 办公室\n完成时间: 全年\n---\n\n{words}\n"


PACKAGE = Path("build/2024/发布包")


Files = dict[str, bytes]


def write(year: int, words: str, root: str = "content") -> None:
    """A year of the content root in the working folder: one item of those words."""
    folder = Path(root, str(year))
    (folder / "items").mkdir(parents=True, exist_ok=True)
    (folder / "plan.md").write_text(PLAN.format(year=year), "utf-8")
    (folder / "items" / "甲.md").write_text(ITEM.format(words=words), "utf-8")
    register(Path(root), year)


def shown() -> Files:
    """The site as a visitor finds it: every file by name, read through the link."""
    site = Path("build/site")
    assert site.is_symlink()
    assert site.is_dir()
    found = {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    assert found
    return found


def everything(folder: Path) -> dict[str, bytes | str]:
    """Every file and link below a folder as it lies on the disk."""
    return {
        path.relative_to(folder).as_posix(): str(path.readlink()) if path.is_symlink() else path.read_bytes()
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }
