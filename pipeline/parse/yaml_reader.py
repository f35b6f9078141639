"""Read the office's records and registers: YAML of which every value is text, a list or a mapping, with its place.

Nothing is interpreted: `是`, `2024` and `1.0` are the characters they are. Anchors,
aliases and tags are refused. Collections nested deeper than `MAX_NESTING` are
refused too, so neither reading nor whoever walks the tree recurses without bound.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

import yaml

from pipeline.dataclass import dataclass
from pipeline.findings import Diagnostics, Finding, Related
from pipeline.parse import codes
from pipeline.parse.clean import clean, is_printable
from pipeline.patterns import lazy_pattern
from pipeline.source import Place, SourceFile, SourceRange, SourceText
from pipeline.text.diff import nearest

MAX_NESTING = 20
"""The deepest nesting of lists and mappings; a register needs five."""


@dataclass(frozen=True, slots=True)
class YamlList:
    """A list (逐行列出) and where it begins."""

    place: Place
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class YamlMapping:
    """A mapping (键: 值) and where it begins; of a key written twice the first value counts."""

    place: Place
    items: tuple[tuple[SourceText, "Node"], ...]


Node = SourceText | YamlList | YamlMapping


def place_of(node: Node) -> Place:
    """Return the empty place where the node begins."""
    return node.place(0, 0) if isinstance(node, SourceText) else node.place


def text_of(node: Node) -> SourceText:
    """Return a scalar's text; for a list or mapping the empty text where it begins."""
    if isinstance(node, SourceText):
        return node
    place = node.place
    return SourceText("", (SourceRange(0, place.path, place.line, place.column),))


# --- a record: a mapping whose keys are known -----------------------------------------


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with known keys: its values by key, and where it begins."""

    place: Place
    values: Mapping[str, Node]

    def text(self, key: str) -> SourceText:
        """Return the value's text; the empty text when it is not stated or is no scalar."""
        value = self.values.get(key)
        return value if isinstance(value, SourceText) else SourceText("")


def read_record(node: Node, known: Sequence[str], diagnostics: Diagnostics) -> Record:
    """Read a mapping; anything else gives a record without values. Reports both that and unknown keys."""
    return Record(place_of(node), {key.value: value for key, value in known_items(node, known, diagnostics)})


def known_items(node: Node, known: Sequence[str], diagnostics: Diagnostics) -> tuple[tuple[SourceText, Node], ...]:
    """Return the items of a mapping whose keys are known; reports unknown keys, and a node that is no mapping."""
    return tuple((key, value) for key, value in mapping_items(node, diagnostics) if check_key(key, known, diagnostics))


def mapping_items(node: Node, diagnostics: Diagnostics) -> tuple[tuple[SourceText, Node], ...]:
    """Return the items of a mapping; none for any other node, which is reported."""
    if isinstance(node, YamlMapping):
        return node.items
    diagnostics.add(codes.RECORD_UNREAD.at(place_of(node), "这里应当是“键: 值”", "写作 键: 值"))
    return ()


def list_items(
    node: Node, diagnostics: Diagnostics, message: str = "这里应当逐行列出", hint: str = "写作 - …"
) -> tuple[Node, ...]:
    """Return the entries of a list; none for an empty scalar, nor for any other node, which is reported."""
    match node:
        case YamlList():
            return node.items
        case SourceText(value=""):
            return ()
    diagnostics.add(codes.RECORD_UNREAD.at(place_of(node), message, hint))
    return ()


def check_key(key: SourceText, known: Sequence[str], diagnostics: Diagnostics) -> bool:
    """Whether the key is a known one; reports any other, with the nearest known key as remedy."""
    if key.value in known:
        return True
    near = nearest(key.value, known, 0.5)
    hint = f"您是不是要写“{near[0]}”？" if near else f"可以写的键：{'、'.join(known)}"
    diagnostics.add(codes.RECORD_KEY.at(key.place(), f"不认识的键“{key}”", hint))
    return False


# --- reading and writing a file ---------------------------------------------------------


def read_yaml(
    source: SourceFile,
    diagnostics: Diagnostics,
    colon_keys: Sequence[str] = (),
    nested_keys: re.Pattern[str] | None = None,
) -> Node | None:
    """Return the file's tree; None when it is empty or cannot be read, which is reported.

    Behind one of `colon_keys` at the beginning of a line a full-width colon is read as
    a half-width one, and reported; on an indented line too where `键/下级键` matches
    `nested_keys`.
    """
    lines = _half_width_colons(clean(source, diagnostics), colon_keys, nested_keys)
    diagnostics.add(*(line.finding for line in lines if line.finding is not None))
    shifts = {index: line.shift_behind for index, line in enumerate(lines) if line.shift_behind}
    builder = _Builder(source, shifts)
    text = "\n".join(line.text for line in lines)
    try:
        root = builder.build(text)
        marks = _syntax_marks(text) if builder.has_syntax else ()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        diagnostics.add(_unread(Place(source.path, line, column, line, column)))
        return None
    except (yaml.YAMLError, ValueError, OverflowError):
        # a character YAML does not allow, or an escape that names none
        diagnostics.add(_unread(source.top))
        return None
    if marks:
        diagnostics.add(*(_syntax(source, mark) for mark in marks))
        return None
    if builder.refused is not None:
        diagnostics.add(builder.refused)
        return None
    diagnostics.add(*builder.repeated)
    return root


def dump_yaml(values: object) -> str:
    """Return texts, lists and dicts of them as YAML, keys in their order, every paragraph on one line."""
    return yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=1_000_000_000)


def _unread(place: Place) -> Finding:
    return codes.RECORD_UNREAD.at(place, "这里的格式读不懂", "检查冒号后的空格、缩进和引号；含冒号的值加引号")


def _syntax_marks(text: str) -> tuple[yaml.Mark, ...]:
    """Where YAML's own signs (anchors, aliases, tags) stand, which would not be read as text."""
    signs = (yaml.AnchorToken, yaml.AliasToken, yaml.TagToken)
    return tuple(token.start_mark for token in yaml.scan(text, Loader=yaml.SafeLoader) if isinstance(token, signs))


def _syntax(source: SourceFile, mark: yaml.Mark) -> Finding:
    return codes.RECORD_UNREAD.at(
        Place(source.path, mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2),
        f"这里的 {(mark.buffer or '')[mark.pointer]} 不会当作文字读",
        "是文字的，整个值加引号；是 YAML 的简写的，把内容写全",
    )


def _start(event: yaml.Event) -> yaml.Mark:
    mark = event.start_mark
    assert mark is not None
    # libyaml's marks are of another type
    return yaml.Mark("", mark.index, mark.line, mark.column, None, 0)


class _Builder:
    """Builds the tree of one document from parser events, without recursion.

    `shifts` gives, by line index, the column behind which a line was made one
    character longer (a colon and a blank for one full-width colon).
    """

    def __init__(self, source: SourceFile, shifts: Mapping[int, int]) -> None:
        self.has_syntax = False
        """Whether an anchor, alias or tag was met."""
        self.refused: Finding | None = None
        """Why the whole document is refused: nested too deeply, or an escape that names a character nothing can show."""
        self.repeated: list[Finding] = []
        """Keys written twice."""
        self._source = source
        self._shifts = shifts
        self._anchors: set[str] = set()

    def build(self, text: str) -> Node | None:
        """Return the document's tree, None for an empty one; raises YAMLError for what is no YAML."""
        root: Node | None = None
        documents = 0
        open_nodes: list[tuple[yaml.CollectionStartEvent, list[Node]]] = []
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            node: Node
            match event:
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        raise yaml.MarkedYAMLError(problem="a second document", problem_mark=_start(event))
                    continue
                case yaml.CollectionStartEvent():
                    self._check_properties(event)
                    open_nodes.append((event, []))
                    if len(open_nodes) > MAX_NESTING:
                        self._refuse(
                            _start(event),
                            f"这里的括号或缩进套得太深（超过 {MAX_NESTING} 层），读不懂",
                            "照样子逐行写，不要一层套一层",
                        )
                        return None
                    continue
                case yaml.CollectionEndEvent():
                    start, children = open_nodes.pop()
                    node = self._collection(start, children)
                case yaml.ScalarEvent():
                    self._check_properties(event)
                    node = self._scalar(event)
                case yaml.AliasEvent():
                    if event.anchor not in self._anchors:
                        raise yaml.MarkedYAMLError(problem="an unknown alias", problem_mark=_start(event))
                    self.has_syntax = True
                    node = SourceText("")
                case _:
                    continue
            if open_nodes:
                open_nodes[-1][1].append(node)
            else:
                root = node
        return root

    def _check_properties(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None:
            if event.anchor in self._anchors:
                raise yaml.MarkedYAMLError(problem="an anchor twice", problem_mark=_start(event))
            self._anchors.add(event.anchor)
        if event.anchor is not None or event.tag is not None:
            self.has_syntax = True

    def _refuse(self, mark: yaml.Mark, message: str, hint: str) -> None:
        if self.refused is None:
            self.refused = codes.RECORD_UNREAD.at(self._place(mark), message, hint)

    def _place(self, mark: yaml.Mark, skipped: int = 0) -> Place:
        """The empty place in the file of a mark in the text that was parsed."""
        behind = self._shifts.get(mark.line)
        column = mark.column - (behind is not None and mark.column > behind) + 1 + skipped
        return Place(self._source.path, mark.line + 1, column, mark.line + 1, column)

    def _scalar(self, event: yaml.ScalarEvent) -> SourceText:
        if not all(map(is_printable, event.value.replace("\n", ""))):
            self._refuse(_start(event), "引号里的转义写出了不能印的字符", "直接写要写的字，不用 \\ 转义")
        place = self._place(_start(event), 1 if event.style in ("'", '"') else 0)
        return SourceText(event.value, (SourceRange(0, place.path, place.line, place.column),))

    def _collection(self, start: yaml.CollectionStartEvent, children: Sequence[Node]) -> Node:
        place = self._place(_start(start))
        if isinstance(start, yaml.SequenceStartEvent):
            return YamlList(place, tuple(children))
        items: dict[str, tuple[SourceText, Node]] = {}
        for key_node, value in zip(children[::2], children[1::2], strict=True):
            key = text_of(key_node)
            if key.value in items:
                self.repeated.append(
                    codes.KEY_TWICE.at(
                        key.place(),
                        f"“{key}”写了两次，以前一个为准",
                        "只留一个",
                        related=(Related(items[key.value][0].place(), "前一个"),),
                    )
                )
                continue
            items[key.value] = (key, value)
        return YamlMapping(place, tuple(items.values()))


# --- full-width colons --------------------------------------------------------------------

_COLON = lazy_pattern(r"[ \t]*(?:-[ \t]+)?(?P<key>[^\s:：]{1,10})(?P<colon>：[ \t]?)")


@dataclass(frozen=True, slots=True)
class _YamlLine:
    """A line as YAML reads it; behind the column `shift_behind` it is one character longer than in the file (0: it is not)."""

    text: str
    shift_behind: int = 0
    finding: Finding | None = None


_TOP_KEY = lazy_pattern(r"(?P<key>[^\s:：#-][^\s:：]{0,9})[:：]")


def _half_width_colons(
    lines: Iterable[SourceText], keys: Sequence[str], nested_keys: re.Pattern[str] | None
) -> list[_YamlLine]:
    """Return the lines with `: ` for every full-width colon that is meant as one."""
    done: list[_YamlLine] = []
    parent = ""
    for line in lines:
        top = _TOP_KEY.match(line.value)
        parent = top["key"] if top else parent
        match = _COLON.match(line.value)
        if match and line.value[:1] in (" ", "\t") and nested_keys is not None:
            is_key = match["key"] in keys or bool(nested_keys.fullmatch(f"{parent}/{match['key']}"))
        else:
            is_key = match is not None and match["key"] in keys
        done.append(_half_width_colon(line, match) if match and is_key else _YamlLine(line.value))
    return done


def _half_width_colon(line: SourceText, match: re.Match[str]) -> _YamlLine:
    """Return the line with `: ` for the full-width colon of the match."""
    start, stop = match.span("colon")
    finding = codes.RECORD_COLON.fix(
        line.place(start, stop),
        ": " if line.value[stop:].strip() else ":",
        "冒号是全角的，已当作半角读",
        "这里的冒号用半角，后面空一格",
    )
    return _YamlLine(f"{line.value[:start]}: {line.value[stop:]}", stop if stop - start == 1 else 0, finding)
