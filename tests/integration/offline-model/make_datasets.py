"""Writes the data sets of these tests into a folder: small, made from a fixed seed, each with its own trouble."""

import csv
import datetime
import random
import sys
from pathlib import Path

import openpyxl


def write_rows(path, heading, rows, encoding="utf-8", delimiter=","):
    with open(path, "w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(heading)
        writer.writerows(rows)


def sales(folder):
    """GB18030, Chinese names with units, missing cells and a row of totals."""
    luck = random.Random(1)
    rows, start = [], datetime.date(2023, 1, 1)
    for at in range(400):
        day = start + datetime.timedelta(days=luck.randrange(365))
        region = luck.choices(["华东", "华南", "华北", "西部"], [4, 3, 2, 1])[0]
        product = luck.choice(["手机", "电脑", "平板", "耳机", "手表", "音箱"])
        amount = round(luck.gauss(1000, 200) * (1 + day.month / 12), 2)
        rows.append([day.isoformat(), "" if at % 40 == 7 else region, product, "" if at % 50 == 9 else amount, luck.randrange(1, 9)])
    total = round(sum(row[3] for row in rows if row[3] != ""), 2)
    rows.append(["合计", "", "", total, sum(row[4] for row in rows)])
    write_rows(folder / "销售记录.csv", ["日期", "地区", "产品", "销售额（元）", "数量"], rows, "gb18030")


def workbook(folder):
    """Two sheets of different length; salaries are normal with unequal variances."""
    luck = random.Random(2)
    book = openpyxl.Workbook()
    orders = book.active
    orders.title = "Orders"
    orders.append(["order_id", "order_date", "region", "product_category", "revenue_usd", "quantity"])
    for at in range(600):
        day = datetime.datetime(2022, 1, 1) + datetime.timedelta(days=luck.randrange(730))
        category = luck.choice(["Furniture", "Office Supplies", "Technology"])
        region = luck.choice(["East", "West", "North", "South"])
        orders.append([10_000 + at, day, region, category, round(luck.expovariate(1 / 300), 2), luck.randrange(1, 10)])
    staff = book.create_sheet("Staff")
    staff.append(["employee", "department", "gender", "salary", "age"])
    means = {"Sales": (52_000, 3_000), "Engineering": (71_000, 9_000), "Support": (50_500, 2_500)}
    for at in range(120):
        department = luck.choice(list(means))
        mean, spread = means[department]
        staff.append([f"E{at:03}", department, luck.choice(["female", "male"]), round(luck.gauss(mean, spread)), luck.randrange(21, 64)])
    book.save(folder / "company.xlsx")


def visits(folder):
    """A day per row, days missing, upward, beginning in the middle of a month."""
    luck = random.Random(3)
    rows, day = [], datetime.date(2024, 1, 16)
    for at in range(300):
        if not 100 <= at < 112:
            rows.append([(day + datetime.timedelta(days=at)).strftime("%d/%m/%Y"), 200 + at * 2 + luck.randrange(-40, 40), luck.randrange(0, 9)])
    write_rows(folder / "visits.csv", ["date", "visits", "signups"], rows)


def prices(folder):
    """Numbers with currency, thousands separators and units, some not numbers; semicolons between cells."""
    luck = random.Random(4)
    rows = []
    for at in range(150):
        price = luck.randrange(800, 9_000_000) / 100
        weight = round(luck.uniform(0.2, 30), 1)
        rows.append([f"Item {at}", luck.choice(["Alpha Ltd", "Beta | Co", "Gamma $ave", "Delta <b>"]), "on request" if at % 30 == 3 else f"${price:,.2f}", f"{weight} kg", luck.choice(["A", "B"])])
    write_rows(folder / "price-list.csv", ["item", "supplier", "list price", "weight", "grade"], rows, delimiter=";")


def survey(folder):
    """Sixty answers of 1 to 5 from two traits, a score, and groups of very different size."""
    luck = random.Random(5)
    heading = ["respondent", "age_group", "gender", "satisfaction", *(f"q{at:02}" for at in range(1, 61))]
    rows = []
    for at in range(250):
        warm, quick = luck.gauss(0, 1), luck.gauss(0, 1)
        answers = [min(5, max(1, round(3 + (warm if q % 2 else quick) * 0.9 + luck.gauss(0, 0.8)))) for q in range(60)]
        answers = ["" if luck.random() < 0.03 else answer for answer in answers]
        group = luck.choices(["18-29", "30-44", "45-59", "60+"], [90, 90, 60, 4])[0]
        rows.append([1000 + at, group, luck.choice(["f", "m", "d"]), round(60 + 10 * warm + luck.gauss(0, 4), 1), *answers])
    write_rows(folder / "survey.csv", heading, rows)


def scores(folder):
    """UTF-8 with a byte order mark; normal scores of equal variance in three classes and two genders."""
    luck = random.Random(6)
    rows = []
    for at in range(150):
        group = "一班 二班 三班".split()[at % 3]
        maths = round(luck.gauss({"一班": 78, "二班": 82, "三班": 79}[group], 6), 1)
        rows.append([f"S{at:04}", group, luck.choice("男女"), maths, round(luck.gauss(80, 7), 1)])
    write_rows(folder / "成绩.csv", ["学号", "班级", "性别", "数学成绩", "语文成绩"], rows, "utf-8-sig")


def cities(folder):
    """Thirty groups with long names, counts only."""
    luck = random.Random(7)
    names = [f"City of Saint {name} upon the River" for name in "Abel Bede Cuthbert Dunstan Edmund Felix Giles Hilda Ives Joan".split()]
    names += [f"New {name}" for name in "Avon Brook Cove Dale Elm Fell Glen Hill Isle Jetty Knoll Lake Moor Nook Oak Pond Quay Reef Shore Tarn".split()]
    rows = [[luck.choices(names, range(1, 31))[0], luck.choice(["bus", "tram", "bike"])] for _ in range(2_000)]
    write_rows(folder / "commute.csv", ["home_town", "transport"], rows)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    for make in (sales, workbook, visits, prices, survey, scores, cities):
        make(target)
