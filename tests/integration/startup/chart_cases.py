"""Draws figures of many kinds and prints what the start-up package says each of them shows."""

import json

from e2b_analyst import charts, libraries

libraries.install()

import matplotlib

matplotlib.use("agg")
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns

PEOPLE = pd.DataFrame({"day": ["Mon", "Tue"] * 3, "sex": list("mmffmf"), "v": [1.0, 2, 3, 4, 5, 6]})
TABLE = pd.DataFrame({"x": [1, 2], "y": [3, 4]}, index=["甲", "乙"])
MONTHS = pd.date_range("2020-01-01", periods=3, freq="MS")


def bar():
    plt.bar(["北京", "上海"], [1, 2.5])
    plt.title("销量")
    plt.ylabel("销售额（万元）")
    plt.xlabel("城市")


def bar_with_error():
    plt.bar([2019, 2020], [3, 4], yerr=0.1)


def bar_and_line():
    plt.bar(["a", "b"], [1, 2], label="sales")
    plt.plot(["a", "b"], [3, 4], label="trend")
    plt.title("both")


def box_of_three():
    plt.boxplot([[1, 2, 3]])


def box_flat():
    plt.boxplot([[1, 2, 3, 4, 20], [2, 3, 4]], vert=False)
    plt.yticks([1, 2], ["x", "y"])


def line():
    plt.plot([1, 2, 3], [1, np.nan, 3], label="线")
    plt.plot([1, 2, 3], [3, 2, 1])
    plt.axhline(2)
    plt.xlabel("Time [s]")
    plt.yscale("log")


def lines_with_band():
    sns.lineplot(PEOPLE, x="day", y="v", hue="sex")


def long_line():
    plt.plot(np.arange(100_000))


def many_lines():
    plt.plot(np.ones((2, 80)))


def heat_map():
    sns.heatmap([[1, 2], [3, 4]], annot=True)


def regression():
    sns.regplot(x=[1, 2, 3], y=[2, 4, 6], ci=None)


def scatter():
    plt.scatter([1, 2], [3, 4], label="measured", c=[0.1, 0.9])
    plt.plot([1, 2], [5, 6], "o")
    plt.colorbar()


def several_axes():
    fig, (left, right, empty) = plt.subplots(1, 3)
    left.plot(MONTHS, [1, 2, 3])
    right.pie([1, 3], labels=["a", "b"])
    fig.suptitle("总览")


def three_dimensions():
    plt.figure().add_subplot(projection="3d").plot([1, 2], [1, 2], [1, 2])


def twin_axes():
    _, left = plt.subplots()
    left.bar(["a", "b"], [1, 2])
    left.twinx().plot([0, 1], [5, 6])


def labels_of_ticks():
    plt.plot([0, 1, 2], [5, 6, 7])
    plt.xticks([0, 1, 2], ["一", "二", "三"])


CASES = {
    "bar": bar,
    "bar of one": lambda: plt.bar(["a"], [3]),
    "bar flat": lambda: plt.barh(["a", "b"], [3, 3]),
    "bar of years with errors": bar_with_error,
    "bar of dates": lambda: plt.bar(MONTHS[:2], [1, 2]),
    "bar and line": bar_and_line,
    "pandas bar groups": lambda: TABLE.plot.bar(),
    "seaborn bar groups": lambda: sns.barplot(PEOPLE, x="day", y="v", hue="sex", capsize=0.2),
    "histogram": lambda: plt.hist([1, 2, 2, 3, 3, 3, 4], bins=3),
    "box of three": box_of_three,
    "box flat": box_flat,
    "seaborn box groups": lambda: sns.boxplot(PEOPLE, x="day", y="v", hue="sex"),
    "line": line,
    "line of dates": lambda: plt.plot(MONTHS, [1, 2, 3]),
    "pandas series of months": lambda: pd.Series([1, 2, 3], MONTHS).plot(),
    "lines with band": lines_with_band,
    "line of 100000": long_line,
    "labels of ticks": labels_of_ticks,
    "scatter": scatter,
    "regression": regression,
    "pie": lambda: plt.pie([1, 3], labels=["a", "b"]),
    "several axes": several_axes,
    "twin axes": twin_axes,
    "heat map": heat_map,
    "picture": lambda: plt.imshow([[1, 2], [3, 4]]),
    "violins": lambda: sns.violinplot(PEOPLE, x="day", y="v"),
    "areas": lambda: plt.stackplot([1, 2], [3, 4], [1, 1]),
    "steps": lambda: plt.hist([1, 2, 3], histtype="step"),
    "three dimensions": three_dimensions,
    "polar": lambda: plt.polar([1, 2], [1, 2]),
    "80 lines": many_lines,
    "empty axes": lambda: plt.subplots(),
    "empty figure": lambda: plt.figure(),
    "text only": lambda: plt.text(0.5, 0.5, "x"),
}


def main():
    found = {}
    for name, draw in CASES.items():
        draw()
        found[name] = charts.figure_chart(plt.gcf())
        plt.close("all")
    print(json.dumps(found, allow_nan=False))


main()
