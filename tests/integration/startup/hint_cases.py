"""Reads every table as its profile's hint says, in plain pandas, and prints what came out."""

import json
import os
import sys
import warnings

import pandas as pd

from e2b_analyst import profile, read_table

os.chdir(sys.argv[1])
results = {}
for name in sorted(os.listdir(".")):
    for at, table in enumerate(profile.describe(name)["tables"]):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            # pandas gives notice of another engine; there is none among the pinned packages yet.
            warnings.filterwarnings("ignore", "The xlrd engine is deprecated")
            plain = eval(table["readHint"], {"pd": pd})
            read = read_table(name, at)
        results[f"{name}: {table['name']}"] = {
            "rows": [len(plain), table["rows"]],
            "dtypes": [
                [str(dtype) for dtype in plain.dtypes][:60],
                [column["dtype"] for column in table["columns"]],
            ],
            "same": plain.equals(read),
        }
print(json.dumps(results))
