"""Rules X016, X026 and X033 (头部): what the head states and the text states again, labels and marks that print adds, values that contradict each other."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from pipeline.check.context import CheckContext, heads
from pipeline.check.registry import Problem, problem, problem_with, rule, whole_text
from pipeline.check.rules.names import NEAR_RATIO, TRADES
from pipeline.findings import Severity, quote
from pipeline.model import Disclosure, Head, Item, Note, Paragraph, Part, Section, Steps, Table
from pipeline.patterns import HAN, lazy_pattern
from pipeline.source import SourceText

MAX_CLOSING_PARAGRAPHS = 4
"""So many paragraphs at the end may be 附件说明, 署名 and 成文日期, each a paragraph, or more."""

_DAY = r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|[二〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
_SIGNING_ORGAN = rf"{HAN}{{2,25}}(?:局|委员会|办公室|办公厅|人民政府|委|厅|处|中心|分局|署)"
_ANNEX_NOTE = lazy_pattern(r"附\s*件\s*\d{0,2}\s*[：:]\s*(?P<titles>.*)")
_ADDRESSED = rf"(?:各|局|机关|[市区县镇乡省])(?:{HAN}|[（）()]){{1,25}}"
_ADDRESSEE = lazy_pattern(rf"(?P<names>{_ADDRESSED}(?:[、，]{_ADDRESSED})*)[：:]")
_UNIT_NOUN = lazy_pattern(r"科室|部门|单位|处室|街道|[镇乡局委办县区]")


@rule("X016", Severity.ERROR, "头部已写的，正文里又写了")
def set_by_head(context: CheckContext) -> Iterator[Problem]:
    """What the head states and the text states again, in the notice and in the plan."""
    plan = context.plan
    if plan.notice is not None:
        yield from _stated_again(plan.notice.blocks, plan.notice.head, plan.notice.head.organ or plan.head.organ)
    # below a notice the plan prints neither addressee nor signature: what is written there is only asked about
    yield from _stated_again(plan.parts, plan.head, plan.head.organ, printed=plan.notice is None)


_TITLE_WITHOUT_DE = lazy_pattern(r"关于[^《》]{4,60}?(?<!的)(?=(?:通知|意见|决定|报告|请示|函|公告|通告|批复|通报)$)")

_TITLE_WITHOUT_ABOUT = lazy_pattern(
    r"(?P<act>印发|转发|做好|开展|加强|举办|召开|调整|公布)[^《》]{4,60}的(?:通知|意见|函|公告)$"
)

_LABELS = (
    ("addressee", "主送机关"),
    ("copy_to", "抄送"),
    ("remark", "附注"),
    ("printer", "印发机关"),
    ("organ", "发文机关"),
    ("doc_number", "发文字号"),
)
"""The keys of the head of which print adds the label or the mark behind, by attribute."""


@rule("X026", Severity.WARNING, "头部的值里又写了名称或末尾的标点")
def label_in_value(context: CheckContext) -> Iterator[Problem]:
    """Values of the head that begin with the name of their key, or end with a mark that print adds; slips of titles."""
    for head in heads(context.plan):
        if head.title.runs and (match := _TITLE_WITHOUT_DE.search(head.title.value)):
            yield problem(head.title, *match.span(), "“关于…”和文种之间没有“的”", "写作：关于…的通知")
        elif (
            head.title.runs
            and "关于" not in head.title.value
            and (match := _TITLE_WITHOUT_ABOUT.search(head.title.value))
        ):
            yield problem(head.title, *match.span("act"), "标题的事由前面没有“关于”", "写作：关于印发…的通知")
        for annex in head.annexes:
            if annex.title.runs and re.fullmatch(r"《[^《》]+》", annex.title.value.strip()):
                yield problem(annex.title, 0, len(annex.title), "附件名称不加书名号", "删去书名号")
        for attribute, label in _LABELS:
            value: SourceText = getattr(head, attribute)
            if not value.runs:
                continue
            if match := re.match(rf"{label}\s?[：:]\s?", value.value):
                yield problem(value, *match.span(), f"“{label}：”印出时会再加一遍", "删去", fix="")
            elif match := re.search(
                r"[：:，,、；;。]+$" if attribute == "addressee" else r"[：:，,、；;]+$", value.value.rstrip()
            ):
                yield problem(value, *match.span(), f"“{match.group()}”印出时会成为两个标点", "删去末尾的标点", fix="")


def _stated_again(parts: Sequence[Part], head: Head, organ: SourceText, *, printed: bool = True) -> Iterator[Problem]:
    first = next((part for part in parts if not isinstance(part, Note)), None)
    if isinstance(first, Paragraph):
        yield from _addressee(first.text, head, printed=printed)
    signature = re.compile(rf"(?P<organ>{re.escape(organ.value)}|{_SIGNING_ORGAN})?[\s（(盖章）)]*(?P<day>{_DAY})?")
    for text in _closing_paragraphs(parts):
        if not text.runs or not text.value:
            continue
        if match := _ANNEX_NOTE.fullmatch(text.value.strip()):
            titles = [annex.title.value for annex in head.annexes]
            is_same = any(title and title in match["titles"] for title in titles)
            yield _set_by_head(text, len(text), "附件说明", "附件: …", is_certain=is_same)
        elif match := signature.fullmatch(text.value.strip()):
            signed, day = match["organ"], match["day"]
            is_same = signed == organ.value if signed else _squeeze(day) == _squeeze(head.issued.text.value)
            name = "署名" if not day else "署名和成文日期" if signed else "成文日期"
            key = "发文机关: …" if signed else "成文日期: …"
            yield _set_by_head(text, len(text), name, key, is_certain=is_same and printed)


def _addressee(text: SourceText, head: Head, *, printed: bool) -> Iterator[Problem]:
    """Yield the problem with an addressee at the beginning of the first paragraph."""
    if not text.runs:
        return
    stated = head.addressee.value.rstrip("：:")
    if stated and text.value.startswith((f"{stated}：", f"{stated}:")):
        yield _set_by_head(text, len(stated) + 1, "主送机关", "主送机关: …", is_certain=printed)
    elif (match := _ADDRESSEE.match(text.value)) and _UNIT_NOUN.search(match["names"]):
        yield _set_by_head(text, match.end(), "主送机关", "主送机关: …", is_certain=False)


def _set_by_head(text: SourceText, stop: int, name: str, key: str, *, is_certain: bool) -> Problem:
    message = f"{name}由头部生成，这里会再印一遍" if is_certain else f"这一处像是{name}，应由头部生成"
    severity = Severity.ERROR if is_certain else Severity.WARNING
    fix = "" if is_certain else None
    return problem(text, 0, stop, message, f"请删去；头部写 {key}", fix=fix, severity=severity)


def _squeeze(text: str | None) -> str:
    return re.sub(r"\s", "", str(text))


def _closing_paragraphs(parts: Sequence[Part]) -> list[SourceText]:
    """Return the last paragraphs at the end of the parts, with nothing but notes between them."""
    texts: list[SourceText] = []
    for part in reversed(parts):
        match part:
            case Paragraph(text=text):
                texts.insert(0, text)
            case Note():
                continue
            case Section():
                above = _closing_paragraphs(part.parts) if len(texts) < MAX_CLOSING_PARAGRAPHS else []
                return [*above, *texts][-MAX_CLOSING_PARAGRAPHS:]
            case Item() | Steps() | Table():
                break
    return texts[-MAX_CLOSING_PARAGRAPHS:]


# --- X033 ----------------------------------------------------------------------------------

_NOT_PUBLIC = lazy_pattern(r"不(?:予|宜|得|对外)?公开|内部|依申请|秘密|限.{0,8}(?:阅|掌握)")
_IS_PUBLIC = lazy_pattern(r"(?<!不)(?:主动公开|公开发布|公开发行)")
_MARKS = (
    ("教", "教"),
    ("财", "财"),
    ("水", "水|湖|河"),
    ("民", "民"),
    ("审", "审"),
    ("司", "司"),
    ("税", "税"),
    ("农", "农"),
    ("交", "交"),
    ("公", "公"),
    ("卫", "卫"),
    ("医保", "医疗保障"),
    ("应急", "应急"),
    ("人社", "人力"),
    ("住建", "住|建设"),
    ("城管", "城市|城管|执法"),
    ("市监", "市场"),
    ("发改", "发展"),
    ("文旅", "文"),
    ("自然资", "自然资源|规划"),
    ("环", "环境|环保|环卫"),
    ("统", "统"),
    ("信访", "信访"),
    ("林", "林"),
    ("体", "体"),
    ("科", "科"),
    ("商", "商"),
)
"""Short forms of trades in document numbers, and what the name of the organ has then (practice)."""
_OWN_KIND = lazy_pattern(r"(?:制[定订]|印发|现将)本(?P<kind>计划|方案|要点|办法|意见|清单|规划)(?=[，。；、]|印发)")
_YEAR = lazy_pattern(r"(?<!\d)20\d\d(?=年)")
_TRADE_NAMED = lazy_pattern(
    rf"(?P<trade>{'|'.join(sorted(TRADES, key=len, reverse=True))})(?=领域|系统|行业|[，、；]|$)"
)
_OWN_SITE_KEYS = ("来源", "承办单位")


@rule("X033", Severity.WARNING, "头部、site.yaml 和计划的说法不一")
def head_contradicted(context: CheckContext) -> Iterator[Problem]:
    """Values of heads and of site.yaml that contradict another value, the organ or the plan itself."""
    plan = context.plan
    disclosure = plan.cover_head.disclosure or plan.head.disclosure
    for head in heads(plan):
        organ = head.organ.value or plan.head.organ.value
        remark = head.remark
        is_wrong = (disclosure in (None, Disclosure.PUBLIC) and _NOT_PUBLIC.search(remark.value)) or (
            disclosure not in (None, Disclosure.PUBLIC) and _IS_PUBLIC.search(remark.value)
        )
        if remark.runs and is_wrong:
            stated = "主动公开" if disclosure is None else disclosure.value
            yield problem_with(remark, f"附注写{quote(remark)}，公开属性是{stated}", "以哪个为准，就把另一个改过来")
        if organ:
            yield from _mark_of_another(head, organ)
        for value in (head.summary, *head.keywords):
            if value.runs and organ:
                yield from _of_another(value, organ, plan.year)
    if plan.head.title.value.endswith("计划"):
        for passage in context.prose:
            for match in _OWN_KIND.finditer(passage.value) if "本" in passage.value and not passage.item else ():
                if match["kind"] != "计划" and not passage.is_exempt(*match.span()):
                    message = f"{quote(match.group())}：标题是“计划”"
                    yield problem(
                        passage,
                        *match.span("kind"),
                        message,
                        "写作“本计划”",
                        related=whole_text(plan.head.title, "标题"),
                    )
    yield from _notice_of_another(context)
    yield from _site_of_another(context)
    yield from _other_basis(context)
    yield from _other_nouns(context)


_ISSUED_NOW = lazy_pattern(r"现将《(?P<title>[^《》]{6,60})》[^，。；]{0,6}(?:印发|下发|转发|发给)")


def _notice_of_another(context: CheckContext) -> Iterator[Problem]:
    """Yield the title that a notice issues (现将《…》印发) where it is not the plan's, and the one in the notice's own title."""
    plan = context.plan
    if plan.notice is None or not plan.head.title.value:
        return
    named = [
        (text, *match.span("title"))
        for text in (block.text for block in plan.notice.blocks if isinstance(block, Paragraph))
        for match in _ISSUED_NOW.finditer(text.value)
    ]
    own = plan.notice.head.title
    named += [(own, *match.span(1)) for match in re.finditer("印发《([^《》]{6,60})》", own.value)]
    right = plan.head.title.value
    for text, start, stop in named:
        stated = text.value[start:stop]
        # another kind of paper; a name or a year that differs has rules of its own
        if text.runs and stated[-2:] != right[-2:] and stated[:_SAME_OPENING] == right[:_SAME_OPENING]:
            message = f"通知印发的写作《{stated}》，计划的标题是{quote(right)}"
            yield problem(text, start, stop, message, "统一成一个名称", related=whole_text(plan.head.title, "标题"))


_SAME_OPENING = 6


def _other_basis(context: CheckContext) -> Iterator[Problem]:
    """Yield a basis (依据) whose title the text has nearly, and not as it stands there."""
    cited = {title for passage in context.prose for title in re.findall("《([^《》]{6,60})》", passage.value)}
    for value in context.plan.head.basis:
        for match in re.finditer("《([^《》]{6,60})》", value.value) if value.runs else ():
            near = [
                title
                for title in sorted(cited)
                if match[1] not in cited
                and re.findall(r"20\d\d", title) == re.findall(r"20\d\d", match[1])
                and title[-2:] == match[1][-2:]
                and SequenceMatcher(None, title, match[1], autojunk=False).ratio() >= NEAR_RATIO
            ]
            if near:
                yield problem(value, *match.span(1), f"正文里写作《{near[0]}》", "照原件统一")


_NOUN_OF_UNITS = lazy_pattern("各(?P<noun>科室|处室|股室)")
_ENDS_OF_UNITS = {"科室": "科", "处室": "处", "股室": "股"}
_MOST = 3


def _other_nouns(context: CheckContext) -> Iterator[Problem]:
    """Yield addressees called 处室 where the roster has 科 alone, and the like."""
    names = [unit.name.value for unit in context.plan.roster if not unit.group]
    for head in heads(context.plan):
        for match in _NOUN_OF_UNITS.finditer(head.addressee.value) if head.addressee.runs else ():
            own = {noun for noun, end in _ENDS_OF_UNITS.items() if sum(name.endswith(end) for name in names) >= _MOST}
            if (
                own
                and match["noun"] not in own
                and not any(name.endswith(_ENDS_OF_UNITS[match["noun"]]) for name in names)
            ):
                message = f"{quote(match.group())}：名册里是{'、'.join(sorted(own))}"
                yield problem(head.addressee, *match.span(), message, "核对主送机关")


def _mark_of_another(head: Head, organ: str) -> Iterator[Problem]:
    """Yield the document number whose mark is that of another trade: 云教发〔2025〕12号 of a bureau of water."""
    mark = head.doc_number.value.partition("〔")[0]
    place = re.match(rf"{HAN}{{2,6}}?[省市县区州旗镇乡]", organ)
    office = organ[place.end() :] if place else organ
    is_own = any(letter in office for letter in mark if not place or letter not in place.group())
    if not mark or not place or is_own or organ.endswith(("政府", "办公室", "办事处")) or not head.doc_number.runs:
        return
    for short, names in _MARKS:
        if short in mark and short not in place.group() and not re.search(names, office):
            message = f"文号{quote(head.doc_number)}里的“{short}”不是{quote(organ)}的代字"
            yield problem_with(head.doc_number, message, "核对发文字号")
            return


def _of_another(value: SourceText, organ: str, year: int) -> Iterator[Problem]:
    """Yield a summary or keyword of another year or of another trade than the organ's."""
    years = list(_YEAR.finditer(value.value))
    if years and str(year) not in {match.group() for match in years}:
        yield problem(value, *years[0].span(), f"写着 {years[0].group()} 年，这是 {year} 年的计划", "核对年份")
    trades = list(_TRADE_NAMED.finditer(value.value))
    if organ.endswith(("政府", "办公室", "办事处")) or any(
        re.search(TRADES[match["trade"]], organ) for match in trades
    ):
        return
    for match in trades[:1]:
        message = f"写着{quote(match['trade'])}，发文机关是{quote(organ)}"
        yield problem(value, *match.span("trade"), message, "核对是不是从别的单位的文件里抄来的")


def _site_of_another(context: CheckContext) -> Iterator[Problem]:
    """Yield names of the office in site.yaml that are others than 发文机关, and an address on another host than 域名."""
    organ = context.plan.cover_head.organ.value or context.plan.head.organ.value
    place = re.match(rf"{HAN}{{2,6}}?[省市县区州旗]", organ)
    for key, value in context.site.written:
        if not value.runs:
            continue
        name = key.partition("/")[0]
        if name in _OWN_SITE_KEYS and organ and place:
            is_another = value.value.startswith(place.group()) and value.value not in organ and organ not in value.value
            is_near = SequenceMatcher(None, value.value, organ, autojunk=False).ratio() >= NEAR_RATIO
            if is_another and (name == "来源" or is_near) and not value.value.endswith("政府"):
                message = f"{name}写作{quote(value)}，发文机关是{quote(organ)}"
                yield problem_with(
                    value, message, "核对机关名称", related=whole_text(context.plan.head.organ, "发文机关")
                )
        domain = context.site.get("域名").removeprefix("www.")
        if name == "网址" and domain and domain not in value.value:
            yield problem_with(value, f"网址{quote(value)}不在域名“{context.site.get('域名')}”下面", "核对网址和域名")
