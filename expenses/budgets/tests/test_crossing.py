"""When a budget says that it is nearly spent: what is reached today, and what one expense makes of it."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from conftest import TODAY
from expenses.budgets.crossing import crossed, crossed_by
from expenses.budgets.thresholds import parse_thresholds, write_thresholds
from expenses.models import Expense
from expenses.tests.pages import shown

NEW = reverse("expenses:expense-create")
ONE_LINE = reverse("expenses:expense-one-line")


def percents(user):
    return [(one.standing.name, one.percent) for one in crossed(user, today=TODAY)]


@pytest.mark.parametrize(
    ("text", "percent"),
    [("80, 100", (80, 100)), ("100 80%;80", (80, 100)), ("", ()), (" 50 % ", (50,)), ("1,500", (1, 500))],
)
def test_thresholds_are_read_as_people_write_them(text, percent):
    assert parse_thresholds(text) == percent


@pytest.mark.parametrize("text", ["0", "501", "80.5", "eighty", "-1", "10 20 30 40 50 60", "٨٠"])
def test_thresholds_refuse_what_is_no_per_cent(text):
    with pytest.raises(ValidationError):
        parse_thresholds(text)


@given(st.sets(st.integers(1, 500), max_size=5))
def test_thresholds_that_are_written_are_read_again(percent):
    assert parse_thresholds(write_thresholds(tuple(sorted(percent)))) == tuple(sorted(percent))


def test_crossed_names_each_per_cent_that_is_reached(alice, bob, make_budget, make_category, spend):
    food, home, out = make_category(alice, "Food"), make_category(alice, "Home"), make_category(alice, "Out")
    make_budget(alice, "100", category=food)
    make_budget(alice, "100", category=home, thresholds="50")
    make_budget(alice, "100", category=out, thresholds="")
    make_budget(alice, "1000")
    make_budget(bob, "1")
    spend(alice, "2026-03-05", "100", category=food)
    spend(alice, "2026-03-05", "50", category=home)
    spend(alice, "2026-03-05", "500", category=out)

    assert percents(alice) == [("Food", 80), ("Food", 100), ("Home", 50)]


def test_crossed_says_nothing_of_what_is_archived_or_over_or_not_begun(alice, make_budget, make_category, spend):
    make_budget(alice, "100", is_archived=True)
    make_budget(alice, "100", starts_on=datetime.date(2026, 4, 1))
    spend(alice, "2026-02-05", "500")

    assert percents(alice) == []


def test_a_budget_of_nothing_is_reached_by_the_first_expense(alice, make_budget, spend):
    make_budget(alice, "0", thresholds="100")

    before = percents(alice)
    spend(alice, "2026-03-05", "1")

    assert (before, percents(alice)) == ([], [("All expenses", 100)])


def test_keys_change_with_the_period_alone(alice, make_budget, spend):
    budget = make_budget(alice, "100", thresholds="80")
    spend(alice, "2026-03-05", "90")
    spend(alice, "2026-02-05", "90")

    march, february = (crossed(alice, today=datetime.date(2026, month, 20))[0].key for month in (3, 2))

    assert march == f"budget:{budget.pk}:2026-03-01:80"
    assert february == f"budget:{budget.pk}:2026-02-01:80"


def test_crossed_takes_as_many_queries_for_more_budgets(alice, make_budget, make_category, make_tag, spend):
    counts = []
    for name in "ABC":
        category, tag = make_category(alice, name), make_tag(alice, name)
        make_budget(alice, "1", category=category, carries_left=True)
        make_budget(alice, "1", tag=tag, rhythm="week")
        spend(alice, "2026-03-14", "20", category=category, tags=[tag])
        with CaptureQueriesContext(connection) as queries:
            assert len(crossed(alice, today=TODAY)) == 4 * (len(counts) + 1)
        counts.append(len(queries))

    assert len(set(counts)) == 1
    assert counts[0] <= 6


def test_crossed_by_says_only_what_this_expense_made_of_a_budget(alice, make_budget, make_category, make_tag, spend):
    food = make_category(alice, "Food")
    snacks, work = make_category(alice, "Snacks", parent=food), make_tag(alice, "work")
    make_budget(alice, "100", category=food)
    make_budget(alice, "50", tag=work)
    make_budget(alice, "1", category=make_category(alice, "Home"))
    spend(alice, "2026-03-01", "79", category=food)

    first = spend(alice, "2026-03-14", "1", category=snacks, tags=[work])
    one = [(each.standing.name, each.percent) for each in crossed_by(first, alice, today=TODAY)]
    second = spend(alice, "2026-03-14", "49", category=snacks, tags=[work])
    two = [(each.standing.name, each.percent) for each in crossed_by(second, alice, today=TODAY)]

    assert one == [("Food", 80)]
    assert two == [("Food", 100), ("#work", 100)]


def test_a_refund_and_an_expense_without_a_rate_cross_nothing(alice, make_budget, spend):
    make_budget(alice, "100")
    spend(alice, "2026-03-01", "500")

    refund = spend(alice, "2026-03-14", "-5")
    foreign = spend(alice, "2026-03-14", "500", currency="ISK")

    assert crossed_by(refund, alice, today=TODAY) == []
    assert crossed_by(foreign, alice, today=TODAY) == []


def test_adding_an_expense_that_breaks_a_budget_says_so(alice_client, alice, make_budget, make_category):
    food = make_category(alice, "Food")
    make_budget(alice, "100", category=food)
    said = {"date": "2026-03-14", "currency": "EUR", "category": food.pk}

    near = shown(alice_client.post(NEW, {**said, "amount": "85", "description": "Feast"}, follow=True))
    over = shown(alice_client.post(NEW, {**said, "amount": "20", "description": "Seconds"}, follow=True))
    after = shown(alice_client.post(NEW, {**said, "amount": "20", "description": "Thirds"}, follow=True))

    assert "The budget “Food” has reached 80% this month: €15.00 left." in near
    assert "The budget “Food” is overspent by €5.00 this month." in over
    assert "The budget" not in after


def test_an_expense_in_one_line_says_so_too(alice_client, alice, make_budget):
    make_budget(alice, "100", rhythm="week")

    text = shown(alice_client.post(ONE_LINE, {"line": "100 feast", "kind": "expense"}, follow=True))

    assert "The budget “All expenses” is used up this week." in text


def test_an_expense_of_the_past_speaks_of_its_own_period(alice_client, alice, make_budget):
    make_budget(alice, "100")

    text = shown(alice_client.post(ONE_LINE, {"line": "120 feast 2026-02-05", "kind": "expense"}, follow=True))

    assert "The budget “All expenses” is overspent by €20.00 in the month from 1 Feb 2026." in text


def test_editing_an_expense_so_that_a_budget_breaks_says_so(alice_client, alice, make_budget, make_category, spend):
    food, home = make_category(alice, "Food"), make_category(alice, "Home")
    make_budget(alice, "100", category=food)
    spend(alice, "2026-03-01", "50", category=food)
    page = reverse("expenses:expense-update", args=[spend(alice, "2026-03-05", "40", category=food).pk])
    said = {"date": "2026-03-05", "currency": "EUR", "description": "Feast", "category": food.pk}

    same = shown(alice_client.post(page, {**said, "amount": "45"}, follow=True))
    over = shown(alice_client.post(page, {**said, "amount": "60"}, follow=True))
    moved = shown(alice_client.post(page, {**said, "amount": "600", "category": home.pk}, follow=True))
    back = shown(alice_client.post(page, {**said, "amount": "30"}, follow=True))

    assert "The budget" not in same
    assert "The budget “Food” is overspent by €10.00 this month." in over
    assert "The budget" not in moved
    assert "The budget “Food” has reached 80% this month: €20.00 left." in back


def test_an_expense_that_moves_into_another_period_or_tag_counts_there_as_new(
    alice_client, alice, make_budget, make_tag, spend
):
    make_budget(alice, "100", tag=make_tag(alice, "work"))
    make_budget(alice, "100", name="All")
    page = reverse("expenses:expense-update", args=[spend(alice, "2026-02-05", "90").pk])
    said = {"currency": "EUR", "description": "Train", "amount": "90"}

    tagged = shown(alice_client.post(page, {**said, "date": "2026-02-05", "tags": "work"}, follow=True))
    moved = shown(alice_client.post(page, {**said, "date": "2026-03-05", "tags": ""}, follow=True))

    assert "The budget “#work” has reached 80% in the month from 1 Feb 2026: €10.00 left." in tagged
    assert "The budget “All”" not in tagged
    assert "The budget “All” has reached 80% this month: €10.00 left." in moved


def test_an_expense_that_is_sent_twice_says_it_once(alice_client, alice, make_budget):
    make_budget(alice, "100")
    said = {"line": "120 feast", "kind": "expense", "submission_id": "0b8e4b3e-6a3f-4a55-b7d3-3f1d1f6a0a11"}
    alice_client.post(ONE_LINE, said, follow=True)

    again = shown(alice_client.post(ONE_LINE, said, follow=True))

    assert "The budget" not in again
    assert Expense.objects.for_user(alice).get().amount == Decimal(120)


def test_the_form_keeps_thresholds_tidy(alice_client, alice, make_budget):
    budget = make_budget(alice)
    page = reverse("expenses:budget-update", args=[budget.pk])
    said = {"thing": "all", "amount": "300", "rhythm": "month", "starts_on": "2026-01-01", "applies": "now"}

    wrong = shown(alice_client.post(page, {**said, "thresholds": "many"}))
    alice_client.post(page, {**said, "thresholds": "100 50%"})

    budget.refresh_from_db()
    assert "Enter per cent between 1 and 500" in wrong
    assert budget.thresholds == "50, 100"
