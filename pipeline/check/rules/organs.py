"""Rule W027 (机关、称谓的提法): organs out of their order, titles of leaders cut, what deputies and members hand in, regions among foreign countries."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.check.context import CheckContext
from pipeline.check.faults import Fault, faults_found
from pipeline.check.registry import Problem, problem, rule
from pipeline.check.rules.set_phrases import reworded_forms
from pipeline.findings import Severity, quote
from pipeline.patterns import lazy_pattern

_SOURCE = "党和国家机关排列的惯例"
_LEVEL = "[省市县区州盟旗镇乡]"
_OFFICE = "(?:办公厅|办公室|办)?"
_ORGANS = (
    ("党委", rf"(?:党中央|中共中央|{_LEVEL}?党委|{_LEVEL}委(?![员托派任屈内书会宣组政]))"),
    ("人大", rf"(?:全国|{_LEVEL}|(?<=[级、和]))人大(?:常委会)?(?!各|专门|代表|议|建议|会议|工作|主席|机关|代)"),
    ("政府", rf"(?:国务院(?!国资|发展|港|侨|台|新|扶)|{_LEVEL}(?:人民)?政府(?!工作|采购|网|信息|部门|令|主|投|性))"),
    ("政协", rf"(?:全国|{_LEVEL}|(?<=[级、和]))政协(?!委员|提案|主席|会议|章程|机关)"),
)
"""Organs in the order in which they are named."""
_ANY = "|".join(f"(?P<_{rank}>{pattern}){_OFFICE}" for rank, (_, pattern) in enumerate(_ORGANS))
_ORGAN = lazy_pattern(_ANY)
_BETWEEN = "、，和与及 \u3000"

_FORMS = {
    "leader": Fault(
        r"(?<![学练复实温补研见陋恶积传演预自])习(?!近平)[^，。；、：“”\s书主席总近平][近平]?(?:总书记|主席)|(?<![学练复实温补研])习[近平](?:总书记|主席)|(?<!习)近平(?:总书记|主席)|习近平书记|习近平总书(?!记)",
        "姓名或职务漏了字",
        "写作“习近平总书记”",
    ),
    "deputies": Fault(
        r"人大(?:代表)?的?提案(?![、和]?政协)|(?<!代表、)(?<!代表和)(?<!代表及)政协(?:委员)?(?:的)?(?:议案|建议)(?=\d|办理|提办|的办理|[，。；])",
        "人大代表提的是建议、议案，政协委员提的是提案",
        "写作“人大代表建议”“政协提案”",
    ),
    "regions": Fault(
        r"(?:外籍|外国|国外|国际友|出国)[^，。；、]{0,8}[（(](?:含|包括|如)(?:港澳台?|香港|澳门|台湾)|(?:外国|国外|海外国家)[^，。；]{0,4}(?:如|包括|例如)(?:港澳台?|香港|澳门|台湾)"
        r"|(?:港澳台?|香港|澳门|台湾)[^，。；、]{0,10}(?:和|与|及|以及|、|或者?)(?:其他|其它|别的)(?:外国|外籍|国外|境外国家|海外国家|国家)"
        r"|(?:港澳台?|香港|澳门|台湾)(?:地区)?等(?:其他)?(?:国家|外国|国外|海外国家|外籍)|(?:来自|前往)(?:港澳台|香港|澳门|台湾)等国"
        r"|(?:我国|中国|国内)(?:和|与|及)(?:港澳台?|香港|澳门|台湾)(?=[地居同]|、|，)|(?:港澳台?|香港|台湾)(?:籍|国籍)(?:外国人|外籍)",
        "香港、澳门、台湾不是外国",
        "写作“外籍人员和港澳台居民”“内地（大陆）和港澳台”",
    ),
}


@rule("W027", Severity.WARNING, "机关、称谓的提法")
def naming_of_organs(context: CheckContext) -> Iterator[Problem]:
    """Organs of one level listed in another order than 党委、人大、政府、政协, and names and titles that are never right."""
    yield from faults_found(context, _FORMS)
    for passage in context.passages:
        if "国务院" in passage.value or "政府" in passage.value or "政协" in passage.value or "人大" in passage.value:
            for first, second in _neighbours(list(_ORGAN.finditer(passage.value)), passage.value):
                start, stop = first.start(), second.end()
                # what is a phrase is told as one (W005)
                if _rank(first) > _rank(second) and passage.value[start:stop] not in reworded_forms():
                    message = f"{quote(passage.value[start:stop])}：次序倒了"
                    yield problem(passage, start, stop, message, f"依次写党委、人大、政府、政协（{_SOURCE}）")


def _neighbours(organs: Sequence[re.Match[str]], text: str) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """Yield organs of one level that stand side by side in one list."""
    for first, second in pairwise(organs):
        between = text[first.end() : second.start()]
        if between and between in _BETWEEN and _level(first) == _level(second):
            yield first, second


def _level(organ: re.Match[str]) -> str:
    name = organ.group()
    return (
        "国" if name.startswith(("党中央", "中共中央", "国务院", "全国")) else name[0] if re.match(_LEVEL, name) else ""
    )


def _rank(organ: re.Match[str]) -> int:
    return next(rank for rank in range(len(_ORGANS)) if organ[f"_{rank}"] is not None)
