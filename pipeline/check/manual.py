"""The rules' manual, made from their docstrings: `python -m pipeline.check.manual > docs/rules.md`."""

import sys

from pipeline.check import RULES, Rule, title

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


def sections(rule: Rule) -> dict[str, str]:
    """What the rule's manual page says under each heading."""
    paragraphs = (rule.__doc__ or "").strip().split("\n\n")[1:]
    pairs = (paragraph.partition("：") for paragraph in paragraphs)
    return {heading.strip(): words.strip() for heading, _, words in pairs}


def page(rule: Rule) -> str:
    """The rule's manual page as `--explain` prints it."""
    said = sections(rule)
    lines = [f"{rule.CODE} · {title(rule)}（{rule.LEVEL.value}）", ""]
    lines += [f"{heading}：{said[heading]}" for heading in HEADINGS]
    return "\n".join(lines) + "\n"


def explain(code: str) -> str | None:
    """The manual page of the rule with that code; None when no rule of `check` has it."""
    return next((page(rule) for rule in RULES if code.upper() == rule.CODE), None)


def manual() -> str:
    """All manual pages by subject, as Markdown."""
    lines = [
        "# 检查规则",
        "",
        "每条规则一页：查什么、为什么、依据、错的写法、对的写法。后面的括号是最重的级别，规则的注释里写明什么时候轻一级。",
        "代码不重复使用。P001 至 P062 在读入文件时发现，P008、P080 起由生成和发布的环节发现，都不在这里。",
    ]
    for letter, subject in SUBJECTS.items():
        lines += ["", f"## {letter} {subject}"]
        for rule in RULES:
            if rule.CODE.startswith(letter):
                said = sections(rule)
                lines += ["", f"### {rule.CODE} {title(rule)}（{rule.LEVEL.value}）", ""]
                for heading in HEADINGS:
                    lines += [f"- **{heading}** {_escaped(said[heading])}"]
    return "\n".join(lines) + "\n"


def _escaped(words: str) -> str:
    """Words as Markdown shows them just as they are."""
    return "".join(f"\\{char}" if char in "\\`*_[]<>#|~" else char for char in words)


if __name__ == "__main__":
    sys.stdout.write(manual())
