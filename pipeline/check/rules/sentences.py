"""Rules W013 and W014 (句子): sentences that contradict or repeat themselves, and sets that are not listed whole."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache

from pipeline.check.context import HAN, CheckContext, Passage
from pipeline.check.lexicon import issue_day, table
from pipeline.check.registry import Problem, Wording, pattern_rule, problem, rule
from pipeline.findings import Severity, quote

# --- faulty sentences -----------------------------------------------------------------------

_IN_CLAUSE = r"[^，。；：！？、]"
_FAULTS = {
    "purpose": (r"(?:目的|宗旨)(?:就)?是为了", "“目的”和“为了”重复", "只留一个：目的是… 或 为了…"),
    "until": (r"截[至止]目前为止", "“截至”和“为止”重复", "写作“截至目前”或“到目前为止”"),
    "prevent": (
        rf"(?:防止|避免|杜绝|严防){_IN_CLAUSE}{{0,16}}(?:不再?|不要|没有)(?:发生|出现|重演|遗漏|缺位)",
        "否定用反了，意思成了要它发生",
        "删去后面的“不”",
    ),
    "forbid": (r"切忌(?:不要|不可|不能|勿)", "“切忌”已经是不要", "写作“切忌…”或“切勿…”"),
    "shorten": (
        rf"(?:缩短|减少|降低|下降|压缩|精简){_IN_CLAUSE}{{0,10}}?(?:\d+(?:\.\d+)?|[一二三四五六七八九十两]+)倍",
        "减少不能用倍数",
        "写成几分之几，或百分之几",
    ),
    "nearly": (r"近(?=(?:\d+(?:\.\d+)?[万亿]?|[一二三四五六七八九十百千万]+)余)", "“近”和“余”矛盾", "只留一个"),
    "about": (
        rf"(?:约|大约|大概)(?=(?:\d+(?:\.\d+)?|[一二三四五六七八九十百千万]+){_IN_CLAUSE}{{0,4}}(?:左右|上下))",
        "“约”和“左右”重复",
        "只留一个",
    ),
    "exceed": (
        rf"(?:超过|不低于|不少于|至少)(?=(?:\d+(?:\.\d+)?|[一二三四五六七八九十百]+)[%％]?(?![/／分]){_IN_CLAUSE}{{0,3}}以上)",
        "和后面的“以上”重复",
        "只留一个",
    ),
    "whether": (
        rf"能否{_IN_CLAUSE}{{1,20}}，?(?:关键)?是{_IN_CLAUSE}{{1,16}}的(?:保证|保障|前提|基础|关键)",
        "“能否”有两面，后面只说了一面",
        "删去“能否”，或后面也写两面",
    ),
    "reason": (
        r"(?:原因|之所以)[^。；]{0,24}?是由于[^。；]{0,20}?(?:造成|导致|引起)的",
        "“原因”和“由于…造成的”重复",
        "只留一个",
    ),
    "effect": (
        r"(?:^|(?<=[。；！？]))(?:通过|经过|由于)[^，。；！？]{2,40}(?:，[^，。；！？]{2,24})?，(?P<verb>使得?)(?!用|命|馆|得上|者)",
        "“通过…，使…”没有主语",
        "删去“通过”或“使”",
    ),
}


@pattern_rule(
    "W013",
    Severity.WARNING,
    "病句",
    "|".join(f"(?P<{name}>{pattern})" for name, (pattern, _, _) in _FAULTS.items()),
    unless=Passage.is_quoted,
)
def faulty_sentence(match: re.Match[str]) -> Wording | None:
    """Sentences that say something twice or the opposite of what is meant."""
    name = next(name for name in _FAULTS if match[name] is not None)
    _, message, hint = _FAULTS[name]
    shown = match.group() if len(match.group()) <= 14 else match.group()[:13] + "…"
    return Wording(f"{quote(shown)}：{message}", hint)


# --- sets that are listed whole and in their order --------------------------------------------

MIN_MEMBERS = 3
"""So many members of a set must stand in one list before it is taken for the set."""
MIN_NAMED = 2
"""So many where the set is called by its name."""


@cache
def _sets() -> tuple[tuple[Mapping[str, str], tuple[str, ...]], ...]:
    return tuple((row, tuple(row["依次列举"].split("、"))) for row in table("fixed_lists.tsv"))


@rule("W014", Severity.WARNING, "固定的列举不全，或次序不对")
def incomplete_set(context: CheckContext) -> Iterator[Problem]:
    """Lists that have most members of a fixed set (四个自信, 新发展理念), but not all, in another order, or with a wrong one."""
    day = issue_day(context)
    for row, members in _sets():
        if (row["日期"] and date.fromisoformat(row["日期"]) > day) or sum(
            each in context.text for each in members
        ) < MIN_NAMED:
            continue
        for passage in context.passages:
            least = MIN_NAMED if _is_named(row, passage) else MIN_MEMBERS
            if sum(member in passage.value for member in members) >= least:
                yield from _in_passage(passage, row, members)


def _is_named(row: Mapping[str, str], passage: Passage) -> bool:
    """Whether the passage calls the set by its name, with or without quotes."""
    return row["提法"].partition("”")[0].lstrip("“") in passage.value


def _in_passage(passage: Passage, row: Mapping[str, str], members: Sequence[str]) -> Iterator[Problem]:
    item = rf"[{HAN}“”]{{{min(map(len, members))},{max(map(len, members)) + 2}}}?"
    lead = "|".join(map(re.escape, sorted(members, key=len, reverse=True)))
    pattern = re.compile(
        rf"(?:{lead})(?:[、和，]|以及)(?:{item}(?:[、和，]|以及))*?(?:{lead})(?!(?:[、和]|以及)(?:{lead}))"
    )
    for match in pattern.finditer(passage.value):
        listed = [piece for piece in re.split(r"[、和，]|以及", match.group()) if piece]
        known = [piece for piece in listed if piece in members]
        if len(known) < (MIN_NAMED if _is_named(row, passage) else MIN_MEMBERS) or len(listed) > len(members) + 1:
            continue
        if len(known) < len(members) and len(known) < len(listed) - 1:
            continue  # another list, that shares some words
        if known == list(members):
            continue
        if len(listed) < len(members) and len(members) > len(known) + 1 and not _is_named(row, passage):
            continue  # too few of many for the set to be meant
        missing = [member for member in members if member not in known]
        what = f"少了“{'、'.join(missing)}”" if missing else "次序不同"
        message = f"{quote(row['提法'])}的列举{what}"
        yield problem(passage, *match.span(), message, f"依次写作：{row['依次列举']}（{row['出处']}）")
