"""Profiles a CSV of so many megabytes, made on the spot, and prints profile and memory.

Only its last rows are not ASCII: they are Chinese in GBK, and the very last is a total.
"""

import json
import resource
import sys
from pathlib import Path

import pandas

from e2b_analyst import profile

folder, megabytes = Path(sys.argv[1]), int(sys.argv[2])
ROWS = 10_000
path = folder / f"large-{megabytes}.csv"
written = 0
with open(path, "wb") as file:
    file.write(b"name,part,amount,note\n")
    block = "".join(f"{n % 7},@@@@,{n % 1000},a {'longer ' * (n % 5)}note\n" for n in range(ROWS)).encode()
    while file.tell() < megabytes << 20:
        file.write(block.replace(b"@@@@", b"%04d" % (1_000 + written // ROWS)))
        written += ROWS
    file.write("8,1,5,中文备注\n".encode("gb18030") * 99)
    file.write("合计,,1,\n".encode("gb18030"))

pandas.read_csv(path, nrows=10)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
found = profile.describe(path)
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
path.unlink()
print(json.dumps({"profile": found, "rows": written + 100, "grown": grown / 1024}))
