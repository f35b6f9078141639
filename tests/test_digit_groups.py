"""Numbers of persons in every spelling people use are found and masked; numbers that are none are let pass."""

import pytest

from pipeline.check.redact import Redactor, scan
from pipeline.check.report.github import as_github
from pipeline.check.report.json import as_one_json
from pipeline.check.report.terminal import as_text
from pipeline.check.session import check_sources
from pipeline.findings import Severity
from pipeline.source import SourceRange, SourceText, sources_from_files

MOBILE = "13800138000"
IDENTITY = "11010519491231002X"
CARD = "6222021234567890128"


def in_digits(number: str, digits: str) -> str:
    """The number with other digits."""
    return "".join(digits[int(char)] if char.isdigit() else char for char in number)


HAN = in_digits(MOBILE, "〇一二三四五六七八九")
APART = (
    "",
    " ",
    "　",
    "\t",
    "\u00a0",
    "\u2009",
    "\u1680",
    "-",
    "–",
    "－",
    ".",
    "·",
    "、",
    "，",
    "_",
    "\u200b",
    "\u00ad",
    "\u2060",
)
MOBILES: dict[str, str] = {
    **{f"每一位之间{separator!r}": separator.join(MOBILE) for separator in APART},
    **{f"三四四{separator!r}": f"138{separator}0013{separator}8000" for separator in "　.–—~−/*:\u2003\u202f"},
    **{
        f"数字{digits}": in_digits(MOBILE, digits)
        for digits in (
            "０１２３４５６７８９",
            "零一二三四五六七八九",
            "〇一二三四五六七八九",
            "零壹贰叁肆伍陆柒捌玖",
            "⓪①②③④⑤⑥⑦⑧⑨",
            "⓿❶❷❸❹❺❻❼❽❾",
            "⁰¹²³⁴⁵⁶⁷⁸⁹",
            "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
            "٠١٢٣٤٥٦٧٨٩",
        )
    },
    "幺": HAN.replace("一", "幺"),
    "汉字隔开": " ".join(HAN),
    "混用": "1 3８-0〇1三 8000",
    "一半汉字": "一三八0013八零零零",
    "四四三": "1380-0138-000",
    "括号": "（138）0013-8000",
    "区号": "0086 138 0013 8000",
    "两个空格": "138  0013  8000",
    "斜线": f"手机/{MOBILE}",
    "等号": f"tel={MOBILE}",
    "列表": f"1.{MOBILE}",
    "带圈和短横": "①③⑧ 0013-8000",
    "组合符号": "".join(f"{char}\ufe0f\u20e3" for char in MOBILE),
    "字母": "l38OOl38OOO",
}
OTHERS: dict[str, str] = {
    **{f"身份证{separator!r}": separator.join(IDENTITY) for separator in APART},
    "身份证分组": "1101 0519 4912 3100 2X",
    "身份证点": "110105.19491231.002X",
    "身份证汉字": in_digits(IDENTITY, "〇一二三四五六七八九"),
    "身份证乘号": IDENTITY.replace("X", "×"),
    "银行卡": f"银行卡号：{' '.join(CARD)}",
    "银行卡全角空格": "卡号：" + "　".join(CARD[start : start + 4] for start in range(0, 19, 4)),
    "银行卡汉字": f"卡号{in_digits(CARD, '〇一二三四五六七八九')}",
    "邮箱空格": "zhangsan @ qq . com",
    "邮箱句号": "zhangsan@qq。com",
    "邮箱井号": "zhangsan#qq.com",
}


def found(text: str) -> list[str]:
    place = SourceRange(0, "x.md", 1, 1)
    return [finding.code for finding in scan([SourceText(text, (place,))]) if finding.redact]


@pytest.mark.parametrize("name", [*MOBILES, *OTHERS])
def test_a_number_is_found_and_masked_however_it_is_spelt(name: str) -> None:
    text = {**MOBILES, **OTHERS}[name]
    assert found(f"请联系{text}。"[3:])
    masked = Redactor((), {}).redact(text)
    assert masked != text
    assert len(masked) == len(text)
    assert not found(masked)


@pytest.mark.parametrize(
    "text",
    [
        "一、二、三、四、五、六、七、八、九、十、十一",
        "1、2、3、4、5、6、7、8、9、10、11",
        "一五六七八，一九二三四五",
        "第13、14、15、16、17、18条",
        "2013 2014 2015 2016 2017",
        "1500 1600 300 15",
        "13500.00 13600.00 13700.00",
        "1.3 8.0 0.13 8.00 0",
        "138 0013 8000元",
        "2023-03-15 18 12 30 10",
        "国办发〔2019〕14号",
        "电话：021-23112345",
        "统一社会信用代码11310000132010000X",
        "https://a.gov.cn/13800138000.html",
    ],
)
def test_numbers_that_are_nobody_s_are_let_pass(text: str) -> None:
    assert found(text) == []


def test_a_long_row_of_digits_is_searched_in_time_that_grows_with_it() -> None:
    for text in ("1" * 30_000, "1 " * 15_000, "一" * 30_000, "1、三-" * 7_000, "138 0013 " * 3_000):
        assert found(text) == []


# --- where they are searched --------------------------------------------------------------


FILES = {
    "2024/plan.md": "---\n标题: 某局2024年度政务公开工作计划\n发文机关: 某局\n成文日期: 2024年3月5日\n---\n\n"
    "- [甲](items/13800138001.md)\n",
    "2024/items/13800138001.md": "做好公开。\n",
    "2024/acknowledged.yaml": "# 问过张三，138 0013 8002\n",
    "units.yaml": "科室:\n  - 名称: 办公室\n    # 1、3、8、0、0、1、3、8、0、0、3\n    电话: 13800138004\n",
    "words.yaml": "用词:\n  - 错: 帐号\n    对: 账号\n    说明: 问13800138005\n    出处: 办公室\n    日期: 2024-01-01\n",
    "site.yaml": "主办单位: 某局认真布署办公室\n联系方式: >\n  办公室138\t0013\n  8006，021-23112345\n栏目描述: 联系一三八〇〇一三八〇〇七\n字体:\n  正文: C:\\字体\\仿宋.ttf\n",
}


def test_records_and_names_of_files_are_searched_and_nothing_found_is_repeated() -> None:
    content = check_sources(sources_from_files(2024, FILES, "content"))
    found = sorted(
        (finding.place.path, finding.code, finding.severity) for finding in content.findings if finding.code == "S003"
    )
    warning, error = Severity.WARNING, Severity.ERROR
    assert found == [
        ("content/2024/acknowledged.yaml", "S003", warning),
        ("content/2024/items/13800138001.md", "S003", warning),
        ("content/site.yaml", "S003", error),
        ("content/site.yaml", "S003", error),
        ("content/units.yaml", "S003", warning),
        ("content/units.yaml", "S003", warning),
        ("content/words.yaml", "S003", warning),
    ]
    assert [finding.place.path for finding in content.findings if finding.code == "W001"] == ["content/site.yaml"]
    report = content.report()
    for shown in (as_text(report), as_one_json([report]), as_github(report)):
        plain = "".join(char for char in shown if char.isdigit() or char in "〇一三八")
        assert [number for number in range(8) if f"1380013800{number}" in plain] == []
        assert "一三八〇〇一三八" not in plain
        assert "13800138001.md" not in shown
