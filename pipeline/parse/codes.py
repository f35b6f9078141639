"""What reading can find (结构 P): every code once, with how grave it is and what it is called.

A code is never used for another fault, also after its own is gone.
"""

from dataclasses import dataclass

from pipeline.findings import Edit, Finding, Level, Related
from pipeline.source import Place


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of fault that reading finds: its code, level and name."""

    code: str
    level: Level
    name: str

    def at(
        self,
        place: Place,
        message: str,
        hint: str = "",
        *,
        edits: tuple[Edit, ...] = (),
        related: tuple[Related, ...] = (),
        loses: bool = False,
    ) -> Finding:
        """A finding of this kind at that place."""
        return Finding(self.code, self.level, place, message, hint, related, edits, loses)

    def fix(self, place: Place, words: str, message: str, hint: str = "") -> Finding:
        """A finding whose safe fix puts `words` where it stands."""
        return self.at(place, message, hint, edits=(Edit(place, words),))


MISSING_FILE = Code("P001", Level.MUST, "缺少文件")
OTHER_ENCODING = Code("P002", Level.ASK, "文件不是 UTF-8 编码")
UNREADABLE = Code("P003", Level.MUST, "文件里有读不出的字节")
CONTROL_CHARACTER = Code("P004", Level.MUST, "不能印的控制字符")
INVISIBLE_CHARACTER = Code("P005", Level.ASK, "看不见的字符")
RADICAL = Code("P006", Level.ASK, "部首字符冒充汉字")
PRIVATE_CHARACTER = Code("P007", Level.MUST, "自造字")

UNCOVERED = Code("P008", Level.MUST, "字体里没有的字")
"""Found by `check` and `build` where the faces are there."""

HEAD_NOT_FENCED = Code("P009", Level.MUST, "头部没有用 --- 围起来")
HEAD_NOT_CLOSED = Code("P010", Level.MUST, "头部没有结束")
HEAD_LINE = Code("P011", Level.MUST, "头部有一行读不懂")
UNKNOWN_KEY = Code("P012", Level.MUST, "不认识的键")
KEY_TWICE = Code("P013", Level.MUST, "同一个键写了两次")
UNKNOWN_VALUE = Code("P014", Level.MUST, "值不在可选之列")
BAD_DAY = Code("P015", Level.MUST, "日期读不懂或不存在")
MISSING_KEY = Code("P016", Level.MUST, "缺少必要的键")
DAY_FORM = Code("P017", Level.ASK, "日期写法")
MISPLACED_KEY = Code("P018", Level.MUST, "键写错了地方")
HEAD_COMMENT = Code("P019", Level.MUST, "批注写进了头部")

HEADING_FORM = Code("P020", Level.ASK, "标题记号的写法")
HEADING_LEVEL = Code("P021", Level.MUST, "标题层级")
ENTRY_FORM = Code("P022", Level.ASK, "清单的写法")
BROKEN_LINK = Code("P023", Level.MUST, "链接的文件不存在")
NOT_LISTED = Code("P024", Level.ASK, "事项没有列入")
WORDS_AFTER_LINK = Code("P025", Level.MUST, "链接后面还有文字")
NOT_A_LINK = Code("P026", Level.ASK, "项目符号")
TYPED_NUMBER = Code("P027", Level.ASK, "手写的序号")
NO_BLANK_LINE = Code("P028", Level.ASK, "缺空行")
EMPTY_ITEM = Code("P029", Level.MUST, "事项没有文字")

INDENTED = Code("P030", Level.ASK, "段首的空格")
BROKEN_LINE = Code("P031", Level.ASK, "段中换行")
DEAD_MARKUP = Code("P032", Level.ASK, "不起作用的记号")
RULE_LINE = Code("P033", Level.ASK, "分隔线")
COMMENT_NOT_CLOSED = Code("P034", Level.MUST, "批注没有结束")
STRONG_NOT_CLOSED = Code("P035", Level.ASK, "重点号不成对")
TIMES_SIGN = Code("P036", Level.ASK, "乘号写成星号")
LIKE_A_LINK = Code("P037", Level.ASK, "像链接而不是链接")
STEP_FORM = Code("P038", Level.ASK, "分步的写法")

STEPS_AND_CHILDREN = Code("P066", Level.ASK, "分步和下级事项的序号相同")

EMPTY_PLAN = Code("P039", Level.ASK, "计划没有正文")

NOTE_KEY = Code("P040", Level.ASK, "括注的键像是写错了")
NOTE_UNREAD = Code("P041", Level.MUST, "括注没有读懂")
WORDS_WITHOUT_DUTY = Code("P042", Level.MUST, "后文没有责任和时限")
NOTE_FORM = Code("P043", Level.ASK, "括注的写法")
NOTE_ALONE = Code("P044", Level.MUST, "括注前没有文字")
OTHER_NOUN = Code("P045", Level.NOTE, "责任的称谓和印出的不同")

TABLE_FORM = Code("P050", Level.ASK, "表格的写法")
TABLE_WIDTH = Code("P051", Level.MUST, "表格各行格数不同")

RECORD_UNREAD = Code("P060", Level.MUST, "记录文件读不懂")
RECORD_KEY = Code("P061", Level.MUST, "记录里不认识的键")
RECORD_COLON = Code("P063", Level.ASK, "记录里的全角冒号")
ADDRESS_FORM = Code("P064", Level.ASK, "网址的写法")
LINK_TARGET = Code("P065", Level.MUST, "链接的不是网址")
FACE_UNUSED = Code("P067", Level.MUST, "字体用不上")
"""Found where the faces are known, as P008."""
COLOPHON_TOO_WIDE = Code("P068", Level.ASK, "印发机关和印发日期一行排不下")
COLOPHON_TOO_HIGH = Code("P069", Level.MUST, "版记一面排不下")
"""Found where the year is composed, as P008."""

UNIT_TWICE = Code("P062", Level.MUST, "科室列了两次")


ALL = tuple(value for value in dict(globals()).values() if isinstance(value, Code))
"""Every code of this file."""
