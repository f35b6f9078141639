"""Lists of units as plans print them: cut into names, told from other words, written down by role."""

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.model import Assignment, Role
from pipeline.parse.assignments import sort_by_role
from pipeline.parse.clean import is_wide
from pipeline.parse.head import split_list
from pipeline.parse.inline import bracket_pairs
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText, join

UNIT_NOUN = r"(?:部门|单位|科室|处室|股室|部室|[处科股][（(][处科股][)）]室|[处科股][（(]室[)）]|站所|中心|镇街|街镇|成员单位|地区|机构|机关|主体)"
"""What offices call a unit behind the word of its role (责任股室), as a pattern."""

MANNER = r"(?:(?:按照?|根据|依据|依)(?:各自)?(?:职责|职能|分工|职)(?:职责|分工)*|分别|共同|具体|各自|按职能|予以|统一)*"
UNIT_ENDS = (
    r"(?:科|股|处|室|局|厅|司|办|委|(?<!网)站|所|队|中心|馆|院|校|部|组|府|街道|街镇|镇街|镇|乡|(?<=各)村|(?<=各)(?:县区|区县|市州|区|县|市)|社区|单位|部门|机构|公司"
    r"|集团|(?<=[工商协学生友金员字合总分委])会|(?<=联席)会议|(?<=人)大|(?<=[妇残文侨商])联|(?<=[科政生])协|(?<=团)总支|(?<=[销联报版])社|合作社|(?<=[林农])场|(?<=[视播])台"
    r"|(?<=[支分银])行|(?<=基)地|(?<=[开贸新园病院校])区|(?<=专)班|(?<=窗)口|(?<=[小中大])学|(?<=儿)园|(?<=产业)园|(?<=科技)园|(?<=药)房|(?<=国)企|(?<![体关联])系)"
    r"(?:（[^（）]{1,12}）|〔[^〔〕]{1,12}〕)?"
)
"""How a name ends that is a unit's wherever it stands, as a pattern; 各村（社区）, 各镇（街道）."""

_UNIT_END = lazy_pattern(rf"^[\u4e00-\u9fff（）()〔〕]{{1,20}}(?:{UNIT_ENDS})$")


_NOT_A_UNIT = lazy_pattern(
    r"[“”《》：:！？]|^(?:要(?!闻)|应(?!急|用|届|诉)|须|由|并|对(?!外|口|台|接|内)|将|以(?!工)|为(?!民|农|老)|各级要)|(?:的|了)$"
)

_AND_OTHERS = lazy_pattern(
    r"(?<=.)(?<![高初中平同优])等(?P<others>(?:[\u4e00-\u9fff]{0,8}?(?:有关|相关|各)[^、，,；;。：:（()）]*)?)$"
)
"""How a list of units ends that is open: X、Y等, X、Y等有关单位. 高等教育处 is a unit."""


def is_unit_list(words: str) -> bool:
    """Whether the words can be a list of units: short names."""
    names = [name.value for name in split_list(SourceText(words))]
    if names and (etc := _AND_OTHERS.search(names[-1])):
        names[-1] = names[-1][: etc.start()]
    return bool(names) and all(
        len(name) <= 30 and not _NOT_A_UNIT.search(name) and not name.endswith("等") for name in names
    )


def are_named(listed: SourceText) -> bool:
    """Whether a list has nothing but names of units by their ends, and of groups (各街镇, 有关单位)."""
    names = split_units(listed)
    return (
        bool(names)
        and not _VERBS.search(listed.value)
        and all(
            (is_unit(name.value) and not _ACT_FIRST.match(name.value) and _is_balanced(name.value))
            or (len(name) <= _LONGEST_GROUP and GROUP.search(name.value) and not _NO_GROUP.search(name.value))
            for name in names
        )
    )


_VERBS = lazy_pattern(
    r"(?<!各项目)牵头|负责(?!处|科)|配合|落实(?!办|科|处)|协助|由(?!.{0,4}乡)|应当|开展|公布|做好|制作|围绕|通过|[承主协会]办$|统筹(?!科|处)|(?:实施|指导|执行)$"
)


def _is_balanced(name: str) -> bool:
    return sum(map(name.count, "（(")) == sum(map(name.count, "）)"))


_LONGEST_GROUP = 16
_ACT_FIRST = lazy_pattern(
    r"^(?:不?含|包括|成立|设立|组建|公开(?!科|处|办|室)|发布|更新|规范|编制(?!办|科|委|处|室)|建立|完善|推进(?!办|科|处|中心)|加强|组织(?!部|科|处|人事|室|办)|梳理|修订|健全|优化(?!营商)|强化|公示|落实|做到|明确|按照?|根据)"
)
"""How words begin that tell what is done, though they end like the name of a unit."""
_NO_GROUP = lazy_pattern(r"工作|任务|规定|要求|事项|信息|情况|内容|制度|措施|项目|方面|环节|的|要")
"""Words of no name for several units, though it begins like one (各项工作, 有关规定)."""


def is_unit(text: str) -> bool:
    """Whether a text is the name of a unit by its end."""
    return _UNIT_END.search(text.strip()) is not None


_AT_END = lazy_pattern(r"[（(](?P<inside>[^（）()]{2,60})[）)](?=[。；]|$)")


def units_in_brackets(lines: Iterable[str]) -> frozenset[str]:
    """Return the units that brackets at the ends of sentences name without a label or a verb, where they are many.

    One bracket of that form may explain a word; as many as a third of the lines name who is responsible.
    """
    lines = list(lines)
    found = [
        [[name.value for name in split_list(SourceText(match["inside"]))] for match in _AT_END.finditer(line)]
        for line in lines
    ]
    units = [[names for names in stated if names and all(map(is_unit, names))] for stated in found]
    is_usual = sum(map(bool, units)) >= max(2, len(lines) / 3)
    return frozenset(name for stated in units for names in stated for name in names) if is_usual else frozenset()


def split_units(listed: SourceText) -> tuple[SourceText, ...]:
    """Return the units of a list, cut at its marks and at blanks between Chinese characters; 等有关部门 is a unit of its own."""
    return tuple(
        name
        for part in split_list(listed)
        for words in _split_blanks(part)
        for piece in _split_slashes(words)
        for named in _split_others(piece)
        for name in map(_closed, _split_and(named))
        if any(char.isalnum() for char in name.value) and name.value not in _NOBODY
    )


_NOBODY = ("无", "暂无")
"""What a cell of units says where there are none."""


_OPENING, _CLOSING = "（(〔［[【《〈“", "）)〕］]】》〉”"
_BRACKETS = _OPENING + _CLOSING


def _closed(name: SourceText) -> SourceText:
    """Return a name without brackets at its ends that are not closed in it: a list cut there would not read back."""
    value = name.value
    if len(bracket_pairs(value, _OPENING, _CLOSING)) * 2 == sum(char in _BRACKETS for char in value):
        return name
    left = len(value) - len(value.lstrip(_BRACKETS))
    return name.slice(left, max(left, len(value.rstrip(_BRACKETS))))


def _split_others(text: SourceText) -> Iterator[SourceText]:
    """Yield the unit before 等, and the group behind it where one is named."""
    etc = _AND_OTHERS.search(text.value)
    if etc is None:
        yield text
        return
    yield text.slice(0, etc.start())
    yield text.slice(*etc.span("others"))


def open_lists(text: str) -> list[str]:
    """Return how the lists in a note go on: 等, 等有关单位."""
    return [etc[0] for etc in _OPEN_LIST.finditer(text)]


_OPEN_LIST = lazy_pattern(
    rf"(?<=[\u4e00-\u9fff）)])(?<![高初中平同优])等"
    rf"(?:(?=[；;。，,]|{MANNER}(?:牵头|负责|落实|配合|协助|协同|参与|参加|会办|指导|起草)|$)"
    r"|[\u4e00-\u9fff]{0,8}?(?:有关|相关|各)(?:部门|单位|科室|处室|股室|机构)*)"
)


_UNIT_ENDS = "科股处室局厅司办委站所队心馆院校部府道镇乡"
_AND = lazy_pattern(rf"(?<=[{_UNIT_ENDS}])(?:以及|和|及|与)(?=[^的等]{{2,20}}$)")


def _split_and(text: SourceText) -> Iterator[SourceText]:
    """Yield the two names of 交建局和资源生态局; 文化和旅游部 is one name."""
    match = _AND.search(text.value)
    if match is None or not _UNIT_END.search(text.value):
        yield text
    else:
        yield text.slice(0, match.start())
        yield text.slice(match.end(), len(text))


_NAME = lazy_pattern(
    r"(?:各|有关|相关)[\u4e00-\u9fff（）()]+|[\u4e00-\u9fff（）()]+"
    r"(?:科|处|室|局|办|中心|所|站|队|委|部|院|厅|股|组|司|府|馆|校|镇|乡|街道|公司|单位|部门|机构|企业)"
)
"""A name that is a unit's or a group's by its beginning or end."""


def glue_blanks(text: SourceText) -> tuple[SourceText, tuple[str, ...]]:
    """Return a list of units without the blanks inside its names, and the names that were put together from several words.

    A blank between two names of units separates them and stays; those of 办 公 室 go.
    """
    pieces: list[SourceText] = []
    glued: list[str] = []
    name = SourceText("")
    for part in re.finditer(r"[^\s\u3000]+", text.value):
        word = text.slice(*part.span())
        if not name:
            name = word
        elif not (is_wide(name.value[-1]) and is_wide(word.value[0])):
            name = join((name, word), " ")
        elif name.value[-1] in _MARKS or word.value[0] in _MARKS:
            name = join((name, word))
        elif _is_name(_AT_MARK.split(name.value)[-1]) and _is_name(_AT_MARK.split(word.value)[0]):
            pieces.append(name)
            name = word
        else:
            if len(word) > 1 and len(name) > 1:
                glued.append(f"{name} {word}")
            name = join((name, word))
    return join([*pieces, name] if name else pieces, " "), tuple(glued)


def _is_name(words: str) -> bool:
    return _NAME.fullmatch(words) is not None or is_unit(words)


_MARKS = "、，,；;：:。（）()"
_AT_MARK = lazy_pattern(r"[、，,；;：:。]")


def _split_blanks(text: SourceText) -> Iterator[SourceText]:
    start = 0
    for match in re.finditer(r"[\s\u3000]+", text.value):
        if is_wide(text.value[match.start() - 1 : match.start()]) and is_wide(
            text.value[match.end() : match.end() + 1]
        ):
            yield text.slice(start, match.start())
            start = match.end()
    yield text.slice(start, len(text))


def _split_slashes(text: SourceText) -> Iterator[SourceText]:
    """Yield the names of 政务服务处/信息中心; a slash between other words is a part of the name."""
    parts = re.split("[/／]", text.value)
    if len(parts) == 1 or not all(map(is_unit, parts)):
        yield text
        return
    start = 0
    for part in parts:
        yield text.slice(start, start + len(part))
        start += len(part) + 1


LEAD_MARKS = "★☆▲△◆◇●※＊*"
"""What plans put before or behind the name of the unit that has the lead."""

_BLANK_BESIDE_MARK = lazy_pattern(
    rf"(?:(?<=^[{LEAD_MARKS}])|(?<=[、，,；;\s][{LEAD_MARKS}]))\s+|\s+(?=[{LEAD_MARKS}](?:[、，,；;]|$))"
)


def has_lead_mark(text: str) -> bool:
    """Whether there is one of the marks in a text."""
    return any(mark in text for mark in LEAD_MARKS)


def split_marked(listed: SourceText) -> tuple[tuple[SourceText, ...], tuple[SourceText, ...]]:
    """Return the units of a list that have a mark (★甲科、乙科), without it, and the others; all are others where none has."""
    bare = listed
    for blank in reversed(list(_BLANK_BESIDE_MARK.finditer(listed.value))):
        bare = join((bare.slice(0, blank.start()), bare.slice(blank.end(), len(bare))))
    marked: list[SourceText] = []
    others: list[SourceText] = []
    for name in split_units(bare):
        value = name.value
        left = len(value) - len(value.lstrip(LEAD_MARKS))
        stripped = name.slice(left, max(left, len(value.rstrip(LEAD_MARKS)))).strip()
        if stripped and len(stripped) < len(name):
            marked.append(stripped)
        else:
            others.append(name)
    return tuple(marked), tuple(others)


def describe(assignments: Iterable[Assignment]) -> str:
    """Return the assignments as words: 牵头：预算科；配合：相关科室."""
    return "；".join(
        f"{assignment.role.value}：{'、'.join(unit.value for unit in assignment.units)}" for assignment in assignments
    )


def merge_by_role(assignments: Iterable[Assignment]) -> tuple[Assignment, ...]:
    """Return the assignments with those of one role joined, each unit once in a role."""
    return assigned((assignment.role, assignment.units) for assignment in assignments)


def assigned(stated: Iterable[tuple[Role, Sequence[SourceText]]]) -> tuple[Assignment, ...]:
    """Return the lists as assignments in the order of roles, each unit once in a role."""
    units: dict[Role, dict[str, SourceText]] = {}
    for role, names in stated:
        for name in names:
            units.setdefault(role, {}).setdefault(name.value, name)
    return sort_by_role(Assignment(role, tuple(names.values())) for role, names in units.items() if names)


GROUP = lazy_pattern(
    r"^(?:各|相关|有关|其他|机关各|全体|所有|区直各?|市直各?)|(?:各|相关|有关)(?:部门|单位|科室|处室)|^(?:成员单位)$"
)
"""A name for several units that are not listed (统称)."""
