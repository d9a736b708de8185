"""Text tables: CSV and its relatives."""

import csv
import io
import re
import warnings

from . import delimiters
from .layout import filled, find_heading, kind, modal_width
from .number_text import number_options, placeholders
from .table import Table, call
from .text_sample import NotText

_STRUCTURE_ROWS = 200
_SHOWN_ROWS = 5
_DISTINCT = 2_000
_LONG_HEAD = 4 << 20
_BLANK = re.compile(r"(?<=\n)\r?\n")
_ENCODING = ("encoding", "encoding_errors", "compression")


def read_separated(sample, path, name, packing):
    """The delimiter of a text sample, None for lines of one cell, and its table."""
    start = sample.head_text()
    delimiter, is_cut = delimiters.find_delimiter(start)
    quoting = _quoting(start, delimiter)
    rows = _first_rows(start, delimiter, quoting)
    if not any(map(filled, rows)):
        raise NotText("the file holds no values")
    blocks, per_line = _blocks(sample, delimiter, quoting)
    notes = list(sample.notes)
    options = {**packing, **encoding_options(sample)}
    if delimiter != ",":
        options["sep"] = delimiter
    if quoting == csv.QUOTE_NONE:
        options["quoting"] = csv.QUOTE_NONE
        notes.append("a quotation mark is never closed: marks are read as plain text")
    if is_cut or not _is_prose(rows):
        body = _find_body(start, rows, delimiter, quoting, options, notes)
    else:
        options["header"], body = None, 0
        notes.append("plain text: one row for each line")
    if sample.cr_only:
        notes.append("lines end with CR only")
    shape = delimiters.Shape(blocks, delimiter, quoting, modal_width(rows), body)
    _explain_bad_rows(shape, delimiter, options, notes)
    frame, tail = _parse(blocks, options)
    value_options = _value_options(frame, notes)
    options.update(value_options)
    return delimiter if is_cut else None, Table(
        name=name,
        hint=call("pd.read_csv", path, **options),
        frame=frame,
        rows=len(frame) if sample.whole else max(len(frame), int(sample.line_count * per_line) - body),
        dtypes=_dtypes("".join(blocks), options),
        sampled=not sample.whole,
        tail=tail if sample.line_count else 0,
        notes=notes,
        options=value_options,
    )


def _is_prose(rows):
    """Sentences, not a column of values."""
    texts = [row[0] for row in rows if row]
    return sum(len(text.split()) > 3 or len(text) > 40 for text in texts) > 0.4 * len(texts)


def encoding_options(sample):
    """Arguments of a pandas reader for the encoding of a sample."""
    options = {} if sample.encoding == "utf-8" else {"encoding": sample.encoding}
    return {**options, "encoding_errors": "replace"} if sample.errors == "replace" else options


def _quoting(text, delimiter):
    """A quotation mark that is never closed swallows the lines after it."""
    if delimiter == delimiters.SPACES or '"' not in text:
        return csv.QUOTE_MINIMAL
    *before, last = delimiters.split(text, delimiter)
    if any("\n" in cell for row in before for cell in row):
        return csv.QUOTE_MINIMAL
    swallowed = max(cell.count("\n") for cell in last)
    return csv.QUOTE_NONE if swallowed > 20 and swallowed > len(before) / 4 else csv.QUOTE_MINIMAL


def _blocks(sample, delimiter, quoting):
    """The stretches to be parsed, and how many rows a line makes: less than one with line ends in cells."""
    blocks = [block.replace("\r", "\n") if sample.cr_only else block for block in sample.blocks()]
    if sample.whole or quoting == csv.QUOTE_NONE or delimiter == delimiters.SPACES:
        return blocks, 1
    first = _closed(blocks[0])
    rows = sum(1 for _ in delimiters.split(first, delimiter))
    lines, blank = max(first.count("\n"), 1), len(_BLANK.findall(first))
    if blank:
        sample.notes.append("blank lines: the number of rows is an estimate")
    if rows + blank >= lines - 1:
        return [first, *blocks[1:]], rows / lines if blank else 1
    # Where a cell goes over lines nobody can tell in which one a stretch begins.
    sample.notes.append("cells go over several lines: the number of rows is an estimate")
    return [_closed(sample.head_text(_LONG_HEAD))], rows / lines


def _closed(text):
    """The text up to the last line with which all quotation marks are closed."""
    end, is_open = len(text), text.count('"') % 2
    while is_open and end:
        start = text.rfind("\n", 0, end - 1) + 1
        is_open ^= text.count('"', start, end) % 2
        end = start
    return text[:end]


def _first_rows(text, delimiter, quoting):
    rows = []
    for row in delimiters.split(text, delimiter, quoting):
        rows.append(row)
        if len(rows) == _STRUCTURE_ROWS:
            break
    return rows


def _find_body(text, rows, delimiter, quoting, options, notes):
    """The number of rows above the first one of data; what stands there goes into the options."""
    first, has_heading = find_heading(rows)
    if first > 0:
        options["skiprows"] = _lines_before(text, delimiter, quoting, first)
        title = " | ".join(cell.strip() for row in rows[:first] for cell in row if cell.strip())
        notes.append(f"rows above the heading: {first} ({title[:120]})")
    if not has_heading:
        options["header"] = None
        notes.append("no heading: columns are numbered from 0")
    else:
        notes += name_notes(rows[first])
        _explain_extra_cell(rows, first, options, notes)
    return first + has_heading


def _explain_extra_cell(rows, first, options, notes):
    width = len(rows[first])
    body = [row for row in rows[first + 1 :] if filled(row)]
    longer = [row for row in body if len(row) == width + 1]
    if longer and len(longer) >= 0.9 * len(body):
        if all(kind(row[-1]) == "empty" for row in longer):
            options["usecols"] = range(width)
            notes.append("each row ends with a delimiter: the empty last cell is ignored")
        else:
            notes.append("the heading has no name for the first column, which becomes the index")


def name_notes(names):
    """What is odd about the names of columns."""
    texts = ["" if name is None else str(name) for name in names]
    twice = sorted({text for text in texts if text.strip() and texts.count(text) > 1})
    notes = [f"names that occur twice get a number: {', '.join(twice[:5])}"] if twice else []
    if padded := [text for text in texts if text != text.strip() and text.strip()]:
        notes.append(f"names with blanks around them: {', '.join(map(repr, padded[:5]))}")
    if nameless := sum(not text.strip() for text in texts):
        notes.append(f"columns without a name: {nameless} (pandas calls them Unnamed)")
    return notes


def _lines_before(text, delimiter, quoting, first):
    """Lines above a row, with the blank ones that the splitting leaves out."""
    if delimiter == delimiters.SPACES:
        return [at for at, line in enumerate(text.splitlines()) if line.strip()][first]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)
    lines = 0
    with delimiters.large_cells():
        for row in reader:
            if row and first == 0:
                break
            first -= bool(row)
            lines = reader.line_num
    return lines


def _explain_bad_rows(shape, delimiter, options, notes):
    if longer := shape.longer:
        options["on_bad_lines"] = "skip"
        shown = ", ".join(map(str, longer[:_SHOWN_ROWS])) + (" …" if len(longer) > _SHOWN_ROWS else "")
        notes.append(f"rows with too many cells, skipped: {len(longer)} (data rows {shown}, counted from 1)")
    if shape.shorter and delimiter != delimiters.SPACES:
        notes.append(f"rows with too few cells, whose last columns are missing: {shape.shorter}")


def _parse(blocks, options):
    """The cells as text; the second value is the number of rows of the last block."""
    import pandas as pd

    plain = {name: value for name, value in options.items() if name not in _ENCODING}
    plain.update(dtype=str, keep_default_na=False, on_bad_lines="skip")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frames = [pd.read_csv(io.StringIO(blocks[0]), **plain)]
    columns = frames[0].columns
    plain.update(skiprows=None, header=None, names=range(len(columns)))
    for block in filter(None, blocks[1:]):
        frames.append(pd.read_csv(io.StringIO(block), **plain).set_axis(columns, axis=1))
    whole = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    return whole, len(frames[-1]) if len(frames) > 1 else 0


def _dtypes(text, options):
    import pandas as pd

    plain = {name: value for name, value in options.items() if name not in _ENCODING}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [str(dtype) for dtype in pd.read_csv(io.StringIO(text), **plain, low_memory=False).dtypes]


def _value_options(frame, notes):
    """What makes pandas see numbers where they are, and keep codes as they stand."""
    distinct = {name: _distinct(frame.iloc[:, at]) for at, name in enumerate(frame.columns)}
    options = number_options(distinct)
    missing = placeholders(distinct.values(), options.get("decimal", "."))
    if missing:
        options["na_values"] = missing
        notes.append(f"what stands for a missing number: {', '.join(map(repr, missing))}")
    return options


def _distinct(column):
    return [str(text) for text in column.iloc[: 50 * _DISTINCT].unique()[:_DISTINCT]]
