"""发布前核对单, as DOCX: 三审三校, links, attachments, the 错敏词 platform's result; every signature is left empty."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.check.context import links
from pipeline.model import (
    Plan,
    Published,
    Site,
)
from pipeline.publish.portal.form_docx import (
    FOUR,
    SIGNED,
    Block,
    FormCell,
    FormHeading,
    FormTable,
    label,
    made,
    named,
    sign,
    value,
)
from pipeline.render.print_model import (
    Line,
    Span,
    Style,
)
from pipeline.render.web import portal_fields as catalogue
from pipeline.render.web.page import Download

TITLE = "发布前核对单"


def last_look(
    plan: Plan, site: Site, attached: Sequence[Download], template: Path, published: Published | None = None
) -> bytes:
    """发布前核对单: 三审三校, links, the 错敏词 platform's result, attachments; it lies in the package and names nothing internal.

    Raises TemplateError for a Word template that does not fit.
    """
    return made(TITLE, list(_blocks(plan, site, attached, published)), plan, template)


# --- before publication ------------------------------------------------------------------------


def _blocks(plan: Plan, site: Site, attached: Sequence[Download], published: Published | None) -> Iterator[Block]:
    yield FormTable(
        TITLE,
        FOUR,
        [
            *named(plan),
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
            (value(words), value("□是　□否"))
            for words in (
                "标题、发布机构、文号、成文日期与定稿一致",
                "正文完整，没有空段、乱码，表格各行各栏齐全",
                "栏目、公开属性、主题分类、关键词填写正确",
                "来源填写规范；手机上能正常阅读",
            )
        ],
        ("核对什么", "结果"),
    )
    yield FormHeading("三、链接")
    leading = list(dict.fromkeys((words.value, link.target) for words, link in links(plan)))
    if leading:
        rows = [(value(words), value(target), value("□能打开")) for words, target in leading]
        yield FormTable("链接", (0.3, 0.5, 0.2), rows, ("链接文字", "网址", "结果"))
    else:
        yield Line(Style.BODY, (Span("正文和附件里没有链接。"),))
    yield FormHeading("四、附件")
    if attached:
        rows = [(value(one.label), value(one.facts), value("□能打开", "□与定稿一致")) for one in attached]
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
