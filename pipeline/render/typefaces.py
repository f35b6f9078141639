"""The typefaces that office documents name: Chinese product names for the faces GB/T 9704 asks for.

Word and Excel files only name a face; the PDF embeds its own (`pipeline.fonts`).
"""

from pipeline.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Typeface:
    """A typeface: its name, the names it has on other machines, and its family class in Word (ECMA-376, 17.18.30)."""

    name: str
    alternatives: tuple[str, ...]
    family: str


TITLE = Typeface("方正小标宋简体", ("方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "方正小标宋"), "script")
BODY = Typeface("仿宋_GB2312", ("仿宋", "FangSong_GB2312", "FangSong"), "modern")
KAI = Typeface("楷体_GB2312", ("楷体", "KaiTi_GB2312", "KaiTi"), "modern")
HEI = Typeface("黑体", ("SimHei",), "modern")
SONG = Typeface("宋体", ("SimSun",), "auto")
TYPEFACES = (TITLE, BODY, KAI, HEI, SONG)
"""The faces of GB/T 9704 5.2.2 and 7.2 to 7.5 by the names Chinese Word and WPS know; which product is meant is practice."""
