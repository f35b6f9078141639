"""What `zwgk verify` and `archive` say."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.cli.messages.command import CommandLine
from pipeline.dataclass import dataclass
from pipeline.publish.portal.standing import Part
from pipeline.refusals import Reason

if TYPE_CHECKING:
    from pipeline.publish.portal.standing import ComparedPart, PortalDifference

REFUSALS: Mapping[Reason, str] = {
    Reason.NOT_PACKAGED: "{year} 年还没有发布包；先 {zwgk} publish {year}",
    Reason.PACKAGE_STALE: "{year} 年的发布包是以前的文字，后来又生成过；再 {zwgk} publish {year}，或用发布时的 build/",
    Reason.FETCH_FAILED: "取不到 {url}：{error}；在浏览器里另存为网页，再用 {zwgk} verify 文件",
    Reason.NOTHING_TO_VERIFY: "{name} 里没有可以核对的网页或附件",
    Reason.SAME_NAME_TWICE: "要放进归档卷的有两个“{name}”；改一个名称，或分在两个目录里",
    Reason.NOT_ON_SITE: "{year} 年没有发布过，或网站上的文件被改动过；先 {zwgk} publish {year}",
}


@dataclass(frozen=True, slots=True)
class Compared:
    """What could be compared: the hour, where one is registered, the labels the page has, whole attachments, the page at all.

    Of attachments whose files are not at hand only the names are.
    """

    hour: bool
    labels: bool
    files: bool = True
    page: bool = True


def _same(compared: Compared) -> str:
    """What is the same, and what was not compared."""
    if not compared.page:
        return "都相同：附件；没有给网页，文字、网页标签、发布时间没有核对"
    parts = [
        "文字、表格各行",
        *(["网页标签"] if compared.labels else []),
        *(["发布时间"] if compared.hour else []),
        "附件" if compared.files else "附件的名称",
    ]
    left = "" if compared.labels else "；这一页里没有网页标签，没有核对"
    return f"都相同：{'、'.join(parts)}{left}"


HEAD = ("序号", "核对项", "发布包里", "门户上", "结果", "位置")
"""The heads of the sheet's columns."""

_UNITS = {Part.PARAGRAPHS: "段", Part.ROWS: "行"}


def sheet_rows(parts: "Sequence[ComparedPart]") -> Iterator[tuple[str, ...]]:
    """Yield the texts of the sheet's rows below its head: what was compared, with its result and below it each difference."""
    number = 0
    for part in parts:
        number += 1
        packaged, found = part.packaged, part.found
        if part.part in _UNITS:
            unit = _UNITS[part.part]
            packaged = f"共 {part.count} {unit}"
            absent = sum(bool(difference.packaged) for difference in part.differences)
            found = f"相同 {part.count - absent} {unit}" if part.is_compared else ""
        # what a part of one piece has to tell is in its own row
        is_told = bool(part.differences) and part.part not in _UNITS
        name = part.differences[0].kind.value if is_told else part.part.value
        yield str(number), name, packaged, found, _result(part), ""
        for difference in part.differences if not is_told else ():
            number += 1
            texts = (difference.packaged, difference.found, RESULT_DIFFERS, difference.where)
            yield str(number), difference.kind.value, *texts


RESULT_SAME, RESULT_DIFFERS, RESULT_NOT_COMPARED = "相同", "不同", "没有核对"
RESULT_BY_NAME = "有这个名称，文件没有核对"


def _result(part: "ComparedPart") -> str:
    if not part.is_compared:
        return RESULT_NOT_COMPARED
    if part.by_name:
        return RESULT_BY_NAME
    if not part.differences:
        return "在期限内" if part.part is Part.DEADLINE else RESULT_SAME
    return f"{RESULT_DIFFERS} {len(part.differences)} 处" if part.part in _UNITS else RESULT_DIFFERS


def describe_standing(
    differences: "Sequence[PortalDifference]", command: CommandLine, year: int, compared: Compared
) -> Iterator[str]:
    """Yield each difference between what stands at the portal and what was packaged, and whether an hour is registered."""
    for difference in differences:
        where = f"（{difference.where}）" if difference.where else ""
        packaged, found = difference.packaged or "（没有）", difference.found or "（没有）"
        yield f"{difference.kind.value}{where}：发布包里“{packaged}”，门户上“{found}”"
    if not compared.hour:
        at = f'{command} published {year} --at "年-月-日 时:分" --url 网址'
        yield f"发布时间还没有登记，时间和 20 个工作日的期限没有核对；登记：{at}"
    yield f"不同 {len(differences)} 处" if differences else _same(compared)


def missing_in_archive(
    command: CommandLine, year: int, *, is_registered: bool, is_sample: bool, with_others: bool
) -> Iterator[str]:
    """Yield what one would miss in the 归档卷."""
    if is_sample:
        yield "归档卷里是样例：审查、签发没有真实进行过，不能当作档案"
    elif not is_registered:
        at = f'{command} published {year} --at "年-月-日 时:分" --url 网址'
        yield f"归档卷里没有发布记录：还没有登记发布时间；先 {at}，再生成一次"
    if not with_others:
        yield f"交回的确认单、督办单和盖章件不在里面；要放进归档卷：{command} archive {year} --with 目录"


def sheet_title(title: str) -> str:
    """What the sheet to file is called."""
    return f"《{title}》发布后核验表"


def sheet_intro(target: str, day: str, count: int, compared: Compared) -> tuple[str, ...]:
    """What stands above the sheet's table: what was compared, when, and how many differences there are."""
    unregistered = "" if compared.hour else "；发布时间还没有登记，没有核对"
    what = f"核验日期：{day}　核验的网页或文件：{target}"
    return (what, f"不同 {count} 处。" if count else f"{_same(compared)}{unregistered}。")


SHEET_SIGNED = ("核验人：　　　　　　　　　　　复核人：　　　　　　　　　　　　　　年　　月　　日",)
