"""One plot as SVG: seconds and memory by the number of items, both axes logarithmic."""

from collections.abc import Sequence
from math import log10

_WIDTH, _HEIGHT, _LEFT, _TOP, _SIDE = 640, 400, 70, 30, 90


def plot(title: str, series: Sequence[tuple[str, str, Sequence[tuple[float, float]]]]) -> str:
    """Return an SVG of the series: each its label, colour and points (items, value)."""
    points = [point for _, _, line in series for point in line]
    left, right = (limit(x for x, _ in points) for limit in (min, max))
    low, high = 10 ** _floor(min(y for _, y in points)), 10 ** (_floor(max(y for _, y in points)) + 1)

    def at(x: float, y: float) -> tuple[float, float]:
        across = (log10(x) - log10(left)) / (log10(right) - log10(left))
        up = (log10(y) - log10(low)) / (log10(high) - log10(low))
        return _LEFT + across * (_WIDTH - _LEFT - _SIDE), _HEIGHT - 40 - up * (_HEIGHT - 40 - _TOP)

    parts = [f'<text x="{_LEFT}" y="18" font-weight="bold">{title}</text>']
    value = float(low)
    while value <= high:
        (x, y), (end, _) = at(left, value), at(right, value)
        parts.append(f'<line x1="{x:.0f}" y1="{y:.0f}" x2="{end:.0f}" y2="{y:.0f}" stroke="#ddd"/>')
        parts.append(f'<text x="{x - 6:.0f}" y="{y + 4:.0f}" text-anchor="end">{value:g}</text>')
        value *= 10
    for x in sorted({x for x, _ in points}):
        across, below = at(x, low)
        parts.append(f'<text x="{across:.0f}" y="{below + 18:.0f}" text-anchor="middle">{x:g}</text>')
    for label, colour, line in series:
        places = [at(x, y) for x, y in line]
        path = " ".join(f"{x:.0f},{y:.0f}" for x, y in places)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3" fill="{colour}"/>' for x, y in places]
        parts.append(f'<text x="{places[-1][0] + 8:.0f}" y="{places[-1][1] + 4:.0f}" fill="{colour}">{label}</text>')
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}"'
        f' font-family="sans-serif" font-size="12">\n<rect width="100%" height="100%" fill="white"/>\n{body}\n</svg>\n'
    )


def _floor(value: float) -> int:
    return int(log10(value) // 1)
