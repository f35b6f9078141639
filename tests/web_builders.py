"""Plans, sites and pages for the tests of the web."""

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from pipeline.model import (
    Assignment,
    Correction,
    Deadline,
    DeadlineKind,
    Disclosure,
    FreeAnnex,
    Item,
    Link,
    Note,
    Part,
    Plan,
    Published,
    Role,
    Section,
    Site,
    Strong,
    Table,
    Task,
    TaskTable,
)
from pipeline.render.compose import compose
from pipeline.render.web import page as html
from pipeline.render.web.edition import Edition
from pipeline.render.web.page import Download
from pipeline.source import SourceText
from tests import builders
from tests.builders import TABLE_TITLE, paragraph

ROOT = Path(__file__).resolve().parent.parent


TEMPLATES = (ROOT / "templates",)


TYPED = "<script>alert(\"1\")</script> {{ 7*7 }} {% x %} &amp; 'a' <!-- b -->"


SITE = Site(
    (
        ("网站名称", "某区人民政府"),
        ("域名", "www.example.gov.cn"),
        ("标识码", "3101139999"),
        ("栏目名称", "工作计划"),
        ("栏目类别", "信息公开目录"),
        ("ICP备案号", "沪ICP备00000000号"),
        ("门户", "不该印出"),
    )
)


DOWNLOADS = (
    Download("plan.pdf", "公文版", 292_017, 10),
    Download("任务 表.xlsx", "任务分解表", 2_500_000),
    Download("tasks.csv", "任务数据", 12),
)


BEIJING = timezone(timedelta(hours=8))


LIVE = Published(
    datetime(2024, 3, 5, 17, 5, tzinfo=timezone(timedelta())),
    "",
    (Correction(datetime(2024, 3, 10, 9, 0, tzinfo=BEIJING), "第4项的时限应为“5月底”。"),),
)


def task(text: str, *units: str, until: str = "全年") -> Task:
    duties = (Assignment(Role.RESPONSIBLE, tuple(map(SourceText, units))),) if units else ()
    return Task(
        (paragraph(text),),
        duties,
        Deadline(DeadlineKind.WHOLE_YEAR if units else DeadlineKind.NONE, SourceText(until)),
    )


def plan_of(*parts: Part, **head: Any) -> Plan:
    """Return a plan that is disclosed on the office's own initiative."""
    disclosure: dict[str, Any] = {"disclosure": Disclosure.PUBLIC}
    return builders.plan_of(*parts, **(disclosure | head))


WHOLE = plan_of(
    paragraph("为做好政务公开，制定本计划。"),
    Section(
        paragraph("主要工作"),
        1,
        (
            Item("秘密短名甲", SourceText("短题甲"), (task("公开预算。", "预算科"),)),
            Item(
                "秘密短名乙",
                SourceText("短题乙"),
                (task("公示执法。", "办公室", until="5月底"), task("接受监督。", "采管科", "会计科")),
            ),
            Item(
                "组",
                SourceText("短题组"),
                (task("其他工作"),),
                (Item("子", SourceText("短题子"), (task("子项。", "办公室"),)),),
            ),
            Section(paragraph("分节"), 2, (paragraph("段落。", notes=(Note(SourceText("内部批注"), 1),)),)),
        ),
    ),
    Section(
        paragraph("工作要求"),
        1,
        (
            paragraph(
                "甲乙丙", Strong(0, 1), Link(1, 2, "https://www.example.cn/?a=1&b=2"), Link(2, 3, "items/本地.md")
            ),
        ),
    ),
    paragraph("链接", Link(0, 1, "javascript:alert(1)"), Link(1, 2, "mailto:a@example.cn")),
    paragraph(TYPED),
    annexes=(
        TaskTable(SourceText(TABLE_TITLE)),
        FreeAnnex(
            SourceText("情况表"),
            "情况",
            (Table((paragraph("年度"), paragraph("件数")), ((paragraph("2023"), paragraph("15")),)),),
        ),
    ),
    keywords=(SourceText("政务公开"), SourceText("“A&B”")),
)


def page_of(plan: Plan, site: Site = SITE, **more: Any) -> bytes:
    return html.year_page(
        Edition(compose(plan), plan, site, more.get("published")),
        more.get("downloads", DOWNLOADS),
        more.get("templates", TEMPLATES),
        years=more.get("years", ()),
    )
