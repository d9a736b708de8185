"""The numbers of the data sets, computed without pandas and without the code under test."""

import csv
import datetime
import json
import math
import statistics
import sys
from collections import Counter, defaultdict
from pathlib import Path

import openpyxl
from scipy import stats

folder = Path(sys.argv[1])


def table(name, encoding="utf-8", delimiter=","):
    with open(folder / name, encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def sheet(name):
    head, *rows = openpyxl.load_workbook(folder / "company.xlsx")[name].iter_rows(values_only=True)
    return [dict(zip(head, row)) for row in rows]


def grouped(rows, key, value, reduce=sum):
    """Groups from the largest to the smallest."""
    groups = defaultdict(list)
    for row in rows:
        name = key(row) if callable(key) else row[key]
        number = value(row)
        if name not in ("", "NA", None) and number is not None:
            groups[name].append(number)
    return dict(sorted(((name, reduce(numbers)) for name, numbers in groups.items()), key=lambda pair: -pair[1]))


def samples(rows, key, value):
    found = grouped(rows, key, value, lambda numbers: len(numbers))
    return {name: [value(row) for row in rows if row[key] == name and value(row) is not None] for name in sorted(found)}


def number(name):
    def read(row):
        text = str(row[name]).replace("$", "").replace(",", "").replace(" kg", "")
        try:
            return float(text)
        except ValueError:
            return None

    return read


def slope(values):
    """The least squares slope over 0, 1, 2 …"""
    count = len(values)
    middle = (count - 1) / 2
    mean = sum(values) / count
    return sum((at - middle) * (each - mean) for at, each in enumerate(values)) / sum((at - middle) ** 2 for at in range(count))


def pearson(rows, a, b):
    pairs = [(number(a)(row), number(b)(row)) for row in rows]
    pairs = [pair for pair in pairs if None not in pair]
    return statistics.correlation([a for a, _ in pairs], [b for _, b in pairs])


def welch_anova(groups):
    """By the formula of Welch (1951)."""
    weights = [len(values) / statistics.variance(values) for values in groups]
    means = [statistics.mean(values) for values in groups]
    k, total = len(groups), sum(weights)
    centre = sum(w * m for w, m in zip(weights, means)) / total
    lack = sum((1 - w / total) ** 2 / (len(values) - 1) for w, values in zip(weights, groups))
    f = sum(w * (m - centre) ** 2 for w, m in zip(weights, means)) / (k - 1) / (1 + 2 * (k - 2) * lack / (k**2 - 1))
    return stats.f.sf(f, k - 1, (k**2 - 1) / (3 * lack))


def eta_squared(groups):
    everything = [value for values in groups for value in values]
    centre = statistics.mean(everything)
    between = sum(len(values) * (statistics.mean(values) - centre) ** 2 for values in groups)
    return between / sum((value - centre) ** 2 for value in everything)


def cohen_d(a, b):
    pooled = ((len(a) - 1) * statistics.variance(a) + (len(b) - 1) * statistics.variance(b)) / (len(a) + len(b) - 2)
    return (statistics.mean(a) - statistics.mean(b)) / math.sqrt(pooled)


sales = [row for row in table("销售记录.csv", "gb18030") if row["日期"] != "合计"]
amount = number("销售额（元）")
months = grouped(sales, lambda row: row["日期"][:7], amount)
regions = grouped(sales, "地区", amount)
region_samples = list(samples(sales, "地区", amount).values())

orders, staff = sheet("Orders"), sheet("Staff")
quarters = grouped(orders, lambda row: f"{row['order_date'].year}Q{(row['order_date'].month + 2) // 3}", number("revenue_usd"))
salaries = samples(staff, "department", number("salary"))

visits = table("visits.csv")
visit_months = grouped(visits, lambda row: datetime.datetime.strptime(row["date"], "%d/%m/%Y").strftime("%Y-%m"), number("visits"))
whole_months = [visit_months[name] for name in sorted(visit_months)][1:-1]

prices = table("price-list.csv", delimiter=";")
weights = samples(prices, "grade", number("weight"))
survey = table("survey.csv")
scores = table("成绩.csv", "utf-8-sig")
language = samples(scores, "性别", number("语文成绩"))
towns = Counter(row["home_town"] for row in table("commute.csv"))
penguins = table("penguins.csv")
masses = samples(penguins, "species", number("body_mass_g"))
bills = samples(penguins, "species", number("bill_length_mm"))

print(
    json.dumps(
        {
            "sales_missing": sum(value == "" for row in sales for value in row.values()),
            "sales_mean": statistics.mean(filter(None, map(amount, sales))),
            "sales_median": statistics.median(filter(None, map(amount, sales))),
            "products": grouped(sales, "产品", amount),
            "regions": regions,
            "months": months,
            "months_slope": slope([months[name] for name in sorted(months)]),
            "regions_p": stats.kruskal(*region_samples).pvalue,
            "east_mean": grouped([row for row in sales if row["地区"] == "华东"], "产品", amount, statistics.mean),
            "sales_r": pearson(sales, "销售额（元）", "数量"),
            "categories": grouped(orders, "product_category", number("revenue_usd")),
            "quarters": quarters,
            "salary_means": {name: statistics.mean(values) for name, values in salaries.items()},
            "salary_p": welch_anova(list(salaries.values())),
            "salary_eta": eta_squared(list(salaries.values())),
            "visit_months": visit_months,
            "visit_slope": slope(whole_months),
            "supplier_means": grouped(prices, "supplier", number("list price"), statistics.mean),
            "weight_p": stats.mannwhitneyu(weights["A"], weights["B"]).pvalue,
            "survey_missing": {name: sum(row[name] == "" for row in survey) for name in survey[0] if any(row[name] == "" for row in survey)},
            "survey_r": {name: pearson(survey, "satisfaction", name) for name in survey[0] if name.startswith("q")},
            "language_p": stats.ttest_ind(language["女"], language["男"]).pvalue,
            "language_d": cohen_d(language["女"], language["男"]),
            "towns": dict(towns.most_common()),
            "mass_p": stats.kruskal(*masses.values()).pvalue,
            "mass_means": {name: statistics.mean(values) for name, values in masses.items()},
            "bill_p": stats.ttest_ind(bills["Adelie"], bills["Chinstrap"], equal_var=False).pvalue,
            "bill_d": cohen_d(bills["Adelie"], bills["Chinstrap"]),
            "mass_r": {name: pearson(penguins, "body_mass_g", name) for name in ("flipper_length_mm", "bill_length_mm", "bill_depth_mm")},
        }
    )
)
