"""The material for the 政府信息公开工作年度报告 (国办公开办函〔2021〕30号): its six parts, its tables, and what does not add up.

The numbers and texts are typed into `annual.yaml`; what the progress register knows (counts, what is
unfinished) is put beside them. An empty cell, 0 and “/” are three things.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from decimal import Decimal, InvalidOperation
from enum import Enum, auto

from pipeline.dataclass import dataclass
from pipeline.findings import Diagnostics, Finding, Severity, ordered
from pipeline.parse import codes
from pipeline.parse.register_values import list_texts, register_root
from pipeline.parse.yaml_reader import Record, read_record
from pipeline.source import SourceFile, Sources, SourceText

ANNUAL = "annual.yaml"


class Blank(Enum):
    """A cell without a number."""

    EMPTY = ""
    """Nobody has filled it in (待补)."""
    SLASH = "/"
    """It does not apply to the office."""


Value = Decimal | Blank

APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
"""The columns of part three (申请人情况)."""


@dataclass(frozen=True, slots=True)
class AnnualRow:
    """A row of a table of the format: the key in annual.yaml, empty for a heading of rows, and what the format prints."""

    key: str
    label: str


RECEIVED, CARRIED_OVER, TOTAL, CARRIED_ON = "新收", "上年结转", "总计", "结转下年"

REQUESTS = (
    AnnualRow(RECEIVED, "一、本年新收政府信息公开申请数量"),
    AnnualRow(CARRIED_OVER, "二、上年结转政府信息公开申请数量"),
    AnnualRow("", "三、本年度办理结果"),
    AnnualRow("予以公开", "（一）予以公开"),
    AnnualRow("部分公开", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    AnnualRow("", "（三）不予公开"),
    AnnualRow("国家秘密", "1.属于国家秘密"),
    AnnualRow("法律行政法规禁止", "2.其他法律行政法规禁止公开"),
    AnnualRow("三安全一稳定", "3.危及“三安全一稳定”"),
    AnnualRow("第三方合法权益", "4.保护第三方合法权益"),
    AnnualRow("三类内部事务信息", "5.属于三类内部事务信息"),
    AnnualRow("四类过程性信息", "6.属于四类过程性信息"),
    AnnualRow("行政执法案卷", "7.属于行政执法案卷"),
    AnnualRow("行政查询事项", "8.属于行政查询事项"),
    AnnualRow("", "（四）无法提供"),
    AnnualRow("不掌握", "1.本机关不掌握相关政府信息"),
    AnnualRow("需另行制作", "2.没有现成信息需要另行制作"),
    AnnualRow("补正后仍不明确", "3.补正后申请内容仍不明确"),
    AnnualRow("", "（五）不予处理"),
    AnnualRow("信访举报投诉", "1.信访举报投诉类申请"),
    AnnualRow("重复申请", "2.重复申请"),
    AnnualRow("公开出版物", "3.要求提供公开出版物"),
    AnnualRow("大量反复申请", "4.无正当理由大量反复申请"),
    AnnualRow("确认或重新出具", "5.要求行政机关确认或重新出具已获取信息"),
    AnnualRow("", "（六）其他处理"),
    AnnualRow("逾期不补正", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
    AnnualRow("逾期未缴费", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
    AnnualRow("其他处理", "3.其他"),
    AnnualRow(TOTAL, "（七）总计"),
    AnnualRow(CARRIED_ON, "四、结转下年度继续办理"),
)
"""The rows of part three, in the words of the format."""

RESULTS = tuple(row.key for row in REQUESTS[3:-2] if row.key)
"""The rows of 三、本年度办理结果 that add up to its 总计."""

DISCLOSED = (
    (AnnualRow("规章", "规章"), 3),
    (AnnualRow("行政规范性文件", "行政规范性文件"), 3),
    (AnnualRow("行政许可", "行政许可"), 1),
    (AnnualRow("行政处罚", "行政处罚"), 1),
    (AnnualRow("行政强制", "行政强制"), 1),
    (AnnualRow("行政事业性收费", "行政事业性收费"), 1),
)
"""The rows of part two with the number of their columns: 制发、废止、现行有效; 本年处理决定数量; 收费金额（万元）."""

OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
DISPUTES = (
    AnnualRow("行政复议", "行政复议"),
    AnnualRow("未经复议直接起诉", "行政诉讼：未经复议直接起诉"),
    AnnualRow("复议后起诉", "行政诉讼：复议后起诉"),
)
"""The rows of part four; its columns are `OUTCOMES`."""

ASPECTS = ("主动公开", "依申请公开", "政府信息管理", "平台建设", "监督保障")
"""The five aspects of part one."""

TEXTS = ("总体情况", "存在的主要问题", "改进情况", "其他事项")
"""The parts that are text, by their keys."""

MAX_OVERALL = 1000
"""The most 字 of part one (原则上不超过一千字)."""


@dataclass(frozen=True, slots=True)
class AnnualData:
    """What annual.yaml states: the tables' rows by key, the texts, 信息处理费, the items of each aspect."""

    year: int
    disclosed: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    requests: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    disputes: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    fee: str = ""
    aspects: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def fault(self) -> Finding | None:
        """The first 必改 finding: with one nothing is made of the file."""
        return next((finding for finding in self.findings if finding.severity is Severity.ERROR), None)


# --- reading -------------------------------------------------------------------------------

DISCLOSED_KEY, REQUESTS_KEY, DISPUTES_KEY = "主动公开", "依申请公开", "行政复议和诉讼"
_KEYS = (DISCLOSED_KEY, REQUESTS_KEY, DISPUTES_KEY, "文字", "信息处理费", "方面")
REST = "其余"
"""The key by which every row that is not written is 0."""


def read(sources: Sources) -> AnnualData:
    """Return what the year's annual.yaml states; it is among the other text files of `source.load_all_text`."""
    path = sources.shown(f"{sources.year}/{ANNUAL}")
    return parse(sources.year, next((file for file in sources.other_text_files if file.path == path), None))


def parse(year: int, file: SourceFile | None) -> AnnualData:
    """Return what the file states; nothing without a file."""
    if file is None:
        return AnnualData(year)
    diagnostics = Diagnostics()
    root = register_root(file, diagnostics)
    if root is None:
        return AnnualData(year, findings=ordered(diagnostics.findings))
    record = read_record(root, _KEYS, diagnostics)

    def table(key: str, rows: Iterable[tuple[AnnualRow, int]]) -> dict[str, tuple[Value, ...]]:
        widths = {row.key: width for row, width in rows if row.key}
        values = _record(record, key, (*widths, REST), diagnostics)
        rest = values.text(REST)
        if rest.value not in ("", "0"):
            message = f"“{REST}”只能是 0：没有写的各行都是 0"
            diagnostics.add(codes.UNKNOWN_VALUE.at(rest.place(), message, f"写作 {REST}: 0，或删去这一行"))
        blank = Decimal(0) if rest.value == "0" else Blank.EMPTY
        return {name: _numbers(values, name, width, blank, diagnostics) for name, width in widths.items()}

    texts = _record(record, "文字", TEXTS, diagnostics)
    aspects = _record(record, "方面", ASPECTS, diagnostics)
    return AnnualData(
        year,
        table(DISCLOSED_KEY, DISCLOSED),
        table(REQUESTS_KEY, ((row, len(APPLICANTS)) for row in REQUESTS)),
        table(DISPUTES_KEY, ((row, len(OUTCOMES)) for row in DISPUTES)),
        {key: texts.text(key).value for key in TEXTS},
        record.text("信息处理费").value,
        {key: list_texts(aspects, key, diagnostics) for key in ASPECTS},
        ordered(diagnostics.findings),
    )


def _record(record: Record, key: str, known: Sequence[str], diagnostics: Diagnostics) -> Record:
    node = record.values.get(key)
    if node is None or node == SourceText(""):
        return Record(record.place, {})
    return read_record(node, known, diagnostics)


def _numbers(record: Record, key: str, width: int, absent: Value, diagnostics: Diagnostics) -> tuple[Value, ...]:
    """The values of a row, written with blanks between them; 空 is an empty one, a row that is not there has `absent`."""
    if key not in record.values:
        return (absent,) * width
    text = record.text(key)
    words = text.value.replace("，", " ").replace(",", " ").replace("、", " ").split()
    if not words:
        return (Blank.EMPTY,) * width
    if len(words) == 1 and words[0] in WHOLE_ROW:
        words *= width
    if len(words) != width:
        message = f"“{key}”要写 {width} 个数，写了 {len(words)} 个"
        diagnostics.add(codes.UNKNOWN_VALUE.at(text.place(), message, "空格隔开；没有数据写 空，不适用写 /"))
        return (Blank.EMPTY,) * width
    values = tuple(map(_value, words))
    for word, value in zip(words, values, strict=True):
        if value is None:
            diagnostics.add(codes.UNKNOWN_VALUE.at(text.place(), f"“{word}”不是数", "没有数据写 空，不适用写 /"))
    return tuple(Blank.EMPTY if value is None else value for value in values)


WHOLE_ROW = ("0", "空", "/", "／")
"""One of these alone stands for every cell of its row."""


def _value(word: str) -> Value | None:
    if word in ("空", "—", "-"):
        return Blank.EMPTY
    if word in ("/", "／"):
        return Blank.SLASH
    try:
        value = Decimal(word)
    except InvalidOperation:
        return None
    return value if value.is_finite() and value >= 0 else None


# --- what does not add up ------------------------------------------------------------------


class AnnualFault(Enum):
    """What is wrong with the material."""

    NOT_BALANCED = auto()
    """勾稽: 一＋二 is not 三(七)＋四 in a column."""
    RESULTS_DIFFER = auto()
    """The results of a column do not add up to its 总计."""
    ROW_DIFFERS = auto()
    """The cells of a row do not add up to its 总计."""
    CELLS_EMPTY = auto()
    """Cells of a row are empty, and what depends on them was not checked."""
    SLASH_IN_NUMBERS = auto()
    """“/” where the format has numbers."""
    OVERALL_TOO_LONG = auto()
    TEXT_MISSING = auto()
    FEE_MISSING = auto()
    REPEATED = auto()
    """A text says much of what last year's said."""


@dataclass(frozen=True, slots=True)
class AnnualFinding:
    """One thing to look at: the row, column or text it is in, and the two numbers that should be the same, or one.

    `where` and `table` are the keys in annual.yaml; a column of a table has the name of its applicants.
    """

    fault: AnnualFault
    where: str
    first: str = ""
    second: str = ""
    table: str = ""


def find_faults(data: AnnualData, last_year: AnnualData) -> Iterator[AnnualFinding]:
    """Yield what is wrong, then what was said last year or is missing, then the rows with empty cells."""
    tables = ((REQUESTS_KEY, data.requests, REQUESTS), (DISPUTES_KEY, data.disputes, DISPUTES))
    rows = [(key, row.key, table.get(row.key, ())) for key, table, labels in tables for row in labels if row.key]
    yield from (fault for row in rows for fault in _row_faults(*row))
    yield from _balance(data)
    yield from _text_faults(data, last_year)
    disclosed = [(DISCLOSED_KEY, row.key, data.disclosed.get(row.key, ())) for row, _ in DISCLOSED]
    for table, key, values in (*disclosed, *rows):
        if not values or Blank.EMPTY in values:
            yield AnnualFinding(AnnualFault.CELLS_EMPTY, key, table=table)


def _row_faults(table: str, where: str, values: Sequence[Value]) -> Iterator[AnnualFinding]:
    if Blank.SLASH in values:
        yield AnnualFinding(AnnualFault.SLASH_IN_NUMBERS, where, table=table)
    if values and _differ(values[:-1], values[-1:]):
        yield AnnualFinding(AnnualFault.ROW_DIFFERS, where, _sum(values[:-1]), _sum(values[-1:]), table)


def _balance(data: AnnualData) -> Iterator[AnnualFinding]:
    """The checks of each column of part three."""
    for column, name in enumerate(APPLICANTS):

        def cell(key: str, at: int = column) -> Value:
            values = data.requests.get(key, ())
            return values[at] if values else Blank.EMPTY

        came, went = (cell(RECEIVED), cell(CARRIED_OVER)), (cell(TOTAL), cell(CARRIED_ON))
        if _differ(came, went):
            yield AnnualFinding(AnnualFault.NOT_BALANCED, name, _sum(came), _sum(went), REQUESTS_KEY)
        results, total = [cell(key) for key in RESULTS], [cell(TOTAL)]
        if _differ(results, total):
            yield AnnualFinding(AnnualFault.RESULTS_DIFFER, name, _sum(results), _sum(total), REQUESTS_KEY)


def _differ(ones: Sequence[Value], others: Sequence[Value]) -> bool:
    """Whether two sums cannot be the same, whatever stands in their empty cells one day."""
    (first, is_first_whole), (second, is_second_whole) = _total(ones), _total(others)
    return (first > second and is_second_whole) or (second > first and is_first_whole)


def _total(values: Sequence[Value]) -> tuple[Decimal, bool]:
    """The sum of the cells that have a number, and whether all have one."""
    numbers = [value for value in values if isinstance(value, Decimal)]
    return sum(numbers, Decimal(0)), len(numbers) == len(values)


def _sum(values: Sequence[Value]) -> str:
    return str(_total(values)[0])


MIN_REPEATED = 0.5
"""The share of a text's pieces that stood in last year's from which it is told."""


def _text_faults(data: AnnualData, last_year: AnnualData) -> Iterator[AnnualFinding]:
    for key in TEXTS:
        text = data.texts.get(key, "")
        if not text and key != "其他事项":
            yield AnnualFinding(AnnualFault.TEXT_MISSING, key)
        share = repetition(text, last_year.texts.get(key, ""))
        if share >= MIN_REPEATED:
            yield AnnualFinding(AnnualFault.REPEATED, key, f"{share:.0%}")
    if len(data.texts.get("总体情况", "")) > MAX_OVERALL:
        yield AnnualFinding(AnnualFault.OVERALL_TOO_LONG, "总体情况", str(len(data.texts["总体情况"])))
    if not data.fee:
        yield AnnualFinding(AnnualFault.FEE_MISSING, "信息处理费")


PIECE = 5
"""The 字 of a piece by which texts of two years are compared."""


def repetition(text: str, earlier: str) -> float:
    """Return the share of the text's pieces of five 字 that the earlier text has, from 0 to 1; marks and digits count as none."""
    own, known = _pieces(text), set(_pieces(earlier))
    return sum(piece in known for piece in own) / len(own) if own else 0.0


def _pieces(text: str) -> list[str]:
    plain = "".join(char for char in text if char.isalpha())
    return [plain[start : start + PIECE] for start in range(len(plain) - PIECE + 1)]


TABLES = "各表的数"
"""What the numbers of all tables are called where two years are compared."""


def year_on_year(data: AnnualData, last_year: AnnualData) -> tuple[tuple[str, float], ...]:
    """Return how much of each text, and of the numbers other than 0, is last year's; nothing where one of the years has none."""
    texts = tuple(
        (key, repetition(data.texts[key], last_year.texts[key]))
        for key in TEXTS
        if data.texts.get(key) and last_year.texts.get(key)
    )
    cells = [
        (value, before)
        for table, earlier in (
            (data.disclosed, last_year.disclosed),
            (data.requests, last_year.requests),
            (data.disputes, last_year.disputes),
        )
        for key, values in table.items()
        for value, before in zip(values, earlier.get(key, ()), strict=False)
        if isinstance(value, Decimal) and isinstance(before, Decimal) and (value or before)
    ]
    share = sum(value == before for value, before in cells) / len(cells) if cells else 0.0
    return (*texts, *(((TABLES, share),) if cells else ()))
