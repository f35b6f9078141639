"""Makes docs/rules.md from the pages of the rules: `python -m pipeline.tools.make_rule_docs`."""

import sys
from pathlib import Path

from pipeline.check.manual import pages
from pipeline.storage import write_file

NAME = "rules.md"
INTRODUCTION = """\
# 检查规则

每条规则一页：查什么、为什么、依据、错的写法、对的写法。括号里是最重的级别，有的情形轻一级。
代码不重复使用。P001 至 P069 在读入文件时发现，P080 起在审查、签发、发布的登记里发现，都不在这里；说明写在每一处问题下面。
"""
SUBJECTS = {
    "P": "结构",
    "D": "期限",
    "U": "责任",
    "N": "数字与文号",
    "B": "标点",
    "W": "用语",
    "X": "一致",
    "S": "保密",
}


def make() -> bytes:
    """Return all pages by subject as one Markdown file, in UTF-8."""
    parts = [INTRODUCTION]
    for letter, subject in SUBJECTS.items():
        parts.append(f"## {letter} {subject}\n")
        parts += [
            f"### {page.code} {page.name}（{page.severity.value}）\n\n{page.body}"
            for page in pages()
            if page.code.startswith(letter)
        ]
    return "\n".join(parts).encode()


def main(folder: Path) -> None:
    """Write the file into the folder."""
    write_file(folder / NAME, make())


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
