"""Each record says who changed it, when, and from what to what."""

from decimal import Decimal

import pytest
from django.urls import reverse

from conftest import TODAY
from expenses.activity.history import history_of
from expenses.activity.models import Activity, Change
from expenses.entry import Entry, change_entry, record_entry
from expenses.models import Category, Wallet
from expenses.transfers.entry import TransferEntry, change_transfer, record_transfer
from expenses.wallets.saving import save_wallet

pytestmark = pytest.mark.usefixtures("today")


def said(**changes):
    return Entry(**{"date": TODAY, "amount": Decimal("12.50"), "currency": "EUR", "description": "Lunch", **changes})


def change(expense, actor, **changes):
    expense.refresh_from_db()
    return change_entry(expense.pk, said(**changes), owner=expense.owner, actor=actor, seen=expense.updated_at)


@pytest.fixture
def lunch(alice):
    return record_entry(said(), owner=alice, actor=alice)[0]


def lines(rows):
    return [(str(row.change.activity.actor), [(d.label, d.before, d.after) for d in row.differences]) for row in rows]


def test_history_says_who_changed_what_in_words(alice, bob, lunch):
    food = Category.objects.create(owner=alice, name="Food")
    change(lunch, bob, amount=Decimal("1013.5"), category_id=food.pk, tags=["work"])

    changed, added = history_of(alice, "expense", lunch.pk)

    assert lines([changed]) == [
        ("bob", [("Amount", "€12.50", "€1,013.50"), ("Category", "", "Food"), ("Tags", "", "work")])
    ]
    assert added.change.before is None


def test_history_names_what_is_gone(alice, lunch):
    food = Category.objects.create(owner=alice, name="Food")
    change(lunch, alice, category_id=food.pk)
    change(lunch, alice)
    food.delete()

    latest = history_of(alice, "expense", lunch.pk)[0]

    assert [(d.before, d.after) for d in latest.differences] == [("a category that is gone", "")]


def test_history_is_on_the_page_of_its_owner_alone(alice_client, bob_client, bob, lunch):
    change(lunch, lunch.owner, description="Dinner <b>")
    activity = Activity.objects.create(owner=bob, actor=bob, kind="edit", row_count=1, summary="Strange")
    Change.objects.create(owner=bob, activity=activity, record_kind="expense", record_id=lunch.pk, before={}, after={})
    page = reverse("expenses:expense-detail", args=[lunch.pk])

    shown = alice_client.get(page).content.decode()

    assert "<ins>Dinner &lt;b&gt;</ins>" in shown
    assert "Strange" not in shown
    assert bob_client.get(page).status_code == 404


@pytest.mark.parametrize("count", [1, 3, 30])
def test_history_takes_as_many_queries_for_many_changes(alice, lunch, django_assert_num_queries, count):
    for number in range(count):
        change(lunch, alice, description=f"Lunch {number}")

    with django_assert_num_queries(5):
        rows = history_of(alice, "expense", lunch.pk)

    assert len(rows) == min(count + 1, 20)


def test_history_is_on_the_page_of_a_transfer_and_a_wallet(alice, alice_client):
    bank, cash = (Wallet.objects.create(owner=alice, name=name, currency="EUR") for name in ("Bank", "Cash"))
    entry = TransferEntry(TODAY, bank.pk, cash.pk, Decimal(10), Decimal(10), "Withdrawal")
    transfer, _ = record_transfer(entry, owner=alice, actor=alice)
    other = TransferEntry(TODAY, bank.pk, cash.pk, Decimal(20), Decimal(20), "Withdrawal")
    change_transfer(transfer.pk, other, owner=alice, actor=alice, seen=transfer.updated_at)
    bank.name = "Giro"
    save_wallet(bank, owner=alice, actor=alice)

    moved = alice_client.get(reverse("expenses:transfer-detail", args=[transfer.pk])).content.decode()
    kept = alice_client.get(reverse("expenses:wallet-detail", args=[bank.pk])).content.decode()

    assert "<ins>€20.00</ins>" in moved
    assert "<ins>Giro</ins>" in kept
