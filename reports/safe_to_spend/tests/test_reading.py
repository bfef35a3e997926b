"""What is safe to spend, read from a ledger, and said on its page and the dashboard."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from expenses.models import Budget, Goal, GoalContribution, OwnRate, RecurringPayment
from expenses.tests.pages import shown
from reports.safe_to_spend.reading import read_safe_to_spend

PAGE = reverse("reports:safe-to-spend")
TODAY = datetime.date(2026, 3, 14)
BEFORE, SOON, LATER = datetime.date(2026, 3, 2), datetime.date(2026, 3, 28), datetime.date(2026, 4, 2)


@pytest.fixture(autouse=True)
def on_that_day(today):
    """Let it be 14 March 2026."""


@pytest.fixture
def bank(alice, make_wallet):
    return make_wallet(alice, "Bank", opening_balance="1000")


@pytest.fixture
def make_bill(db):
    """Return a function that makes an expense of 50 that comes every month, next on 28 March 2026."""

    def make(owner, amount="50", **fields):
        day = fields.pop("day", SOON)
        said = {
            "kind": "expense",
            "description": "Power",
            "currency": owner.home_currency,
            "rule": f"FREQ=MONTHLY;BYMONTHDAY={day.day}",
        }
        said |= {"starts_on": day, "books_from": day, "next_on": day, **fields}
        return RecurringPayment.objects.create(owner=owner, amount=Decimal(amount), **said)

    return make


@pytest.fixture
def make_budget(db):
    def make(owner, amount="300", **fields):
        fields = {"currency": owner.home_currency, "starts_on": datetime.date(2026, 1, 1), **fields}
        return Budget.objects.create(owner=owner, amount=Decimal(amount), **fields)

    return make


@pytest.fixture
def make_goal(db):
    def make(owner, name="Bicycle", target="1000", **fields):
        fields = {"currency": owner.home_currency, "starts_on": datetime.date(2026, 1, 1), **fields}
        return Goal.objects.create(owner=owner, name=name, target=Decimal(target), **fields)

    return make


def safe(user):
    return read_safe_to_spend(user, today=TODAY)


def test_nobody_without_a_wallet_that_counts_has_a_number(alice, bob, make_wallet):
    nothing = safe(alice)
    make_wallet(alice, "Savings", kind="savings", opening_balance="500")
    make_wallet(alice, "Old", opening_balance="500", is_archived=True)
    make_wallet(bob, "Bob's", opening_balance="500")

    assert (nothing, safe(alice)) == (None, None)


def test_wallets_for_spending_count_with_what_is_in_them_today(
    alice, bank, make_wallet, make_expense, make_income, make_transfer
):
    card = make_wallet(alice, "Card", kind="card", opening_balance="-200")
    savings = make_wallet(alice, "Savings", kind="savings", opening_balance="5000")
    make_wallet(alice, "Holiday", opening_balance="5000", is_for_spending=False)
    make_expense(alice, amount="100", wallet=bank, date=BEFORE)
    make_income(alice, amount="2000", wallet=bank, date=LATER)
    make_transfer(savings, bank, from_amount="1", to_amount="1", date=BEFORE)
    one = safe(alice)

    assert [(part.name, part.amount) for part in one.wallets] == [("Bank", 901), ("Card", -200)]
    assert [(row.wallet.name, row.why) for row in one.left_out] == [
        ("Holiday", "as you say in the wallet"),
        ("Savings", "savings"),
    ]
    assert one.amount == 701
    assert card.is_spendable


def test_savings_count_where_their_owner_says_so(alice, make_wallet):
    make_wallet(alice, "Savings", kind="savings", opening_balance="500", is_for_spending=True)

    assert safe(alice).amount == 500


def test_what_is_recorded_ahead_counts_until_payday_and_income_does_not(
    alice, bank, make_wallet, make_expense, make_income, make_transfer
):
    cash, savings = make_wallet(alice, "Cash", kind="cash"), make_wallet(alice, "Savings", kind="savings")
    make_expense(alice, amount="100", wallet=bank, date=SOON)
    make_expense(alice, amount="40", wallet=bank, date=LATER)
    make_income(alice, amount="500", wallet=bank, date=SOON)
    make_transfer(bank, cash, from_amount="7", to_amount="7", date=SOON)
    make_transfer(bank, savings, from_amount="20", to_amount="20", date=SOON)

    one = safe(alice)

    assert (one.reckoning.balance, one.reckoning.ahead, one.amount) == (1000, 120, 880)


def test_bills_due_before_payday_are_kept_back_and_those_later_are_not(alice, bank, make_wallet, make_bill):
    savings = make_wallet(alice, "Savings", kind="savings")
    make_bill(alice, "50", wallet=bank)
    make_bill(alice, "30", description="Overdue", day=BEFORE, wallet=None)
    make_bill(alice, "400", description="Rent", day=LATER)
    make_bill(alice, "5", description="From savings", wallet=savings)
    make_bill(alice, "900", description="Salary", kind="income", wallet=bank)

    one = safe(alice)

    assert sorted((row.name, row.amount) for row in one.reckoning.kept) == [("Overdue", 30), ("Power", 50)]
    assert one.amount == 920


def test_payday_is_where_the_persons_month_ends(alice, bank, make_bill):
    make_bill(alice, "50")
    alice.month_start_day = 25
    alice.save()

    one = safe(alice)

    assert (one.payday, one.days, one.amount) == (datetime.date(2026, 3, 25), 11, 1000)
    assert one.per_day == Decimal("90.90")


def test_a_bill_in_the_category_of_a_budget_counts_once(
    alice, bank, make_category, make_budget, make_bill, make_expense
):
    home = make_category(alice, "Home")
    power = make_category(alice, "Power", parent=home)
    make_budget(alice, "300", category=home)
    make_expense(alice, amount="100", category=home, date=BEFORE)
    make_bill(alice, "50", category=power)

    one = safe(alice)

    [kept] = one.reckoning.kept
    assert (kept.name, kept.amount, [bill.name for bill in kept.bills]) == ("Home", 200, ["Power"])
    assert one.amount == 800


def test_what_is_recorded_ahead_in_a_budget_counts_once(alice, bank, make_category, make_budget, make_expense):
    food = make_category(alice, "Food")
    make_budget(alice, "300", category=food)
    make_budget(alice, "100", category=food, rhythm="week")
    make_expense(alice, amount="300", category=food, wallet=bank, date=SOON)

    one = safe(alice)

    # This week has 100 left, next week 100; in the third and the two days of the fourth 300 are spent already.
    assert (one.reckoning.ahead, one.reckoning.committed) == (300, Decimal("228.57"))


def test_longer_and_shorter_budgets_keep_the_part_until_payday(alice, bank, make_category, make_budget):
    for rhythm in ("week", "quarter", "year"):
        make_budget(alice, "365", category=make_category(alice, rhythm), rhythm=rhythm)

    kept = {row.name: row.amount for row in safe(alice).reckoning.kept}

    # Of the quarter all, as it ends with March; of the year 18 of the 293 days that are left.
    assert kept == {
        "week (every week)": Decimal("1199.29"),
        "quarter (every quarter)": Decimal(365),
        "year (every year)": Decimal("22.42"),
    }


def test_budgets_of_tags_and_of_everything(alice, bank, make_category, make_tag, make_budget, make_expense):
    make_budget(alice, "100", category=make_category(alice, "Food"))
    make_budget(alice, "150", tag=make_tag(alice, "work"))
    make_budget(alice, "120", tag=make_tag(alice, "home"))
    before = safe(alice)
    make_budget(alice, "600")
    make_expense(alice, amount="20", date=BEFORE)

    after = safe(alice)

    assert (before.reckoning.tagged, before.amount) == (50, 850)
    assert (after.reckoning.over_limit, after.amount) == (420, 430)


def test_goals_keep_what_is_put_aside_and_this_months_share(alice, bank, make_wallet, make_goal, make_bill):
    savings = make_wallet(alice, "Savings", opening_balance="200")
    due = datetime.date(2026, 12, 31)
    make_goal(alice, "House", "1200", wallet=savings, due_on=due)
    bicycle = make_goal(alice, "Bicycle", "500", due_on=due)
    GoalContribution.objects.create(owner=alice, goal=bicycle, date=BEFORE, amount=100)
    away = make_goal(alice, "Away", "100", is_in_wallets=False)
    GoalContribution.objects.create(owner=alice, goal=away, date=BEFORE, amount=90)
    make_goal(alice, "Archived", "100", due_on=due, is_archived=True)
    make_bill(alice, "60", description="Standing order", kind="transfer", wallet=bank, to_wallet=savings)

    one = safe(alice)

    assert [part.name for part in one.wallets] == ["Bank"]
    assert [(part.name, part.amount) for part in one.put_aside] == [("Bicycle", 100)]
    assert [(part.name, part.amount) for part in one.moves] == [("Standing order", 60)]
    assert [(part.name, part.amount) for part in one.shares] == [("House", 40)]
    assert one.amount == 1000 - 100 - 60 - 40
    assert [row.why for row in one.left_out] == ["the goal “House” grows with it"]


def test_what_has_no_rate_is_said_and_in_no_sum(alice, bank, make_wallet, make_bill, make_goal):
    make_wallet(alice, "Kroner", currency="ISK", opening_balance="1000")
    make_bill(alice, "50", currency="ISK")
    make_goal(alice, currency="ISK", due_on=LATER)
    make_wallet(alice, "Dollars", currency="USD", opening_balance="10")
    OwnRate.objects.create(owner=alice, currency="USD", other="EUR", rate="0.5", date=BEFORE)

    one = safe(alice)

    assert one.amount == 1005
    assert one.unvalued == ["the wallet “Kroner”", "“Power”", "the goal “Bicycle”"]


def test_queries_do_not_grow(alice, bank, make_wallet, make_category, make_tag, make_budget, make_goal, make_bill):
    counts = []
    for name in "ABC":
        wallet, savings = make_wallet(alice, name), make_wallet(alice, f"{name} savings")
        category, tag = make_category(alice, name), make_tag(alice, name)
        make_budget(alice, category=category)
        make_budget(alice, tag=tag, rhythm="week")
        make_goal(alice, name)
        make_goal(alice, f"{name} too", wallet=savings)
        make_bill(alice, description=name, category=category, wallet=wallet)
        with CaptureQueriesContext(connection) as queries:
            safe(alice)
        counts.append(len(queries))

    assert len(set(counts)) == 1
    assert counts[0] <= 16


def test_it_is_cheap_for_who_has_neither_budgets_nor_goals_nor_bills(alice, bank, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):
        assert safe(alice).amount == 1000


# Pages


def test_page_says_why(alice_client, alice, bob, bank, make_category, make_budget, make_wallet):
    make_wallet(alice, "Savings", kind="savings")
    make_wallet(bob, "Bob's bank")
    make_budget(alice, "300", category=make_category(alice, "Food"))

    text = shown(alice_client.get(PAGE))

    assert "Safe to spend €700.00 today, €38.88 a day if it has to last until 31 Mar 2026" in text
    assert "Bank €1,000.00 In your wallets today €1,000.00" in text
    assert "Budget Food -€300.00" in text
    assert "Not counted: Savings (savings)." in text
    assert "Bob" not in text


def test_page_says_when_bills_are_due(alice_client, alice, bank, make_category, make_budget, make_bill):
    food = make_category(alice, "Food")
    make_budget(alice, "300", category=food)
    make_bill(alice, "50")
    make_bill(alice, "30", description="Insurance", day=BEFORE)
    make_bill(alice, "20", description="Canteen", category=food)

    text = shown(alice_client.get(PAGE))

    assert "Bill Power due 28 Mar 2026 -€50.00" in text
    assert "Bill Insurance overdue since 2 Mar 2026 -€30.00" in text
    assert "Budget Food In it, and not counted again: Canteen €20.00 (28 Mar 2026) -€300.00" in text


def test_less_than_nothing_is_said_plainly(alice_client, alice, bank, make_category, make_budget):
    make_budget(alice, "1300", category=make_category(alice, "Food"))

    text = shown(alice_client.get(PAGE))

    assert "-€300.00 More is spoken for than there is: €300.00 too little until 31 Mar 2026" in text


def test_more_planned_than_the_budget_for_everything_is_said(alice_client, alice, bank, make_category, make_budget):
    make_budget(alice, "300", category=make_category(alice, "Food"))
    make_budget(alice, "200")

    text = shown(alice_client.get(PAGE))

    assert "-€100.00 The budget for everything has €100.00 too little until 31 Mar 2026" in text


def test_page_without_a_wallet_says_what_to_do(alice_client, alice):
    assert "No wallet counts" in shown(alice_client.get(PAGE))


def test_dashboard_has_the_number_where_there_is_a_wallet(alice_client, alice, make_expense, make_wallet):
    make_expense(alice)
    before = alice_client.get(reverse("reports:dashboard")).content.decode()
    make_wallet(alice, opening_balance="500")

    after = alice_client.get(reverse("reports:dashboard")).content.decode()
    past = alice_client.get(reverse("reports:dashboard"), {"period": "2026-02"}).content.decode()
    card = alice_client.get(f"{PAGE}?card", headers={"HX-Request": "true"}).content.decode()

    assert [f"{PAGE}?card" in page for page in (before, after, past)] == [False, True, False]
    assert "€500.00" in card
    assert "<html" not in card
