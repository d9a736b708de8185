"""The marks of one axes by kind: bars, boxes, wedges, lines, points."""

from . import chart_axis
from .json_safe import to_json

# Points of a longer line are thinned out; more series or bars than these are not told.
MAX_POINTS = 500
MAX_SERIES = 50
MAX_BARS = 1_000


class Unreadable(Exception):
    """The axes hold something that the chart format cannot say."""


def read_marks(axes):
    """Pairs of an E2B chart type and its elements."""
    from matplotlib.collections import PathCollection, PolyCollection, QuadMesh
    from matplotlib.container import BarContainer
    from matplotlib.patches import Wedge

    bars = [each for each in axes.containers if isinstance(each, BarContainer) and len(each.patches)]
    wedges = [patch for patch in axes.patches if isinstance(patch, Wedge)]
    boxes = [each for each in getattr(axes, "_e2b_boxes", ()) if each[1].axes is axes]
    points = [each for each in axes.collections if isinstance(each, PathCollection) and _has_offsets(each)]
    if axes.images or any(isinstance(each, QuadMesh) for each in axes.collections):
        raise Unreadable
    if boxes:
        return [("box_and_whisker", _boxes(axes, boxes))]
    if wedges:
        return [("pie", [_wedge(wedge) for wedge in wedges])]
    if len(axes.lines) + len(points) > 4 * MAX_SERIES or sum(len(each.patches) for each in bars) > MAX_BARS:
        raise Unreadable
    # An error bar belongs to a mark, its lines are no series of their own.
    drawn, scattered = _lines(axes, beside_bars=bool(bars))
    scattered = [*scattered, *(_collection(axes, each) for each in points)]
    found = [
        ("bar", _bars(axes, bars)),
        ("line", _named(drawn, "Line")),
        ("scatter", _named(scattered, "Points")),
    ]
    found = [(kind, elements) for kind, elements in found if elements]
    if len(drawn) + len(scattered) > MAX_SERIES:
        raise Unreadable
    # The quartiles inside of a violin are no series.
    strokes_only = drawn and all(_is_stroke(each["points"]) for each in drawn)
    if strokes_only and any(isinstance(each, PolyCollection) for each in axes.collections):
        raise Unreadable
    if not found and (axes.collections or axes.patches or axes.lines):
        raise Unreadable
    return found


def _has_offsets(collection):
    return len(collection.get_offsets()) > 0


def _bars(axes, containers):
    elements = []
    for at, container in enumerate(containers):
        flat = container.orientation == "horizontal"
        axis = axes.yaxis if flat else axes.xaxis
        spans = [_span(patch, flat) for patch in container.patches]
        labels = _bar_labels(axis, spans)
        group = _label(container) or _legend_name(axes, container.patches[0]) or f"Group {at}"
        for label, (_start, _size, value) in zip(labels, spans):
            elements.append({"label": label, "group": group, "value": to_json(float(value))})
    return elements


def _span(patch, flat):
    if flat:
        return patch.get_y(), patch.get_height(), patch.get_width()
    return patch.get_x(), patch.get_width(), patch.get_height()


def _bar_labels(axis, spans):
    """What stands at each bar; the range that it covers when bars touch on an axis of numbers."""
    centers = [start + size / 2 for start, size, _ in spans]
    named = chart_axis.category_names(axis)
    if named:
        return [_nearest(named, center) for center in centers]
    kind = chart_axis.kind_of(axis)
    touching = len(spans) > 1 and all(
        abs(a + size - b) <= 1e-6 * abs(size) for (a, size, _), (b, _, _) in zip(spans, spans[1:])
    )
    if touching and not all(float(center).is_integer() for center in centers):
        edges = chart_axis.values(axis, [spans[0][0], *(start + size for start, size, _ in spans)])
        return [f"{_text(low)} – {_text(high)}" for low, high in zip(edges, edges[1:])]
    if kind == "datetime":
        return [str(value) for value in chart_axis.values(axis, centers)]
    return [_text(value) for value in chart_axis.values(axis, [round(center, 9) for center in centers])]


def _nearest(named, center):
    """Bars of several groups stand beside their label, not on it."""
    place = min(named, key=lambda place: abs(place - center))
    return named[place] if abs(place - center) <= 0.5 else _text(center)


def _text(value):
    return f"{value:g}" if isinstance(value, (int, float)) else str(value)


def _wedge(wedge):
    label = wedge.get_label()
    return {
        "label": "" if label.startswith("_") else label,
        "angle": to_json(float(abs(wedge.theta2 - wedge.theta1))),
        "radius": to_json(float(wedge.r)),
    }


def _boxes(axes, boxes):
    elements = []
    for stats, median, box in boxes:
        xs, ys = median.get_xdata(), median.get_ydata()
        flat = xs[0] == xs[-1]
        axis, center = (axes.yaxis, sum(ys) / len(ys)) if flat else (axes.xaxis, sum(xs) / len(xs))
        named = chart_axis.category_names(axis)
        label = (
            _nearest(named, center) if named else str(stats.get("label") or _text(round(float(center), 9)))
        )
        group = _legend_name(axes, box) if hasattr(box, "get_facecolor") else None
        label = f"{label} / {group}" if group and group != label else label
        numbers = {
            "min": stats["whislo"],
            "first_quartile": stats["q1"],
            "median": stats["med"],
            "third_quartile": stats["q3"],
            "max": stats["whishi"],
        }
        outliers = [to_json(float(value)) for value in list(stats.get("fliers", ()))[:MAX_POINTS]]
        elements.append(
            {
                "label": label,
                **{key: to_json(float(value)) for key, value in numbers.items()},
                "outliers": outliers,
            }
        )
    return elements


def _lines(axes, beside_bars):
    """Series drawn as lines, and those drawn as points only."""
    part_of_error_bars = {
        id(part)
        for container in axes.containers
        if type(container).__name__ in ("ErrorbarContainer", "StemContainer")
        for part in list(container.get_children())
        if part is not container[0]
    }
    drawn, scattered = [], []
    for line in axes.lines:
        # `axhline` and the like are drawn in the coordinates of the axes, they are no data.
        if id(line) in part_of_error_bars or line.get_transform() != axes.transData:
            continue
        xs, ys = line.get_xdata(orig=False), line.get_ydata(orig=False)
        if not len(xs) or (beside_bars and _is_error_bar(xs, ys)):
            continue
        only_points = line.get_linestyle() in ("None", "none", " ", "") and line.get_marker() not in (
            "None",
            None,
            "",
            " ",
        )
        series = scattered if only_points else drawn
        series.append(_series(axes, _label(line) or _legend_name(axes, line), xs, ys))
    return drawn, scattered


def _is_error_bar(xs, ys):
    """An upright or level stroke, perhaps with caps: seaborn draws error bars as bare lines."""
    if len(xs) > 9:
        return False
    return len(set(xs[:2])) == 1 or len(set(ys[:2])) == 1 or any(x != x for x in xs)


def _is_stroke(points):
    return len(points) <= 2 and any(first == last for first, last in zip(points[0], points[-1]))


def _collection(axes, collection):
    offsets = collection.get_offsets()
    return _series(axes, _label(collection), offsets[:, 0], offsets[:, 1])


def _numbers(values):
    filled = values.filled(float("nan")) if hasattr(values, "filled") else values
    return [float(value) for value in filled]


def _series(axes, label, xs, ys):
    total = min(len(xs), len(ys))
    step = max(1, -(-total // MAX_POINTS))
    xs, ys = _numbers(xs[:total:step]), _numbers(ys[:total:step])
    points = [
        list(pair) for pair in zip(chart_axis.values(axes.xaxis, xs), chart_axis.values(axes.yaxis, ys))
    ]
    series = {"label": label, "points": points}
    # Said openly: these are not all the points of the picture.
    return series if step == 1 else {**series, "total_points": total}


def _named(series, word):
    for at, each in enumerate(series):
        each["label"] = each["label"] or f"{word} {at}"
    return series


def _label(artist):
    label = str(artist.get_label() or "")
    return None if label.startswith("_") else label or None


def _legend_name(axes, artist):
    """Seaborn tells series apart by colour only, and names the colours in the legend."""
    legend = axes.get_legend()
    if legend is None:
        return None
    color = _color(artist)
    handles = getattr(legend, "legend_handles", None) or getattr(legend, "legendHandles", ())
    for handle, text in zip(handles, legend.get_texts()):
        if color is not None and _color(handle) == color:
            return text.get_text() or None
    return None


def _color(artist):
    from matplotlib.colors import to_hex

    for name in ("get_facecolor", "get_color"):
        if hasattr(artist, name):
            color = getattr(artist, name)()
            try:
                return to_hex(color)
            except ValueError:
                return None
    return None
