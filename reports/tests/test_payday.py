"""The pages of a person whose months begin on payday. Today is 14 March 2026."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from expenses.periods import Calendar
from expenses.tests.pages import chart_of, shown
from reports.dashboard import read_dashboard
from reports.monthly import read_month
from reports.yearly import read_year

FORTNIGHTS = {"month_start": "weeks", "month_start_weeks": 2, "month_start_date": datetime.date(2026, 3, 6)}


@pytest.fixture
def choose(alice):
    """Return a function that changes when alice's months and years begin."""

    def change(**chosen) -> Calendar:
        User.objects.filter(pk=alice.pk).update(**chosen)
        alice.refresh_from_db()
        return Calendar.of(alice)

    return change


@pytest.fixture
def spending(alice, bob, spend):
    """One euro more on each day that stands at either side of a payday on the 25th."""
    days = (
        "2026-01-24",
        "2026-01-25",
        "2026-02-14",
        "2026-02-24",
        "2026-02-25",
        "2026-03-14",
        "2026-03-24",
        "2026-03-25",
    )
    for place, day in enumerate(days):
        spend(alice, day, str(10**place))


def test_dashboard_sums_from_payday_to_payday(alice, today, spending, choose):
    calendar = choose(month_start_day=25)

    dashboard = read_dashboard(alice, calendar.month_of(today), today=today)

    assert dashboard.breakdown.spent.amount == Decimal(1_110_000)
    assert dashboard.breakdown.before.amount == Decimal(110)
    assert [total.spent.amount for total in dashboard.trend[-3:]] == [Decimal(1), Decimal(1_110), Decimal(1_110_000)]
    assert len(dashboard.trend) == 12
    assert dashboard.days_left == 10


def test_month_report_is_compared_with_the_months_of_the_same_rule(alice, today, spend, spending, choose):
    spend(alice, "2025-02-24", "3")
    spend(alice, "2025-02-25", "5")
    calendar = choose(month_start_day=25)

    summary = read_month(alice, calendar.month(2026, 3), today=today)

    assert (summary.days[0].day.start, summary.days[-1].day.start) == (
        datetime.date(2026, 2, 25),
        datetime.date(2026, 3, 24),
    )
    assert (summary.spent.amount, summary.breakdown.before.amount) == (Decimal(1_110_000), Decimal(110))
    assert summary.last_year.amount == Decimal(5)


def test_year_is_the_sum_of_its_months(alice, today, spending, choose):
    calendar = choose(month_start_day=25, year_start_month=3)

    summary = read_year(alice, calendar.year_of(today), today=today)

    assert [pair.spent.amount for pair in summary.months[:3]] == [Decimal(1_110_000), Decimal(10_000_000), Decimal(0)]
    assert summary.spent.amount == sum(pair.spent.amount for pair in summary.months)
    assert summary.whole_before.amount == sum(pair.before.amount for pair in summary.months) == Decimal(1_111)


@pytest.mark.parametrize("year", range(2014, 2027))
def test_years_of_fortnights_stand_side_by_side_though_one_has_more(alice, today, spend, choose, year):
    calendar = choose(**FORTNIGHTS)
    for months in (calendar.year(year).months(), calendar.year(year - 1).months()):
        spend(alice, months[-1].start.isoformat(), "7")

    summary = read_year(alice, calendar.year(year), today=today)

    assert sum(pair.spent.amount for pair in summary.months) == summary.spent.amount == Decimal(7)
    assert sum(pair.before.amount for pair in summary.months) == summary.whole_before.amount == Decimal(7)


@pytest.mark.parametrize("chosen", [{"month_start_day": 25}, {"month_start": "last-working-day"}, FORTNIGHTS])
def test_any_calendar_takes_as_many_queries(alice, today, spending, choose, chosen):
    def count_queries() -> list[int]:
        calendar, counts = Calendar.of(alice), []
        month, year = calendar.month_of(today), calendar.year_of(today)
        for read in (
            lambda: read_dashboard(alice, month, today=today),
            lambda: read_month(alice, month, today=today),
            lambda: read_year(alice, year, today=today),
        ):
            with CaptureQueriesContext(connection) as queries:
                read()
            counts.append(len(queries))
        return counts

    by_the_first = count_queries()
    choose(**chosen)

    assert count_queries() == by_the_first


# Pages


def test_dashboard_says_from_when_to_when_a_month_runs(alice_client, today, spending, choose):
    choose(month_start_day=25)

    response = alice_client.get("/")

    assert "Dashboard 25 Feb – 24 Mar 2026" in shown(response)
    assert "Spent in March 2026 €1,110,000.00" in shown(response)
    assert "/expenses/?date_from=2026-02-25&amp;date_to=2026-03-24" in response.content.decode()
    assert chart_of(response, "trend")["labels"][-2:] == ["Feb 2026", "Mar 2026, so far"]
    assert chart_of(response, "pace")["labels"][0] == "25 Feb"


def test_month_that_begins_on_the_first_says_no_days(alice_client, today, spending):
    assert "data-period-days" not in alice_client.get("/").content.decode()


def test_month_report_has_the_address_of_its_name(alice_client, today, spending, choose):
    choose(month_start_day=25)

    response = alice_client.get("/reports/2026/3/")

    assert "March 2026 25 Feb – 24 Mar 2026" in shown(response)
    assert alice_client.get("/reports/2026/2/25/")["Location"] == "/reports/2026/3/"
    assert alice_client.get("/reports/2026/3/25/?basis=spread")["Location"] == "/reports/2026/4/?basis=spread"


def test_report_on_a_fortnight_has_the_address_of_its_first_day(alice_client, today, spending, choose):
    choose(**FORTNIGHTS)

    response = alice_client.get("/reports/2026/3/6/")

    assert "6–19 Mar 2026" in shown(response)
    assert [response.context[name] for name in ("previous_url", "next_url")] == [
        "/reports/2026/2/20/",
        "/reports/2026/3/20/",
    ]
    assert alice_client.get("/reports/2026/3/")["Location"] == "/reports/2026/3/6/"
    assert alice_client.get("/reports/2026/3/19/")["Location"] == "/reports/2026/3/6/"


def test_year_of_fortnights_lists_them(alice_client, today, spending, choose):
    choose(**FORTNIGHTS)

    text = shown(alice_client.get("/reports/2026/"))

    assert "Pay periods" in text
    assert "6–19 Mar 2026 , so far" in text
    assert "26 pay periods" in shown(alice_client.get("/"))


def test_year_says_from_when_to_when_each_month_runs(alice_client, today, spending, choose):
    choose(month_start_day=25)

    text = shown(alice_client.get("/reports/"))

    assert "January 25 Dec 2025 – 24 Jan 2026" in text
    assert "March , so far 25 Feb – 24 Mar 2026" in text


def test_fiscal_year_is_named_after_both(alice_client, today, spending, choose):
    choose(month_start_day=6, year_start_month=4)

    text = shown(alice_client.get("/reports/"))

    assert "2025/26 6 Apr 2025 – 5 Apr 2026" in text
    assert [series["label"] for series in chart_of(alice_client.get("/reports/"), "months")["series"]] == [
        "2025/26",
        "2024/25",
    ]


def test_days_that_are_a_month_of_the_person_are_shown_as_that(alice_client, today, spending, choose):
    choose(month_start_day=25)

    answer = alice_client.get("/?first_day=2026-01-25&last_day=2026-02-24")

    assert answer["Location"] == "/?period=2026-02"


@pytest.mark.parametrize(
    "address", ["/reports/2026/2/30/", "/reports/2026/13/1/", "/reports/1899/1/1/", "/reports/2026/0/1/"]
)
def test_days_that_there_are_not_are_no_report(alice_client, today, address):
    assert alice_client.get(address).status_code == 404


@pytest.mark.parametrize("chosen", [{"month_start_day": 31}, {"month_start": "last-working-day"}, FORTNIGHTS])
@pytest.mark.parametrize("address", ["/reports/1900/1/", "/reports/2999/12/", "/?period=1900", "/?period=2999-12"])
def test_first_and_last_months_there_are_can_be_read(alice_client, alice, today, choose, chosen, address):
    choose(**chosen)

    assert alice_client.get(address, follow=True).status_code == 200


def test_one_persons_months_are_not_anothers(bob_client, alice, today, spending, choose):
    choose(month_start_day=25)

    assert "data-period-days" not in bob_client.get("/").content.decode()
