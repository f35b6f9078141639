"""Any content at all is checked, the same way each time, and a review's digest sees every letter and no form of writing."""

from hypothesis import given, strategies as st

from pipeline.check.report.json import as_one_json
from pipeline.check.report.terminal import as_text
from pipeline.check.session import check_sources
from pipeline.model import ItemTitle, Plan
from pipeline.parse import parse
from pipeline.parse.serialize import write
from pipeline.publish.policy.normalize import digest, matches_digest
from pipeline.publish.policy.review_units import reviewed_units, signed_units
from pipeline.source import sources_from_files
from tests.strategies import YEAR, any_files, plans


@given(any_files())
def test_any_text_is_checked_and_every_place_points_inside_its_file(files: dict[str, str]) -> None:
    content = check_sources(sources_from_files(YEAR, files))
    assert check_sources(sources_from_files(YEAR, files)).findings == content.findings
    lines = {source.path: source.lines for _, source in content.sources.files}
    for finding in content.findings:
        place = finding.place
        if place.path in lines:
            assert 1 <= place.line <= place.end_line <= len(lines[place.path])
            assert 1 <= place.column <= len(lines[place.path][place.line - 1]) + 1
            assert place.end_column <= len(lines[place.path][place.end_line - 1]) + 1
    report = content.report()
    assert as_text(report)
    assert as_one_json([report])


@given(plans())
def test_a_review_s_digest_is_that_of_the_plan_written_and_read_again(plan: Plan) -> None:
    again = parse(sources_from_files(YEAR, write(plan))).plan
    for units in (reviewed_units, signed_units):
        assert matches_digest(digest(units(plan)), units(again))


@given(plans(), st.data())
def test_a_review_s_digest_sees_a_letter_that_changes(plan: Plan, data: st.DataObject) -> None:
    files = write(plan)
    plan = parse(sources_from_files(YEAR, files)).plan
    # a short title that is not printed is not reviewed
    titles = {item.title.runs for item in plan.items()} if plan.head.item_title is ItemTitle.HIDDEN else set()
    pieces = reviewed_units(plan)
    texts = [
        text for piece in pieces for text in piece.texts if len(text) > 1 and text.runs and text.runs not in titles
    ]
    if not texts:
        return
    text = data.draw(st.sampled_from(texts))
    place = text.place(offset := data.draw(st.integers(0, len(text) - 1)), offset + 1)
    lines = files[place.path].split("\n")
    line = lines[place.line - 1]
    changed = "改" if line[place.column - 1] != "改" else "变"
    lines[place.line - 1] = line[: place.column - 1] + changed + line[place.column :]
    after = parse(sources_from_files(YEAR, {**files, place.path: "\n".join(lines)})).plan
    assert digest(reviewed_units(after)) != digest(reviewed_units(plan))
