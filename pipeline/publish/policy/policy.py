"""The review policy (先审查、后公开): the review status of a plan, and why it may not be published yet.

Pure functions: nothing is read, written or dated here. The registers say what people
decided; the policy only compares the present text with them.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from pipeline.dataclass import dataclass
from pipeline.findings import Finding, Severity
from pipeline.model import Disclosure, Note, Plan, Site
from pipeline.publish.policy.normalize import (
    TextFix,
    matches_digest,
    normalize_text,
    punctuation_free_digest,
    squeeze_blanks,
)
from pipeline.publish.policy.review_diff import Change, Grade, diff_units, max_grade
from pipeline.publish.policy.review_units import Piece, for_format_version, reviewed_units, signed_units
from pipeline.publish.registers.model import PublicationRecord, Registers, Review, Signing, Stage
from pipeline.refusals import Reason, Refusal
from pipeline.source import Place

SECRECY_PREFIX = "S"
"""The prefix of codes about 保密: only a review can release such a finding."""

CLASSIFICATION_MARK = "S001"
"""密级标志: content with one is not published, whatever is registered."""


# --- the state -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReviewStatus:
    """What is registered for a plan as it is now.

    `attribute` is the last 属性认定. `review` is the 发布审查 nearest to the text and `changes`
    what differs from it; none when they are covered. `signing` is the last 签发,
    `unsigned_changes` what differs from the final text (定稿) and makes the sign-off stale,
    `tolerated_changes` what a light review (复核) allows to differ. `registers` are those that
    count, `all_registers` also what was registered for a sample that this is not.
    """

    year: int
    disclosure: Disclosure | None
    attribute: Review | None
    review: Review | None
    changes: tuple[Change, ...]
    signing: Signing | None
    unsigned_changes: tuple[Change, ...]
    tolerated_changes: tuple[Change, ...]
    registers: Registers
    all_registers: Registers
    is_changed_since_publication: bool = False
    """Whether the text is another than the one published last."""

    @property
    def grade(self) -> Grade:
        """How stale the 发布审查 is; AGAIN also if there never was one."""
        return Grade.AGAIN if self.review is None else max_grade(self.changes)

    @property
    def is_attributed(self) -> bool:
        """Whether the last 属性认定 confirmed the 公开属性 that the plan states."""
        return self.attribute is not None and self.attribute.disclosure is self.disclosure

    @property
    def is_withheld(self) -> bool:
        """Whether it was decided that the plan is not 主动公开."""
        return self.is_attributed and self.disclosure is not Disclosure.PUBLIC

    @property
    def is_reviewed(self) -> bool:
        """Whether both reviews took place and cover the plan as it is."""
        return self.is_attributed and self.grade is Grade.NOTHING

    def review_of(self, correction: str) -> Review | None:
        """Return the last review of a 更正 of this text, or None."""
        reviews = [
            review
            for review in self.registers.reviews
            if review.correction and squeeze_blanks(review.correction) == squeeze_blanks(correction)
        ]
        return reviews[-1] if reviews else None

    def earlier_correction(self, correction: str) -> PublicationRecord | None:
        """Return the published 更正 of this text, or None."""
        return next(
            (
                record
                for record in self.registers.corrections
                if squeeze_blanks(record.correction) == squeeze_blanks(correction)
            ),
            None,
        )

    @property
    def pending_correction(self) -> str:
        """The text of the last 更正 that was reviewed and is not published yet; empty if there is none."""
        reviewed = [review.correction for review in self.registers.reviews if review.correction]
        left = [correction for correction in reviewed if self.earlier_correction(correction) is None]
        return left[-1] if left else ""

    def was_sampled(self, stage: Stage) -> bool:
        """Whether a review of that stage is registered for a sample, which counts for a sample alone."""
        return any(review.stage is stage for review in self.all_registers.reviews)

    @property
    def is_signed(self) -> bool:
        """Whether this text is the 定稿."""
        return self.signing is not None and not self.unsigned_changes


def review_status(plan: Plan, site: Site, everything: Registers, fix: TextFix = normalize_text) -> ReviewStatus:
    """Return the review status of the plan.

    `fix` applies safe fixes: what they change needs no more than a 复核.
    What was registered for a sample counts for a sample alone.
    """
    registers = everything.effective(sample=site.sample)
    attributes = [entry for entry in registers.reviews if entry.stage is Stage.ATTRIBUTE]
    review, changes = _nearest(reviewed_units(plan, site), registers.reviews, fix)
    signing = registers.signings[-1] if registers.signings else None
    pieces = signed_units(plan)
    differing = diff_units(signing.pieces, pieces, fix) if signing is not None else ()
    live = registers.publications[-1].digest if registers.publications else ""
    return ReviewStatus(
        plan.year,
        plan.head.disclosure,
        attributes[-1] if attributes else None,
        review,
        changes,
        signing,
        tuple(change for change in differing if change.grade is Grade.AGAIN),
        tuple(change for change in differing if change.grade is not Grade.AGAIN),
        registers,
        everything,
        bool(live) and not matches_digest(live, pieces),
    )


def only_sampled(registers: Registers, site: Site) -> bool:
    """Return whether all that is registered was registered for a sample, and the site is none."""
    made = [*(review.sample for review in registers.reviews), *(signing.sample for signing in registers.signings)]
    return not site.sample and bool(made) and all(made)


def withheld_disclosure(disclosure: Disclosure | None, registers: Registers) -> Disclosure | None:
    """Return what a plan is instead of 主动公开, by its head or the last effective 属性认定; None if neither says so."""
    stated = [review.disclosure for review in registers.reviews if review.stage is Stage.ATTRIBUTE]
    return next((value for value in (disclosure, *stated[-1:]) if value not in (None, Disclosure.PUBLIC)), None)


def _nearest(
    pieces: Sequence[Piece], usable: Sequence[Review], fix: TextFix
) -> tuple[Review | None, tuple[Change, ...]]:
    """Return the review that differs least from this text and how it differs; the latest among equals.

    A light review (复核) counts only after an earlier full review of the same letters.
    """
    of_words = [review for review in usable if review.stage is Stage.WORDS]
    whole = [review for review in of_words if not review.is_light]
    best: tuple[Review | None, tuple[Change, ...]] = (None, ())
    for review in reversed(of_words):
        if review.is_light and not _bases(review.pieces, review.day, whole, fix):
            continue
        changes = diff_units(review.pieces, for_format_version(pieces, review.version), fix)
        if not changes:
            return review, ()
        if best[0] is None or (max_grade(changes), len(changes)) < (max_grade(best[1]), len(best[1])):
            best = (review, changes)
    return best


def _bases(pieces: Sequence[Piece], day: date, reviews: Iterable[Review], fix: TextFix) -> list[Review]:
    """Return the full reviews that a light review (复核) of that day is based on: of the same letters, and not later."""
    return [
        review
        for review in reviews
        if review.day <= day
        and max_grade(diff_units(review.pieces, for_format_version(pieces, review.version), fix)) <= Grade.LIGHT
    ]


# --- findings that a review released ----------------------------------------------------


def is_secret(finding: Finding) -> bool:
    """Return whether the finding is one of 保密 that stops publication."""
    return finding.code.startswith(SECRECY_PREFIX) and finding.severity is Severity.ERROR


def released(
    findings: Iterable[Finding], plan: Plan, registers: Registers, site: Site
) -> tuple[tuple[Finding, ...], tuple[tuple[Finding, str], ...]]:
    """Return the findings that are left, and those that a review released (放行), each with the reason given.

    A release is valid for its code and the unit's letters: it ends when a letter changes.
    """
    reasons = {
        (release.code, release.digest): release.reason
        for review in registers.effective(sample=site.sample).reviews
        for release in review.releases
    }
    left: list[Finding] = []
    passed: list[tuple[Finding, str]] = []
    pieces = reviewed_units(plan, site) if reasons else ()
    for finding in findings:
        may_pass = is_secret(finding) and finding.code != CLASSIFICATION_MARK
        piece = piece_of(finding, pieces) if may_pass else None
        reason = reasons.get((finding.code, punctuation_free_digest(piece))) if piece is not None else None
        if reason is None:
            left.append(finding)
        else:
            passed.append((finding, reason))
    return tuple(left), tuple(passed)


def piece_of(finding: Finding, pieces: Iterable[Piece]) -> Piece | None:
    """Return the piece that the finding points at; None if it points at none (a comment, a register)."""
    for piece in pieces:
        if any(_overlap(place, finding.place) for text in piece.texts for place in text.places()):
            return piece
    return None


def _overlap(first: Place, second: Place) -> bool:
    return (
        first.path == second.path
        and (first.line, first.column) < (second.end_line, second.end_column)
        and (second.line, second.column) < (first.end_line, first.end_column)
    )


# --- a draft ---------------------------------------------------------------------------


def open_todos(plan: Plan) -> tuple[Note, ...]:
    """Return the marks (待核) left in the plan, each of which makes it a draft."""
    return tuple(note for note in plan.notes() if note.is_todo)


def draft_reasons(plan: Plan) -> tuple[Refusal, ...]:
    """Return why the plan is a draft (草稿); empty if it is none."""
    todos = open_todos(plan)
    reasons = [Refusal(Reason.STAGE_STATED, stage=plan.head.stage.value)] if plan.head.stage else []
    reasons += [Refusal(Reason.NOT_DATED)] if plan.issued.value is None else []
    reasons += [Refusal(Reason.TODOS_LEFT, count=len(todos))] if todos else []
    return tuple(reasons)


# --- why not -------------------------------------------------------------------------


def refusals(state: ReviewStatus, findings: Iterable[Finding]) -> tuple[Refusal, ...]:
    """Return every reason why the plan may not be published as it is; empty if it may.

    `findings` are all that reading, checking and rendering found and no review released.
    A refusal over changes names all of them as `changes`.
    """
    reasons: list[Refusal] = []
    stopping = [*findings, *state.registers.findings]
    errors = len(
        {(finding.code, finding.place, finding.message) for finding in stopping if finding.severity is Severity.ERROR}
    )
    if errors:
        reasons.append(Refusal(Reason.ERRORS_FOUND, year=state.year, count=errors))
    reasons += _of_disclosure(state)
    reasons += _of_review(state)
    reasons += _of_signing(state)
    reasons += _of_corrections(state)
    return tuple(reasons)


def _of_disclosure(state: ReviewStatus) -> list[Refusal]:
    match state.disclosure:
        case Disclosure.PUBLIC if state.is_attributed:
            return []
        case Disclosure.PUBLIC if state.attribute is None:
            return [Refusal(Reason.ATTRIBUTE_MISSING, year=state.year, sampled=state.was_sampled(Stage.ATTRIBUTE))]
        case Disclosure.PUBLIC:
            return [Refusal(Reason.ATTRIBUTE_DIFFERS, year=state.year, review=state.attribute)]
        case None:
            return [Refusal(Reason.DISCLOSURE_UNSTATED)]
        case disclosure:
            return [Refusal(Reason.NOT_PUBLIC, disclosure=disclosure)]


def _of_review(state: ReviewStatus) -> list[Refusal]:
    if state.review is None:
        return [Refusal(Reason.REVIEW_MISSING, year=state.year, sampled=state.was_sampled(Stage.WORDS))]
    match state.grade:
        case Grade.NOTHING:
            return []
        case Grade.LIGHT:
            return [Refusal(Reason.MARKS_CHANGED, year=state.year, day=state.review.day, changes=state.changes)]
        case Grade.AGAIN:
            return [
                Refusal(
                    Reason.REVIEW_STALE,
                    year=state.year,
                    day=state.review.day,
                    graver=tuple(change for change in state.changes if change.grade is Grade.AGAIN),
                    changes=state.changes,
                    # what was public is corrected (更正): the text of the 更正 is reviewed with the plan
                    published=state.registers.publication is not None,
                )
            ]


def _of_signing(state: ReviewStatus) -> list[Refusal]:
    if state.signing is None:
        return [Refusal(Reason.SIGNOFF_MISSING, year=state.year)]
    if state.unsigned_changes:
        return [Refusal(Reason.SIGNOFF_STALE, year=state.year, day=state.signing.day, changes=state.unsigned_changes)]
    return []


def _of_corrections(state: ReviewStatus) -> list[Refusal]:
    """The published text of each correction (更正) must be one that was reviewed."""
    return [
        Refusal(Reason.PUBLISHED_CORRECTION_UNREVIEWED, year=state.year, at=record.at)
        for record in state.registers.corrections
        if state.review_of(record.correction) is None
    ]
