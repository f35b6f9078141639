"""The tables that `zwgk diff` hands over (修改对照表、任务承接表), as paper and as a page: fit to be put before those who sign."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from pipeline.diff import report
from pipeline.diff.compare import compare
from pipeline.model import Plan
from pipeline.readers import docx as reader, docx_model
from pipeline.render.comparison_table import ComparisonTable, docx, html, plain_cell
from pipeline.render.deterministic_zip import unpacked
from pipeline.trace import report as taken
from pipeline.trace.read_directive import Point
from pipeline.trace.traceability import State, trace_points
from tests.browsing import assert_readable, visit
from tests.diff_cases import DIFF_CASES, changed_plans
from tests.validators import html_validate, nu, ooxml

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
POINTS = (
    Point("（一）", "一、深化主动公开", "推进部门预决算、专项资金和专项转移支付绩效信息公开，9月底前公开部门决算。"),
    Point("（二）", "一、深化主动公开", "及时公开养老服务机构名录、补贴政策和评估结果。", "责任单位：区民政局"),
    Point(
        "（三）",
        "二、夯实基础",
        "加强对拟公开政府信息的保密审查，坚持“先审查、后公开”；做好依申请公开，确保接收、登记、答复全程留痕。",
    ),
)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return changed_plans("")[0]


@pytest.fixture(scope="module")
def sheet(plan: Plan) -> ComparisonTable:
    """The 任务承接表 of points that one item, none and two take up."""
    found = trace_points(POINTS, plan, "《2024年要点》")
    one, none, two = found.rows
    both = tuple(entry for entry in (*two.items, *trace_points(POINTS[:1], plan).rows[0].items))[:2]
    return taken.table(replace(found, rows=(one, none, replace(two, items=both, state=State.COVERED, missing=()))))


@pytest.fixture(scope="module")
def changes() -> ComparisonTable:
    """The 修改对照表 of everything planted."""
    return report.table(compare(*changed_plans(DIFF_CASES[-1].typed)))


def cells(row: docx_model.Row) -> list[str]:
    return ["〃" if cell.is_continuation else cell.text for cell in row.cells]


def test_the_points_stand_under_their_headings_and_each_item_in_a_row_of_its_own(
    plan: Plan, sheet: ComparisonTable
) -> None:
    (table,) = docx_model.tables(reader.read(docx(sheet, plan, TEMPLATES / "plan.docx")).content)
    rows = [cells(row) for row in table.rows]
    assert rows[0] == ["要点", "承接事项", "科室", "时限", "承接情况"]
    assert rows[1] == ["一、深化主动公开"]
    assert [row[-1] for row in rows[2:]] == [
        "请核实：事项里没有9月底",
        "未承接",
        "二、夯实基础",
        "已承接",
        "〃",
    ]
    # which 科室 belongs to which item is seen at once
    assert rows[5][1:4] == ["第11项“信息公开保密审查”", "办公室、相关科室", "全年"]
    assert rows[6] == ["〃", "第1项“部门预决算和政府债务信息公开”", "预算科、相关科室", "全年", "〃"]


def test_what_is_open_is_named_under_the_table(sheet: ComparisonTable) -> None:
    assert sheet.notes == (
        "未承接1条：一（二）及时公开养老服务机构名录、补贴政策和评估结果。",
        "请核实1条：一（一）推进部门预决算、专项资金和专项转移支付绩效信息公开。",
        "核实以后，在承接事项的头部写“对应要点: 一（一）”这样一行，下次就按它对照，不再问。",
    )


def test_rows_stay_whole_but_one_of_half_a_page(plan: Plan) -> None:
    """Moved to the next page whole, a longer one would leave half a page white."""
    long = plain_cell("，".join(["深化部门预决算公开"] * 60))
    rows = ((plain_cell("短"), plain_cell("短")), (plain_cell("短"), long))
    file = reader.read(
        docx(ComparisonTable("对照表", ("原文", "现文"), (0.5, 0.5), rows), plan, TEMPLATES / "plan.docx")
    )
    (table,) = docx_model.tables(file.content)
    assert [(row.is_header, row.cant_split) for row in table.rows] == [(True, True), (False, True), (False, False)]


def test_what_nobody_takes_up_is_seen_without_colour(plan: Plan, sheet: ComparisonTable) -> None:
    document = unpacked(docx(sheet, plan, TEMPLATES / "plan.docx"))["word/document.xml"].decode()
    grey = re.findall(r"<w:shd [^>]*/></w:rPr><w:t [^>]*>([^<]*)<", document)
    assert grey == ["未承接"]


@pytest.mark.validators
def test_word_and_the_validators_take_them(
    plan: Plan, sheet: ComparisonTable, changes: ComparisonTable, tmp_path: Path
) -> None:
    pages = []
    for name, one in (("taken", sheet), ("changes", changes)):
        (tmp_path / f"{name}.docx").write_bytes(docx(one, plan, TEMPLATES / "plan.docx"))
        assert ooxml(tmp_path / f"{name}.docx") == []
        pages.append(tmp_path / f"{name}.html")
        pages[-1].write_bytes(html(one, (TEMPLATES,)))
    assert html_validate(*pages) == []
    assert nu(*pages) == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_all_of_it_is_read_at_every_width(
    browser: Browser, sheet: ComparisonTable, changes: ComparisonTable, tmp_path: Path, width: int
) -> None:
    for name, one in (("taken", sheet), ("changes", changes)):
        path = tmp_path / f"{name}.html"
        path.write_bytes(html(one, (TEMPLATES,)))
        with visit(browser, path, width=width) as page:
            assert_readable(page, width)
            if one is sheet:
                state = page.get_by_text("未承接", exact=True).bounding_box()
                assert state is not None
                assert 0 <= state["x"] < state["x"] + state["width"] <= width


def test_on_a_narrow_screen_each_cell_stands_under_its_column(
    browser: Browser, sheet: ComparisonTable, tmp_path: Path
) -> None:
    (tmp_path / "page.html").write_bytes(html(sheet, (TEMPLATES,)))
    with visit(browser, tmp_path / "page.html", width=390) as page:
        heads = page.locator("td:visible").evaluate_all(
            "cells => cells.map(cell => getComputedStyle(cell, '::before').content.slice(1, -1))"
        )
    whole = ["要点", "承接事项", "科室", "时限", "承接情况"]
    # what nobody takes up has no empty fields
    assert heads == [*whole, "要点", "承接情况", *whole, *whole[1:4]]
