"""Excel files: every sheet as a table of its own."""

import io
import re
import time

from .layout import filled, find_heading, has_second_heading
from .number_text import number_options, placeholders
from .separated import name_notes
from .table import Table, call

MAX_CELLS = 400_000
MAX_SHEETS = 30
_SECONDS = 4.0
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_NO_VALUE = re.compile(rb"</f>\s*(?:<v\s*/>|<v></v>)?\s*</c>")


def read_xlsx(path):
    """The tables of an .xlsx workbook."""
    import openpyxl

    # By the open file: openpyxl refuses paths that do not end like those of workbooks.
    stream = open(path, "rb")
    book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
    try:
        sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
        seconds = _SECONDS / min(max(len(sheets), 1), 4)
        for sheet in sheets[:MAX_SHEETS]:
            rows, whole = _take(sheet.iter_rows(values_only=True), seconds)
            facts = _Facts()
            facts.look_at(path, getattr(sheet, "_worksheet_path", None), seconds)
            if sheet.sheet_state != "visible":
                facts.notes.append("hidden sheet")
            yield _table(path, sheet.title, rows, whole, facts)
    finally:
        book.close()
        stream.close()


def read_xls(path):
    """The tables of an old .xls workbook."""
    import xlrd

    # It would write its complaints to stdout.
    book = xlrd.open_workbook(path, logfile=io.StringIO(), on_demand=True, formatting_info=True)
    for at in range(min(book.nsheets, MAX_SHEETS)):
        sheet = book.sheet_by_index(at)
        rows, whole = _take(_xls_rows(book, sheet), _SECONDS)
        facts = _Facts()
        facts.rows = sheet.nrows
        facts.merged = [(top, bottom - 1, left) for top, bottom, left, _ in sheet.merged_cells]
        yield _table(path, sheet.name, rows, whole, facts)
        book.unload_sheet(at)


def _xls_rows(book, sheet):
    from xlrd import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_ERROR
    from xlrd.xldate import XLDateError, xldate_as_datetime

    for at in range(sheet.nrows):
        row = []
        for kind, value in zip(sheet.row_types(at), sheet.row_values(at)):
            if kind == XL_CELL_DATE:
                try:
                    value = xldate_as_datetime(value, book.datemode)
                except (XLDateError, ValueError, OverflowError):
                    pass
            elif kind == XL_CELL_BOOLEAN:
                value = bool(value)
            elif kind == XL_CELL_ERROR:
                value = None
            row.append(value)
        yield row


class _Facts:
    """What the sheet says of itself beside its values. Merged cells: first row, last row, column."""

    def __init__(self):
        self.rows = None
        self.merged = []
        self.notes = []

    def look_at(self, path, part, seconds):
        """Reads the sheet's XML for what openpyxl does not tell when it streams."""
        if part is None:
            return
        from zipfile import ZipFile

        from openpyxl.utils import column_index_from_string

        started, rows, no_value, kept = time.monotonic(), 0, 0, b""
        with ZipFile(path).open(part.lstrip("/")) as xml:
            while chunk := xml.read(1 << 20):
                text = kept + chunk
                rows += chunk.count(b"<row ")
                no_value += len(_NO_VALUE.findall(chunk))
                for left, top, _, bottom in _MERGED.findall(text):
                    self.merged.append(
                        (int(top) - 1, int(bottom) - 1, column_index_from_string(left.decode()) - 1)
                    )
                kept = text[-64:]
                if time.monotonic() - started > seconds:
                    break
        self.rows = rows
        self.merged = sorted(set(self.merged))
        if no_value:
            self.notes.append(f"formulas without a stored result, which read as missing: {no_value}")


def _take(rows, seconds):
    """The first rows, within bounds of number and time, and whether they are all."""
    started, taken, cells = time.monotonic(), [], 0
    for row in rows:
        taken.append([_plain(cell) for cell in row])
        cells += len(row)
        if cells > MAX_CELLS or (not len(taken) % 500 and time.monotonic() - started > seconds):
            return taken, False
    while taken and not filled(taken[-1]):
        taken.pop()
    width = max((len(row) for row in taken), default=0)
    while width and all(len(row) < width or row[width - 1] in (None, "") for row in taken):
        width -= 1
    return [row[:width] + [None] * (width - len(row)) for row in taken], True


def _plain(cell):
    return int(cell) if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53 else cell


def _table(path, name, rows, whole, facts):
    import pandas as pd
    from pandas.io.parsers import TextParser

    options = {"sheet_name": name}
    notes = list(facts.notes)
    if not rows:
        return Table(
            name, call("pd.read_excel", path, **options), pd.DataFrame(), 0, notes=[*notes, "empty sheet"]
        )
    first, has_heading = find_heading(rows)
    if (
        first
        and filled(rows[first - 1]) > 1
        and has_second_heading(rows[first - 1], rows[first], rows[first + 1 :])
    ):
        first -= 1
    if first > 0:
        options["skiprows"] = first
        title = " | ".join(str(cell) for row in rows[:first] for cell in row if cell not in (None, ""))
        notes.append(f"rows above the heading: {first} ({title[:120]})")
    body = rows[first + has_heading :]
    parse = {"header": 0 if has_heading else None}
    if not has_heading:
        options["header"] = None
        notes.append("no heading: columns are numbered from 0")
    elif len(rows) > first + 2 and has_second_heading(rows[first], rows[first + 1], rows[first + 2 :]):
        options["header"] = parse["header"] = [0, 1]
        body = body[1:]
        rows[first] = _filled_up(rows[first])
        notes.append("the heading has two rows: the columns are a MultiIndex")
    else:
        notes += name_notes(rows[first])
    read_options, more_notes = _value_options(rows[first], body, parse["header"])
    notes += more_notes
    notes += _merged_notes(facts.merged, first + has_heading, rows[first])
    cells = [["" if cell is None else cell for cell in row] for row in rows[first:]]
    frame = TextParser(cells, **parse, **read_options).read()
    return Table(
        name=name,
        hint=call("pd.read_excel", path, **options, **read_options),
        frame=frame,
        rows=(
            len(frame)
            if whole or facts.rows is None
            else max(len(frame), facts.rows - (len(rows) - len(body)))
        ),
        dtypes=[str(dtype) for dtype in frame.dtypes],
        sampled=not whole,
        notes=notes,
        options=read_options,
    )


def _filled_up(row):
    """Merged names of groups stand in their first cell only."""
    filled_row, last = [], None
    for cell in row:
        last = cell if cell not in (None, "") else last
        filled_row.append(last)
    return filled_row


def _value_options(names, body, header):
    """Cells of text can hold numbers: pandas turns them into some, and drops the zeros of codes."""
    columns = {str(names[at]) if header == 0 else at: _texts(body, at) for at in range(len(names))}
    options = number_options({name: texts for name, texts in columns.items() if texts})
    if header not in (0, None):
        options.pop("dtype", None)
    missing = placeholders(columns.values(), options.get("decimal", "."))
    if missing:
        options["na_values"] = missing
    notes = [f"what stands for a missing number: {', '.join(map(repr, missing))}"] if missing else []
    return options, notes


def _texts(body, at):
    """The distinct texts of a column; none when it also holds other things than text and numbers."""
    cells = [row[at] for row in body[:20_000] if at < len(row) and row[at] not in (None, "")]
    if not any(isinstance(cell, str) for cell in cells):
        return []
    return list(dict.fromkeys(str(cell) for cell in cells))[:2_000]


def _merged_notes(merged, body_start, names):
    upright = sorted({left for top, bottom, left in merged if top >= body_start and bottom > top})
    notes = []
    if upright:
        columns = ", ".join(str(names[left]) for left in upright if left < len(names))
        notes.append(
            f"merged cells in {columns}: only the first row of each has the value, fill with ffill()"
        )
    elif any(top >= body_start for top, _, _ in merged):
        notes.append("there are merged cells in the rows of data")
    return notes
