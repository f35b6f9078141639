"""What `zwgk serve` says in the terminal; what its page says is in `serve.messages`."""

READY = "只在本机能打开；保存内容就会更新。按 Ctrl-C 结束。"
BROKE_OFF = "预览中途停了，原因见上。"
ENDED = "预览结束。"


def port_unusable(port: int, error: str | None) -> str:
    """A port that cannot be had."""
    return f"端口 {port} 用不了：{error}。换一个 --port，或不写。"
