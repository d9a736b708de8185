"""Where a table begins in rows of cells: titles above it, its heading, whether it has one."""

import re

_NUMBER = re.compile(r"^[-+(]?\s*[$€£¥￥₩]?\s*[-+]?(\d[\d.,' ]*|\.\d+)([eE][-+]?\d+)?\s*[%‰)]?$")
_DATE = re.compile(r"^\d{1,4}([-/.年])\d{1,2}(\1|月)\d{0,4}日?([ T].*)?$")
_YEAR = re.compile(r"^(19|20)\d\d([年Ee]|Q[1-4]|年?\d{1,2}月)?$")
_LOOKED_AT = 60


def kind(cell):
    """`empty`, `number`, `date` or `text`."""
    if cell is None:
        return "empty"
    if isinstance(cell, str):
        text = cell.strip()
        if not text:
            return "empty"
        if _NUMBER.match(text):
            return "number"
        return "date" if _DATE.match(text) else "text"
    if isinstance(cell, bool):
        return "text"
    return "number" if isinstance(cell, (int, float)) else "date"


def filled(row):
    return sum(kind(cell) != "empty" for cell in row)


def modal_width(rows):
    """How many cells most rows have."""
    widths = [len(row) for row in rows if filled(row)]
    return max(set(widths), key=lambda width: (widths.count(width), width)) if widths else 0


def find_heading(rows):
    """A pair: the index of the first row that belongs to the table, and whether it is a heading."""
    rows = rows[:_LOOKED_AT]
    counts = [filled(row) for row in rows]
    usual = sorted(count for count in counts if count)
    if not usual:
        return 0, True
    enough = max(1, usual[len(usual) // 2] * 0.6) if usual[-1] > 1 else 1
    first = next(at for at, count in enumerate(counts) if count >= enough)
    # A title can be a row of one cell above a table of two columns.
    if usual[len(usual) // 2] == 2 and counts[first] == 1:
        first = next((at for at in range(first, len(counts)) if counts[at] == 2), first)
    below = [row for row in rows[first + 1 :] if filled(row)]
    return first, _is_heading(rows[first], below)


def _is_heading(row, below):
    kinds = [kind(cell) for cell in row]
    numbers = [cell for cell, found in zip(row, kinds) if found in ("number", "date")]
    if not numbers:
        return True
    # Years are fine as names of columns: 2019, 2020, 2021.
    if "text" in kinds and all(_YEAR.match(str(cell).strip()) for cell in numbers):
        return True
    return ("text" in kinds and _counts_up(numbers)) or not _agrees(kinds, below[:20])


def _counts_up(cells):
    """1, 2, 3 … as names of columns."""
    texts = [str(cell).strip() for cell in cells]
    if len(texts) < 3 or not all(text.isdigit() for text in texts):
        return False
    values = [int(text) for text in texts]
    return values == list(range(values[0], values[0] + len(values))) and values[0] <= 1


def _agrees(kinds, below):
    """Whether a row is of the same kinds as those below it; a lone row of numbers is data."""
    if not below:
        return True
    for at, found in enumerate(kinds):
        others = [kind(row[at]) for row in below if at < len(row) and kind(row[at]) != "empty"]
        if found == "empty" or not others:
            continue
        if others.count(found) < 0.5 * len(others):
            return False
    return True


def has_second_heading(row, second, below):
    """Two rows of names: groups with gaps, as merged cells leave them, above names without gaps."""
    gaps = sum(kind(cell) == "empty" for cell in row)
    if not gaps or not below or len(second) < len(row):
        return False
    kinds = [kind(cell) for cell in second]
    if "number" in kinds or kinds.count("text") < 2:
        return False
    # Names stand where the groups have gaps; below them are numbers.
    in_gaps = all(kinds[at] == "text" for at, cell in enumerate(row) if kind(cell) == "empty")
    numbers_below = any(kind(cell) == "number" for cell in below[0])
    return in_gaps and numbers_below
