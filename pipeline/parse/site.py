"""Read site.yaml: what belongs to the portal and the office."""

from collections.abc import Iterator, Mapping
from enum import Enum

from pipeline.findings import Diagnostics
from pipeline.model import CatalogueField, EmptyField, Portal, PortalAttachment, Site, web_page
from pipeline.parse import codes
from pipeline.parse.yaml_reader import Node, YamlList, YamlMapping, known_items, read_yaml, text_of
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceFile, SourceText

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


_NESTED_KEYS = lazy_pattern(r"(?:字体|目录)/.+|[^/]+/(?:19|20)\d\d")
"""What may be written below a key on a line of its own: the uses of faces, rows of the catalogue, a value for one year."""


def read_site(source: SourceFile, diagnostics: Diagnostics) -> Site:
    """Return what site.yaml states; a value below a key is kept as `键/下级键`, a list joined by 、."""
    root = read_yaml(source, diagnostics, SITE_KEYS, _NESTED_KEYS)
    if root is None:
        return Site()
    values: list[tuple[str, str]] = []
    written: list[tuple[str, SourceText]] = []
    fonts: tuple[tuple[str, SourceText], ...] = ()
    sample = False
    for key, value in known_items(root, SITE_KEYS, diagnostics):
        match key.value:
            case "样例":
                sample = _is_sample(text_of(value), diagnostics)
                continue
            case "字体":
                fonts = _fonts(value, source)
                continue
        if key.value in _CHOICES:
            for text in _scalars(value):
                _check_choice(key.value, text, diagnostics)
        if key.value in _ADDRESSES:
            for text in _scalars(value, in_lists=False):
                _check_address(key.value, text, diagnostics)
        if key.value == "标识码":
            for text in _scalars(value):
                _check_site_code(text, diagnostics)
        values += _values(key.value, value)
        written += _written(key.value, value)
    return Site(tuple(values), sample, tuple(written), fonts)


_SITE_CODE = lazy_pattern(r"(?:\d{10}|[A-Za-z]{2}\d{8})")
"""政府网站标识码 has ten characters: figures, of a ministry's site two letters before them (bm01000001; practice)."""


def _check_site_code(text: SourceText, diagnostics: Diagnostics) -> None:
    if text.value and not _SITE_CODE.fullmatch(text.value):
        message = f"“标识码”是 10 位（部委的前两位是字母），写了“{text}”"
        diagnostics.add(codes.UNKNOWN_VALUE.at(text.place(), message, "照全国政府网站信息报送系统里登记的写"))


def _is_sample(stated: SourceText, diagnostics: Diagnostics) -> bool:
    if stated.value not in ("是", "否", ""):
        diagnostics.add(codes.UNKNOWN_VALUE.at(stated.place(), f"“样例”不能写“{stated}”", "写 是 或 否"))
    # what is not clearly denied is a sample still: the banner never disappears by a slip
    return stated.value not in ("否", "")


# --- values as they are kept -----------------------------------------------------------


def _values(key: str, node: Node) -> list[tuple[str, str]]:
    """The values at and below a key of site.yaml, empty ones left out."""
    match node:
        case YamlList():
            return [(key, "、".join(text_of(item).value for item in node.items))]
        case YamlMapping():
            return [pair for name, value in node.items for pair in _values(f"{key}/{name}", value)]
        case SourceText():
            return [(key, node.value)] if node.value else []


def _written(key: str, node: Node) -> Iterator[tuple[str, SourceText]]:
    """Every text at and below a key, names of lower keys among them, under the key that `_values` keeps it by."""
    match node:
        case YamlList():
            for item in node.items:
                yield key, text_of(item)
        case YamlMapping():
            for name, value in node.items:
                yield key, name
                yield from _written(f"{key}/{name}", value)
        case SourceText():
            yield key, node


def _scalars(node: Node, *, in_lists: bool = True) -> Iterator[SourceText]:
    """Every scalar at and below a node, names of keys left out."""
    match node:
        case YamlList():
            for item in node.items if in_lists else ():
                yield from _scalars(item)
        case YamlMapping():
            for _, value in node.items:
                yield from _scalars(value, in_lists=in_lists)
        case SourceText():
            yield node


# --- fonts -----------------------------------------------------------------------------


def _fonts(node: Node, source: SourceFile) -> tuple[tuple[str, SourceText], ...]:
    """The font files stated for each use. Which uses there are, and what a file must be, is judged where fonts are known.

    What is no mapping of texts is kept under a use, or as a path, that does not
    exist, so that it is reported there.
    """
    stated = ((use, _first_line(value, source)) for use, value in _font_items(node))
    return tuple((use, path) for use, path in stated if path)


def _font_items(node: Node, bullet: str = "") -> Iterator[tuple[str, Node]]:
    """Uses and their values; in a list the bullet counts as part of the use."""
    match node:
        case YamlMapping():
            yield from ((f"{bullet}{use}", value) for use, value in node.items)
        case YamlList() if not bullet:
            for item in node.items:
                yield from _font_items(item, "- ")
        case _:
            yield "", node


def _first_line(node: Node, source: SourceFile) -> SourceText:
    """Return a scalar; for a list or mapping the rest of the line it begins in."""
    if isinstance(node, SourceText):
        return node
    line = source.lines[node.place.line - 1]
    return SourceText(line[node.place.column - 1 :].strip(), text_of(node).runs)


# --- values that are checked -------------------------------------------------------------

_CHOICES: Mapping[str, type[Enum]] = {
    "门户": Portal,
    "空值": EmptyField,
    "目录": CatalogueField,
    "公开附件": PortalAttachment,
}
"""The keys whose value, or each value below them or between 、, is one of a few."""

_SEPARATOR = lazy_pattern(r"[、，,]")


def _check_choice(key: str, text: SourceText, diagnostics: Diagnostics) -> None:
    known = [str(member.value) for member in _CHOICES[key]]
    stated = _SEPARATOR.split(text.value) if _CHOICES[key] is PortalAttachment else [text.value]
    diagnostics.add(
        *(
            codes.UNKNOWN_VALUE.at(text.place(), f"“{key}”不能写“{value}”", f"可以写：{'、'.join(known)}")
            for value in (value.strip() for value in stated)
            if value and value not in known
        )
    )


_ADDRESSES: Mapping[str, tuple[str, str]] = {
    "网址": ("不生成订阅和站点地图", "写首页所在的网址：https://…/"),
    "上位文件": ("网页上不链接", "写完整的网址：https://…"),
    "党政机关标识": ("网页上不链接", "写完整的网址：https://…"),
    "域名": ("域名不带 http:// 和路径", "只写域名，如 www.gov.cn"),
}
"""The keys whose value, or each value below them, is an address: what a wrong one means, and what to write."""

_DOMAIN = lazy_pattern(r"[\w-]+(?:\.[\w-]+)+(?::\d{1,5})?")


def _check_address(key: str, text: SourceText, diagnostics: Diagnostics) -> None:
    match key:
        case "域名":
            valid = bool(_DOMAIN.fullmatch(text.value))
        case "网址":
            valid = bool(Site(((key, text.value),)).address)
        case _:
            valid = bool(web_page(text.value))
    if text.value and not valid:
        consequence, hint = _ADDRESSES[key]
        diagnostics.add(codes.ADDRESS_FORM.at(text.place(), f"“{key}”的写法不对，{consequence}", hint))
