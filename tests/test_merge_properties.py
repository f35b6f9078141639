"""Merging over generated plans: what is edited in Word comes back, and nothing else changes."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import docx
from hypothesis import given, strategies as st

from pipeline.merge.printed import PrintedText, Segment, printed_blocks
from pipeline.model import Plan
from pipeline.render.print_model import Style
from tests import strategies
from tests.merging import content_of, describe, edits_of, found_merge, merged, plan_at, root_of, saved, set_text, word

typed = st.text("公开政务信息目录标准服务季度按", min_size=1, max_size=5)


def lines(plan: Plan) -> list[PrintedText]:
    """The printed lines of a plan outside tables, but for titles of annexes, which 附件说明 has already."""
    every = [block for block in printed_blocks(plan) if isinstance(block, PrintedText)]
    return [line for line in every if line.style is not Style.ANNEX_TITLE]


@st.composite
def word_edits(draw: st.DrawFn, plan: Plan) -> dict[int, str]:
    """New texts of some printed lines, by their index: words inserted, deleted or replaced inside what was written."""
    every = lines(plan)
    usable = [index for index, line in enumerate(every) if written(line)]
    chosen = draw(st.lists(st.sampled_from(usable), min_size=1, max_size=4, unique=True))
    return {index: draw(edited_text(every[index])) for index in chosen}


def written(line: PrintedText) -> list[Segment]:
    """The parts of a line with words that may be edited."""
    return [segment for segment in line.segments if segment.text is not None and segment.stop - segment.start > 1]


@st.composite
def edited_text(draw: st.DrawFn, line: PrintedText) -> str:
    """The line's text with one edit in one of its written parts."""
    segment = draw(st.sampled_from(written(line)))
    start = draw(st.integers(segment.start, segment.stop))
    stop = draw(st.integers(start, segment.stop if start > segment.start else segment.stop - 1))
    new = draw(typed if start == stop else st.one_of(st.just(""), typed))
    return line.text[:start] + new + line.text[stop:]


def type_over(content: bytes, texts: Sequence[str], edits: dict[int, str]) -> bytes:
    """The Word file with the texts of some printed lines typed over; `texts` are those of all lines."""
    opened: Any = docx.Document(BytesIO(content))
    titles = {Style.ANNEX_TITLE.value}
    filled = [one for one in opened.paragraphs if one.text.strip() and one.style.name not in titles]
    shown = [paragraph.text.replace("\n", "") for paragraph in filled]
    assert shown == list(texts), (shown, texts)
    for index, text in edits.items():
        set_text(filled[index], text)
    return saved(opened)


@given(st.data())
def test_words_typed_over_in_the_body_come_back(data: st.DataObject) -> None:
    plan = data.draw(strategies.plans())
    with TemporaryDirectory() as folder:
        root = root_of(Path(folder), plan)
        plan = plan_at(root)
        before = content_of(root)
        texts = [line.text for line in lines(plan)]
        edits = data.draw(word_edits(plan))
        file = ("改.docx", type_over(word(plan), texts, edits))
        merge = found_merge(root, file)
        unplaced = [edit for edit in merge.edits if edit.reason is not None]
        assert not unplaced, describe(unplaced)
        merged(root, file)
        expected = [edits.get(index, text) for index, text in enumerate(texts)]
        found = [line.text for line in lines(plan_at(root))]
        assert found == expected, [pair for pair in zip(found, expected, strict=False) if pair[0] != pair[1]]
        after = content_of(root)
        assert before.keys() == after.keys()
        again = edits_of(root, file)
        assert all(edit.is_done for edit in again), describe(again)
        merged(root, file)
        assert content_of(root) == after
