"""X016 · 头部已写的，正文里又写了

查什么：正文开头单独一段的主送机关，末尾单独一段的署名、成文日期、“附件：……”；通知和计划都查。与头部写的相同、会印两遍的必改。

为什么：主送机关、附件说明、署名和成文日期由头部生成，排在规定的位置；正文里再写，就会印两遍，或印错地方。

依据：GB/T 9704—2012 7.3.2（主送机关）、7.3.4（附件说明）、7.3.5（发文机关署名、成文日期）各有自己的位置。

错：正文最后另起一段写“某局”“2024年3月5日”。

对：头部写“发文机关: 某局”“成文日期: 2024年3月5日”，正文里不写。
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.check.context import (
    HAN,
    CheckContext,
    finding,
)
from pipeline.findings import Finding, Severity
from pipeline.model import (
    Head,
    Item,
    Note,
    Paragraph,
    Part,
    Section,
    Steps,
    Table,
)
from pipeline.source import SourceText

CODE = "X016"
LEVEL = Severity.ERROR

LAST = 4
"""So many paragraphs at the end may be 附件说明, 署名 and 成文日期, each a paragraph, or more."""

_DAY = r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|[二〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
_ORGAN = rf"[{HAN}]{{2,25}}(?:局|委员会|办公室|办公厅|人民政府|委|厅|处|中心|分局|署)"
_ANNEX = re.compile(r"附\s*件\s*\d{0,2}\s*[：:]\s*(?P<titles>.*)")
_NAME = rf"(?:各|局|机关|[市区县镇乡省])[{HAN}（）()]{{1,25}}"
_ADDRESSEE = re.compile(rf"(?P<names>{_NAME}(?:[、，]{_NAME})*)[：:]")
_UNITS = re.compile(r"科室|部门|单位|处室|街道|[镇乡局委办县区]")


def find(proof: CheckContext) -> Iterator[Finding]:
    """What the head states and the words state once more, in the notice and in the plan."""
    plan = proof.plan
    if plan.notice is not None:
        yield from _in_words(plan.notice.blocks, plan.notice.head, plan.notice.head.organ or plan.head.organ)
    # with a notice the plan bears neither address nor signature: what stands there is asked about
    yield from _in_words(plan.parts, plan.head, plan.head.organ, printed=plan.notice is None)


def _in_words(parts: Sequence[Part], head: Head, organ: SourceText, *, printed: bool = True) -> Iterator[Finding]:
    first = next((part for part in parts if not isinstance(part, Note)), None)
    if isinstance(first, Paragraph):
        yield from _addressee(first.text, head, printed=printed)
    signed = re.compile(rf"(?P<organ>{re.escape(organ.value)}|{_ORGAN})?[\s（(盖章）)]*(?P<day>{_DAY})?")
    for text in _last(parts):
        if not text.runs or not text.value:
            continue
        words = text.value.strip()
        if found := _ANNEX.fullmatch(words):
            titles = [annex.title.value for annex in head.annexes]
            twice = any(title and title in found["titles"] for title in titles)
            yield _found(text, 0, len(text), "附件说明", "附件: …", sure=twice)
        elif found := signed.fullmatch(words):
            twice = found["organ"] == organ.value if found["organ"] else _bare(found["day"]) == _bare(head.issued.text)
            key = "发文机关: …" if found["organ"] else "成文日期: …"
            name = "署名" if not found["day"] else "署名和成文日期" if found["organ"] else "成文日期"
            yield _found(text, 0, len(text), name, key, sure=twice and printed)


def _addressee(text: SourceText, head: Head, *, printed: bool) -> Iterator[Finding]:
    """The addressee at the beginning of the first paragraph, alone or with the words that were drawn to it."""
    if not text.runs:
        return
    stated = head.addressee.value.rstrip("：:")
    if stated and text.value.startswith((f"{stated}：", f"{stated}:")):
        yield _found(text, 0, len(stated) + 1, "主送机关", "主送机关: …", sure=printed)
    elif (found := _ADDRESSEE.match(text.value)) and _UNITS.search(found["names"]):
        yield _found(text, 0, found.end(), "主送机关", "主送机关: …", sure=False)


def _found(text: SourceText, start: int, stop: int, name: str, key: str, *, sure: bool) -> Finding:
    message = f"{name}由头部生成，这里会再印一遍" if sure else f"这一处像是{name}，应由头部生成"
    fix = "" if sure else None
    return finding(
        CODE, LEVEL if sure else Severity.WARNING, text, start, stop, message, f"请删去；头部写 {key}", fix=fix
    )


def _bare(words: SourceText | str) -> str:
    return re.sub(r"\s", "", str(words))


def _last(parts: Sequence[Part]) -> list[SourceText]:
    """The words of the last paragraphs at the end of the parts, with nothing but notes between them."""
    found: list[SourceText] = []
    for part in reversed(parts):
        match part:
            case Paragraph(text=text):
                found.insert(0, text)
            case Note():
                continue
            case Section():
                return [*(_last(part.parts) if len(found) < LAST else []), *found][-LAST:]
            case Item() | Steps() | Table():
                break
    return found[-LAST:]
