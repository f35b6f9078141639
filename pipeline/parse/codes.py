"""The findings of reading (结构 P): each code with its severity and name.

A code is never reused, not even after its rule is gone.
"""

from pipeline.dataclass import dataclass
from pipeline.findings import Edit, Finding, Related, Severity
from pipeline.source import Place


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding: its code, severity and name."""

    code: str
    severity: Severity
    name: str

    def at(
        self,
        place: Place,
        message: str,
        hint: str = "",
        *,
        edits: tuple[Edit, ...] = (),
        related: tuple[Related, ...] = (),
        data_loss: bool = False,
    ) -> Finding:
        """Return a finding of this kind at that place."""
        return Finding(self.code, self.severity, place, message, hint, related, edits, data_loss)

    def fix(self, place: Place, replacement: str, message: str, hint: str = "") -> Finding:
        """Return a finding whose safe fix puts `replacement` at the place."""
        return self.at(place, message, hint, edits=(Edit(place, replacement),))


MISSING_FILE = Code("P001", Severity.ERROR, "缺少文件")
OTHER_ENCODING = Code("P002", Severity.WARNING, "文件不是 UTF-8 编码")
UNREADABLE = Code("P003", Severity.ERROR, "文件里有读不出的字节")
CONTROL_CHARACTER = Code("P004", Severity.ERROR, "不能印的控制字符")
INVISIBLE_CHARACTER = Code("P005", Severity.WARNING, "看不见的字符")
RADICAL = Code("P006", Severity.WARNING, "部首字符冒充汉字")
PRIVATE_CHARACTER = Code("P007", Severity.ERROR, "自造字")

UNCOVERED = Code("P008", Severity.ERROR, "字体里没有的字")
"""Found by `check` and `build` where the fonts are installed."""

HEAD_NOT_FENCED = Code("P009", Severity.ERROR, "头部没有用 --- 围起来")
HEAD_NOT_CLOSED = Code("P010", Severity.ERROR, "头部没有结束")
HEAD_LINE = Code("P011", Severity.ERROR, "头部有一行读不懂")
UNKNOWN_KEY = Code("P012", Severity.ERROR, "不认识的键")
KEY_TWICE = Code("P013", Severity.ERROR, "同一个键写了两次")
UNKNOWN_VALUE = Code("P014", Severity.ERROR, "值不在可选之列")
BAD_DAY = Code("P015", Severity.ERROR, "日期读不懂或不存在")
MISSING_KEY = Code("P016", Severity.ERROR, "缺少必要的键")
DAY_FORM = Code("P017", Severity.WARNING, "日期写法")
MISPLACED_KEY = Code("P018", Severity.ERROR, "键写错了地方")
HEAD_COMMENT = Code("P019", Severity.ERROR, "批注写进了头部")

HEADING_FORM = Code("P020", Severity.WARNING, "标题记号的写法")
HEADING_LEVEL = Code("P021", Severity.ERROR, "标题层级")
ENTRY_FORM = Code("P022", Severity.WARNING, "清单的写法")
BROKEN_LINK = Code("P023", Severity.ERROR, "链接的文件不存在")
NOT_LISTED = Code("P024", Severity.WARNING, "事项没有列入")
WORDS_AFTER_LINK = Code("P025", Severity.ERROR, "链接后面还有文字")
NOT_A_LINK = Code("P026", Severity.WARNING, "项目符号")
TYPED_NUMBER = Code("P027", Severity.WARNING, "手写的序号")
NO_BLANK_LINE = Code("P028", Severity.WARNING, "缺空行")
EMPTY_ITEM = Code("P029", Severity.ERROR, "事项没有文字")

INDENTED = Code("P030", Severity.WARNING, "段首的空格")
BROKEN_LINE = Code("P031", Severity.WARNING, "段中换行")
DEAD_MARKUP = Code("P032", Severity.WARNING, "不起作用的记号")
RULE_LINE = Code("P033", Severity.WARNING, "分隔线")
COMMENT_NOT_CLOSED = Code("P034", Severity.ERROR, "批注没有结束")
STRONG_NOT_CLOSED = Code("P035", Severity.WARNING, "重点号不成对")
TIMES_SIGN = Code("P036", Severity.WARNING, "乘号写成星号")
LIKE_A_LINK = Code("P037", Severity.WARNING, "像链接而不是链接")
STEP_FORM = Code("P038", Severity.WARNING, "分步的写法")

STEPS_AND_CHILDREN = Code("P066", Severity.WARNING, "分步和下级事项的序号相同")

EMPTY_PLAN = Code("P039", Severity.WARNING, "计划没有正文")

NOTE_KEY = Code("P040", Severity.WARNING, "括注的键像是写错了")
NOTE_UNREAD = Code("P041", Severity.ERROR, "括注没有读懂")
WORDS_WITHOUT_DUTY = Code("P042", Severity.ERROR, "后文没有责任和时限")
NOTE_FORM = Code("P043", Severity.WARNING, "括注的写法")
NOTE_ALONE = Code("P044", Severity.ERROR, "括注前没有文字")
OTHER_NOUN = Code("P045", Severity.INFO, "责任的称谓和印出的不同")

TABLE_FORM = Code("P050", Severity.WARNING, "表格的写法")
TABLE_WIDTH = Code("P051", Severity.ERROR, "表格各行格数不同")

RECORD_UNREAD = Code("P060", Severity.ERROR, "记录文件读不懂")
RECORD_KEY = Code("P061", Severity.ERROR, "记录里不认识的键")
RECORD_COLON = Code("P063", Severity.WARNING, "记录里的全角冒号")
ADDRESS_FORM = Code("P064", Severity.WARNING, "网址的写法")
LINK_TARGET = Code("P065", Severity.ERROR, "链接的不是网址")
FACE_UNUSED = Code("P067", Severity.ERROR, "字体用不上")
"""Found where the fonts are known, as P008."""
COLOPHON_TOO_WIDE = Code("P068", Severity.WARNING, "印发机关和印发日期一行排不下")
COLOPHON_TOO_HIGH = Code("P069", Severity.ERROR, "版记一面排不下")
NUMBER_BEFORE_DIGIT = Code("P056", Severity.WARNING, "序号后面紧接数字")
SIGN_OFF_TOO_HIGH = Code("P057", Severity.ERROR, "署名那一面没有正文")
"""Found where the year is composed, as P008."""

REGISTER_CHANGED = Code("P080", Severity.ERROR, "登记里的文字被改动过")
REGISTER_LACKS = Code("P081", Severity.ERROR, "登记缺内容")
REGISTER_NEWER = Code("P082", Severity.ERROR, "登记的范式比本工具新")
REGISTER_OF_OTHER_YEAR = Code("P083", Severity.ERROR, "别的年度的登记")
"""Found where the registers are read (`publish.registers.read`)."""

UNIT_TWICE = Code("P062", Severity.ERROR, "科室列了两次")


ALL = tuple(value for value in dict(globals()).values() if isinstance(value, Code))
"""Every code of this file."""
