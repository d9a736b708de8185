"""What a packed file becomes when it is unpacked: known before anything is, and refused when it is made to explode."""

import zipfile

# A sheet is XML that packs ten to fifty times; beyond both it was made to fill a memory.
MAX_RATIO = 100
FREE = 100 << 20
# A reader of workbooks holds all parts but the sheets in memory at once.
MAX_HELD = 512 << 20
# From here on a file is to be read in parts.
LARGE = 1 << 30


class Explodes(Exception):
    """Unpacking would fill the memory; the message says what it would become."""


def check_workbook(path):
    """Raises `Explodes` for a workbook that would not fit into memory, by what its directory declares.

    No more than what is declared is ever unpacked: `zipfile` stops there.
    """
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
    packed = sum(part.compress_size for part in parts)
    whole = sum(part.file_size for part in parts)
    held = sum(part.file_size for part in parts if not part.filename.startswith("xl/worksheets/"))
    if (whole > FREE and whole > MAX_RATIO * max(packed, 1)) or held > MAX_HELD:
        raise Explodes(
            f"the workbook has {size(packed)} and would unpack to {size(whole)}, "
            "which would fill the memory: it is not read"
        )


def large_note(whole):
    """A note for a file that unpacks to more than a reader should hold at once, else none."""
    if whole < LARGE:
        return []
    return [f"unpacked it has {size(whole)} or more: read it in parts (chunksize, nrows), never whole"]


def size(count):
    """`1536` → `1.5 KB`."""
    for unit in ("bytes", "KB", "MB", "GB"):
        if count < 1024 or unit == "GB":
            return f"{count:.1f} {unit}" if unit != "bytes" else f"{count} bytes"
        count /= 1024
