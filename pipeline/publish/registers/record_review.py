"""Register what people decided: a review (审查), a sign-off (签发).

Each function returns the files to write with notices about them, or why nothing is
registered. None decides, signs or dates anything: days, hours and evidence (凭据) are given.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from pipeline.check.redact import scan
from pipeline.dataclass import dataclass
from pipeline.findings import Finding
from pipeline.model import Plan, Site
from pipeline.notices import Event, Notice
from pipeline.publish.policy import policy as gate
from pipeline.publish.policy.normalize import FORMAT_VERSION, digest, punctuation_free_digest
from pipeline.publish.policy.policy import ReviewStatus
from pipeline.publish.policy.review_diff import Grade
from pipeline.publish.policy.review_units import (
    ISSUED_ON,
    for_format_version,
    of_correction,
    reviewed_units,
    signed_units,
)
from pipeline.publish.registers.model import (
    FROZEN,
    ISSUED,
    REVIEWS,
    ArchivedFile,
    Registers,
    Release,
    Review,
    Signing,
    Stage,
)
from pipeline.publish.registers.write import review_file, with_signing
from pipeline.refusals import Reason, Refusal
from pipeline.source import SourceRange, SourceText
from pipeline.storage import sha256

SEALED = "plan.pdf"
"""The file that a sealed or exported PDF replaces."""


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """Files to write below the content root, in this order, with notices about them; or why nothing is registered."""

    files: Mapping[str, bytes]
    notices: tuple[Notice, ...] = ()
    refusals: tuple[Refusal, ...] = ()


def refused(*refusals: Refusal) -> RegisterEntry:
    """Return the result for something that is not registered."""
    return RegisterEntry({}, (), refusals)


@dataclass(frozen=True, slots=True)
class ReleaseRequest:
    """A finding of 保密 that a review releases: its code, the item's id, short title or number (empty: all of that code), the reason."""

    code: str
    item: str
    reason: str


def _same(signing: Signing, text_digest: str, day: date, basis: str) -> bool:
    """Return whether exactly this is registered; with other evidence (凭据) it is registered again, and the later one counts."""
    return digest(signing.pieces) == text_digest and signing.day == day and signing.evidence == basis.strip()


def _is_same(first: Review, second: Review) -> bool:
    """Return whether both register the same review of the same text."""
    digests = [digest(review.pieces) for review in (first, second)]
    plain = [replace(review, name="", scope=(), pieces=()) for review in (first, second)]
    return digests[0] == digests[1] and plain[0] == plain[1]


# --- reviews ---------------------------------------------------------------------------


def record_review(
    plan: Plan,
    site: Site,
    state: ReviewStatus,
    findings: Iterable[Finding],
    *,
    stage: Stage,
    evidence: str,
    day: date,
    reviewer_role: str,
    is_light: bool = False,
    release: Sequence[ReleaseRequest] = (),
    correction: str = "",
    today: date | None = None,
) -> RegisterEntry:
    """Register a review that took place; `correction` is the text of a 更正 that was reviewed with the plan.

    `findings` are those of reading and checking: words that could not be read, or a
    secret nobody released, are not taken into a register. `today`, when given, is the
    day after which no review took place yet.
    """
    evidence, reviewer_role, correction = evidence.strip(), reviewer_role.strip(), correction.strip()
    reasons = [*_date_and_evidence_problems(evidence, day, today), *_reviewer_problems(reviewer_role)]
    if correction:
        reasons += _correction_problems(plan, state, correction, whole=stage is Stage.WORDS and not is_light)
    if is_light and stage is not Stage.WORDS:
        reasons.append(Refusal(Reason.ATTRIBUTE_IS_NEVER_LIGHT))
    attributes = [review.day for review in state.registers.reviews if review.stage is Stage.ATTRIBUTE]
    if stage is Stage.WORDS and not attributes:
        reasons.append(Refusal(Reason.ATTRIBUTE_COMES_FIRST, year=plan.year))
    elif stage is Stage.WORDS and not is_light and day < min(attributes):
        # one that was registered with a wrong day is registered again, and the earliest counts
        found_right = min(attributes)
        reasons.append(Refusal(Reason.REVIEW_BEFORE_ATTRIBUTE, day=day, attribute_day=found_right, year=plan.year))
    if release and (is_light or stage is not Stage.WORDS):
        reasons.append(Refusal(Reason.RELEASE_NEEDS_FULL_REVIEW))
    if reasons:
        return refused(*reasons)
    match stage:
        case Stage.ATTRIBUTE:
            return _attribute(plan, site, state, evidence, day, reviewer_role)
        case Stage.WORDS:
            return _words(
                plan, site, state, list(findings), evidence, day, reviewer_role, is_light, release, correction
            )


def _correction_problems(plan: Plan, state: ReviewStatus, correction: str, *, whole: bool) -> list[Refusal]:
    reasons = []
    if not whole:
        reasons.append(Refusal(Reason.CORRECTION_NEEDS_FULL_REVIEW))
    if state.registers.publication is None:
        reasons.append(Refusal(Reason.NOTHING_TO_CORRECT, year=plan.year))
    # the review of one that went live may be registered again, on another 凭据; another text is another 更正
    before = state.earlier_correction(correction)
    if before is not None and state.grade is Grade.AGAIN and state.review_of(correction) is not None:
        reasons.append(Refusal(Reason.CORRECTION_REPEATED, at=before.at))
    if any(scan([SourceText(correction, (SourceRange(0, "更正说明", 1, 1),))])):
        reasons.append(Refusal(Reason.CORRECTION_HAS_SECRETS))
    return reasons


def _date_and_evidence_problems(basis: str, day: date, today: date | None) -> list[Refusal]:
    reasons = []
    if not basis:
        reasons.append(Refusal(Reason.EVIDENCE_MISSING))
    if today is not None and day > today:
        reasons.append(Refusal(Reason.DAY_IN_FUTURE, day=day))
    return reasons


_OF_POSTS = set("岗位员长主任科处室办局股组部管审领导人书记会计师秘文干事工")
_SURNAMES = set(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜谢邹喻苏潘葛范彭郎鲁韦马苗方袁柳鲍史唐薛雷贺倪汤罗毕郝安常于傅齐康余顾孟黄萧尹姚邵汪毛戴宋庞熊纪舒屈项祝董梁杜阮蓝季贾江郭梅林钟徐邱骆高夏蔡田樊胡凌霍万柯卢莫房丁邓洪包石崔龚程陆翁甄曲侯乔阎涂蒲叶黎白赖龙刘詹谭曾廖聂丘易肖闫"
)


def _reviewer_problems(post: str) -> list[Refusal]:
    if not post:
        return [Refusal(Reason.REVIEWER_MISSING)]
    if 2 <= len(post) <= 3 and post[0] in _SURNAMES and not set(post[1:]) & _OF_POSTS:
        return [Refusal(Reason.REVIEWER_IS_A_NAME)]
    return []


def _attribute(plan: Plan, site: Site, state: ReviewStatus, basis: str, day: date, post: str) -> RegisterEntry:
    disclosure = plan.head.disclosure
    if disclosure is None:
        return refused(Refusal(Reason.DISCLOSURE_TO_BE_STATED))
    review = Review("", Stage.ATTRIBUTE, basis, day, post, sample=site.sample, disclosure=disclosure, year=plan.year)
    return _to_register_entry(plan.year, state.registers, review)


def _words(
    plan: Plan,
    site: Site,
    state: ReviewStatus,
    findings: list[Finding],
    basis: str,
    day: date,
    post: str,
    light: bool,
    release: Sequence[ReleaseRequest],
    correction: str,
) -> RegisterEntry:
    if any(finding.code == gate.CLASSIFICATION_MARK for finding in findings):
        return refused(Refusal(Reason.CLASSIFIED_TEXT))
    if any(finding.data_loss for finding in findings):
        return refused(Refusal(Reason.TEXT_LOST, year=plan.year))
    if light and state.review is None:
        return refused(Refusal(Reason.LIGHT_WITHOUT_REVIEW))
    if light and state.grade is Grade.AGAIN:
        labels = tuple(change.label for change in state.changes if change.grade is Grade.AGAIN)
        return refused(Refusal(Reason.LIGHT_BUT_TEXT_CHANGED, labels=labels))
    if light and state.grade is Grade.NOTHING:
        return refused(Refusal(Reason.LIGHT_BUT_UNCHANGED))
    if light and (reasons := _light_review_problems(state, day, post)):
        return refused(*reasons)
    releases, reasons = _releases(plan, site, state.registers, findings, release)
    if reasons:
        return refused(*reasons)
    # a 复核 of marks is of what the review before it was of
    version = state.review.version if light and state.review is not None else FORMAT_VERSION
    pieces = for_format_version(reviewed_units(plan, site), version)
    again = state.review is not None and len(state.changes) < len(pieces) / 2
    scope = tuple(change.label for change in state.changes) if again else ()
    if correction and again:
        scope = (*scope, of_correction(correction).label)
    review = Review(
        "",
        Stage.WORDS,
        basis,
        day,
        post,
        light,
        site.sample,
        scope=scope,
        releases=releases,
        pieces=pieces,
        year=plan.year,
        correction=correction,
        version=version,
    )
    entry = _to_register_entry(plan.year, state.registers, review)
    if entry.refusals:
        return entry
    notices = list(entry.notices)
    if releases:
        notices.append(Notice(Event.RELEASES_REGISTERED, count=len(releases)))
    return RegisterEntry(entry.files, tuple(notices))


def _light_review_problems(state: ReviewStatus, day: date, post: str) -> list[Refusal]:
    """Return why this cannot be the 复核 of a review: an earlier date, or a post that is not responsible for 保密."""
    assert state.review is not None, "there is a review to repeat"
    reasons = []
    if day < state.review.day:
        review = state.review
        reasons.append(Refusal(Reason.LIGHT_BEFORE_REVIEW, day=day, review_day=review.day, evidence=review.evidence))
    reviewing = dict.fromkeys(
        review.reviewer_role
        for review in state.registers.reviews
        if review.stage is Stage.WORDS and not review.is_light
    )
    if "保密" not in post and post not in reviewing:
        reasons.append(Refusal(Reason.LIGHT_BY_OTHER_ROLE, role=post, roles=tuple(reviewing)))
    return reasons


def _releases(
    plan: Plan, site: Site, registers: Registers, findings: Iterable[Finding], asked: Sequence[ReleaseRequest]
) -> tuple[tuple[Release, ...], list[Refusal]]:
    """Return what the review releases, and why it cannot be registered: a secret that is left would be copied into the register."""
    left, _ = gate.released(findings, plan, registers, site)
    pieces = reviewed_units(plan, site)
    used: set[ReleaseRequest] = set()
    releases: dict[tuple[str, str], Release] = {}
    unreleased = 0
    for finding in (candidate for candidate in left if gate.is_secret(candidate)):
        piece = gate.piece_of(finding, pieces)
        fitting = [
            request
            for request in asked
            if piece is not None and request.code == finding.code and _names(request.item, piece.key, piece.label)
        ]
        if piece is None or not fitting:
            unreleased += 1
            continue
        used.add(fitting[0])
        release = Release(finding.code, piece.label, punctuation_free_digest(piece), fitting[0].reason.strip())
        releases[release.code, release.digest] = release
    reasons = [
        Refusal(Reason.RELEASE_WITHOUT_REASON, code=request.code) for request in asked if not request.reason.strip()
    ]
    if unreleased:
        reasons.append(Refusal(Reason.SECRETS_LEFT_IN_REVIEW, count=unreleased))
    unused = tuple(request.code for request in asked if request not in used)
    if unused:
        reasons.append(Refusal(Reason.RELEASE_UNUSED, codes=unused))
    return tuple(releases.values()), reasons


def _names(asked: str, key: str, label: str) -> bool:
    """Return whether a request names this piece: by nothing (all), its file's stem, its short title, its number or its whole name."""
    number, _, title = label.partition("“")
    stem = "".join(key.split("/")[1:2])
    titles = (title.rstrip("”"), title.partition("”")[0])
    names = (key, stem, label, *titles, number, number.removeprefix("事项"))
    return not asked or asked in names


def _to_register_entry(year: int, registers: Registers, review: Review) -> RegisterEntry:
    taken = {earlier.name for earlier in registers.reviews} | {name.rpartition("/")[2] for name in registers.sources}
    kind = "复核" if review.is_light else review.stage.value
    there = [earlier for earlier in registers.reviews if earlier.stage is review.stage]
    # of 属性认定 the last one counts, so that an earlier one may be found right again
    of_these = there if review.stage is Stage.WORDS else there[-1:]
    for earlier in of_these:
        if _is_same(earlier, review):
            return refused(Refusal(Reason.ALREADY_REGISTERED, kind=kind, path=f"{year}/{REVIEWS}/{earlier.name}"))
    stem = f"{review.day.isoformat()}-{kind}"
    names = (f"{stem}.yaml", *(f"{stem}-{number}.yaml" for number in range(2, len(taken) + 3)))
    name = next(name for name in names if name not in taken)
    path = f"{year}/{REVIEWS}/{name}"
    event = (
        Event.ATTRIBUTE_REGISTERED
        if review.stage is Stage.ATTRIBUTE
        else Event.LIGHT_REVIEW_REGISTERED
        if review.is_light
        else Event.REVIEW_REGISTERED
    )
    notice = Notice(event, disclosure=review.disclosure, sample=review.sample, evidence=review.evidence, path=path)
    return RegisterEntry({path: review_file(review).encode()}, (notice,))


# --- 签发 ----------------------------------------------------------------------------------


def record_signoff(
    plan: Plan,
    site: Site,
    state: ReviewStatus,
    findings: Iterable[Finding],
    *,
    day: date,
    evidence: str,
    keep: Mapping[str, bytes] | None = None,
    sealed: bytes | None = None,
    today: date | None = None,
) -> RegisterEntry:
    """Register the 签发 of exactly this text.

    `keep` are the files to freeze as they are now, by the names they are published
    under. `sealed` is the sealed or exported PDF that goes out in place of plan.pdf; the caller has
    compared its text with the plan (`sealed.verify.compare_pdf`).
    """
    evidence = evidence.strip()
    reasons = _date_and_evidence_problems(evidence, day, today)
    if plan.is_draft:
        reasons.append(Refusal(Reason.SIGNOFF_OF_DRAFT, year=plan.year, causes=gate.draft_reasons(plan)))
    all_findings = list(findings)
    if any(finding.data_loss for finding in all_findings):
        reasons.append(Refusal(Reason.TEXT_LOST, year=plan.year))
    left, _ = gate.released(all_findings, plan, state.registers, site)
    if any(gate.is_secret(finding) for finding in left):
        reasons.append(Refusal(Reason.SECRETS_LEFT_IN_SIGNOFF))
    if state.registers.is_damaged(ISSUED):
        reasons.append(Refusal(Reason.SIGNOFF_REGISTER_DAMAGED, path=f"{plan.year}/{ISSUED}"))
    files = dict(keep or {}) | ({SEALED: sealed} if sealed is not None else {})
    review = state.review
    if review is not None and not review.is_light and day < review.day:
        reasons.append(Refusal(Reason.SIGNOFF_BEFORE_REVIEW, day=day, review_day=review.day))
    signing = state.signing
    pieces = signed_units(plan)
    if signing is not None and not files and _same(signing, digest(pieces), day, evidence):
        reasons.append(Refusal(Reason.ALREADY_SIGNED_OFF, day=signing.day))
    if reasons:
        return refused(*reasons)
    folder = _folder(day, state.all_registers)
    frozen = tuple(
        ArchivedFile(name, f"{folder}/{name}", sha256(content), sealed is not None and name == SEALED)
        for name, content in sorted(files.items())
    )
    fresh = Signing(day, evidence, site.sample, pieces, frozen)
    written = {f"{plan.year}/{FROZEN}/{file.path}": files[file.name] for file in frozen}
    # the register last: until it is written, nobody asks for the files
    written[f"{plan.year}/{ISSUED}"] = with_signing(state.registers, fresh).encode()
    notices = [Notice(Event.SIGNOFF_REGISTERED, sample=site.sample, day=day, evidence=evidence)]
    redated = any(change.new is not None and change.new.key == ISSUED_ON for change in state.unsigned_changes)
    # what is signed again for a 更正 keeps the day it was first issued on
    first = state.registers.publication is None or redated
    if plan.issued.value is not None and plan.issued.value != day and first:
        notices.append(Notice(Event.SIGNOFF_DAY_DIFFERS, day=plan.issued.value))
    if not state.is_reviewed:
        notices.append(Notice(Event.SIGNED_OFF_UNREVIEWED, year=plan.year))
    if frozen:
        archive = f"{plan.year}/{FROZEN}/{folder}/"
        notices.append(Notice(Event.FILES_ARCHIVED, count=len(frozen), folder=archive))
    return RegisterEntry(written, tuple(notices))


def _folder(day: date, registers: Registers) -> str:
    """Return a new folder for archived files: those of earlier sign-offs are not overwritten."""
    taken = {file.path.rpartition("/")[0] for signing in registers.signings for file in signing.files}
    stem = day.isoformat()
    return next(
        name for name in (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3))) if name not in taken
    )
