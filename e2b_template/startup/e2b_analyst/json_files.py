"""JSON: lists of records, lines of records, columns, and records inside of an object."""

import json

from .separated import encoding_options
from .table import Source, Table, call

_LINES = 50_000


class NotRecords(Exception):
    """Valid JSON that is no table."""


def read_json(sample, path, name, size, packing):
    """The table of a JSON file."""
    options = {**packing, **encoding_options(sample)}
    text = sample.blocks()[0] if sample.whole else sample.head_text(8 << 20)
    if _is_lines(text):
        return _lines(sample, path, name, text, options)
    if sample.whole:
        return _document(json.loads(text), path, name, options, sample.notes)
    records = _leading_records(text)
    rows = max(len(records), int(len(records) * size / max(len(text.encode()), 1)))
    table = _records(records, path, name, options, sample.notes)
    table.rows, table.sampled = rows, True
    table.notes.append("large JSON: the number of rows is an estimate from the beginning")
    return table


def _is_lines(text):
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    if len(lines) < 2 and not (lines and lines[0].lstrip().startswith("{") and "\n" in text.strip()):
        return False
    try:
        return all(isinstance(json.loads(line), (dict, list)) for line in lines[:-1] or lines)
    except ValueError:
        return False


def _lines(sample, path, name, text, options):
    records, notes = [], list(sample.notes)
    lines = [line for line in text.split("\n") if line.strip()]
    for line in lines[:_LINES]:
        try:
            records.append(json.loads(line))
        except ValueError:
            if sample.whole or len(records) < len(lines) - 1:
                notes.append(f"line {len(records) + 1} is no JSON: only what is above it is read")
                options = {**options, "nrows": len(records)}
            break
    if not records:
        raise NotRecords("its first line is no JSON")
    table = _frame(records, call("pd.read_json", path, lines=True, dtype=False, **options), name, notes)
    if "nrows" not in options and len(records) < len(lines):
        table.rows, table.sampled = len(lines) if sample.whole else sample.line_count, True
    elif "nrows" not in options and not sample.whole:
        table.rows, table.sampled = sample.line_count, True
    return table


def _document(value, path, name, options, notes):
    if isinstance(value, list):
        return _records(value, path, name, options, notes)
    if not isinstance(value, dict):
        raise NotRecords("the JSON file holds a single value, not a table")
    if value and all(isinstance(column, list) for column in value.values()):
        lengths = {len(column) for column in value.values()}
        if len(lengths) == 1:
            hint = call("pd.read_json", path, dtype=False, **options)
            return _frame(value, hint, name, list(notes))
    key = max(
        (key for key, item in value.items() if isinstance(item, list) and item and isinstance(item[0], dict)),
        key=lambda key: len(value[key]),
        default=None,
    )
    if key is None:
        if value and all(isinstance(item, dict) for item in value.values()):
            hint = call("pd.read_json", path, orient="index", dtype=False, **options)
            return _frame(
                list(value.values()), hint, name, [*notes, "an object of records: its keys become the index"]
            )
        raise NotRecords(f"a JSON object without a list of records; its keys: {', '.join(list(value)[:20])}")
    series = call("pd.read_json", path, typ="series", dtype=False, **options)
    hint = call("pd.json_normalize", Source(f"{series}[{json.dumps(key, ensure_ascii=False)}]"))
    others = ", ".join(str(other) for other in value if other != key)
    return _frame(
        value[key],
        hint,
        name,
        [*notes, *([f"beside {key!r} the file has: {others[:200]}"] if others else [])],
        flat=True,
    )


def _records(records, path, name, options, notes):
    return _frame(records, call("pd.read_json", path, dtype=False, **options), name, list(notes))


def _frame(records, hint, name, notes, flat=False):
    import pandas as pd

    if (
        isinstance(records, list)
        and records
        and not any(isinstance(record, (dict, list)) for record in records)
    ):
        notes.append("a list of values")
    frame = pd.json_normalize(records) if flat else pd.DataFrame(records)
    nested = [
        str(column)
        for column in frame.columns
        if frame[column].map(lambda cell: isinstance(cell, (dict, list))).any()
    ]
    if nested:
        notes.append(
            f"nested values in {', '.join(nested[:10])}: pd.json_normalize or explode() flattens them"
        )
    return Table(name, hint, frame, len(frame), [str(dtype) for dtype in frame.dtypes], notes=notes)


def _leading_records(text):
    """The records at the beginning of a list, as far as the text goes."""
    decoder, records = json.JSONDecoder(), []
    at = text.index("[") + 1 if text.lstrip().startswith("[") else -1
    if at < 0:
        raise NotRecords("a JSON object of this size cannot be looked at in part; it is no list of records")
    while len(records) < _LINES:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        try:
            record, at = decoder.raw_decode(text, at)
        except ValueError:
            break
        records.append(record)
    return records
