"""What people decided is entered in the registers (登记): a review, a 签发.

Each function gives the files to write and the words to say, or why nothing is
registered. None decides, signs or dates anything: days, hours and 凭据 are told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.check.redact import scan
from pipeline.findings import Finding
from pipeline.model import Plan, Site
from pipeline.publish.policy import policy as gate
from pipeline.publish.policy.normalize import (
    VERSION,
    digest,
    punctuation_free_digest,
)
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
from pipeline.publish.registers.write import (
    review_file,
    with_signing,
)
from pipeline.source import SourceRange, SourceText
from pipeline.storage import sha256
from pipeline.text.dates import format_day

SAMPLE = "样例（未经真实审查）"

SEALED = "plan.pdf"
"""The file in whose place a sealed or exported PDF goes out."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What to write below the content root, in this order, and what to say; or why nothing is registered."""

    files: Mapping[str, bytes]
    said: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def _refused(*reasons: str) -> Entry:
    return Entry({}, (), reasons)


@dataclass(frozen=True, slots=True)
class ReleaseRequest:
    """A finding of 保密 that a review asks to let pass: its code, the item's id, short title or number (empty: all of that code), why."""

    code: str
    item: str
    reason: str


def _same(signing: Signing, words: str, day: date, basis: str) -> bool:
    """Whether just this was registered already; with another 凭据 it is registered anew, and the later one counts."""
    return digest(signing.pieces) == words and signing.day == day and signing.basis == basis.strip()


def _is_same(one: Review, other: Review) -> bool:
    """Whether both register the same review of the same words."""
    words = [digest(review.pieces) for review in (one, other)]
    plain = [replace(review, name="", scope=(), pieces=()) for review in (one, other)]
    return words[0] == words[1] and plain[0] == plain[1]


# --- reviews ---------------------------------------------------------------------------


def record_review(
    plan: Plan,
    site: Site,
    state: ReviewStatus,
    findings: Iterable[Finding],
    *,
    stage: Stage,
    basis: str,
    day: date,
    post: str,
    light: bool = False,
    release: Sequence[ReleaseRequest] = (),
    correction: str = "",
    today: date | None = None,
) -> Entry:
    """Register a review that took place; `correction` are the words of a 更正 that was reviewed with the plan's.

    `findings` are those of reading and checking: words that could not be read, or a
    secret nobody released, are not taken into a register. `today`, when told, is the
    day after which no review took place yet.
    """
    basis, post, correction = basis.strip(), post.strip(), correction.strip()
    reasons = [*_missing(basis, day, today), *_of_post(post)]
    if correction:
        reasons += _of_correction_reviewed(plan, state, correction, whole=stage is Stage.WORDS and not light)
    if light and stage is not Stage.WORDS:
        reasons.append("--light 是发布审查的复核，属性认定没有复核")
    if stage is Stage.WORDS and state.attribute is None:
        reasons.append(
            "还没有登记属性认定，发布审查先不登记：公开属性认定在前，发布审查在后；"
            f"认定之后登记：{gate.command(plan.year, Stage.ATTRIBUTE)}，再登记发布审查"
        )
    if release and (light or stage is not Stage.WORDS):
        reasons.append("放行要经发布审查，属性认定和复核都不能放行")
    if reasons:
        return _refused(*reasons)
    match stage:
        case Stage.ATTRIBUTE:
            return _attribute(plan, site, state, basis, day, post)
        case Stage.WORDS:
            return _words(plan, site, state, list(findings), basis, day, post, light, release, correction)


def _of_correction_reviewed(plan: Plan, state: ReviewStatus, correction: str, *, whole: bool) -> list[str]:
    reasons = []
    if not whole:
        reasons.append("更正说明要经发布审查，属性认定和复核都不审查文字")
    if state.registers.publication is None:
        reasons.append(f"还没有登记过发布时间（zwgk published {plan.year}），没有可以更正的")
    # the review of one that went live may be registered again, on another 凭据; with other words it is another 更正
    before = state.said_before(correction)
    if before is not None and state.grade is Grade.AGAIN and state.review_of(correction) is not None:
        reasons.append(gate.duplicate_correction_message(before))
    if any(scan([SourceText(correction, (SourceRange(0, "更正说明", 1, 1),))])):
        reasons.append("更正说明里有保密方面的问题（密级、证件、电话、账号、地址等），不登记：先改正")
    return reasons


def _missing(basis: str, day: date, today: date | None) -> list[str]:
    reasons = []
    if not basis:
        reasons.append("没有凭据，不登记：写明审查表编号、会议纪要或批件（--basis）")
    if today is not None and day > today:
        reasons.append(f"{format_day(day)}还没有到：只登记已经做过的事")
    return reasons


_OF_POSTS = set("岗位员长主任科处室办局股组部管审领导人书记会计师秘文干事工")
_SURNAMES = set(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜谢邹喻苏潘葛范彭郎鲁韦马苗方袁柳鲍史唐薛雷贺倪汤罗毕郝安常于傅齐康余顾孟黄萧尹姚邵汪毛戴宋庞熊纪舒屈项祝董梁杜阮蓝季贾江郭梅林钟徐邱骆高夏蔡田樊胡凌霍万柯卢莫房丁邓洪包石崔龚程陆翁甄曲侯乔阎涂蒲叶黎白赖龙刘詹谭曾廖聂丘易肖闫"
)


def _of_post(post: str) -> list[str]:
    if not post:
        return ["没有岗位，不登记：写审查的岗位，如 保密员（--post）"]
    if 2 <= len(post) <= 3 and post[0] in _SURNAMES and not set(post[1:]) & _OF_POSTS:
        return ["岗位写职务（如 保密员、办公室主任），不写姓名"]
    return []


def _attribute(plan: Plan, site: Site, state: ReviewStatus, basis: str, day: date, post: str) -> Entry:
    disclosure = plan.head.disclosure
    if disclosure is None:
        return _refused("plan.md 的头部没有写公开属性：写上认定的属性，再登记")
    review = Review("", Stage.ATTRIBUTE, basis, day, post, sample=site.sample, disclosure=disclosure, year=plan.year)
    return _to_register_entry(plan.year, state.registers, review, f"属性认定已登记：{disclosure.value}")


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
) -> Entry:
    if any(finding.code == gate.MARK_OF_SECRECY for finding in findings):
        return _refused("文字里有密级标志，不登记：立即停止，报告本单位保密工作机构（保密办）")
    if any(finding.data_loss for finding in findings):
        return _refused(f"有字没有读出来，登记的文字会不全：先用 zwgk check {plan.year} 查看并改正")
    if light and state.review is None:
        return _refused("还没有登记过发布审查，没有可以复核的")
    if light and state.grade is Grade.AGAIN:
        named = "、".join(change.label for change in state.changes if change.grade is Grade.AGAIN)
        return _refused(f"改了文字，不能只复核，要重新审查：{named}")
    if light and state.grade is Grade.NOTHING:
        return _refused("文字与审查时相同，没有要复核的")
    if light and (reasons := _light_review_problems(state, day, post)):
        return _refused(*reasons)
    releases, reasons = _releases(plan, site, state.registers, findings, release)
    if reasons:
        return _refused(*reasons)
    # a 复核 of marks is of what the review before it was of
    version = state.review.version if light and state.review is not None else VERSION
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
    entry = _to_register_entry(plan.year, state.registers, review, f"{'复核' if light else '发布审查'}已登记")
    if entry.refused:
        return entry
    said = list(entry.said)
    found_right = min(one.day for one in state.registers.reviews if one.stage is Stage.ATTRIBUTE)
    if day < found_right:
        said.append(f"发布审查（{format_day(day)}）早于属性认定（{format_day(found_right)}），请核实日期")
    if releases:
        said.append(f"放行保密提示 {len(releases)} 处，理由已记下")
    return Entry(entry.files, tuple(said))


def _light_review_problems(state: ReviewStatus, day: date, post: str) -> list[str]:
    """Why this is no 复核 of what was reviewed: it is dated before it, or done by another post than looks after 保密."""
    assert state.review is not None, "there is something to look at a second time"
    reasons = []
    if day < state.review.day:
        reasons.append(
            f"复核（{format_day(day)}）早于它所复核的审查（{format_day(state.review.day)}，凭据：{state.review.basis}），"
            "不登记：核实复核的日期（--date）"
        )
    reviewing = dict.fromkeys(one.post for one in state.registers.reviews if one.stage is Stage.WORDS and not one.light)
    if "保密" not in post and post not in reviewing:
        reasons.append(
            f"复核由保密岗位做，“{post}”不是：由保密岗位复核后再登记，--post 写那个岗位，"
            f"如 保密员，或者登记过的发布审查的岗位（{'、'.join(reviewing)}）"
        )
    return reasons


def _releases(
    plan: Plan, site: Site, registers: Registers, findings: Iterable[Finding], asked: Sequence[ReleaseRequest]
) -> tuple[tuple[Release, ...], list[str]]:
    """What the review lets pass, and why it cannot be registered: a secret that is left would stand in the register."""
    left, _ = gate.released(findings, plan, registers, site)
    pieces = reviewed_units(plan, site)
    used: set[ReleaseRequest] = set()
    found: dict[tuple[str, str], Release] = {}
    unreleased = 0
    for finding in (one for one in left if gate.is_secret(one)):
        piece = gate.piece_of(finding, pieces)
        fitting = [
            one
            for one in asked
            if piece is not None and one.code == finding.code and _names(one.item, piece.key, piece.label)
        ]
        if piece is None or not fitting:
            unreleased += 1
            continue
        used.add(fitting[0])
        release = Release(finding.code, piece.label, punctuation_free_digest(piece), fitting[0].reason.strip())
        found[release.code, release.digest] = release
    reasons = [f"放行 {one.code} 没有写理由" for one in asked if not one.reason.strip()]
    if unreleased:
        reasons.append(
            f"有保密方面的必改问题 {unreleased} 处没有放行，不登记：先改正；确实可以公开的，登记时写明放行的规则和理由"
        )
    idle = [one.code for one in asked if one not in used]
    if idle:
        reasons.append(f"没有这样的保密问题可以放行：{'、'.join(idle)}")
    return tuple(found.values()), reasons


def _names(asked: str, key: str, label: str) -> bool:
    """Whether what was asked for is this piece: all of them, its file's stem, its short title, its number or its whole name."""
    number, _, title = label.partition("“")
    stem = "".join(key.split("/")[1:2])
    titles = (title.rstrip("”"), title.partition("”")[0])
    names = (key, stem, label, *titles, number, number.removeprefix("事项"))
    return not asked or asked in names


def _to_register_entry(year: int, registers: Registers, review: Review, said: str) -> Entry:
    taken = {one.name for one in registers.reviews} | {name.rpartition("/")[2] for name in registers.sources}
    kind = "复核" if review.light else review.stage.value
    there = [one for one in registers.reviews if one.stage is review.stage]
    # of 属性认定 the last one counts, so that an earlier one may be found right again
    of_these = there if review.stage is Stage.WORDS else there[-1:]
    for one in of_these:
        if _is_same(one, review):
            return _refused(
                f"同样的{kind}已经登记过（{year}/{REVIEWS}/{one.name}），没有再登记；凭据、岗位、日期与那一份不同的才登记"
            )
    stem = f"{review.day.isoformat()}-{kind}"
    names = (f"{stem}.yaml", *(f"{stem}-{number}.yaml" for number in range(2, len(taken) + 3)))
    name = next(name for name in names if name not in taken)
    path = f"{year}/{REVIEWS}/{name}"
    told = f"{said}，{SAMPLE}" if review.sample else said
    return Entry({path: review_file(review).encode()}, (f"{told}，凭据：{review.basis}，{path}",))


# --- 签发 ----------------------------------------------------------------------------------


def record_signoff(
    plan: Plan,
    site: Site,
    state: ReviewStatus,
    findings: Iterable[Finding],
    *,
    day: date,
    basis: str,
    keep: Mapping[str, bytes] | None = None,
    sealed: bytes | None = None,
    today: date | None = None,
) -> Entry:
    """Register the 签发 of exactly these words.

    `keep` are the files to freeze as they are now, by the names they are published
    under. `sealed` is the sealed or exported PDF that goes out in place of plan.pdf; the caller has
    held its text against the plan (`sealed.differences`).
    """
    basis = basis.strip()
    reasons = _missing(basis, day, today)
    if plan.is_draft:
        reasons.append(
            f"{plan.year} 年还是草稿（{gate.draft_reasons(plan)}），不登记签发：先用 zwgk check {plan.year} 逐处查看"
        )
    found = list(findings)
    if any(finding.data_loss for finding in found):
        reasons.append(f"有字没有读出来，登记的文字会不全：先用 zwgk check {plan.year} 查看并改正")
    left, _ = gate.released(found, plan, state.registers, site)
    if any(gate.is_secret(finding) for finding in left):
        reasons.append("有保密方面的必改问题没有放行，不登记签发")
    if state.registers.damaged(ISSUED):
        reasons.append(f"{plan.year}/{ISSUED} 读不懂或被改动过：先恢复这个文件")
    files = dict(keep or {}) | ({SEALED: sealed} if sealed is not None else {})
    signing = state.signing
    pieces = signed_units(plan)
    if signing is not None and not files and _same(signing, digest(pieces), day, basis):
        reasons.append(f"这些文字已经登记过签发（{format_day(signing.day)}）")
    if reasons:
        return _refused(*reasons)
    folder = _folder(day, state.everything)
    frozen = tuple(
        ArchivedFile(name, f"{folder}/{name}", sha256(content), sealed is not None and name == SEALED)
        for name, content in sorted(files.items())
    )
    fresh = Signing(day, basis, site.sample, pieces, frozen)
    written = {f"{plan.year}/{FROZEN}/{file.path}": files[file.name] for file in frozen}
    # the register last: until it is written, nobody asks for the files
    written[f"{plan.year}/{ISSUED}"] = with_signing(state.registers, fresh).encode()
    said = [f"签发已登记{f'，{SAMPLE}' if site.sample else ''}：{format_day(day)}，凭据：{basis}"]
    redated = any(change.new is not None and change.new.key == ISSUED_ON for change in state.deviations)
    # what is signed again for a 更正 keeps the day it was first issued on
    first = state.registers.publication is None or redated
    if plan.issued.value is not None and plan.issued.value != day and first:
        said.append(f"签发日期和成文日期（{format_day(plan.issued.value)}）不同，请核实")
    if not state.is_reviewed:
        said.append(f"这些文字还没有审查完，发布以前要登记：zwgk review {plan.year}")
    if frozen:
        said.append(f"定稿文件 {len(frozen)} 个存入 {plan.year}/{FROZEN}/{folder}/，发布时原样使用")
    return Entry(written, tuple(said))


def _folder(day: date, registers: Registers) -> str:
    """A folder of its own for each freezing: the files of an earlier one stay as they are."""
    taken = {file.path.rpartition("/")[0] for signing in registers.signings for file in signing.files}
    stem = day.isoformat()
    return next(
        name for name in (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3))) if name not in taken
    )
