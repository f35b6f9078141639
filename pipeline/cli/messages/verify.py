"""What `zwgk verify` and `archive` say."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.refusals import Reason

if TYPE_CHECKING:
    from pipeline.publish.portal.standing import PortalDifference

REFUSALS: Mapping[Reason, str] = {
    Reason.NOT_PACKAGED: "{year} 年还没有发布包；先 {zwgk} publish {year}",
    Reason.PACKAGE_STALE: "{year} 年的发布包是以前的文字，后来又生成过；再 {zwgk} publish {year}，或用发布时的 build/",
    Reason.FETCH_FAILED: "取不到 {url}：{error}；在浏览器里另存为网页，再用 {zwgk} verify 文件",
    Reason.NOTHING_TO_VERIFY: "{name} 里没有可以核对的网页或附件",
    Reason.NOT_ON_SITE: "{year} 年没有发布过，或网站上的文件被改动过；先 {zwgk} publish {year}",
}

ALL_THE_SAME = "都相同：文字、表格各行、网页标签、发布时间、附件"

HEAD = ("序号", "核对项", "发布包里", "门户上", "位置")


def describe_standing(differences: "Sequence[PortalDifference]") -> Iterator[str]:
    """Yield each difference between what stands at the portal and what was packaged."""
    for difference in differences:
        where = f"（{difference.where}）" if difference.where else ""
        packaged, found = difference.packaged or "（没有）", difference.found or "（没有）"
        yield f"{difference.kind.value}{where}：发布包里“{packaged}”，门户上“{found}”"
    yield f"不同 {len(differences)} 处" if differences else ALL_THE_SAME


def sheet_title(title: str) -> str:
    """What the sheet to file is called."""
    return f"《{title}》发布后核验表"


def sheet_intro(target: str, day: str, count: int) -> tuple[str, ...]:
    """What stands above the sheet's table: what was compared, when, and how many differences there are."""
    return (f"核验日期：{day}　核验的网页或文件：{target}", f"不同 {count} 处。" if count else f"{ALL_THE_SAME}。")


SHEET_SIGNED = ("核验人：　　　　　　　　　　　复核人：　　　　　　　　　　　　　　年　　月　　日",)
