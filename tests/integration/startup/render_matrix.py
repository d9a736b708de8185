"""Draws charts with Chinese, Japanese and Korean text in every way that models set fonts.

Prints one JSON object: for each case what was warned of, and the families that drew its letters.
Given a folder, it also saves the pictures there, to be looked at.
"""

import json
import logging
import sys
import warnings
from pathlib import Path

from e2b_analyst import fonts, libraries

fonts.install()
libraries.install()

import matplotlib

matplotlib.use("agg")
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib import font_manager as fm
from matplotlib.text import Text

OUT = Path(sys.argv[1]) if len(sys.argv) > 1 else None

# Simplified and traditional Chinese, Japanese, Korean: each chart has all of them.
TITLE = "销售额与数量 銷售額 売上とカタログ 매출액 제목"
NAMES = ["华东门店", "臺北門市", "東京さくら", "서울 지점"]
UNIT = "万元 萬元 千円 만원"

STYLES = {
    "default": lambda: None,
    "sns.set_theme()": sns.set_theme,
    "sns.set_style": lambda: sns.set_style("whitegrid"),
    "sns.set_theme(font=PingFang SC)": lambda: sns.set_theme(font="PingFang SC"),
    "sns.set_theme(rc)": lambda: sns.set_theme(rc={"font.sans-serif": ["Microsoft YaHei"]}),
    "style ggplot": lambda: plt.style.use("ggplot"),
    "style seaborn-v0_8": lambda: plt.style.use("seaborn-v0_8"),
    "style dark_background": lambda: plt.style.use("dark_background"),
    "style fivethirtyeight": lambda: plt.style.use("fivethirtyeight"),
    "style classic": lambda: plt.style.use("classic"),
    "style default": lambda: plt.style.use("default"),
    "SimHei, then rcdefaults()": lambda: (plt.rc("font", family="SimHei"), plt.rcdefaults()),
    "family SimHei": lambda: plt.rcParams.update({"font.family": "SimHei"}),
    "sans-serif SimHei, minus default": lambda: plt.rcParams.update({"font.sans-serif": ["SimHei"]}),
    "sans-serif list": lambda: plt.rcParams.update(
        {"font.sans-serif": ["Heiti TC", "Malgun Gothic", "Arial"], "axes.unicode_minus": False}
    ),
    "rc font Noto Sans CJK JP": lambda: plt.rc("font", family="Noto Sans CJK JP"),
    "family serif": lambda: plt.rcParams.update({"font.family": "serif"}),
    "family unknown": lambda: plt.rcParams.update({"font.family": "No Such Font"}),
    "weight bold": lambda: plt.rcParams.update({"font.weight": "bold"}),
}


def with_matplotlib():
    fig, axes = plt.subplots(2, 2, figsize=(9, 7), dpi=60)
    line, bar, pie, text = axes.flat
    line.plot(NAMES, [-1500.0, 2000, -300, 100], label=NAMES[0])
    line.set_title(TITLE, fontweight="bold")
    line.set_ylabel(f"{NAMES[1]} ({UNIT})")
    line.legend(title=UNIT)
    line.annotate(NAMES[2], (1, 2000))
    bar.barh(NAMES, [-3, 1, 2, 0.5])
    bar.set_title(f"{TITLE}: $R^2 = {{0.9}}$ {UNIT}/m$^2$")
    bar.set_xlabel(rf"$\mathrm{{{NAMES[0]}}}_{{{NAMES[2]}}}$")
    pie.pie([1, 2, 3, 4], labels=NAMES, autopct="%.1f%%")
    text.semilogy([0.001, 1, 1000])
    text.set_title(TITLE, fontproperties=fm.FontProperties(family="WenQuanYi Micro Hei", size=14))
    text.set_xlabel(TITLE, fontproperties=fm.FontProperties(fname="/no/such/folder/simhei.ttf"))
    text.text(0.1, 1, " ".join(NAMES), style="italic", family="monospace")
    fig.suptitle(f"{TITLE} −5 ℃")
    return fig


def with_seaborn():
    table = pd.DataFrame({UNIT: [*NAMES, *NAMES], "v": [1, -2, 3, 4, -5, 6, 7, 8], TITLE: list("aabbabab")})
    fig, (left, right) = plt.subplots(1, 2, figsize=(9, 4), dpi=60)
    sns.barplot(table, x=UNIT, y="v", hue=TITLE, ax=left)
    sns.heatmap(pd.DataFrame(np.eye(4) - 0.5, NAMES, NAMES), annot=True, ax=right)
    right.set_title(TITLE)
    return fig


def with_pandas():
    table = pd.DataFrame({name: [1, -2, 3, 4] for name in NAMES[:2]}, index=pd.Index(NAMES, name=UNIT))
    return table.plot.bar(title=TITLE, figsize=(6, 4)).figure


LIBRARIES = {"matplotlib": with_matplotlib, "seaborn": with_seaborn, "pandas": with_pandas}


class Lines(logging.Handler):
    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


def is_cjk(letter):
    return "\u3040" <= letter <= "\u30ff" or "\u4e00" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7a3"


def families(fig):
    """The families that draw the CJK letters of the figure's texts: the first in line that has them."""
    found = set()
    for text in fig.findobj(Text):
        letters = "".join(filter(is_cjk, text.get_text()))
        if letters and text.get_visible():
            line = [
                fm.get_font(path) for path in fm.fontManager._find_fonts_by_props(text.get_fontproperties())
            ]
            for letter in letters:
                owner = next((font for font in line if font.get_char_index(ord(letter))), None)
                found.add(owner.family_name if owner else "none")
    return sorted(found)


def draw(name, style, make):
    lines = Lines()
    logging.getLogger("matplotlib").addHandler(lines)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        plt.rcdefaults()
        style()
        fig = make()
        fig.canvas.draw()
        used = families(fig)
        if OUT:
            fig.savefig(OUT / f"{len(list(OUT.iterdir())):03}-{name.replace('/', ' ')}.png", dpi=80)
        plt.close(fig)
    logging.getLogger("matplotlib").removeHandler(lines)
    return {
        "name": name,
        "warnings": [str(each.message) for each in caught],
        "lines": lines.lines,
        "families": used,
    }


def picture(letter, family):
    """The pixels of one letter."""
    fig = plt.figure(figsize=(1, 1), dpi=60)
    fig.text(0.2, 0.3, letter, fontsize=30, family=family)
    fig.canvas.draw()
    pixels = np.asarray(fig.canvas.buffer_rgba())[..., 0].copy()
    plt.close(fig)
    return pixels


def shapes(family):
    """Letters whose picture is the one of a missing letter, and pairs that look alike."""
    plt.rcdefaults()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        box = picture("\U0001f9ff", family)
        unassigned = picture("\u0378", family)
    letters = "国國北売さカ글서"
    drawn = {letter: picture(letter, family) for letter in letters}
    blank = picture(" ", family)
    return {
        "family": family,
        "boxes": [
            one for one in letters if any((drawn[one] == other).all() for other in (box, unassigned, blank))
        ],
        "alike": [a + b for a in letters for b in letters if a < b and (drawn[a] == drawn[b]).all()],
    }


def main():
    cases = [draw(f"{name} / matplotlib", style, with_matplotlib) for name, style in STYLES.items()]
    for library in ("seaborn", "pandas"):
        for name in ("default", "sns.set_theme()", "family SimHei", "style seaborn-v0_8"):
            cases.append(draw(f"{name} / {library}", STYLES[name], LIBRARIES[library]))
    names = ["sans-serif", "SimHei", "Microsoft JhengHei", "Yu Gothic", "Malgun Gothic", "DejaVu Serif"]
    regions = {name: fm.get_font(fm.findfont(name)).family_name for name in names[1:5]}
    print(json.dumps({"cases": cases, "shapes": [shapes(name) for name in names], "regions": regions}))


main()
