"""Rules B001 to B013 (标点): punctuation marks, brackets, quotes and blanks (GB/T 15834—2011)."""

import re
from collections.abc import Iterator
from dataclasses import field, replace

from pipeline.check.context import CheckContext, Kind, Passage, heads, overlaps, quoted_spans, span_containing
from pipeline.check.lexicon import table
from pipeline.check.persons import SURNAMES
from pipeline.check.registry import Problem, Wording, collapse_repeats, pattern_rule, problem, rule
from pipeline.dataclass import dataclass
from pipeline.findings import Edit, Severity, quote
from pipeline.patterns import HAN, NOT_HAN, Alternatives, alternative, lazy_pattern
from pipeline.source import SourceRange
from pipeline.text.brackets import bracket_pairs, is_bracketed

_HAN = lazy_pattern(f"{HAN}")
_WIDE = lazy_pattern(rf"(?:{HAN}|[，。；：、！？（）《》“”〔〕【】…—])")
"""A Han character or a full-width mark."""
_WIDE_OR_INNER_QUOTE = lazy_pattern(rf"(?:{HAN}|[，。；：、！？（）《》〈〉“”‘’〔〕【】…—])")


def _is_next_to_wide(text: str, offset: int) -> bool:
    """Whether the character before or behind the one at `offset` is a Han character or a full-width mark."""
    return bool(_WIDE.match(text[offset - 1 : offset]) or _WIDE.match(text[offset + 1 : offset + 2]))


# --- half-width marks ----------------------------------------------------------------------

_FULL_WIDTH = dict(zip(",;:?!().", "，；：？！（）。", strict=True))
_HALF_WIDTH_MARK = lazy_pattern(r"[,;:?!]")
_HALF_WIDTH_STOP = lazy_pattern(
    rf"(?<=(?:{HAN}|[”）》]))\.(?=$|(?:{HAN}|[“”（）《》\s]))(?<!^[一二三四五六七八九十]\.)"
)


@rule("B001", Severity.WARNING, "半角标点")
def half_width_marks(context: CheckContext) -> Iterator[Problem]:
    """Half-width marks next to Han characters."""
    for passage in context.passages:
        yield from collapse_repeats(_half_width_in(passage))


def _half_width_in(passage: Passage) -> Iterator[Problem]:
    text = passage.value
    offsets = {match.start() for match in _HALF_WIDTH_MARK.finditer(text) if _is_among_han(text, match.start())}
    offsets |= {match.start() for match in _HALF_WIDTH_STOP.finditer(text)}
    for group in sorted([*((offset,) for offset in offsets), *_half_width_brackets(text)]):
        if not any(passage.is_in_address(offset, offset + 1) for offset in group):
            yield _half_width(passage, group)


def _half_width(passage: Passage, offsets: tuple[int, ...]) -> Problem:
    """Return the problem with one mark, or with both brackets of a pair: both are fixed or none."""
    marks = "".join(passage.value[offset] for offset in offsets)
    message, hint = f"半角的“{marks}”", f"改为“{''.join(_FULL_WIDTH[mark] for mark in marks)}”"
    problems = [
        problem(passage, offset, offset + 1, message, hint, fix=_FULL_WIDTH[mark])
        for offset, mark in zip(offsets, marks, strict=True)
    ]
    edits = tuple(edit for each in problems for edit in each.edits)
    return replace(problems[0], edits=edits if all(each.edits for each in problems) else ())


def _is_among_han(text: str, offset: int) -> bool:
    """Whether the mark at `offset` is next to a Han character or full-width mark and is no part of a number."""
    if text[offset - 1 : offset].isdigit() and text[offset + 1 : offset + 2].isdigit():
        return False
    return _is_next_to_wide(text, offset)


def _half_width_brackets(text: str) -> Iterator[tuple[int, ...]]:
    """Yield the half-width brackets of every pair of which one is next to a Han character, and single ones that are."""
    unclosed: list[int] = []
    for match in re.finditer(r"[()（）]", text):
        offset, char = match.start(), match.group()
        if char in "(（":
            unclosed.append(offset)
            continue
        if not unclosed:
            if char == ")" and _is_among_han(text, offset) and not _closes_a_number(text, offset):
                yield (offset,)
            continue
        opening = unclosed.pop()
        is_mixed = text[opening] + char in ("(）", "（)")
        # behind a foreign word the brackets are its own: Open Data (v1.0)。
        if is_mixed or _is_among_han(text, opening) or _WIDE.match(text, offset - 1) or _HAN.match(text, offset + 1):
            half_width = tuple(each for each in (opening, offset) if text[each] in "()")
            if half_width:
                yield half_width
    yield from ((offset,) for offset in unclosed if text[offset] == "(" and _is_among_han(text, offset))


def _closes_a_number(text: str, offset: int) -> bool:
    """Whether the bracket closes a number: 1) a)."""
    return bool(re.search(r"(?<![0-9A-Za-z])(?:\d{1,2}|[A-Za-z])$", text[max(offset - 3, 0) : offset]))


# --- blanks --------------------------------------------------------------------------------

_BLANK = lazy_pattern(r"\s+")
_LABEL = lazy_pattern(rf"{HAN}{{2,8}}[：:]")
_ARTICLE_NUMBER = lazy_pattern(r"第[一二三四五六七八九十百零〇\d]{1,6}[编章节条款项]$")
_SPACED_OUT = lazy_pattern(rf"{HAN}(?:\s+{HAN}){{1,9}}")
"""A cell with a blank between all its characters: 备　注."""
_ORGAN = rf"{HAN}{{0,20}}(?:中共中央|国务院|人民法院|人民检察院|委员会|办公厅|办公室|政府|中央军委|[局部厅委署院会办])"
_ORGAN_BEFORE = rf"(?:^|{NOT_HAN}){_ORGAN}$"
_ORGAN_BEHIND = rf"{_ORGAN}(?=$|{NOT_HAN}|关于|印发|发布|令|公告|通知)"
_YEAR = r"[一二][〇零○一二三四五六七八九]{3}年|\d{4}年"
_MEASURED = r"[月年日号个项条件次天周季人家份元万亿％%]"
_CAPTION = r"(?:^|[（(《])(?:[图表]|专栏|附[件表录图])\s?[\d一二三四五六七八九十]{1,3}(?:[-—.]\d{1,2})?$"
_NUMBER_BEFORE = r"^(?:\d{1,2}|[一二三四五六七八九十]{1,3})$"
_FORM = r"[年月日]?\s+[年月日]"
"""A blank to be filled in by hand: 　年　月　日."""
_SHORT_NAME = rf"[{SURNAMES}]{HAN}{{1,2}}$"
_SURNAME = f"[{SURNAMES}]"
_SEPARATE_HINT = "并列的用顿号隔开；多余的删去"
_SEVERAL_UNITS_HINT = "一个科室的名称里没有空格；几个科室之间用顿号"


@rule("B002", Severity.WARNING, "多余的空格")
def blanks(context: CheckContext) -> Iterator[Problem]:
    """Blanks next to Han characters and full-width marks."""
    known = {name for unit in context.plan.roster for name in (unit.name.value, unit.full_name)}
    for passage in context.passages:
        if passage.kind is not Kind.UNIT:
            yield from collapse_repeats(_blanks_in(passage))
            continue
        names = passage.value.split()
        if not known.issuperset(names):
            # several units in a row are U001's; the blank of one name is removed only where the roster has it so
            is_one_unit = "".join(names) in known
            for each in _blanks_in(passage):
                yield each if is_one_unit else replace(each, edits=(), hint=_SEVERAL_UNITS_HINT)


def _blanks_in(passage: Passage) -> Iterator[Problem]:
    text = passage.value
    # a list line without its brackets (P072) is no text
    if text.isascii() or ".md" in text or (passage.kind is Kind.CELL and _SPACED_OUT.fullmatch(text)):
        return
    for match in _BLANK.finditer(text):
        start, stop = match.span()
        before, after = text[start - 1 : start], text[stop : stop + 1]
        is_among_han = (
            _WIDE_OR_INNER_QUOTE.match(before)
            or _WIDE_OR_INNER_QUOTE.match(after)
            or (before.isdigit() and after in "%％℃")
        )
        if not before or not after or not is_among_han:
            continue
        place = passage.text.place(start, stop + 1)
        if place.line != place.end_line:
            continue  # where two lines were joined; nobody typed it
        if _ARTICLE_NUMBER.search(text[max(start - 8, 0) : start]) or passage.is_in_address(start - 1, stop + 1):
            continue
        if _is_meant(text, start, stop):
            continue
        message = f"{quote(before)}和{quote(after)}之间有空格"
        if _may_separate(text, start, stop):
            yield problem(passage, start, stop, message, _SEPARATE_HINT)
        elif _LABEL.match(text, stop) and before not in "。；，：、（(":
            yield problem(passage, start, stop, message, "两项之间用分号隔开，或各写一段")
        else:
            yield problem(passage, start, stop, message, "删去空格", fix="")


MAX_ORGAN_CHARS = 40
MAX_NAME_CHARS = 4
_NAME_IN_A_LIST = rf"[{SURNAMES}](?:\s?{HAN}){{1,2}}\s+{HAN}"
"""A member in a list of members: 韩　正　国务院副总理."""


_SPACED_NAME = rf"(?:人|名|长|员|任)[:：]\s?[{SURNAMES}][ 　]{{1,2}}{HAN}(?!{HAN})"
"""A name of two characters set as wide as one of three, behind its label: 联系人：张　某."""
MIN_HALF_OF_TITLE = 6


def _parts_a_title(text: str, start: int, stop: int) -> bool:
    """Whether the blank stands in place of a line's end between the two halves of a title within 《》."""
    opened, closed = text.rfind("《", 0, start), text.find("》", stop)
    if opened < 0 or closed < 0 or text.rfind("》", 0, start) > opened or text.count("《", stop, closed):
        return False
    return min(start - opened - 1, closed - stop) >= MIN_HALF_OF_TITLE and stop - start == 1


def _is_meant(text: str, start: int, stop: int) -> bool:
    """Whether the blank is set by custom: between organs that issue jointly, behind a number or a caption's, in 年　月　日."""
    before = text[max(start - 24, 0) : start]
    if re.search(_CAPTION, before) or re.match(_FORM, text[max(start - 1, 0) : stop + 1]):
        return True
    if re.match(_NUMBER_BEFORE, text[:start]) and not re.match(_MEASURED, text[stop:]):
        return True
    if start <= MAX_NAME_CHARS and re.match(_NAME_IN_A_LIST, text):
        return True
    if re.search(_SPACED_NAME, text[max(start - 6, 0) : stop + 2]) or _parts_a_title(text, start, stop):
        return True
    if not re.search(_ORGAN_BEFORE, before):
        return False
    is_in_brackets = text.rfind("（", 0, start) > text.rfind("）", 0, start)
    behind = text[stop : stop + MAX_ORGAN_CHARS]
    return bool(re.match(_ORGAN_BEHIND, behind) or (is_in_brackets and re.match(_YEAR, behind)))


def _may_separate(text: str, start: int, stop: int) -> bool:
    """Whether the blank may stand for a mark: between names (张三 李四), behind an organ or a word that ends a clause."""
    before = text[max(start - 24, 0) : start]
    is_name = re.search(_SHORT_NAME, before) and re.match(_SURNAME, text[stop:])
    return bool(is_name or (before.endswith(("发布", "公布", "通过", "修订", "施行")) and _HAN.match(text, stop)))


# --- quotes --------------------------------------------------------------------------------


@rule("B003", Severity.WARNING, "直引号")
def straight_quotes(context: CheckContext) -> Iterator[Problem]:
    """Straight quotes next to Han characters: double ones in pairs, others one by one."""
    for passage in context.passages:
        text = passage.value
        if '"' not in text and "'" not in text:
            continue
        double = [match.start() for match in re.finditer('"', text) if not passage.is_in_address(*match.span())]
        if len(double) % 2:
            yield from (_straight_quote(passage, offset) for offset in double if _is_next_to_wide(text, offset))
        else:
            for start, stop in zip(double[::2], double[1::2], strict=True):
                if _is_next_to_wide(text, start) or _is_next_to_wide(text, stop):
                    yield _straight_pair(passage, start, stop)
        for match in re.finditer(r"(?<![A-Za-z])'|'(?![A-Za-z])", text):
            if _is_next_to_wide(text, match.start()) and not passage.is_in_address(*match.span()):
                yield _straight_quote(passage, match.start())


def _straight_quote(passage: Passage, offset: int) -> Problem:
    return problem(passage, offset, offset + 1, f"直引号 {passage.value[offset]}", "改为“”或‘’")


def _straight_pair(passage: Passage, start: int, stop: int) -> Problem:
    edits: tuple[Edit, ...] = ()
    # inside other quotes they would be ‘’, or are quoted from somebody else
    if not overlaps(quoted_spans(passage.value), start, stop + 1):
        edits = (
            Edit(passage.text.place(start, start + 1), "“"),
            Edit(passage.text.place(stop, stop + 1), "”"),
        )
    return Problem(passage.text.place(start, stop + 1), "一对直引号", "改为“”", edits=edits)


# --- doubled and unpaired marks --------------------------------------------------------------


@pattern_rule("B004", Severity.WARNING, "标点重复", r"[，。；：、]{2,}|！{2,}|？{2,}|(?<!“)。”。")
def doubled_marks(match: re.Match[str]) -> Wording | None:
    """Marks next to each other; the same one several times has a safe fix."""
    marks = match.group()
    is_one_mark = len(set(marks)) == 1
    if (is_one_mark and marks[0] == "。" and len(marks) > 2) or marks[0] == "？":
        return None  # ellipses and placeholders have rules of their own
    shown = marks if len(marks) < 7 else marks[:6] + "…"
    return Wording(f"标点重复：{shown}", "只留一个", fix=marks[0] if is_one_mark else None)


_CLOSING_OF = {"“": "”", "‘": "’", "《": "》", "〈": "〉", "（": "）", "(": ")", "【": "】", "〔": "〕"}
_OPENING_OF = {closing: opening for opening, closing in _CLOSING_OF.items()}
_WIDE_BRACKET = {"(": "（", ")": "）"}
_OPENING_OF_WIDE = {
    _WIDE_BRACKET.get(closing, closing): _WIDE_BRACKET.get(opening, opening) for closing, opening in _OPENING_OF.items()
}
_PAIRED_MARK = lazy_pattern("[“”‘’《》〈〉（）()【】〔〕]")
_NUMBER_BEFORE_BRACKET = lazy_pattern(
    r"(?<![0-9A-Za-z])(?:\d{1,2}|[A-Za-z])$|(?:^|[\s，。；：、])[一二三四五六七八九十]{1,3}$"
)
MAX_UNPAIRED_SHOWN = 3
"""So many unpaired marks are reported in one passage."""


@rule("B005", Severity.WARNING, "引号、括号、书名号不成对")
def unpaired_marks(context: CheckContext) -> Iterator[Problem]:
    """Marks without their counterpart, at most three in a passage."""
    continued = _continued_quotes(context)
    for passage in context.passages:
        paired = {offset for runs, offset in continued if runs == passage.text.runs}
        offsets = [offset for offset in _unpaired(passage.value) if offset not in paired]
        for offset in offsets[:MAX_UNPAIRED_SHOWN]:
            char = passage.value[offset]
            missing = "没有关上" if char in _CLOSING_OF else "没有开头"
            counterpart = _CLOSING_OF.get(char) or _OPENING_OF[char]
            yield problem(passage, offset, offset + 1, f"{quote(char)}{missing}", f"补上另一半：{counterpart}")


def _continued_quotes(context: CheckContext) -> set[tuple[tuple[SourceRange, ...], int]]:
    """Return the marks of quotes that go over several paragraphs: opened in each, closed at the end of the last."""
    continued: set[tuple[tuple[SourceRange, ...], int]] = set()
    opened: list[Passage] = []
    for passage in context.prose:
        text = passage.value
        if opened and (opened[-1].item, opened[-1].kind) != (passage.item, passage.kind):
            opened = []
        offsets = _unpaired(text) if "“" in text or "”" in text else []
        begins, ends = text.startswith("“"), text.rstrip("。；，").endswith("”")
        if begins and 0 in offsets:
            opened.append(passage)
        elif begins and ends and not offsets:
            # the last paragraph repeats the opening mark and closes it
            continued |= {(paragraph.text.runs, 0) for paragraph in opened}
            opened = []
        if opened and offsets and text[offsets[-1]] == "”" and not text[offsets[-1] + 1 :].strip("。；，"):
            continued |= {(paragraph.text.runs, 0) for paragraph in opened} | {(passage.text.runs, offsets[-1])}
            opened = []
    return continued


def _unpaired(text: str) -> list[int]:
    """Return the offsets of marks without their counterpart; each kind is paired by itself."""
    unclosed: dict[str, list[int]] = {opening: [] for opening in _OPENING_OF_WIDE.values()}
    unopened: list[int] = []
    for match in _PAIRED_MARK.finditer(text):
        char = _WIDE_BRACKET.get(match.group(), match.group())
        offset = match.start()
        if char in unclosed:
            unclosed[char].append(offset)
        elif unclosed[_OPENING_OF_WIDE[char]]:
            unclosed[_OPENING_OF_WIDE[char]].pop()
        elif not _needs_no_opening(text, offset, char):
            unopened.append(offset)
    return sorted([*unopened, *(offset for offsets in unclosed.values() for offset in offsets)])


def _needs_no_opening(text: str, offset: int, char: str) -> bool:
    """Whether the closing mark is that of a number, 1）, or an apostrophe."""
    if char == "）":
        return bool(_NUMBER_BEFORE_BRACKET.search(text[max(offset - 4, 0) : offset]))
    return char == "’" and text[offset - 1 : offset].isascii() and text[offset - 1 : offset].isalpha()


# --- nested quotes -------------------------------------------------------------------------

_QUOTE_OPENING_OF = {"”": "“", "’": "‘", "》": "《", "〉": "〈"}
_INNER_QUOTES = {"《": "〈〉", "“": "‘’"}


@dataclass(slots=True)
class _OpenQuote:
    """A quote that is open: its mark and offset, and the offsets of quotes of the same kind directly inside it."""

    mark: str
    offset: int
    inside: list[int] = field(default_factory=list)


@rule("B006", Severity.WARNING, "引号、书名号的套用")
def nested_quotes(context: CheckContext) -> Iterator[Problem]:
    """Quotes directly inside quotes of the same kind, and single ones outside double ones."""
    for passage in context.passages:
        yield from _nested_in(passage)


def _nested_in(passage: Passage) -> Iterator[Problem]:
    text = passage.value
    opened: list[_OpenQuote] = []
    double = 0
    for match in re.finditer("[“”‘’《》〈〉]", text):
        offset, char = match.start(), match.group()
        if char not in _QUOTE_OPENING_OF:
            opened.append(_OpenQuote(char, offset))
            double += char == "“"
            continue
        if not opened or opened[-1].mark != _QUOTE_OPENING_OF[char]:
            continue
        closed = opened.pop()
        mark = closed.mark
        double -= mark == "“"
        for inner in closed.inside:
            message = f"{mark}里面又用了{mark}"
            yield problem(passage, inner, inner + 1, message, f"里层改用{_INNER_QUOTES[mark]}")
        if opened and opened[-1].mark == mark and mark in _INNER_QUOTES:
            opened[-1].inside.append(closed.offset)
        if mark == "‘" and not double and _HAN.match(text, closed.offset + 1):
            yield problem(passage, closed.offset, closed.offset + 1, "外层用了单引号", "外层用“”，里层才用‘’")


# --- nested brackets -----------------------------------------------------------------------


@rule("B013", Severity.WARNING, "同形括号的套用")
def nested_brackets(context: CheckContext) -> Iterator[Problem]:
    """Round brackets inside round brackets; 稿次 and 附注 are printed in a pair of their own."""
    printed_in_brackets = {text.runs for head in heads(context.plan) for text in (head.stage, head.remark)}
    for passage in context.passages:
        text = passage.value
        is_enclosed = passage.text.runs in printed_in_brackets and not is_bracketed(text)
        for opening, closing, depth in sorted(bracket_pairs(text)):
            if (depth or is_enclosed) and not passage.is_exempt(opening, opening + 1):
                inner = text[opening : closing + 1]
                shown = inner if len(inner) < 20 else f"{inner[:9]}…{inner[-9:]}"
                message = f"“{shown}”外面又有一层圆括号" + ("（稿次、附注印在括号里）" if is_enclosed else "")
                yield problem(passage, opening, closing + 1, message, f"里层改用六角括号〔{shown[1:-1]}〕")


# --- marks at brackets, at the end, and of other forms ------------------------------------------


_MARK_AT_BRACKET = lazy_pattern(
    r"[（《“‘〈【〔](?P<behind>[，。；：、！？](?![”’）】]))|(?P<before>[，、；：])[）》〉】〕]|(?P<empty>（\s?）|“”|《》|〈〉|【】)"
)


@rule("B007", Severity.WARNING, "标点紧挨括号，或括号里没有字")
def mark_at_bracket(context: CheckContext) -> Iterator[Problem]:
    """Marks right behind an opening bracket or right before a closing one, and empty brackets."""
    for passage in context.passages:
        for match in _MARK_AT_BRACKET.finditer(passage.value):
            group = match.lastgroup or "empty"
            if group == "empty":
                yield problem(passage, *match.span(), f"{quote(match.group())}里面没有字", "补上，或删去")
            else:
                message = f"{quote(match.group())}：这里的标点多余"
                yield problem(passage, *match.span(group), message, "删去，或补上漏掉的字")


_SENTENCE_END = lazy_pattern(r"[。！？；：…”’）】」』.!?;:)>]$")
_CLAUSE_MARK = lazy_pattern(r"[，。；,;]")


_CONTACT_LINE = lazy_pattern(r"(?:电话|传真|手机|邮编|邮政编码|联系方式)[:：]\s?[\d—–()（）、，；\s-]{5,}$")
"""A line of contact data that ends with a number; custom sets no mark there."""


@rule("B008", Severity.WARNING, "段末没有句末标点")
def no_full_stop(context: CheckContext) -> Iterator[Problem]:
    """Paragraphs of sentences that do not end with a mark."""
    for passage in context.prose:
        text = passage.value
        if passage.kind is not Kind.PARAGRAPH or _SENTENCE_END.search(text):
            continue
        last = text[-1]
        is_broken_off = last in "，、,（《“"
        if not is_broken_off and (len(text) < 10 or not _CLAUSE_MARK.search(text)):
            continue
        if passage.addresses and passage.addresses[-1][1] == len(text):
            continue
        if _CONTACT_LINE.search(text):
            continue
        message = f"这一段以{quote(last)}结束，像是没有写完" if is_broken_off else "段末没有句号"
        yield problem(passage, len(text) - 1, len(text), message, "补上句号；一段断成两段的，接起来")


_DOTS = lazy_pattern(rf"(?<=(?:{HAN}|[，、”》）]))(?<![.。·・…])(?:\.{{3,6}}|。{{3,6}}|[·・]{{3,6}}|…)(?![.。·・…])")
_DASH = lazy_pattern(rf"(?<=(?:{HAN}|[，。；：”）》]))(?:-{{2,4}}|－{{2,4}}|―{{2}})(?=(?:{HAN}|[“（《]))")


@rule("B009", Severity.WARNING, "省略号和破折号")
def ellipsis_and_dash(context: CheckContext) -> Iterator[Problem]:
    """Other characters in the place of …… and ——, next to Han characters."""
    for passage in context.passages:
        for match in _DOTS.finditer(passage.value):
            if not passage.is_in_address(*match.span()):
                yield problem(passage, *match.span(), "省略号写作……", "改为……", fix="……")
        for match in _DASH.finditer(passage.value):
            yield problem(passage, *match.span(), "破折号写作——", "改为——", fix="——")


_MARK_AT_END = lazy_pattern(r"[，。；：、,;:]+\Z|(?<![.\dA-Za-z])\.\Z")


@rule("B010", Severity.WARNING, "标题末尾有标点")
def heading_mark(context: CheckContext) -> Iterator[Problem]:
    """Titles that end in a mark."""
    for passage in context.passages:
        is_title = passage.kind in (Kind.TITLE, Kind.HEADING, Kind.ITEM_TITLE)
        if is_title and (match := _MARK_AT_END.search(passage.value)):
            yield problem(passage, *match.span(), "标题末尾不加标点", "删去", fix="")


_STANDARD_MARK = dict(
    zip(
        "｡､﹐﹑﹔﹕﹖﹗﹒︰﹙﹚〝〞〟≪≫\u2329\u232a\u27e8\u27e9\u27ea\u27eb＂＇「」『』",
        "。、，、；：？！。：（）“””《》〈〉〈〉《》\"'“”‘’",
        strict=True,
    )
)
_VARIANT_MARK = lazy_pattern(f"[{''.join(_STANDARD_MARK)}]|(?<={HAN})[•・‧∙⋅･](?={HAN})|<<(?={HAN})|(?<={HAN})>>")


@rule("B011", Severity.WARNING, "变体标点")
def odd_marks(context: CheckContext) -> Iterator[Problem]:
    """Variants of the standard's marks."""
    for passage in context.passages:
        yield from collapse_repeats(_variants_in(passage))


def _variants_in(passage: Passage) -> Iterator[Problem]:
    for match in _VARIANT_MARK.finditer(passage.value):
        char = match.group()
        standard = {"<<": "《", ">>": "》"}.get(char) or _STANDARD_MARK.get(char, "·")
        place = passage.text.place(*match.span())
        is_safe = char in _STANDARD_MARK and char not in "＂＇" and not _is_within_quotes(passage, match.start())
        edits = (Edit(place, standard),) if is_safe and place.line == place.end_line else ()
        shown = {'"': "“”", "'": "‘’"}.get(standard, standard)
        yield Problem(place, f"{quote(char)}是变体标点", f"改为{shown}", edits=edits)


def _is_within_quotes(passage: Passage, offset: int) -> bool:
    """Whether the mark is inside quotes, not at their edge: it is then quoted from somebody else."""
    span = span_containing(passage.quoted, offset)
    return span is not None and span[0] < offset < span[1] - 1


# --- marks in enumerations (GB/T 15834) ---------------------------------------------------------

_MARK_FAULTS = {
    "etc": (r"、等(?![级待候同于距高价式额效速温差量分边])", Severity.WARNING, "“等”前面不用顿号", "删去顿号"),
    "dots": (r"(?:……|…)等|等(?:……|…)", Severity.WARNING, "省略号和“等”重复", "只留一个"),
    "heading_comma": (
        r"(?:^|(?<=[。；！？]))(?:各科室|各部门|各单位|各级各部门|各街道|各镇|办公室)，(?=要|应当?|须|必须)",
        Severity.WARNING,
        "主语和谓语之间不用逗号",
        "删去逗号",
    ),
    "basis_stop": (
        r"(?:根据|按照|依据|依照)《[^《》]{2,60}》(?:（[^（）]{1,30}）)?(?:的?(?:要求|规定|精神|部署))?。(?=制定|结合|为|现|特)",
        Severity.WARNING,
        "“根据…”不成句，后面用逗号",
        "改为逗号",
    ),
    "comma_in_quotes": (r"[，、；]”的?(?=原则|要求|方针|理念|思路)", Severity.WARNING, "引语末尾多了标点", "删去"),
    "points": (r"[一二三四五六七八九]是[、：:]", Severity.WARNING, "“一是”后面不用顿号、冒号", "删去"),
    "joined": (
        rf"、(?:和(?![硕田林平布县静顺龙谐睦解美平合衷苑]|{HAN}{{0,2}}(?:县|镇|铁路|公路|集团|公司|业))|以及|及(?![时其早格物第]))",
        Severity.WARNING,
        "“和”“以及”前面不用顿号",
        "删去顿号",
    ),
    "angle": (
        rf"<(?={HAN})[^<>]{{3,40}}>",
        Severity.WARNING,
        "书名号写成了小于号、大于号",
        "改为《》",
    ),
    "ordinal": (
        r"(?:^|(?<=[。；：！？]))第[一二三四五六七八九十]、(?![一二三四五六七八九十]+[轮批期届次])",
        Severity.WARNING,
        "“第一”后面用逗号",
        "改为“第一，”",
    ),
    "first": (r"(?:^|(?<=[。；：！？]))(?:首先|其次|再次|最后)、", Severity.WARNING, "“首先”后面用逗号", "改为逗号"),
    "months": (
        r"(?<![\d.])\d{1,2}[~-]\d{1,2}(?=月)",
        Severity.INFO,
        "起止之间用“至”或一字线",
        "写作 5月至8月，或 5—8月",
    ),
    "event": (
        r"《(?P<name>[^《》]{2,20}(?:活动|专项行动|行动月|宣传周|宣传月|开放日|公众号|讲堂|会议))》(?!》)",
        Severity.WARNING,
        "书名号用在了活动、会议上",
        "活动、会议用引号：“…”",
    ),
    "event_behind": (
        r"《[^《》]{2,14}(?<![法例定办则典])》(?:主题)?(?:活动|专项行动|宣传周|宣传月|开放日|培训班)",
        Severity.WARNING,
        "书名号用在了活动、会议上",
        "活动、会议用引号：“…”",
    ),
    "paper": (
        r"“[^“”]{4,40}(?:工作要点|实施意见|指导意见|管理办法|实施细则|实施方案|暂行条例)”(?=（|的?(?:要求|规定|精神|部署))",
        Severity.WARNING,
        "文件名用了引号",
        "文件名用书名号：《…》",
    ),
    "question": (
        r"(?<=[，。；])?(?:研究|明确|说明|了解|掌握|指导[^，。；？]{0,6})(?:如何|怎样|什么|是否)[^，。；？]{2,24}？",
        Severity.WARNING,
        "这一句不是发问，用了问号",
        "改为句号或逗号",
    ),
    "asked_of": (
        r"(?:如何|怎样|能否|是否)[^，。；？]{2,24}，是[^，。；？]{2,24}？",
        Severity.WARNING,
        "这一句不是发问，用了问号",
        "改为句号",
    ),
    "colon_before_list": (
        r"(?:强调|指出|要求|认为)：[^。；：]{0,20}(?:如下|几点|以下[^：]{0,4}|做到|要求)：",
        Severity.INFO,
        "冒号套冒号",
        "前一个改为逗号",
    ),
    "colons": (
        r"：[一二三四五六七八九]是[^。；：]{2,30}：(?=[^。]{0,60}二是)",
        Severity.INFO,
        "冒号套冒号",
        "前一个改为句号，或后一个改为逗号",
    ),
    "single_title": (
        r"〈[^〈〉《》]{3,40}(?:法|条例|规定|办法|意见|通知|方案|细则|决定|要点|计划|规则|指引|指南|规划|目录|报告|制度)〉",
        Severity.WARNING,
        "书名号最外层用双的",
        "改为《》",
    ),
    "quoted_law": (
        r"“中华人民共和国[^“”]{1,30}(?:法|条例)”|“[^“”《》]{2,30}(?:法|条例|规定|办法|细则)”",
        Severity.WARNING,
        "法律、法规的名称用了引号",
        "用书名号：《…》",
    ),
    "comma_in_list": (
        rf"(?P<tail>[会局科室处委办厅站所院校栏])，(?=(?![把将对由在于以向从为并要按及与和经通召举组听各其该使让备]){HAN}{{1,5}}(?P=tail)、(?:(?![，的和]){HAN}){{1,5}}?(?P=tail))",
        Severity.WARNING,
        "并列的词之间，前面用了逗号，后面用顿号",
        "“，”改为“、”",
    ),
    "comma_between_equals": (
        rf"(?:(?<=[好强化展进实优善到持以护了高升深行、])|^)(?:{HAN}{{4}}、)?{HAN}{{4}}、{HAN}{{4}}(?P<stop>，)(?={HAN}{{4}}、{HAN}{{4}}等)",
        Severity.WARNING,
        "并列的词之间，有一处用了逗号",
        "“，”改为“、”",
    ),
    "comma_among_fields": (
        rf"(?:^|(?<=[。；：])|(?<=围绕)|(?<=聚焦))(?!其中|同时|此外|对此|目前|今年|全年|但是|因此|另外){HAN}{{2,4}}，(?!对|将|在|以|把|要|重点|推进|推动|加强|聚焦|围绕){HAN}{{2,4}}、{HAN}{{2,4}}等(?:重点|主要|关键)?(?:领域|方面|行业|信息|内容|部门|群体)"
        rf"|(?:^|(?<=[。；：，])|(?<=围绕)|(?<=聚焦)){HAN}{{2,4}}、{HAN}{{2,4}}，(?!对|将|在|以|把|要|重点|推进|推动|加强|聚焦|围绕|做好|完善|解决|统筹|促进|实施){HAN}{{2,4}}等(?:重点|主要|关键)?(?:领域|方面|行业|信息|内容|部门|群体)",
        Severity.WARNING,
        "并列的词之间，有一处用了逗号",
        "“，”改为“、”",
    ),
    "titles": (r"》、《", Severity.INFO, "书名号并列，中间通常不用顿号", "删去顿号；几个书名之间另有别的字时可以用"),
}
_MARK_FAULT = Alternatives({name: fault[0] for name, fault in _MARK_FAULTS.items()})


@rule("B012", Severity.WARNING, "列举、停顿的标点")
def marks_in_lists(context: CheckContext) -> Iterator[Problem]:
    """Marks of enumerations and pauses where the standard has others."""
    pattern = _MARK_FAULT.within(context.text)
    for passage in context.passages:
        yield from collapse_repeats(_mark_faults_in(passage, pattern))


def _mark_faults_in(passage: Passage, pattern: re.Pattern[str]) -> Iterator[Problem]:
    for match in pattern.finditer(passage.value):
        name = alternative(match)
        _, severity, message, hint = _MARK_FAULTS[name]
        if name == "quoted_law" and not _is_law(match.group().strip("“”")):
            continue
        if name == "single_title" and span_containing(passage.quoted, match.start()) != match.span():
            continue
        if name not in _OF_QUOTES and passage.is_exempt(*match.span()):
            continue
        shown = match.group()
        if len(shown) > MAX_SHOWN_CHARS:
            shown = shown.lstrip("“《")[: MAX_SHOWN_CHARS - 1] + "…"
        yield problem(passage, *match.span(), f"{quote(shown)}：{message}", hint, severity=severity)


_OF_QUOTES = ("event", "event_behind", "paper", "titles", "single_title", "quoted_law")


def _is_law(name: str) -> bool:
    """Whether a name is that of a law or regulation of the country."""
    country = "中华人民共和国"
    return name.startswith(country) or any(row["标题"].removeprefix(country) == name for row in table("laws.tsv"))


MAX_SHOWN_CHARS = 14
"""A longer stretch is cut in a message."""
