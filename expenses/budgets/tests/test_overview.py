import datetime
from decimal import Decimal

import pytest
from django.db import transaction

from accounts.models import User
from conftest import TODAY
from expenses.activity.deletion import delete_records
from expenses.budgets.overall import read_overall
from expenses.budgets.overview import Budgets, read_overview
from expenses.bulk_insert import NewRecord, insert_records
from expenses.models import Expense, OwnRate
from expenses.periods import Month
from expenses.splits.recounting import Part
from expenses.splits.splitting import set_parts
from expenses.splits.spreading import spread


def standing(user, day=TODAY, place=0):
    standings = [one for group in read_overview(user, day, today=TODAY).groups for one in group.standings]
    return standings[place]


def figures(one):
    return one.available, one.spent, one.left


def test_a_category_counts_with_all_below_it(alice, bob, make_budget, make_category, spend):
    food = make_category(alice, "Food")
    out = make_category(alice, "Out", parent=food)
    make_budget(alice, category=food)
    spend(alice, "2026-03-01", "20", category=food)
    spend(alice, "2026-03-31", "30", category=out)
    spend(alice, "2026-03-10", "1000", category=make_category(alice, "Home"))
    spend(alice, "2026-03-10", "1000")
    spend(alice, "2026-02-28", "1000", category=food)
    spend(alice, "2026-04-01", "1000", category=food)

    assert figures(standing(alice)) == (Decimal(300), Decimal(50), Decimal(250))


def test_a_tag_counts_whatever_the_category(alice, make_budget, make_tag, make_category, spend):
    work, home = make_tag(alice, "work"), make_tag(alice, "home")
    make_budget(alice, tag=work)
    spend(alice, "2026-03-02", "20", tags=[work, home], category=make_category(alice, "Food"))
    spend(alice, "2026-03-03", "5", tags=[work])
    spend(alice, "2026-03-03", "7", tags=[home])

    one = standing(alice)

    assert (one.name, one.spent) == ("#work", Decimal(25))


def test_refunds_parts_and_spread_payments_count_as_the_ledger_says(alice, make_budget, make_category, spend):
    food, home = make_category(alice, "Food"), make_category(alice, "Home")
    for thing in (food, home, None):
        make_budget(alice, category=thing)
    hat = spend(alice, "2026-03-02", "50", category=food)
    spend(alice, "2026-04-02", "-20", category=food, refund_of=hat, is_counted_with_original=True, counted_on=hat.date)
    shopping, year = spend(alice, "2026-03-03", "30"), spend(alice, "2026-03-04", "120", category=home)
    parts = [Part(food.pk, Decimal(10)), Part(home.pk, Decimal(20))]
    set_parts(shopping.pk, parts, owner=alice, actor=alice)
    spread(year.pk, 12, year.date, owner=alice, actor=alice)

    spent = [standing(alice, place=place).spent for place in range(3)]

    assert spent == [Decimal(180), Decimal(40), Decimal(140)]  # all, food, home


def test_deleted_expenses_do_not_count_and_those_without_a_rate_are_said(alice, make_budget, spend):
    make_budget(alice)
    spend(alice, "2026-03-02", "20")
    spend(alice, "2026-03-02", "9", currency="XAU")
    gone = spend(alice, "2026-03-02", "1000")
    delete_records(Expense.objects.for_user(alice).filter(pk=gone.pk), owner=alice, actor=alice)

    one = standing(alice)

    assert (one.spent, one.without_rate) == (Decimal(20), 1)


@pytest.mark.parametrize(
    ("left", "overspent", "carried"),
    [(False, False, "0"), (True, False, "200"), (False, True, "0"), (True, True, "100")],
)
def test_roll_over(alice, make_budget, spend, left, overspent, carried):
    make_budget(alice, carries_left=left, carries_overspent=overspent)
    spend(alice, "2025-12-31", "5000")
    spend(alice, "2026-01-05", "400")
    spend(alice, "2026-02-05", "100")

    assert standing(alice).carried == Decimal(carried)


def test_periods_are_those_of_the_persons_calendar(alice, make_budget, spend):
    User.objects.filter(pk=alice.pk).update(month_start_day=10, first_day_of_week=6, year_start_month=4)
    alice.refresh_from_db()
    for rhythm in ("week", "month", "quarter", "year"):
        make_budget(alice, rhythm=rhythm)
    for day in ("2026-03-07", "2026-03-08", "2026-03-09", "2026-03-10", "2026-03-14", "2026-03-15", "2026-01-10",
                "2026-01-09", "2025-04-10", "2025-04-09"):  # fmt: skip
        spend(alice, day, "1")

    groups = read_overview(alice, TODAY, today=TODAY).groups

    periods = [(group.period.start.isoformat(), group.period.last_day.isoformat()) for group in groups]
    assert periods == [
        ("2026-03-08", "2026-03-14"),
        ("2026-03-10", "2026-04-09"),
        ("2026-01-10", "2026-04-09"),
        ("2025-04-10", "2026-04-09"),
    ]
    assert [group.standings[0].spent for group in groups] == [4, 3, 7, 9]


def test_left_per_day_never_promises_more_than_there_is(alice, make_budget, spend):
    make_budget(alice, "100")
    spend(alice, "2026-03-02", "20.05")

    one = standing(alice)

    assert (one.days_passed, one.days_left, one.per_day) == (14, 18, Decimal("4.44"))
    assert one.per_day * one.days_left <= one.left


@pytest.mark.parametrize(
    ("amount", "is_over", "is_fast", "bar"),
    [("100", False, False, 322), ("141", False, True, 454), ("310.01", True, False, 1000)],
)
def test_pace_against_the_day(alice, make_budget, spend, amount, is_over, is_fast, bar):
    make_budget(alice, "310")
    spend(alice, "2026-03-02", amount)

    one = standing(alice)

    assert (one.even, one.is_over, one.is_fast, one.bar) == (Decimal(140), is_over, is_fast, bar)


def test_what_is_dated_ahead_is_spent_but_not_too_fast(alice, make_budget, spend):
    make_budget(alice, "310")
    spend(alice, "2026-03-30", "200")

    one = standing(alice)

    assert (one.spent, one.left, one.is_fast) == (Decimal(200), Decimal(110), False)


def test_budget_of_nought_is_over_with_the_first_cent(alice, make_budget, spend):
    make_budget(alice, "0")
    before = standing(alice)
    spend(alice, "2026-03-02", "0.01")
    after = standing(alice)

    assert [(one.bar, one.percent, one.is_over) for one in (before, after)] == [(0, None, False), (1000, None, True)]


def test_archived_and_later_budgets_do_not_count(alice, make_budget):
    make_budget(alice, is_archived=True, name="Old")
    make_budget(alice, starts_on=datetime.date(2026, 4, 1))

    overview = read_overview(alice, TODAY, today=TODAY)

    assert overview.groups == []
    assert [name for _, name in overview.archived] == ["Old"]


def test_amount_of_a_former_home_currency_is_worth_what_its_rate_says(alice, make_budget):
    make_budget(alice, "100", currency="USD")
    make_budget(alice, "100", currency="XAU", name="Gold")
    OwnRate.objects.create(owner=alice, currency="USD", other="EUR", rate="0.9", date="2020-01-01")

    overview = read_overview(alice, TODAY, today=TODAY)

    assert [one.amount for group in overview.groups for one in group.standings] == [Decimal(90)]
    assert [name for _, name in overview.without_rate] == ["Gold"]


def test_overall_budget_is_that_of_the_month_and_counts_alike(alice, bob, make_budget, make_category, say, spend):
    make_budget(alice, "4000", rhythm="year")
    month = make_budget(alice, carries_left=True, carries_overspent=True)
    make_budget(alice, category=make_category(alice))
    make_budget(bob, "1")
    say(month, "2026-02-01", "500")
    spend(alice, "2026-01-05", "123.45")
    spend(alice, "2026-03-05", "20")

    overall = read_overall(alice, today=TODAY)
    one = next(one for group in read_overview(alice, TODAY, today=TODAY).groups for one in group.standings
               if one.budget == month)  # fmt: skip

    assert overall is not None
    assert (overall.budget, overall.span.start) == (month, datetime.date(2026, 1, 1))
    assert overall.limits.of(Month.of(TODAY).previous()) == Decimal(500)
    assert one.carried == Decimal("676.55")


def test_as_many_queries_for_fifty_budgets_and_many_expenses(
    alice, alice_client, make_budget, make_category, make_tag, django_assert_max_num_queries
):
    categories = [make_category(alice, f"Category {n}") for n in range(40)]
    tags = [make_tag(alice, f"tag-{n}") for n in range(9)]
    for thing in ([{"category": one} for one in categories], [{"tag": one} for one in tags], [{}]):
        for one in thing:
            make_budget(alice, carries_left=True, **one)
    rows = [
        NewRecord(datetime.date(2025, 12, 1) + datetime.timedelta(days=n % 100), "1.25", "EUR", "1.25", "Lunch",
                  categories[n % 40].pk, "", [tags[n % 9].pk])
        for n in range(2000)
    ]  # fmt: skip
    with transaction.atomic():
        insert_records(rows, owner=alice)
    alice_client.get("/budgets/")

    with django_assert_max_num_queries(12):
        response = alice_client.get("/budgets/")

    assert response.content.decode().count("data-budget>") == 50


def test_a_budget_alone_stands_as_it_does_among_the_others(alice, make_budget, make_category, make_tag, spend):
    food, work = make_category(alice, "Food"), make_tag(alice, "work")
    out = make_category(alice, "Out", parent=food)
    home = make_category(alice, "Home")
    for fields in ({"category": food}, {"category": home, "rhythm": "year"}, {"tag": work}, {}):
        make_budget(alice, carries_left=True, carries_overspent=True, **fields)
        make_budget(alice, rhythm="week", **{name: value for name, value in fields.items() if name != "rhythm"})
    spend(alice, "2026-01-20", "500", category=out, tags=[work])
    spend(alice, "2026-03-12", "70", category=home)
    split = spend(alice, "2026-03-13", "90", tags=[work])
    set_parts(split.pk, [Part(out.pk, Decimal(60)), Part(home.pk, Decimal(30))], owner=alice, actor=alice)
    budgets = Budgets(alice, today=TODAY)

    together = {one.budget.pk: one for one in budgets.standings(TODAY)}

    assert len(together) == 8
    for row in budgets.rows:
        assert budgets.standing_alone(row, TODAY) == together[row.pk]
