"""The registers: what is written is read again, what is damaged is found and does not count."""

import re
import shutil
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from pipeline.findings import Severity
from pipeline.model import Disclosure, Head, Item, Paragraph, Plan, Section, Task
from pipeline.publish.policy.normalize import digest
from pipeline.publish.policy.review_units import Piece, reviewed_units, signed_units
from pipeline.publish.registers import read as register_read
from pipeline.publish.registers.model import (
    AmendedValue,
    ArchivedFile,
    PublicationRecord,
    Registers,
    Release,
    Review,
    Signing,
    Stage,
)
from pipeline.publish.registers.read import parse
from pipeline.publish.registers.write import read_archive, review_file, with_amendment, with_publication, with_signing
from pipeline.refusals import Reason, Refusal
from pipeline.source import SourceFile, SourceText, file_from_text, load_all_text
from pipeline.storage import sha256, write_files
from pipeline.text.dates import BEIJING, format_hour, parse_day, parse_hour
from tests.builders import ROOT
from tests.strategies import YEAR, any_text, plans


def source(name: str, words: str) -> dict[str, SourceFile]:
    return {name: file_from_text(f"content/{YEAR}/{name}", words)}


def read(**files: str) -> Registers:
    """The registers from the words of `issued`, `published` and of one review."""
    names = {"review": "reviews/甲.yaml", "issued": "issued.yaml", "published": "published.yaml"}
    return parse(
        YEAR, {names[key]: file_from_text(f"content/{YEAR}/{names[key]}", words) for key, words in files.items()}
    )


PLAN = Plan(
    YEAR,
    Head(SourceText("标题"), SourceText("某局")),
    (
        Section(
            Paragraph(SourceText("工作")),
            1,
            (Item("甲", SourceText("短"), (Task((Paragraph(SourceText("做好公开：“一网通办”。")),)),)),),
        ),
    ),
)
REVIEW = Review(
    "甲.yaml",
    Stage.WORDS,
    "某财保审〔2024〕1号",
    date(2024, 3, 1),
    "保密员",
    is_light=True,
    sample=True,
    scope=("事项1“短”", "标题"),
    releases=(Release("S003", "事项1“短”", "0" * 64, "对外公布的值班电话"),),
    pieces=reviewed_units(PLAN),
)


# --- written and read again ------------------------------------------------------------


def test_a_review_is_read_as_it_was_written() -> None:
    found = read(review=review_file(REVIEW))
    assert found.findings == ()
    assert found.reviews == (REVIEW,)


def test_the_words_of_a_correction_are_kept_beside_the_plans_and_are_none_of_them() -> None:
    review = replace(REVIEW, is_light=False, correction="第一项应为“推进公开”。")
    found = read(review=review_file(review))
    assert found.findings == ()
    assert found.reviews == (review,)
    spoiled = read(review=review_file(review).replace("应为“推进", "应为“推动"))
    assert [one.code for one in spoiled.findings] == ["P080"]


def test_a_review_of_the_attribute_keeps_no_words() -> None:
    review = Review(
        "甲.yaml", Stage.ATTRIBUTE, "会议纪要", date(2024, 2, 1), "办公室主任", disclosure=Disclosure.PUBLIC
    )
    found = read(review=review_file(review))
    assert found.findings == ()
    assert found.reviews == (review,)
    assert "文字" not in review_file(review)


@given(plans())
def test_the_words_of_any_plan_are_kept(plan: Plan) -> None:
    found = read(review=review_file(replace(REVIEW, pieces=reviewed_units(plan))))
    assert found.findings == ()
    assert found.reviews[0].pieces == reviewed_units(plan)


odd = st.text(st.sampled_from("甲a1：:-#'\"&*!|>%@`{}[],? \u3000\u00a0𠮷。0.~\ue000"), min_size=1, max_size=12)


@given(st.lists(odd, min_size=1, max_size=4), odd)
def test_odd_words_are_kept(lines: list[str], basis: str) -> None:
    pieces = (Piece("事项/甲", "事项1“甲”", tuple(line.replace("\u00a0", " ") for line in lines), 2),)
    review = replace(REVIEW, evidence=f"凭据{basis}".replace("\u00a0", " "), pieces=pieces)
    found = read(review=review_file(review))
    assert found.findings == ()
    assert found.reviews == (review,)


def test_signings_are_appended() -> None:
    first = Signing(date(2024, 3, 5), "局长签发", pieces=signed_units(PLAN))
    files = (
        ArchivedFile("plan.pdf", "2024-03-06/plan.pdf", "a" * 64, sealed=True),
        ArchivedFile("plan.docx", "x", "b" * 64),
    )
    second = Signing(date(2024, 3, 6), "再签", sample=True, pieces=(), files=files)
    once = with_signing(Registers(YEAR), first)
    # what stands there stays, a note by hand included
    once = once.replace("- 日期", "# 手记\n- 日期")
    twice = with_signing(read(issued=once), second)
    assert twice.startswith(once)
    found = read(issued=twice)
    assert found.findings == ()
    assert found.signings == (first, second)


def test_hours_are_appended() -> None:
    first = PublicationRecord(datetime(2024, 3, 7, 9, 30, tzinfo=BEIJING), "https://www.example.gov.cn/a", "a" * 64)
    second = PublicationRecord(
        datetime(2024, 4, 7, 16, 5, tzinfo=BEIJING),
        "",
        "b" * 64,
        "第三项时限由5月底改为6月底。",
        "保审2",
        date(2024, 4, 6),
    )
    words = with_publication(Registers(YEAR), first)
    words = with_publication(read(published=words), second)
    found = read(published=words)
    assert found.findings == ()
    assert found.publications == (first, second)
    assert found.publication == first
    assert found.corrections == (second,)


def test_a_real_hour_behind_those_of_a_sample_is_a_publication_and_no_correction() -> None:
    hours = [datetime(2024, 3, day, 9, 30, tzinfo=BEIJING) for day in (6, 7, 8)]
    of_sample = with_publication(Registers(YEAR), PublicationRecord(hours[0], sample=True))
    words = with_publication(read(published=of_sample), PublicationRecord(hours[1]))
    found = read(published=words)
    assert found.findings == ()
    assert found.publications == (PublicationRecord(hours[0], sample=True), PublicationRecord(hours[1]))
    assert (
        found.effective(sample=False).publications
        == found.effective(sample=True).publications
        == (PublicationRecord(hours[1]),)
    )
    assert read(published=of_sample).effective(sample=False).publications == ()
    # a second one of either kind lacks the words of a 更正
    for more in (PublicationRecord(hours[2]), PublicationRecord(hours[2], sample=True)):
        assert read(published=with_publication(found, more)).findings
    # and what a sample put on is nothing that a real 更正 could be of
    fix = PublicationRecord(hours[1], correction="改了时限。", evidence="保审2", reviewed_on=date(2024, 3, 6))
    (lacks,) = read(published=with_publication(read(published=of_sample), fix)).findings
    assert "更正前面没有发布的登记" in lacks.message


def test_a_mended_hour_counts_and_the_record_it_mends_stays() -> None:
    first = PublicationRecord(datetime(2024, 3, 7, 9, 30, tzinfo=BEIJING), "", "a" * 64)
    at = datetime(2024, 3, 7, 10, 30, tzinfo=BEIJING)
    words = with_publication(Registers(YEAR), first)
    words = with_amendment(read(published=words), first, None, "https://www.example.gov.cn/a", "")
    words = with_amendment(read(published=words), first, at, "", "后台记录")
    found = read(published=words)
    assert found.findings == ()
    url = "https://www.example.gov.cn/a"
    before = (AmendedValue(first.at, "", ""), AmendedValue(first.at, url, "后台记录"))
    assert found.publications == (replace(first, at=at, url=url, previous_values=before),)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("- 原登记: 2024-03-08 09:30\n  时间: 2024-03-07 10:30\n  凭据: 甲\n", "改登的那一次，前面没有登记"),
        ("- 原登记: 2024-03-07 09:30\n  时间: 2024-03-07 10:30\n", "登记没有写“凭据”"),
        ("- 原登记: 2024-03-07 09:30\n  网址: https://b.example\n", "登记没有写“凭据”"),
        ("- 原登记: 2024-03-07 09:30\n  凭据: 甲\n", "没有写改成什么"),
        ("- 原登记: 2024-03-07 09:30\n  时间: 昨天\n  凭据: 甲\n", "“昨天”读不出时间"),
    ],
)
def test_a_mending_that_says_too_little_is_found_and_mends_nothing(more: str, said: str) -> None:
    there = "- 时间: 2024-03-07 09:30\n  网址: https://a.example\n"
    found = read(published=there + more)
    assert said in {one.message for one in found.findings}
    assert found.publications == read(published=there).publications


def test_reviews_of_one_day_stand_in_the_order_of_their_numbers() -> None:
    words = review_file(REVIEW)
    names = ["2024-03-01-发布审查.yaml", "2024-03-01-发布审查-2.yaml", "2024-03-01-发布审查-10.yaml"]
    files = {f"reviews/{name}": file_from_text(name, words) for name in reversed(names)}
    assert [review.name for review in parse(YEAR, files).reviews] == names


# --- damage ---------------------------------------------------------------------------


def damaged(words: str, old: str, new: str) -> Registers:
    assert old in words
    return read(review=words.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "code", "marked"),
    [
        ("做好公开：", "做坏公开：", "P080", "摘要"),
        ("凭据: ", "凭具: ", "P061", "凭具"),
        ("岗位: 保密员", "岗位:", "P081", "环节"),
        ("日期: 2024年3月1日", "日期: 2024年2月30日", "P015", "日期"),
        ("环节: 发布审查", "环节: 批准", "P014", "环节"),
        ("范式: '2'", "范式: '9'", "P082", "范式"),
        ("岗位: 保密员", "岗位: 保密员\n岗位: 保密员", "P013", "岗位"),
        ("环节: 发布审查", "环节: [发布审查", "P060", "复核"),
        ("层次: '2'", "层次: 二", "P014", "层次"),
    ],
)
def test_a_damaged_review_is_found_and_does_not_count(old: str, new: str, code: str, marked: str) -> None:
    found = damaged(review_file(REVIEW), old, new)
    assert found.reviews == ()
    one = next(one for one in found.findings if one.code == code)
    assert one.severity is Severity.ERROR
    lines = found.sources["reviews/甲.yaml"].lines
    assert marked in lines[one.place.line - 1]
    assert one.hint


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("样例: 是\n", ""),
        ("复核: 是\n", ""),
        ("环节: 发布审查", "环节: 属性认定\n公开属性: 主动公开"),
        ("日期: 2024年3月1日", "日期: 2024年3月2日"),
        ("岗位: 保密员", "岗位: 保密主任"),
        ("凭据: 某财保审〔2024〕1号", "凭据: 某财保审〔2024〕2号"),
        ("- 事项1“短”\n", ""),
        ("对外公布的值班电话", "其他"),
    ],
)
def test_a_record_changed_by_hand_is_seen(old: str, new: str) -> None:
    found = damaged(review_file(REVIEW), old, new)
    assert [one.code for one in found.findings] == ["P080"]
    assert found.reviews == ()


def test_a_record_from_before_there_was_a_digest_counts() -> None:
    plain = review_file(REVIEW).rpartition("校验:")[0]
    assert read(review=plain).reviews == (REVIEW,)
    # what is written behind it holds it
    signed = with_signing(Registers(YEAR), Signing(date(2024, 3, 5), "签1", pieces=signed_units(PLAN)))
    before = signed.rpartition("  校验:")[0]
    more = with_signing(read(issued=before), Signing(date(2024, 3, 8), "签2", pieces=signed_units(PLAN)))
    assert [signing.evidence for signing in read(issued=more).signings] == ["签1", "签2"]
    changed = read(issued=more.replace("签1", "签9"))
    assert [(one.code, one.place.line) for one in changed.findings] == [("P080", before.count("\n") + 1)]


def test_the_registers_of_a_sample_are_not_made_real_ones_by_deleting_a_line() -> None:
    folder = ROOT / "content" / "2023"
    files = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in (folder / "issued.yaml", *folder.glob("reviews/*.yaml"))
    }
    sample = parse(2023, {name: file_from_text(f"content/2023/{name}", text) for name, text in files.items()})
    assert (sample.findings, len(sample.reviews), len(sample.signings)) == ((), 2, 1)
    real = {name: re.sub(" *样例: 是\n", "", text) for name, text in files.items()}
    found = parse(2023, {name: file_from_text(f"content/2023/{name}", text) for name, text in real.items()})
    assert [one.code for one in found.findings] == ["P080"] * 3
    assert found.is_empty


HOURS = tuple(datetime(2024, 3, day, 9, 30, tzinfo=BEIJING) for day in (5, 8, 12))


def appended(*texts: str) -> str:
    """The register of publications, one record behind another."""
    written = ""
    for at, text in zip(HOURS, texts, strict=True):
        registers = read(published=written) if written else Registers(YEAR)
        written = with_publication(
            registers, PublicationRecord(at, correction=text, evidence="审1" if text else "", reviewed_on=at.date())
        )
    return written


def test_a_record_left_out_put_in_or_moved_is_seen_at_the_next_one() -> None:
    whole = appended("", "一处文字。", "又一处。")
    first, second, third = (f"- 时间{part}" for part in whole.partition("- 时间")[2].split("- 时间"))
    head = whole.partition("- 时间")[0]
    assert read(published=whole).findings == ()
    for records, places in (
        ((first, third), [3]),
        ((first, second, second, third), [4]),
        ((first, third, second), [3, 4]),
    ):
        lines = [head.count("\n") + "".join(records[:number]).count("\n") + 1 for number in range(len(records))]
        found = read(published=head + "".join(records)).findings
        seen = [one.place.line for one in found if one.code == "P080"]
        assert seen == [lines[place - 2] for place in places], records


def test_an_empty_register_is_found() -> None:
    assert [found.code for found in read(review="").findings] == ["P081"]
    assert read(issued="").is_damaged("issued.yaml")
    assert not read(issued="").is_damaged("published.yaml")


def test_blanks_in_the_kept_words_are_no_damage() -> None:
    found = damaged(review_file(REVIEW), "做好公开：“一网通办”。", "做好公开：“一网 通办”。")
    assert found.findings == ()


def test_the_first_hour_is_a_publication_and_those_behind_it_are_corrections() -> None:
    only = "- 时间: 2024-03-07 09:30\n  更正: 改正\n  审查日期: 2024年3月6日\n"
    assert [found.code for found in read(published=only).findings] == ["P081"]
    two = "- 时间: 2024-03-07 09:30\n- 时间: 2024-03-08 09:30\n"
    found = read(published=two)
    assert {one.code for one in found.findings} == {"P081"}
    assert len(found.publications) == 1
    assert [found.code for found in read(published="- 时间: 昨天\n").findings] == ["P015"]


yaml_like = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "环节: 发布审查\n",
                "- 日期: 2024年3月1日\n",
                "文字:\n",
                "- 编号: 甲\n",
                "  原文:\n",
                "  - 乙\n",
                "范式: '1'\n",
            ]
        ),
        st.sampled_from(
            ["摘要: x\n", "时间: 2024-01-01 10:00\n", "放行: {}\n", "- - -\n", "&a *a\n", "? :\n", "!!x y\n", "---\n"]
        ),
        any_text,
    ),
    max_size=8,
).map("".join)


@given(yaml_like, yaml_like, yaml_like)
def test_any_text_is_read(review: str, issued: str, published: str) -> None:
    found = read(review=review, issued=issued, published=published)
    lines = {one.path: one.lines for one in found.sources.values()}
    for finding in found.findings:
        place = finding.place
        assert 1 <= place.line <= len(lines[place.path]) + 1


# --- days and hours ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("2024-03-07 09:30", datetime(2024, 3, 7, 9, 30, tzinfo=BEIJING)),
        ("2024-3-7 9:30", datetime(2024, 3, 7, 9, 30, tzinfo=BEIJING)),
        ("２０２４-03-07　09：30", datetime(2024, 3, 7, 9, 30, tzinfo=BEIJING)),
        ("2024年3月7日 9:30", datetime(2024, 3, 7, 9, 30, tzinfo=BEIJING)),
        ("2024-03-07", None),
        ("2024-02-30 09:30", None),
        ("", None),
    ],
)
def test_hours_are_read(words: str, at: datetime | None) -> None:
    assert parse_hour(words) == at
    if at is not None:
        assert parse_hour(format_hour(at)) == at


def test_days_are_read() -> None:
    assert parse_day("2024-03-07") == parse_day("2024年3月7日") == date(2024, 3, 7)
    assert parse_day("三月") is None
    assert parse_day("") is None


# --- on the disk ----------------------------------------------------------------------------


def test_files_are_put_in_their_place_whole(tmp_path: Path) -> None:
    write_files(tmp_path, {"2024/reviews/甲.yaml": b"one", "2024/issued.yaml": b"two"})
    write_files(tmp_path, {"2024/issued.yaml": b"three"})
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()) == [
        "2024/issued.yaml",
        "2024/reviews/甲.yaml",
    ]
    assert (tmp_path / "2024/issued.yaml").read_bytes() == b"three"


def test_a_file_that_cannot_be_put_there_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "2024/issued.yaml").mkdir(parents=True)
    with pytest.raises(OSError, match="issued"):
        write_files(tmp_path, {"2024/issued.yaml": b"two"})
    assert [path.name for path in (tmp_path / "2024").iterdir()] == ["issued.yaml"]


def test_what_stands_on_the_disk_is_read(tmp_path: Path) -> None:
    signing = Signing(date(2024, 3, 5), "签发", pieces=signed_units(PLAN))
    write_files(
        tmp_path,
        {
            f"{YEAR}/reviews/a.yaml": review_file(REVIEW).encode(),
            f"{YEAR}/reviews/notes.txt": b"x",
            f"{YEAR}/issued.yaml": with_signing(Registers(YEAR), signing).encode(),
        },
    )
    found = register_read.read(load_all_text(tmp_path, YEAR))
    assert found.findings == ()
    assert [review.name for review in found.reviews] == ["a.yaml"]
    assert found.signings == (signing,)
    assert found.sources["issued.yaml"].path == f"{tmp_path.as_posix()}/{YEAR}/issued.yaml"
    assert register_read.read(load_all_text(tmp_path / "nowhere", YEAR)).reviews == ()


def test_frozen_files_are_the_same_bytes_or_named(tmp_path: Path) -> None:
    names = ("plan.pdf", "plan.docx", "annex.xlsx")
    files = tuple(ArchivedFile(name, f"2024-03-05/{name}", sha256(name.encode())) for name in names)
    folder = tmp_path / str(YEAR) / "定稿" / "2024-03-05"
    folder.mkdir(parents=True)
    (folder / "plan.pdf").write_bytes(b"plan.pdf")
    (folder / "plan.docx").write_bytes(b"changed")
    found, wrong = read_archive(tmp_path, YEAR, Signing(date(2024, 3, 5), "签发", files=files))
    assert found == {"plan.pdf": b"plan.pdf"}
    assert wrong == (
        Refusal(Reason.ARCHIVED_FILE_CHANGED, path="2024/定稿/2024-03-05/plan.docx"),
        Refusal(Reason.ARCHIVED_FILE_MISSING, path="2024/定稿/2024-03-05/annex.xlsx"),
    )


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("plan.pdf", "../../units.yaml"),
        ("plan.pdf", "2024-03-05/../../../units.yaml"),
        ("plan.pdf", "{root}/units.yaml"),
        ("plan.pdf", "link"),
        ("../plan.pdf", "2024-03-05/plan.pdf"),
    ],
)
def test_no_file_outside_the_archive_is_read_or_named(tmp_path: Path, name: str, path: str) -> None:
    path = path.format(root=tmp_path)
    (tmp_path / "units.yaml").write_bytes(b"secret")
    folder = tmp_path / str(YEAR) / "定稿"
    (folder / "2024-03-05").mkdir(parents=True)
    (folder / "2024-03-05" / "plan.pdf").write_bytes(b"secret")
    (folder / "link").symlink_to(tmp_path / "units.yaml")
    files = (ArchivedFile(name, path, sha256(b"secret")),)
    found, wrong = read_archive(tmp_path, YEAR, Signing(date(2024, 3, 5), "签发", files=files))
    assert found == {}
    assert [refusal.reason for refusal in wrong] == [Reason.ARCHIVED_FILE_OUTSIDE]


def test_the_kept_digest_is_that_of_the_words() -> None:
    assert digest(reviewed_units(PLAN)) in review_file(REVIEW)


def test_a_review_that_came_along_with_a_copied_folder_does_not_count(tmp_path: Path) -> None:
    from tests.approvals import register

    folder = tmp_path / "content" / "2024"
    (folder / "items").mkdir(parents=True)
    (folder / "plan.md").write_text(
        "---\n标题: 某局2024年度政务公开工作计划\n发文机关: 某局\n成文日期: 2024年3月5日\n公开属性: 主动公开\n---\n\n- [甲](items/甲.md)\n",
        "utf-8",
    )
    (folder / "items" / "甲.md").write_text("---\n责任部门: 办公室\n完成时间: 全年\n---\n\n做好公开。\n", "utf-8")
    register(tmp_path / "content", 2024)
    shutil.copytree(folder, tmp_path / "content" / "2025")
    assert register_read.read(load_all_text(tmp_path / "content", 2024)).findings == ()
    copied = register_read.read(load_all_text(tmp_path / "content", 2025))
    assert copied.reviews == ()
    assert {finding.code for finding in copied.findings} == {"P083"}
