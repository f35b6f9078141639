"""Rules W001 to W012 and W015 (用语): misspelt and wrong wording, set phrases, placeholders, the length of the summary."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from pipeline.check.context import CheckContext, Kind, Passage, overlaps
from pipeline.check.lexicon import issue_day, occurrences, table, words_present
from pipeline.check.registry import Problem, Wording, pattern_rule, problem, rule
from pipeline.findings import Severity, quote
from pipeline.model import MAX_SUMMARY_CHARS
from pipeline.parse.word_list import ListedWord
from pipeline.patterns import lazy_pattern
from pipeline.text.dates import format_day

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

_POLITICAL = "political_wording.tsv"


@rule("W004", Severity.ERROR, "严重表述错误")
def grave_wording(context: CheckContext) -> Iterator[Problem]:
    """Wordings of the list, quoted or not; a person decides how to correct them."""
    for found in occurrences(words_present(_POLITICAL, context, Severity.ERROR), context):
        message = f"{quote(found.word.wrong)}是严重表述错误"
        yield problem(found.passage, found.start, found.stop, message, _did_you_mean(found.word))


@rule("W011", Severity.WARNING, "提法与规范表述不同")
def unusual_wording(context: CheckContext) -> Iterator[Problem]:
    """Wordings of the list that differ from the standard phrase but may be meant."""
    for found in occurrences(words_present(_POLITICAL, context, Severity.WARNING), context):
        if not found.passage.is_in_address(found.start, found.stop):
            message = f"{quote(found.word.wrong)}与规范的提法不同"
            yield problem(found.passage, found.start, found.stop, message, _did_you_mean(found.word))


def _did_you_mean(word: ListedWord) -> str:
    return f"您是不是要写{quote(word.right)}？" + (f"（{word.note}）" if word.note else "")


@dataclass(frozen=True, slots=True)
class _Half:
    """Half of a phrase, by which near misses are searched: an edit in one half leaves the other unchanged."""

    phrase: str
    is_first: bool
    same_length: bool = False
    """Whether only a text as long as the phrase is a miss: others put words in or leave them out as they please."""


@dataclass(frozen=True, slots=True)
class _SetPhrases:
    """The set phrases, ready to be searched: halves and what is right as it is by their first two characters."""

    halves: Mapping[str, Sequence[tuple[str, _Half]]]
    exact: Mapping[str, Sequence[str]]
    """The longest first."""
    inner: frozenset[str]
    """The phrases themselves, which may stand within a longer one that is not right."""


_PHRASES = "set_phrases.tsv"
_PHRASE_WORDS = "phrase_words.tsv"
MIN_PHRASE_CHARS = 6
"""Shorter phrases have too many neighbours that are words of their own."""


@cache
def _set_phrases() -> _SetPhrases:
    """Return the phrases of which near misses are reported, and all that are none: their siblings (二十届一中、二中全会) too."""
    rows = table(_PHRASES)
    written = {form: "并列" for row in table(_PHRASE_WORDS) for form in _right_forms(row)}
    written.update(("".join(row["提法"].split()), "提法") for row in table(_PHRASE_WORDS))
    written.update((row["提法"], row["用法"]) for row in rows)
    halves: dict[str, list[tuple[str, _Half]]] = {}
    for phrase, use in written.items():
        if use not in _MISSED or len(phrase) < MIN_PHRASE_CHARS:
            continue
        middle = len(phrase) // 2
        for half, is_first in ((phrase[:middle], True), (phrase[middle:], False)):
            halves.setdefault(half[:_HEAD], []).append((half, _Half(phrase, is_first, use == _SAME_LENGTH)))
    exact: dict[str, list[str]] = {}
    for text in {*written, *_reworded_forms(), *(row["错"] for row in table(_POLITICAL))}:
        exact.setdefault(text[:_HEAD], []).append(text)
    for texts in exact.values():
        texts.sort(key=len, reverse=True)
    return _SetPhrases(halves, exact, frozenset(phrase for phrase, use in written.items() if use in _MISSED))


_SAME_LENGTH = "同长"
_MISSED = ("提法", _SAME_LENGTH)
"""The uses (用法) of phrases of which near misses are asked about."""
_HEAD = 2
"""So many characters phrases are found by; none is shorter."""


def _right_forms(row: Mapping[str, str]) -> Iterator[str]:
    """Yield the ways in which the phrase of a row may be written: those of 可写, and without its 、 unless the other table has it."""
    phrase = "".join(row["提法"].split())
    is_strict = any(strict["提法"] == phrase for strict in table(_PHRASES))
    yield from (phrase, *filter(None, row["可写"].split("|")))
    if not is_strict:
        yield phrase.replace("、", "")


@cache
def _reworded_forms() -> Mapping[str, str]:
    """Return slips of the phrases, each with the phrase that is right.

    A word between is left out, a 的 put in between two words, or two words stand in the wrong order.
    """
    rows = table(_PHRASE_WORDS)
    right = {row["提法"] for row in table(_PHRASES)}
    right.update(form for row in rows for form in _right_forms(row))
    forms: dict[str, str] = {}
    for row in rows:
        words = row["提法"].split()
        phrase = "".join(words)
        names = [word.rstrip("、") for word in words]
        marks = [word[len(name) :] for word, name in zip(words, names, strict=True)]
        shorter = (words[:index] + words[index + 1 :] for index in range(1, len(words) - 1))
        pairs = [(index, index + 1) for index in range(len(words) - 1)]
        if len(words) == _SENTENCE_WORDS:
            pairs.append((0, 2))
        if len(words) == _PARALLEL_WORDS and marks[1]:
            pairs += [(0, 2), (1, 3)]
        turned = (_turned(names, marks, *pair) for pair in pairs)
        # a 的 put in: 中国式的现代化
        longer = (
            [*words[:index], "的", *words[index:]]
            for index in range(1, len(words))
            if not marks[index - 1] and "的" not in (words[index - 1][-1], words[index][0])
        )
        for form in map("".join, (*shorter, *turned, *longer)):
            if form not in right and form != phrase:
                forms[form] = phrase
    return forms


_SENTENCE_WORDS = 3
"""A phrase of as many words may have its outer two turned (金山银山就是绿水青山)."""
_PARALLEL_WORDS = 4
"""One of as many, in two halves, the first or the second words of the halves (千村整治、万村示范)."""


def _turned(names: Sequence[str], marks: Sequence[str], first: int, second: int) -> list[str]:
    """Return the words with two of them in each other's place; the marks between stay."""
    order = list(names)
    order[first], order[second] = order[second], order[first]
    return [name + mark for name, mark in zip(order, marks, strict=True)]


_MARKS = frozenset("，。；：！？“”（）《》")
_CONJUNCTIONS = frozenset("的和与及之或")


@rule("W005", Severity.WARNING, "固定提法写错")
def near_phrase(context: CheckContext) -> Iterator[Problem]:
    """Near misses of set phrases, in quotes and titles too, and phrases that did not exist yet."""
    yield from _too_early(context)
    forms = [(form, phrase) for form, phrase in _reworded_forms().items() if form in context.text]
    for passage in context.passages:
        reported_to = 0
        reworded = (
            (match.start(), match.end(), phrase)
            for form, phrase in forms
            for match in re.finditer(re.escape(form), passage.value)
        )
        for start, stop, phrase in sorted((*reworded, *_near_misses(passage))):
            if start >= reported_to:
                reported_to = stop
                message = f"{quote(passage.value[start:stop])}像是{quote(phrase)}写错了"
                yield problem(passage, start, stop, message, f"您是不是要写{quote(phrase)}？")


def _too_early(context: CheckContext) -> Iterator[Problem]:
    """Yield the phrases that are newer than the plan."""
    day = issue_day(context)
    yield from _plenums_to_come(context, day)
    for row in table(_PHRASES):
        if not row["日期"] and "中全会" in row["提法"] and row["提法"] in context.text:
            for passage in context.passages:
                start = passage.value.find(row["提法"])
                if start >= 0:
                    message = f"会议的表里没有{quote(row['提法'])}"
                    yield problem(passage, start, start + len(row["提法"]), message, "核对是不是已经召开")
        if row["日期"] and row["提法"] in context.text and date.fromisoformat(row["日期"]) > day:
            since = format_day(date.fromisoformat(row["日期"]))
            for passage in context.passages:
                start = passage.value.find(row["提法"])
                # before a congress it is looked forward to
                to_come = re.search("迎接|喜迎|即将", passage.value[max(start - _LOOKED_FORWARD, 0) : max(start, 0)])
                if start >= 0 and not to_come:
                    message = f"{quote(row['提法'])}{since}才有，晚于成文日期"
                    yield problem(passage, start, start + len(row["提法"]), message, "核对是哪一次会议、哪一种提法")


_LOOKED_FORWARD = 8
_PLENUMS = lazy_pattern(
    r"(?P<congress>十[八九]|二十)届(?P<listed>[一二三四五六七]中(?:全会)?(?:[、和及][一二三四五六七]中(?:全会)?)+)(?=全会|(?<=全会))"
)
"""Plenary sessions named in one list: 二十届二中、三中、四中全会."""


def _plenums_to_come(context: CheckContext, day: date) -> Iterator[Problem]:
    """Yield the sessions in a list of them that were held after the plan's day; one named alone is a phrase of its own."""
    if "届" not in context.text:
        return
    opened = {row["提法"]: date.fromisoformat(row["日期"]) for row in table(_PHRASES) if row["日期"]}
    for passage in context.passages:
        for match in _PLENUMS.finditer(passage.value):
            for session in re.finditer("[一二三四五六七]中", match["listed"]):
                name = f"{match['congress']}届{session[0]}全会"
                held = opened.get(f"党的{name}")
                if held is not None and held > day:
                    start = match.start("listed") + session.start()
                    message = f"{quote(name)}{format_day(held)}才召开，晚于成文日期"
                    yield problem(passage, start, start + len(session[0]), message, "核对是哪一次会议")


def _exact_spans(text: str, phrases: _SetPhrases) -> list[tuple[int, int]]:
    """Return where phrases stand that are right as they are, the longest at each place, none within the one before."""
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(text) - 1:
        found = next(
            (phrase for phrase in phrases.exact.get(text[at : at + _HEAD], ()) if text.startswith(phrase, at)), ""
        )
        if found:
            spans.append((at, at + len(found)))
        at += len(found) or 1
    return spans


def _near_misses(passage: Passage) -> Iterator[tuple[int, int, str]]:
    """Yield start, stop and phrase of every stretch that is one or two edits away from a phrase."""
    text = passage.value
    phrases = _set_phrases()
    halves = [
        (at, half, of)
        for at in range(len(text) - 1)
        for half, of in phrases.halves.get(text[at : at + _HEAD], ())
        if text.startswith(half, at)
    ]
    exact = _exact_spans(text, phrases) if halves else []
    inner = {span for span in exact if text[slice(*span)] in phrases.inner}
    for half_start, half, of in halves:
        phrase, half_stop = of.phrase, half_start + len(half)
        start: int | None = half_start
        stop: int | None = half_stop
        if of.is_first:
            stop = _end_of_second_half(text, half_stop, phrase)
        else:
            start = _start_of_first_half(text, half_start, phrase)
        if start is None or stop is None or passage.is_in_address(start, stop):
            continue
        if of.same_length and stop - start != len(phrase):
            continue
        # a shorter phrase that is right may stand within a longer one that is not
        within = {
            (first, last) for first, last in inner if start <= first and last <= stop and last - first < stop - start
        }
        if overlaps([span for span in exact if span not in within], start, stop):
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

    It is none when other marks stand in it, or a conjunction was put in.
    """
    if _MARKS & set(piece) != _MARKS & set(half):
        return None
    if len(piece) >= len(half) and not _CONJUNCTIONS.isdisjoint(set(piece) - set(half)):
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
    """What still has to be filled in; in quotes it may be a pattern for names (“××区综合养老服务中心”) and is asked about."""
    for passage in context.passages:
        for match in _PLACEHOLDER.finditer(passage.value):
            if not passage.is_in_address(*match.span()):
                severity = Severity.WARNING if passage.is_quoted(*match.span()) else None
                message = f"{quote(_shorten(match.group()))}还没有填"
                yield problem(passage, *match.span(), message, "填上，或删去这一处", severity=severity)


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
    day = issue_day(context)
    for found in occurrences(words_present("renamed_organs.tsv", context), context):
        passage, word = found.passage, found.word
        text = passage.value
        since = date.fromisoformat(word.day)
        if since > day or passage.is_exempt(found.start, found.stop) or _OF_A_DOCUMENT.match(text, found.stop):
            continue
        start = max(text.rfind(mark, 0, found.start) for mark in _SENTENCE_MARKS) + 1
        stops = [text.find(mark, found.stop) for mark in _SENTENCE_MARKS]
        sentence = text[start : min((stop for stop in stops if stop >= 0), default=len(text))]
        if any(int(year) < since.year for year in _YEAR_BEFORE.findall(sentence)):
            continue
        message = f"{quote(word.wrong)}是机构改革前的名称"
        hint = f"现在是{word.right}（{word.source}）；说的是以前的，前面加“原”"
        yield problem(passage, found.start, found.stop, message, hint)
