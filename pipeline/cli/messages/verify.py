"""What `zwgk verify` and `archive` say."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.cli.messages.command import CommandLine
from pipeline.refusals import Reason

if TYPE_CHECKING:
    from pipeline.publish.portal.standing import PortalDifference

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
    """What could be compared beside text, rows and attachments: the hour, where one is registered, and the labels the page has."""

    hour: bool
    labels: bool


def _same(compared: Compared) -> str:
    """What is the same, and what was not compared."""
    parts = [
        "文字、表格各行",
        *(["网页标签"] if compared.labels else []),
        *(["发布时间"] if compared.hour else []),
        "附件",
    ]
    left = "" if compared.labels else "；这一页里没有网页标签，没有核对"
    return f"都相同：{'、'.join(parts)}{left}"


HEAD = ("序号", "核对项", "发布包里", "门户上", "位置")


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
