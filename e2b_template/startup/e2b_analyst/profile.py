"""Describes data files for the plan: `emit(paths)` prints one line of JSON for each, and never raises.

The shape is that of `graphs/analyst/profile.ts`.
"""

import json
import sys
import time
import warnings

from . import reading, totals
from .columns import Column
from .json_safe import text_of, to_json

_SECONDS = 6.0
_HEAD_ROWS = 5
_HEAD_COLUMNS = 20
_HEAD_CHARACTERS = 2_400
_MAX_TABLES = 20
_MAX_TOTAL_ROWS = 50
_LATE_ROWS = 2_000
_MAX_DUPLICATE_ROWS = 300_000


def emit(paths, max_columns=60):
    """Prints the profile of each path as one line of ASCII JSON."""
    for path in [paths] if isinstance(paths, str) else paths:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            profile = describe(path, max_columns)
        sys.stdout.write(json.dumps(profile, ensure_ascii=True, allow_nan=False) + "\n")


def describe(path, max_columns=60):
    """The profile of one file as a dict of plain values."""
    profile = {"path": str(path), "format": "unknown", "size": 0, "readHint": "", "tables": [], "notes": []}
    try:
        found = reading.inspect(path)
        profile.update(format=found.format, size=found.size, notes=found.notes, readHint=found.tables[0].hint)
        if found.encoding:
            profile["encoding"] = found.encoding
        if found.delimiter:
            profile["delimiter"] = found.delimiter
        deadline = time.monotonic() + _SECONDS
        for table in found.tables[:_MAX_TABLES]:
            profile["tables"].append(_table(table, max_columns, deadline))
        if len(found.tables) > _MAX_TABLES:
            names = ", ".join(table.name for table in found.tables[_MAX_TABLES:])
            profile["notes"].append(f"more tables: {names[:300]}")
    except Exception as error:
        profile["error"] = _reason(error)
        profile["size"] = _size(path)
    return to_json(profile)


def _reason(error):
    if isinstance(error, reading.Unreadable):
        return str(error)
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, PermissionError):
        return "no permission to read this file"
    if isinstance(error, OSError) and not error.errno:
        return f"the data is damaged: {error}".strip()[:500]
    return f"{type(error).__name__}: {error}"[:500]


def _size(path):
    import os

    try:
        return os.path.getsize(path)
    except (OSError, TypeError, ValueError):
        return 0


def _table(table, max_columns, deadline):
    frame, notes = table.frame, list(table.notes)
    rows, width = frame.shape
    scale = table.rows / rows if table.sampled and rows else 1.0
    if table.sampled:
        part = "parts" if table.tail else "the beginning"
        notes.append(f"statistics are from {rows:,} rows, {part} of the table; counts are scaled up to all")
    total_rows, total_notes = totals.find(table)
    counted = frame.drop(frame.index[total_rows]) if total_rows and frame.index.is_unique else frame
    described = [
        _column(table, counted, at, scale, time.monotonic() > deadline)
        for at in range(min(width, max_columns))
    ]
    if width > max_columns:
        names = ", ".join(text_of(name) for name in frame.columns[max_columns:])
        notes.append(f"more columns, {width - max_columns}: {names[:1_500]}")
    positions = map(table.position, total_rows[:_MAX_TOTAL_ROWS])
    return {
        "name": table.name,
        "rows": table.rows,
        "sampled": table.sampled,
        "readHint": table.hint,
        **({} if table.sampled else _duplicates(frame)),
        "totalRows": [position for position in positions if position is not None],
        "columns": described,
        "head": _head(frame),
        "notes": [*notes, *total_notes],
    }


def _column(table, frame, at, scale, is_late):
    values = frame.iloc[:_LATE_ROWS, at] if is_late else frame.iloc[:, at]
    if is_late:
        scale = table.rows / max(len(values), 1)
    column = Column(frame.columns[at], values, table.dtypes[at], table.options, scale)
    if is_late:
        column.notes.append("looked at in part only, to save time")
    return column.as_dict()


def _duplicates(frame):
    if not 1 < len(frame) <= _MAX_DUPLICATE_ROWS:
        return {}
    try:
        return {"duplicateRows": int(frame.duplicated().sum())}
    except TypeError:
        return {}


def _head(frame):
    if not len(frame):
        return ""
    shown = frame.iloc[:_HEAD_ROWS, :_HEAD_COLUMNS]
    text = shown.to_string(index=False, max_colwidth=40)
    return text if len(text) <= _HEAD_CHARACTERS else f"{text[:_HEAD_CHARACTERS]}…"
