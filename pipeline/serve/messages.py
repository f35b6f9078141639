"""What the preview says in the browser: why a request is refused, and why the year cannot be shown."""

WRONG_ADDRESS = "地址里的口令不对：请用 zwgk serve 打印的地址打开。"
NOTHING_HERE = "这里没有内容。"
OTHER_MACHINE = "只回答本机的浏览器。"
OTHER_PAGE = "只回答预览自己的页面。"
READ_ONLY = "预览只能看，不能改。"
BAD_REQUEST = "读不懂的请求。"

WORKER_ENDED = "排印的进程意外结束，原因见运行 zwgk serve 的窗口"
CLASSIFIED = "内容写有密级：涉密内容不得在这里处理，请报告本单位保密工作机构。预览已收起"


def unreadable(path: object, error: str | None) -> str:
    """A file that the system could not read."""
    return f"读不出 {path}：{error}"


def blocked(path: str, line: int, message: str, count: int) -> str:
    """The first of the findings that mean that a part of the plan was not read, and how many there are."""
    more = f"（这样的问题共 {count} 处）" if count > 1 else ""
    return f"{path} 第 {line} 行：{message}{more}"
