"""Numbers that are written for people: 1,234.50, 1.234,50, ¥1.2万, 35%, (200), 12 kg."""

import re

MISSING = frozenset(
    ["", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A"]
    + ["NA", "NULL", "NaN", "None", "n/a", "nan", "null"]
)
# What people put where a number is missing. pandas does not know these.
PLACEHOLDERS = frozenset(
    [
        "-",
        "--",
        "---",
        "—",
        "——",
        "–",
        "/",
        "\\",
        "?",
        ".",
        "..",
        "*",
        "无",
        "空",
        "缺失",
        "未知",
        "暂无",
        "無",
        "未填",
    ]
    + [
        "n.a.",
        "N.A.",
        "na",
        "none",
        "missing",
        "Missing",
        "unknown",
        "Unknown",
        "#DIV/0!",
        "#REF!",
        "#VALUE!",
        "#NUM!",
    ]
)
# A number with one of these names a thing and measures nothing: 3月, 2nd.
LABELS = frozenset("年 月 日 号 號 周 週 季 季度 时 点 班 级 級 楼 层 组 期 次 届 回 位 st nd rd th".split())
MULTIPLIERS = {
    "千": 1e3,
    "万": 1e4,
    "萬": 1e4,
    "百万": 1e6,
    "亿": 1e8,
    "億": 1e8,
    "k": 1e3,
    "K": 1e3,
    "M": 1e6,
    "B": 1e9,
}

_POINT = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_COMMA = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_CURRENCY = r"[$€£¥￥₩₹]|US\$|HK\$|NT\$|USD|CNY|RMB|EUR|GBP|JPY"
_UNIT = r"%|‰|％|[A-Za-zµ°Ωº][A-Za-z0-9°/²³·]{0,9}|[$€£¥￥₩]|[\u3400-\u9fff/]{1,5}"
_SHAPE = r"^(?P<open>\()?(?P<currency>{currency})?\s*(?P<sign>[-+−]?)\s*(?P<currency2>{currency})?\s*(?P<number>{number})(?P<unit>\s*(?:{unit}))?\)?$"
_POINT_SHAPE = re.compile(_SHAPE.format(currency=_CURRENCY, number=_POINT, unit=_UNIT))
_COMMA_SHAPE = re.compile(_SHAPE.format(currency=_CURRENCY, number=_COMMA, unit=_UNIT))

_THOUSANDS = re.compile(r"^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$")
_DECIMAL_COMMA = re.compile(r"^[-+]?(\d+|\d{1,3}(\.\d{3})+),\d+$")
_GROUPED_BY_POINT = re.compile(r"^[-+]?\d{1,3}(\.\d{3})+(,\d+)?$")
_DECIMAL_POINT = re.compile(r"^[-+]?\d*\.\d+$")
_INTEGER = re.compile(r"^[-+]?\d+$")
_LOOKED_AT = 400
_MAX_KEPT = 12


def parse(text, decimal="."):
    """A pair of the number and its unit (currency, percent, kg …); None when it is no number."""
    found = (_COMMA_SHAPE if decimal == "," else _POINT_SHAPE).match(text.strip())
    if found is None:
        return None
    digits = found["number"]
    digits = digits.replace(".", "").replace(",", ".") if decimal == "," else digits.replace(",", "")
    negative = found["sign"] in ("-", "−") or found["open"]
    unit = (found["currency"] or found["currency2"] or "") + (found["unit"] or "").strip()
    return (-float(digits) if negative else float(digits)), unit


def number_options(columns):
    """Arguments of `read_csv` (decimal, thousands, dtype) for columns of distinct texts by name.

    A separator of thousands would also turn `01.02.2020` or `1,2` into a number: such columns, and
    digits that are a code, are to be read as text.
    """
    styles = {name: _style(texts) for name, texts in columns.items()}
    found = set(styles.values())
    options, kept = {}, [name for name, texts in columns.items() if is_code(texts)]
    if found & {"comma", "comma grouped"} and "point" not in found:
        options["decimal"] = ","
        if "comma grouped" in found:
            options["thousands"] = "."
    elif "thousands" in found:
        options["thousands"] = ","
    if mark := options.get("thousands"):
        kept += [name for name in columns if styles[name] == "text" and _would_suffer(columns[name], mark)]
    if 0 < len(kept) <= _MAX_KEPT:
        options["dtype"] = {name: str for name in kept}
    return options


def placeholders(columns, decimal="."):
    """What stands for a missing value in columns of texts that are plain numbers otherwise."""
    found = set()
    for texts in columns:
        here = {text for text in texts if text.strip() in PLACEHOLDERS}
        rest = [text for text in texts if text not in here and text not in MISSING]
        if here and rest and all((number := parse(text, decimal)) and not number[1] for text in rest):
            found |= here
    return sorted(found)


def is_code(texts):
    """Digits that are no number: a zero in front, or more of them than a number keeps."""
    texts = [text for text in texts if text not in MISSING]
    if not texts or not all(text.isascii() and text.isdigit() for text in texts):
        return False
    return any((len(text) > 1 and text[0] == "0") or len(text) > 15 for text in texts)


def _style(texts):
    """How the numbers of a column are written; `text` when not all of it are numbers."""
    texts = [text for text in texts[:_LOOKED_AT] if text not in MISSING and text not in PLACEHOLDERS]
    if not texts:
        return "empty"
    if all(_INTEGER.match(text) for text in texts):
        return "integer"
    if all(_DECIMAL_POINT.match(text) or _INTEGER.match(text) for text in texts):
        # 1.234 and 12.500 alone can be either; a comma in another column decides.
        return (
            "either"
            if all(_GROUPED_BY_POINT.match(text) or _INTEGER.match(text) for text in texts)
            else "point"
        )
    if all(_THOUSANDS.match(text) or _INTEGER.match(text) or _DECIMAL_POINT.match(text) for text in texts):
        return "thousands"
    if all(
        _DECIMAL_COMMA.match(text) or _GROUPED_BY_POINT.match(text) or _INTEGER.match(text) for text in texts
    ):
        return "comma grouped" if any(_GROUPED_BY_POINT.match(text) for text in texts) else "comma"
    return "text"


def _would_suffer(texts, mark):
    whole = [text for text in texts[:_LOOKED_AT] if text not in MISSING]
    return bool(whole) and all(text.replace(mark, "").isdigit() for text in whole)
