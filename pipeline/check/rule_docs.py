"""The rules' manual, made from their docstrings: `python -m pipeline.check.rule_docs > docs/rules.md`."""

import sys
from dataclasses import dataclass

from pipeline.check import RULES
from pipeline.check.suppress import IDLE_PAGE, UNUSED_SUPPRESSION
from pipeline.findings import Severity

HEADINGS = ("查什么", "为什么", "依据", "错", "对")
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


@dataclass(frozen=True, slots=True)
class Page:
    """One manual page: its code, the gravest level, and its words."""

    code: str
    level: Severity
    words: str

    @property
    def name(self) -> str:
        """What the code is called."""
        return self.words.partition("\n")[0].partition(" · ")[2]


PAGES = tuple(
    sorted(
        (
            *(Page(rule.CODE, rule.LEVEL, rule.__doc__ or "") for rule in RULES),
            Page(UNUSED_SUPPRESSION, Severity.WARNING, IDLE_PAGE),
        ),
        key=lambda page: page.code,
    )
)
"""Every manual page, by code."""


def sections(page: Page) -> dict[str, str]:
    """What a manual page says under each heading."""
    paragraphs = page.words.strip().split("\n\n")[1:]
    pairs = (paragraph.partition("：") for paragraph in paragraphs)
    return {heading.strip(): words.strip() for heading, _, words in pairs}


def shown(page: Page) -> str:
    """A manual page as `--explain` prints it."""
    said = sections(page)
    lines = [f"{page.code} · {page.name}（{page.level.value}）", ""]
    lines += [f"{heading}：{said[heading]}" for heading in HEADINGS]
    return "\n".join(lines) + "\n"


def explain(code: str) -> str | None:
    """The manual page of the rule with that code; None when no rule of `check` has it."""
    return next((shown(page) for page in PAGES if page.code == code.upper()), None)


def manual() -> str:
    """All manual pages by subject, as Markdown."""
    lines = [
        "# 检查规则",
        "",
        "每条规则一页：查什么、为什么、依据、错的写法、对的写法。括号里是最重的级别，有的情形轻一级。",
        "代码不重复使用。P001 至 P069 在读入文件时发现，P080 起由发布的环节发现，不在这里；说明写在每一处问题下面。",
    ]
    for letter, subject in SUBJECTS.items():
        lines += ["", f"## {letter} {subject}"]
        for page in PAGES:
            if page.code.startswith(letter):
                said = sections(page)
                lines += ["", f"### {page.code} {page.name}（{page.level.value}）", ""]
                for heading in HEADINGS:
                    lines += [f"- **{heading}** {_escaped(said[heading])}"]
    return "\n".join(lines) + "\n"


def _escaped(words: str) -> str:
    """Words as Markdown shows them just as they are."""
    return "".join(f"\\{char}" if char in "\\`*_[]<>#|~" else char for char in words)


if __name__ == "__main__":
    sys.stdout.write(manual())
