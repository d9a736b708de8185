"""What one column holds: its true type, range, missing and frequent values, and its traps."""

import math

from . import dates
from .json_safe import text_of, to_json
from .number_text import LABELS, MISSING, MULTIPLIERS, is_code, parse
from .totals import numbers_of

_DISTINCT = 3_000
_MANY = 20_000
_TOP = 5
_TEXT = 60
_TRUTH = [
    {"yes", "no"}, {"y", "n"}, {"true", "false"}, {"t", "f"}, {"是", "否"}, {"有", "无"}, {"对", "错"}, {"真", "假"}, {"はい", "いいえ"},
]  # fmt: skip


class Column:
    """The profile of one column."""

    def __init__(self, name, values, dtype, options, scale=1.0):
        self.name = text_of(name) or "(no name)"
        self.dtype = dtype
        self._options = options
        self._scale = scale
        self.notes = []
        self.facts = {}
        self.type = self._look_at(values)

    def as_dict(self):
        return {
            "name": self.name[:120],
            "type": self.type,
            "dtype": self.dtype,
            **self.facts,
            "notes": self.notes,
        }

    def _look_at(self, values):
        kind = getattr(values.dtype, "kind", "O")
        if kind in "OSU" or str(values.dtype) in ("category", "str", "string"):
            values = values.astype(object)
            gone = values.isna() | values.isin([*MISSING, *self._options.get("na_values", ())])
        else:
            gone = values.isna()
        self.facts["missing"] = round(int(gone.sum()) * self._scale)
        values = values[~gone]
        if not len(values):
            return "empty"
        if kind == "b":
            return self._few(values, "boolean")
        if kind in "iuf":
            return self._numeric(values, kind)
        if kind == "M":
            return self._moments(values)
        if kind == "m":
            self._range(str(values.min()), str(values.max()))
            return "text"
        return self._objects(values)

    def _objects(self, values):
        """Texts mostly; other values come from workbooks and from JSON."""
        if self._as_numbers(values):
            return self.type
        from pandas.api.types import infer_dtype

        texts, inferred = values, infer_dtype(values)
        if inferred in ("datetime", "datetime64", "date"):
            return self._moments(_as_moments(values))
        if inferred != "string":
            kinds = {type(value).__name__ for value in values.iloc[:_MANY]}
            if kinds & {"dict", "list", "ndarray"}:
                self.notes.append("nested values")
                return "mixed"
            if len(kinds) > 1 and kinds - {"int", "float", "bool"}:
                self.notes.append(f"values of different types: {', '.join(sorted(kinds))}")
                if kinds & {"datetime", "date", "Timestamp"}:
                    return "mixed"
            texts = values.map(lambda value: value if isinstance(value, str) else str(to_json(value)))
        counts = texts.value_counts()
        self.facts["unique"] = len(counts)
        distinct = [str(text) for text in counts.index[:_DISTINCT]]
        self._warn_of_variants(distinct)
        return self._as_dates(texts, distinct) or self._as_text(texts, counts, distinct)

    def _as_numbers(self, texts):
        """Numbers by pandas' own reading of the file."""
        numbers = numbers_of(texts, self.dtype, self._options)
        if numbers is None or numbers.notna().mean() <= 0.9:
            return False
        self.type = self._numeric(numbers.dropna(), numbers.dtype.kind)
        return True

    def _numeric(self, values, kind):
        values = values.astype("float64") if kind == "f" else values
        finite = values[values.abs() < math.inf] if kind == "f" else values
        if len(finite) < len(values):
            self.notes.append(f"infinite values: {len(values) - len(finite)}")
        whole = kind in "iu" or bool((finite == finite.round()).all() and (finite.abs() < 2**53).all())
        self._measure(finite, whole)
        counts = finite.value_counts()
        self.facts["unique"] = len(counts)
        if len(counts) <= 12:
            self._top(counts)
        if whole:
            self._whole_numbers(finite, len(counts))
        return "integer" if whole else "number"

    def _measure(self, numbers, whole=False):
        if len(numbers):
            convert = int if whole else float
            self._range(to_json(convert(numbers.min())), to_json(convert(numbers.max())))
            self.facts["mean"] = to_json(float(f"{float(numbers.mean()):.8g}"))

    def _whole_numbers(self, values, distinct):
        """Whole numbers that may be dates or names of rows."""
        low, high = values.min(), values.max()
        name = self.name.lower()
        if 19000101 <= low and high <= 21001231:
            forms, _ = dates.formats([str(int(value)) for value in values.unique()[:_DISTINCT]])
            if forms[0][0] == "%Y%m%d" and len(forms) == 1:
                self.notes.append("likely a date: %Y%m%d")
        elif 1900 <= low and high <= 2100 and ("year" in name or "年" in name):
            self.notes.append("years")
        elif any(word in name for word in ("time", "date", "时间", "日期")):
            if 30_000 <= low and high <= 60_000:
                self.notes.append("likely a date: days since 1899-12-30, as Excel counts")
            elif 10**9 <= low and high < 10**10 or 10**12 <= low and high < 10**13:
                self.notes.append(
                    f"likely a date: {'seconds' if high < 10**10 else 'milliseconds'} since 1970"
                )
        if distinct == len(values) >= 20 and self._scale == 1:
            self.notes.append("unique in each row (id-like)")

    def _moments(self, values):
        values = values.dt.tz_localize(None) if getattr(values.dt, "tz", None) is not None else values
        self.facts["unique"] = int(values.nunique())
        is_date = bool((values == values.dt.normalize()).all())
        self._dates(values, is_date)
        return "date" if is_date else "datetime"

    def _dates(self, moments, is_date):
        low, high = moments.min(), moments.max()
        if low == low:
            self._range(
                *(str(moment.date()) if is_date else moment.isoformat(sep=" ") for moment in (low, high))
            )

    def _as_dates(self, texts, distinct):
        found, unsure = dates.formats(distinct)
        forms = [form for form, _ in found if form]
        share = sum(count for form, count in found if form) / len(distinct)
        if not forms or share < 0.5:
            return None
        if unsure:
            self.notes.append("likely a date, but day and month cannot be told apart: no value is above 12")
            return "date"
        moments = dates.parse(texts, forms)
        lost = int(moments.isna().sum())
        has_time = any("%H" in form or "%I" in form for form in forms)
        self._dates(moments, not has_time)
        if len(forms) == 1:
            self.notes.append(f"likely a date: {forms[0]}")
            self.facts["dateFormat"] = forms[0]
        else:
            listed = ", ".join(f"{form} ({count})" for form, count in found if form)
            self.notes.append(
                f"likely a date in {len(forms)} forms (distinct values): {listed}; parse each form by itself"
            )
        if lost:
            odd = [text for text in distinct if dates.formats([text])[0][0][0] is None]
            self.notes.append(f"values that are no dates: {lost}{' (' + _shown(odd) + ')' if odd else ''}")
        if lost > 0.5 * len(texts):
            return None
        if lost > 0.1 * len(texts):
            return "mixed"
        return "datetime" if has_time else "date"

    def _as_text(self, texts, counts, distinct):
        self._top(counts)
        lowered = {text.strip().lower() for text in distinct}
        if any(lowered <= pair for pair in _TRUTH):
            return "boolean"
        if is_code(distinct):
            self.notes.append(
                "digits that are a code: kept as text, or zeros in front and last digits are lost"
            )
            return self._note_id(texts, len(counts)) or "text"
        return (
            self._as_written_numbers(texts, distinct)
            or self._note_id(texts, len(counts))
            or self._words(texts, counts)
        )

    def _as_written_numbers(self, texts, distinct):
        decimal = self._options.get("decimal", ".")
        parsed = {text: parse(text, decimal) for text in distinct}
        odd = [text for text in distinct if parsed[text] is None]
        share = 1 - len(odd) / len(distinct)
        if share < 0.05 or len(odd) == len(distinct):
            return None
        units = {unit for number in parsed.values() if number for unit in [number[1]]}
        words = {unit for unit in units if unit and unit not in MULTIPLIERS}
        if units & LABELS or len(words) > 8 or (words and len(distinct) - len(odd) <= len(words)):
            return None
        if share < 0.8:
            self.notes.append(f"numbers and texts are mixed: {_shown(odd)} among numbers")
            return "mixed"
        numbers = texts.map(lambda text: _value(parsed.get(text) or parse(text, decimal), units)).astype(
            "float64"
        )
        self.notes.append(
            "numbers stored as text"
            + (f", unit in values: {', '.join(sorted(filter(None, units)))}" if units - {""} else "")
        )
        if len(units - {""}) == 1:
            self.facts["unit"] = (units - {""}).pop()
        if odd:
            self.notes.append(f"values that are no numbers: {int(numbers.isna().sum())} ({_shown(odd)})")
        if len(units - {""}) <= 1 or units - {""} <= set(MULTIPLIERS):
            self._measure(numbers.dropna())
        else:
            self.notes.append("units differ between rows: convert before adding up")
        return "text"

    def _note_id(self, texts, distinct):
        if (
            self._scale == 1
            and distinct == len(texts) >= 20
            and texts.str.len().max() <= 40
            and not texts.str.contains(" ", regex=False).any()
        ):
            self.notes.append("unique in each row (id-like)")
            return "text"
        return None

    def _words(self, texts, counts):
        few = len(counts) <= 50 and len(counts) <= max(2, 0.5 * len(texts))
        return "category" if few else "text"

    def _few(self, values, kind):
        counts = values.value_counts()
        self.facts["unique"] = len(counts)
        self._top(counts)
        return kind

    def _top(self, counts):
        self.facts["top"] = [
            [str(to_json(value))[:_TEXT], round(int(count) * self._scale)]
            for value, count in counts.iloc[:_TOP].items()
        ]

    def _range(self, low, high):
        self.facts.update(min=low, max=high)

    def _warn_of_variants(self, distinct):
        padded = [text for text in distinct if text != text.strip()]
        if padded:
            self.notes.append(f"blanks around values: {_shown(padded)}")
        groups = {}
        for text in distinct[:_DISTINCT]:
            groups.setdefault(" ".join(text.lower().split()), []).append(text)
        same = [variants for key, variants in groups.items() if len(variants) > 1 and key]
        if same and len(same) <= 20:
            self.notes.append(f"the same but for case or blanks: {_shown(same[0])}")


def _as_moments(values):
    import pandas as pd

    return pd.to_datetime(values, errors="coerce")


def _value(number, units):
    if number is None:
        return None
    value, unit = number
    several = len(units - {""}) > 1 or ("" in units and len(units) > 1)
    return value * MULTIPLIERS.get(unit, 1) if several else value


def _shown(texts):
    return ", ".join(repr(text[:30]) for text in texts[:4]) + (" …" if len(texts) > 4 else "")
