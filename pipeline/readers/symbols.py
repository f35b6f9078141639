"""Knows the characters of symbol fonts that Chinese documents use for boxes, ticks and bullets."""

_SIGNS = {
    "wingdings": {
        0x6C: "●",
        0x6D: "❍",
        0x6E: "■",
        0x6F: "□",
        0x70: "❐",
        0x71: "❑",
        0x75: "◆",
        0x76: "❖",
        0x9E: "·",
        0x9F: "•",
        0xA7: "▪",
        0xA8: "□",
        0xD8: "➢",
        0xE0: "→",
        0xFB: "✗",
        0xFC: "✓",
        0xFD: "☒",
        0xFE: "☑",
        **{0x81 + step: chr(0x2460 + step) for step in range(10)},
        **{0x8C + step: chr(0x2776 + step) for step in range(10)},
    },
    "wingdings 2": {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x54: "☒", 0x97: "●", 0xA3: "□"},
    "symbol": {0xB7: "•", 0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xAE: "→", 0xDE: "⇒", 0xB0: "°"},
}
"""By font, and code without the private use prefix F000."""


def symbol(font: str, code: int) -> str:
    """Return the Unicode character of a code in a symbol font; another code or font is returned as the character itself."""
    signs = _SIGNS.get(font.casefold(), {})
    return signs.get(code - 0xF000 if 0xF000 <= code <= 0xF0FF else code, chr(code))
