"""Titles over several lines: no word torn, nothing lost, lines of like length."""

from itertools import accumulate

import pytest
from hypothesis import given, strategies as st

from pipeline import standard
from pipeline.render.title import balance
from pipeline.standard import han_width

ROOM = standard.TYPE_AREA[0] / standard.MM_PER_PT / standard.SIZE_2

CASES = [
    "宝山区财政局2023年度政务公开工作计划",
    "2023年度区财政局政务公开/目标任务细化分解表",
    "宝山区财政局关于印发/《宝山区财政局2024年度政务公开工作计划》/的通知",
    "上海市宝山区人民政府办公室关于印发/《2023年宝山区政务公开工作要点》的通知",
    "关于印发宝山区财政局2023年度/政务公开工作计划的通知",
    "上海市宝山区规划和自然资源局/2024年度政务公开工作计划",
    "上海市市场监督管理局关于进一步做好/2024年度政府信息公开和政务公开/工作的实施意见（征求意见稿）",
    "宝山区生态环境局2025年度政务公开/重点任务责任分工及时间安排表",
    "二〇二四年度宝山区淞南镇人民政府/政务公开工作计划任务分解表",
    "宝山区关于深化国有企业改革的/若干意见的贯彻落实情况报告",
    "某某市某某区人力资源和社会保障局/二〇二四年度政务公开/目标任务细化分解表及说明",
    "某区财政局关于印发/《某区财政局2024年度政务公开工作计划》/的通知",
    "某某市某某区人力资源和社会保障局/关于进一步深化2024年度/政务公开工作的实施计划",
    "某市住房和城乡建设管理委员会/2024年度政务公开工作计划",
    "某县人民政府办公室关于印发/《某县2024年政务公开工作要点》的通知",
    "某市文化和旅游局关于印发/《2024年全市文化和旅游系统/政务公开工作实施方案》的通知",
    "某市发展和改革委员会2024年/政务公开工作要点责任分解表",
    "某区应急管理局关于2024年度/政务公开工作任务分解落实情况的通知",
    "某市人民政府国有资产监督管理委员会/2024年度政务公开工作计划",
    "某区退役军人事务局2024年度/政务公开工作计划（征求意见稿）",
    "某市交通运输局关于转发/《某省交通运输厅2024年政务公开工作要点》/的通知",
    "某区医疗保障局2024年度优化营商环境/政策解读和政务公开工作计划",
    "某区人民政府办公室关于全面推进/基层政务公开标准化规范化工作的实施方案",
    "某市某区机关事务管理局“十四五”时期/政务公开工作规划（2021—2025年）",
    "某区司法局关于贯彻落实/《中华人民共和国政府信息公开条例》/有关事项的通知",
    "某区2024年政务公开重点任务清单及责任分工",
    "某区经济和信息化局2024年度/政府信息公开指南编制工作方案",
    "某市某区政务服务数据管理局关于开展/2024年政务公开培训的工作安排",
    "某市公安局交通警察支队/2024年政务公开工作计划",
    "某区审计局2024年计划",
    "滨海区机关事务管理局/2024年1月至12月政务公开工作计划",
]


@pytest.mark.parametrize("case", CASES)
def test_titles_of_the_genre_break_where_an_office_breaks_them(case: str) -> None:
    lines = tuple(case.split("/"))
    assert balance("".join(lines), ROOM) == lines


@given(st.text(alphabet="政务公开工作计划甲乙的和2023年度《》“”（），。 AB", min_size=1, max_size=90), st.floats(2, 40))
def test_nothing_is_lost_and_every_line_has_room(words: str, room: float) -> None:
    lines = balance(words, room)
    assert "".join(lines) == words
    assert all(0 < han_width(line) <= room for line in lines)


@given(st.text(alphabet="甲乙丙丁2023年度", min_size=21, max_size=60))
def test_a_year_is_not_torn(words: str) -> None:
    lines = balance(f"{words}区2023年度{words}", ROOM)
    begin = len(words) + 1
    assert not set(accumulate(map(len, lines))) & set(range(begin + 1, begin + len("2023年度")))


def test_words_in_brackets_are_torn_only_when_they_fill_more_than_a_line() -> None:
    assert balance(f"《{'甲' * 30}》", ROOM) == (f"《{'甲' * 15}", f"{'甲' * 15}》")
    for line in balance(f"关于{'甲' * 12}《{'乙' * 10}》的通知", ROOM):
        assert ("《" in line) == ("》" in line)


def test_a_title_without_room_for_a_character_is_refused() -> None:
    with pytest.raises(ValueError, match="room"):
        balance("甲乙", 0.5)


def test_an_endless_title_is_broken_in_no_time() -> None:
    words = "政务公开工作计划" * 2000
    assert "".join(balance(words, ROOM)) == words
