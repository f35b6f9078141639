"""What a plan states once about the lead for all of its notes: the first of several units, those with a mark, those before a bracket."""

from collections.abc import Iterator

from pipeline.dataclass import dataclass
from pipeline.ingest.owner_words import LABEL_WORDS, role_of
from pipeline.ingest.unit_lists import LEAD_MARKS, UNIT_NOUN, are_named, assigned, merge_by_role, split_units
from pipeline.model import Assignment, Role
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText


@dataclass(frozen=True, slots=True)
class LeadRule:
    """Which of several units without roles has the lead, as a plan says once: the first, or those with a mark (★).

    `others` is the role of the rest.
    """

    others: Role
    is_by_mark: bool = False
    is_in_brackets: bool = False
    """Whether `others` are the units in brackets behind a unit (括号内为配合单位)."""


_WHO = rf"(?:责任|承办|负责|主要)*{UNIT_NOUN}"

_FIRST = (
    rf"(?:第[一1](?:顺?位|个|名|家|列)?(?=的|者|为|是|{_WHO}|牵头|列|负责)(?!的?(?:季度|时间))|首[位个家名](?=的|者|为|是|{_WHO}|牵头|列|负责)|最前(?:面|列)?|居首|打头|排头"
    r"|(?:排名|排序|排列|名列|位列|列|排)(?:在|于)?(?:首|第[一1]|前面?)(?:位|名|个)?(?=的|者|为|是|负责|[^，。]{0,4}?牵头))"
)
"""How the first of several units is meant: 列首位的, 第一个单位, 排名在前者."""

_NO_STOP = r"[^，,。；;、（）()]"

_OTHERS = rf"(?P<others>(?:其余|其他|其它|后面|之后|余者|后列|排后|后续)[^，,。；;（）()]{{0,10}}?(?:{LABEL_WORDS}){UNIT_NOUN}?(?:{LABEL_WORDS})?)"

LEAD_RULE = lazy_pattern(
    rf"(?:(?<![^，,。；;（(]){_NO_STOP}{{0,24}}[的中里]，){{0,2}}[，,。；;]?\s*{_NO_STOP}{{0,30}}?"
    rf"(?:{_FIRST}{_NO_STOP}{{0,12}}?(?:牵头|主办|主责){UNIT_NOUN}?"
    rf"|牵头{UNIT_NOUN}(?:为|是){_NO_STOP}{{0,16}}?(?:第[一1](?:顺?位|个|名|家)|首[位个家名]){_NO_STOP}{{0,8}})"
    rf"(?:[，,；;、]?(?:{_NO_STOP}{{0,14}}[，,；;])?\s*{_OTHERS})?"
)
"""That the first of several units leads: 列第一位者为牵头单位，其余为配合单位."""

MARK_RULE = lazy_pattern(
    rf"[，,。；;]?\s*(?:凡|其中)?(?:名称)?(?:前|后)?(?:面)?(?:标注|标有|标|带有|带|打|注有|注|加|画|有|以)?[“‘\"]?(?P<mark>[{LEAD_MARKS}])[”’\"]?(?:号|标记|符号|标识)?"
    rf"(?:标注|标记|表示)?(?:者|的)?{UNIT_NOUN}?(?:的)?(?:为|是|系|表示|代表)(?:该项?(?:任务|工作)的?|任务)?(?:牵头|主办|主责){UNIT_NOUN}?"
    rf"(?:[，,；;]\s*(?:其余|其他|其它|未标注?|没有标注?)(?:的|者|各|为)*{UNIT_NOUN}?(?:均)?(?:为|是)?(?P<others>{LABEL_WORDS}){UNIT_NOUN}?)?"
)
"""That a mark stands for the lead: 标★的为牵头股室，其余为配合股室."""

GOES_ON_RULE = lazy_pattern(
    r"[，,。；;]?\s*(?:下同|以下[^，,；;。（）()均]{0,8}均[^，,；;。）)]*|不再(?:一一|逐条|逐项|另行|重复|单独)*(?:列出|列明|标注|注明|标明)|含[^；;。）)]{1,30}下同)"
)

_BRACKET_RULE = lazy_pattern(
    rf"(?<![后末])括(?:号|弧)(?:内|里|中)?(?:的|者|所列|列出|标注|{UNIT_NOUN})*(?:均|都)?(?:为|是|系)(?P<others>(?!责任|负责|牵头)(?:{LABEL_WORDS})){UNIT_NOUN}?"
)
"""That units in brackets have another role than those before them."""

_HEAD_IN_BRACKETS = lazy_pattern(
    rf"(?:{LABEL_WORDS}){UNIT_NOUN}?[（(](?P<others>{LABEL_WORDS}){UNIT_NOUN}?[）)]{UNIT_NOUN}?"
)


def rule_of_head(head: str) -> LeadRule | None:
    """Return the rule that the head of a column is: 牵头（配合）单位; None for another one."""
    match = _HEAD_IN_BRACKETS.fullmatch(head)
    return LeadRule(role_of(match["others"]), is_in_brackets=True) if match is not None else None


def read_lead_rule(text: str) -> LeadRule | None:
    """Return the rule by which one of several units has the lead, where the words state one; None where they do not."""
    for form in (LEAD_RULE, MARK_RULE):
        rule = form.search(text)
        if rule is not None:
            return LeadRule(role_of(rule["others"]) if rule["others"] else Role.RESPONSIBLE, form is MARK_RULE)
    inside = _BRACKET_RULE.search(text)
    return LeadRule(role_of(inside["others"]), is_in_brackets=True) if inside is not None else None


_WITH_BRACKET = lazy_pattern(r"(?P<unit>[^（）()]+)[（(](?P<inside>[^（）()]+)[）)]")


def _bracketed_apart(assignment: Assignment, others: Role) -> Iterator[tuple[Role, tuple[SourceText, ...]]]:
    """Yield the units of an assignment, and those in brackets behind them in the role of the others."""
    for unit in assignment.units:
        match = _WITH_BRACKET.fullmatch(unit.value)
        inside = unit.slice(*match.span("inside")) if match is not None else SourceText("")
        if match is not None and are_named(inside):
            yield assignment.role, (unit.slice(*match.span("unit")),)
            yield others, split_units(inside)
        else:
            yield assignment.role, (unit,)


def lead_assigned(assignments: tuple[Assignment, ...], rule: LeadRule, *, is_marked: bool) -> tuple[Assignment, ...]:
    """Return the assignments with the roles that the rule gives; `is_marked` tells whether the printed list has marks."""
    if rule.is_in_brackets:
        return assigned(part for assignment in assignments for part in _bracketed_apart(assignment, rule.others))
    responsible = next((assignment for assignment in assignments if assignment.role is Role.RESPONSIBLE), None)
    has_lead = any(assignment.role is Role.LEAD for assignment in assignments)
    if responsible is None or has_lead is not rule.is_by_mark or (rule.is_by_mark and not is_marked):
        return assignments
    rest = responsible.units if has_lead else responsible.units[1:]
    others = [assignment for assignment in assignments if assignment is not responsible]
    if rest:
        others.append(Assignment(rule.others, rest))
    if not has_lead:
        others.insert(0, Assignment(Role.LEAD, responsible.units[:1]))
    return merge_by_role(others)
