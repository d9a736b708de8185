"""Rows that hold the sum of others: added up with them, everything counts twice."""

import re

LABEL = re.compile(
    r"^(grand |sub|sub-|sub |overall )?total(s)?( .*)?$|^.{1,40} (sub)?total$|^(sum|summe|gesamt|somme|suma|totaal|average|mean|avg)$"
    r"|^(合计|总计|小计|总和|平均|平均值|均值|汇总|共计|累计|合計|總計|小計|總和|計|総計|합계|총계|소계|총합)([:：].*)?$|^.{1,20}(合计|总计|小计|合計|總計|小計)$",
    re.I,
)
_NOT_TEXT = re.compile(r"u?int|float|bool|datetime|timedelta", re.I)
_LABEL_COLUMNS = 4
_MANY = 5_000
_EDGE = 500


def find(table):
    """Places in `table.frame` of the rows that look like totals, and notes on them."""
    labelled = _labelled(table)
    if labelled:
        examples = ", ".join(sorted(set(labelled.values()))[:4])
        note = f"rows labelled as totals: {len(labelled)} ({examples}); leave them out, as the statistics here do"
        return sorted(labelled), [note]
    if not table.sampled and 3 < len(table.frame) <= _MANY and _is_sum(table):
        return [len(table.frame) - 1], [
            "the last row is the sum of the rows above, a total without a label: leave it out"
        ]
    return [], []


def _labelled(table):
    found = {}
    texts = [at for at, dtype in enumerate(table.dtypes) if not _NOT_TEXT.match(dtype)]
    for at in texts[:_LABEL_COLUMNS]:
        column = table.frame.iloc[:, at]
        try:
            distinct = column.unique()
        except TypeError:
            continue
        if len(distinct) > _MANY:
            # Names of rows: a total among them stands at the beginning or the end.
            distinct = [*distinct[:_EDGE], *distinct[-_EDGE:]]
        labels = {text for text in distinct if isinstance(text, str) and LABEL.match(_tight(text))}
        if not labels:
            continue
        hits = column.isin(labels)
        # A word that is in a good part of the rows is one of the column's values.
        if hits.sum() <= max(1, 0.5 * len(column)):
            found.update({int(row): column.iloc[row] for row in hits.to_numpy().nonzero()[0]})
    return found


def _tight(text):
    """Labels are often spaced out: 合  计."""
    text = text.strip().strip(":：")
    return text if text.isascii() else re.sub(r"\s+", "", text)


def _is_sum(table):
    """Whether the last row has no name of its own and its numbers are the sums of the columns."""
    frame = table.frame
    above, last = frame.iloc[:-1], frame.iloc[-1]
    checked = fitting = 0
    for at in range(frame.shape[1]):
        numbers = numbers_of(frame.iloc[:, at], table.dtypes[at], table.options)
        if numbers is None:
            named = str(last.iloc[at]).strip() not in ("", "nan", "None", "NaN", "NaT")
            if named and above.iloc[:, at].nunique() > 1:
                return False
            continue
        value, parts = numbers.iloc[-1], numbers.iloc[:-1]
        if value == value and (parts.fillna(0) != 0).sum() >= 2:
            checked += 1
            fitting += abs(parts.sum() - value) <= 1e-6 * max(abs(value), 1)
    return fitting >= 1 and fitting >= 0.6 * checked


def numbers_of(values, dtype, options):
    """A column as numbers where pandas reads it so from the file; None for other columns."""
    if not dtype.lower().startswith(("int", "uint", "float")):
        return None
    import pandas as pd

    if values.dtype.kind in "iuf":
        return values
    values = values.astype(str)
    for mark, plain in ((options.get("thousands"), ""), (options.get("decimal"), ".")):
        values = values.str.replace(mark, plain, regex=False) if mark else values
    return pd.to_numeric(values, errors="coerce")
