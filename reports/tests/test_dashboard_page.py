import datetime
import re
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import sign_in
from expenses.bulk_insert import NewRecord, insert_records
from expenses.tests.pages import chart_of, shown
from reports.first_steps import dismiss

URL = reverse("reports:dashboard")


@pytest.fixture(autouse=True)
def on_that_day(today):
    """Let it be 14 March 2026."""


def queries_of(client, path: str = URL) -> int:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)

    assert response.status_code == 200
    return len(queries)


def test_dashboard_says_what_was_spent_and_against_what(alice_client, alice, bob, spend):
    spend(alice, "2026-03-10", "1234.50")
    spend(alice, "2026-02-14", "1000")

    text = shown(alice_client.get(URL))

    assert "Spent in March 2026 €1,234.50" in text
    assert "23% €234.50 more than by 14 February (€1,000.00)." in text


def test_dashboard_shows_only_own_expenses(alice_client, bob_client, alice, bob, spend):
    spend(alice, "2026-03-10", "5.25")

    texts = [shown(client.get(URL)) for client in (alice_client, bob_client)]

    assert ["€5.25" in text for text in texts] == [True, False]
    assert ["€77.70" in text for text in texts] == [False, True]
    assert ["secret" in text for text in texts] == [False, True]


def test_percentages_sum_to_100_as_shown(alice_client, alice, spend, make_category):
    for name in ("Food", "Home", "Travel"):
        spend(alice, "2026-03-10", "10", category=make_category(alice, name))

    text = shown(alice_client.get(URL))

    assert [Decimal(part) for part in re.findall(r"([\d.]+)%", text.split("Where it went")[1])] == [
        Decimal("33.4"),
        Decimal("33.3"),
        Decimal("33.3"),
    ]


@pytest.mark.parametrize(
    ("key", "heading"),
    [
        ("2026-02", "Spent in February 2026"),
        ("2025", "Spent in 2025"),
        ("2026-01-05..2026-02-03", "Spent during 5 Jan – 3 Feb 2026"),
        ("2026-01-05..2026-01-05", "Spent on 5 Jan 2026"),
    ],
)
def test_period_stands_in_the_address(alice_client, alice, spend, key, heading):
    for day in ("2026-02-01", "2025-06-01", "2026-01-05"):
        spend(alice, day, "1")

    assert heading in shown(alice_client.get(URL, {"period": key}))


@pytest.mark.parametrize(
    "key",
    ["", "2026-13", "0000", "1899", "3000-01", "2026-02-30..2026-03-01", "2026-03-02..2026-03-01", "\x00", "x" * 5000],
)
def test_bad_period_is_said_and_this_month_shown(alice_client, alice, spend, key):
    spend(alice, "2026-03-10", "5.25")

    response = alice_client.get(URL, {"period": key})

    assert response.status_code == 200
    assert response.context["refusal"]
    assert "Spent in March 2026" in shown(response)


@pytest.mark.parametrize(
    "key", ["1900", "1900-01", "2999", "2999-12", "1900-01-01..2999-12-31", "1900-01-01..1900-01-01"]
)
def test_periods_at_the_ends_of_time_are_shown(alice_client, alice, spend, key):
    spend(alice, "2026-03-10", "5.25")

    response = alice_client.get(URL, {"period": key})

    assert (response.status_code, response.context["refusal"]) == (200, "")


@pytest.mark.parametrize(
    ("first_day", "last_day", "key"),
    [
        ("2026-01-01", "2026-01-31", "2026-01"),
        ("2025-01-01", "2025-12-31", "2025"),
        ("2026-01-02", "2026-01-31", "2026-01-02..2026-01-31"),
    ],
)
def test_chosen_days_become_a_period(alice_client, first_day, last_day, key):
    response = alice_client.get(URL, {"first_day": first_day, "last_day": last_day})

    assert (response.status_code, response.url) == (302, f"{URL}?period={key}")


@pytest.mark.parametrize(
    ("first_day", "last_day"),
    [
        ("2026-02-01", "2026-01-01"),
        ("", "2026-01-01"),
        ("nonsense", "2026-01-01"),
        ("1899-01-01", "2026-01-01"),
        ("2026-01-01", "9999-12-31"),
    ],
)
def test_chosen_days_that_make_no_period_are_refused(alice_client, alice, spend, first_day, last_day):
    spend(alice, "2026-03-10", "5.25")

    response = alice_client.get(URL, {"first_day": first_day, "last_day": last_day})

    assert response.status_code == 200
    assert response.context["range_form"].errors
    assert 'picker" open' in response.content.decode()


@pytest.mark.parametrize(("time_zone", "month"), [("Pacific/Auckland", "April"), ("Europe/Vienna", "March")])
def test_this_month_is_the_persons(make_user, spend, time_machine, time_zone, month):
    time_machine.move_to(datetime.datetime(2026, 3, 31, 20, 0, tzinfo=datetime.UTC), tick=False)
    carol = make_user("carol", time_zone=time_zone)
    spend(carol, "2026-03-10", "5.25")
    spend(carol, "2026-04-01", "5.25")

    assert f"Spent in {month} 2026" in shown(sign_in(carol).get(URL))


def test_numbers_are_written_as_in_the_persons_locale(make_user, spend):
    dora = make_user("dora", locale="de_AT")
    spend(dora, "2026-03-10", "1234.5")

    response = sign_in(dora).get(URL)

    assert "€ 1.234,50" in shown(response).replace("\xa0", " ")
    assert (chart_of(response, "trend")["locale"], chart_of(response, "trend")["currency"]) == ("de-AT", "EUR")


def test_amounts_without_a_rate_are_said_and_linked(alice_client, alice, spend):
    spend(alice, "2026-03-10", "5.25")
    spend(alice, "2026-03-10", "9000", currency="USD")

    response = alice_client.get(URL)

    assert "1 expense is in a currency without a known rate to EUR" in shown(response)
    assert "Spent in March 2026 €5.25" in shown(response)
    link = f"{reverse('expenses:expense-list')}?date_from=2026-03-01&amp;date_to=2026-03-31&amp;no_rate=1"
    assert link in response.content.decode()


@pytest.mark.parametrize(
    ("fields", "spent", "charts"),
    [
        ({"amount": "-7"}, "-€7.00", ["pace", "comparison", "trend"]),
        ({"amount": "9000", "currency": "USD"}, "€0.00", ["pace", "trend"]),
    ],
)
def test_a_month_in_which_nothing_was_spent_draws_what_there_is(
    alice_client, alice, make_expense, fields, spent, charts
):
    make_expense(alice, **fields)

    response = alice_client.get(URL)

    assert f"Spent in March 2026 {spent}" in shown(response)
    assert re.findall(r'data-chart="chart-(\w+)"', response.content.decode()) == charts


def test_links_lead_to_the_same_sum(alice_client, alice, spend, make_category):
    food = make_category(alice, "Food")
    spend(alice, "2026-03-10", "5.25", category=make_category(alice, "Groceries", parent=food))
    spend(alice, "2026-03-31", "2", category=food)
    spend(alice, "2026-02-10", "100", category=food)
    spend(alice, "2026-03-10", "100")

    [series] = chart_of(alice_client.get(URL), "breakdown")["series"]
    place = series["amounts"].index("7.25")
    listed = shown(alice_client.get(series["links"][place]))

    assert "€7.25" in listed
    assert "€107.25" not in listed


def test_new_account_is_led_through_three_steps(alice_client):
    text = shown(alice_client.get(URL))

    assert "Three steps" in text
    assert "Fill with sample data" in text
    assert "Where it went" not in text


def test_steps_are_not_shown_once_dismissed(alice_client, alice):
    dismiss(alice)

    text = shown(alice_client.get(URL))

    assert "Three steps" not in text
    assert "Nothing to show yet" in text


def test_sample_data_is_said_and_can_be_removed(alice_client):
    alice_client.post(reverse("expenses:sample-load"))
    filled = alice_client.get(URL)
    alice_client.post(reverse("expenses:sample-remove"))
    emptied = alice_client.get(URL)

    assert ["You are looking at sample data" in shown(page) for page in (filled, emptied)] == [True, False]
    assert ["Where it went" in shown(page) for page in (filled, emptied)] == [True, False]


def test_empty_period_says_what_to_do(alice_client, alice, spend):
    spend(alice, "2026-01-10", "5.25")

    text = shown(alice_client.get(URL))

    assert "Nothing recorded in March 2026" in text
    assert "Twelve months" in text


def test_an_expense_can_be_added_in_one_line(alice_client, alice):
    response = alice_client.get(URL)
    form = response.context["one_line_form"]

    added = alice_client.post(
        reverse("expenses:expense-one-line"),
        {"line": "12.50 lunch", "submission_id": form["submission_id"].value(), "next": URL},
    )

    assert (added.status_code, added.url) == (302, URL)
    assert "Spent in March 2026 €12.50" in shown(alice_client.get(URL))


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_dashboard_is_only_read(alice_client, method):
    assert getattr(alice_client, method)(URL).status_code == 405


def test_what_a_person_wrote_is_never_markup(alice_client, alice, spend, make_category):
    nasty = "</script><script>alert(1)</script>"
    parent = make_category(alice, nasty)
    spend(alice, "2026-03-10", "5.25", description=nasty, category=parent)
    spend(alice, "2026-03-10", "5.25", category=make_category(alice, nasty, parent=parent))

    content = alice_client.get(URL).content.decode()

    assert "<script>alert(1)" not in content
    assert content.count("&lt;script&gt;alert(1)") > 5


def test_queries_do_not_grow_with_the_ledger(alice_client, alice, spend, make_category):
    categories = [make_category(alice, name) for name in ("Food", "Home", "Travel")]
    alice_client.get(URL)
    counts = []
    for category in categories:
        spend(alice, "2026-03-10", "5.25", category=category)
        counts.append(queries_of(alice_client))
    write_many(alice, [category.pk for category in categories], count=1000)
    counts.append(queries_of(alice_client))
    counts.append(queries_of(alice_client, f"{URL}?period=2026"))

    assert counts == [14] * 5


def write_many(owner, category_ids: list[int], count: int) -> None:
    first = datetime.date(2024, 3, 14)
    rows = [
        NewRecord(
            first + datetime.timedelta(days=n % 730),
            f"{n + 1}.25",
            "EUR",
            f"{n + 1}.25",
            "Lunch",
            category_ids[n % 3],
            "",
        )
        for n in range(count)
    ]
    with transaction.atomic():
        insert_records(rows, owner=owner)


def test_signed_out_person_is_sent_to_sign_in(client):
    assert client.get(URL).status_code == 302
