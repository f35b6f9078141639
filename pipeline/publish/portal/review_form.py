"""Build the 政府信息公开保密审查表, its form for changed text (原文／现文) and the 复核单, as DOCX.

Everything known is filled in; every opinion, conclusion, signature and day is left empty.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.findings import Finding, Severity
from pipeline.model import Disclosure, Plan, Site, TaskTable
from pipeline.publish.policy import policy as gate
from pipeline.publish.policy.normalize import FORMAT_VERSION, digest
from pipeline.publish.policy.policy import ReviewStatus
from pipeline.publish.policy.review_diff import Change, ChangeKind, Grade, wording_diff
from pipeline.publish.policy.review_units import CATALOGUED, LAYOUT, STATED, Piece, of_correction, reviewed_units
from pipeline.render.print_model import Span, Spans
from pipeline.render.word.form import (
    DAY,
    FOUR,
    SIGNED,
    Block,
    FormCell,
    FormHeading,
    FormTable,
    Redact,
    boxes,
    form_file,
    identity_rows,
    label,
    sign,
    value,
)
from pipeline.text.dates import format_day, format_hour
from pipeline.text.diff import DiffOp

WHOLE = "政府信息公开保密审查表"
CHANGED = "政府信息公开保密审查表（改动部分）"
LIGHT = "政府信息公开保密复核单"

CASES = (
    "国家秘密",
    "工作秘密",
    "商业秘密",
    "个人隐私",
    "国家安全、公共安全、经济安全、社会稳定",
    "内部事务信息",
    "过程性信息",
    "涉及其他机关、需要协商一致",
)
"""What a review asks of each document (政府信息公开条例, 第十一条、第十三条至第十六条)."""

DIGEST_CHARS = 16
"""The number of characters of a digest that are printed: enough to compare a form with its register."""

# --- the forms -------------------------------------------------------------------------


def form_title(state: ReviewStatus, *, whole: bool = False, correction: str = "") -> str:
    """Return the title of the form for the review that is due, by what `review_form` takes."""
    if whole or state.review is None or (state.grade is Grade.NOTHING and not correction):
        return WHOLE
    return LIGHT if state.grade is Grade.LIGHT and not correction else CHANGED


def review_form(
    plan: Plan,
    site: Site,
    state: ReviewStatus,
    findings: Sequence[Finding],
    template: Path,
    *,
    redact: Redact,
    whole: bool = False,
    passed: Sequence[tuple[Finding, str]] = (),
    correction: str = "",
) -> bytes:
    """Return the form for the review that is due: of the whole, of changed text (原文／现文), or a 复核 of punctuation.

    `redact` masks sensitive text. `passed` are findings that a review
    released, with the reasons. With `whole` it is the whole form whatever is
    registered. `correction` is the text of a 更正 to be reviewed with the plan. Raises
    TemplateError for a Word template that does not fit.
    """
    title = form_title(state, whole=whole, correction=correction)
    findings_and_reasons = [*((finding, "") for finding in findings), *passed]
    more = [of_correction(correction)] if correction else []
    added = tuple(Change(ChangeKind.ADDED, Grade.AGAIN, None, piece) for piece in more)
    state = replace(state, changes=(*state.changes, *added))
    if title == WHOLE:
        blocks = list(_whole(plan, site, state, findings_and_reasons, more))
        return form_file(WHOLE, blocks, plan, template, redact)
    return form_file(title, list(_changed(plan, site, state, findings_and_reasons, more)), plan, template, redact)


# --- the whole form ----------------------------------------------------------------------


def _opinions_of_posts() -> Iterator[tuple[FormCell, ...]]:
    """Yield the rows of the four reviewers (四级审查), each with a signature line, and the conclusion."""
    yield sign("承办人", "初审意见")
    yield sign("科室负责人", "意见")
    yield sign("办公室保密", "审查意见")
    yield sign("分管或主要", "领导意见")
    conclusions = ("□同意公开　□部分公开（遮盖后公开）", "□不公开　□报请有关主管部门或者保密行政管理部门确定")
    yield label("审查结论"), value(*conclusions, colspan=3)


def _whole(
    plan: Plan, site: Site, state: ReviewStatus, findings: Sequence[tuple[Finding, str]], more: Sequence[Piece]
) -> Iterator[Block]:
    head = plan.head
    pieces = (*reviewed_units(plan, site), *more)
    live = state.registers.public
    rows: list[tuple[FormCell, ...]] = [
        *identity_rows(plan),
        (label("承办科室"), value(""), label("承办人"), value("")),
        (label("审查编号"), value(""), label("填表日期"), value(DAY.strip())),
        (label("载体形式"), value(boxes(("公文类", "非公文类"))), label("拟公开时间"), value("")),
        (
            label("公开属性"),
            value(
                boxes((option.value for option in Disclosure), head.disclosure.value if head.disclosure else ""),
                "依据条款：",
                "不主动公开的理由：",
                colspan=3,
            ),
        ),
        (
            label("拟公开方式"),
            value(boxes(("政府网站", "报刊", "广播", "电视", "公开栏", "其他：　　　　")), colspan=3),
        ),
        (label("拟公开栏目"), value(site.get("栏目名称"), colspan=3)),
        (label("附件"), value(*([annex.title.value for annex in head.annexes] or ["无"]), colspan=3)),
        (label("送审文字"), value("逐项列在附录一", *_which(pieces), colspan=3)),
    ]
    for number, case in enumerate(CASES):
        cells = (value(case), value(boxes(("不涉及", "涉及", "不能确定")), colspan=2))
        rows.append((label("审查内容", rowspan=len(CASES)), *cells) if not number else cells)
    rows += [
        (label("机器检查"), value(*_counted(findings), colspan=3)),
        *_opinions_of_posts(),
        (
            label("发布后填写"),
            value(
                f"发布时间：{format_hour(live.at) if live else ''}",
                f"网址：{live.url if live else ''}",
                "发布人：",
                colspan=3,
            ),
        ),
        (label("备注"), value("样例，未经真实审查" if site.sample else "", colspan=3)),
    ]
    yield FormTable(WHOLE, FOUR, rows)
    yield FormHeading("附录一　逐项审查（一事一审）")
    yield FormTable("逐项审查", (0.22, 0.58, 0.2), list(_one_by_one(plan, pieces)), ("内容", "送审文字", "审查意见"))
    yield FormTable("逐项审查人", FOUR, [(label("逐项审查人"), value(SIGNED, colspan=3))])
    yield from _appendix("附录二　机器检查结果", findings, pieces)


def _one_by_one(plan: Plan, pieces: Sequence[Piece]) -> Iterator[tuple[FormCell, ...]]:
    """Yield a row for everything to be judged: what the heads state, then each paragraph, item and annex under its heading.

    Numbering and brackets are not judged.
    """
    stated = [f"{piece.label}：{'、'.join(piece.shown)}" for piece in pieces if piece.key in (*STATED, *CATALOGUED)]
    if any(isinstance(annex, TaskTable) for annex in plan.head.annexes):
        stated.append(f"附件栏目：{'、'.join(column.head for column in plan.head.columns)}")
    yield value("标题和目录信息"), value(*stated), value(*_JUDGED)
    for piece in pieces:
        if piece.is_heading:
            yield (value(*piece.shown, colspan=3),)
        elif piece.key not in (*STATED, *CATALOGUED, LAYOUT):
            yield value(piece.label), value(*piece.shown), value(*_JUDGED)


_JUDGED = ("□可以公开", "□不可公开", "□修改后公开")


def form_digest(plan: Plan, site: Site, correction: str = "") -> str:
    """Return the digest (摘要) that a form printed now has: of another text it is another."""
    more = [of_correction(correction)] if correction else []
    return digest((*reviewed_units(plan, site), *more))[:DIGEST_CHARS]


def _which(pieces: Sequence[Piece]) -> tuple[str, ...]:
    """Return the digest of the reviewed text, as printed."""
    return (f"摘要：{digest(pieces)[:DIGEST_CHARS]}（范式 {FORMAT_VERSION}，SHA-256 前 {DIGEST_CHARS} 位）",)


def _counted(findings: Sequence[tuple[Finding, str]]) -> tuple[str, ...]:
    if not findings:
        return ("没有发现问题（只供参考，不代替审查）",)
    counts = "，".join(
        f"{level.value} {sum(finding.severity is level for finding, _ in findings)} 处" for level in Severity
    )
    return f"{counts}；见附录", "（只供参考，不代替审查；涉密、隐私内容在表中遮盖）"


def _appendix(title: str, findings: Sequence[tuple[Finding, str]], pieces: Sequence[Piece]) -> Iterator[Block]:
    """Yield the findings, with sensitive text masked."""
    if not findings:
        return
    yield FormHeading(title)
    rows = []
    # the form is for 保密: its findings come first
    for finding, reason in sorted(findings, key=lambda entry: not entry[0].code.startswith(gate.SECRECY_PREFIX)):
        piece = gate.piece_of(finding, pieces)
        place = piece.label if piece is not None else f"{finding.place.path} 第 {finding.place.line} 行"
        lines = (finding.message, *((f"已放行：{reason}",) if reason else ()))
        rows.append((value(finding.severity.value), value(finding.code), value(place), value(*lines)))
    yield FormTable("机器检查结果", (0.12, 0.11, 0.27, 0.5), rows, ("级别", "规则", "位置", "提示"))


# --- the form for changes -------------------------------------------------------------------


def _changed(
    plan: Plan, site: Site, state: ReviewStatus, findings: Sequence[tuple[Finding, str]], more: Sequence[Piece]
) -> Iterator[Block]:
    review = state.review
    assert review is not None, "changes are since a review"
    light = state.grade is Grade.LIGHT
    since = f"{format_day(review.day)}，凭据：{review.evidence}，{review.reviewer_role}"
    yield FormTable(
        CHANGED,
        FOUR,
        [
            *identity_rows(plan),
            (label("上次审查"), value(since, colspan=3)),
            (label("送审文字"), value(*_which((*reviewed_units(plan, site), *more)), colspan=3)),
        ],
    )
    yield FormHeading("改动的标点和字符写法" if light else "改动的内容（一事一审）")
    rows = [(value(*_name_of(change)), *_both(change), value(*_opinions(change))) for change in state.changes]
    yield FormTable("原文和现文", (0.17, 0.32, 0.32, 0.19), rows, ("内容", "原文", "现文", "审查意见"))
    yield FormHeading("意见")
    if light:
        yield FormTable("意见", FOUR, [sign("保密岗位", "复核意见")])
        return
    pieces = [change.new for change in state.changes if change.new is not None]
    of_changes = [(finding, reason) for finding, reason in findings if gate.piece_of(finding, pieces) is not None]
    yield FormTable("意见", FOUR, [(label("机器检查"), value(*_counted(of_changes), colspan=3)), *_opinions_of_posts()])
    yield from _appendix("附录　改动部分的机器检查结果", of_changes, pieces)


def _name_of(change: Change) -> tuple[str, ...]:
    mark = "只差标点或字符写法" if change.grade is Grade.LIGHT else change.kind.value
    return change.label, f"（{mark}）"


def _opinions(change: Change) -> tuple[str, ...]:
    if change.grade is Grade.LIGHT:
        return ("□意思未变", "□意思有变，重新审查")
    return _JUDGED


def _both(change: Change) -> tuple[FormCell, FormCell]:
    """Return the old and the new text, with the differences in 黑体."""
    if change.old is None or change.new is None:
        return (
            value(*(change.old.shown if change.old else ("（无）",))),
            value(*(change.new.shown if change.new else ("（删去）",))),
        )
    if change.kind is ChangeKind.MOVED and change.old.lines == change.new.lines:
        return value(*change.old.shown), value("（位置变了，文字未变）")
    parts = wording_diff("\n".join(change.old.shown), "\n".join(change.new.shown))
    old = [Span(part.text, strong=part.op is not DiffOp.EQUAL) for part in parts if part.op is not DiffOp.INSERT]
    new = [Span(part.text, strong=part.op is not DiffOp.EQUAL) for part in parts if part.op is not DiffOp.DELETE]
    return FormCell(_split(old)), FormCell(_split(new))


def _split(spans: Iterable[Span]) -> tuple[Spans, ...]:
    """Divide the spans into paragraphs at line ends."""
    lines: list[list[Span]] = [[]]
    for span in spans:
        first, *rest = span.text.split("\n")
        lines[-1].append(Span(first, strong=span.strong))
        lines += [[Span(text, strong=span.strong)] for text in rest]
    return tuple(tuple(span for span in line if span.text) for line in lines)
