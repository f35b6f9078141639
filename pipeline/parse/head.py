"""The head of a file: one line a key, nothing interpreted (design.md §2: the head is not YAML)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import Enum
from typing import TypeVar

from pipeline.findings import (
    Diagnostics,
    Edit,
    Finding,
    Related,
)
from pipeline.model import StatedDate
from pipeline.parse import codes
from pipeline.source import Place, SourceText
from pipeline.text.dates import format_day, is_day_form, parse_day

_FENCE = re.compile(r"(?:-{3,}|—{2,}|－{3,}|–{3,})")
_KEY = re.compile(r"(?P<key>[^:：]{1,20}?)[\s\u3000]*[:：][\s\u3000]*(?P<value>.*)")
_VALUE = re.compile(r"[-－][\s\u3000]+(?P<value>\S.*)|-(?P<close>[^-\s].*)")


@dataclass(frozen=True, slots=True)
class HeadEntry:
    """One key of a head with the values that stand behind it or in the lines below it; empty values are left out."""

    key: SourceText
    values: tuple[SourceText, ...]

    @property
    def place(self) -> Place:
        """Where the values stand, or the key when there are none."""
        return self.values[0].place().to(self.values[-1].place()) if self.values else self.key.place()

    @property
    def value(self) -> SourceText:
        """The first value, or an empty text."""
        return self.values[0] if self.values else SourceText("", self.key.runs)


@dataclass(frozen=True, slots=True)
class HeadLines:
    """A head as it was typed: its entries by key (the first of each), the lines that follow it, what was found."""

    entries: Mapping[str, HeadEntry]
    body: tuple[SourceText, ...]
    findings: tuple[Finding, ...]
    stated: bool = field(default=True)


def read_head(lines: Sequence[SourceText], *, unfenced: bool = True) -> HeadLines:
    """The head at the beginning of the lines; a file that begins neither with a fence nor as a head does has none.

    `unfenced` says whether lines that can only be a head are one without its fences too.
    """
    start = next((index for index, line in enumerate(lines) if line.value.strip()), len(lines))
    findings: list[Finding] = []
    if start == len(lines) or not _FENCE.fullmatch(lines[start].value.strip()):
        stop = start + (_unfenced([line.value for line in lines[start:]]) if unfenced else 0)
        if stop == start:
            return HeadLines({}, tuple(lines), (), stated=False)
        return _without_fences(lines, start, stop)
    closing = next(
        (index for index in range(start + 1, len(lines)) if _FENCE.fullmatch(lines[index].value.strip())), None
    )
    if closing is None:
        # what can only be a head is read as one, so that the words below are not taken for keys
        closing = start + 1
        while closing < len(lines) and (_is_key(lines[closing]) or _VALUE.match(lines[closing].value.strip())):
            closing += 1
        end = lines[closing - 1].place()
        point = Place(end.path, end.line, end.end_column, end.line, end.end_column)
        findings.append(
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
    entries = _entries(lines[start + 1 : closing], findings)
    return HeadLines(entries, tuple(body), tuple(findings))


_SURE_KEY = re.compile(
    r"(?:(?:牵头|配合|责任|会同|参与|指导|起草)(?:部门|科室|处室|单位)|完成时间|完成时限|时限要求"
    r"|标题|发文机关|成文日期|公开属性)[\s\u3000]*[:：].{0,60}"
)
_SHORT_KEY = re.compile(r"[\u4e00-\u9fff]{2,7}[\s\u3000]*[:：].{0,60}")


def is_head_line(words: str) -> bool:
    """Whether the words can only be a line of a head."""
    return bool(_SURE_KEY.fullmatch(words.strip())) and not words.rstrip().endswith(("。", "；"))


def _unfenced(lines: Sequence[str]) -> int:
    """How many lines at the beginning can only be a head whose fences were forgotten."""
    if not lines or not is_head_line(lines[0]):
        return 0
    count = sure = 0
    for line in lines:
        words = line.strip()
        known = is_head_line(words)
        if not (known or _VALUE.fullmatch(words) or (_SHORT_KEY.fullmatch(words) and not words.endswith(("。", "；")))):
            break
        count += 1
        sure += known
    following = lines[count].strip() if count < len(lines) else ""
    return count if sure > 1 or not following or _FENCE.fullmatch(following) else 0


def starts_like_a_head(words: str) -> bool:
    """Whether a file of these words would be read as beginning with a head whose fences were forgotten."""
    return _unfenced(words.split("\n")) > 0


def _without_fences(lines: Sequence[SourceText], start: int, stop: int) -> HeadLines:
    """The head in those lines, read as if it had its fences."""
    findings: list[Finding] = []
    first, last = lines[start].place(0, 0), lines[stop - 1].place()
    top = Place(first.path, first.line, 1, first.line, 1)
    edits = [Edit(top, "---\n")]
    closed = stop < len(lines) and bool(_FENCE.fullmatch(lines[stop].value.strip()))
    if not closed:
        edits.append(Edit(Place(last.path, last.line, last.end_column, last.line, last.end_column), "\n---"))
    findings.append(
        codes.HEAD_NOT_FENCED.at(
            lines[start].strip().place(),
            "头部没有用 --- 围起来，已当作头部",
            "头部上面补一行 ---" if closed else "头部上面、下面各补一行 ---",
            edits=tuple(edits),
        )
    )
    entries = _entries(lines[start:stop], findings)
    return HeadLines(entries, tuple(lines[stop + closed :]), tuple(findings))


def _is_key(line: SourceText) -> bool:
    return bool(_KEY.fullmatch(line.value.strip()))


def _entries(lines: Iterable[SourceText], findings: list[Finding]) -> dict[str, HeadEntry]:
    entries: dict[str, HeadEntry] = {}
    last: HeadEntry | None = None
    for whole in lines:
        line = whole.strip()
        if not line:
            continue
        if "<!--" in line.value:
            findings.append(codes.HEAD_COMMENT.at(line.place(), "头部里不能写批注，会当作值印出来", "移到头部下面"))
        listed = _VALUE.fullmatch(line.value)
        found = _KEY.fullmatch(line.value)
        if listed and last is not None and (last.values == () or _is_list(last)):
            name = "value" if listed["value"] is not None else "close"
            last = HeadEntry(last.key, (*last.values, line.slice(*listed.span(name)).strip()))
            if entries.get(last.key.value, last).key.place() == last.key.place():
                entries[last.key.value] = last
        elif found:
            key = line.slice(*found.span("key")).strip()
            value = line.slice(*found.span("value")).strip()
            last = HeadEntry(key, (value,) if value else ())
            if key.value in entries:
                there = entries[key.value].key.place()
                findings.append(
                    codes.KEY_TWICE.at(
                        line.place(), f"“{key}”写了两次，以前一个为准", "只留一个", related=(Related(there, "前一个"),)
                    )
                )
            else:
                entries[key.value] = last
        else:
            findings.append(
                codes.HEAD_LINE.at(line.place(), "头部的这一行不是“键: 值”", "写作 键: 值；几个值各占一行，写作 - 值")
            )
    return entries


def _is_list(entry: HeadEntry) -> bool:
    """Whether the entry's values came in lines of their own, so that another may follow."""
    return entry.values[0].place().line != entry.key.place().line


# --- values ----------------------------------------------------------------------

Choice = TypeVar("Choice", bound=Enum)


def get_enum(entry: HeadEntry | None, kind: type[Choice], default: Choice, findings: list[Finding]) -> Choice:
    """The member of an enum that the entry names; the default when it is not stated or names none (which is found)."""
    if entry is None or not entry.value:
        return default
    found = next((member for member in kind if member.value == entry.value.value), None)
    if found is None:
        findings.append(_unknown_value(entry, [str(member.value) for member in kind]))
        return default
    return found


def get_bool(entry: HeadEntry | None, *, default: bool, findings: list[Finding]) -> bool:
    """Whether the entry says 是; the default when it is not stated or says neither (which is found)."""
    if entry is None or not entry.value:
        return default
    if entry.value.value in ("是", "否"):
        return entry.value.value == "是"
    findings.append(_unknown_value(entry, ["是", "否"]))
    return default


def _unknown_value(entry: HeadEntry, known: Sequence[str]) -> Finding:
    near = get_close_matches(entry.value.value, known, 1, 0.5)
    hint = f"您是不是要写“{near[0]}”？" if near else f"可以写：{'、'.join(known)}"
    return codes.UNKNOWN_VALUE.at(entry.place, f"“{entry.key}”不能写“{entry.value}”", hint)


def get_text(entry: HeadEntry | None) -> SourceText:
    """The entry's value, or an empty text."""
    return entry.value if entry is not None else SourceText("")


def get_list(entry: HeadEntry | None) -> tuple[SourceText, ...]:
    """The entry's values, one a line or by 、 or ，; brackets are not opened."""
    return () if entry is None else tuple(part for value in entry.values for part in split_list(value))


def split_list(value: SourceText) -> tuple[SourceText, ...]:
    """The parts of a list by 、 ， ； or their half-width forms; what stands in brackets stays whole."""
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


def get_date(entry: HeadEntry | None, findings: list[Finding]) -> StatedDate:
    """Return the day the entry names (`read_date`); an empty one when it is not stated."""
    if entry is None or not entry.value:
        return StatedDate()
    diagnostics = Diagnostics()
    stated = read_date(entry.value, diagnostics)
    findings += diagnostics.findings
    return stated


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
"""What offices call a key otherwise, or mistype past recognition."""


def suggest_key(key: str, names: Sequence[str]) -> str:
    """The one of the names that was surely meant; the empty string when none was."""
    meant = _OTHER_NAMES.get(key, "")
    if meant in names:
        return meant
    near = get_close_matches(key, names, 1, 0.5 if len(key) < 3 else 0.66)
    return near[0] if near else ""


def report_unknown_keys(
    entries: Mapping[str, HeadEntry], known: Iterable[str], elsewhere: Mapping[str, str], findings: list[Finding]
) -> None:
    """Find every key that is not known here; `elsewhere` says where keys of other files belong."""
    names = list(known)
    for key, entry in entries.items():
        if key in names:
            continue
        if key in elsewhere:
            findings.append(codes.MISPLACED_KEY.at(entry.key.place(), f"“{key}”不写在这里", elsewhere[key]))
            continue
        near = suggest_key(key, [*names, *elsewhere])
        hint = f"您是不是要写“{near}”？" if near else f"可以写的键：{'、'.join(names)}"
        if near in elsewhere and near not in names:
            hint += elsewhere[near]
        findings.append(codes.UNKNOWN_KEY.at(entry.key.place().to(entry.place), f"不认识的键“{key}”", hint))


def report_repeated_values(entries: Mapping[str, HeadEntry], keys: Iterable[str], findings: list[Finding]) -> None:
    """Find every value after the first of keys that hold one."""
    findings += [
        codes.UNKNOWN_VALUE.at(more.place(), f"“{key}”只能写一个值", "删去，或并入前一行")
        for key in keys
        if key in entries
        for more in entries[key].values[1:]
    ]
