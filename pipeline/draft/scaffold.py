"""The first plan of a bureau (从头起草): a bare skeleton to be filled in, where there is no plan to draft from.

Nothing of it is anybody's fact: what has to be filled in stands as 某某局 and is marked 待核,
so the year is a draft until somebody has looked at all of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline import source
from pipeline.draft.files import write_files, write_folder
from pipeline.draft.new_year import MARK, STAGE
from pipeline.refusals import Reason, Refusal

ITEM = "示例事项"
"""The id of the one item of a skeleton."""


@dataclass(frozen=True, slots=True)
class Scaffold:
    """A skeleton: the records that were missing, the year's files by their name below its folder, what there is to say."""

    year: int
    records: Mapping[str, str]
    files: Mapping[str, str]
    said: tuple[str, ...]


def has_plans(root: Path) -> bool:
    """Whether a content root holds any year's plan."""
    return any((root / str(year) / "plan.md").is_file() for year in source.years(root))


def make_scaffold(root: Path, year: int) -> Scaffold | Refusal:
    """The skeleton of a bureau's first plan; nothing is written. A year's folder that holds anything is a refusal."""
    folder = root / str(year)
    if folder.is_dir() and any(folder.iterdir()):
        return Refusal(Reason.FOLDER_EXISTS, path=folder)
    records = {name: words for name, words in _RECORDS.items() if not (root / name).exists()}
    files = {"plan.md": _PLAN.format(year=year, mark=MARK, stage=STAGE), f"items/{ITEM}.md": _ITEM.format(mark=MARK)}
    zwgk = "zwgk" if root == Path("content") else f"zwgk -C {root.as_posix()}"
    made = [*records, *(f"{year}/{name}" for name in files)]
    said = (
        f"{root.as_posix()} 里还没有计划，已从头起一份 {year} 年的草稿：",
        *(f"  {(root / name).as_posix()}" for name in made),
        "接着做：",
        f"  一、{(root / 'units.yaml').as_posix()} 里列出本单位的科室",
        f"  二、{(folder / 'plan.md').as_posix()} 里写标题、发文机关、引言，标着{MARK}的逐处改好，删去标记",
        f"  三、每件事一个文件：照 items/{ITEM}.md 写，或用 {zwgk} add 事项 短标题 --year {year} 增加",
        f"  四、{zwgk} check {year} 查看还有什么要改，{zwgk} build {year} 看样子",
    )
    return Scaffold(year, records, files, said)


def write_scaffold(root: Path, first: Scaffold) -> Refusal | None:
    """Write what was missing below the content root; a refusal when the year is there by now. Raises OSError."""
    refused = write_folder(root / str(first.year), {name: words.encode() for name, words in first.files.items()})
    if refused is None:
        write_files(root, first.records)
    return refused


_PLAN = """---
标题: 某某局{year}年度政务公开工作计划
发文机关: 某某局
成文日期:
附件: {year}年度某某局政务公开目标任务分解表
稿次: {stage}
---

<!-- {mark}：标题、发文机关、附件改成本单位的；公开属性认定之后在上面写一行 公开属性: 主动公开；签发之后写成文日期，删去稿次 -->

根据上级政务公开工作要点，结合本局实际，制定本计划。<!-- {mark}：依据哪些文件、要点，写全名称 -->

## 主要工作

- [示例事项](items/示例事项.md)

## 工作要求

各部门要按照分工抓好落实。<!-- {mark}：工作要求 -->
"""

_ITEM = """---
责任部门: 办公室
完成时间: 全年
---

这里写这件事做什么、怎样做、做到什么程度。<!-- {mark}：示例，改成本单位的事项；不要它就用 zwgk add --retire 示例事项 拿掉 -->
"""

_RECORDS = {
    "units.yaml": """# 科室名册：计划里出现的科室都列在这里。
# 每个科室可写：名称、全称、类别、启用、停用、改为（日期写作 2023年6月27日）。

科室:
  - 名称: 办公室

# 统称不指明是哪一个科室。
统称:
  - 名称: 相关科室
""",
    "site.yaml": """# 网站上要用、只有门户和本单位知道的值。不知道就留空：留空的不印，也不会替您编造。
# 标有“必填”的七项是《政府网站发展指引》（国办发〔2017〕47号）附件要求每页都有的网页标签。

样例: 否            # 是：每页都注明“样例，非政府网站”；正式使用时写 否

# 门户
网站名称:           # 必填，政府网站的规范名称
域名:               # 必填，不带 http
标识码:             # 必填，政府网站标识码
网址:               # 本站对外的网址；自己有服务器时才写
主办单位:
承办单位:
联系方式:
ICP备案号:
公安备案号:
党政机关标识:       # 标识链接

# 栏目
栏目名称:           # 必填
栏目描述:           # 必填
栏目关键词:         # 必填
栏目类别:           # 必填，如 信息公开目录

# 目录。各年度不同的，按年度写在下一行：  2023: …
来源:               # 留空时用发文机关
索引号:             # 由门户编排，每份文件一个，按年度写
组配分类:
主题分类:
体裁:
有效性:
上位文件:           # 上级要点的网址，按年度写
门户:               # 页首目录和录入单的样式：上海、广东、安徽或自定
目录:               # 门户写自定时，逐行写各栏：  发文机关: 发布机构
空值:               # 没有写明的栏目，网页上：不显示（不写就是）、留空、无 或 —
公开附件:           # 发布包里放哪些附件：PDF、Word、附件Word、附件Excel、CSV、JSON、日历，可写几个；留空为 PDF

# 字体：各种字用本单位的哪个字体文件，留空用随附的自由字体。在下面缩进两格逐行写，
#   如  正文: 字体/仿宋.ttf；用途有标题、正文、黑体、楷体、宋体、补字
字体:
""",
    "words.yaml": """# 本单位自己的用词表。每一条写明出处和日期；提法变了就改这里。
# “用词”里的错写，check 会指出并可以自动改正；“公开前核实”里的名称，出现在要公开的文字里时提请看一眼。
#
# 用词:
#   - 错: 政策公开讲堂
#     对: 政策公开讲
#     出处: （依据的文件）
#     日期: （哪一天）
# 公开前核实:
#   - 名称: （内部系统、内部会议的名称）
#     出处:
#     日期:

用词:

公开前核实:
""",
}
