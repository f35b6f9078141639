"""What is said of faults of the program, and what to do when the operating system refuses to read or write a file."""

import errno
from pathlib import Path

_EXPLANATIONS = {
    errno.EACCES: "没有权限：请看这个文件（目录）的属主和权限，改好再运行，或换用有权限的用户",
    errno.EPERM: "系统不允许：请看这个文件（目录）的属主和权限，改好再运行，或换用有权限的用户",
    errno.EROFS: "在只读的盘上，写不进去：请换到可以写的地方，生成的文件可用 -o 另指目录",
    errno.ENOSPC: "磁盘满了，没有写完；腾出空间再运行一次",
    errno.EDQUOT: "磁盘配额用完了，没有写完；腾出空间再运行一次",
    errno.ENOENT: "没有这个文件（目录）：可能刚被移走或改名，请核对",
    errno.EISDIR: "是目录，这里要的是文件：请移走或改名",
    errno.ENOTDIR: "路径里有一段是文件，不是目录：请移走或改名",
    errno.EFBIG: "文件大小超过了系统的限制，没有写完",
    errno.EIO: "读写出错：磁盘或网络盘可能坏了、断开了，没有写完",
    errno.ELOOP: "链接绕成了圈：请改好链接",
    errno.ENAMETOOLONG: "文件名太长：请改短",
    errno.EMFILE: "打开的文件太多：请关掉一些程序再运行",
}
"""What a clerk can do about an error of the system, by its errno."""


def own_fault(what: object) -> str:
    """A fault of the program or its installation."""
    return f"本工具的问题：{what}"


def describe_os_error(error: OSError) -> str:
    """What the system refused: the file, and what to do about it."""
    # a rename names two files; the user knows the one to be replaced
    named = error.filename2 or error.filename
    file = f"{_shown(named)}：" if isinstance(named, str | Path) else ""
    return f"没有做成：{file}{_EXPLANATIONS.get(error.errno or 0, f'系统读写出错（{error.strerror or error}）')}。"


def out_of_bounds(error: MemoryError | RecursionError) -> str:
    """What was too large or nested too deeply for this machine."""
    match error:
        case MemoryError():
            return "没有做成：内存不够。请关掉一些程序，几个年度的分几次做（-j 1），再运行一次。"
        case RecursionError():
            return "没有做成：内容套得太深（列表、括号一层套一层），读不完；看一看最近改的文件，改浅了再运行。"


def _shown(name: str | Path) -> str:
    path, working = Path(name), Path.cwd()
    if path.name.startswith("."):
        # a temporary file: the user knows the folder
        path = path.parent
    return (path.relative_to(working) if path.is_relative_to(working) else path).as_posix()
