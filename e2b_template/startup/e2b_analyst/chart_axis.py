"""Positions on an axis as what they stand for: numbers, dates or categories."""

import math

from .json_safe import to_json


def kind_of(axis):
    """Matplotlib's name of the scale, or `datetime` or `categorical` where the values are such."""
    converter = type(_converter(axis)).__name__
    if converter == "StrCategoryConverter" or _counts(category_names(axis)):
        return "categorical"
    return "datetime" if "Date" in converter or "Period" in converter else axis.get_scale()


def _counts(places):
    """Places that are 0, 1, 2 … or 1, 2, 3 …: where categories stand."""
    return len(places) > 0 and sorted(places) in (
        list(range(len(places))),
        list(range(1, len(places) + 1)),
    )


def ticks(axis, name):
    """The three keys of an axis in E2B's point charts."""
    places = [float(f"{place:.12g}") for place in axis.get_ticklocs()]
    labels = [label.get_text() for label in axis.get_ticklabels()]
    return {
        f"{name}_ticks": values(axis, places),
        f"{name}_tick_labels": labels,
        f"{name}_scale": kind_of(axis),
    }


def values(axis, places):
    """Positions as the values they stand for."""
    kind = kind_of(axis)
    if kind == "datetime":
        return [_date(axis, place) for place in places]
    named = category_names(axis) if kind == "categorical" else {}
    if named and all(place in named for place in places if math.isfinite(place)):
        return [named.get(place) for place in places]
    return [to_json(_number(place)) for place in places]


def category_names(axis):
    """Names by position, as far as the axis has them; empty for an axis of numbers."""
    mapping = getattr(axis.get_units(), "_mapping", None)
    if mapping:
        return {float(place): str(name) for name, place in mapping.items()}
    return _fixed_labels(axis)


def _fixed_labels(axis):
    """Labels that somebody put at places of their choice."""
    from matplotlib.ticker import FixedFormatter, FixedLocator, FuncFormatter

    if not isinstance(axis.get_major_locator(), FixedLocator):
        return {}
    if not isinstance(axis.get_major_formatter(), (FixedFormatter, FuncFormatter)):
        return {}
    places = [float(place) for place in axis.get_ticklocs()]
    labels = [label.get_text() for label in axis.get_ticklabels()]
    if any(_is_number(label) == place for label, place in zip(labels, places)):
        return {}
    return {place: label for place, label in zip(places, labels) if label}


def _is_number(label):
    try:
        return float(label.replace("\u2212", "-").replace(",", ""))
    except ValueError:
        return None


def _number(place):
    return int(place) if math.isfinite(place) and place == int(place) and abs(place) < 2**53 else place


def _date(axis, place):
    if not math.isfinite(place):
        return None
    try:
        frequency = getattr(axis, "freq", None)
        if frequency is not None:
            from pandas import Period

            return Period(ordinal=round(place), freq=frequency).to_timestamp().isoformat()
        from matplotlib.dates import num2date

        return num2date(place).replace(tzinfo=None).isoformat()
    except (ValueError, OverflowError, TypeError):
        return to_json(place)


def _converter(axis):
    # Public only since matplotlib 3.10.
    return axis.get_converter() if hasattr(axis, "get_converter") else axis.converter
