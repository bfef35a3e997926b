import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from expenses.categories.removing import merge_categories
from expenses.counting import Basis
from expenses.entry import ChangedMeanwhile, Entry, change_entry
from expenses.models import Activity, Expense, Portion
from expenses.splits.recounting import Part, months_after, parts_of, recount
from expenses.splits.splitting import set_parts, unsplit
from expenses.splits.spreading import instalments, spread, unspread

DAY = datetime.date(2026, 3, 14)


@pytest.fixture
def categories(alice, make_category):
    return [make_category(alice, name) for name in ("Food", "Home", "Health")]


def split_in_two(expense, categories, owner):
    parts = [Part(categories[0].pk, Decimal(8)), Part(categories[1].pk, Decimal("4.50"), "soap")]
    return set_parts(expense.pk, parts, owner=owner, actor=owner)


def counts(owner, basis):
    """Return (day, category, worth) of all that counts on `basis`, from the earliest on."""
    rows = [
        row
        for model in (Expense, Portion)
        for row in model.objects.for_user(owner)
        .counted(basis)
        .values_list("counted_on", "category__name", "home_amount")
    ]
    return sorted(rows, key=str)


def test_set_parts_lets_the_parts_count_in_place_of_the_payment(alice, make_expense, categories):
    expense = make_expense(alice, category=categories[2])

    split_in_two(expense, categories, alice)

    expense.refresh_from_db()
    assert expense.is_split
    assert expense.category_id is None
    assert parts_of(expense) == [Part(categories[0].pk, Decimal(8)), Part(categories[1].pk, Decimal("4.5"), "soap")]
    assert counts(alice, Basis.PAID) == [(DAY, "Food", Decimal(8)), (DAY, "Home", Decimal("4.5"))]
    assert counts(alice, Basis.SPREAD) == counts(alice, Basis.PAID)


def test_set_parts_says_what_it_did_with_both_sides(alice, make_expense, categories):
    expense = make_expense(alice)

    activity = split_in_two(expense, categories, alice)

    change = activity.changes.get(owner=alice)
    assert (activity.kind, activity.summary) == (Activity.Kind.EDIT, "Split “Lunch” over 2 parts")
    assert change.before["portions"] == []
    assert [portion["amount"] for portion in change.after["portions"]] == ["8", "4.5"]


@pytest.mark.parametrize(
    ("amounts", "sentence"),
    [
        (["12.50"], "A split has 2 to 50 parts."),
        (["8", "4"], "€0.50 of €12.50 is left to split. Add it to a part, or share evenly."),
        (["8", "5"], "The parts are €0.50 more than €12.50. Take it off a part."),
        (["12.50", "0"], "Enter an amount other than 0. A refund is a negative amount."),
        (["8.001", "4.499"], "EUR has 2 decimals. Enter an amount with no more."),
    ],
)
def test_set_parts_refuses_what_is_not_the_whole(alice, make_expense, amounts, sentence):
    expense = make_expense(alice)

    with pytest.raises(ValidationError) as error:
        set_parts(expense.pk, [Part(None, Decimal(each)) for each in amounts], owner=alice, actor=alice)

    assert error.value.messages == [sentence]
    assert not Portion.objects.for_user(alice).exists()


def test_set_parts_refuses_the_category_of_somebody_else(alice, bob, make_expense, make_category):
    expense, foreign = make_expense(alice), make_category(bob, "Food")

    with pytest.raises(ValidationError, match="not there any more"):
        set_parts(expense.pk, [Part(foreign.pk, Decimal(8)), Part(None, Decimal("4.5"))], owner=alice, actor=alice)


def test_set_parts_reaches_no_expense_of_somebody_else(alice, bob, make_expense):
    foreign = make_expense(bob)

    with pytest.raises(Expense.DoesNotExist):
        set_parts(foreign.pk, [Part(None, Decimal(8)), Part(None, Decimal("4.5"))], owner=alice, actor=alice)


def test_set_parts_tells_whoever_has_not_seen_the_latest(alice, make_expense):
    expense = make_expense(alice)
    seen = expense.updated_at - datetime.timedelta(seconds=1)

    with pytest.raises(ChangedMeanwhile):
        set_parts(expense.pk, [Part(None, Decimal(8)), Part(None, Decimal("4.5"))], owner=alice, actor=alice, seen=seen)


def test_unsplit_takes_the_category_of_the_largest_part(alice, make_expense, categories):
    expense = make_expense(alice)
    split_in_two(expense, categories, alice)

    unsplit(expense.pk, owner=alice, actor=alice)

    expense.refresh_from_db()
    assert (expense.is_split, expense.category) == (False, categories[0])
    assert not Portion.objects.for_user(alice).exists()


def test_an_edit_of_the_amount_keeps_the_parts_in_proportion(alice, make_expense, categories):
    expense = make_expense(alice)
    split_in_two(expense, categories, alice)
    expense.refresh_from_db()
    entry = Entry(datetime.date(2026, 3, 2), Decimal("25.01"), "EUR", "Lunch", category_id=categories[2].pk)

    change_entry(expense.pk, entry, owner=alice, actor=alice, seen=expense.updated_at)

    day = datetime.date(2026, 3, 2)
    assert counts(alice, Basis.PAID) == [(day, "Food", Decimal("16.01")), (day, "Home", Decimal(9))]


def test_spread_counts_by_month_and_stays_one_payment(alice, make_expense, categories):
    expense = make_expense(alice, amount="100", category=categories[0])

    spread(expense.pk, 3, datetime.date(2026, 1, 31), owner=alice, actor=alice)

    assert counts(alice, Basis.PAID) == [(DAY, "Food", Decimal(100))]
    assert counts(alice, Basis.SPREAD) == [
        (datetime.date(2026, 1, 31), "Food", Decimal("33.34")),
        (datetime.date(2026, 2, 28), "Food", Decimal("33.33")),
        (datetime.date(2026, 3, 31), "Food", Decimal("33.33")),
    ]


def test_a_split_that_is_spread_counts_its_parts_on_both_bases(alice, make_expense, categories):
    expense = make_expense(alice)
    split_in_two(expense, categories, alice)

    spread(expense.pk, 2, DAY, owner=alice, actor=alice)

    later = datetime.date(2026, 4, 14)
    assert counts(alice, Basis.PAID) == [(DAY, "Food", Decimal(8)), (DAY, "Home", Decimal("4.5"))]
    assert counts(alice, Basis.SPREAD) == [
        (DAY, "Food", Decimal(4)),
        (DAY, "Home", Decimal("2.25")),
        (later, "Food", Decimal(4)),
        (later, "Home", Decimal("2.25")),
    ]


def test_unspread_counts_on_its_day_again(alice, make_expense, categories):
    expense = make_expense(alice, category=categories[0])
    spread(expense.pk, 2, DAY, owner=alice, actor=alice)

    unspread(expense.pk, owner=alice, actor=alice)

    assert counts(alice, Basis.SPREAD) == [(DAY, "Food", Decimal("12.5"))]


@pytest.mark.parametrize(("months", "day"), [(1, DAY), (121, DAY), (12, datetime.date(1899, 12, 31))])
def test_spread_refuses_what_cannot_be(alice, make_expense, months, day):
    expense = make_expense(alice)

    with pytest.raises(ValidationError):
        spread(expense.pk, months, day, owner=alice, actor=alice)

    assert not Portion.objects.for_user(alice).exists()


def test_a_payment_without_a_rate_has_parts_without_a_rate(alice, make_expense, categories):
    expense = make_expense(alice, currency="USD")

    split_in_two(expense, categories, alice)

    assert {portion.home_amount for portion in Portion.objects.for_user(alice)} == {None}


def test_a_merge_of_categories_moves_the_parts_too(alice, make_expense, categories):
    expense = make_expense(alice)
    split_in_two(expense, categories, alice)

    merge_categories(categories[0].pk, categories[2].pk, owner=alice)

    assert [part.category_id for part in parts_of(Expense.objects.for_user(alice).get())] == [
        categories[2].pk,
        categories[1].pk,
    ]


def test_another_home_currency_leaves_no_part_with_a_worth_of_the_old_one(alice, make_expense, categories):
    from expenses.exchange.revaluation import revalue_ledger

    split_in_two(make_expense(alice), categories, alice)
    alice.home_currency = "USD"
    alice.save()

    revalue_ledger(alice)

    assert counts(alice, Basis.PAID) == [(DAY, "Food", None), (DAY, "Home", None)]


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2500, 1, 1)), st.integers(min_value=0, max_value=120))
def test_months_after_is_that_many_months_later_on_the_same_or_the_last_day(day, count):
    later = months_after(day, count)

    assert (later.year - day.year) * 12 + later.month - day.month == count
    assert later.day == day.day or (later.day < day.day and months_after(later, 0) == later)


@given(st.decimals(min_value="0.01", max_value=9999, places=2), st.integers(min_value=2, max_value=120))
def test_instalments_sum_to_the_payment(amount, months):
    counted = instalments(amount, "EUR", months, DAY)

    assert sum(each.amount for each in counted) == amount
    assert len({(each.date.year, each.date.month) for each in counted}) == months


class TestSums(TestCase):
    @settings(max_examples=25)
    @given(
        st.lists(st.decimals(min_value="-500", max_value=500, places=2).filter(bool), min_size=2, max_size=6).filter(
            sum
        ),
        st.one_of(st.none(), st.integers(min_value=2, max_value=14)),
        st.decimals(min_value="0.1", max_value=9, places=4),
    )
    def test_parts_sum_to_the_payment_in_amount_and_at_home_on_both_bases(self, amounts, months, rate):
        from accounts.models import User

        owner = User.objects.create(username="carol", home_currency="EUR")
        amount = sum(amounts)
        expense = Expense(
            owner=owner,
            date=DAY,
            amount=amount,
            currency="USD",
            home_amount=round(amount * rate, 2) or Decimal("0.01"),
            description="Shop",
            spread_over=months,
            spread_from=DAY if months else None,
        )

        recount(expense, [Part(None, each) for each in amounts])

        for basis in Basis:
            rows = Portion.objects.for_user(owner).counted(basis)
            assert sum(row.amount for row in rows) == amount
            assert sum(row.home_amount for row in rows) == expense.home_amount
