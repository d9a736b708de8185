"""Parquet: its own description tells the size, the beginning is enough for the rest."""

import os

from .table import Table, call

MAX_ROWS = 200_000


def read_parquet(path):
    """The table of a Parquet file. Raises `ImportError` where pyarrow is not installed."""
    import pyarrow.parquet

    file = pyarrow.parquet.ParquetFile(path)
    rows = file.metadata.num_rows
    batch = next(file.iter_batches(batch_size=MAX_ROWS), None)
    table = pyarrow.Table.from_batches([batch] if batch else [], schema=file.schema_arrow)
    frame = table.to_pandas()
    return Table(
        name=os.path.basename(path),
        hint=call("pd.read_parquet", path),
        frame=frame,
        rows=rows,
        dtypes=[str(kind) for kind in frame.dtypes],
        sampled=rows > len(frame),
    )
