"""Defaults of pandas, matplotlib and plotly that suit a reader of text and of saved pictures."""

import functools
import json

from .hooks import after_import, replace

PLOTLY_MIME = "application/vnd.plotly.v1+json"
MAX_PLOTLY_CHARACTERS = 8_000_000

_PANDAS_OPTIONS = {
    "display.width": 200,
    "display.max_columns": 50,
    "display.max_rows": 60,
    "display.min_rows": 20,
    "display.max_colwidth": 100,
    "display.unicode.east_asian_width": True,
}

# Shown and saved pictures come out alike, byte for byte, and no label is cut off.
_MATPLOTLIB_SETTINGS = {"figure.dpi": 120, "savefig.bbox": "tight"}

_IMAGE_RENDERERS = {"png", "jpeg", "jpg", "svg", "pdf"}


def install():
    """Waits for the libraries to be imported."""
    after_import("pandas", _set_up_pandas)
    after_import("matplotlib", _set_up_matplotlib)
    after_import("matplotlib.axes._axes", _remember_boxes)
    after_import("plotly.io._renderers", _set_up_plotly)


def _set_up_pandas(pandas):
    for option, value in _PANDAS_OPTIONS.items():
        pandas.set_option(option, value)


def _set_up_matplotlib(matplotlib):
    for settings in (matplotlib.rcParams, matplotlib.rcParamsDefault):
        settings.update(_MATPLOTLIB_SETTINGS)


def _remember_boxes(axes_module):
    """Box plots leave bare lines behind; their statistics are kept on the axes."""

    def remembering(draw):
        @functools.wraps(draw)
        def bxp(self, bxpstats, *args, **kwargs):
            artists = draw(self, bxpstats, *args, **kwargs)
            boxes = zip(bxpstats, artists["medians"], artists["boxes"] or artists["medians"])
            self.__dict__.setdefault("_e2b_boxes", []).extend(boxes)
            return artists

        return bxp

    replace(axes_module.Axes, "bxp", remembering)


def _set_up_plotly(renderers_module):
    """Shows a figure as its JSON and a line of text, not as a page with the whole library in it."""

    def as_json(show):
        @functools.wraps(show)
        def show_as_json(fig, renderer=None, *args, **kwargs):
            chosen = renderer or renderers_module.renderers.default or ""
            if _IMAGE_RENDERERS.intersection(chosen.split("+")):
                show(fig, renderer, *args, **kwargs)
            else:
                _show_plotly(fig)

        return show_as_json

    replace(renderers_module, "show", as_json)


def _show_plotly(fig):
    from IPython.display import display
    from plotly.io import to_json

    text = to_json(fig, validate=False)
    figure = json.loads(text) if len(text) <= MAX_PLOTLY_CHARACTERS else None
    bundle = {"text/plain": _describe_plotly(figure, len(text))}
    if figure is not None:
        bundle[PLOTLY_MIME] = figure
    display(bundle, raw=True)


def _describe_plotly(figure, size):
    if figure is None:
        return (
            f"Plotly figure of {size:,} characters: too large to show. Aggregate the data or use write_html."
        )
    kinds = ", ".join(trace.get("type", "scatter") for trace in figure.get("data", [])[:20])
    title = figure.get("layout", {}).get("title") or {}
    title = title.get("text") if isinstance(title, dict) else title
    return f"Plotly figure ({kinds})" + (f": {title}" if title else "")
