"""What is said of a command that is typed wrongly; click prints it with the command's usage, and the program ends with 2."""

from collections.abc import Sequence
from pathlib import Path

from pipeline.cli.messages.command import CommandLine

VERBS_HEADING = "命令"

# --- content roots and years -----------------------------------------------------------

ONE_ROOT = "一次只写一个内容目录，-C 只写一个"
ONE_ROOT_TO_REGISTER = "登记一次只写一个内容目录，-C 只写一个"
ONE_ROOT_TO_PREVIEW = "一次只预览一个内容目录，-C 只写一个"


def same_names(names: Sequence[str]) -> str:
    """Content roots whose outputs would get into one folder."""
    return f"两个内容目录同名：{'、'.join(names)}"


def name_of_outputs(name: str) -> str:
    """A content root whose outputs would get into the site."""
    return f"内容目录不能叫“{name}”：生成的文件会和网站混在一起，请改名"


def misplaced_root(command: CommandLine, verb: str | None) -> str:
    """-C behind the verb; `command` has it where it belongs."""
    return f"-C 写在命令前面：{command} {verb}"


def no_folder(path: Path) -> str:
    """A content root that does not exist."""
    return f"没有这个目录：{path}"


def not_a_year(typed: str, example: int | str) -> str:
    """Something else in the place of a year; `example` is the year that was probably meant."""
    return f"“{typed}”不是年度；写四位数字（1900 至 2999），如 {example}"


def misnamed_year(path: Path) -> str:
    """A folder that was meant as a year's, and is not read."""
    return f"{path.as_posix()} 没有看：年度目录的名称只写四位数字，如 {path.name[:4]}"


def no_years(root: Path, command: CommandLine) -> str:
    """A content root without a year."""
    return f"{root} 里没有年度目录（如 2023）；从头起草用 {command} new 年度"


def no_such_year(root: Path, year: int, years: Sequence[int]) -> str:
    """A year that the content root does not have; `years` are those it has."""
    return f"{root} 里没有 {year} 年；有 {'、'.join(map(str, years))}"


def year_taken(running: int | None, newest: int) -> str:
    """Which of several years is meant where none was typed; `running` is the newest that is signed or published."""
    if running is None:
        return f"没有写年度，按最近的 {newest} 年（还没有哪一年登记过签发、公开）；要看别的一年，写明年度"
    if running == newest:
        return f"没有写年度，按最近的 {newest} 年；要看别的一年，写明年度"
    return f"没有写年度，按 {running} 年（登记过签发、公开的最近一年），{newest} 年还没有签发；要看别的一年，写明年度"


# --- options ---------------------------------------------------------------------------


def unreadable_day(typed: str, option: str) -> str:
    """Return the message for a date that cannot be read."""
    return f"{option} 读不出日期：{typed}；写作 2023年6月27日、2023-06-27、6月27日 或 6月底"


def read_as_day(typed: str, option: str, day: str) -> str:
    """Return how a date was read that was not typed with year, month and day; `day` is written out."""
    return f"{option} {typed}：按{day}"


def unreadable_hour(typed: str, option: str) -> str:
    """Return the message for an hour that cannot be read."""
    return f"{option} 读不出时间：{typed}；写作 2023-07-03 09:30"


def unknown_code(code: str) -> str:
    """Return the message for a code that no rule has."""
    return f"没有代码 {code}；全部代码见 docs/rules.md"


def no_baseline(command: CommandLine) -> str:
    """Return the message for a baseline that is no earlier result."""
    return f"--baseline 不是 {command} check --format json 的结果"


def one_year_for(form: str) -> str:
    """Return the message for a format that holds one year only."""
    return f"--format {form} 一次只查一个年度"


def no_numbers(typed: str) -> str:
    """Return the message for what is not a list of numbers of edits."""
    return f"“{typed}”不是编号；写作 3,5"


ACKNOWLEDGE_INCOMPLETE = "--acknowledge 要同时写 --item 事项 和 --reason 理由"
REGISTER_INCOMPLETE = "--register 要同时写 --stage、--basis、--date 和 --post"
RELEASE_FORM = "--release 写作 代码=理由 或 代码@事项=理由"
PUBLISHED_WITHOUT_HOUR = "写上 --at 时间；只补登网址的，只写 --url"
AMENDMENT_WITH_CORRECTION = "--was、--basis 是改登用的，不和 --correction 一起写"
BASIS_WITHOUT_WAS = "--basis 是改登的凭据，和 --was 一起写；网址改登的，只写 --url 和 --basis"
BEFORE_ALONE = "--before 不和 --was、--correction 一起写"
AGAINST_WITH_TWO = "--against 只写一个年度或稿本"


def not_found(path: Path) -> str:
    """Return the message for a file or folder that does not exist."""
    return f"找不到 {path.as_posix()}；写明文件或目录在哪里"


COLLECT_INCOMPLETE = "--collect 后面写交回的文件或目录，并写 --date 收意见的日期"
PERIOD_OR_ANNUAL = "--period 和 --annual 写一个"
VERIFY_WITHOUT_DAY = "核验表要用 --date 写明核验的日期，如 --date 2024-03-08"
SUMMARY_ALONE = "--summary 单独写：年度或月份，如 --summary 2024、--summary 2024-03"
PROGRESS_WITHOUT_DAY = "登记要写 --date 登记的日期，如 --date 2024-06-28"
PROGRESS_WITHOUT_TASK = "写明哪一项：年度后面写编号（任务单、台账里的“编号”），如 2024 预算公开"
PROGRESS_FROM_ALONE = "--from 和 --date 一起写，不写编号、--status 等"
SHEETS_WITHOUT_DAY = "--sheets 要用 --as-of 写明算到哪一天，如 --as-of 2024-06-30"
UNIT_OR_ALL_UNITS = "--unit 和 --all-units 只写一个"
AS_OF_FOR_FILES = "写成文件的，“本月”“逾期”算到哪一天要用 --as-of 写明，如 --as-of 2024-06-30"


def unreadable_due(typed: str) -> str:
    """Return the message for a `--due` that is no month."""
    return f"--due 读不出：{typed}；写作 2024-06、6月、本月 或 逾期"


def no_such_unit(typed: str, units: Sequence[str]) -> str:
    """Return the message for a unit that neither the roster nor the plan has."""
    return f"没有科室“{typed}”；有任务的：{'、'.join(units) or '没有'}"


def nothing_there(typed: str) -> str:
    """Return the message for what is neither an address nor a file."""
    return f"没有文件“{typed}”；网址以 http:// 或 https:// 开头"


def unreadable_summary(typed: str) -> str:
    """Return the message for a `--summary` that is neither a month nor a year."""
    return f"--summary 读不出：{typed}；写作 2024 或 2024-03"


def consult_what(command: CommandLine) -> str:
    """Return the message for a consultation that names no 稿本."""
    return f"写明哪个稿本：{command} consult 2024@征求意见稿；交回的用 {command} consult --collect 目录 --date 日期"


def add_or_retire(command: CommandLine) -> str:
    """Return the message for an item to be added without its title, or neither added nor removed."""
    return f"写 {command} add 事项 短标题，或 {command} add --retire 事项"


def two_versions(command: CommandLine) -> str:
    """Return the message for a comparison that names one version."""
    return f"写两个年度或稿本，如 {command} diff 2023 2024"
