"""One table as it was found in a file, and the expression of plain pandas that reads it."""

import json
from dataclasses import dataclass, field


@dataclass
class Table:
    """`frame` holds the cells that were looked at: all of them, or the beginning, parts and the end.

    Cells of text files are kept as they stand there; `dtypes` is what pandas makes of them.
    """

    name: str
    hint: str
    frame: object
    rows: int
    dtypes: list = field(default_factory=list)
    sampled: bool = False
    # So many of the last rows of `frame` are the last rows of the file.
    tail: int = 0
    notes: list = field(default_factory=list)
    # The arguments that say how values are written: decimal, thousands, na_values, dtype.
    options: dict = field(default_factory=dict)

    def position(self, at):
        """Where a row of `frame` is in the whole table; None when that is not known."""
        if not self.sampled:
            return at
        if at >= len(self.frame) - self.tail:
            return self.rows - (len(self.frame) - at)
        return None


def call(function, *arguments, **options):
    """A call as Python source, of values that can be written as literals."""
    parts = [literal(argument) for argument in arguments]
    parts += [f"{name}={literal(value)}" for name, value in options.items()]
    return f"{function}({', '.join(parts)})"


class Source(str):
    """Text that is Python already."""


def literal(value):
    if isinstance(value, Source):
        return str(value)
    if value is str:
        return "str"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(literal, value)) + "]"
    return repr(value)
