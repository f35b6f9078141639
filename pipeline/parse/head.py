"""Read the head of a file (头部): one key a line, values as text; the head is no YAML (docs/writing.md)."""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import TypeVar

from pipeline.dataclass import dataclass
from pipeline.findings import Diagnostics, Edit, Finding, Related
from pipeline.model import StatedDate
from pipeline.parse import codes
from pipeline.patterns import HAN, lazy_pattern
from pipeline.source import Place, SourceText
from pipeline.text.dates import format_day, is_day_form, parse_day
from pipeline.text.diff import nearest

_FENCE = lazy_pattern(r"(?:-{3,}|—{2,}|－{3,}|–{3,})")
_KEY = lazy_pattern(r"(?P<key>[^:：]{1,20}?)[\s\u3000]*[:：][\s\u3000]*(?P<value>.*)")
_VALUE = lazy_pattern(r"[-－][\s\u3000]+(?P<value>\S.*)|-(?P<close>[^-\s].*)")


@dataclass(frozen=True, slots=True)
class HeadEntry:
    """One key of a head with its values, behind it or in the lines below it; empty values are left out."""

    key: SourceText
    values: tuple[SourceText, ...]

    @property
    def place(self) -> Place:
        """The place of the values, or of the key when there are none."""
        return self.values[0].place().to(self.values[-1].place()) if self.values else self.key.place()

    @property
    def value(self) -> SourceText:
        """The first value, or an empty text."""
        return self.values[0] if self.values else SourceText("", self.key.runs)


@dataclass(frozen=True, slots=True)
class HeadLines:
    """A head as it was typed: its entries by key (the first of each), and the lines that follow it."""

    entries: Mapping[str, HeadEntry]
    body: tuple[SourceText, ...]
    stated: bool = True


def read_head(lines: Sequence[SourceText], diagnostics: Diagnostics, *, unfenced: bool = True) -> HeadLines:
    """Read the head at the beginning of the lines; a file that begins neither with a fence nor like a head has none.

    `unfenced` says whether lines that can only be a head count as one without its fences.
    """
    start = next((index for index, line in enumerate(lines) if line.value.strip()), len(lines))
    if start == len(lines) or not _FENCE.fullmatch(lines[start].value.strip()):
        stop = start + (_unfenced([line.value for line in lines[start:]]) if unfenced else 0)
        if stop == start:
            return HeadLines({}, tuple(lines), stated=False)
        return _without_fences(lines, start, stop, diagnostics)
    closing = next(
        (index for index in range(start + 1, len(lines)) if _FENCE.fullmatch(lines[index].value.strip())), None
    )
    if closing is None:
        # only lines that can be nothing else are read as the head, so that the text below is not taken for keys
        closing = start + 1
        while closing < len(lines) and (_is_key(lines[closing]) or _VALUE.match(lines[closing].value.strip())):
            closing += 1
        end = lines[closing - 1].place()
        point = Place(end.path, end.line, end.end_column, end.line, end.end_column)
        diagnostics.add(
            codes.HEAD_NOT_CLOSED.at(
                lines[start].strip().place(),
                "头部开了头没有结束",
                "在最后一个键下面补一行 ---",
                edits=(Edit(point, "\n---"),),
            )
        )
        body = lines[closing:]
    else:
        body = lines[closing + 1 :]
    return HeadLines(_entries(lines[start + 1 : closing], diagnostics), tuple(body))


@dataclass(frozen=True, slots=True)
class HeadSpan:
    """Where the fenced head of a file's text ends: behind its last line, and behind the line of its closing fence."""

    last: int
    body: int


def head_span(text: str) -> HeadSpan | None:
    """Return where the head of a file's text ends; None where it has none, or one that is not closed."""
    offset, is_open = 0, False
    for line in text.split("\n"):
        is_fence = bool(_FENCE.fullmatch(line.strip()))
        if is_fence and is_open:
            return HeadSpan(offset - 1, min(offset + len(line) + 1, len(text)))
        if line.strip() and not is_fence and not is_open:
            return None
        is_open = is_open or is_fence
        offset += len(line) + 1
    return None


_SURE_KEY = lazy_pattern(
    r"(?:(?:牵头|配合|责任|会同|参与|指导|起草)(?:部门|科室|处室|单位)|完成时间|完成时限|时限要求"
    r"|标题|发文机关|成文日期|公开属性)[\s\u3000]*[:：].{0,60}"
)
_SHORT_KEY = lazy_pattern(rf"{HAN}{{2,7}}[\s\u3000]*[:：].{{0,60}}")


def is_head_line(text: str) -> bool:
    """Whether the line can only belong to a head."""
    return bool(_SURE_KEY.fullmatch(text.strip())) and not text.rstrip().endswith(("。", "；"))


def _unfenced(lines: Sequence[str]) -> int:
    """The number of lines at the beginning that can only be a head whose fences were forgotten."""
    if not lines or not is_head_line(lines[0]):
        return 0
    count = sure = 0
    for line in lines:
        text = line.strip()
        known = is_head_line(text)
        if not (known or _VALUE.fullmatch(text) or (_SHORT_KEY.fullmatch(text) and not text.endswith(("。", "；")))):
            break
        count += 1
        sure += known
    following = lines[count].strip() if count < len(lines) else ""
    return count if sure > 1 or not following or _FENCE.fullmatch(following) else 0


def starts_like_a_head(text: str) -> bool:
    """Whether a file of this text would be read as beginning with a head whose fences were forgotten."""
    return _unfenced(text.split("\n")) > 0


def _without_fences(lines: Sequence[SourceText], start: int, stop: int, diagnostics: Diagnostics) -> HeadLines:
    """Read the head in those lines as if it had its fences."""
    first, last = lines[start].place(0, 0), lines[stop - 1].place()
    top = Place(first.path, first.line, 1, first.line, 1)
    edits = [Edit(top, "---\n")]
    closed = stop < len(lines) and bool(_FENCE.fullmatch(lines[stop].value.strip()))
    if not closed:
        edits.append(Edit(Place(last.path, last.line, last.end_column, last.line, last.end_column), "\n---"))
    diagnostics.add(
        codes.HEAD_NOT_FENCED.at(
            lines[start].strip().place(),
            "头部没有用 --- 围起来，已当作头部",
            "头部上面补一行 ---" if closed else "头部上面、下面各补一行 ---",
            edits=tuple(edits),
        )
    )
    return HeadLines(_entries(lines[start:stop], diagnostics), tuple(lines[stop + closed :]))


def _is_key(line: SourceText) -> bool:
    return bool(_KEY.fullmatch(line.value.strip()))


def _entries(lines: Iterable[SourceText], diagnostics: Diagnostics) -> dict[str, HeadEntry]:
    entries: dict[str, HeadEntry] = {}
    last: HeadEntry | None = None
    for whole in lines:
        line = whole.strip()
        if not line:
            continue
        if "<!--" in line.value:
            diagnostics.add(codes.HEAD_COMMENT.at(line.place(), "头部里不能写批注，会当作值印出来", "移到头部下面"))
        listed = _VALUE.fullmatch(line.value)
        match = _KEY.fullmatch(line.value)
        if listed and last is not None and (last.values == () or _is_list(last)):
            name = "value" if listed["value"] is not None else "close"
            last = HeadEntry(last.key, (*last.values, line.slice(*listed.span(name)).strip()))
            if entries.get(last.key.value, last).key.place() == last.key.place():
                entries[last.key.value] = last
        elif match:
            key = line.slice(*match.span("key")).strip()
            value = line.slice(*match.span("value")).strip()
            last = HeadEntry(key, (value,) if value else ())
            if key.value in entries:
                first = entries[key.value].key.place()
                diagnostics.add(
                    codes.KEY_TWICE.at(
                        line.place(), f"“{key}”写了两次，以前一个为准", "只留一个", related=(Related(first, "前一个"),)
                    )
                )
            else:
                entries[key.value] = last
        else:
            diagnostics.add(
                codes.HEAD_LINE.at(line.place(), "头部的这一行不是“键: 值”", "写作 键: 值；几个值各占一行，写作 - 值")
            )
    return entries


def _is_list(entry: HeadEntry) -> bool:
    """Whether the values are on lines of their own, so that another may follow."""
    return entry.values[0].place().line != entry.key.place().line


# --- values ----------------------------------------------------------------------

Choice = TypeVar("Choice", bound=Enum)


def get_enum(entry: HeadEntry | None, kind: type[Choice], default: Choice, diagnostics: Diagnostics) -> Choice:
    """Return the member of an enum that the entry names; the default when it is not stated or names none (reported)."""
    if entry is None or not entry.value:
        return default
    choice = next((member for member in kind if member.value == entry.value.value), None)
    if choice is None:
        diagnostics.add(_unknown_value(entry, [str(member.value) for member in kind]))
        return default
    return choice


def get_bool(entry: HeadEntry | None, diagnostics: Diagnostics, *, default: bool) -> bool:
    """Whether the entry states 是; the default when it is not stated or states neither 是 nor 否 (reported)."""
    if entry is None or not entry.value:
        return default
    if entry.value.value in ("是", "否"):
        return entry.value.value == "是"
    diagnostics.add(_unknown_value(entry, ["是", "否"]))
    return default


def _unknown_value(entry: HeadEntry, known: Sequence[str]) -> Finding:
    near = nearest(entry.value.value, known, 0.5)
    hint = f"您是不是要写“{near[0]}”？" if near else f"可以写：{'、'.join(known)}"
    return codes.UNKNOWN_VALUE.at(entry.place, f"“{entry.key}”不能写“{entry.value}”", hint)


def get_text(entry: HeadEntry | None) -> SourceText:
    """Return the entry's value, or an empty text."""
    return entry.value if entry is not None else SourceText("")


def get_list(entry: HeadEntry | None) -> tuple[SourceText, ...]:
    """Return the entry's values, one a line or separated as in `split_list`."""
    return () if entry is None else tuple(part for value in entry.values for part in split_list(value))


def split_list(value: SourceText) -> tuple[SourceText, ...]:
    """Split a list at 、 ， ； and their half-width forms, not inside brackets."""
    parts: list[SourceText] = []
    depth = begun = 0
    for offset, char in enumerate(value.value):
        if char in "（(〔[《":
            depth += 1
        elif char in "）)〕]》":
            depth = max(depth - 1, 0)
        elif char in "、，,；;" and not depth:
            parts.append(value.slice(begun, offset).strip())
            begun = offset + 1
    parts.append(value.slice(begun, len(value)).strip())
    return tuple(part for part in parts if part)


def get_date(entry: HeadEntry | None, diagnostics: Diagnostics) -> StatedDate:
    """Return the day the entry names (`read_date`); an empty one when it is not stated."""
    return read_date(entry.value, diagnostics) if entry is not None and entry.value else StatedDate()


def read_date(text: SourceText, diagnostics: Diagnostics) -> StatedDate:
    """Return the day that the text names; one that cannot be read is reported and keeps its text.

    A day in another form than 2023年6月27日 is reported and gets that form.
    """
    value = parse_day(text.value)
    if value is None:
        message = f"没有“{text}”这一天" if is_day_form(text.value) else f"“{text}”读不出日期"
        diagnostics.add(codes.BAD_DAY.at(text.place(), message, "写清年月日，如 2023年6月27日"))
        return StatedDate(text)
    meant = format_day(value)
    if text.value != meant:
        diagnostics.add(
            codes.DAY_FORM.fix(text.place(), meant, f"日期写作 {meant}", "年份写全，月、日不补零（GB/T 9704 7.3.5.4）")
        )
    return StatedDate(SourceText(meant, text.runs), value)


_OTHER_NAMES = {
    "抄送机关": "抄送",
    "抄送单位": "抄送",
    "成文时间": "成文日期",
    "发文日期": "成文日期",
    "发文时间": "成文日期",
    "落款日期": "成文日期",
    "印发时间": "印发日期",
    "印发单位": "印发机关",
    "发文单位": "发文机关",
    "发布机关": "发文机关",
    "制发机关": "发文机关",
    "落款": "发文机关",
    "主送": "主送机关",
    "主送单位": "主送机关",
    "文号": "发文字号",
    "发文号": "发文字号",
    "附见": "附件",
    "附表": "附件",
    "公开方式": "公开属性",
    "完成日期": "完成时间",
    "完成期限": "完成时间",
    "办结时间": "完成时间",
    "时限": "完成时间",
    "牵头": "牵头部门",
    "配合": "配合部门",
    "责任": "责任部门",
    "责任人": "责任部门",
    "承办部门": "责任部门",
    "承办科室": "责任科室",
    "主办部门": "牵头部门",
    "主办科室": "牵头科室",
    "协办部门": "配合部门",
    "协办科室": "配合科室",
}
"""Other names that offices give a key, and slips no likeness would recognise."""


def suggest_key(key: str, names: Sequence[str]) -> str:
    """Return the name that was most likely meant; the empty string for none."""
    meant = _OTHER_NAMES.get(key, "")
    if meant in names:
        return meant
    near = nearest(key, names, 0.5 if len(key) < 3 else 0.66)
    return near[0] if near else ""


def report_unknown_keys(
    entries: Mapping[str, HeadEntry], known: Iterable[str], elsewhere: Mapping[str, str], diagnostics: Diagnostics
) -> None:
    """Report every key that is not known here; `elsewhere` says for keys of other files where they belong."""
    names = list(known)
    for key, entry in entries.items():
        if key in names:
            continue
        if key in elsewhere:
            diagnostics.add(codes.MISPLACED_KEY.at(entry.key.place(), f"“{key}”不写在这里", elsewhere[key]))
            continue
        near = suggest_key(key, [*names, *elsewhere])
        hint = f"您是不是要写“{near}”？" if near else f"可以写的键：{'、'.join(names)}"
        if near in elsewhere and near not in names:
            hint += elsewhere[near]
        diagnostics.add(codes.UNKNOWN_KEY.at(entry.key.place().to(entry.place), f"不认识的键“{key}”", hint))


def report_repeated_values(entries: Mapping[str, HeadEntry], keys: Iterable[str], diagnostics: Diagnostics) -> None:
    """Report every value after the first of keys that take one."""
    diagnostics.add(
        *(
            codes.UNKNOWN_VALUE.at(value.place(), f"“{key}”只能写一个值", "删去，或并入前一行")
            for key in keys
            if key in entries
            for value in entries[key].values[1:]
        )
    )
