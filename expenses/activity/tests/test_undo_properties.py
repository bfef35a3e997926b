"""However deeds and undos follow each other, parts add up, refunds count where they say, and wallets agree."""

import contextlib
import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from conftest import TODAY
from expenses.activity.deletion import delete_records
from expenses.activity.models import Activity
from expenses.activity.undo import undo
from expenses.categories.removing import delete_category
from expenses.counting import CountedAs
from expenses.entry import Entry, change_entry, record_entry
from expenses.models import Category, Expense, Portion, Wallet
from expenses.refunds.refunding import RefundEntry, refund
from expenses.splits.altering import alter
from expenses.splits.recounting import Part
from expenses.wallets.bulk import set_wallet

pytestmark = pytest.mark.usefixtures("today")
DEEDS = ["amount", "date", "split", "join", "refund", "wallet", "no wallet", "category", "delete"]


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from([*DEEDS, "undo", "undo", "overwrite"]), st.integers(0, 3)), max_size=12))
def test_parts_refunds_and_wallets_stay_true(deeds):
    owner = fresh_ledger()

    for deed, number in deeds:
        # What the ledger refuses changes nothing.
        with contextlib.suppress(ValidationError):
            act(owner, deed, number)
        check(owner)


def fresh_ledger() -> User:
    owner, _ = User.objects.get_or_create(username="hana", defaults={"home_currency": "EUR", "email": "h@example.org"})
    Portion.objects.filter(owner=owner).delete()
    Expense.objects.filter(owner=owner).delete()
    for name in ("Bank", "Card"):
        Wallet.objects.get_or_create(owner=owner, name=name, defaults={"currency": "EUR"})
    for amount in (20, 33):
        entry = Entry(date=TODAY, amount=Decimal(amount), currency="EUR", description="Dinner", new_category="Food")
        record_entry(entry, owner=owner, actor=owner)
    return owner


def act(owner: User, deed: str, number: int) -> None:
    rows = Expense.objects.for_user(owner).order_by("pk")
    expense = rows[number % max(rows.count(), 1) :].first()
    if deed in ("undo", "overwrite"):
        open_ones = Activity.objects.for_user(owner).filter(undone_at=None).order_by("-pk")
        if one := open_ones[number:].first():
            undo(one.pk, owner=owner, actor=owner, overwrite=deed == "overwrite")
    elif deed == "category":
        if category := Category.objects.for_user(owner).filter(kind="expense").first():
            delete_category(category.pk, owner=owner)
    elif expense:
        ACTS[deed](owner, expense, number)


def edit(owner: User, expense: Expense, **changes) -> None:
    names = ("date", "amount", "currency", "description", "category_id", "wallet_id")
    said = {name: getattr(expense, name) for name in names} | changes
    change_entry(expense.pk, Entry(**said), owner=owner, actor=owner, seen=expense.updated_at)


def divide(owner: User, expense: Expense, number: int) -> None:
    category = Category.objects.for_user(owner).filter(kind="expense").first()
    first = (expense.amount / (number + 2)).quantize(Decimal("0.01"))
    parts = [Part(category.pk if category else None, first), Part(None, expense.amount - first)]
    alter(expense.pk, lambda _: parts, summary="Split {name}", owner=owner, actor=owner)


def give_back(owner: User, expense: Expense, number: int) -> None:
    back = RefundEntry(amount=Decimal(number + 1), date=expense.date, counts_with_original=number % 2 == 0)
    refund(expense.pk, back, owner=owner, actor=owner)


def put_into(owner: User, expense: Expense, wallet: Wallet | None) -> None:
    rows = Expense.objects.for_user(owner).filter(pk=expense.pk)
    set_wallet(rows, wallet.pk if wallet else None, owner=owner, actor=owner)


ACTS = {
    "amount": lambda owner, one, number: edit(
        owner, one, amount=one.amount + (number + 1) * (1 if one.amount > 0 else -1)
    ),
    "date": lambda owner, one, number: edit(owner, one, date=TODAY - datetime.timedelta(days=number)),
    "split": divide,
    "join": lambda owner, one, _: alter(one.pk, lambda _: [], summary="Joined {name}", owner=owner, actor=owner),
    "refund": give_back,
    "wallet": lambda owner, one, number: put_into(owner, one, Wallet.objects.for_user(owner)[number % 2]),
    "no wallet": lambda owner, one, _: put_into(owner, one, None),
    "delete": lambda owner, one, _: delete_records(
        Expense.objects.for_user(owner).filter(pk=one.pk), owner=owner, actor=owner
    ),
}


def check(owner: User) -> None:
    """Look at every expense, deleted ones too."""
    portions: dict[int, list[Portion]] = {}
    for portion in Portion.objects.filter(owner=owner):
        portions.setdefault(portion.expense_id, []).append(portion)
    for one in Expense._base_manager.filter(owner=owner):
        assert one.home_amount == one.amount
        assert one.wallet_amount == (one.amount if one.wallet_id else None)
        if one.is_counted_with_original:
            assert one.refund_of is not None
            assert one.counted_on == one.refund_of.date
        else:
            assert one.counted_on == one.date
        assert (one.counted_as == CountedAs.NEITHER) == (one.pk in portions)
        if one.pk in portions:
            check_parts(one, portions[one.pk])


def check_parts(one: Expense, portions: list[Portion]) -> None:
    assert sum(portion.amount for portion in portions) == one.amount
    assert sum(portion.home_amount or 0 for portion in portions) == one.home_amount
    assert {portion.counted_on for portion in portions} == {one.counted_on}
    assert {portion.deleted_in_id for portion in portions} == {one.deleted_in_id}
