"""What a matplotlib figure shows, as data in E2B's chart format (`e2b/chart`).

A chart of a kind that the format does not know is `unknown`: no data is better than wrong data.
"""

import re

from . import chart_axis, chart_marks

MAX_AXES = 40
_UNIT = re.compile(r"[(\[（【]([^()\[\]（）【】]+)[)\]）】]\s*$")


def figure_chart(figure):
    """The chart of a figure; None when it shows nothing. Several axes make a superchart."""
    charts = []
    for axes in figure.axes[:MAX_AXES]:
        if _is_auxiliary(axes):
            continue
        charts.extend(_axes_charts(axes))
    if not charts:
        return None
    if len(charts) == 1:
        return charts[0]
    title = getattr(figure, "_suptitle", None)
    return {"type": "superchart", "title": (title.get_text() or None) if title else None, "elements": charts}


def _is_auxiliary(axes):
    return not axes.get_visible() or hasattr(axes, "_colorbar") or axes.get_label() == "<colorbar>"


def _axes_charts(axes):
    """One chart per kind of mark: bars with a line over them are two charts of one title."""
    if axes.name != "rectilinear":
        return [_unknown(axes)] if axes.has_data() or axes.patches else []
    try:
        found = chart_marks.read_marks(axes)
    except chart_marks.Unreadable:
        return [_unknown(axes)]
    return [_chart(axes, kind, elements) for kind, elements in found]


def _unknown(axes):
    return {"type": "unknown", "title": _title(axes), "elements": []}


def _chart(axes, kind, elements):
    chart = {"type": kind, "title": _title(axes), "elements": elements}
    if kind == "pie":
        return chart
    for name, axis in (("x", axes.xaxis), ("y", axes.yaxis)):
        label = axis.get_label_text().strip()
        unit = _UNIT.search(label)
        chart[f"{name}_label"] = label or None
        chart[f"{name}_unit"] = unit.group(1).strip() if unit else None
        if kind in ("line", "scatter"):
            chart.update(chart_axis.ticks(axis, name))
    return chart


def _title(axes):
    titles = (axes.get_title(loc=place).strip() for place in ("center", "left", "right"))
    return next(filter(None, titles), None)
