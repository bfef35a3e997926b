import datetime
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from conftest import TODAY
from expenses.activity.deletion import delete_records
from expenses.models import Expense, Occurrence
from expenses.recurring.costs import read_cost, read_costs

pytestmark = pytest.mark.usefixtures("today")

D = datetime.date


@pytest.fixture
def pay(make_expense, make_income):
    """Return a function that books a payment of a plan: `pay(plan, D(2026, 1, 1), "9.99")`."""

    def make(plan, day, amount, **fields):
        kind = make_income if plan.kind == "income" else make_expense
        record = kind(plan.owner, date=day, amount=amount, **fields)
        Occurrence.objects.create(owner=plan.owner, recurring=plan, due_on=day, status="booked", **{plan.kind: record})
        return record

    return make


@pytest.fixture
def netflix(alice, make_recurring):
    return make_recurring(alice, description="Netflix", amount="15.00", starts_on=D(2026, 4, 1))


def cost_of(plan):
    return read_cost(plan.owner, plan, today=TODAY)


def said(cost, template="_recurring_costs"):
    words = render_to_string(f"expenses/{template}.html", {"cost": cost, "locale": "en_IE"})
    return " ".join(words.split())


def test_cost_of_a_year_and_so_far(netflix, pay):
    pay(netflix, D(2026, 2, 1), "13")
    pay(netflix, D(2026, 3, 1), "15")

    cost = cost_of(netflix)

    assert (cost.yearly, cost.times_in_year, cost.yearly_at_home) == (180, 12, 180)
    assert (cost.so_far.amount, cost.so_far.count, cost.first_paid) == (28, 2, D(2026, 2, 1))


def test_rise_is_pointed_out(netflix, pay):
    pay(netflix, D(2026, 2, 1), "13")
    pay(netflix, D(2026, 3, 1), "15")

    assert "Went up by €2.00 (15%) in March 2026" in said(cost_of(netflix), "_recurring_news")


def test_rise_that_is_planned_is_pointed_out_before_it_comes(netflix, pay):
    pay(netflix, D(2026, 3, 1), "13")

    assert "Goes up by €2.00 (15%) on 1 Apr 2026" in said(cost_of(netflix), "_recurring_news")


def test_amounts_that_vary_by_nature_are_no_news(alice, make_recurring, pay):
    plan = make_recurring(alice, amount="45", least_amount="30", most_amount="60", starts_on=D(2026, 4, 1))
    pay(plan, D(2026, 2, 1), "31")
    pay(plan, D(2026, 3, 1), "55")

    assert cost_of(plan).news is None
    assert said(cost_of(plan), "_recurring_news") == ""


def test_payments_of_what_it_follows_are_its_own(alice, bob, netflix, make_recurring, pay):
    old = make_recurring(alice, amount="13", starts_on=D(2026, 1, 1), ends_on=D(2026, 3, 31))
    pay(old, D(2026, 2, 1), "13")
    pay(make_recurring(alice), D(2026, 2, 1), "800")
    pay(make_recurring(bob), D(2026, 2, 1), "800")
    netflix.follows = old
    netflix.save()

    cost = cost_of(netflix)

    assert [price.amount for price in cost.history.prices] == [13, 15]
    assert cost.so_far.amount == 13
    assert read_costs(alice, [netflix], today=TODAY)[netflix.pk].news == cost.news


def test_deleted_payments_cost_nothing(alice, netflix, pay):
    record = pay(netflix, D(2026, 2, 1), "13")

    delete_records(Expense.objects.for_user(alice).filter(pk=record.pk), owner=alice, actor=alice)

    assert cost_of(netflix).so_far.count == 0


def test_payments_without_a_rate_and_in_other_currencies_are_told_apart(netflix, pay):
    pay(netflix, D(2026, 2, 1), "1500", currency="JPY")
    pay(netflix, D(2026, 3, 1), "15")

    cost = cost_of(netflix)

    assert (cost.so_far.amount, cost.so_far.count, cost.so_far.without_rate) == (15, 2, 1)
    assert [price.amount for price in cost.history.prices] == [15]


@pytest.mark.parametrize("fields", [{"ends_on": D(2026, 2, 1)}, {"paused_on": D(2026, 2, 2)}])
def test_what_has_ended_or_rests_costs_nothing_in_a_year(alice, make_recurring, fields):
    plan = make_recurring(alice, starts_on=D(2026, 2, 1), **fields)
    Occurrence.objects.create(owner=alice, recurring=plan, due_on=D(2026, 2, 1), status="skipped")

    assert cost_of(plan).times_in_year == 0


def test_income_brings_and_transfers_move(alice, make_recurring, make_wallet, pay):
    salary = make_recurring(alice, kind="income", amount="2000", starts_on=D(2026, 4, 1))
    pay(salary, D(2026, 3, 1), "2000")
    savings = make_recurring(
        alice, kind="transfer", wallet=make_wallet(alice), to_wallet=make_wallet(alice, "Savings"),
    )  # fmt: skip

    assert "What it brings" in said(cost_of(salary))
    assert "€2,000.00" in said(cost_of(salary))
    assert (cost_of(savings).yearly, cost_of(savings).so_far.count) == (Decimal(9600), 0)
    assert "What it moves" in said(cost_of(savings))


def test_detail_lists_the_prices_the_latest_first(netflix, pay):
    for month, amount in enumerate(("13", "13", "12"), start=1):
        pay(netflix, D(2026, month, 1), amount)

    words = said(cost_of(netflix))

    assert "€2.00 (15%) more than at first, on 1 Jan 2026" in words
    table = words.partition("<tbody>")[2]
    rows = ["1 Apr 2026", "€15.00", "+€3.00 (25%)", "to come", "1 Mar 2026", "€12.00", "-€1.00 (8%)", "1 Jan 2026"]
    places = [table.index(row) for row in rows]
    assert places == sorted(places)


def test_queries_do_not_grow_with_payments(alice, make_recurring, pay, django_assert_num_queries):
    plans = []
    for count in (1, 3):
        while len(plans) < count:
            plans.append(make_recurring(alice))
            pay(plans[-1], D(2026, 2, 1), "800")

        with django_assert_num_queries(2):
            assert len(read_costs(alice, plans, today=TODAY)) == count
