"""Report links to files that do not exist, with the file that was most likely meant."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from pipeline.dataclass import dataclass
from pipeline.findings import Finding
from pipeline.parse import codes
from pipeline.source import SourceText, same_name
from pipeline.text.diff import nearest


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """The finding about a link, and the name of the unlisted file that may be meant; the empty string for none."""

    finding: Finding
    meant: str


def broken_link(target: SourceText, unlisted: Sequence[str], ignored: Sequence[str]) -> BrokenLink:
    """Report a link whose file does not exist.

    `unlisted` are the files that no link names, `ignored` those that are not read because of their ending.
    """
    stem = PurePosixPath(same_name(target.value)).stem
    same_stem = (f"{stem}.md.", f"{stem}.")
    wrong = next((name for name in ignored if same_name(PurePosixPath(name).name).startswith(same_stem)), "")
    if wrong:
        ending = PurePosixPath(wrong).suffix.casefold()
        remedy = "把文件改名为" if ending in (".txt", ".md", ".markdown") else "用原来的程序打开，把文字另存为纯文本"
        hint = f"{remedy} {PurePosixPath(target.value).name}（先让系统显示文件扩展名）"
        message = f"没有文件“{target}”，只有“{wrong}”"
        return BrokenLink(codes.BROKEN_LINK.at(target.place(), message, hint, data_loss=True), "")
    stems = {PurePosixPath(same_name(name)).stem: name for name in unlisted}
    near = nearest(stem, list(stems), 0.6)
    meant = stems[near[0]] if near else ""
    hint = f"您是不是要写“{meant}”？" if meant else "检查文件名，或新建这个文件"
    return BrokenLink(codes.BROKEN_LINK.at(target.place(), f"没有文件“{target}”", hint, data_loss=True), meant)
