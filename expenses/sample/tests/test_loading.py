from decimal import Decimal
from itertools import accumulate

import pytest

from expenses.activity.deletion import delete_records
from expenses.activity.models import Activity
from expenses.budgets.saving import save_budget
from expenses.categories.models import Category
from expenses.categories.starter import create_starter_categories
from expenses.models import (
    Budget,
    Expense,
    ExpenseTag,
    Goal,
    Income,
    Occurrence,
    RecurringPayment,
    Tag,
    Transfer,
    Wallet,
)
from expenses.sample.household import household_income, household_year
from expenses.sample.loading import has_sample, load_sample, remove_sample
from expenses.sample.plans import household_savings
from expenses.wallets.balances import balances


def everything_of(owner):
    """Return all that is in a ledger, so that two moments can be compared."""
    tables = {
        "expenses": Expense.objects.filter(owner_id=owner.pk).order_by("id"),
        "categories": Category.objects.for_user(owner).order_by("id"),
        "tags": Tag.objects.for_user(owner).order_by("id"),
        "links": ExpenseTag.objects.for_user(owner).order_by("id"),
        "activities": Activity.objects.for_user(owner).order_by("id"),
        "wallets": Wallet.objects.for_user(owner).order_by("id"),
        "transfers": Transfer.objects.filter(owner_id=owner.pk).order_by("id"),
        "budgets": Budget.objects.for_user(owner).order_by("id"),
        "goals": Goal.objects.for_user(owner).order_by("id"),
        "recurring": RecurringPayment.objects.for_user(owner).order_by("id"),
    }
    return {name: list(rows.values()) for name, rows in tables.items()}


def test_load_writes_the_households_year(alice, today):
    count = load_sample(alice, today=today)

    year = household_year(today, "EUR")
    rows = Expense.objects.for_user(alice)
    income = household_income(today, "EUR")
    assert rows.filter(is_sample=True).count() == len(year)
    assert list(Income.objects.for_user(alice).order_by("date", "id").values_list("date", "amount")) == [
        (one.date, one.amount) for one in income
    ]
    assert count == len(year) + len(income)
    assert sum(rows.filter(currency="EUR").values_list("amount", flat=True)) == sum(
        one.amount for one in year if one.currency == "EUR"
    )
    assert not rows.filter(currency="GBP", home_amount__isnull=False).exists()
    assert not rows.filter(currency="EUR", home_amount__isnull=True).exists()
    assert has_sample(alice)


def test_load_in_yen_writes_whole_amounts_of_yen(make_user, today):
    carol = make_user("carol", home_currency="JPY")

    load_sample(carol, today=today)

    rent = Expense.objects.for_user(carol).filter(description="Rent").first()
    assert (rent.amount, rent.currency, rent.home_amount) == (Decimal(171000), "JPY", Decimal(171000))


def test_load_twice_adds_nothing(alice, today):
    load_sample(alice, today=today)
    once = everything_of(alice)

    assert load_sample(alice, today=today) == 0
    assert everything_of(alice) == once


def test_load_uses_the_categories_that_are_there(alice, today):
    create_starter_categories(alice)
    before = set(Category.objects.for_user(alice).values_list("pk", "name", "is_sample"))

    load_sample(alice, today=today)

    assert set(Category.objects.for_user(alice).values_list("pk", "name", "is_sample")) == before


def test_load_takes_few_queries(alice, today, django_assert_max_num_queries):
    with django_assert_max_num_queries(56):
        load_sample(alice, today=today)


def test_remove_takes_exactly_the_sample_away(alice, bob, today, make_category, make_tag, make_expense):
    groceries = make_category(alice, "food")
    make_expense(alice, category=groceries, tags=[make_tag(alice, "home")])
    deleted = make_expense(alice, description="Mistake")
    delete_records(Expense.objects.filter(pk=deleted.pk), owner=alice, actor=alice)
    before, strangers = everything_of(alice), everything_of(bob)
    count = load_sample(alice, today=today)

    assert remove_sample(alice) == count
    assert everything_of(alice) == before
    assert everything_of(bob) == strangers
    assert not has_sample(alice)


def test_remove_leaves_a_strangers_sample_alone(alice, bob, today):
    load_sample(alice, today=today)
    load_sample(bob, today=today)
    strangers = everything_of(bob)

    remove_sample(alice)

    assert everything_of(bob) == strangers


def test_remove_takes_deleted_sample_expenses_and_their_deletion_too(alice, today):
    load_sample(alice, today=today)
    delete_records(Expense.objects.filter(description="Rent"), owner=alice, actor=alice)

    remove_sample(alice)

    assert not any(everything_of(alice).values())


def test_remove_keeps_a_deletion_that_holds_something_of_their_own(alice, today, make_expense):
    load_sample(alice, today=today)
    make_expense(alice, description="Rent")
    delete_records(Expense.objects.filter(description="Rent"), owner=alice, actor=alice)

    remove_sample(alice)

    (activity,) = Activity.objects.for_user(alice)
    assert Expense.objects.deleted_by(alice).get().deleted_in_id == activity.pk


def test_remove_makes_sample_categories_theirs_that_hold_their_own(alice, today, make_expense, make_category):
    load_sample(alice, today=today)
    rows = Category.objects.for_user(alice)
    make_expense(alice, category=rows.get(name="Groceries"))
    make_category(alice, "Dog", parent=rows.get(name="Pets"))

    remove_sample(alice)

    assert set(rows.values_list("name", "is_sample")) == {
        ("Food", False), ("Groceries", False), ("Family", False), ("Pets", False), ("Dog", False)
    }  # fmt: skip


def test_remove_keeps_the_category_of_an_expense_that_can_still_be_undeleted(alice, today, make_expense):
    load_sample(alice, today=today)
    make_expense(alice, description="Mine", category=Category.objects.for_user(alice).get(name="Clothes"))
    delete_records(Expense.objects.filter(description="Mine"), owner=alice, actor=alice)

    remove_sample(alice)

    assert list(Category.objects.for_user(alice).values_list("name", flat=True)) == ["Clothes"]


def test_remove_makes_a_sample_tag_theirs_that_they_have_used(alice, today, make_expense):
    load_sample(alice, today=today)
    make_expense(alice, tags=[Tag.objects.for_user(alice).get(name="tax")])

    remove_sample(alice)

    assert list(Tag.objects.for_user(alice).values_list("name", "is_sample")) == [("tax", False)]


def test_remove_without_sample_changes_nothing(alice, make_expense, make_category):
    make_expense(alice, category=make_category(alice))
    before = everything_of(alice)

    assert remove_sample(alice) == 0
    assert everything_of(alice) == before


@pytest.mark.parametrize("rounds", [1, 3])
def test_load_and_remove_can_be_repeated(alice, today, rounds):
    before = everything_of(alice)

    for _ in range(rounds):
        load_sample(alice, today=today)
        remove_sample(alice)

    assert everything_of(alice) == before


def _balances_by_day(today):
    """Return what was on the account at the end of each day of the household's year, what was paid in euros alone."""
    moved = [(one.date, one.amount) for one in household_income(today, "EUR")]
    moved += [(one.date, -one.amount) for one in household_year(today, "EUR") if one.currency == "EUR"]
    moved += [(one.date, -one.amount) for one in household_savings(today, "EUR")]
    days = sorted({date for date, _ in moved})
    by_day = {day: sum(amount for date, amount in moved if date == day) for day in days}
    return list(accumulate(by_day.values(), initial=Decimal(1850)))


def test_the_household_can_pay_what_it_spends(alice, today):
    load_sample(alice, today=today)

    account, savings = balances(alice)
    assert savings.balance == Decimal(1500 + 12 * 500)
    assert account.balance == _balances_by_day(today)[-1]
    assert min(_balances_by_day(today)) > 0


def test_the_household_plans_what_it_paid_every_month(alice, today):
    load_sample(alice, today=today)

    plans = RecurringPayment.objects.for_user(alice)
    rent = plans.get(description="Rent")
    booked = Occurrence.objects.for_user(alice).filter(recurring=rent)
    assert rent.next_on > today
    assert booked.count() == 12
    assert all(one.expense.description == "Rent" for one in booked.select_related("expense"))
    assert {plan.description for plan in plans.filter(kind="income")} == {"Salary", "Salary, part time"}
    assert set(Budget.objects.for_user(alice).values_list("category__name", flat=True)) >= {"Food", "Transport"}
    assert Goal.objects.for_user(alice).get().wallet.name == "Household savings"


def test_a_wallet_of_the_same_name_is_left_alone(alice, today, make_wallet):
    own = make_wallet(alice, "household account", is_default=True)

    load_sample(alice, today=today)

    assert not Expense.objects.for_user(alice).filter(wallet=own).exists()
    assert Wallet.objects.for_user(alice).get(name="Household account 2").is_default is False


def test_remove_leaves_what_the_person_made_their_own(alice, today, make_expense):
    load_sample(alice, today=today)
    account = Wallet.objects.for_user(alice).get(name="Household account")
    make_expense(alice, amount="5", wallet=account, wallet_amount="5")
    food = Budget.objects.for_user(alice).get(category__name="Food")
    save_budget(food, owner=alice, actor=alice, today=today)

    remove_sample(alice)

    assert list(Wallet.objects.for_user(alice).values_list("name", "is_sample")) == [("Household account", False)]
    assert list(Budget.objects.for_user(alice)) == [food]
    assert Category.objects.for_user(alice).get().is_sample is False
    assert not RecurringPayment.objects.for_user(alice).exists()
