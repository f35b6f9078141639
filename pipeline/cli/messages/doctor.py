"""What `zwgk doctor` says."""

from pipeline.doctor import Line


def doctor_line(line: Line) -> str:
    """One thing that was looked for, and whether it is there."""
    return f"{'有' if line.sound else '缺'}  {line.name}：{line.text}"
