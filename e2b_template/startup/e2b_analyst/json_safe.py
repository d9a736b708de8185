"""Any Python value as one that JSON can carry: lossless where JSON and JavaScript allow it."""

import datetime
import decimal
import math
import numbers

MAX_TEXT = 10_000
MAX_ITEMS = 1_000
MAX_VALUES = 50_000
MAX_DEPTH = 8
# Beyond it JavaScript rounds whole numbers, so they travel as text.
_MAX_INTEGER = 2**53 - 1


class NotData(Exception):
    """The value holds something that is no data, such as a drawn line or a model."""


def to_json(value, strict=False):
    """The value for JSON. What it does not know becomes its text, or raises `NotData` if strict."""
    return _Conversion(strict).convert(value, 0)


def text_of(key):
    """A key or column name as text: the parts of a tuple are joined."""
    if isinstance(key, str):
        return _clean(key)
    if isinstance(key, tuple):
        return " / ".join(part for part in map(text_of, key) if part)
    value = to_json(key)
    return "" if value is None else str(value)


class _Conversion:
    def __init__(self, strict):
        self._strict = strict
        self._left = MAX_VALUES

    def convert(self, value, depth):
        self._left -= 1
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return _clean(value)
        known, result = _scalar(value)
        if known:
            return result
        if depth >= MAX_DEPTH or self._left <= 0:
            return "…"
        return self._nested(value, type(value).__name__, depth + 1)

    def _nested(self, value, kind, depth):
        if isinstance(value, dict):
            return self._mapping(value.items(), len(value), depth)
        if kind == "DataFrame" and hasattr(value, "iloc"):
            columns = ((name, value.iloc[:, at]) for at, name in enumerate(value.columns))
            return self._mapping(columns, value.shape[1], depth)
        if isinstance(value, (set, frozenset)):
            return self._sequence(sorted(value, key=str), depth)
        if isinstance(value, (list, tuple)):
            return self._sequence(value, depth)
        if hasattr(value, "tolist"):
            listed = value.tolist()
            return self._sequence(listed, depth) if isinstance(listed, list) else self.convert(listed, depth)
        if self._strict:
            raise NotData(kind)
        return _clean(str(value))

    def _mapping(self, items, length, depth):
        result = {}
        for key, item in items:
            if len(result) >= MAX_ITEMS or self._left <= 0:
                result["…"] = f"{length - len(result)} more"
                break
            result[text_of(key)] = self.convert(item, depth)
        return result

    def _sequence(self, items, depth):
        result = []
        for item in items:
            if len(result) >= MAX_ITEMS or self._left <= 0:
                result.append(f"… {len(items) - len(result)} more")
                break
            result.append(self.convert(item, depth))
        return result


def _scalar(value):
    """A pair: whether the value is a single one, and how it goes into JSON."""
    kind = type(value).__name__
    if isinstance(value, numbers.Integral):
        number = int(value)
        return True, number if abs(number) <= _MAX_INTEGER else str(number)
    if isinstance(value, (float, decimal.Decimal)) or kind in ("float32", "float16", "longdouble"):
        number = float(value)
        return True, number if math.isfinite(number) else None
    if kind in ("NaTType", "NAType"):
        return True, None
    if kind in ("bool", "bool_"):
        return True, bool(value)
    if isinstance(value, (datetime.date, datetime.time)):
        return True, value.isoformat()
    if isinstance(value, (bytes, bytearray, memoryview)):
        return True, _bytes(bytes(value))
    if isinstance(value, (datetime.timedelta, numbers.Number)) or kind in (
        "Period",
        "Interval",
        "datetime64",
        "timedelta64",
    ):
        text = str(value)
        return True, None if text == "NaT" else text
    return False, None


def _clean(text):
    if len(text) > MAX_TEXT:
        text = f"{text[:MAX_TEXT]}…"
    # Half a surrogate pair cannot be encoded and would lose the whole message.
    return text if text.isprintable() else text.encode("utf-8", "replace").decode("utf-8")


def _bytes(value):
    try:
        return _clean(value.decode("utf-8"))
    except UnicodeDecodeError:
        return f"0x{value[:64].hex()}" + ("…" if len(value) > 64 else "")
