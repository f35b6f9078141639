"""Faults planted one at a time in a copy of the plan of 2023: found, each on its line, with nothing new elsewhere.

What reading finds counts as well: to the writer it is one check.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from pipeline import source
from pipeline.check.run import run_rules
from pipeline.findings import Finding
from pipeline.parse import parse
from pipeline.source import sources_from_files

CONTENT = Path(__file__).parent.parent / "content"
YEAR = 2023


@dataclass(frozen=True)
class Plant:
    """One fault: in which file which words are put for which; `also` are files that the fault reaches by its nature."""

    file: str
    old: str
    new: str
    also: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.file}: {self.old} → {self.new}".replace("\n", "⏎")


PLANTS = [
    # 科室
    Plant("items/专区宣讲", "责任部门: 会计科", "责任部门: 会记科"),
    Plant("items/依申请公开", "牵头部门: 办公室", "牵头部门: 办公厅"),
    Plant("items/依申请公开", "配合部门: 相关科室", "配合部门: 办公室"),
    Plant("items/政策服务", "牵头部门: 办公室", "牵头部门: 相关科室"),
    Plant("items/政策服务", "牵头部门: 办公室", "牵头部门: 办公室、会计科"),
    Plant("items/政府采购公开", "责任部门: 采管科", "责任部门: 相关科室"),
    Plant("items/政府采购公开", "责任部门: 采管科", "责任部门: 采管科、采管科"),
    Plant("items/政府采购公开", "责任部门: 采管科", "责任部门:", ("items/政府采购公开",)),
    Plant("items/政府采购公开", "责任部门: 采管科", "配合部门: 采管科"),
    Plant("items/行政执法公示", "采管科、会计科、财监科", "采管科、会计科、财监股"),
    Plant("items/行政执法公示", "（责任部门：办公室；", "（责任部们：办公室；", ("items/行政执法公示",)),
    Plant("items/预决算公开", "牵头部门: 预算科", "牵头部门: 预 算科"),
    # 时限
    Plant("items/专区宣讲", "完成时间: 全年", "完成时间: 2月30日前"),
    Plant("items/专区宣讲", "完成时间: 全年", "完成时间: 13月底"),
    Plant("items/专区宣讲", "完成时间: 全年", "完成时间: 不久以后"),
    Plant("items/专区宣讲", "完成时间: 全年", "完成时间: 9月前"),
    Plant("items/专区宣讲", "完成时间: 全年", "完成时间: 2022年9月底前"),
    Plant("items/专区宣讲", "完成时间: 全年", "完成时间: 5月底前"),
    Plant("items/专区宣讲", "完成时间: 全年", "完成时间: 适时"),
    Plant("items/专区宣讲", "完成时间: 全年", "完成时间: 09月底"),
    Plant("items/专区宣讲", "完成时间: 全年", "完成时间: 9 月底"),
    Plant("items/专区宣讲", "完成时间: 全年\n", "", ("items/专区宣讲",)),
    Plant("items/政府开放日", "8月份开展", "9月份开展"),
    Plant("items/重大行政决策", "3月31日前", "4月30日前"),
    Plant("items/重大行政决策", "3月31日前", "3月32日前"),
    Plant("items/依申请公开", "做好依申请公开。", "做好依申请公开。9月底前完成自查。"),
    Plant("items/公开方式", "3月底前", "2022年3月底前"),
    # 年份
    Plant("plan", "标题: 宝山区财政局2023年度", "标题: 宝山区财政局2022年度"),
    Plant("plan", "附件: 2023年度", "附件: 2022年度"),
    Plant("plan", "成文日期: 2023年6月27日", "成文日期: 2032年6月27日"),
    Plant(
        "plan",
        "成文日期: 2023年6月27日",
        "成文日期: 2023年6月31日",
        ("items/公开方式", "items/行政执法公示", "items/重大行政决策"),
    ),
    Plant("plan", "成文日期: 2023年6月27日", "成文日期: 2023年06月27日"),
    Plant("plan", "根据《2023年宝山区", "根据《2022年宝山区"),
    Plant("items/重大行政决策", "做好2023年度", "做好23年度"),
    Plant("items/重大行政决策", "做好2023年度", "做好2022年度"),
    Plant("items/重大行政决策", "决策事项目录", "決策事項目錄"),
    Plant("items/重大行政决策", "做好2023年度", "做好二〇二三年度"),
    # 机关、附件、总数
    Plant("plan", "标题: 宝山区财政局", "标题: 宝山区财证局"),
    Plant("plan", "制定本计划。", "制定本计划。任务分工见附件2。"),
    Plant("plan", "制定本计划。", "制定本计划，任务分工见《2023年区财政局政务公开目标任务分解表》。"),
    Plant("plan", "制定本计划。", "制定本计划，做好以下12项工作。"),
    Plant("items/依申请公开", "做好依申请公开。", "做好依申请公开，重点是三个方面：一是登记，二是答复。"),
    Plant("items/依申请公开", "做好依申请公开。", "做好依申请公开，一是登记，三是答复。"),
    # 标点
    Plant("items/依申请公开", "做好依申请公开。", "做好依申请公开."),
    Plant("items/依申请公开", "确保接收、登记", "确保接收,登记"),
    Plant("items/依申请公开", "确保接收、登记", "确保接收、、登记"),
    Plant("items/依申请公开", "确保接收、登记", "确保接收､登记"),
    Plant("items/依申请公开", "确保接收、登记", "确保接收、 登记"),
    Plant("items/依申请公开", "全程留痕、可追溯。", "全程留痕、可追溯"),
    Plant("items/依申请公开", "实质性解决。", "实质性解决"),
    Plant("items/依申请公开", "实质性解决。", "实质性解决。。"),
    Plant("items/政策解读", "“三同步”", "“三同步"),
    Plant("items/政策解读", "“三同步”", "三同步”"),
    Plant("items/政策解读", "“三同步”", '"三同步"'),
    Plant("items/政策解读", "“三同步”", "「三同步」"),
    Plant("items/政策解读", "“三同步”", "‘三同步’"),
    Plant("items/政策精准推送", "（含政策解读材料", "(含政策解读材料"),
    Plant("items/政策精准推送", "等材料）", "等材料"),
    Plant("items/政策精准推送", "（含政策解读材料", "（，含政策解读材料"),
    Plant("plan", "《2023年宝山区政务公开工作要点》", "2023年宝山区政务公开工作要点》"),
    Plant("plan", "《2023年宝山区政务公开工作要点》", "《2023 年宝山区政务公开工作要点》"),
    Plant("plan", "《2023年宝山区政务公开工作要点》", "《2023年宝山区《政务公开》工作要点》"),
    Plant("items/依申请公开", "答复、邮寄、办结归档等", "答复、邮寄...等"),
    Plant("plan", "## 主要工作", "## 主要工作。"),
    # 数字与文号
    Plant("plan", "制定本计划。", "制定本计划（沪府办发[2023]5号）。"),
    Plant("plan", "制定本计划。", "制定本计划（沪府办发〔2023〕05号）。"),
    Plant("items/解读多元化", "至少开展1次", "至少开展１次"),
    Plant("items/公开方式", "通过OA备案系统", "通过 OA 备案系统"),
    Plant("items/公开方式", "通过OA备案系统", "通过ＯＡ备案系统"),
    # 用语
    Plant("plan", "工作部署，着力", "工作布署，着力"),
    Plant("plan", "党的二十大精神", "党的二十大报告精神"),
    Plant("plan", "党中央、国务院", "党中央国务院"),
    Plant("plan", "中国式现代化", "中国试现代化"),
    Plant("items/依申请公开", "关键节点全程", "关键节点的的全程"),
    Plant("items/预决算公开", "资金分配使用情况", "资金帐户使用情况"),
    Plant("items/预决算公开", "资金分配使用情况", "××资金使用情况"),
    Plant("items/预决算公开", "情况。", "情况。（待补充）"),
    Plant("items/预决算公开", "情况。", "情况。<!-- 待核：专栏名称 -->"),
    Plant("items/预决算公开", "集中发布", "截止6月底，集中发布"),
    # 重复
    Plant("items/专区宣讲", "开展政策宣讲。", "开展政策宣讲，有针对性地开展政策宣讲。"),
    Plant(
        "items/公共资源配置",
        "做好公共资源配置结果公开。",
        "利用区政务服务中心政务公开专区功能优势，有针对性地开展政策宣讲。",
        ("items/专区宣讲",),
    ),
    # 保密
    Plant("items/依申请公开", "可追溯。", "可追溯，咨询电话13800138000。"),
    Plant("items/依申请公开", "可追溯。", "可追溯，身份证号11010519491231002X。"),
    Plant("items/依申请公开", "可追溯。", "可追溯，账号6222020200112230129。"),
    Plant("items/依申请公开", "可追溯。", "可追溯，邮箱example@qq.com。"),
    Plant("items/依申请公开", "可追溯。", "可追溯，微信：baoshan_01。"),
    Plant("items/依申请公开", "可追溯。", "可追溯，见http://10.1.2.3/oa。"),
    Plant("items/依申请公开", "可追溯。", "可追溯（联系人：王小明）。"),
    Plant("items/依申请公开", "可追溯。", "可追溯。机密★10年。"),
    # 清单和链接
    Plant("plan", "(items/政策服务.md)", "(items/政策服务员.md)", ("items/政策服务",)),
    Plant("plan", "- [优化政策服务](items/政策服务.md)", "- [优化政策服务]（items/政策服务.md）"),
    Plant("plan", "- [优化政策服务]", "- 【优化政策服务】"),
    Plant("plan", "- [优化政策服务]", "5. [优化政策服务]"),
    Plant("plan", "- [优化政策服务](items/政策服务.md)\n", "", ("items/政策服务", "plan")),
    Plant("plan", "(items/政策精准推送.md)", "(items/政策服务.md)", ("items/政策精准推送",)),
    Plant("plan", "## 主要工作", "##主要工作"),
    Plant("plan", "## 主要工作", "## 一、主要工作"),
    Plant("items/政策服务", "严格落实关于", "（五）严格落实关于"),
    Plant("items/政策服务", "严格落实关于", "5.严格落实关于"),
    # 键
    Plant("plan", "发文机关: ", "发文单位: ", ("plan",)),
    Plant("plan", "公开属性: 主动公开", "公开属性: 主动公布"),
    Plant("items/政策服务", "牵头部门: ", "牵头部们: ", ("items/政策服务",)),
    Plant("items/政策服务", "完成时间: 全年", "完成时间 全年", ("items/政策服务",)),
    # 看不见的、换行、记号
    Plant("items/政策服务", "政策服务", "政策\u200b服务"),
    Plant("items/政策服务", "政策服务", "政策\u2060服务"),
    Plant("items/政策服务", "工作办法", "⼯作办法"),
    Plant("items/政策服务", "规范执行", "规范\n执行"),
    Plant("items/政策服务", "工作办法", "**工作办法"),
    Plant("items/政策服务", "工作办法", "工作&nbsp;办法"),
    Plant("items/解读多元化", "提高政策解读", "    提高政策解读"),
]

UNSEEN = {"items/依申请公开: 全程留痕、可追溯。 → 全程留痕、可追溯"}
"""A full stop left out between two sentences: only a reader of grammar sees it."""


@cache
def written() -> dict[str, str]:
    return {name: "\n".join(file.lines) for name, file in source.load_year(CONTENT, YEAR).files}


def found(files: dict[str, str]) -> list[Finding]:
    reading = parse(sources_from_files(YEAR, files))
    return [*reading.findings, *run_rules(reading.plan)]


def where(finding: Finding) -> tuple[str, int, str]:
    return finding.place.path, finding.place.line, finding.code


@cache
def planted(plant: Plant) -> tuple[Counter[tuple[str, int]], tuple[str, int]]:
    """Where there are more findings than before, by file and line, and the line planted in."""
    name = f"{YEAR}/{plant.file}.md"
    files = dict(written())
    words = files[name]
    assert words.count(plant.old) >= 1
    at = words.index(plant.old)
    files[name] = words.replace(plant.old, plant.new, 1)
    line = words.count("\n", 0, at) + 1
    shift = plant.new.count("\n") - plant.old.count("\n")
    before: Counter[tuple[str, int, str]] = Counter()
    for path, number, code in map(where, found(dict(written()))):
        moved = number + shift if path == name and number > line else number
        before[path, moved, code] += 1
    more = Counter(map(where, found(files))) - before
    lines: Counter[tuple[str, int]] = Counter()
    for path, number, _ in more.elements():
        lines[path, number] += 1
    return lines, (name, line)


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: str(plant.name))
def test_a_planted_fault_is_found_on_its_line_alone(plant: Plant) -> None:
    lines, (name, line) = planted(plant)
    if plant.name in UNSEEN:
        assert not lines
        return
    allowed = {f"{YEAR}/{file}.md" for file in plant.also}
    # what is taken away altogether is missed somewhere else
    assert (name, line) in lines or any(path in allowed for path, _ in lines)
    assert not [where for where in lines if where != (name, line) and where[0] not in allowed]


def test_at_least_95_in_100_are_found_on_their_line() -> None:
    assert len(PLANTS) >= 60
    assert len({plant.name for plant in PLANTS}) == len(PLANTS)
    on_their_line = [plant for plant in PLANTS if planted(plant)[1] in planted(plant)[0]]
    assert len(on_their_line) >= 0.95 * len(PLANTS)
