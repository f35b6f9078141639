"""The office's records (units.yaml, site.yaml): YAML whose every value is words, with places."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from enum import Enum

import yaml

from pipeline.findings import Finding, Related
from pipeline.model import (
    CatalogueField,
    EmptyField,
    Portal,
    PortalAttachment,
    Site,
    Unit,
    web_page,
)
from pipeline.parse import codes
from pipeline.parse.clean import clean
from pipeline.parse.head import HeadEntry, get_date
from pipeline.source import (
    Place,
    SourceFile,
    SourceRange,
    SourceText,
)

UNIT_KEYS = ("名称", "全称", "类别", "启用", "停用", "改为")

SITE_KEYS = (
    "样例",
    "网站名称",
    "域名",
    "标识码",
    "网址",
    "主办单位",
    "承办单位",
    "联系方式",
    "ICP备案号",
    "公安备案号",
    "党政机关标识",
    "栏目名称",
    "栏目描述",
    "栏目关键词",
    "栏目类别",
    "来源",
    "索引号",
    "组配分类",
    "主题分类",
    "体裁",
    "有效性",
    "上位文件",
    "门户",
    "目录",
    "空值",
    "公开附件",
    "字体",
)
"""What site.yaml may state; a key that is left out or left empty is not known."""


def load_yaml(source: SourceFile, findings: list[Finding], keys: Sequence[str] = ()) -> yaml.Node | None:
    """The file's YAML tree; None when it is empty or cannot be read (which is found).

    Behind one of `keys` at the beginning of a line a full-width colon is read as meant, and found.
    """
    cleaned, found = clean(source)
    findings += found
    widened: dict[int, int] = {}
    words = "\n".join(_half_width(line, keys, widened, findings) for line in cleaned)
    try:
        root = yaml.compose(words, Loader=yaml.SafeLoader)
        signs = [] if root is None else _signs(words, source)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        place = Place(source.path, line, column, line, column)
    except yaml.YAMLError:
        place = source.top
    else:
        findings += signs
        if signs:
            return None
        _move_back(root, widened)
        return root
    findings.append(codes.RECORD_UNREAD.at(place, "这里的格式读不懂", "检查冒号后的空格、缩进和引号；含冒号的值加引号"))
    return None


def _signs(words: str, source: SourceFile) -> list[Finding]:
    """YAML's own signs, which would not be read as words, or may lead round in a circle."""
    if not re.search("[&*!]", words):
        return []
    signs = (yaml.AnchorToken, yaml.AliasToken, yaml.TagToken)
    found = [token.start_mark for token in yaml.scan(words, Loader=yaml.SafeLoader) if isinstance(token, signs)]
    return [
        codes.RECORD_UNREAD.at(
            Place(source.path, mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2),
            f"这里的 {mark.buffer[mark.pointer]} 不会当作文字读",
            "是文字的，整个值加引号；是 YAML 的简写的，把内容写全",
        )
        for mark in found
    ]


def _half_width(line: SourceText, keys: Sequence[str], widened: dict[int, int], findings: list[Finding]) -> str:
    """The line with `: ` for a full-width colon behind a key; where that made it longer is told in `widened`."""
    found = _COLON.match(line.value)
    if not found or found["key"] not in keys:
        return line.value
    start, stop = found.span("colon")
    findings.append(
        codes.RECORD_COLON.fix(
            line.place(start, stop),
            ": " if line.value[stop:].strip() else ":",
            "冒号是全角的，已当作半角读",
            "这里的冒号用半角，后面空一格",
        )
    )
    if stop - start == 1:
        widened[line.place().line - 1] = stop
    return f"{line.value[:start]}: {line.value[stop:]}"


_COLON = re.compile(r"[ \t]*(?:-[ \t]+)?(?P<key>[^\s:：]{1,10})(?P<colon>：[ \t]?)")


def _move_back(node: yaml.Node | None, widened: Mapping[int, int]) -> None:
    """Let the nodes say the columns of the file, not those of the widened lines."""
    if node is None or not widened:
        return
    mark = node.start_mark
    if mark.line in widened and mark.column > widened[mark.line]:
        node.start_mark = yaml.Mark(mark.name, mark.index, mark.line, mark.column - 1, mark.buffer, mark.pointer)
    inner = node.value if isinstance(node, yaml.SequenceNode | yaml.MappingNode) else []
    for part in inner:
        for one in part if isinstance(part, tuple) else (part,):
            _move_back(one, widened)


def scalar(node: yaml.Node, source: SourceFile) -> SourceText:
    """Return a scalar node's value with its place; the empty text for any other node."""
    words = node.value if isinstance(node, yaml.ScalarNode) else ""
    column = node.start_mark.column + (2 if getattr(node, "style", None) in ("'", '"') else 1)
    return SourceText(words, (SourceRange(0, source.path, node.start_mark.line + 1, column),))


def mapping_items(node: yaml.Node, source: SourceFile, findings: list[Finding]) -> list[tuple[SourceText, yaml.Node]]:
    """Keys and values of a mapping, a key written twice found; anything else is found and gives none."""
    if not isinstance(node, yaml.MappingNode):
        findings.append(codes.RECORD_UNREAD.at(scalar(node, source).place(0, 0), "这里应当是“键: 值”", "写作 键: 值"))
        return []
    found: list[tuple[SourceText, yaml.Node]] = []
    seen: dict[str, SourceText] = {}
    for key_node, value in node.value:
        key = scalar(key_node, source)
        if key.value in seen:
            findings.append(
                codes.KEY_TWICE.at(
                    key.place(),
                    f"“{key}”写了两次，以前一个为准",
                    "只留一个",
                    related=(Related(seen[key.value].place(), "前一个"),),
                )
            )
            continue
        seen[key.value] = key
        found.append((key, value))
    return found


def check_key(key: SourceText, known: Sequence[str], findings: list[Finding]) -> bool:
    """Whether the key is one of the known ones; any other is found, with the nearest known key as remedy."""
    if key.value in known:
        return True
    near = get_close_matches(key.value, known, 1, 0.5)
    hint = f"您是不是要写“{near[0]}”？" if near else f"可以写的键：{'、'.join(known)}"
    findings.append(codes.RECORD_KEY.at(key.place(), f"不认识的键“{key}”", hint))
    return False


# --- units.yaml ---------------------------------------------------------------


def read_roster(source: SourceFile, findings: list[Finding]) -> tuple[Unit, ...]:
    """The roster of units (科室) and collective names (统称)."""
    root = load_yaml(source, findings, ("科室", "统称", *UNIT_KEYS))
    if root is None:
        return ()
    units: list[Unit] = []
    for key, value in mapping_items(root, source, findings):
        if not check_key(key, ("科室", "统称"), findings):
            continue
        if isinstance(value, yaml.ScalarNode) and not value.value:
            continue
        if not isinstance(value, yaml.SequenceNode):
            findings.append(
                codes.RECORD_UNREAD.at(scalar(value, source).place(0, 0), f"“{key}”下面应当逐行列出", "写作 - 名称")
            )
            continue
        for node in value.value:
            unit = _unit(node, source, key.value == "统称", findings)
            if unit is None:
                continue
            twice = next((other for other in units if other.name == unit.name and _overlap(other, unit)), None)
            if twice is not None:
                findings.append(
                    codes.UNIT_TWICE.at(
                        unit.name.place(),
                        f"“{unit.name}”列了两次",
                        "只留一个；先后存在过的同名科室写明启用、停用",
                        related=(Related(twice.name.place(), "前一个"),),
                    )
                )
                continue
            units.append(unit)
    return tuple(units)


def _overlap(one: Unit, other: Unit) -> bool:
    """Whether both exist on some day."""
    begin = max(one.since or date.min, other.since or date.min)
    end = min(one.until or date.max, other.until or date.max)
    return begin <= end


def _unit(node: yaml.Node, source: SourceFile, group: bool, findings: list[Finding]) -> Unit | None:
    if isinstance(node, yaml.ScalarNode):
        name = scalar(node, source)
        return Unit(name, group=group) if name else None
    values: dict[str, SourceText] = {}
    for key, value in mapping_items(node, source, findings):
        if check_key(key, UNIT_KEYS, findings):
            values[key.value] = scalar(value, source)
    if not values.get("名称"):
        findings.append(codes.RECORD_UNREAD.at(scalar(node, source).place(0, 0), "这个科室没有名称", "写上 名称: …"))
        return None

    def when(key: str) -> date | None:
        text = values.get(key)
        return get_date(HeadEntry(text, (text,)), findings).value if text else None

    def words(key: str) -> str:
        text = values.get(key)
        return text.value if text else ""

    return Unit(values["名称"], words("全称"), words("类别"), when("启用"), when("停用"), words("改为"), group)


# --- site.yaml ----------------------------------------------------------------


def read_site(source: SourceFile, findings: list[Finding]) -> Site:
    """What site.yaml states; a value of several lines or keys below it is kept under `键/下级键` or by 、."""
    root = load_yaml(source, findings, SITE_KEYS)
    if root is None:
        return Site()
    values: list[tuple[str, str]] = []
    written: list[tuple[str, SourceText]] = []
    faces: tuple[tuple[str, SourceText], ...] = ()
    sample = False
    for key, value in mapping_items(root, source, findings):
        if not check_key(key, SITE_KEYS, findings):
            continue
        if key.value == "样例":
            said = scalar(value, source)
            if said.value not in ("是", "否", ""):
                findings.append(codes.UNKNOWN_VALUE.at(said.place(), f"“样例”不能写“{said}”", "写 是 或 否"))
            # what is not clearly denied is a sample still: the banner never disappears by a slip
            sample = said.value not in ("否", "")
            continue
        if key.value == "字体":
            faces = _faces(value, source, findings)
            continue
        if key.value in _CHOICES:
            _chosen(key.value, value, source, findings)
        if key.value in _ADDRESSES:
            _addressed(key.value, value, source, findings)
        values += _values(key.value, value, source, findings)
        written += _written(key.value, value, source)
    return Site(tuple(values), sample, tuple(written), faces)


def _faces(node: yaml.Node, source: SourceFile, findings: list[Finding]) -> tuple[tuple[str, SourceText], ...]:
    """The files stated for each use; which uses there are, and what a file must be, is known where the faces are."""
    match node:
        case yaml.MappingNode():
            pairs = mapping_items(node, source, findings)
        case yaml.SequenceNode():
            pairs = [pair for one in node.value for pair in _listed(one, source)]
        case _:
            pairs = [(SourceText(""), node)]
    said = ((use.value, _as_written(one, source)) for use, one in pairs)
    return tuple((use, path) for use, path in said if path)


def _listed(node: yaml.Node, source: SourceFile) -> list[tuple[SourceText, yaml.Node]]:
    """What a line of a list states, its sign kept before the use: there is no use of that name, which is found."""
    if not isinstance(node, yaml.MappingNode):
        return [(SourceText(""), node)]
    return [(SourceText(f"- {scalar(use, source)}"), value) for use, value in node.value]


def _as_written(node: yaml.Node, source: SourceFile) -> SourceText:
    """A value that should be words; where it is something else, its first line: no file is called so, which is found."""
    text = scalar(node, source)
    if isinstance(node, yaml.ScalarNode):
        return text
    return SourceText(source.lines[node.start_mark.line][node.start_mark.column :].strip(), text.runs)


_CHOICES: Mapping[str, type[Enum]] = {
    "门户": Portal,
    "空值": EmptyField,
    "目录": CatalogueField,
    "公开附件": PortalAttachment,
}
"""The keys whose value, or each value below them or between 、, is one of a few."""

_SEVERAL = re.compile(r"[、，,]")


def _chosen(key: str, node: yaml.Node, source: SourceFile, findings: list[Finding]) -> None:
    if isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            _chosen(key, value, source, findings)
        return
    if isinstance(node, yaml.SequenceNode):
        for part in node.value:
            _chosen(key, part, source, findings)
        return
    said = scalar(node, source)
    known = [str(one.value) for one in _CHOICES[key]]
    several = _SEVERAL.split(said.value) if _CHOICES[key] is PortalAttachment else [said.value]
    findings += [
        codes.UNKNOWN_VALUE.at(said.place(), f"“{key}”不能写“{words}”", f"可以写：{'、'.join(known)}")
        for words in (one.strip() for one in several)
        if words and words not in known
    ]


_ADDRESSES: Mapping[str, tuple[str, str]] = {
    "网址": ("不生成订阅和站点地图", "写首页所在的网址：https://…/"),
    "上位文件": ("网页上不链接", "写完整的网址：https://…"),
    "党政机关标识": ("网页上不链接", "写完整的网址：https://…"),
    "域名": ("域名不带 http:// 和路径", "只写域名，如 www.gov.cn"),
}
"""The keys whose value, or each value below them, is an address: what comes of another one, and what to write."""

_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d{1,5})?")


def _addressed(key: str, node: yaml.Node, source: SourceFile, findings: list[Finding]) -> None:
    if isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            _addressed(key, value, source, findings)
        return
    said = scalar(node, source)
    match key:
        case "域名":
            holds = bool(_DOMAIN.fullmatch(said.value))
        case "网址":
            holds = bool(Site(((key, said.value),)).address)
        case _:
            holds = bool(web_page(said.value))
    if said.value and not holds:
        comes, hint = _ADDRESSES[key]
        findings.append(codes.ADDRESS_FORM.at(said.place(), f"“{key}”的写法不对，{comes}", hint))


def _values(key: str, node: yaml.Node, source: SourceFile, findings: list[Finding]) -> list[tuple[str, str]]:
    match node:
        case yaml.SequenceNode():
            return [(key, "、".join(scalar(part, source).value for part in node.value))]
        case yaml.MappingNode():
            return [
                pair
                for name, value in mapping_items(node, source, findings)
                for pair in _values(f"{key}/{name}", value, source, findings)
            ]
        case _:
            words = scalar(node, source).value
            return [(key, words)] if words else []


def _written(key: str, node: yaml.Node, source: SourceFile) -> Iterator[tuple[str, SourceText]]:
    """Every word below a key of site.yaml, under the key that `_values` keeps it by."""
    match node:
        case yaml.SequenceNode():
            for part in node.value:
                yield key, scalar(part, source)
        case yaml.MappingNode():
            for name, value in node.value:
                below = scalar(name, source)
                yield key, below
                yield from _written(f"{key}/{below}", value, source)
        case _:
            yield key, scalar(node, source)
