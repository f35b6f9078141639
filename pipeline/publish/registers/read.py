"""Reads the registers' files; a damaged record is a finding at its place and does not count."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pipeline.findings import Diagnostics, ordered
from pipeline.model import Disclosure, EarlierPublication
from pipeline.parse import codes
from pipeline.parse.register_values import (
    is_yes,
    list_records,
    list_texts,
    needed_choice,
    needed_day,
    needed_hour,
    needed_text,
    register_entries,
    register_root,
)
from pipeline.parse.yaml_reader import Record, read_record
from pipeline.publish.policy import normalize as normal
from pipeline.publish.policy.review_units import CORRECTION, Piece
from pipeline.publish.registers.model import (
    BEFORE,
    ISSUED,
    PUBLISHED,
    REVIEWS,
    SEALED,
    AmendedValue,
    ArchivedFile,
    EarlierRecord,
    PublicationRecord,
    Registers,
    Release,
    Review,
    Signing,
    Stage,
)
from pipeline.publish.registers.record_digest import KEY as DIGEST_KEY, check_digest
from pipeline.source import SourceFile, Sources


def read(sources: Sources) -> Registers:
    """Return the registers of a year from its files; they are among the other text files of `source.load_all_text`."""
    folder = f"{sources.shown(str(sources.year))}/"
    names = {file.path.removeprefix(folder): file for file in sources.other_text_files if file.path.startswith(folder)}
    return parse(sources.year, {name: file for name, file in names.items() if _is_register(name)})


def _is_register(name: str) -> bool:
    above, _, last = name.rpartition("/")
    return name in (ISSUED, PUBLISHED) or (above == REVIEWS and last.endswith(".yaml"))


def parse(year: int, files: Mapping[str, SourceFile]) -> Registers:
    """The registers from their files by name below the year's folder."""
    diagnostics = Diagnostics()
    reviews = [
        review
        for name, source in files.items()
        if name.startswith(f"{REVIEWS}/")
        for review in _reviews(name.removeprefix(f"{REVIEWS}/"), source, diagnostics)
        if _is_of(review, year, source, diagnostics)
    ]
    signings = tuple(_signings(files[ISSUED], diagnostics)) if ISSUED in files else ()
    live, earlier = _live(files[PUBLISHED], diagnostics) if PUBLISHED in files else ([], None)
    # of one day, `…-2.yaml` comes behind `….yaml`
    reviews.sort(key=lambda review: (review.day, len(review.name), review.name))
    return Registers(year, tuple(reviews), signings, tuple(live), earlier, ordered(diagnostics.findings), dict(files))


# --- the files ------------------------------------------------------------------------

_WORDS_KEYS = ("范式", "摘要", "文字")
_REVIEW_KEYS = (
    "年度",
    "环节",
    "复核",
    "凭据",
    "日期",
    "岗位",
    "样例",
    "公开属性",
    "范围",
    "放行",
    *_WORDS_KEYS,
    DIGEST_KEY,
)
_SIGNING_KEYS = ("日期", "凭据", "样例", "冻结", *_WORDS_KEYS, DIGEST_KEY)
_LIVE_KEYS = ("原登记", BEFORE, "时间", "网址", "凭据", "样例", "更正", "审查凭据", "审查日期", "摘要", DIGEST_KEY)
_PIECE_KEYS = ("编号", "名称", "层次", "原文")
_RELEASE_KEYS = ("规则", "名称", "摘要", "理由")
_FILE_KEYS = ("名称", "位置", "摘要", "来源")


def _is_of(review: Review, year: int, source: SourceFile, diagnostics: Diagnostics) -> bool:
    """Whether the review is of that year's plan; one that came along with a copied folder is reported and does not count."""
    if review.year in (0, year):
        return True
    diagnostics.add(
        codes.REGISTER_OF_OTHER_YEAR.at(
            source.top, f"这是 {review.year} 年计划的审查登记，{year} 年的计划要另行审查", "删去这个文件"
        )
    )
    return False


def _reviews(name: str, source: SourceFile, diagnostics: Diagnostics) -> Iterator[Review]:
    mine = Diagnostics()
    root = register_root(source, mine)
    if root is None:
        diagnostics.add(*mine.findings)
        return
    record = read_record(root, _REVIEW_KEYS, mine)
    check_digest(root, None, mine)
    stage = needed_choice(record, "环节", Stage, mine)
    basis, day, post = (
        needed_text(record, "凭据", mine),
        needed_day(record, "日期", mine),
        needed_text(record, "岗位", mine),
    )
    disclosure = needed_choice(record, "公开属性", Disclosure, mine) if stage is Stage.ATTRIBUTE else None
    releases = tuple(
        Release(
            needed_text(release, "规则", mine),
            release.text("名称").value,
            needed_text(release, "摘要", mine),
            needed_text(release, "理由", mine),
        )
        for release in list_records(record, "放行", _RELEASE_KEYS, mine)
    )
    reviewed = _pieces(record, mine) if stage is Stage.WORDS else ()
    correction = "\n".join(piece.text for piece in reviewed if piece.key == CORRECTION)
    pieces = tuple(piece for piece in reviewed if piece.key != CORRECTION)
    scope = list_texts(record, "范围", mine)
    diagnostics.add(*mine.findings)
    if mine.has_errors or stage is None or day is None:
        return
    yield Review(
        name,
        stage,
        basis,
        day,
        post,
        is_yes(record, "复核"),
        is_yes(record, "样例"),
        disclosure,
        scope,
        releases,
        pieces,
        int(stated) if (stated := record.text("年度").value).isdecimal() else 0,
        correction,
        int(record.text("范式").value) if stage is Stage.WORDS else normal.FORMAT_VERSION,
    )


def _signings(source: SourceFile, diagnostics: Diagnostics) -> Iterator[Signing]:
    previous = None
    for entry in register_entries(source, diagnostics):
        mine = Diagnostics()
        record = read_record(entry, _SIGNING_KEYS, mine)
        check_digest(entry, previous, mine)
        previous = entry
        day, basis, pieces = needed_day(record, "日期", mine), needed_text(record, "凭据", mine), _pieces(record, mine)
        files = tuple(
            ArchivedFile(
                needed_text(file, "名称", mine),
                needed_text(file, "位置", mine),
                needed_text(file, "摘要", mine),
                file.text("来源").value == SEALED,
            )
            for file in list_records(record, "冻结", _FILE_KEYS, mine)
        )
        diagnostics.add(*mine.findings)
        if not mine.has_errors and day is not None:
            yield Signing(day, basis, is_yes(record, "样例"), pieces, files)


def _live(source: SourceFile, diagnostics: Diagnostics) -> tuple[list[PublicationRecord], EarlierRecord | None]:
    """Return the publication and its corrections, and the last record of a publication before the tool was used."""
    live: list[PublicationRecord] = []
    earlier: EarlierRecord | None = None
    # whether a publication of a sample (True) and a real one (False) were read already
    begun: set[bool] = set()
    previous = None
    for entry in register_entries(source, diagnostics):
        mine = Diagnostics()
        record = read_record(entry, _LIVE_KEYS, mine)
        check_digest(entry, previous, mine)
        previous = entry
        if record.text("原登记"):
            _amend(record, live, mine)
            diagnostics.add(*mine.findings)
            continue
        if is_yes(record, BEFORE):
            day = needed_day(record, "时间", mine)
            diagnostics.add(*mine.findings)
            if not mine.has_errors and day is not None:
                earlier = EarlierRecord(EarlierPublication(day, record.text("网址").value), is_yes(record, "样例"))
            continue
        at = needed_hour(record, "时间", mine)
        sample, reviewed = is_yes(record, "样例"), None
        # what a sample registered is no publication that a real 更正 could be of
        if any(sample or not of_sample for of_sample in begun):
            needed_text(record, "更正", mine)
            reviewed = needed_day(record, "审查日期", mine)
        elif record.text("更正"):
            mine.add(codes.REGISTER_LACKS.at(record.place, "更正前面没有发布的登记", "先登记发布"))
        begun.add(sample)
        diagnostics.add(*mine.findings)
        if not mine.has_errors and at is not None:
            live.append(
                PublicationRecord(
                    at,
                    record.text("网址").value,
                    record.text("摘要").value,
                    record.text("更正").value,
                    record.text("审查凭据").value,
                    reviewed,
                    sample=sample,
                )
            )
    return live, earlier


def _amend(record: Record, live: list[PublicationRecord], diagnostics: Diagnostics) -> None:
    """Apply an amendment (改登) to the publication record it refers to, in place.

    Reports a missing record, an amendment that changes nothing, and one without evidence (凭据).
    """
    of = needed_hour(record, "原登记", diagnostics)
    sample = is_yes(record, "样例")
    matching = (index for index, earlier in enumerate(live) if earlier.at == of and earlier.sample is sample)
    index = max(matching, default=None)
    if index is None:
        diagnostics.add(
            codes.REGISTER_LACKS.at(record.place, "改登的那一次，前面没有登记", "登记不手工改：恢复原来的文件")
        )
        return
    was = live[index]
    at = needed_hour(record, "时间", diagnostics) if record.text("时间") else was.at
    url = record.text("网址").value or was.url
    if at is None:
        return
    if (at, url) == (was.at, was.url):
        diagnostics.add(codes.REGISTER_LACKS.at(record.place, "没有写改成什么", "写上改成的 时间 或 网址"))
    elif at != was.at or (was.url and url != was.url):
        needed_text(record, "凭据", diagnostics)
    if not diagnostics.has_errors:
        before = (*was.previous_values, AmendedValue(was.at, was.url, record.text("凭据").value))
        live[index] = replace(was, at=at, url=url, previous_values=before)


def _pieces(record: Record, diagnostics: Diagnostics) -> tuple[Piece, ...]:
    """Return the reviewed text of a record; reports text that is not what was registered."""
    version = needed_text(record, "范式", diagnostics)
    pieces = []
    for piece in list_records(record, "文字", _PIECE_KEYS, diagnostics):
        depth = piece.text("层次").value or "0"
        if not (depth.isascii() and depth.isdigit() and len(depth) < 3):
            place = piece.text("层次").place()
            diagnostics.add(codes.UNKNOWN_VALUE.at(place, "层次是一个数字", "写 0、1、2 …"))
            depth = "0"
        key = needed_text(piece, "编号", diagnostics)
        pieces.append(Piece(key, piece.text("名称").value, list_texts(piece, "原文", diagnostics), int(depth)))
    stated = needed_text(record, "摘要", diagnostics)
    known = {str(number): number for number in normal.FORMAT_VERSIONS}
    if version and version not in known:
        diagnostics.add(
            codes.REGISTER_NEWER.at(
                record.text("范式").place(),
                f"登记的范式是“{version}”，本工具只认得 {'、'.join(known)}",
                "换用新版本的本工具",
            )
        )
    elif version and stated and normal.digest(pieces, known[version]) != stated:
        diagnostics.add(
            codes.REGISTER_CHANGED.at(
                record.text("摘要").place(),
                "登记里的文字和登记时不同，这份登记不算数",
                "登记不手工改：恢复原来的文件，或删去后重新登记",
            )
        )
    return tuple(pieces)
