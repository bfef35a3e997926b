import datetime
import json
from decimal import Decimal

import pytest

from expenses.models import Category
from expenses.periods import Month, parse_period
from expenses.totals import Total
from reports.breakdown import Breakdown, Slice
from reports.cash_flow import CashFlow
from reports.charts.breakdown import breakdown_chart
from reports.charts.chart import Chart, Series
from reports.charts.comparison import comparison_chart
from reports.charts.days import days_chart
from reports.charts.months import months_chart
from reports.charts.pace import pace_chart
from reports.charts.trend import trend_chart
from reports.comparison import Comparison
from reports.monthly import DayTotal
from reports.pace import measure_pace
from reports.tallies import Days
from reports.trend import MonthTotal
from reports.yearly import MonthPair, YearSummary

MARCH = Month.of(datetime.date(2026, 3, 1))
IN_MARCH = Comparison(MARCH, datetime.date(2026, 3, 14))
LIST = "/expenses/?date_from="


def total(amount: str, count: int = 1) -> Total:
    return Total(Decimal(amount), "EUR", count, 0)


def piece(name: str, spent: str, before: str = "0", pk: int | None = None) -> Slice:
    category = Category(pk=pk, name=name, color="teal") if pk else None
    return Slice(category, name, total(spent), total(spent), total(before), None)


def breakdown(*slices: Slice) -> Breakdown:
    return Breakdown(slices, total("0"), total("0"), total("0"))


def test_chart_carries_exact_amounts_and_gaps():
    series = Series("Spent", [Decimal("99999999999.10"), None], ["accent"], ["/a", ""])

    told = Chart("line", ["A", "B"], [series], "KWD", "sr_Latn_RS").for_browser()

    assert json.loads(json.dumps(told)) == {
        "kind": "line",
        "labels": ["A", "B"],
        "currency": "KWD",
        "digits": 3,
        "locale": "sr-Latn-RS",
        "isLying": False,
        "series": [
            {
                "label": "Spent",
                "amounts": ["99999999999.10", None],
                "colors": ["accent"],
                "links": ["/a", ""],
                "isDashed": False,
                "hasOpenEnd": False,
            }
        ],
    }


def test_table_behind_a_chart_has_a_row_for_each_label_with_an_amount():
    now = Series("Now", [Decimal(1), None, None], ["accent"], ["/a", "/b", "/c"])
    before = Series("Before", [Decimal(2), Decimal(3), None], ["before"], ["/d", "/e", ""])

    assert Chart("line", ["A", "B", "C"], [now, before], "EUR", "en_IE").rows == [
        ("A", ((Decimal(1), "/a"), (Decimal(2), "/d"))),
        ("B", ((None, "/b"), (Decimal(3), "/e"))),
    ]


def test_breakdown_draws_what_was_spent():
    told = breakdown_chart(
        breakdown(piece("Food", "20", pk=7), piece("Uncategorised", "5"), piece("Gifts", "-3", pk=8)),
        MARCH,
        locale="en_IE",
    ).for_browser()

    assert (told["kind"], told["labels"]) == ("doughnut", ["Food", "Uncategorised"])
    assert told["series"][0]["amounts"] == ["20", "5"]
    assert told["series"][0]["colors"] == ["tint-teal", "ink-3"]
    assert told["series"][0]["links"] == [
        f"{LIST}2026-03-01&date_to=2026-03-31&category=7",
        f"{LIST}2026-03-01&date_to=2026-03-31&category=none",
    ]


@pytest.mark.parametrize(("count", "last", "amount"), [(10, "Category 10", "10"), (11, "2 more categories", "21")])
def test_breakdown_gathers_the_smallest(count, last, amount):
    pieces = [piece(f"Category {place}", str(place), pk=place) for place in range(1, count + 1)]

    told = breakdown_chart(breakdown(*pieces), MARCH, locale="en_IE").for_browser()

    assert (len(told["labels"]), told["labels"][-1], told["series"][0]["amounts"][-1]) == (10, last, amount)


def test_comparison_draws_both_periods_up_to_the_same_day():
    told = comparison_chart(
        breakdown(piece("Food", "20", "30", pk=7), piece("Home", "0", "90", pk=8), piece("None", "0", "0", pk=9)),
        IN_MARCH,
        locale="en_IE",
    ).for_browser()

    assert (told["labels"], told["isLying"]) == (["Home", "Food"], True)
    assert [(series["label"], series["amounts"]) for series in told["series"]] == [
        ("March 2026", ["0", "20"]),
        ("February 2026", ["90", "30"]),
    ]
    assert told["series"][1]["links"][0] == f"{LIST}2026-02-01&date_to=2026-02-14&category=8"


def test_trend_says_that_a_month_is_still_running():
    months = [
        MonthTotal(MARCH.previous(), total("5"), total("0", count=0), is_running=False),
        MonthTotal(MARCH, total("7"), total("9"), is_running=True),
    ]

    told = trend_chart(months, currency="EUR", locale="en_IE").for_browser()

    assert told["labels"] == ["Feb 2026", "Mar 2026, so far"]
    assert [series["amounts"] for series in told["series"]] == [["5", "7"], ["0", "9"]]
    assert told["series"][0]["hasOpenEnd"]
    assert told["series"][0]["links"][0] == f"{LIST}2026-02-01&date_to=2026-02-28"


def test_pace_draws_today_over_the_period_before():
    days = Days([(datetime.date(2026, 2, 1), Decimal(5), 1, 1), (datetime.date(2026, 3, 2), Decimal(7), 1, 1)])
    pace = measure_pace(IN_MARCH, days, "EUR")

    told = pace_chart(pace, IN_MARCH, locale="en_IE").for_browser()

    now, before = told["series"]
    assert told["labels"][:2] == ["1 Mar", "2 Mar"]
    assert (now["amounts"][:2], now["amounts"][14]) == (["0.00", "7.00"], None)
    assert (before["amounts"][0], before["amounts"][27:], before["isDashed"]) == (
        "5.00",
        ["5.00", None, None, None],
        True,
    )
    assert now["links"][1] == f"{LIST}2026-03-02&date_to=2026-03-02"


def test_pace_of_a_year_goes_by_months():
    year = Comparison(parse_period("2025"), datetime.date(2026, 3, 14))

    told = pace_chart(measure_pace(year, Days([]), "EUR"), year, locale="de_AT").for_browser()

    assert told["labels"][:2] == ["Jän", "Feb"]


def test_days_and_months_are_bars_with_links():
    day = parse_period("2026-03-02..2026-03-02")
    pair = MonthPair(MARCH, total("7"), total("0"), MARCH.back(12), total("9"), is_running=True, is_ahead=False)

    year = Comparison(parse_period("2026"), datetime.date(2026, 3, 14))
    summary = YearSummary(year, "EUR", [pair], CashFlow(total("0"), total("7")), *[total("0")] * 4)

    days = days_chart([DayTotal(day, total("3"))], currency="EUR", locale="en_IE").for_browser()
    months = months_chart(summary, locale="en_IE").for_browser()

    assert (days["labels"], days["series"][0]["amounts"]) == (["2 Mar"], ["3"])
    assert [(series["label"], series["amounts"]) for series in months["series"]] == [("2026", ["7"]), ("2025", ["9"])]
    assert months["series"][1]["links"] == [f"{LIST}2025-03-01&date_to=2025-03-31"]
