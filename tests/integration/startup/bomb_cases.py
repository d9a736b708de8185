"""Profiles files that are small and unpack to something huge; prints profiles and the memory it took."""

import gzip
import io
import json
import resource
import sys
import zipfile
from pathlib import Path

import openpyxl
import pandas

from e2b_analyst import profile, unpacked

folder = Path(sys.argv[1])
MB = 1 << 20
# So that the cases are made in little time.
unpacked.LARGE = 100 * MB


def workbook():
    file = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append([1, 2])
    book.save(file)
    return file.getvalue()


def with_part(name, size, file=None):
    """A workbook with one part of so many bytes, nearly all of them blanks."""
    source = zipfile.ZipFile(io.BytesIO(workbook()))
    path = folder / (file or f"{name.replace('/', '-')}.xlsx")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for part in source.infolist():
            if part.filename != name:
                target.writestr(part.filename, source.read(part.filename))
        with target.open(name, "w") as part:
            part.write(b'<?xml version="1.0"?><x>')
            for _ in range(size // MB):
                part.write(b" " * MB)
            part.write(b"</x>")
    return path


def repeated_gzip(name, piece, times):
    """Members one after the other are one file to every reader: large, and made in no time."""
    path = folder / name
    member = gzip.compress(piece)
    path.write_bytes(member * times)
    return path


def honest_workbook():
    path = folder / "honest.xlsx"
    pandas.DataFrame({"zero": [0] * 20_000, "name": ["same"] * 20_000}).to_excel(path, index=False)
    return path


def many_members():
    path = folder / "many.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        with target.open("big.csv", "w", force_zip64=True) as member:
            member.write(b"a,b\n")
            block = b"1,2\n" * (MB // 4)
            for _ in range(130):
                member.write(block)
        target.writestr("small.csv", "c\n1\n")
    return path


def lying():
    """A workbook whose directory declares less than is packed."""
    path = with_part("xl/sharedStrings.xml", 150 * MB, "lying.xlsx")
    data = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        true = next(i.file_size for i in archive.infolist() if i.filename == "xl/sharedStrings.xml")
    path.write_bytes(data.replace(true.to_bytes(4, "little"), (1_000).to_bytes(4, "little")))
    return path


pandas.read_excel(io.BytesIO(workbook()))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
cases = {
    "strings": with_part("xl/sharedStrings.xml", 300 * MB),
    "styles": with_part("xl/styles.xml", 300 * MB),
    "sheet": with_part("xl/worksheets/sheet1.xml", 300 * MB),
    "lying": lying(),
    "lines": repeated_gzip("lines.csv.gz", b"a,b\n" + b"1,2\n" * (4 * MB), 8),
    "one_line": repeated_gzip("one-line.csv.gz", b"a" * (16 * MB), 8),
    "zeros": repeated_gzip("zeros.csv.gz", bytes(16 * MB), 8),
    "zip": many_members(),
    "honest": honest_workbook(),
}
found = {name: profile.describe(path) for name, path in cases.items()}
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(json.dumps({"profiles": found, "grown": grown / 1024}))
