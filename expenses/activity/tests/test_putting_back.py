"""What goes by other fields, or is pointed to, stays true when something is put back."""

import datetime
from decimal import Decimal

import pytest
from django.db.models import Sum

from conftest import TODAY
from expenses.activity.models import Activity
from expenses.activity.undo import undo
from expenses.bulk_change import add_tags, categorise
from expenses.categories.removing import delete_category
from expenses.entry import Entry, change_entry
from expenses.exchange.models import OwnRate
from expenses.models import Category, Expense, ExpenseTag, Portion, Tag
from expenses.refunds.refunding import RefundEntry, refund
from expenses.splits.altering import alter
from expenses.splits.recounting import Part, recount
from expenses.tags.merging import delete_tag
from expenses.wallets.bulk import set_wallet

pytestmark = pytest.mark.usefixtures("today")
DAY = datetime.timedelta(days=1)


def change(expense: Expense, owner, **changes) -> Activity:
    """Edit an expense as its form does, and return what to undo."""
    expense.refresh_from_db()
    said = {name: getattr(expense, name) for name in ("date", "amount", "currency", "description", "wallet_id")}
    entry = Entry(**{**said, "category_id": expense.category_id, **changes})
    return change_entry(expense.pk, entry, owner=owner, actor=owner, seen=expense.updated_at)[1]


def split(expense: Expense, owner, *amounts: int) -> Activity:
    parts = [Part(None, Decimal(amount), f"Part {amount}") for amount in amounts]
    return alter(expense.pk, lambda _: parts, summary="Split {name}", owner=owner, actor=owner)


def take_back(activity: Activity, owner, **how):
    return undo(activity.pk, owner=owner, actor=owner, **how)


def counted(owner) -> list[tuple]:
    rows = Portion.objects.for_user(owner).order_by("expense_id", "counted_as", "position")
    return list(rows.values_list("counted_on", "amount", "home_amount"))


@pytest.fixture
def dinner(alice, make_expense) -> Expense:
    return make_expense(alice, amount=20, date=TODAY - 10 * DAY, description="Dinner")


def test_undone_amount_is_shared_by_the_parts_made_since(alice, dinner):
    edit = change(dinner, alice, amount=Decimal(40))
    split(dinner, alice, 30, 10)

    take_back(edit, alice)

    assert counted(alice) == [(dinner.date, 15, 15), (dinner.date, 5, 5)]


def test_undone_split_is_shared_by_the_amount_entered_since(alice, dinner):
    split(dinner, alice, 15, 5)
    joined = alter(dinner.pk, lambda _: [], summary="Joined {name}", owner=alice, actor=alice)
    change(dinner, alice, amount=Decimal(40))

    take_back(joined, alice)

    assert counted(alice) == [(dinner.date, 30, 30), (dinner.date, 10, 10)]


def test_parts_that_were_changed_since_are_not_overwritten(alice, dinner):
    first = split(dinner, alice, 15, 5)
    split(dinner, alice, 10, 10)

    undone = take_back(first, alice)

    assert (undone.count, len(undone.kept)) == (0, 1)
    assert counted(alice) == [(dinner.date, 10, 10), (dinner.date, 10, 10)]


def test_undone_date_moves_parts_and_the_refunds_that_count_with_it(alice, dinner):
    back = RefundEntry(amount=Decimal(4), date=TODAY, counts_with_original=True)
    refund(dinner.pk, back, owner=alice, actor=alice)
    edit = change(dinner, alice, date=TODAY - 2 * DAY)
    split(dinner, alice, 15, 5)

    take_back(edit, alice)

    assert counted(alice) == [(dinner.date, 15, 15), (dinner.date, 5, 5)]
    assert set(Expense.objects.for_user(alice).values_list("counted_on", flat=True)) == {dinner.date}


def test_undone_edit_of_a_spread_payment_leaves_its_months_true(alice, dinner):
    dinner.spread_over, dinner.spread_from = 2, dinner.date
    recount(dinner)
    before = counted(alice)
    edit = change(dinner, alice, date=TODAY, amount=Decimal(50))

    take_back(edit, alice)

    dinner.refresh_from_db()
    assert counted(alice) == before
    assert (dinner.counted_on, [amount for _, amount, _ in before]) == (dinner.date, [10, 10])


def test_what_is_put_back_is_worth_what_it_is_today(alice, make_expense):
    trip = make_expense(alice, amount=20, currency="USD")
    split(trip, alice, 15, 5)
    edit = change(trip, alice, amount=Decimal(40))
    OwnRate.objects.create(owner=alice, currency="USD", other="EUR", rate=Decimal("0.5"), date=TODAY - 100 * DAY)

    take_back(edit, alice)

    trip.refresh_from_db()
    assert trip.home_amount == 10
    assert [worth for _, _, worth in counted(alice)] == [Decimal("7.5"), Decimal("2.5")]


def test_undo_that_a_refund_forbids_is_kept_and_named(alice, dinner):
    edit = change(dinner, alice, currency="EUR", amount=Decimal(30))
    Expense.objects.for_user(alice).filter(pk=dinner.pk).update(currency="EUR")
    other = change(dinner, alice, currency="USD")
    refund(dinner.pk, RefundEntry(amount=Decimal(4), date=TODAY), owner=alice, actor=alice)

    undone = take_back(other, alice, overwrite=True)

    dinner.refresh_from_db()
    assert (undone.count, [one.record_id for one in undone.kept], dinner.currency) == (0, [dinner.pk], "USD")
    assert take_back(edit, alice).count == 1


def test_undone_amount_moves_as_much_in_the_wallet_chosen_since(alice, dinner, make_wallet):
    edit = change(dinner, alice, amount=Decimal(40))
    change(dinner, alice, amount=Decimal(40), wallet_id=make_wallet(alice, "Bank").pk)

    take_back(edit, alice)

    dinner.refresh_from_db()
    assert (dinner.amount, dinner.wallet_amount) == (20, 20)


def test_category_that_is_gone_is_not_put_back(alice, make_category, make_expense):
    food, fun = make_category(alice, "Food"), make_category(alice, "Fun")
    expense = make_expense(alice, category=food)
    activity = categorise(Expense.objects.for_user(alice), fun.pk, owner=alice, actor=alice).activity
    delete_category(food.pk, owner=alice)

    undone = take_back(activity, alice, overwrite=True)

    expense.refresh_from_db()
    assert (undone.count, len(undone.kept), expense.category_id) == (0, 1, fun.pk)


def test_tag_that_is_gone_is_not_put_back(alice, make_tag, make_expense):
    tag = make_tag(alice, "home")
    make_expense(alice, tags=[tag])
    activity = add_tags(Expense.objects.for_user(alice), ["new"], owner=alice, actor=alice).activity
    taken_back = take_back(activity, alice)
    delete_tag(Tag.objects.for_user(alice).get(name="new"), owner=alice, actor=alice)

    undone = take_back(taken_back.activity, alice)

    assert (undone.count, len(undone.kept)) == (0, 1)
    assert ExpenseTag.objects.for_user(alice).count() == 1


def test_category_below_one_that_is_gone_does_not_come_back(alice, make_category):
    food = make_category(alice, "Food")
    out = make_category(alice, "Out", parent=food)
    deleted = delete_category(out.pk, owner=alice).activity
    delete_category(food.pk, owner=alice)

    undone = take_back(deleted, alice)

    assert (undone.count, len(undone.kept), Category.objects.for_user(alice).count()) == (0, 1, 0)


def test_records_go_back_into_the_wallets_they_were_in(alice, make_wallet, make_expense, django_assert_max_num_queries):
    bank, card = make_wallet(alice, "Bank"), make_wallet(alice, "Card")
    rows = [make_expense(alice, amount=amount + 1, wallet=[bank, None][amount % 2]) for amount in range(30)]
    before = list(Expense.objects.for_user(alice).order_by("pk").values_list("wallet__name", "wallet_amount"))
    moved = set_wallet(Expense.objects.for_user(alice), card.pk, owner=alice, actor=alice).activity
    touched = rows[0]
    set_wallet(Expense.objects.for_user(alice).filter(pk=touched.pk), None, owner=alice, actor=alice)

    with django_assert_max_num_queries(45):
        undone = take_back(moved, alice)

    after = list(Expense.objects.for_user(alice).order_by("pk").values_list("wallet__name", "wallet_amount"))
    assert (undone.count, [one.record_id for one in undone.kept]) == (29, [touched.pk])
    assert after == [(None, None), *before[1:]]


def test_balance_is_what_it_was_after_undo_and_redo(alice, make_wallet, make_expense):
    bank, card = make_wallet(alice, "Bank"), make_wallet(alice, "Card")
    for amount in (1, 2, 3):
        make_expense(alice, amount=amount, wallet=bank)
    moved = set_wallet(Expense.objects.for_user(alice), card.pk, owner=alice, actor=alice).activity

    undone = take_back(moved, alice)
    in_bank = bank.expenses.filter(owner=alice).aggregate(total=Sum("wallet_amount"))["total"]
    take_back(undone.activity, alice)
    in_card = card.expenses.filter(owner=alice).aggregate(total=Sum("wallet_amount"))["total"]

    assert (in_bank, in_card) == (6, 6)


def test_one_that_the_database_refuses_does_not_keep_the_others_back(alice, make_category):
    parent = make_category(alice, "Food")
    make_category(alice, "Out", parent=parent)
    make_category(alice, "In", parent=parent)
    deleted = delete_category(parent.pk, owner=alice).activity
    undone_once = take_back(deleted, alice)
    make_category(alice, "Out")

    undone = take_back(undone_once.activity, alice)

    names = Category.objects.for_user(alice).order_by("name", "parent__name")
    assert undone.kept
    assert set(names.values_list("name", "parent__name")) >= {("Out", None), ("In", None)}
