"""The registers' files: what is written into them, and the archived files of `定稿/` next to them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from pipeline.findings import Diagnostics
from pipeline.parse.register_values import register_entries
from pipeline.parse.yaml_reader import dump_yaml
from pipeline.publish.policy import normalize as normal
from pipeline.publish.policy.review_units import Piece, of_correction
from pipeline.publish.registers.model import (
    BEFORE,
    BUILT,
    FROZEN,
    ISSUED,
    PUBLISHED,
    SEALED,
    EarlierRecord,
    PublicationRecord,
    Registers,
    Review,
    Signing,
    Stage,
)
from pipeline.publish.registers.record_digest import with_digest
from pipeline.refusals import Reason, Refusal
from pipeline.storage import sha256
from pipeline.text.dates import format_day, format_hour

_OF_REVIEW = "# 保密审查登记，由 zwgk review --register 写成：登记已经做过的审查。请勿手工改动；只供内部，不会公开。\n"
_OF_SIGNINGS = "# 签发登记，由 zwgk issue 写成。请勿手工改动；只供内部，不会公开。\n"
_OF_LIVE = "# 发布时间登记，由 zwgk published 写成：登记已经发生的发布。登记错了不手工改，用它改登。\n"


def review_file(review: Review) -> str:
    """Return the text of a review's own file."""
    values: dict[str, object] = {"年度": str(review.year)} if review.year else {}
    values["环节"] = review.stage.value
    if review.is_light:
        values["复核"] = "是"
    values |= {"凭据": review.evidence, "日期": format_day(review.day), "岗位": review.reviewer_role}
    if review.sample:
        values["样例"] = "是"
    if review.disclosure is not None:
        values["公开属性"] = review.disclosure.value
    if review.scope:
        values["范围"] = list(review.scope)
    if review.releases:
        values["放行"] = [
            {"规则": release.code, "名称": release.label, "摘要": release.digest, "理由": release.reason}
            for release in review.releases
        ]
    if review.stage is Stage.WORDS:
        more = [of_correction(review.correction)] if review.correction else []
        values |= _words([*review.pieces, *more], review.version)
    return _OF_REVIEW + dump_yaml(with_digest(values))


def with_signing(registers: Registers, signing: Signing) -> str:
    """Return the text of `issued.yaml` with one more entry at its end."""
    values: dict[str, object] = {"日期": format_day(signing.day), "凭据": signing.evidence}
    if signing.sample:
        values["样例"] = "是"
    if signing.files:
        values["冻结"] = [
            {"名称": file.name, "位置": file.path, "摘要": file.digest, "来源": SEALED if file.sealed else BUILT}
            for file in signing.files
        ]
    return _appended(registers, ISSUED, _OF_SIGNINGS, values | _words(signing.pieces))


def with_publication(registers: Registers, live: PublicationRecord) -> str:
    """Return the text of `published.yaml` with one more entry at its end."""
    values: dict[str, object] = {"时间": format_hour(live.at)}
    if live.url:
        values["网址"] = live.url
    if live.sample:
        values["样例"] = "是"
    if live.correction:
        values["更正"] = live.correction
        values["审查凭据"] = live.evidence
        values["审查日期"] = format_day(live.reviewed_on) if live.reviewed_on is not None else ""
    if live.digest:
        values["摘要"] = live.digest
    return _appended(registers, PUBLISHED, _OF_LIVE, values)


def with_earlier(registers: Registers, record: EarlierRecord, evidence: str) -> str:
    """Return the text of `published.yaml` with the record of a publication before the tool was used; of several the last counts."""
    values: dict[str, object] = {"时间": format_day(record.publication.day)}
    if record.publication.url:
        values["网址"] = record.publication.url
    values[BEFORE] = "是"
    if evidence:
        values["凭据"] = evidence
    if record.sample:
        values["样例"] = "是"
    return _appended(registers, PUBLISHED, _OF_LIVE, values)


def with_amendment(registers: Registers, meant: PublicationRecord, at: datetime | None, url: str, basis: str) -> str:
    """Return the text of `published.yaml` with a record at its end that amends an earlier one (改登)."""
    values: dict[str, object] = {"原登记": format_hour(meant.at)}
    if at is not None and at != meant.at:
        values["时间"] = format_hour(at)
    if url and url != meant.url:
        values["网址"] = url
    if basis:
        values["凭据"] = basis
    if meant.sample:
        values["样例"] = "是"
    return _appended(registers, PUBLISHED, _OF_LIVE, values)


def _appended(registers: Registers, name: str, first: str, values: Mapping[str, object]) -> str:
    there = registers.sources.get(name)
    before = "\n".join(there.lines).rstrip("\n") + "\n" if there is not None else first
    records = register_entries(there, Diagnostics()) if there is not None else ()
    return before + dump_yaml([with_digest(values, records[-1] if records else None)])


def _words(pieces: Iterable[Piece], version: int = normal.FORMAT_VERSION) -> dict[str, object]:
    kept = list(pieces)
    return {
        "范式": str(version),
        "摘要": normal.digest(kept, version),
        "文字": [
            {"编号": piece.key, "名称": piece.label}
            | ({"层次": str(piece.depth)} if piece.depth else {})
            | {"原文": list(piece.lines)}
            for piece in kept
        ],
    }


# --- the frozen files ---------------------------------------------------------------


def read_archive(root: Path, year: int, signing: Signing) -> tuple[dict[str, bytes], tuple[Refusal, ...]]:
    """The files archived with a sign-off (定稿) by the name they are published under, and why any of them is not used.

    A path outside `定稿/` is never opened, whatever the register says.
    """
    folder = root / str(year) / FROZEN
    files: dict[str, bytes] = {}
    refusals: list[Refusal] = []
    for file in signing.files:
        path, shown = folder / file.path, f"{year}/{FROZEN}/{file.path}"
        if not path.resolve().is_relative_to(folder.resolve()) or Path(file.name).name != file.name:
            refusals.append(Refusal(Reason.ARCHIVED_FILE_OUTSIDE, path=shown))
            continue
        content = path.read_bytes() if path.is_file() else None
        if content is None:
            refusals.append(Refusal(Reason.ARCHIVED_FILE_MISSING, path=shown))
        elif sha256(content) != file.digest:
            refusals.append(Refusal(Reason.ARCHIVED_FILE_CHANGED, path=shown))
        else:
            files[file.name] = content
    return files, tuple(refusals)
