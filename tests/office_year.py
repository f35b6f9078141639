"""An office of twelve units with a plan of forty items, for a year that is worked through by the verbs alone."""

from pathlib import Path

from click.testing import CliRunner, Result

from pipeline.cli.main import zwgk

YEAR = 2024
UNITS = (
    "办公室",
    "预算科",
    "国库科",
    "税政科",
    "行政科",
    "教科文科",
    "经建科",
    "农业科",
    "社保科",
    "采管科",
    "会计科",
    "财监科",
)
DEADLINES = ("3月底前", "全年", "6月底前", "5月20日前", "三季度", "每季度末", "9月底前", "年底前", "上半年", "适时")
CHAPTERS = ("深化重点领域公开", "加强政策解读", "规范公开管理", "强化监督保障")

PLAN = """---
标题: 某区财政局2024年度政务公开工作计划
发文机关: 某区财政局
成文日期: 2024年1月15日
公开属性: 主动公开
附件: 任务分解表
---

为做好工作，制定本计划。

{body}
## 工作要求

各科室要按时完成。
"""


def item_name(number: int) -> str:
    """The id of an item, from 1."""
    return f"事项{number:02}"


def item_file(number: int) -> str:
    """The text of an item: its lead, every third time who supports it, a deadline, and in every tenth a second task."""
    lead, support = UNITS[number % 12], UNITS[(number * 5 + 3) % 12]
    head = [f"牵头科室: {lead}"]
    if number % 3 == 0 and support != lead:
        head.append(f"配合科室: {support}")
    head.append(f"完成时间: {DEADLINES[number % 10]}")
    words = f"做好第{number}类信息公开，按要求更新专栏，公开率达到百分之百。"
    more = ""
    if number % 10 == 0:
        words += f"（牵头科室：{lead}；完成时间：{DEADLINES[number % 10]}）"
        more = f"\n组织第{number}类信息公开培训。（牵头科室：{support}；完成时间：10月底前）\n"
    return "---\n" + "\n".join(head) + f"\n---\n\n{words}\n{more}"


def write_office(root: Path, items: int = 40) -> None:
    """Write the office's records and its plan below a content root."""
    body = ""
    for chapter, title in enumerate(CHAPTERS):
        mine = [number for number in range(1, items + 1) if (number - 1) * len(CHAPTERS) // items == chapter]
        links = "\n".join(f"- [第{number}类信息公开](items/{item_name(number)}.md)" for number in mine)
        body += f"## {title}\n\n{links}\n\n"
    files = {f"{YEAR}/plan.md": PLAN.format(body=body)}
    files |= {f"{YEAR}/items/{item_name(number)}.md": item_file(number) for number in range(1, items + 1)}
    files["units.yaml"] = "科室:\n" + "".join(f"  - 名称: {unit}\n" for unit in UNITS) + "统称:\n  - 名称: 相关科室\n"
    files["site.yaml"] = "样例: 否\n"
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")


def call(*words: str) -> Result:
    """`zwgk` in the working folder."""
    return CliRunner().invoke(zwgk, words)


def done(*words: str) -> str:
    """What a verb that has to succeed prints on its standard output."""
    result = call(*words)
    assert result.exit_code == 0, result.output
    return result.stdout
