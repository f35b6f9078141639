"""The words that say what a unit does for a task: verbs behind a list of units (甲科牵头), labels before one (牵头科室：)."""

from collections.abc import Mapping

from pipeline.ingest.unit_lists import UNIT_NOUN
from pipeline.model import Role
from pipeline.patterns import lazy_pattern

_BY_ROLE: Mapping[Role, tuple[str, ...]] = {
    Role.LEAD: ("牵头", "统筹", "主办", "主责", "主抓", "负总责", "总负责", "抓总", "为主"),
    Role.SUPPORT: ("配合", "协助", "协同", "协办", "协作", "支持"),
    Role.TAKE_PART: ("参与", "参加"),
    Role.JOIN: ("会同", "会办"),
    Role.GUIDE: ("指导",),
    Role.DRAFT: ("起草",),
    Role.RESPONSIBLE: ("负责", "责任", "承办", "承担", "经办", "落实", "实施", "执行", "分工", "主管", "推进", "办理"),
}
"""The words of each role. Of several in one phrase (配合落实, 负责指导) the one of the earlier role counts."""

_NO_VERBS = ("责任", "分工", "经办")
_NO_LABELS = ("负总责", "总负责", "抓总", "为主", "推进", "办理", "主抓")
_WEAK = ("统筹", "协作", "支持", "实施", "执行", "主管", "推进", "办理")
"""Verbs that sentences have about anything: only behind names of units do they say who does a task."""


def role_of(words: str) -> Role:
    """Return the role that a phrase of such words states; 责任 for a phrase without one (组织)."""
    if words in _SHORT:
        return _SHORT[words]
    return next((role for role, forms in _BY_ROLE.items() if any(form in words for form in forms)), Role.RESPONSIBLE)


_SHORT = {"主": Role.LEAD, "协": Role.SUPPORT, "辅": Role.SUPPORT}
"""Single characters before a colon or in a bracket: 主：甲科；协：乙科, 甲科（主）."""


def is_weak(verb: str) -> bool:
    """Whether a verb alone does not tell that the words before it are units (组织实施, 统筹推进)."""
    return not any(form in verb for forms in _BY_ROLE.values() for form in forms if form not in _WEAK)


_FORMS = [form for forms in _BY_ROLE.values() for form in forms]
_VERB = "|".join(form for form in _FORMS if form not in _NO_VERBS)
_ORGANISED = r"组织(?=实施|落实|推进|开展|协调|办理|完成|编制|参加)"
_BESIDE = (
    r"组织|协调|推动|督促|督办|抓落实|抓好|抓|做好|开展|完成|编制|(?:相关|有关|此项|该项|本项|具体)?工作|到位|安排|总"
)

VERB = (
    rf"(?:做好|抓好|认真|积极|切实|全力|主动|全面|总体|总|主要|联合|分别|具体|共同)*(?:{_VERB}|{_ORGANISED})"
    rf"(?:[、和并及]?(?:{_VERB}|{_BESIDE}))*"
)
"""A verb phrase behind a list of units, as a pattern: 牵头, 具体组织实施, 做好配合工作."""

LABEL_WORDS = "|".join(form for form in _FORMS if form not in _NO_LABELS)
"""The words of labels, as a pattern."""

ROLE_IN_BRACKET = rf"(?P<role>{VERB}|{LABEL_WORDS}|{'|'.join(_SHORT)}){UNIT_NOUN}?"
"""What a bracket behind a unit says of its role, as a pattern: 甲科（牵头）, 乙科（协助配合）, 丙科（主）."""

LABEL = lazy_pattern(
    rf"(?:市里|局内|决策|具体|主要|直接|共同|任务|职责|工作|项目|第[一二三])?(?P<role>(?:{LABEL_WORDS})(?:牵头|承办|责任|配合|落实|实施|分工)?|(?:{'|'.join(_SHORT)})(?=\s*[:：]))(?:[/／（(、].{{1,4}}?[)）]?)?"
    rf"(?:(?P<noun>{UNIT_NOUN})\s*(?:[:：]|(?P<loose>[—–]{{1,2}}|为(?!主|准|重)|是|\s(?=[\u4e00-\u9fff])))|(?P<dash>-|[—–]{{1,2}})|[\s\u3000]*[:：])\s*"
)
"""The label before a list of units: 牵头科室：, 责任：. `loose`, `dash`: it ends without a colon (牵头单位为, 牵头—)."""
