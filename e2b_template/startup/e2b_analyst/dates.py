"""Dates that are written as text, and the formats in which they are."""

import re
from collections import Counter

_ORDER = re.compile(
    r"^(?P<a>\d{1,4})(?P<sep>[-/.]|年)(?P<b>\d{1,2})(?:(?P=sep)|月)(?P<c>\d{1,4})?(?P<day>日)?(?P<time>.*)$"
)
_TIME = re.compile(
    r"^(?P<gap>[ T]+)?\d{1,2}:\d{2}(?P<second>:\d{2})?(?P<part>\.\d+)?(?P<half> ?[AaPp][Mm])?(?P<zone> ?(?:Z|[+-]\d{2}:?\d{2}))?$"
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)"
_LONG = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_NAMED = (
    (re.compile(rf"^\d{{1,2}}([- ]){_MONTH}\1\d{{4}}$", re.I), "%d{sep}%b{sep}%Y"),
    (re.compile(rf"^\d{{1,2}}([- ]){_MONTH}\1\d{{2}}$", re.I), "%d{sep}%b{sep}%y"),
    (re.compile(rf"^{_MONTH}( )\d{{1,2}}, \d{{4}}$", re.I), "%b %d, %Y"),
    (re.compile(rf"^{_LONG}( )\d{{1,2}}, \d{{4}}$", re.I), "%B %d, %Y"),
    (re.compile(rf"^\d{{1,2}}( ){_LONG} \d{{4}}$", re.I), "%d %B %Y"),
    (re.compile(rf"^{_MONTH}([- ])\d{{4}}$", re.I), "%b{sep}%Y"),
    (re.compile(rf"^{_MONTH}([- ])\d{{2}}$", re.I), "%b{sep}%y"),
)
_COMPACT = re.compile(r"^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$")

# A format whose order of day and month the value alone does not tell.
_UNSURE = "?"
ISO = "ISO8601"


def formats(texts):
    """Counts of the formats of distinct texts, the commonest first, and whether day and month are unsure.

    Texts that are no dates are counted under None. The order is decided by all texts together.
    """
    found = Counter()
    first_is_day = second_is_day = False
    for text in texts:
        form, a, b = _format(text.strip())
        found[form] += 1
        if form and form.startswith(_UNSURE):
            first_is_day |= a > 12
            second_is_day |= b > 12
    unsure = any(form and form.startswith(_UNSURE) for form in found)
    decided = Counter()
    for form, count in found.items():
        decided[_decide(form, first_is_day, second_is_day)] += count
    return decided.most_common(), unsure and not (first_is_day or second_is_day)


def _decide(form, first_is_day, second_is_day):
    if not form or not form.startswith(_UNSURE):
        return form
    # Points are written in countries that put the day first.
    day_first = first_is_day or (not second_is_day and "." in form[:4])
    return form[1:].replace("A", "%d" if day_first else "%m", 1).replace("B", "%m" if day_first else "%d", 1)


def _format(text):
    if _COMPACT.match(text):
        return "%Y%m%d", 0, 0
    found = _ORDER.match(text)
    if found is None:
        return _named(text), 0, 0
    time = _time_format(found["time"])
    if time is None:
        return None, 0, 0
    a, sep, b, c = found["a"], found["sep"], found["b"], found["c"]
    if sep == "年":
        form = "%Y年%m月" + ("%d日" if c and found["day"] else "%d" if c else "")
        return (form + time if len(a) == 4 and _in(b, 12) else None), 0, 0
    if c is None:
        return None, 0, 0
    if len(a) == 4:
        if not (_in(b, 12) and _in(c, 31) and len(c) <= 2):
            return None, 0, 0
        return (f"%Y{sep}%m{sep}%d{time}"), 0, 0
    if len(c) not in (2, 4) or not (_in(a, 31) and _in(b, 31)) or (int(a) > 12 and int(b) > 12):
        return None, 0, 0
    return f"{_UNSURE}A{sep}B{sep}{'%Y' if len(c) == 4 else '%y'}{time}", int(a), int(b)


def _in(text, last):
    return 1 <= int(text) <= last


def _time_format(text):
    if not text.strip():
        return ""
    found = _TIME.match(text)
    if found is None:
        return None
    hour = "%I" if found["half"] else "%H"
    gap = found["gap"] or ""
    zone = found["zone"] or ""
    return (
        f"{gap}{hour}:%M{':%S' if found['second'] else ''}{'.%f' if found['part'] else ''}"
        f"{(' ' if found['half'].startswith(' ') else '') + '%p' if found['half'] else ''}"
        f"{(' ' if zone.startswith(' ') else '') + '%z' if zone else ''}"
    )


def _named(text):
    month = re.match(r"^(\d{4})([-/年])(0?[1-9]|1[0-2])月?$", text)
    if month:
        return (
            ("%Y年%m月" if text.endswith("月") else f"%Y{month[2]}%m")
            if month[2] != "年" or text.endswith("月")
            else None
        )
    for pattern, form in _NAMED:
        if found := pattern.match(text):
            return form.format(sep=found[1])
    return None


def parse(values, forms):
    """A Series of texts as timestamps, by each of the formats in turn; what fits none is missing."""
    import pandas as pd

    result = None
    for form in forms:
        part = pd.to_datetime(values, format=form, errors="coerce", utc="%z" in form)
        part = part.dt.tz_localize(None) if part.dt.tz is not None else part
        result = part if result is None else result.fillna(part)
    return result
