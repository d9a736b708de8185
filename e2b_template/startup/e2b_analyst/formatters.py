"""How values are displayed: frames and charts as data too, lists and dicts as JSON."""

import hashlib

from IPython.core.formatters import BaseFormatter
from traitlets import Unicode

from . import charts, frames
from .hooks import replace
from .json_safe import NotData, to_json


class _DataFormatter(BaseFormatter):
    format_type = Unicode("e2b/data")
    print_method = "_repr_e2b_data_"
    _return_type = dict


class _ChartFormatter(BaseFormatter):
    format_type = Unicode("e2b/chart")
    print_method = "_repr_e2b_chart_"
    _return_type = dict

    def pop(self, typ, default=None):
        """Keeps what is registered: a backend that is set up takes figures out of every formatter."""
        return default


def install(ip):
    """Registers the formatters by the names of the types, so that nothing is imported."""
    display = ip.display_formatter
    for formatter in (_DataFormatter(parent=display), _ChartFormatter(parent=display)):
        display.formatters[formatter.format_type] = formatter
    # pandas 3 calls the module of its classes plainly "pandas".
    for module in ("pandas", "pandas.core.frame"):
        display.formatters["e2b/data"].for_type_by_name(module, "DataFrame", _silent(frames.frame_data))
        display.formatters["text/plain"].for_type_by_name(module, "DataFrame", _print_frame)
    display.formatters["e2b/chart"].for_type_by_name(
        "matplotlib.figure", "Figure", _silent(charts.figure_chart)
    )
    for kind in (list, dict):
        display.formatters["application/json"].for_type(kind, _json)
    _wrap_format(ip)


def _silent(function):
    """A format that cannot be made is left out; the others still show the value."""

    def format_value(value):
        try:
            return function(value)
        except Exception:
            return None

    return format_value


def _print_frame(frame, printer, cycle):
    note = _silent(frames.frame_note)(frame)
    printer.text(repr(frame) + (f"\n{note}" if note else ""))


def _json(value):
    try:
        return to_json(value, strict=True), {"expanded": True}
    except (NotData, RecursionError):
        return None


def _wrap_format(ip):
    """Shows a figure that did not change in between once in a cell, and text that can be sent.

    The first is the common case: `fig` as the last line, or `display(fig)`, while pyplot shows
    every open figure at the end of the cell anyway.
    """
    shown = {}

    def once(format_value):
        def format_once(value, include=None, exclude=None):
            bundle, metadata = format_value(value, include=include, exclude=exclude)
            picture = bundle.get("image/png")
            if picture and type(value).__module__ == "matplotlib.figure":
                digest = hashlib.sha1(picture if isinstance(picture, bytes) else picture.encode()).digest()
                if shown.get(id(value)) == digest:
                    return {}, {}
                shown[id(value)] = digest
            return {mime: _encodable(data) for mime, data in bundle.items()}, metadata

        return format_once

    replace(ip.display_formatter, "format", once)
    ip.events.register("pre_execute", shown.clear)


def _encodable(data):
    """Half a surrogate pair would lose the whole message."""
    if not isinstance(data, str) or data.isascii():
        return data
    return data.encode("utf-8", "replace").decode("utf-8")
