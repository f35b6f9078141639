"""The registers' files, read: what is damaged is found with its place and does not count."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import TypeVar

from pipeline.findings import (
    Finding,
    Severity,
    ordered,
)
from pipeline.model import Disclosure
from pipeline.parse import codes
from pipeline.parse.codes import Code
from pipeline.parse.head import HeadEntry, get_date as read_day
from pipeline.parse.records import check_key
from pipeline.parse.tree import (
    Fields,
    Many,
    Tree,
    place_of,
    read_tree,
)
from pipeline.publish.policy import normalize as normal
from pipeline.publish.policy.review_units import CORRECTION, Piece
from pipeline.publish.registers.model import (
    ISSUED,
    PUBLISHED,
    REVIEWS,
    SEALED,
    AmendedValue,
    ArchivedFile,
    PublicationRecord,
    Registers,
    Release,
    Review,
    Signing,
    Stage,
)
from pipeline.source import (
    Place,
    SourceFile,
    SourceText,
    file_from_bytes,
)
from pipeline.text.dates import parse_hour

REGISTER_CHANGED = Code("P080", Severity.ERROR, "登记里的文字被改动过")
REGISTER_LACKS = Code("P081", Severity.ERROR, "登记缺内容")
REGISTER_NEWER = Code("P082", Severity.ERROR, "登记的范式比本工具新")
OTHER_YEAR = Code("P083", Severity.ERROR, "别的年度的登记")


def read(root: Path, year: int, shown: str) -> Registers:
    """The registers of that year below a content root, shown in places as `shown`; OSError for what cannot be opened."""
    folder = root / str(year)
    names = [f"{REVIEWS}/{path.name}" for path in sorted((folder / REVIEWS).glob("*.yaml")) if path.is_file()]
    names += [name for name in (ISSUED, PUBLISHED) if (folder / name).is_file()]
    files = {}
    for name in names:
        files[name] = file_from_bytes(
            f"{shown}/{year}/{name}" if shown else f"{year}/{name}", (folder / name).read_bytes()
        )
    return parse(year, files)


def parse(year: int, files: Mapping[str, SourceFile]) -> Registers:
    """The registers from their files by name below the year's folder."""
    findings: list[Finding] = []
    reviews = [
        review
        for name, source in files.items()
        if name.startswith(f"{REVIEWS}/")
        for review in _reviews(name.removeprefix(f"{REVIEWS}/"), source, findings)
        if _is_of(review, year, source, findings)
    ]
    signings = tuple(_signings(files[ISSUED], findings)) if ISSUED in files else ()
    live = tuple(_live(files[PUBLISHED], findings)) if PUBLISHED in files else ()
    # of one day, `…-2.yaml` comes behind `….yaml`
    reviews.sort(key=lambda review: (review.day, len(review.name), review.name))
    return Registers(year, tuple(reviews), signings, live, ordered(findings), dict(files))


Choice = TypeVar("Choice", bound=Enum)


@dataclass(frozen=True, slots=True)
class _Record:
    """A mapping of a register: its values by key, where it begins, and where findings go."""

    values: Mapping[str, Tree]
    place: Place
    source: SourceFile
    findings: list[Finding]

    def text(self, key: str) -> SourceText:
        """The value's words, empty when it is not stated."""
        value = self.values.get(key)
        return value if isinstance(value, SourceText) else SourceText("")

    def words(self, key: str) -> str:
        return self.text(key).value

    def needed(self, key: str) -> str:
        """The value's words; found when it is not stated."""
        words = self.words(key)
        if not words:
            self.findings.append(REGISTER_LACKS.at(self.place, f"登记没有写“{key}”", "补上，或删去这份登记后重新登记"))
        return words

    def day(self, key: str) -> date | None:
        """The day; found when it is not stated or none."""
        if not self.needed(key):
            return None
        text = self.text(key)
        return read_day(HeadEntry(text, (text,)), self.findings).value

    def hour(self, key: str) -> datetime | None:
        """The hour; found when it is not stated or none."""
        text = self.text(key)
        at = parse_hour(text.value)
        if self.needed(key) and at is None:
            self.findings.append(codes.BAD_DAY.at(text.place(), f"“{text}”读不出时间", "写作 2023-07-03 09:30"))
        return at

    def yes(self, key: str) -> bool:
        return self.words(key) == "是"

    def choice(self, key: str, kind: type[Choice]) -> Choice | None:
        """The member of an enum that the value names; found when it names none."""
        words = self.needed(key)
        member = next((member for member in kind if member.value == words), None)
        if words and member is None:
            known = "、".join(str(member.value) for member in kind)
            self.findings.append(
                codes.UNKNOWN_VALUE.at(self.text(key).place(), f"“{key}”不能写“{words}”", f"可以写：{known}")
            )
        return member

    def lines(self, key: str) -> tuple[str, ...]:
        return tuple(part.value for part in self.parts(key) if isinstance(part, SourceText))

    def parts(self, key: str) -> tuple[Tree, ...]:
        """The entries of a list; anything else is found and gives none."""
        value = self.values.get(key)
        if value is None or (isinstance(value, SourceText) and not value):
            return ()
        return _parts(value, self.findings)

    def records(self, key: str, known: tuple[str, ...]) -> list["_Record"]:
        return [_record(part, self.source, known, self.findings) for part in self.parts(key)]


_WORDS_KEYS = ("范式", "摘要", "文字")
_REVIEW_KEYS = ("年度", "环节", "复核", "凭据", "日期", "岗位", "样例", "公开属性", "范围", "放行", *_WORDS_KEYS)
_SIGNING_KEYS = ("日期", "凭据", "样例", "冻结", *_WORDS_KEYS)
_LIVE_KEYS = ("原登记", "时间", "网址", "凭据", "样例", "更正", "审查凭据", "审查日期", "摘要")
_PIECE_KEYS = ("编号", "名称", "层次", "原文")
_RELEASE_KEYS = ("规则", "名称", "摘要", "理由")
_FILE_KEYS = ("名称", "位置", "摘要", "来源")

_OF_FORM = (
    codes.RECORD_UNREAD,
    codes.RECORD_KEY,
    codes.KEY_TWICE,
    codes.OTHER_ENCODING,
    codes.UNREADABLE,
    codes.UNKNOWN_VALUE,
    codes.BAD_DAY,
    REGISTER_CHANGED,
    REGISTER_LACKS,
    REGISTER_NEWER,
)


def _tree(source: SourceFile, findings: list[Finding]) -> Tree | None:
    """What the file holds; what is said of single characters was said of the plan, whose words they are."""
    found: list[Finding] = []
    tree = read_tree(source, found)
    findings += [one for one in found if one.code in {code.code for code in _OF_FORM}]
    if tree is None and not found:
        findings.append(REGISTER_LACKS.at(source.top, "登记是空的", "删去这个文件后重新登记"))
    return tree


def _parts(tree: Tree, findings: list[Finding]) -> tuple[Tree, ...]:
    if isinstance(tree, Many):
        return tree.parts
    findings.append(codes.RECORD_UNREAD.at(place_of(tree), "这里应当逐行列出", "写作 - …"))
    return ()


def _record(tree: Tree, source: SourceFile, known: tuple[str, ...], findings: list[Finding]) -> _Record:
    if not isinstance(tree, Fields):
        findings.append(codes.RECORD_UNREAD.at(place_of(tree), "这里应当是“键: 值”", "写作 键: 值"))
        return _Record({}, place_of(tree), source, findings)
    values = {key.value: value for key, value in tree.values if check_key(key, known, findings)}
    return _Record(values, tree.place, source, findings)


def _is_of(review: Review, year: int, source: SourceFile, findings: list[Finding]) -> bool:
    """Whether the review is of that year's plan; one that came along with a copied folder is found and does not count."""
    if review.year in (0, year):
        return True
    findings.append(
        OTHER_YEAR.at(source.top, f"这是 {review.year} 年计划的审查登记，{year} 年的计划要另行审查", "删去这个文件")
    )
    return False


def _reviews(name: str, source: SourceFile, findings: list[Finding]) -> Iterator[Review]:
    mine: list[Finding] = []
    tree = _tree(source, mine)
    if tree is None:
        findings += mine
        return
    record = _record(tree, source, _REVIEW_KEYS, mine)
    stage = record.choice("环节", Stage)
    basis, day, post = record.needed("凭据"), record.day("日期"), record.needed("岗位")
    disclosure = record.choice("公开属性", Disclosure) if stage is Stage.ATTRIBUTE else None
    releases = tuple(
        Release(one.needed("规则"), one.words("名称"), one.needed("摘要"), one.needed("理由"))
        for one in record.records("放行", _RELEASE_KEYS)
    )
    reviewed = _pieces(record) if stage is Stage.WORDS else ()
    correction = "\n".join(piece.words for piece in reviewed if piece.key == CORRECTION)
    pieces = tuple(piece for piece in reviewed if piece.key != CORRECTION)
    findings += mine
    if _stops(mine) or stage is None or day is None:
        return
    yield Review(
        name,
        stage,
        basis,
        day,
        post,
        record.yes("复核"),
        record.yes("样例"),
        disclosure,
        record.lines("范围"),
        releases,
        pieces,
        int(stated) if (stated := record.words("年度")).isdecimal() else 0,
        correction,
        int(record.words("范式")) if stage is Stage.WORDS else normal.VERSION,
    )


def _signings(source: SourceFile, findings: list[Finding]) -> Iterator[Signing]:
    tree = _tree(source, findings)
    for part in _parts(tree, findings) if tree is not None else ():
        mine: list[Finding] = []
        record = _record(part, source, _SIGNING_KEYS, mine)
        day, basis, pieces = record.day("日期"), record.needed("凭据"), _pieces(record)
        files = tuple(
            ArchivedFile(one.needed("名称"), one.needed("位置"), one.needed("摘要"), one.words("来源") == SEALED)
            for one in record.records("冻结", _FILE_KEYS)
        )
        findings += mine
        if not _stops(mine) and day is not None:
            yield Signing(day, basis, record.yes("样例"), pieces, files)


def _live(source: SourceFile, findings: list[Finding]) -> list[PublicationRecord]:
    tree = _tree(source, findings)
    live: list[PublicationRecord] = []
    begun: set[bool] = set()
    for part in _parts(tree, findings) if tree is not None else ():
        mine: list[Finding] = []
        record = _record(part, source, _LIVE_KEYS, mine)
        if record.words("原登记"):
            _mend(record, live)
            findings += mine
            continue
        at = record.hour("时间")
        sample, reviewed = record.yes("样例"), None
        # what a sample registered is no publication that a real 更正 could be of
        if any(sample or not of_sample for of_sample in begun):
            record.needed("更正")
            reviewed = record.day("审查日期")
        elif record.words("更正"):
            mine.append(REGISTER_LACKS.at(record.place, "更正前面没有发布的登记", "先登记发布"))
        begun.add(sample)
        findings += mine
        if not _stops(mine) and at is not None:
            live.append(
                PublicationRecord(
                    at,
                    record.words("网址"),
                    record.words("摘要"),
                    record.words("更正"),
                    record.words("审查凭据"),
                    reviewed,
                    sample=sample,
                )
            )
    return live


def _mend(record: _Record, live: list[PublicationRecord]) -> None:
    """Let what mends a record (改登) count in its place; found when there is no such record, nothing new, or no 凭据 for it."""
    found = record.findings
    of = record.hour("原登记")
    sample = record.yes("样例")
    named = (place for place, one in enumerate(live) if one.at == of and one.sample is sample)
    place = max(named, default=None)
    if place is None:
        found.append(REGISTER_LACKS.at(record.place, "改登的那一次，前面没有登记", "登记不手工改：恢复原来的文件"))
        return
    was = live[place]
    at = record.hour("时间") if record.words("时间") else was.at
    url = record.words("网址") or was.url
    if at is None:
        return
    if (at, url) == (was.at, was.url):
        found.append(REGISTER_LACKS.at(record.place, "没有写改成什么", "写上改成的 时间 或 网址"))
    elif at != was.at or (was.url and url != was.url):
        record.needed("凭据")
    if not _stops(found):
        live[place] = replace(
            was, at=at, url=url, before=(*was.before, AmendedValue(was.at, was.url, record.words("凭据")))
        )


def _stops(findings: Iterable[Finding]) -> bool:
    return any(found.severity is Severity.ERROR for found in findings)


def _pieces(record: _Record) -> tuple[Piece, ...]:
    """The words of a record; found when they are not those that were registered."""
    version = record.needed("范式")
    pieces = []
    for one in record.records("文字", _PIECE_KEYS):
        depth = one.words("层次") or "0"
        if not (depth.isascii() and depth.isdigit() and len(depth) < 3):
            record.findings.append(codes.UNKNOWN_VALUE.at(one.text("层次").place(), "层次是一个数字", "写 0、1、2 …"))
            depth = "0"
        pieces.append(Piece(one.needed("编号"), one.words("名称"), one.lines("原文"), int(depth)))
    stated = record.needed("摘要")
    known = {str(one): one for one in normal.VERSIONS}
    if version and version not in known:
        record.findings.append(
            REGISTER_NEWER.at(
                record.text("范式").place(),
                f"登记的范式是“{version}”，本工具只认得 {'、'.join(known)}",
                "换用新版本的本工具",
            )
        )
    elif version and stated and normal.digest(pieces, known[version]) != stated:
        record.findings.append(
            REGISTER_CHANGED.at(
                record.text("摘要").place(),
                "登记里的文字和登记时不同，这份登记不算数",
                "登记不手工改：恢复原来的文件，或删去后重新登记",
            )
        )
    return tuple(pieces)
