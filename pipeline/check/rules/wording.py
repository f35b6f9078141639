"""Rules W001 to W004, W006 to W012 and W015 (用语): misspelt and wrong wording, placeholders, the length of the summary."""

import re
from collections.abc import Iterator
from datetime import date

from pipeline.check.context import CheckContext, Kind, Passage
from pipeline.check.lexicon import POLITICAL_WORDING, occurrences, words_present
from pipeline.check.registry import Problem, Wording, pattern_rule, problem, rule
from pipeline.check.retrospect import tells_of_past
from pipeline.findings import Severity, quote
from pipeline.model import MAX_SUMMARY_CHARS
from pipeline.parse.word_list import ListedWord
from pipeline.patterns import lazy_pattern

# --- misspelt words ------------------------------------------------------------------------


@rule("W001", Severity.WARNING, "错别字")
def misspelt_word(context: CheckContext) -> Iterator[Problem]:
    """Words of the list, outside quotes; some have a safe fix."""
    for found in occurrences(words_present("misspelt_words.tsv", context), context):
        if not found.passage.is_exempt(found.start, found.stop):
            wrong, right = found.word.wrong.value, found.word.right
            message = f"{quote(wrong)}是错别字" if found.word.is_safe else f"{quote(wrong)}像是错别字"
            fix = right if found.word.is_safe else None
            yield problem(found.passage, found.start, found.stop, message, f"改为{quote(right)}", fix=fix)


@pattern_rule(
    "W002",
    Severity.WARNING,
    "截止与截至",
    r"截止(?:到|至)?(?=目前|当前|\d{4}年|\d{1,2}月|今年|去年|本年|年底|上年|昨日|今日)",
    unless=Passage.is_exempt,
)
def cut_off_date(match: re.Match[str]) -> Wording:
    """截止 before a date, outside quotes."""
    return Wording(f"{quote(match.group())}后面是日期", "改为“截至”", fix="截至")


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
    before, behind = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    word = f"帐{behind}" if behind and behind in "户目号簿本面单款务外期册套表载" else f"{before}帐"
    return Wording(f"{quote(word)}应当写作{quote(word.replace('帐', '账'))}", "改为“账”", fix="账")


# --- political wording ---------------------------------------------------------------------


@rule("W004", Severity.ERROR, "严重表述错误")
def grave_wording(context: CheckContext) -> Iterator[Problem]:
    """Wordings of the list, quoted or not; a person decides how to correct them."""
    for found in occurrences(words_present(POLITICAL_WORDING, context, Severity.ERROR), context):
        message = f"{quote(found.word.wrong)}是严重表述错误"
        yield problem(found.passage, found.start, found.stop, message, _did_you_mean(found.word))


@rule("W011", Severity.WARNING, "提法与规范表述不同")
def unusual_wording(context: CheckContext) -> Iterator[Problem]:
    """Wordings of the list that differ from the standard phrase but may be meant; what is outdated may stand where a text looks back."""
    words = [*words_present(POLITICAL_WORDING, context, Severity.WARNING)]
    past = tells_of_past(context) if any(word.day for word in words) else frozenset()
    for found in occurrences(words, context):
        is_of_its_time = found.word.day and found.passage.value in past
        if not is_of_its_time and not found.passage.is_in_address(found.start, found.stop):
            message = f"{quote(found.word.wrong)}与规范的提法不同"
            yield problem(found.passage, found.start, found.stop, message, _did_you_mean(found.word))


def _did_you_mean(word: ListedWord) -> str:
    return f"您是不是要写{quote(word.right)}？" + (f"（{word.note}）" if word.note else "")


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
    return Wording(f"{quote(match.group())}重复", f"只留一个{quote(char)}", fix=char)


@rule("W007", Severity.WARNING, "本单位用词")
def office_word(context: CheckContext) -> Iterator[Problem]:
    """Wrong forms of the office's word list; the right form is a safe fix unless the list says no."""
    for found in occurrences((word for word in context.word_list if word.right and word.wrong), context):
        word, passage = found.word, found.passage
        if passage.is_exempt(found.start, found.stop) or _is_within_right_form(passage.value, found.start, word):
            continue
        source = "，".join(part for part in (word.note, word.source, word.day) if part)
        hint = f"改为“{word.right}”" + (f"（{source}）" if source else "")
        fix = word.right if word.is_safe else None
        message = f"{quote(word.wrong)}不是规范写法"
        yield problem(passage, found.start, found.stop, message, hint, fix=fix, severity=word.severity)


def _is_within_right_form(text: str, start: int, word: ListedWord) -> bool:
    """Whether the wrong form is only a part of the right one (公开讲 in 政策公开讲)."""
    offset = word.right.find(word.wrong.value)
    return offset >= 0 and text.startswith(word.right, max(start - offset, 0)) and start >= offset


_PLACEHOLDER = lazy_pattern(
    r"(?<![\d×╳✕])[×╳✕]{2,}(?![\d×╳✕])|(?<![A-Za-z0-9])[XＸ]{2,}(?![A-Za-z0-9])|(?<![A-Za-z0-9])x{2,}(?![A-Za-z0-9])|[？?]{2,}|_{2,}|＿{2,}|[□■]{2,}"
    r"|(?:时间|日期|地点|人员|科室|部门|内容|名单|另行|(?<![尚有亟仍还]))待(?:定|补充?|填写?|完善)(?=[，。；、）)】\]]|$)"
    r"|(?<![A-Za-z])(?:TODO|TBD|FIXME|todo|tbd)(?![A-Za-z])"
    r"|[【\[（(]\s?(?:请|此处)?(?:填写|填入|补充|插入)[^】\]）)]{0,20}[】\]）)]"
)


@rule("W008", Severity.ERROR, "没有填的空")
def placeholder(context: CheckContext) -> Iterator[Problem]:
    """What still has to be filled in; in quotes it may be a form and is asked about, but not the form of a name (“××区养老服务中心”)."""
    for passage in context.passages:
        for match in _PLACEHOLDER.finditer(passage.value):
            if not passage.is_in_address(*match.span()) and not _is_form_of_name(passage.value, *match.span()):
                severity = Severity.WARNING if passage.is_quoted(*match.span()) else None
                message = f"{quote(_shorten(match.group()))}还没有填"
                yield problem(passage, *match.span(), message, "填上，或删去这一处", severity=severity)


_NAMES_A_FORM = lazy_pattern("名|称|格式|样式|字样|字号|编号|标识|标牌|标注|标明|标题|形如|写作|以|为")
"""Before the quotes: what is in them is how something is to be called or written."""


def _is_form_of_name(text: str, start: int, stop: int) -> bool:
    """Whether a blank stands among words within “”, as the form in which names are given."""
    opened, closed = text.rfind("“", 0, start), text.find("”", stop)
    if opened < 0 or closed < 0 or "”" in text[opened:start] or "“" in text[stop:closed]:
        return False
    before = text[max(text.rfind(mark, 0, opened) for mark in "。；") + 1 : opened]
    return closed - opened - 1 > stop - start and _NAMES_A_FORM.search(before) is not None


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
    return Wording(f"{quote(_shorten(match.group()))}是繁体字", f"改为{quote(simplified[:9])}", fix=simplified)


@rule("W010", Severity.WARNING, "内容概述太长")
def long_summary(context: CheckContext) -> Iterator[Problem]:
    """The characters of a stated 内容概述 beyond the hundredth."""
    summary = context.plan.head.summary
    if summary.runs and len(summary) > MAX_SUMMARY_CHARS:
        message = f"内容概述有 {len(summary)} 字，多出 {len(summary) - MAX_SUMMARY_CHARS} 字"
        hint = f"压到 {MAX_SUMMARY_CHARS} 字以内；或删去这一行，由正文开头的句子代替"
        yield problem(summary, MAX_SUMMARY_CHARS, len(summary), message, hint)


# --- words that are mistaken for each other, and names that are no more -------------------------


@rule("W012", Severity.WARNING, "容易用混的词")
def mistaken_word(context: CheckContext) -> Iterator[Problem]:
    """Words beside which another one is meant (群众反应强烈, 认真的做好), and words written twice."""
    for found in occurrences(words_present("word_pairs.tsv", context), context):
        if found.passage.is_exempt(found.start, found.stop) or found.passage.kind is Kind.TITLE:
            continue
        word = found.word
        hint = f"您是不是要写“{word.right}”？" + (f"（{word.note}）" if word.note else "")
        message = f"{quote(word.wrong)}像是{quote(word.right)}"
        yield problem(found.passage, found.start, found.stop, message, hint, severity=word.severity)


_SENTENCE_MARKS = "。；！？"
_YEAR_BEFORE = lazy_pattern(r"(?:19|20)\d\d(?=年)")
_OF_A_DOCUMENT = lazy_pattern(r"[^，。；]{0,4}(?:令|文件|〔|第\d)|(?:发布|公布)")


@rule("W015", Severity.WARNING, "机构改革前的名称")
def former_organ(context: CheckContext) -> Iterator[Problem]:
    """Names of organs that the reforms of 2018 and 2023 ended, in plans issued since; not in sentences about earlier years."""
    for found in occurrences(words_present("renamed_organs.tsv", context), context):
        passage, word = found.passage, found.word
        text = passage.value
        since = date.fromisoformat(word.day)
        if passage.is_exempt(found.start, found.stop) or _OF_A_DOCUMENT.match(text, found.stop):
            continue
        start = max(text.rfind(mark, 0, found.start) for mark in _SENTENCE_MARKS) + 1
        stops = [text.find(mark, found.stop) for mark in _SENTENCE_MARKS]
        sentence = text[start : min((stop for stop in stops if stop >= 0), default=len(text))]
        if any(int(year) < since.year for year in _YEAR_BEFORE.findall(sentence)):
            continue
        message = f"{quote(word.wrong)}是机构改革前的名称"
        hint = f"现在是{word.right}（{word.source}）；说的是以前的，前面加“原”"
        yield problem(passage, found.start, found.stop, message, hint)
