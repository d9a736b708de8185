"""Runs cells in one namespace, one JSON line each way, as a kernel would, and keeps the charts as PNG files."""

import contextlib
import io
import json
import os
import sys
import traceback
import warnings

from e2b_analyst import fonts, profile

fonts.install()
os.environ["MPLBACKEND"] = "Agg"

import matplotlib.pyplot as plt
import matplotlib.text

charts = []


def show():
    for number in plt.get_fignums():
        figure = plt.figure(number)
        path = os.path.join(sys.argv[1], f"chart-{len(charts)}.png")
        figure.savefig(path, dpi=60)
        charts.append({"path": path, "texts": [text.get_text() for text in figure.findobj(matplotlib.text.Text)]})
    plt.close("all")


plt.show = show
namespace = {"__name__": "__main__"}


def run(code):
    out, seen, error = io.StringIO(), len(charts), None
    with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(out):
        warnings.simplefilter("always")
        try:
            exec(compile(code, "<cell>", "exec"), namespace)
        except Exception:
            error = traceback.format_exc()
    return {"ok": error is None, "stdout": out.getvalue(), "error": error, "warnings": [str(each.message) for each in caught], "charts": charts[seen:]}


for line in sys.stdin:
    request = json.loads(line)
    answer = profile.describe(request["profile"]) if "profile" in request else run(request["code"])
    print(json.dumps(answer), flush=True)
