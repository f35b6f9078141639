"""The gate: what must be registered before a plan goes out, what makes it stale, and what is refused with which remedy."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given

from pipeline.check.redact import scan_site
from pipeline.cli.messages.command import CommandLine
from pipeline.cli.messages.publish import notes
from pipeline.cli.messages.review import summary
from pipeline.cli.messages.sentences import sentence
from pipeline.findings import Finding, Severity
from pipeline.model import Disclosure, FreeAnnex, Note, Paragraph, Plan, Section, Site, StatedDate
from pipeline.notices import Event, Notice
from pipeline.parse import parse as parse_plan
from pipeline.publish.policy import policy as gate
from pipeline.publish.policy.disclosure_deadline import (
    DeadlineStatus,
    DisclosureDeadline,
    deadline_status,
    disclosure_deadline,
)
from pipeline.publish.policy.normalize import digest
from pipeline.publish.policy.policy import refusals, released
from pipeline.publish.policy.review_diff import Grade
from pipeline.publish.policy.review_units import CATALOGUED, reviewed_units, signed_units
from pipeline.publish.portal.review_summary import decisions, summary_table
from pipeline.publish.registers.model import Review, Stage
from pipeline.publish.registers.record_review import RegisterEntry, ReleaseRequest
from pipeline.publish.registers.write import read_archive, review_file
from pipeline.refusals import Reason, Refusal
from pipeline.render.comparison_table import cell_text
from pipeline.source import SourceRange, Sources, SourceText, load_year
from pipeline.storage import sha256, write_files
from pipeline.text.dates import BEIJING
from tests.approvals import without_digests
from tests.builders import ROOT
from tests.review_desk import CALLING, DAY, NUMBER, PLAN, SAMPLE, SITE, Desk, asked, found, plan, ready
from tests.strategies import YEAR, plans


def reasons(entry: RegisterEntry) -> list[Reason]:
    """Why nothing is registered."""
    return [refusal.reason for refusal in entry.refusals]


def events(entry: RegisterEntry) -> list[Event]:
    """What the notices of an entry are about."""
    return [notice.event for notice in entry.notices]


def hour(day: int, at: int = 9, month: int = 3) -> datetime:
    return datetime(2024, month, day, at, 30, tzinfo=BEIJING)


# --- what is needed -------------------------------------------------------------------------


def test_nothing_registered_is_refused_step_by_step() -> None:
    desk = Desk()
    assert desk.reasons(PLAN) == [Reason.ATTRIBUTE_MISSING, Reason.REVIEW_MISSING, Reason.SIGNOFF_MISSING]
    desk.attributed(PLAN)
    assert desk.reasons(PLAN) == [Reason.REVIEW_MISSING, Reason.SIGNOFF_MISSING]
    desk.reviewed(PLAN)
    assert desk.reasons(PLAN) == [Reason.SIGNOFF_MISSING]
    desk.signed(PLAN)
    assert desk.reasons(PLAN) == []


@pytest.mark.slow
@given(plans())
def test_any_plan_that_was_reviewed_and_signed_may_go_out(of: Plan) -> None:
    of = replace(
        of,
        head=replace(
            of.head, disclosure=Disclosure.PUBLIC, issued=StatedDate(SourceText("2024年3月5日"), date(2024, 3, 5))
        ),
    )
    draft = of.is_draft
    desk = Desk()
    desk.attributed(of)
    desk.reviewed(of)
    if draft:
        assert desk.issue(of).refusals[0].reason is Reason.SIGNOFF_OF_DRAFT
        return
    desk.signed(of)
    assert desk.reasons(of) == []


def test_every_remedy_names_the_verb_that_mends_it() -> None:
    found = [sentence(refusal, CommandLine()) for refusal in refusals(Desk().state(PLAN), ())]
    verbs = ("zwgk review 2024 --register --stage 属性认定", "zwgk review 2024 --form", "zwgk issue 2024")
    assert [verb in words for verb, words in zip(verbs, found, strict=True)] == [True, True, True]


@pytest.mark.parametrize("disclosure", [Disclosure.ON_REQUEST, Disclosure.CLOSED, None])
def test_only_what_is_public_of_itself_goes_out(disclosure: Disclosure | None) -> None:
    desk = ready()
    of = replace(PLAN, head=replace(PLAN.head, disclosure=disclosure))
    found = refusals(desk.state(of), ())
    if disclosure is not None:
        assert found == (Refusal(Reason.NOT_PUBLIC, disclosure=disclosure),)
        # not even when that was found right
        desk.attributed(of)
        assert len(desk.reasons(of)) == 1
        # and the plan's own word does not undo it
        assert desk.reasons(PLAN) == [Reason.ATTRIBUTE_DIFFERS]
        desk.attributed(PLAN)
        assert desk.reasons(PLAN) == []
    else:
        assert found == (Refusal(Reason.DISCLOSURE_UNSTATED),)
        assert desk.register(of, stage=Stage.ATTRIBUTE).refusals[0].reason is Reason.DISCLOSURE_TO_BE_STATED


def test_findings_that_must_be_mended_are_counted_once() -> None:
    text = SourceText("甲", (SourceRange(0, "content/2024/plan.md", 1, 1),))
    finding = Finding("D001", Severity.ERROR, text.place(), "读不懂")
    twice = [finding, finding, replace(finding, severity=Severity.WARNING)]
    assert refusals(ready().state(PLAN), twice) == (Refusal(Reason.ERRORS_FOUND, year=YEAR, count=1),)


def test_a_damaged_register_stops_publication() -> None:
    desk = ready()
    name = next(name for name in desk.files if "发布审查" in name)
    desk.files[name] = desk.files[name].replace("推进服务".encode(), "推动服务".encode())
    assert desk.reasons(PLAN) == [Reason.ERRORS_FOUND, Reason.REVIEW_MISSING]


# --- what makes it stale ---------------------------------------------------------------------


def test_words_make_the_review_and_the_signing_stale_and_the_attribute_not() -> None:
    desk = ready()
    of = plan("做好公开，推动服务。", "3月底前完成，由办公室负责。")
    review, signing = refusals(desk.state(of), ())
    assert (review.reason, review.values["changes"]) == (Reason.REVIEW_STALE, desk.state(of).changes)
    assert [change.label for change in desk.state(of).changes] == ["事项1“短甲”"]
    assert signing.reason is Reason.SIGNOFF_STALE
    assert desk.register(of, light=True).refusals == (Refusal(Reason.LIGHT_BUT_TEXT_CHANGED, labels=("事项1“短甲”",)),)
    desk.reviewed(of, date(2024, 3, 6))
    desk.signed(of, date(2024, 3, 7))
    assert desk.reasons(of) == []
    # the record says what was looked at again
    assert "范围:\n- 事项1“短甲”\n".encode() in next(
        content for name, content in desk.files.items() if "2024-03-06" in name
    )


def test_a_comma_asks_for_a_second_look_and_does_not_unsign() -> None:
    desk = ready()
    of = plan("做好公开、推进服务。", "3月底前完成，由办公室负责。")
    assert desk.reasons(of) == [Reason.MARKS_CHANGED]
    entry = desk.reviewed(of, date(2024, 3, 6), light=True)
    assert events(entry) == [Event.LIGHT_REVIEW_REGISTERED]
    assert desk.reasons(of) == []
    assert "与定稿只差标点或字符写法" in "\n".join(summary(desk.state(of), CommandLine()))


def test_a_day_or_number_filled_in_later_leaves_the_review_and_not_the_signing() -> None:
    desk = ready()
    of = replace(PLAN, head=replace(PLAN.head, doc_number=SourceText("某财〔2024〕8号")))
    assert desk.reasons(of) == [Reason.SIGNOFF_STALE]
    assert [change.label for change in desk.state(of).unsigned_changes] == ["发文字号"]


def test_that_some_record_covers_the_words_counts_and_not_which_came_last() -> None:
    desk = ready()
    other = plan("做好公开，推动服务。", "3月底前完成，由办公室负责。")
    desk.reviewed(other, date(2024, 4, 1))
    assert desk.state(PLAN).grade is Grade.NOTHING
    assert desk.reasons(PLAN) == []
    # whatever order they were entered in
    early = Desk()
    early.attributed(PLAN)
    early.reviewed(other, date(2024, 4, 1))
    early.reviewed(PLAN, date(2024, 3, 2))
    assert early.state(PLAN).is_reviewed


def stating(**values: str) -> Site:
    """A site that states these of the year's document."""
    return Site(tuple(values.items()))


def of_words(desk: Desk) -> list[Review]:
    """The 发布审查 that are registered, oldest first."""
    return [one for one in desk.registers().reviews if one.stage is Stage.WORDS]


def test_what_site_yaml_states_of_the_document_is_reviewed_with_it() -> None:
    desk = Desk(stating(主题分类="财政", 来源="某局", 标识码="1", 有效性="有效"))
    desk.attributed(PLAN)
    desk.reviewed(PLAN)
    desk.signed(PLAN)
    assert desk.reasons(PLAN) == []
    assert [piece.key for piece in of_words(desk)[-1].pieces if piece.key in CATALOGUED] == [
        "来源",
        "主题分类",
    ]
    for site, changed in (
        (stating(主题分类="财政金融", 来源="某局"), ["主题分类"]),
        (stating(主题分类="财政", 来源="某局", 体裁="工作计划"), ["体裁"]),
        (Site((("主题分类/2024", "金融"), ("主题分类", "财政"), ("来源", "某局"))), ["主题分类"]),
        (stating(来源="某局"), ["主题分类"]),
        # the portal's own, and how a document ends, are nobody's words
        (stating(主题分类="财政", 来源="某局", 标识码="2", 索引号="甲-1", 栏目名称="计划", 有效性="失效"), []),
    ):
        desk.site = site
        assert [change.label for change in desk.state(PLAN).changes] == changed
        # a signing is of the document
        assert desk.state(PLAN).is_signed
        assert bool(desk.reasons(PLAN)) is bool(changed)


def test_a_register_of_the_first_form_is_held_to_the_plan_alone() -> None:
    """What was registered before site.yaml was under review is not stale for it."""
    desk = Desk(stating(主题分类="财政"))
    desk.attributed(PLAN)
    desk.reviewed(PLAN)
    desk.signed(PLAN)
    reviewed = replace(of_words(desk)[-1], version=1, pieces=reviewed_units(PLAN))
    name = next(name for name in desk.files if "发布审查" in name)
    desk.files[name] = review_file(reviewed).encode()
    assert "范式: '1'" in desk.files[name].decode()
    desk.files["2024/issued.yaml"] = (
        without_digests(desk.files["2024/issued.yaml"].decode())
        .replace("范式: '2'", "范式: '1'")
        .replace(digest(signed_units(PLAN)), digest(signed_units(PLAN), 1))
        .encode()
    )
    assert desk.registers().findings == ()
    assert desk.reasons(PLAN) == []
    desk.site = stating(主题分类="金融")
    assert desk.reasons(PLAN) == []
    # a 复核 is of what the review before it was of; a new review is of all
    comma = plan("做好公开、推进服务。", "3月底前完成，由办公室负责。")
    desk.reviewed(comma, light=True)
    assert [(one.is_light, one.version) for one in of_words(desk)] == [(True, 1), (False, 1)]
    assert desk.state(comma).is_reviewed
    other = plan("做好公开，推动服务。", "3月底前完成，由办公室负责。")
    desk.reviewed(other)
    desk.site = stating(主题分类="财政")
    assert [change.label for change in desk.state(other).changes] == ["主题分类"]


def test_a_secret_in_what_site_yaml_states_of_the_document_may_be_released() -> None:
    place = SourceText("值守13812345679", (SourceRange(0, "content/site.yaml", 3, 5),))
    desk = Desk(Site((("来源", place.value),), written=(("来源", place),)))
    desk.attributed(PLAN)
    found = tuple(scan_site(desk.site))
    assert [one.code for one in found] == ["S003"]
    assert desk.register(PLAN, found).refusals[0].reason is Reason.SECRETS_LEFT_IN_REVIEW
    desk.entered(desk.register(PLAN, found, release=[ReleaseRequest("S003", "来源", "值守电话，经同意公开")]))
    assert released(found, PLAN, desk.registers(), desk.site)[0] == ()


def test_the_nearest_record_shows_what_changed() -> None:
    desk = Desk()
    desk.attributed(PLAN)
    desk.reviewed(PLAN)
    desk.reviewed(plan("全部改写。", "都不一样。", title="别的标题"), date(2024, 4, 1))
    of = plan("做好公开，推动服务。", "3月底前完成，由办公室负责。")
    assert [change.label for change in desk.state(of).changes] == ["事项1“短甲”"]


def test_a_second_look_stands_on_a_review_of_the_same_letters_alone() -> None:
    desk = ready()
    of = plan("做好公开、推进服务。", "3月底前完成，由办公室负责。")
    desk.reviewed(of, light=True)
    name = next(name for name in desk.files if "发布审查" in name)
    del desk.files[name]
    assert desk.state(of).review is None
    assert desk.reasons(of)[0] is Reason.REVIEW_MISSING


def test_a_second_look_is_not_before_the_review_it_stands_on() -> None:
    desk = ready()
    of = plan("做好公开、推进服务。", "3月底前完成，由办公室负责。")
    early = Refusal(Reason.LIGHT_BEFORE_REVIEW, day=date(2024, 2, 29), review_day=DAY, evidence="某财保审〔2024〕1号")
    assert desk.register(of, light=True, day=date(2024, 2, 29)).refusals == (early,)
    desk.reviewed(of, light=True)
    assert desk.state(of).is_reviewed
    # nor does one count that was dated back by hand
    name = next(name for name in desk.files if "复核" in name)
    desk.files[name] = desk.files[name].replace("2024年3月1日".encode(), "2024年2月29日".encode())
    assert desk.state(of).grade is Grade.LIGHT


def test_a_second_look_is_by_the_post_that_looks_after_secrecy() -> None:
    desk = asked()
    desk.entered(desk.register(PLAN, post="办公室副主任"))
    of = plan("做好公开、推进服务。", "3月底前完成，由办公室负责。")
    other = Refusal(Reason.LIGHT_BY_OTHER_ROLE, role="采管科科长", roles=("办公室副主任",))
    assert desk.register(of, light=True, post="采管科科长").refusals == (other,)
    for post in ("保密审查岗位", "办公室（保密）", "办公室副主任"):
        assert desk.register(of, light=True, post=post).refusals == ()


@pytest.mark.parametrize("reviewed", [False, True])
def test_there_must_be_something_to_look_at_a_second_time(reviewed: bool) -> None:
    desk = asked()
    if reviewed:
        desk.reviewed(PLAN)
    expected = Reason.LIGHT_BUT_UNCHANGED if reviewed else Reason.LIGHT_WITHOUT_REVIEW
    assert reasons(desk.register(PLAN, light=True)) == [expected]


# --- the sample ---------------------------------------------------------------------------------


def test_a_sample_is_registered_like_the_real_thing_and_counts_for_nothing_else() -> None:
    desk = ready(site=SAMPLE)
    assert desk.reasons(PLAN) == []
    assert all("样例: 是".encode() in content for content in desk.files.values())
    assert "样例（未经真实审查）" in "\n".join(summary(desk.state(PLAN), CommandLine()))
    assert notes(desk.state(PLAN), CommandLine())
    desk.site = SITE
    assert refusals(desk.state(PLAN), ()) == (
        Refusal(Reason.ATTRIBUTE_MISSING, year=YEAR, sampled=True),
        Refusal(Reason.REVIEW_MISSING, year=YEAR, sampled=True),
        Refusal(Reason.SIGNOFF_MISSING, year=YEAR),
    )


# --- what is not registered -------------------------------------------------------------------------


def test_a_review_needs_what_it_rests_on() -> None:
    desk = asked()
    assert desk.register(PLAN, basis=" ").refusals[0].reason is Reason.EVIDENCE_MISSING
    assert desk.register(PLAN, post="").refusals[0].reason is Reason.REVIEWER_MISSING
    assert desk.register(PLAN, today=date(2024, 2, 1)).refusals[0].reason is Reason.DAY_IN_FUTURE
    assert desk.register(PLAN, today=DAY).refusals == ()
    assert desk.register(PLAN, stage=Stage.ATTRIBUTE, light=True).refusals[0].reason is Reason.ATTRIBUTE_IS_NEVER_LIGHT
    assert reasons(desk.register(PLAN, basis="", post="")) == [Reason.EVIDENCE_MISSING, Reason.REVIEWER_MISSING]


@pytest.mark.parametrize(
    "post", ["张伟", "欧阳", "王小明", "李科长", "办公室主任", "保密员", "秘书", "金库管理岗", "文书"]
)
def test_posts_are_registered_and_names_are_not(post: str) -> None:
    expected = [Reason.REVIEWER_IS_A_NAME] if post in ("张伟", "王小明") else []
    assert reasons(asked().register(PLAN, post=post)) == expected


def test_a_register_is_named_for_its_day_and_none_is_overwritten() -> None:
    desk = asked()
    entries = [desk.entered(desk.register(PLAN, basis=f"某财保审〔2024〕{number}号")) for number in range(3)]
    names = [next(iter(entry.files)) for entry in entries]
    assert names == [f"2024/reviews/2024-03-01-发布审查{more}.yaml" for more in ("", "-2", "-3")]
    assert len(desk.registers().reviews) == 4


def test_words_that_could_not_be_read_are_not_registered() -> None:
    place = SourceText("甲", (SourceRange(0, "content/2024/plan.md", 1, 1),)).place()
    lost = Finding("P004", Severity.ERROR, place, "控制字符", data_loss=True)
    assert asked().register(PLAN, [lost]).refusals[0].reason is Reason.TEXT_LOST
    assert Reason.TEXT_LOST in reasons(asked().issue(PLAN, findings=[lost]))


def test_the_attribute_is_found_right_before_the_words_are_reviewed() -> None:
    desk = Desk()
    assert desk.register(PLAN).refusals == (Refusal(Reason.ATTRIBUTE_COMES_FIRST, year=YEAR),)
    # that of a sample is none of the real thing
    desk = ready(site=SAMPLE)
    desk.site = SITE
    assert desk.register(PLAN).refusals[0].reason is Reason.ATTRIBUTE_COMES_FIRST
    desk = asked()
    day = date(2024, 2, 1)
    early = Refusal(Reason.REVIEW_BEFORE_ATTRIBUTE, day=day, attribute_day=DAY, year=YEAR)
    assert desk.register(PLAN, day=day).refusals == (early,)
    # an attribute that was registered with too late a day is registered again; on one day both may be
    desk.entered(desk.register(PLAN, stage=Stage.ATTRIBUTE, day=day))
    desk.reviewed(PLAN, day)
    assert desk.state(PLAN).is_reviewed


def test_the_same_review_is_registered_once() -> None:
    desk = ready()
    for stage in Stage:
        same = Refusal(Reason.ALREADY_REGISTERED, kind=stage.value, path=f"2024/reviews/2024-03-01-{stage.value}.yaml")
        assert desk.register(PLAN, stage=stage).refusals == (same,)
    # what differs in anything is another one
    assert desk.register(PLAN, basis="某财保审〔2024〕2号").refusals == ()
    assert desk.register(PLAN, post="办公室主任").refusals == ()
    assert desk.register(PLAN, day=date(2024, 3, 2)).refusals == ()
    light = plan("做好公开、推进服务。", "3月底前完成，由办公室负责。")
    desk.reviewed(light, light=True)
    assert desk.register(light, light=True).refusals[0].reason is Reason.LIGHT_BUT_UNCHANGED
    # an attribute found right again after another one counts anew
    closed = replace(PLAN, head=replace(PLAN.head, disclosure=Disclosure.CLOSED))
    desk.attributed(closed)
    desk.attributed(PLAN)
    assert desk.state(PLAN).is_attributed


# --- secrets -------------------------------------------------------------------------------------------


def test_a_secret_is_not_taken_into_a_register() -> None:
    finding = found(CALLING, NUMBER)
    desk = asked()
    entry = desk.register(CALLING, [finding])
    assert entry.files == {}
    assert entry.refusals[0].reason is Reason.SECRETS_LEFT_IN_REVIEW
    assert NUMBER not in "".join(sentence(refusal, CommandLine()) for refusal in entry.refusals)
    assert Reason.SECRETS_LEFT_IN_SIGNOFF in reasons(desk.issue(CALLING, findings=[finding]))


@pytest.mark.parametrize("item", ["乙", "短乙", "2", "事项2", "事项/乙", "事项2“短乙”", ""])
def test_only_a_review_with_a_reason_releases_a_finding(item: str) -> None:
    finding = found(CALLING, NUMBER)
    desk = Desk()
    desk.attributed(CALLING)
    entry = desk.register(CALLING, [finding], release=[ReleaseRequest("S003", item, "对外公布的值班电话")])
    desk.entered(entry)
    left, passed = released([finding], CALLING, desk.registers(), SITE)
    assert left == ()
    assert passed == ((finding, "对外公布的值班电话"),)
    # a mark changed in the item leaves it released, a word does not
    for words, stays in ((f"值班电话：{NUMBER}；随时接听", True), (f"值班手机{NUMBER}，随时接听。", False)):
        other = plan("做好公开，推进服务。", words)
        left, _ = released([found(other, NUMBER)], other, desk.registers(), SITE)
        assert (left == ()) is stays
    # nor is another kind of secret in the same words
    assert released([replace(finding, code="S004")], CALLING, desk.registers(), SITE)[1] == ()


@pytest.mark.parametrize("item", ["说明", "填报说明", "附件/说明/文字1", ""])
def test_a_release_may_name_the_annex_under_whose_heading_the_words_stand(item: str) -> None:
    text = SourceText(f"值班电话{NUMBER}。", (SourceRange(0, "content/2024/annex/说明.md", 3, 1),))
    annex = FreeAnnex(
        SourceText("填报说明"), "说明", (Section(Paragraph(SourceText("联系方式")), 1, (Paragraph(text),)),)
    )
    calling = replace(PLAN, head=replace(PLAN.head, annexes=(annex,)))
    finding = found(calling, NUMBER)
    desk = asked()
    desk.entered(desk.register(calling, [finding], release=[ReleaseRequest("S003", item, "对外公布的值班电话")]))
    assert released([finding], calling, desk.registers(), SITE)[0] == ()


def test_a_release_holds_for_what_was_asked_alone() -> None:
    finding = found(CALLING, NUMBER)
    desk = asked()
    for wanted in (
        ReleaseRequest("S003", "甲", "理由"),
        ReleaseRequest("S004", "乙", "理由"),
        ReleaseRequest("S003", "乙", " "),
    ):
        assert desk.register(CALLING, [finding], release=[wanted]).refusals
    assert desk.register(PLAN, release=[ReleaseRequest("S003", "", "理由")]).refusals[0].reason is Reason.RELEASE_UNUSED


def test_a_second_look_and_an_attribute_release_nothing() -> None:
    desk = ready()
    asked = [ReleaseRequest("S003", "", "理由")]
    for stage, light in ((Stage.WORDS, True), (Stage.ATTRIBUTE, False)):
        entry = desk.register(CALLING, [found(CALLING, NUMBER)], stage=stage, light=light, release=asked)
        assert reasons(entry)[0] is Reason.RELEASE_NEEDS_FULL_REVIEW


def test_a_mark_of_secrecy_is_never_released() -> None:
    marked = plan("机密★10年")
    finding = found(marked, "机密★10年", gate.CLASSIFICATION_MARK)
    desk = asked()
    entry = desk.register(marked, [finding], release=[ReleaseRequest("S001", "", "理由")])
    assert entry.refusals == (Refusal(Reason.CLASSIFIED_TEXT),)
    left, passed = released([finding], marked, desk.registers(), SITE)
    assert (left, passed) == ((finding,), ())


def test_a_samples_release_does_not_hold_for_the_real_thing() -> None:
    finding = found(CALLING, NUMBER)
    desk = asked(site=SAMPLE)
    desk.entered(desk.register(CALLING, [finding], release=[ReleaseRequest("S003", "", "样例")]))
    assert released([finding], CALLING, desk.registers(), SAMPLE)[0] == ()
    assert released([finding], CALLING, desk.registers(), SITE)[0] == (finding,)


# --- 签发 --------------------------------------------------------------------------------------------------


def test_a_draft_is_not_signed_and_told_why_it_is_one() -> None:
    marked = replace(PLAN, parts=(*PLAN.parts, Note(SourceText("待核：日期"))))
    for draft, why in (
        (
            replace(PLAN, head=replace(PLAN.head, stage=SourceText("送审稿"), issued=StatedDate())),
            (Refusal(Reason.STAGE_STATED, stage="送审稿"), Refusal(Reason.NOT_DATED)),
        ),
        (marked, (Refusal(Reason.TODOS_LEFT, count=1),)),
    ):
        assert Desk().issue(draft).refusals[0] == Refusal(Reason.SIGNOFF_OF_DRAFT, year=YEAR, causes=why)


def test_the_same_words_are_signed_once() -> None:
    desk = ready()
    assert desk.issue(PLAN).refusals[0].reason is Reason.ALREADY_SIGNED_OFF
    assert desk.issue(PLAN, basis="", today=date(2024, 1, 1)).refusals[:2] == (
        Refusal(Reason.EVIDENCE_MISSING),
        Refusal(Reason.DAY_IN_FUTURE, day=date(2024, 3, 5)),
    )


def test_a_wrong_basis_is_mended_by_signing_again() -> None:
    desk = ready()
    desk.entered(desk.issue(PLAN, basis="发文稿纸2号"))
    signing = desk.state(PLAN).signing
    assert signing is not None
    assert signing.evidence == "发文稿纸2号"


def test_a_signing_on_another_day_than_the_documents_is_asked_about() -> None:
    entry = Desk().issue(PLAN, date(2024, 3, 4))
    assert Event.SIGNOFF_DAY_DIFFERS in events(entry)


def test_what_is_signed_again_for_a_correction_keeps_its_day_unasked() -> None:
    desk = ready()
    desk.entered(desk.published(PLAN, hour(7)))
    other = plan("做好公开，推进服务。", "4月底前完成，由办公室负责。")
    desk.reviewed(other, date(2024, 3, 8), correction=CORRECTION)
    assert Event.SIGNOFF_DAY_DIFFERS not in events(desk.issue(other, date(2024, 3, 8)))
    # a day that was changed with it is asked about
    redated = replace(other, head=replace(other.head, issued=StatedDate(SourceText("2024年3月6日"), date(2024, 3, 6))))
    differs = Notice(Event.SIGNOFF_DAY_DIFFERS, day=date(2024, 3, 6))
    assert differs in desk.issue(redated, date(2024, 3, 8)).notices


def test_words_nobody_reviewed_are_signed_and_registered_as_gone_live_with_a_word() -> None:
    desk = ready()
    assert events(desk.issue(PLAN, date(2024, 3, 6))) == [Event.SIGNOFF_REGISTERED, Event.SIGNOFF_DAY_DIFFERS]
    other = plan("做好公开，推动服务。", "3月底前完成，由办公室负责。")
    assert events(desk.signed(other, date(2024, 3, 6)))[-1] is Event.SIGNED_OFF_UNREVIEWED
    assert Event.PUBLISHED_UNREVIEWED in events(desk.published(other, hour(7)))


def test_the_last_signing_is_the_final_text() -> None:
    desk = ready()
    other = plan("做好公开，推动服务。", "3月底前完成，由办公室负责。")
    desk.reviewed(other)
    desk.signed(other, date(2024, 3, 7))
    assert desk.reasons(other) == []
    stale, *_ = refusals(desk.state(PLAN), ())
    assert (stale.reason, stale.values["day"]) == (Reason.SIGNOFF_STALE, date(2024, 3, 7))


def test_frozen_files_are_kept_byte_for_byte(tmp_path: Path) -> None:
    desk = ready()
    files = {"plan.pdf": b"%PDF", "plan.docx": b"PK"}
    desk.signed(PLAN, date(2024, 3, 6), keep=files)
    sealed = desk.entered(desk.issue(PLAN, date(2024, 3, 6), keep=files, sealed=b"%PDF sealed"))
    assert list(sealed.files)[-1] == "2024/issued.yaml"
    write_files(tmp_path, desk.files)
    signing = desk.state(PLAN).signing
    assert signing is not None
    assert [(file.name, file.sealed) for file in signing.files] == [("plan.docx", False), ("plan.pdf", True)]
    there, wrong = read_archive(tmp_path, YEAR, signing)
    assert (there, wrong) == ({"plan.docx": b"PK", "plan.pdf": b"%PDF sealed"}, ())
    # what was frozen earlier lies where it lay
    assert (tmp_path / "2024/定稿/2024-03-06/plan.pdf").read_bytes() == b"%PDF"
    assert sha256(b"%PDF sealed") == signing.files[1].digest


def test_a_damaged_register_is_not_written_over() -> None:
    desk = ready()
    desk.files["2024/issued.yaml"] = desk.files["2024/issued.yaml"].replace(b"- ", b"* ", 1)
    assert Reason.SIGNOFF_REGISTER_DAMAGED in reasons(desk.issue(PLAN, date(2024, 3, 9)))
    desk = ready()
    desk.files["2024/published.yaml"] = b"- x"
    assert Reason.PUBLICATION_REGISTER_DAMAGED in reasons(desk.published(PLAN, hour(7)))


# --- publication --------------------------------------------------------------------------------------------


def test_the_hour_is_registered_after_it_went_live() -> None:
    desk = ready()
    assert reasons(desk.published(PLAN, hour(7), now=hour(7, 8))) == [Reason.PUBLISHED_IN_FUTURE]
    assert desk.published(PLAN, hour(4)).refusals[0].reason is Reason.PUBLISHED_BEFORE_SIGNOFF
    assert Desk().published(PLAN, hour(7)).refusals[0].reason is Reason.SIGNOFF_COMES_FIRST
    entry = desk.entered(desk.published(PLAN, hour(7), now=hour(7), url="https://www.example.gov.cn/a"))
    status = DeadlineStatus(disclosure_deadline(date(2024, 3, 5)), date(2024, 3, 7), date(2024, 3, 7))
    assert entry.notices[:2] == (
        Notice(Event.PUBLICATION_REGISTERED, sample=False, at=hour(7)),
        Notice(Event.DISCLOSURE_DEADLINE, status=status),
    )
    assert status.days_left >= 0
    publication = desk.registers().publication
    assert publication is not None
    assert (publication.at, publication.url) == (hour(7), "https://www.example.gov.cn/a")


def test_a_second_hour_is_a_correction_with_reviewed_words() -> None:
    desk = ready()
    assert desk.published(PLAN, hour(7), correction="改了时限").refusals[0].reason is Reason.CORRECTED_BEFORE_PUBLISHED
    desk.entered(desk.published(PLAN, hour(7)))
    assert desk.published(PLAN, hour(8)).refusals[0].reason is Reason.ALREADY_PUBLISHED
    other = plan("做好公开，推进服务。", "4月底前完成，由办公室负责。")
    words = "第二项时限由3月底前改为4月底前。"
    assert desk.published(other, hour(9), correction=words).refusals[0].reason is Reason.CORRECTED_TEXT_UNREVIEWED
    desk.reviewed(other, date(2024, 3, 8))
    desk.signed(other, date(2024, 3, 8))
    # the words of the plan are reviewed, those of the 更正 are not
    assert desk.published(other, hour(9), correction=words).refusals[0].reason is Reason.CORRECTION_UNREVIEWED
    desk.reviewed(other, date(2024, 3, 8), correction=words)
    assert desk.published(other, hour(7), correction=words).refusals[0].reason is Reason.PUBLISHED_BEFORE_SIGNOFF
    assert Reason.BEFORE_PREVIOUS_RECORD in reasons(desk.published(other, hour(6), correction=words))
    desk.entered(desk.published(other, hour(9), correction=words))
    registers = desk.registers()
    # the hour of publication stays what it was
    assert registers.publication is not None
    assert registers.publication.at == hour(7)
    (correction,) = registers.corrections
    assert (correction.at, correction.correction, correction.reviewed_on) == (hour(9), words, date(2024, 3, 8))
    assert desk.reasons(other) == []
    assert any("更正：2024-03-09 09:30" in line for line in summary(desk.state(other), CommandLine()))


def test_an_hour_registered_for_a_sample_counts_for_the_sample_alone() -> None:
    desk = ready(site=SAMPLE)
    registered = Notice(Event.PUBLICATION_REGISTERED, sample=True, at=hour(6))
    assert desk.entered(desk.published(PLAN, hour(6))).notices[0] == registered
    desk.reviewed(PLAN, date(2024, 3, 7), correction=CORRECTION)
    desk.entered(desk.published(PLAN, hour(8), correction=CORRECTION))
    desk.entered(desk.mended(was=hour(6), at=hour(7), basis="后台"))
    assert desk.files["2024/published.yaml"].decode().count("样例: 是") == 3
    public = desk.state(PLAN).registers.public
    assert public is not None
    assert (public.at, len(public.corrections)) == (hour(7), 1)
    # the office is real by now, and did all of it
    desk.site = SITE
    desk.attributed(PLAN)
    desk.reviewed(PLAN)
    desk.signed(PLAN)
    assert desk.state(PLAN).registers.public is None
    assert "发布时间：发布后登记；登记过的是样例，不算数" in summary(desk.state(PLAN), CommandLine())
    assert not desk.state(PLAN).is_changed_since_publication
    assert desk.published(PLAN, hour(9), correction=CORRECTION).refusals[0].reason is Reason.CORRECTED_BEFORE_PUBLISHED
    assert desk.mended(was=hour(7), at=hour(6), basis="后台").refusals[0].reason is Reason.PUBLICATION_COMES_FIRST
    # before every hour of the sample, and the same as one of them
    desk.entered(desk.published(PLAN, hour(6)))
    desk.entered(desk.mended(was=hour(6), at=hour(7), basis="门户后台发布记录"))
    public = desk.state(PLAN).registers.public
    assert public is not None
    assert (public.at, public.corrections) == (hour(7), ())
    assert desk.reasons(PLAN) == []
    # what was real counts for a sample as well, and what a sample registered before it does not
    desk.site = SAMPLE
    assert desk.state(PLAN).registers.public == public


def test_a_samples_signing_bounds_no_real_hour_and_no_limit() -> None:
    desk = ready(site=SAMPLE)
    desk.site = SITE
    desk.attributed(PLAN)
    desk.reviewed(PLAN)
    desk.signed(PLAN, date(2024, 3, 12))
    desk.entered(desk.published(PLAN, hour(13)))
    assert desk.mended(was=hour(13), at=hour(11), basis="后台").refusals[0].reason is Reason.PUBLISHED_BEFORE_SIGNOFF
    assert deadline_of(desk) == date(2024, 4, 10)


# --- an hour registered by mistake, an address known later --------------------------------------------------

URL, OTHER = "https://www.example.gov.cn/a", "https://www.example.gov.cn/b"


def test_an_address_that_came_later_is_added_and_one_that_stands_is_changed_on_a_basis_alone() -> None:
    desk = ready()
    assert desk.mended(url=URL).refusals[0].reason is Reason.PUBLICATION_COMES_FIRST
    desk.entered(desk.published(PLAN, hour(7)))
    assert desk.mended(url="www.example.gov.cn/a").refusals[0].reason is Reason.URL_INCOMPLETE
    assert events(desk.entered(desk.mended(url=URL))) == [Event.URL_ADDED, Event.TO_BE_PUBLISHED_AGAIN]
    assert reasons(desk.mended(url=URL, basis="后台记录")) == [Reason.AMENDMENT_CHANGES_NOTHING]
    assert desk.mended(url=OTHER).refusals[0].reason is Reason.AMENDMENT_WITHOUT_EVIDENCE
    entry = desk.entered(desk.mended(url=OTHER, basis="门户改版通知"))
    assert entry.notices[0] == Notice(Event.URL_AMENDED, url=OTHER, was=URL, evidence="门户改版通知")
    public = desk.registers().public
    assert public is not None
    assert (public.at, public.url, public.corrections) == (hour(7), OTHER, ())
    # all of it is there to be read, the hour as it was
    assert desk.files["2024/published.yaml"].decode().count(URL) == 1
    assert f"，{OTHER}（原登记 {URL}，已改登，凭据：门户改版通知）" in "\n".join(
        summary(desk.state(PLAN), CommandLine())
    )


def test_an_hour_registered_by_mistake_is_mended_on_a_basis_and_stays_in_the_register() -> None:
    desk = ready()
    desk.entered(desk.published(PLAN, hour(8), url=URL))
    # whoever only types it again is told how
    again = Refusal(Reason.ALREADY_PUBLISHED, at=hour(8))
    assert desk.published(PLAN, hour(7)).refusals == (again,)
    assert '--was "2024-03-08 09:30"' in sentence(again, CommandLine())
    assert desk.mended(was=hour(8), at=hour(7)).refusals[0].reason is Reason.AMENDMENT_WITHOUT_EVIDENCE
    other_hour = Refusal(Reason.HOUR_NOT_REGISTERED, at=hour(9), hours=(hour(8),))
    assert desk.mended(was=hour(9), at=hour(7)).refusals == (other_hour,)
    assert desk.mended(was=hour(8), at=hour(8), basis="后台").refusals[0].reason is Reason.AMENDMENT_CHANGES_NOTHING
    for at, why in ((hour(4), Reason.PUBLISHED_BEFORE_SIGNOFF), (hour(20, month=12), Reason.PUBLISHED_IN_FUTURE)):
        assert why in reasons(desk.mended(was=hour(8), at=at, basis="后台", now=hour(9)))
    before = desk.files["2024/published.yaml"]
    entry = desk.entered(desk.mended(was=hour(8), at=hour(7), basis="门户后台发布记录"))
    assert entry.notices[0] == Notice(
        Event.PUBLICATION_HOUR_AMENDED, at=hour(7), was=hour(8), evidence="门户后台发布记录"
    )
    assert desk.files["2024/published.yaml"].startswith(before)
    public = desk.registers().public
    assert public is not None
    assert (public.at, public.url, public.updated) == (hour(7), URL, hour(7))
    assert "（原登记 2024-03-08 09:30，已改登，凭据：门户后台发布记录）" in "\n".join(
        summary(desk.state(PLAN), CommandLine())
    )
    assert desk.reasons(PLAN) == []
    # and once more, from the hour that stands now
    desk.entered(desk.mended(was=hour(7), at=hour(6), url=OTHER, basis="门户后台发布记录"))
    assert [(one.at, one.url) for one in desk.registers().publications[0].previous_values] == [
        (hour(8), URL),
        (hour(7), URL),
    ]


def test_the_hour_of_a_correction_is_mended_too_and_all_keep_their_order() -> None:
    desk = corrected()
    desk.entered(desk.published(PLAN, hour(20), correction=CORRECTION))
    assert desk.mended(was=hour(20), at=hour(6), basis="后台").refusals[0].reason is Reason.BEFORE_PREVIOUS_RECORD
    assert desk.mended(was=hour(7), at=hour(21), basis="后台").refusals[0].reason is Reason.AFTER_NEXT_RECORD
    entry = desk.entered(desk.mended(was=hour(20), at=hour(9), basis="后台"))
    assert events(entry)[0] is Event.CORRECTION_HOUR_AMENDED
    # 签发 of other words, after the mistake, is not in the way
    other = plan("做好公开，推进服务。", "4月底前完成，由办公室负责。")
    desk.reviewed(other, date(2024, 3, 11))
    desk.signed(other, date(2024, 3, 11))
    desk.entered(desk.mended(was=hour(9), at=hour(8), basis="后台"))
    public = desk.registers().public
    assert public is not None
    assert [(one.at, one.text) for one in public.corrections] == [(hour(8), CORRECTION)]


def test_what_went_live_is_what_was_signed_whatever_is_written_by_now() -> None:
    desk = ready()
    other = plan("做好公开，推动服务。", "3月底前完成，由办公室负责。")
    entry = desk.entered(desk.published(other, hour(7)))
    assert events(entry)[1] is Event.PUBLISHED_AS_SIGNED_OFF
    assert not desk.state(PLAN).is_changed_since_publication
    assert desk.state(other).is_changed_since_publication


# --- 更正 ---------------------------------------------------------------------------------------------------

CORRECTION = "第二项时限由3月底前改为4月底前。"


def corrected(words: str = CORRECTION) -> Desk:
    """A desk with a publication, its 更正 reviewed."""
    desk = ready()
    desk.entered(desk.published(PLAN, hour(7)))
    desk.reviewed(PLAN, date(2024, 3, 8), correction=words)
    return desk


def test_a_corrections_words_are_those_that_were_reviewed() -> None:
    desk = corrected()
    for words in (
        CORRECTION.replace("4", "5"),
        CORRECTION + "另改第三项。",
        CORRECTION.replace("，", "；").rstrip("。"),
    ):
        assert desk.published(PLAN, hour(9), correction=words).refusals[0].reason is Reason.CORRECTION_UNREVIEWED
    desk.entered(desk.published(PLAN, hour(9), correction=f" {CORRECTION} "))
    (live,) = desk.registers().corrections
    assert (live.correction, live.evidence, live.reviewed_on) == (CORRECTION, "某财保审〔2024〕1号", date(2024, 3, 8))
    public = desk.registers().public
    assert public is not None
    assert [(one.at, one.text) for one in public.corrections] == [(hour(9), CORRECTION)]
    # it is no part of the plan: nothing is stale for it
    assert desk.reasons(PLAN) == []
    assert desk.state(PLAN).changes == ()


def test_a_correction_is_said_once() -> None:
    desk = corrected()
    desk.entered(desk.published(PLAN, hour(9), correction=CORRECTION))
    for at in (hour(9), hour(10)):
        repeated = Refusal(Reason.CORRECTION_REPEATED, at=hour(9))
        assert desk.published(PLAN, at, correction=f" {CORRECTION}").refusals == (repeated,)
    # whoever corrects more is told before it is reviewed, signed and put on
    other = plan("做好公开，推进服务。", "5月底前完成，由办公室负责。")
    assert desk.register(other, correction=CORRECTION).refusals[0].reason is Reason.CORRECTION_REPEATED
    desk.reviewed(other, date(2024, 3, 10), correction="第二项时限由4月底前改为5月底前。")
    # and whose review had a wrong 凭据 registers it again
    assert desk.register(PLAN, basis="某财保审〔2024〕3号", correction=CORRECTION).refusals == ()


def test_a_correction_changed_in_the_register_by_hand_is_not_published() -> None:
    desk = corrected()
    desk.entered(desk.published(PLAN, hour(9), correction=CORRECTION))
    register = "2024/published.yaml"
    kept = desk.files[register]
    desk.files[register] = kept.replace("4月底前".encode(), "5月底前".encode())
    assert desk.reasons(PLAN) == [Reason.ERRORS_FOUND]
    # one written before records had a digest is held against its review
    desk.files[register] = without_digests(desk.files[register].decode()).encode()
    assert desk.reasons(PLAN) == [Reason.PUBLISHED_CORRECTION_UNREVIEWED]
    # nor when the review is changed with it
    review = next(name for name in desk.files if CORRECTION.encode() in desk.files[name] and "reviews" in name)
    desk.files[review] = desk.files[review].replace("4月底前".encode(), "5月底前".encode())
    assert len(desk.reasons(PLAN)) == 2
    del desk.files[review]
    desk.files[register] = kept
    assert desk.reasons(PLAN) == [Reason.PUBLISHED_CORRECTION_UNREVIEWED]


def test_a_corrections_review_is_a_whole_one_after_publication_and_takes_no_secret() -> None:
    desk = ready()
    assert desk.register(PLAN, correction=CORRECTION).refusals[0].reason is Reason.NOTHING_TO_CORRECT
    desk.entered(desk.published(PLAN, hour(7)))
    light = plan("做好公开、推进服务。", "3月底前完成，由办公室负责。")
    assert (
        desk.register(light, light=True, correction=CORRECTION).refusals[0].reason
        is Reason.CORRECTION_NEEDS_FULL_REVIEW
    )
    assert (
        desk.register(PLAN, stage=Stage.ATTRIBUTE, correction=CORRECTION).refusals[0].reason
        is Reason.CORRECTION_NEEDS_FULL_REVIEW
    )
    for secret in (f"值班电话应为{NUMBER}。", "机密★10年"):
        assert desk.register(PLAN, correction=secret).refusals == (Refusal(Reason.CORRECTION_HAS_SECRETS),)


def test_an_address_is_a_whole_one() -> None:
    desk = ready()
    assert desk.published(PLAN, hour(7), url="www.example.gov.cn/a").refusals[0].reason is Reason.URL_INCOMPLETE
    assert desk.published(PLAN, hour(7), url="javascript:alert(1)").refusals[0].reason is Reason.URL_INCOMPLETE


def test_hours_of_another_zone_are_told_in_beijings() -> None:
    from datetime import UTC

    desk = ready()
    entry = desk.entered(desk.published(PLAN, datetime(2024, 3, 6, 20, 0, tzinfo=UTC)))
    assert sentence(entry.notices[0], CommandLine()).endswith("2024-03-07 04:00")


def test_no_text_is_signed_on_a_day_before_it_was_reviewed() -> None:
    desk = asked()
    desk.reviewed(PLAN, date(2024, 3, 20))
    assert [refusal.reason for refusal in desk.issue(PLAN, date(2024, 3, 19)).refusals] == [
        Reason.SIGNOFF_BEFORE_REVIEW
    ]
    desk.signed(PLAN, date(2024, 3, 20))


def test_a_publication_before_its_review_is_asked_about() -> None:
    desk = asked()
    desk.signed(PLAN)
    # signed without a review, which is said, and reviewed only later
    desk.reviewed(PLAN, date(2024, 3, 20))
    assert Event.PUBLISHED_BEFORE_REVIEW in events(desk.published(PLAN, hour(7)))


# --- the limit ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("signed", "last"),
    [
        (date(2023, 6, 27), date(2023, 7, 25)),
        # National Day and the working Saturdays around it: 8 rest days from 29 September, 7 and 8 October worked
        (date(2023, 9, 22), date(2023, 10, 26)),
        (date(2024, 3, 5), date(2024, 4, 2)),
    ],
)
def test_twenty_working_days_by_the_calendar(signed: date, last: date) -> None:
    assert disclosure_deadline(signed) == DisclosureDeadline(last)


def test_a_year_without_a_calendar_is_told_as_estimated() -> None:
    assert disclosure_deadline(date(2099, 12, 14)) == DisclosureDeadline(date(2100, 1, 11), (2099, 2100))


def test_the_limit_is_told_beside_the_day() -> None:
    deadline = disclosure_deadline(date(2023, 6, 27))
    assert DeadlineStatus(deadline, date(2023, 7, 20)).days_left == 5
    assert DeadlineStatus(deadline, date(2023, 7, 25)).days_left == 0
    assert DeadlineStatus(deadline, date(2023, 7, 26)).days_left == -1
    assert DeadlineStatus(deadline, date(2024, 1, 1), date(2023, 7, 25)).days_left == 0
    assert DeadlineStatus(deadline, date(2024, 1, 1), date(2023, 7, 27)).days_left == -2


def deadline_of(desk: Desk, today: date = DAY) -> date | None:
    status = deadline_status(desk.state(PLAN), today)
    return status.deadline.last if status is not None else None


def test_the_limit_is_that_of_the_signing_the_publication_followed() -> None:
    assert deadline_of(Desk()) is None
    desk = ready()
    assert deadline_of(desk) == date(2024, 4, 2)
    desk.entered(desk.published(PLAN, hour(7)))
    desk.signed(PLAN, date(2024, 5, 6))
    status = deadline_status(desk.state(PLAN), date(2024, 5, 7))
    assert status is not None
    assert (status.deadline.last, status.published) == (date(2024, 4, 2), date(2024, 3, 7))
    assert status.days_left >= 0


def test_of_two_signings_the_limit_is_the_same_before_publication_and_after_it() -> None:
    desk = ready()
    desk.signed(PLAN, date(2024, 3, 1))
    last = disclosure_deadline(date(2024, 3, 1))
    assert deadline_of(desk) == last.last == date(2024, 3, 29)
    status = DeadlineStatus(last, date(2024, 3, 7), date(2024, 3, 7))
    assert Notice(Event.DISCLOSURE_DEADLINE, status=status) in desk.entered(desk.published(PLAN, hour(7))).notices
    assert deadline_of(desk) == last.last


# --- the real plan ------------------------------------------------------------------------------------------------


def real(old: str = "", new: str = "") -> Plan:
    sources = load_year(ROOT / "content", 2023)
    files = []
    for name, source in sources.files:
        lines = tuple(line.replace(old, new) for line in source.lines) if old else source.lines
        files.append((name, replace(source, lines=lines)))
    return parse_plan(Sources(sources.root, 2023, tuple(files))).plan


@pytest.mark.parametrize(
    ("old", "new", "label", "now"),
    [
        ("做好公共资源配置结果公开。", "做好公共资源配置结果的公开。", "事项2", Grade.AGAIN),
        ("责任部门: 采管科", "责任部门: 会计科", "事项3", Grade.AGAIN),
        ("完成时间：5月底", "完成时间：6月底", "事项4", Grade.AGAIN),
        ("做好行政执法信息公示。", "做好行政执法信息公示；", "事项4", Grade.LIGHT),
        ("双公示", "“双公示”", "事项4", Grade.LIGHT),
        ("成文日期: 2023年6月27日", "成文日期: 2023年6月28日", "", Grade.NOTHING),
        ("[行政执法信息公示]", "[执法公示]", "", Grade.NOTHING),
    ],
)
def test_the_grade_of_a_change_in_the_2023_plan(old: str, new: str, label: str, now: Grade) -> None:
    desk = asked(real())
    desk.reviewed(real())
    found = desk.state(real(old, new))
    assert found.grade is now
    assert [change.label.startswith(label) for change in found.changes] == [True] * bool(label)


# --- the summary ----------------------------------------------------------------------------------------


def of_one_day(desk: Desk) -> list[tuple[str, str, str]]:
    """What the 审查汇总表 of the year lists, in its order: the step, the evidence, the result."""
    table = summary_table(decisions("某局计划", desk.registers()), date(2024, 1, 1), date(2024, 12, 31), "2024年")
    shown = [[cell_text(cell) for cell in row] for row in table.rows]
    assert [row[0] for row in shown] == [str(number) for number in range(1, len(shown) + 1)]
    return [(row[2], row[4], row[6]) for row in shown]


def test_what_was_registered_of_one_day_is_listed_as_it_happened() -> None:
    """From the attribute to a second 更正, all on one day, whatever the files are called and the text is."""
    desk = Desk()
    desk.attributed(PLAN)
    other = plan("做好公开，推动服务。", "3月底前完成，由办公室负责。")
    comma = plan("做好公开、推动服务。", "3月底前完成，由办公室负责。")
    mended = plan("做好公开、推动服务。", "5月底前完成，由办公室负责。")
    desk.entered(desk.register(PLAN, basis="1号"))
    desk.entered(desk.register(other, basis="2号"))
    desk.entered(desk.register(comma, basis="3号", light=True))
    desk.entered(desk.issue(other, DAY, basis="甲号"))
    desk.entered(desk.issue(comma, DAY, basis="乙号"))
    desk.entered(desk.published(comma, datetime(2024, 3, 1, 9, 30, tzinfo=BEIJING)))
    desk.entered(desk.register(mended, basis="4号", correction="时限应为5月底前。"))
    desk.entered(desk.issue(mended, DAY, basis="丙号"))
    assert [row[:2] for row in of_one_day(desk)] == [
        ("属性认定", "某财保审〔2024〕1号"),
        ("发布审查", "1号"),
        ("发布审查", "2号"),
        ("复核", "3号"),
        ("签发", "甲号"),
        ("签发", "乙号"),
        ("公开", ""),
        ("发布审查", "4号"),
        ("签发", "丙号"),
    ]
    desk.entered(desk.published(mended, datetime(2024, 3, 1, 15, 0, tzinfo=BEIJING), correction="时限应为5月底前。"))
    assert of_one_day(desk)[-1] == ("更正", "4号", "时限应为5月底前。")
    # a 复核 stands behind the review that it is of, not behind all of them
    early = Desk()
    early.attributed(PLAN)
    early.entered(early.register(PLAN, basis="1号"))
    light = plan("做好公开、推进服务。", "3月底前完成，由办公室负责。")
    early.entered(early.register(light, basis="2号", light=True))
    early.entered(early.register(other, basis="3号"))
    assert [row[:2] for row in of_one_day(early)[1:]] == [("发布审查", "1号"), ("复核", "2号"), ("发布审查", "3号")]
