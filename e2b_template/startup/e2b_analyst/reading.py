"""Reads tables from awkward files, and says in one expression of plain pandas how.

`read_table(path)` and `read_tables(path)` are for use in a cell; `inspect(path)` is the profiler's.
"""

import gzip
import os
import zipfile
import zlib
from dataclasses import dataclass, field

from . import json_files, separated
from .table import Source, Table, call
from .text_sample import NotText, TextSample
from .unpacked import Explodes, check_workbook, large_note

MAX_MEMBERS = 10

_PACKED = (".gz", ".bz2", ".xz", ".zip", ".zst", ".tar")

# What a file is that begins with these bytes, whatever its name says.
_SIGNATURES = (
    (b"PAR1", "parquet"),
    (b"ARROW1", "feather"),
    (b"\x1f\x8b", "gzip"),
    (b"\xd0\xcf\x11\xe0", "xls"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3", "an SQLite database: open it with sqlite3"),
    (b"\x89HDF", "an HDF5 file: open it with pandas.HDFStore or h5py"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ", "xz"),
)


class Unreadable(Exception):
    """The file holds no table that can be read here; the message says why."""


@dataclass
class Inspection:
    """What a file is and the tables in it."""

    path: str
    format: str
    size: int
    encoding: str = None
    delimiter: str = None
    tables: list = field(default_factory=list)
    notes: list = field(default_factory=list)


def read_table(path, table=0):
    """The file's table as a DataFrame; of several the one with this place or name.

    What was found out on the way is in `.attrs["notes"]`, the plain expression in `.attrs["hint"]`.
    """
    found = inspect(path)
    chosen = next((each for each in found.tables if each.name == table), None)
    if chosen is None and isinstance(table, int) and -len(found.tables) <= table < len(found.tables):
        chosen = found.tables[table]
    if chosen is None:
        raise KeyError(f"no table {table!r}; there are: {', '.join(each.name for each in found.tables)}")
    return _read(chosen, found.notes)


def read_tables(path):
    """All tables of a file (the sheets of a workbook) by name."""
    found = inspect(path)
    return {table.name: _read(table, found.notes) for table in found.tables}


def _read(table, notes):
    import pandas as pd

    # The expression is this package's own, made of literals.
    frame = eval(table.hint, {"pd": pd, "__import__": __import__})
    frame.attrs.update(notes=[*notes, *table.notes], hint=table.hint)
    return frame


def inspect(path):
    """Finds out what a file is. Raises `Unreadable`, or `OSError` where there is no such file."""
    path = os.fspath(path)
    if os.path.isdir(path):
        raise Unreadable("this is a folder, not a file")
    size = os.path.getsize(path)
    if size == 0:
        raise Unreadable("the file is empty (0 bytes)")
    with open(path, "rb") as file:
        head = file.read(4096)
    try:
        kind = _kind(head, path)
    except (zipfile.BadZipFile, ValueError) as error:
        raise Unreadable("a workbook or archive that is damaged or cut off in the middle") from error
    reader = _READERS.get(kind)
    if reader is None:
        raise Unreadable(f"not a table: {kind}")
    found = Inspection(path, kind, size)
    try:
        reader(found, head)
    except (NotText, Explodes, json_files.NotRecords) as error:
        raise Unreadable(str(error)) from error
    except (ValueError, LookupError, zipfile.BadZipFile) as error:
        raise Unreadable(f"as {kind} it cannot be read: {error}") from error
    except (EOFError, zlib.error) as error:
        raise Unreadable("the packed data is damaged or cut off in the middle") from error
    except ImportError as error:
        raise Unreadable(
            f"reading {kind} needs a package that is not installed here: {error.name or error}"
        ) from error
    if not found.tables:
        raise Unreadable("no table in it")
    return found


def _kind(head, path):
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(path)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head")):
        return "html"
    if start.startswith((b"{", b"[")) and not path.lower().endswith((".csv", ".tsv")):
        return "json"
    return "tsv" if path.lower().endswith(".tsv") else "csv"


def _zip_kind(path):
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "an .xlsb workbook: save it as .xlsx"
    if "word/document.xml" in names:
        return "a Word document"
    if "ppt/presentation.xml" in names:
        return "a presentation"
    return "an OpenDocument file: save it as .xlsx" if "mimetype" in names else "zip"


def _read_text(found, _head):
    with open(found.path, "rb") as stream:
        # pandas goes by the ending of the name, which a browser keeps when it unpacks.
        packing = {"compression": None} if found.path.lower().endswith(_PACKED) else {}
        _read_stream(found, stream, found.size, found.path, os.path.basename(found.path), packing)


def _read_stream(found, stream, size, path, name, packing):
    sample = TextSample(stream, size)
    found.encoding = sample.encoding
    if found.format == "json" or (
        found.format in ("gzip", "bz2", "xz", "zip") and sample.head_text(64).lstrip()[:1] in ("{", "[")
    ):
        found.tables.append(json_files.read_json(sample, path, name, size, packing))
        return
    delimiter, table = separated.read_separated(sample, path, name, packing)
    found.delimiter = delimiter
    found.tables.append(table)


def _read_packed(opener, suffix, method):
    def read(found, _head):
        packing = {} if found.path.lower().endswith(suffix) else {"compression": method}
        name = os.path.basename(found.path)
        name = name[: -len(suffix)] if name.lower().endswith(suffix) else name
        with opener(found.path, "rb") as stream:
            _read_stream(found, stream, None, found.path, name, packing)
            found.notes += large_note(stream.tell())

    return read


def _read_bz2(found, head):
    import bz2

    _read_packed(bz2.open, ".bz2", "bz2")(found, head)


def _read_xz(found, head):
    import lzma

    _read_packed(lzma.open, ".xz", "xz")(found, head)


def _read_zip(found, _head):
    """Each data file of the archive as a table."""
    with zipfile.ZipFile(found.path) as archive:
        members = [member for member in archive.infolist() if _is_data(member)]
        if any(member.flag_bits & 1 for member in members):
            raise Unreadable("the archive is protected by a password")
        single = len(members) == len([member for member in archive.infolist() if not member.is_dir()]) == 1
        for member in members[:MAX_MEMBERS]:
            # Outside of UTF-8 the names come from the sender's own code page.
            name = member.filename if member.flag_bits & 0x800 else _cured(member.filename)
            plain = single and found.path.lower().endswith(".zip")
            inside = f'__import__("zipfile").ZipFile({call("", found.path)[1:-1]}).open({call("", member.filename)[1:-1]})'
            try:
                found.notes += [f"{name}: {note}" for note in large_note(member.file_size)]
                with archive.open(member) as stream:
                    path = found.path if plain else Source(inside)
                    _read_stream(found, stream, member.file_size, path, name, {})
            except (NotText, ValueError) as error:
                found.notes.append(f"{name}: {error}")
        if len(members) > MAX_MEMBERS:
            found.notes.append(f"files of the archive that were not looked at: {len(members) - MAX_MEMBERS}")


def _is_data(member):
    name = os.path.basename(member.filename)
    return (
        not member.is_dir()
        and not name.startswith((".", "~"))
        and not member.filename.startswith("__MACOSX/")
    )


def _cured(name):
    try:
        return name.encode("cp437").decode("gb18030")
    except UnicodeError:
        return name


def _read_xlsx(found, _head):
    check_workbook(found.path)
    from .workbooks import read_xlsx

    found.tables.extend(read_xlsx(found.path))


def _read_xls(found, head):
    with open(found.path, "rb") as file:
        is_locked = "EncryptedPackage".encode("utf-16-le") in file.read(1 << 20)
    if is_locked:
        raise Unreadable("the workbook is protected by a password")
    from .workbooks import read_xls

    try:
        found.tables.extend(read_xls(found.path))
    except ImportError:
        raise
    except Exception as error:
        raise Unreadable(f"not an Excel workbook that can be read: {error}") from error


def _read_html(found, _head):
    import pandas as pd

    with open(found.path, "rb") as stream:
        found.encoding = TextSample(stream, found.size).encoding
    frames = pd.read_html(found.path, encoding=found.encoding)
    for at, frame in enumerate(frames[:MAX_MEMBERS]):
        hint = f"{call('pd.read_html', found.path, encoding=found.encoding)}[{at}]"
        found.tables.append(
            Table(f"table {at}", hint, frame, len(frame), [str(kind) for kind in frame.dtypes])
        )


def _read_parquet(found, _head):
    from .parquet import read_parquet

    found.tables.append(read_parquet(found.path))


def _read_feather(found, _head):
    import pandas as pd

    frame = pd.read_feather(found.path)
    name = os.path.basename(found.path)
    found.tables.append(
        Table(
            name, call("pd.read_feather", found.path), frame, len(frame), [str(kind) for kind in frame.dtypes]
        )
    )


_READERS = {
    "csv": _read_text,
    "tsv": _read_text,
    "json": _read_text,
    "gzip": _read_packed(gzip.open, ".gz", "gzip"),
    "bz2": _read_bz2,
    "xz": _read_xz,
    "zip": _read_zip,
    "xlsx": _read_xlsx,
    "xls": _read_xls,
    "html": _read_html,
    "parquet": _read_parquet,
    "feather": _read_feather,
}
