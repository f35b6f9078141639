"""What is said of a PDF from outside (盖章件): where it differs from the plan, what it carries besides, and what to do."""

from collections.abc import Callable, Iterable, Iterator

from pipeline.cli.messages.command import CommandLine
from pipeline.publish.sealed.model import (
    AttachmentExtra,
    BookmarkExtra,
    ClassifiedText,
    DamagedMetadata,
    Difference,
    DifferenceCount,
    Extra,
    Part,
    PdfComparison,
    PropertyExtra,
    RevisionExtra,
    SensitiveText,
    StatementExtra,
    Unread,
    UnreadableContent,
    UnreadCause,
)
from pipeline.readers.pdf_hidden import HiddenItem, HiddenKind

MAX_QUOTED_CHARS = 40
"""The number of characters quoted of foreign text."""

_REMEDIES = {
    HiddenKind.NOTE: "删去批注",
    HiddenKind.STAMP: "印章只用图像，不带文字",
    HiddenKind.FIELD: "去掉表单域",
    HiddenKind.SEAL: "签章时只显示印章图像，不写理由、地点、联系方式",
    HiddenKind.LINK: "去掉这个链接，或者写进计划",
    HiddenKind.ACTION: "去掉脚本和动作",
    HiddenKind.LAYER: "去掉隐藏的图层",
    HiddenKind.METADATA: "去掉文档属性：从 Word 另存为 PDF 时，先在“信息”里检查文档、删去个人信息",
    HiddenKind.ALTERNATIVE: "去掉图片和文字的替代文字",
}
_OF_PROPERTIES = _REMEDIES[HiddenKind.METADATA]

_PROPERTIES = {
    "Title": "标题",
    "Author": "作者",
    "Subject": "主题",
    "Keywords": "关键词",
    "Company": "单位",
    "Comments": "备注",
    "Creator": "生成程序",
    "Producer": "生成程序",
}

_UNREAD = {
    UnreadCause.NO_TEXT: (
        "里面没有文字，可能是扫描件，无法和定稿核对；请用 Word 或 WPS 导出的、或电子印章系统盖章的 PDF"
    ),
    UnreadCause.OTHER_TEXT: (
        "读不出定稿的文字：字体没有带文字编码，或者不是这份计划；请用 Word 或 WPS 重新导出（嵌入字体），再核对"
    ),
}


def why_not_registered(
    file: str, comparison: PdfComparison, year: int, command: CommandLine, redact: Callable[[str], str]
) -> Iterator[str]:
    """Yield what is different or more in a PDF to be registered, and what to do, line by line; nothing if it is as it should be."""
    if comparison.unread is not None:
        yield f"{file} {describe_unread(comparison.unread)}；没有登记。"
        return
    yield from (redact(describe_difference(difference)) for difference in (*comparison.letters, *comparison.marks))
    yield from (redact(describe_extra(extra)) for extra in comparison.extras)
    yield from (redact(describe_difference(difference)) for difference in comparison.typographic)
    if comparison.letters:
        yield f"{file} 的文字和现在的计划不同，没有登记。"
    if comparison.marks:
        yield (
            f"{file} 的标点和现在的计划不同，没有登记：用 Word 或 WPS 从定稿重新导出（LibreOffice 会漏印行末的标点）；"
            f"标点是文件里的对，先改计划，复核后再登记：{command} review {year} --register --light …"
        )
    if comparison.extras:
        yield f"{file} 带有没有审查过的内容，没有登记：去掉以后重新导出；盖过章的，去掉以后重新盖章。"
    if comparison.typographic and comparison.may_go_out:
        yield f"{file} 只差全角半角等字符写法，照样登记；请核实上面 {len(comparison.typographic)} 处。"


def sensitive_not_registered(file: str, extras: Iterable[Extra]) -> Iterator[str]:
    """Yield the sensitive text in a PDF to be registered, line by line."""
    yield from (f"{file} {describe_extra(extra)}" for extra in extras)
    yield f"{file} 里有不该公开的内容，没有登记。"


def describe_unread(unread: Unread) -> str:
    """Why a PDF could not be compared."""
    if unread.cause is UnreadCause.DAMAGED:
        return f"读不出：{unread.error.rstrip('。')}"
    return _UNREAD[unread.cause]


def describe_difference(difference: Difference | DifferenceCount) -> str:
    """Where two PDFs differ, and what each says there."""
    match difference:
        case DifferenceCount(count):
            return f"……共 {count} 处不同"
        case Difference(part, column, mine, theirs):
            where = f"{part.value}第{column}栏" if part is Part.TABLE and column else part.value
            return f"{where}：定稿是“{mine}”，文件是“{theirs}”"


def describe_extra(extra: Extra) -> str:
    """What a PDF carries that the plan does not contain: what it is, its text, and what to do."""
    match extra:
        case HiddenItem():
            where = f"第{extra.page}页" if extra.page else ""
            named = f"（{extra.name}）" if extra.name else ""
            return f"{where}{extra.kind.value}{named}{_quoted(extra.text)}；{_REMEDIES[extra.kind]}"
        case PropertyExtra(key, value):
            return f"文档属性“{_PROPERTIES.get(key, key)}”是{_quoted(value)}，{_wanted(key)}；{_OF_PROPERTIES}"
        case StatementExtra(name, value):
            return f"文档属性（XMP）{name}是{_quoted(value)}；{_OF_PROPERTIES}"
        case DamagedMetadata(error):
            return f"文档属性：{error.rstrip('。')}；{_OF_PROPERTIES}"
        case BookmarkExtra(text):
            return f"书签{_quoted(text)}是计划里没有的；去掉书签，或者从定稿重新导出"
        case AttachmentExtra(name):
            return f"嵌入的文件{_quoted(name or '（没有名称）')}不是计划自己的数据；去掉 PDF 里的附件"
        case SensitiveText(message):
            return message
        case ClassifiedText():
            return "涉密内容不得在这里处理，请报告本单位保密工作机构"
        case UnreadableContent(error):
            return f"带的文件读不出：{error}"
        case RevisionExtra(difference):
            first = _describe(difference).partition("；")[0]
            return f"文件里还留着改动以前的内容：{first}；从定稿重新导出 PDF，再盖章"


def _describe(difference: Unread | Difference | DifferenceCount | Extra) -> str:
    match difference:
        case Unread():
            return describe_unread(difference)
        case Difference() | DifferenceCount():
            return describe_difference(difference)
        case _:
            return describe_extra(difference)


def _quoted(text: str) -> str:
    shown = " ".join(text.split())
    if not shown:
        return ""
    return f"“{shown if len(shown) <= MAX_QUOTED_CHARS else f'{shown[:MAX_QUOTED_CHARS]}……'}”"


def _wanted(key: str) -> str:
    match key:
        case "Title":
            return "不是计划的标题"
        case "Author":
            return "不是发文机关"
        case _:
            return "不是计划里的"
