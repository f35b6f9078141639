"""Build the 发布前核对单 as DOCX: 三审三校, links, attachments, the 错敏词 platform's result; signatures are left empty."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.check.context import links
from pipeline.model import Plan, Published, Site
from pipeline.render.print_model import Line, Span, Style
from pipeline.render.web import portal_fields as catalogue
from pipeline.render.web.page import Download
from pipeline.render.word.form import (
    FOUR,
    SIGNED,
    Block,
    FormCell,
    FormHeading,
    FormTable,
    form_file,
    identity_rows,
    label,
    sign,
    value,
)

TITLE = "发布前核对单"


def checklist(
    plan: Plan, site: Site, attached: Sequence[Download], template: Path, published: Published | None = None
) -> bytes:
    """Return the 发布前核对单, which is part of the 发布包 and states nothing internal.

    Raises TemplateError for a Word template that does not fit.
    """
    return form_file(TITLE, list(_blocks(plan, site, attached, published)), plan, template)


# --- before publication ------------------------------------------------------------------------


def _blocks(plan: Plan, site: Site, attached: Sequence[Download], published: Published | None) -> Iterator[Block]:
    yield FormTable(
        TITLE,
        FOUR,
        [
            *identity_rows(plan),
            (label("公开属性"), value(plan.head.disclosure.value if plan.head.disclosure else ""), *_column(site)),
            (label("发布时间"), value(catalogue.publication_hour(published), colspan=3)),
            *([(label("备注"), value("样例，非政府网站", colspan=3))] if site.sample else []),
        ],
    )
    yield FormHeading("一、三审三校")
    steps = ("初审", "复审", "终审", "一校", "二校", "三校")
    yield FormTable(
        "三审三校",
        (0.14, 0.46, 0.2, 0.2),
        [(value(step), value(""), value(""), value("")) for step in steps],
        ("环节", "意见", "签名", "日期"),
    )
    yield FormHeading("二、页面")
    yield FormTable(
        "页面",
        (0.7, 0.3),
        [
            (value(question), value("□是　□否"))
            for question in (
                "标题、发布机构、文号、成文日期与定稿一致",
                "正文完整，没有空段、乱码，表格各行各栏齐全",
                "栏目、公开属性、主题分类、关键词填写正确",
                "来源填写规范；手机上能正常阅读",
            )
        ],
        ("核对什么", "结果"),
    )
    yield FormHeading("三、链接")
    targets = list(dict.fromkeys((text.value, link.target) for text, link in links(plan)))
    if targets:
        rows = [(value(text), value(target), value("□能打开")) for text, target in targets]
        yield FormTable("链接", (0.3, 0.5, 0.2), rows, ("链接文字", "网址", "结果"))
    else:
        yield Line(Style.BODY, (Span("正文和附件里没有链接。"),))
    yield FormHeading("四、附件")
    if attached:
        rows = [(value(file.label), value(file.facts), value("□能打开", "□与定稿一致")) for file in attached]
        yield FormTable("附件", (0.5, 0.25, 0.25), rows, ("文件", "格式和大小", "结果"))
    else:
        yield Line(Style.BODY, (Span("没有附件。"),))
    yield FormHeading("五、错敏词检测")
    yield FormTable(
        "错敏词检测",
        FOUR,
        [
            (label("检测平台"), value(""), label("检测时间"), value("")),
            (label("检测结果"), value("□没有问题　□有问题，处理如下：", "", colspan=3)),
            (label("检测人"), value(SIGNED, colspan=3)),
        ],
    )
    yield FormHeading("六、发布")
    yield FormTable("发布", FOUR, [sign("核对人"), sign("发布人")])


def _column(site: Site) -> tuple[FormCell, FormCell]:
    return label("栏目"), value(site.get("栏目名称"))
