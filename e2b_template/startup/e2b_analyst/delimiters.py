"""How the lines of a text table are cut into cells."""

import csv
import io
import math
import re
from contextlib import contextmanager

from .layout import filled, modal_width

SPACES = r"\s+"
_CANDIDATES = (",", ";", "\t", "|")
_DECIMAL_COMMA = re.compile(r"^\s*[-+]?[\d.]*,\d+\s*%?\s*$")
_LINES = 400


@contextmanager
def large_cells():
    """The csv module refuses cells of more than 128 kB unless it is told otherwise."""
    limit = csv.field_size_limit(1 << 30)
    try:
        yield
    finally:
        csv.field_size_limit(limit)


def split(text, delimiter, quoting=csv.QUOTE_MINIMAL):
    """Yields the rows of a text as lists of cells, and leaves blank lines out."""
    lines = io.StringIO(text, newline="")
    if delimiter == SPACES:
        yield from (line.split() for line in re.split(r"\r\n|\r|\n", text) if line.strip())
        return
    with large_cells():
        for row in csv.reader(lines, delimiter=delimiter, quoting=quoting):
            if row:
                yield row


def find_delimiter(text):
    """A pair: the delimiter of a text's first lines, and whether it cuts them at all.

    Lines of one cell get a delimiter that none of them holds.
    """
    start = "".join(re.split(r"(?<=[\r\n])", text)[: 2 * _LINES])
    scores = {candidate: _score(start, candidate) for candidate in _CANDIDATES}
    best = max(_CANDIDATES, key=lambda candidate: scores[candidate])
    if scores[best] > 0.5:
        return best, True
    if _is_spaced(start):
        return SPACES, True
    return next(candidate for candidate in (*_CANDIDATES, "\x1f") if candidate not in text), False


def _score(text, delimiter):
    """High when most lines have as many cells, and no other delimiter is left in them."""
    try:
        rows = [row for row in split(text, delimiter) if filled(row)][:_LINES]
    except csv.Error:
        return 0.0
    if not rows:
        return 0.0
    width = modal_width([row for row in rows if len(row) > 1])
    regular = [row for row in rows if len(row) == width]
    if width < 2 or (width == 2 and _is_one_number(rows)):
        return 0.0
    share = len(regular) / len(rows)
    cells = [cell for row in regular[:100] for cell in row]
    clean = sum(_is_clean(cell, delimiter) for cell in cells) / len(cells)
    # Prose has commas too, in another number in each line.
    return (share if share >= 0.5 else 0.3 * share) * clean**2 * math.log2(1 + width)


def _is_clean(cell, delimiter):
    others = [other for other in _CANDIDATES if other != delimiter and other in cell]
    return not others or (others == [","] and (" " in cell or _DECIMAL_COMMA.match(cell) is not None))


def _is_one_number(rows):
    """A single column of decimal commas looks like two columns, but for its heading."""
    body = rows[1:]
    return (
        len(rows[0]) == 1
        and bool(body)
        and all(len(row) == 2 and all(re.fullmatch(r"-?\d+", cell.strip()) for cell in row) for row in body)
    )


def _is_spaced(text):
    """Columns of numbers with blanks between them, as in many scientific files."""
    rows = [line.split() for line in text.splitlines() if line.strip()][:_LINES]
    width = modal_width([row for row in rows if len(row) > 1])
    if width < 2 or len(rows) < 2:
        return False
    regular = [row for row in rows if len(row) == width]
    cells = [cell for row in regular for cell in row]
    numbers = sum(re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", cell) is not None for cell in cells)
    return len(regular) >= 0.9 * len(rows) and numbers >= 0.5 * len(cells)


class Shape:
    """The number of cells in the rows of texts, counted without keeping them."""

    def __init__(self, texts, delimiter, quoting, width, first):
        self.rows = 0
        self.longer = []
        self.shorter = 0
        for text in texts:
            for at, row in enumerate(split(text, delimiter, quoting)):
                if at >= first:
                    self._count(len(row), width)
            first = 0

    def _count(self, cells, width):
        self.rows += 1
        if cells > width:
            self.longer.append(self.rows)
        elif cells < width:
            self.shorter += 1
