"""Rules W001 to W010 (用语): misspelt and wrong wording, placeholders, the length of the summary."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.check.context import CheckContext, Passage, overlaps
from pipeline.check.registry import Problem, Wording, pattern_rule, problem, rule
from pipeline.findings import Severity
from pipeline.model import MAX_SUMMARY_CHARS
from pipeline.parse.word_list import ListedWord

# --- misspelt words ------------------------------------------------------------------------

MISSPELT = {
    "坐谈会": "座谈会",
    "拔款": "拨款",
    "贯澈": "贯彻",
    "惯彻": "贯彻",
    "协凋": "协调",
    "一如继往": "一如既往",
    "再接再励": "再接再厉",
    "不径而走": "不胫而走",
    "迫不急待": "迫不及待",
    "按步就班": "按部就班",
    "穿流不息": "川流不息",
    "提纲携领": "提纲挈领",
    "默守成规": "墨守成规",
    "言简意骇": "言简意赅",
    "因地治宜": "因地制宜",
    "因地制益": "因地制宜",
    "行之有郊": "行之有效",
    "幅射": "辐射",
    "松驰": "松弛",
    "侯选人": "候选人",
    "国库卷": "国库券",
    "决择": "抉择",
    "震憾": "震撼",
    "凑和": "凑合",
    "编篡": "编纂",
    "信息公幵": "信息公开",
    "主动公幵": "主动公开",
    "财政予算": "财政预算",
    "部门予决算": "部门预决算",
    "予决算": "预决算",
}
"""Forms that are wrong in any context."""
_MISSPELT_IN_CONTEXT = {
    "布署": "部署",
    "部暑": "部署",
    "贯切": "贯彻",
    "竟争": "竞争",
    "竟价": "竞价",
    "竟聘": "竞聘",
    "竟赛": "竞赛",
    "按装": "安装",
    "登陆": "登录",
}


@pattern_rule(
    "W001",
    Severity.WARNING,
    "错别字",
    "|".join(MISSPELT)
    + r"|(?<![发公颁宣])布署(?!名)|部暑(?![期假运热天])|(?<!一)贯切(?!实)|(?<![毕究])竟[争价聘赛](?!取)|(?<!可以)按装(?![机置备修载卸运配饰箱])"
    + r"|登陆(?=[^，。；]{0,10}(?:网站|网页|平台|系统|账号|邮箱|APP|小程序))",
    unless=Passage.is_exempt,
)
def misspelt_word(match: re.Match[str]) -> Wording:
    """Words of the list, outside quotes."""
    wrong = match.group()
    right = MISSPELT.get(wrong) or _MISSPELT_IN_CONTEXT[wrong]
    return Wording(f"“{wrong}”是错别字", f"改为“{right}”", fix=right)


@pattern_rule(
    "W002",
    Severity.WARNING,
    "截止与截至",
    r"截止(?:到|至)?(?=目前|当前|\d{4}年|\d{1,2}月|今年|去年|本年|年底|上年|昨日|今日)",
    unless=Passage.is_exempt,
)
def cut_off_date(match: re.Match[str]) -> Wording:
    """截止 before a date, outside quotes."""
    return Wording(f"“{match.group()}”后面是日期", "改为“截至”", fix="截至")


@pattern_rule(
    "W003",
    Severity.WARNING,
    "帐与账",
    r"(?<=[台转记对入结报做查欠算总呆坏销挂到垫付建立分合并审轧清现旧赊要还])帐(?![篷幕房蓬])|帐(?=[户目号簿本面单款务外期册套表载])",
    unless=Passage.is_exempt,
    containing="帐",
)
def account_character(match: re.Match[str]) -> Wording:
    """帐 in words of accounting, outside quotes."""
    word = match.string[max(match.start() - 1, 0) : match.end() + 1]
    return Wording(f"“{word}”的“帐”", "改为“账”", fix="账")


# --- political wording ---------------------------------------------------------------------

GRAVE_ERRORS = {
    "习近平近新时代": "习近平新时代",
    "习近平新时代特色社会主义": "习近平新时代中国特色社会主义",
    "习近新时代": "习近平新时代",
    "习进平": "习近平",
    "习近评": "习近平",
    "刁近平": "习近平",
    "习总书纪": "习近平总书记",
    "总书纪": "总书记",
    "中华人民共合国": "中华人民共和国",
    "中华人民和国": "中华人民共和国",
    "中华人民共国": "中华人民共和国",
    "中华人名共和国": "中华人民共和国",
    "中化人民共和国": "中华人民共和国",
    "中国共产挡": "中国共产党",
    "中国共产觉": "中国共产党",
    "中共央": "中共中央",
    "国物院": "国务院",
    "国务员": "国务院",
    "国条院": "国务院",
    "人民政俯": "人民政府",
    "人民正府": "人民政府",
    "扫黑险恶": "扫黑除恶",
    "扫黑除厄": "扫黑除恶",
    "党的十九大报告精神": "党的十九大精神",
    "党的二十大报告精神": "党的二十大精神",
    "中国试现代化": "中国式现代化",
    "中华名族": "中华民族",
    "伟大复习": "伟大复兴",
}
"""Wrong names and phrases that have no legitimate use, with the right ones."""


@pattern_rule("W004", Severity.ERROR, "严重表述错误", "|".join(GRAVE_ERRORS))
def grave_wording(match: re.Match[str]) -> Wording:
    """Wordings of the list, quoted or not; a person decides how to correct them."""
    wrong = match.group()
    return Wording(f"“{wrong}”是严重表述错误", f"您是不是要写“{GRAVE_ERRORS[wrong]}”？")


PHRASES = (
    "习近平新时代中国特色社会主义思想",
    "新时代中国特色社会主义",
    "中国特色社会主义",
    "中华人民共和国",
    "中华民族伟大复兴",
    "人类命运共同体",
    "社会主义现代化",
    "社会主义核心价值观",
    "以中国式现代化全面推进",
    "党的二十大精神",
    "党的二十届三中全会",
    "党中央、国务院",
    "全国人民代表大会",
    "中国人民政治协商会议",
    "国家治理体系和治理能力现代化",
    "供给侧结构性改革",
    "中央八项规定精神",
    "双随机、一公开",
    "政府信息公开条例",
    "重大行政决策程序",
    "法治政府建设",
    "行政规范性文件",
)
"""Set phrases of which a near miss is reported."""
ALLOWED_PHRASES = ("行政规章性文件", "党中央和国务院", "党中央与国务院")
MIN_PHRASE_CHARS = 6
"""Shorter phrases have too many neighbours that are words of their own."""


@dataclass(frozen=True, slots=True)
class _Half:
    """Half of a phrase, by which near misses are searched: an edit in one half leaves the other unchanged."""

    phrase: str
    is_first: bool


def _halves() -> dict[str, list[_Half]]:
    """Return the phrases by each of their halves."""
    halves: dict[str, list[_Half]] = {}
    for phrase in PHRASES:
        if len(phrase) >= MIN_PHRASE_CHARS:
            middle = len(phrase) // 2
            halves.setdefault(phrase[:middle], []).append(_Half(phrase, is_first=True))
            halves.setdefault(phrase[middle:], []).append(_Half(phrase, is_first=False))
    return halves


def _any_of(phrases: Iterable[str]) -> str:
    """Return a pattern that matches any of the phrases, a longer one before one it begins with."""
    return "|".join(sorted(map(re.escape, phrases), key=len, reverse=True))


_HALVES = _halves()
_HALF = re.compile(f"(?=({_any_of(_HALVES)}))")
_EXACT = re.compile(_any_of((*PHRASES, *ALLOWED_PHRASES, *GRAVE_ERRORS)))
_MARKS = frozenset("，。；：！？“”（）《》")
_CONJUNCTIONS = frozenset("的和与及之或")


@rule("W005", Severity.WARNING, "固定提法写错")
def near_phrase(context: CheckContext) -> Iterator[Problem]:
    """Near misses of set phrases, in quotes and titles too: a wrong name of the state is wrong everywhere."""
    for passage in context.passages:
        reported_to = 0
        for start, stop, phrase in sorted(_near_misses(passage)):
            if start >= reported_to:
                reported_to = stop
                message = f"“{passage.value[start:stop]}”像是“{phrase}”写错了"
                yield problem(passage, start, stop, message, f"您是不是要写“{phrase}”？")


def _near_misses(passage: Passage) -> Iterator[tuple[int, int, str]]:
    """Yield start, stop and phrase of every stretch that is one or two edits away from a phrase."""
    text = passage.value
    exact = [match.span() for match in _EXACT.finditer(text)]
    for match in _HALF.finditer(text):
        half_start, half_stop = match.span(1)
        for half in _HALVES[match[1]]:
            phrase = half.phrase
            start: int | None = half_start
            stop: int | None = half_stop
            if half.is_first:
                stop = _end_of_second_half(text, half_stop, phrase)
            else:
                start = _start_of_first_half(text, half_start, phrase)
            if start is None or stop is None or overlaps(exact, start, stop) or passage.is_in_address(start, stop):
                continue
            yield start, stop, phrase


def _end_of_second_half(text: str, start: int, phrase: str) -> int | None:
    """Return where a slightly wrong second half ends that begins at `start`, or None."""
    half, max_edits = phrase[len(phrase) // 2 :], _max_edits(phrase)
    candidates: list[tuple[int, int]] = []
    for length in range(len(half) - max_edits, len(half) + max_edits + 1):
        piece = text[start : start + length]
        edits = _edits(piece, half, max_edits)
        # the last character is right: else the text just goes on differently
        if edits and len(piece) == length and piece[-1] == half[-1]:
            candidates.append((edits, start + length))
    return min(candidates)[1] if candidates else None


def _start_of_first_half(text: str, stop: int, phrase: str) -> int | None:
    """Return where a slightly wrong first half begins that ends at `stop`, or None."""
    half, max_edits = phrase[: len(phrase) // 2], _max_edits(phrase)
    candidates: list[tuple[int, int]] = []
    for length in range(len(half) - max_edits, min(len(half) + max_edits, stop) + 1):
        piece = text[stop - length : stop]
        edits = _edits(piece, half, max_edits)
        if edits and piece[0] == half[0]:
            candidates.append((edits, length))
    return stop - min(candidates)[1] if candidates else None


def _max_edits(phrase: str) -> int:
    return 2 if len(phrase) >= 12 else 1


def _edits(piece: str, half: str, most: int) -> int | None:
    """Return by how many edits a piece differs from half a phrase; None when it is no slip of it.

    It is none when a mark stands in it, or a conjunction was inserted.
    """
    if not _MARKS.isdisjoint(piece):
        return None
    if len(piece) > len(half) and not _CONJUNCTIONS.isdisjoint(set(piece) - set(half)):
        return None
    return bounded_edit_distance(piece, half, most)


def bounded_edit_distance(first: str, second: str, most: int) -> int | None:
    """Return the edit distance of two short strings when it is at most `most`, else None."""
    if abs(len(first) - len(second)) > most:
        return None
    row = list(range(len(second) + 1))
    for length, char in enumerate(first, 1):
        diagonal, row[0] = row[0], length
        for column in range(1, len(second) + 1):
            substituted = diagonal + (char != second[column - 1])
            diagonal = row[column]
            row[column] = min(row[column] + 1, row[column - 1] + 1, substituted)
        if min(row) > most:
            return None
    return row[-1] if row[-1] <= most else None


# --- other wording -------------------------------------------------------------------------


@pattern_rule(
    "W006",
    Severity.WARNING,
    "虚字重复",
    r"(?<![目标])的的(?!确|士)|(?<![为除明知])了了(?![解结然却事])|(?<![合兼归吞])并并(?![重入轨行列肩])|(?<![至终基对])于于(?![田都洪])",
    unless=Passage.is_exempt,
)
def doubled_word(match: re.Match[str]) -> Wording:
    """Doubled particles, outside quotes."""
    char = match.group()[0]
    return Wording(f"“{match.group()}”重复", f"只留一个“{char}”", fix=char)


@rule("W007", Severity.WARNING, "本单位用词")
def office_word(context: CheckContext) -> Iterator[Problem]:
    """Wrong forms of the office's word list; the right form is a safe fix."""
    listed: dict[str, ListedWord] = {word.wrong.value: word for word in context.word_list if word.right and word.wrong}
    if not listed:
        return
    wrong_forms = re.compile(_any_of(listed))
    for passage in context.passages:
        for match in wrong_forms.finditer(passage.value):
            word = listed[match.group()]
            if passage.is_exempt(*match.span()) or _is_within_right_form(passage.value, match.start(), word):
                continue
            source = "，".join(part for part in (word.source, word.day) if part)
            hint = f"改为“{word.right}”" + (f"（{source}）" if source else "")
            yield problem(passage, *match.span(), f"“{word.wrong}”不是规范写法", hint, fix=word.right)


def _is_within_right_form(text: str, start: int, word: ListedWord) -> bool:
    """Whether the wrong form is only a part of the right one (公开讲 in 政策公开讲)."""
    offset = word.right.find(word.wrong.value)
    return offset >= 0 and text.startswith(word.right, max(start - offset, 0)) and start >= offset


@pattern_rule(
    "W008",
    Severity.ERROR,
    "没有填的空",
    r"(?<![\d×╳✕])[×╳✕]{2,}(?![\d×╳✕])|(?<![A-Za-z0-9])[XＸ]{2,}(?![A-Za-z0-9])|(?<![A-Za-z0-9])x{2,}(?![A-Za-z0-9])|[？?]{2,}|_{2,}|＿{2,}|[□■]{2,}"
    r"|(?:时间|日期|地点|人员|科室|部门|内容|名单|另行)?待(?:定|补充?|填写?|完善)(?=[，。；、）)】\]]|$)"
    r"|(?<![A-Za-z])(?:TODO|TBD|FIXME|todo|tbd)(?![A-Za-z])"
    r"|[【\[（(]\s?(?:请|此处)?(?:填写|填入|补充|插入)[^】\]）)]{0,20}[】\]）)]",
    unless=Passage.is_in_address,
)
def placeholder(match: re.Match[str]) -> Wording:
    """What still has to be filled in."""
    return Wording(f"“{_shorten(match.group())}”还没有填", "填上，或删去这一处")


def _shorten(text: str) -> str:
    return text if len(text) < 9 else text[:8] + "…"


_SIMPLIFIED = dict(
    zip(
        "財務開會區門關機預決報進體個東馬長發國學習業產經濟營實現點線網絡電話號碼應對與從眾來時間問題難題統籌計劃書審議議員"
        "處辦構組織強調協請領導責任務備選舉評價顯標準規範頁庫資訊傳達執權監測試驗質優項環節據類萬億補貼稅費貸債券購採買賣"
        "農鄉鎮縣廳廠場園圖廣場聯繫絕緊續舊歲歷風險風華語說讀記認證識證該設許訴訟詢調談論證諮詢諾講解釋釐錄鐵錢鋼鑒鑑閱闡陣陽陰際隨隱雙雜離雲靈靜頒順須預頻額願顧飛養馳駐驅驗鮮鳥麗黨齊齡",
        "财务开会区门关机预决报进体个东马长发国学习业产经济营实现点线网络电话号码应对与从众来时间问题难题统筹计划书审议议员"
        "处办构组织强调协请领导责任务备选举评价显标准规范页库资讯传达执权监测试验质优项环节据类万亿补贴税费贷债券购采买卖"
        "农乡镇县厅厂场园图广场联系绝紧续旧岁历风险风华语说读记认证识证该设许诉讼询调谈论证咨询诺讲解释厘录铁钱钢鉴鉴阅阐阵阳阴际随隐双杂离云灵静颁顺须预频额愿顾飞养驰驻驱验鲜鸟丽党齐龄",
        strict=True,
    )
)
SIMPLIFIED = {traditional: simple for traditional, simple in _SIMPLIFIED.items() if traditional != simple}
"""Traditional characters that are common in documents of this kind, with their simplified forms."""


@pattern_rule("W009", Severity.WARNING, "繁体字", f"[{''.join(SIMPLIFIED)}]+", collapse=True)
def traditional_character(match: re.Match[str]) -> Wording:
    """Traditional characters, adjacent ones together."""
    simplified = "".join(SIMPLIFIED[char] for char in match.group())
    return Wording(f"“{_shorten(match.group())}”是繁体字", f"改为“{simplified[:9]}”", fix=simplified)


@rule("W010", Severity.WARNING, "内容概述太长")
def long_summary(context: CheckContext) -> Iterator[Problem]:
    """The characters of a stated 内容概述 beyond the hundredth."""
    summary = context.plan.head.summary
    if summary.runs and len(summary) > MAX_SUMMARY_CHARS:
        message = f"内容概述有 {len(summary)} 字，多出 {len(summary) - MAX_SUMMARY_CHARS} 字"
        hint = f"压到 {MAX_SUMMARY_CHARS} 字以内；或删去这一行，由正文开头的句子代替"
        yield problem(summary, MAX_SUMMARY_CHARS, len(summary), message, hint)
