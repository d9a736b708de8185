"""Loads the start-up package under different circumstances and prints what came of it."""

import contextlib
import io
import json
import os
import sys
import warnings

from IPython.core.interactiveshell import InteractiveShell


def load():
    shell = InteractiveShell.instance()
    before = set(sys.modules)
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        shell.run_line_magic("load_ext", "e2b_analyst")
        formatters = dict(shell.display_formatter.formatters)
        format_value = shell.display_formatter.format
        sys.modules["e2b_analyst"].load_ipython_extension(shell)
    again = dict(shell.display_formatter.formatters)
    heavy = {"numpy", "pandas", "matplotlib", "plotly", "openpyxl", "seaborn"}
    return {
        "printed": out.getvalue(),
        "heavy": sorted(heavy & (set(sys.modules) - before)),
        "twice": formatters == again and format_value == shell.display_formatter.format,
        "names": sorted(name for name in shell.user_ns if "analyst" in name),
        "font": os.environ.get("E2B_ANALYST_CJK_FONT"),
    }


def other_matplotlib():
    """A matplotlib without the method that is replaced."""
    from e2b_analyst import fonts, hooks

    def take_away(font_manager):
        find = font_manager.FontManager._find_fonts_by_props
        font_manager.FontManager._another_name = find
        del font_manager.FontManager._find_fonts_by_props

    hooks.after_import("matplotlib.font_manager", take_away)
    fonts.install()
    import matplotlib

    __import__("matplotlib.font_manager")
    family = list(matplotlib.rcParams["font.family"])
    matplotlib.rcdefaults()
    return {"family": family, "after_reset": list(matplotlib.rcParams["font.family"])}


def imported_before():
    """Everything is set up also where the libraries are there already."""
    import matplotlib.pyplot as plt
    import pandas as pd

    from e2b_analyst import fonts, libraries

    fonts.install()
    libraries.install()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        figure = plt.figure()
        figure.text(0.5, 0.5, "中文")
        figure.canvas.draw()
    return {"warnings": [str(each.message) for each in caught], "width": pd.get_option("display.width")}


def another_version():
    """A kernel that had one version of the package gets another on top."""
    import matplotlib.pyplot as plt
    from matplotlib.axes import Axes
    from matplotlib.font_manager import FontManager

    shell = InteractiveShell.instance()
    for _ in range(2):
        for name in [name for name in sys.modules if name.split(".")[0] == "e2b_analyst"]:
            del sys.modules[name]
        shell.extension_manager.loaded.discard("e2b_analyst")
        shell.run_line_magic("load_ext", "e2b_analyst")
    plt.boxplot([[1, 2, 3]])
    chart = shell.display_formatter.format(plt.gcf())[0]["e2b/chart"]
    replaced = (Axes.bxp, FontManager._find_fonts_by_props, shell.display_formatter.format)
    return {
        "boxes": len(chart["elements"]),
        "wrapped_twice": [hasattr(function._e2b_original, "_e2b_original") for function in replaced],
    }


def no_font():
    """Without any CJK font charts still work."""
    from e2b_analyst import font_names, fonts

    os.environ.pop("E2B_ANALYST_CJK_FONT", None)
    font_names.KNOWN_FILES = ()
    font_names.KNOWN_PACKAGE = ("no_such_package", "font.ttc")
    fonts.FAMILY_PATTERN = "^no such family$"
    fonts.install()
    import matplotlib.pyplot as plt

    plt.figure().canvas.draw()
    return {"font": os.environ.get("E2B_ANALYST_CJK_FONT")}


print(json.dumps(globals()[sys.argv[1]]()))
