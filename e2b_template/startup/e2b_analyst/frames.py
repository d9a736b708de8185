"""DataFrames as `e2b/data`: column lists, as E2B has them, but bounded and safe for JSON."""

from .json_safe import text_of, to_json

MAX_ROWS = 1_000
MAX_COLUMNS = 200
MAX_CELLS = 50_000


def frame_data(frame):
    """Column lists of the first rows, and metadata that says how much was left out."""
    rows, columns = frame.shape
    shown_rows, shown_columns = _bounds(frame)
    head = frame.iloc[:shown_rows, :shown_columns]
    data = {}
    for name, values in [*_index_columns(head), *_columns(head)]:
        data[_free_name(name, data)] = values
    metadata = {"rows": rows, "columns": columns, "shown_rows": shown_rows, "shown_columns": shown_columns}
    return data, metadata


def frame_note(frame):
    """What a reader of the text must know about `frame_data`; empty when it holds everything."""
    rows, columns = frame.shape
    shown_rows, shown_columns = _bounds(frame)
    parts = []
    if shown_rows < rows:
        parts.append(f"the first {shown_rows:,} of {rows:,} rows")
    if shown_columns < columns:
        parts.append(f"the first {shown_columns:,} of {columns:,} columns")
    return f"[shown as data: {' and '.join(parts)}]" if parts else ""


def _bounds(frame):
    rows, columns = frame.shape
    shown_columns = min(columns, MAX_COLUMNS)
    return min(rows, MAX_ROWS, MAX_CELLS // max(shown_columns, 1)), shown_columns


def _columns(frame):
    for at, name in enumerate(frame.columns):
        yield text_of(name), _list(frame.iloc[:, at])


def _index_columns(frame):
    """The index where it says something: with a name, several levels, or labels that are no numbers."""
    index = frame.index
    names = list(index.names)
    if len(names) == 1 and names[0] is None and getattr(index.dtype, "kind", "O") in "iu":
        return
    for level, name in enumerate(names):
        yield text_of(name) if name is not None else "index", _list(index.get_level_values(level))


def _list(values):
    return [to_json(value) for value in values.tolist()]


def _free_name(name, taken):
    free, copy = name, 1
    while free in taken:
        free, copy = f"{name}.{copy}", copy + 1
    return free
