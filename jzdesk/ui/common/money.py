"""Money as the clerk writes it, in 万元, and as we keep it, in whole 分."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

FEN_PER_WAN = 1_000_000
_WIDE = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
LARGEST = 10**15


def parse_wan(text: str) -> int | None:
    """分 of an amount in 万元; None for nothing. ValueError with a sentence for the user."""
    text = "".join(text.translate(_WIDE).split()).replace(",", "").removesuffix("万元").removesuffix("万")
    if not text:
        return None
    try:
        wan = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"“{text}”不是金额，请只填数字，单位是万元。") from None
    if not wan.is_finite() or abs(wan) * FEN_PER_WAN > LARGEST:
        raise ValueError("金额超出了可记录的范围，请核对单位是否为万元。")
    fen = wan * FEN_PER_WAN
    if fen != fen.to_integral_value():
        raise ValueError("金额最多精确到分（小数点后六位）。")
    if fen < 0:
        raise ValueError("金额不能为负数。")
    return int(fen)


def wan_text(fen: int | None) -> str:
    """'12.3456' for 12_345_600 分: at least two decimals, no idle zeros beyond."""
    if fen is None:
        return ""
    whole, part = divmod(abs(fen), FEN_PER_WAN)
    decimals = f"{part:06d}".rstrip("0").ljust(2, "0")
    return f"{'-' if fen < 0 else ''}{whole:,}.{decimals}"
