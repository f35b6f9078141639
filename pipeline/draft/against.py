"""A superior's 要点 held against the plan (任务承接表): which item takes up each of its points, and which points none does."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.draft import Refusal
from pipeline.draft.match import Entry, entries, words_of
from pipeline.model import Plan
from pipeline.readback import Unreadable, text as readback
from pipeline.render.comparison import Cell, Look, Sheet, Words, plain
from pipeline.render.difference import bigrams, overlap, ratio
from pipeline.render.wording import names, union

TAKEN_UP = 0.45
"""From this likeness on an item takes a point up."""

PERHAPS = 0.3
"""From this likeness on a person is asked."""

FORMAT = 1

_SHORT = 20
"""Pairs of characters that words are counted as at least: a very short item is a part of anything by chance."""

_TITLES_COUNT = 0.75

_HAN = "[一二三四五六七八九十]{1,3}"
_NUMBER = re.compile(rf"(?:{_HAN}、|[（(]{_HAN}[）)]|\d{{1,2}}[.．、](?!\d)|[（(]\d{{1,2}}[）)]|第{_HAN}[条项])")
_OWNER_KEY = r"(?:责任|牵头|配合|承办|参加)(?:单位|部门|科室|处室)?\s*[:：]"
_FLAT = re.compile(
    rf"(?<=[。；：！？）)\s])\s*(?={_NUMBER.pattern}|{_OWNER_KEY})"
    # a heading without a stop, and the first point under it
    rf"|(?<=[\u4e00-\u9fff])(?=（一）)"
)
_EACH = re.compile(r"(?<=[。；：])(?=[一二三四五六七八九十]是)")
_EACH_BEGINS = re.compile(r"[一二三四五六七八九十]是")
_ENDS = tuple("。！？；：")
_OWNERS = re.compile(r"[（(](?P<inside>[^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)*)[）)][。；]?$")
_OWNER_LINE = re.compile(rf"[（(]?{_OWNER_KEY}(?P<names>.+?)[）)]?[。；]?")
_ABOUT_OWNERS = re.compile(r"负责|牵头|配合|责任(?:单位|部门)|落实|会同|参与|指导|分工")
_AROUND = re.compile(r"[（(]此件.*[）)]|附件\d?[:：].*|.{0,20}\d{4}年\d{1,2}月\d{1,2}日(?:印发)?")
"""What stands behind the last point and belongs to none: 附注, 附件说明, 署名 and 日期."""

_LEAST = 12
"""Characters below which words are no point."""

_LONGEST_HEADING = 45
_FULL_LINE = 20
"""Characters from which on a line without a stop may go on in the next."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a 要点: the number printed before it, the heading it stands under, its words, and who answers for it."""

    number: str
    heading: str
    words: str
    owners: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A point and the items that take it up, the likest first; with `sure` unset a person has to say whether they do.

    `lacking` are the numbers, frequencies and months of the point that none of the items says.
    """

    point: Point
    items: tuple[Entry, ...]
    sure: bool
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Against:
    """A plan held against a 要点: how both are called, and what became of every point in its order."""

    name: str
    label: str
    rows: tuple[Taken, ...]

    @property
    def left(self) -> tuple[Point, ...]:
        """The points that no item takes up (未承接)."""
        return tuple(row.point for row in self.rows if not row.items)


def against(name: str, content: bytes, plan: Plan, label: str = "") -> Against | Refusal:
    """The plan held against the points of a file (docx, html, txt, pdf), read by its name's ending.

    A file that cannot be read, or in which no points are found, is a refusal.
    """
    try:
        found = points(name, content)
    except Unreadable as unreadable:
        return Refusal(f"{name}：{unreadable}")
    if not found:
        return Refusal(f"{name}：没有读出要点；正文如果是图片，请先转成文字")
    return held(found, plan, _title(_lines(name, content)) or name, label)


def held(found: Sequence[Point], plan: Plan, name: str = "", label: str = "") -> Against:
    """The plan held against these points."""
    listed = entries(plan)
    words = [bigrams("".join(words_of(entry.item.tasks))) for entry in listed]
    rows = []
    for point in found:
        own = bigrams(point.words)
        first = re.split("[。；，]", point.words, maxsplit=1)[0]
        scored = sorted(
            (
                (max(_overlap(own, other), _TITLES_COUNT * ratio(first, entry.item.title.words)), -entry.number)
                for entry, other in zip(listed, words, strict=True)
            ),
            reverse=True,
        )
        sure = [-number for score, number in scored if score >= TAKEN_UP]
        perhaps = [-number for score, number in scored[:1] if score >= PERHAPS]
        items = tuple(listed[number - 1] for number in sure or perhaps)
        lacking = _lacking(point.words, items) if sure else ()
        rows.append(Taken(point, items, sure=bool(sure) and not lacking, lacking=lacking))
    return Against(name, label or f"{plan.year}年", tuple(rows))


def _overlap(one: Counter[str], other: Counter[str]) -> float:
    return overlap(one, other) * min(1.0, min(one.total(), other.total()) / _SHORT)


# --- what binds ------------------------------------------------------------------------

_DIGITS = dict(zip("一二三四五六七八九十两", (*range(1, 11), 2), strict=True))
_COUNTED = "次|场|期|个工作日|个|项|件|篇|家|条|份|人|天|％|%"
_BINDING = re.compile(
    r"[每逐按](?:半年|季度?|年度?|月|周|日|天)"
    rf"|(?:\d+(?:\.\d+)?|[一二三四五六七八九十两])(?:{_COUNTED})"
    r"|\d{1,2}月?(?:底|末)?[至到—~～-]\d{1,2}月(?:\d{1,2}日)?|\d{1,2}月(?:\d{1,2}日|底|末|初|中旬)?"
)


def _binding(words: str) -> dict[str, str]:
    """The numbers, frequencies and months of words as they are written, by what they come to."""
    found: dict[str, str] = {}
    for match in _BINDING.finditer(words):
        bare = match[0].replace("度", "").replace("％", "%").replace("天", "日").replace("末", "底")
        bare = re.sub("[逐按]", "每", bare)
        bare = re.sub("[到—~～-]", "至", bare)
        bare = re.sub(r"^(\d{1,2})至", r"\1月至", bare)
        found.setdefault(re.sub("^[一二三四五六七八九十两]", lambda han: str(_DIGITS[han[0]]), bare), match[0])
    return found


def _lacking(words: str, items: Sequence[Entry]) -> tuple[str, ...]:
    """What a point binds to in numbers, frequencies and months, and none of the items does."""
    said: set[str] = set()
    for entry in items:
        deadlines = (task.deadline.words.words for task in entry.item.tasks)
        said.update(_binding("\n".join((entry.item.title.words, *words_of(entry.item.tasks), *deadlines))))
    return tuple(written for bare, written in _binding(words).items() if bare not in said)


# --- points ---------------------------------------------------------------------------


def points(name: str, content: bytes) -> tuple[Point, ...]:
    """The points of a document by its name's ending; raises Unreadable for a damaged file or a kind that is not read."""
    wrapped = name.lower().endswith((".pdf", ".txt"))
    return tuple(_points(_paragraphs([line for line in _lines(name, content) if line], wrapped=wrapped)))


def _lines(name: str, content: bytes) -> list[str]:
    return [
        _close(line)
        for piece in readback.pieces(name, content)
        if re.fullmatch(r"正文|第\d+页", piece.where)
        for line in re.split(r"[\n\v\f]", piece.words)
    ]


_TITLE_ENDS = ("要点", "通知", "方案", "意见", "安排", "计划")


def _title(lines: Sequence[str]) -> str:
    """What a 要点 calls itself in its first lines; of a letter that sends one round, the document it sends."""
    whole = ""
    for line in [line for line in lines if line][:3]:
        if _NUMBER.match(line) or line.endswith(_ENDS):
            break
        whole += line
        if whole.endswith(_TITLE_ENDS):
            sent = re.search(r"印发(?:《(?P<quoted>[^《》]+)》|(?P<bare>.+?))的通知$", whole)
            return f"《{(sent['quoted'] or sent['bare']) if sent else whole}》"
    return ""


def _close(line: str) -> str:
    """A line without page numbers, and without the blanks that lie beside Chinese only to set it."""
    line = re.sub(r"\s+(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])\s+", "", line.replace("\u00ad", "").strip())
    return "" if re.fullmatch(r"[—\-–]?\s*\d{1,3}\s*[—\-–]?", line) else line


def _paragraphs(lines: Sequence[str], *, wrapped: bool) -> Iterator[str]:
    """Paragraphs as they were written: wrapped lines joined, numbered stretches set apart."""
    whole: list[str] = []
    for line in lines:
        goes_on = (
            whole
            and not whole[-1].endswith((*_ENDS, "）", ")"))
            and not _NUMBER.match(line)
            and (not _NUMBER.match(whole[-1]) or (wrapped and len(whole[-1]) >= _FULL_LINE))
        )
        if goes_on:
            whole[-1] += line
        else:
            whole.append(line)
    for paragraph in whole:
        for stretch in _FLAT.split(paragraph):
            yield from (part.strip() for part in _EACH.split(stretch) if part.strip())


def _points(paragraphs: Iterator[str]) -> Iterator[Point]:
    """Numbered paragraphs as points, those without a number going with the one before; without numbers each is one."""
    every = list(paragraphs)
    numbered = any(_NUMBER.match(paragraph) for paragraph in every)
    heading = last = ""
    open_point: Point | None = None
    for paragraph in every:
        number = _NUMBER.match(paragraph)
        words = paragraph[number.end() :] if number else paragraph
        if _AROUND.fullmatch(paragraph):
            continue
        owners = _OWNER_LINE.fullmatch(paragraph)
        if owners is not None and open_point is not None:
            open_point = replace(open_point, owners=_both(open_point.owners, owners["names"]))
            continue
        begins = number is not None or _EACH_BEGINS.match(paragraph) is not None or not numbered
        if open_point is not None and begins:
            yield open_point
            open_point = None
        last = number.group() if number else last
        if number and len(words) <= _LONGEST_HEADING and not words.endswith(_ENDS) and not _OWNERS.search(words):
            heading = words
        elif open_point is not None:
            bare, more = _without_owners(words)
            open_point = replace(open_point, words=open_point.words + bare, owners=_both(open_point.owners, more))
        # what stands before the first number is title, addressee and letter
        elif len(words) >= _LEAST and (last or not numbered):
            open_point = Point(last, heading, *_without_owners(words))
    if open_point is not None:
        yield open_point


def _both(one: str, other: str) -> str:
    return "；".join(filter(None, (one, other)))


def _without_owners(words: str) -> tuple[str, str]:
    """The words, and what the bracket at their end says of who answers; empty when it says nothing of that."""
    found = _OWNERS.search(words)
    if found and _ABOUT_OWNERS.search(found["inside"]):
        return words[: found.start()], found["inside"]
    return words, ""


# --- told -----------------------------------------------------------------------------


def table(found: Against) -> Sheet:
    """The 任务承接表: 要点｜承接事项｜科室｜时限｜未承接, one row a point."""
    return Sheet(
        f"{found.label}计划任务承接表",
        ("要点", "承接事项", "科室", "时限", "未承接"),
        (0.4, 0.22, 0.16, 0.12, 0.1),
        tuple(_row(row) for row in found.rows),
        (summary(found),),
    )


def summary(found: Against) -> str:
    """How many points are taken up, which perhaps, and which are not, in one paragraph."""
    asked = sum(bool(row.items) and not row.sure for row in found.rows)
    said = f"对照{found.name}的{len(found.rows)}条要点，已承接{sum(row.sure for row in found.rows)}条"
    if asked:
        said += f"，请核实{asked}条"
    return said + (f"，未承接{len(found.left)}条。" if found.left else "，没有未承接的。")


def _row(row: Taken) -> tuple[Cell, ...]:
    owners = f"（{row.point.owners}）" if row.point.owners else ""
    return (
        plain(f"{row.point.number}{row.point.words}{owners}"),
        plain("\n".join(entry.name for entry in row.items)),
        plain("\n".join(_units(entry) for entry in row.items)),
        plain("\n".join(_deadlines(entry) for entry in row.items)),
        ((Words(_state(row), Look.STRONG), Words(_missed(row))),) if _state(row) else ((),),
    )


def _state(row: Taken) -> str:
    return "" if row.sure else "请核实" if row.items else "未承接"


def _missed(row: Taken) -> str:
    return f"：事项里没有{'、'.join(row.lacking)}" if row.lacking else ""


def _units(entry: Entry) -> str:
    return "、".join(
        dict.fromkeys(
            name for duty in union(task.duties for task in entry.item.tasks) for name in names(duty).split("、")
        )
    )


def _deadlines(entry: Entry) -> str:
    return "、".join(dict.fromkeys(task.deadline.words.words for task in entry.item.tasks if task.deadline.words))


def text(found: Against) -> str:
    """The table as lines, what is not taken up first."""
    lines = [summary(found)]
    for state, title in (("未承接", "未承接"), ("请核实", "请核实"), ("", "已承接")):
        rows = [row for row in found.rows if _state(row) == state]
        if rows:
            lines += ["", f"{title} {len(rows)} 条"]
        for row in rows:
            lines.append(f"  {row.point.number}{row.point.words}")
            lines += [f"    → {entry.name}：{_units(entry)}；{_deadlines(entry)}" for entry in row.items]
            if row.lacking:
                lines.append(f"    事项里没有：{'、'.join(row.lacking)}")
    return "\n".join(lines) + "\n"


def data(found: Against) -> str:
    """The table as JSON; items are named by their ids."""
    told = {
        "format": FORMAT,
        "name": found.name,
        "label": found.label,
        "summary": summary(found),
        "points": [
            {
                "number": row.point.number,
                "heading": row.point.heading,
                "words": row.point.words,
                "owners": row.point.owners,
                "state": _state(row) or "已承接",
                "lacking": list(row.lacking),
                "items": [
                    {"id": entry.item.id, "units": _units(entry), "deadline": _deadlines(entry)} for entry in row.items
                ],
            }
            for row in found.rows
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
