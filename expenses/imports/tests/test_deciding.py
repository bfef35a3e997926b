"""What a person makes of rows on the page of a checked statement: transfers, refunds, income."""

from decimal import Decimal

import pytest
from django.urls import reverse

from expenses.imports.models import StatementEntry
from expenses.imports.tests.files import bring, latest, match, ofx, step
from expenses.models import Expense, Income, Transfer

ROWS = (("20260302", "-30.00", "Shop 17", "A1"), ("20260303", "-500.00", "Order 9", "A2"),
        ("20260309", "12.00", "Somebody", "A3"))  # fmt: skip


@pytest.fixture
def giro(alice, make_wallet):
    return make_wallet(alice, "Giro")


@pytest.fixture
def savings(alice, make_wallet):
    return make_wallet(alice, "Rainy day")


@pytest.fixture
def source(alice_client, giro, savings):
    bring(alice_client, ofx(ROWS))
    match(alice_client, latest(), wallet=giro.pk)
    return latest()


@pytest.fixture
def rows(alice, source):
    return list(StatementEntry.objects.for_user(alice).filter(source=source).order_by("position"))


def decide(client, entry, **said):
    form = {"description": entry.description, "notes": "", "is_wanted": "on", "category": "", **said}
    return client.post(reverse("expenses:statement-row", args=[entry.pk]), form)


def decide_many(client, source, rows, action, **said):
    address = reverse("expenses:statement-rows", args=[source.pk])
    return client.post(
        address, {"action": action, "outcome": "new", "row": [row.pk for row in rows], **said}, follow=True
    )


def page(client, source):
    return client.get(source.get_absolute_url()).content.decode()


def test_one_row_is_made_a_transfer_and_shown_as_one(alice, alice_client, source, rows, giro, savings):
    decide(alice_client, rows[1], becomes="transfer", other_wallet=savings.pk)
    shown = page(alice_client, source)
    step(alice_client, "apply", source)

    moved = Transfer.objects.for_user(alice).get()
    assert "Transfer to Rainy day" in shown
    assert (moved.from_wallet, moved.to_wallet, moved.from_amount, moved.to_amount) == (giro, savings, 500, 500)
    assert Expense.objects.for_user(alice).count() == 1


def test_many_rows_are_made_transfers_and_back(alice, alice_client, source, rows, savings):
    decide_many(alice_client, source, rows, "transfer", other_wallet=savings.pk)
    between = sorted(StatementEntry.objects.for_user(alice).values_list("kind", "other_wallet_id"))
    decide_many(alice_client, source, rows, "expense")
    decide_many(alice_client, source, rows, "income")

    assert between == [("transfer", savings.pk)] * 3
    kinds = StatementEntry.objects.for_user(alice).order_by("position").values_list("kind", "other_wallet_id")
    assert list(kinds) == [("expense", None), ("expense", None), ("income", None)]


@pytest.mark.parametrize("wallet", ["none", "own", "bobs"])
def test_a_transfer_needs_another_wallet_of_the_person(alice_client, bob, source, rows, giro, make_wallet, wallet):
    chosen = {"none": "", "own": giro.pk, "bobs": make_wallet(bob, "Bobs").pk if wallet == "bobs" else 0}[wallet]

    alone = decide(alice_client, rows[0], becomes="transfer", other_wallet=chosen)
    decide_many(alice_client, source, rows, "transfer", other_wallet=chosen)

    assert "other_wallet" in alone.context["form"].errors
    assert {row.kind for row in StatementEntry.objects.for_user(source.owner)} == {"expense", "income"}


def test_a_refund_is_chosen_from_what_was_spent(alice, alice_client, source, rows, make_expense):
    shop = make_expense(alice, description="Shop 17", amount="20", date="2026-02-02")
    make_expense(alice, description="Too small", amount="11", date="2026-02-02")
    form = alice_client.get(reverse("expenses:statement-row", args=[rows[2].pk])).context["form"]

    decide(alice_client, rows[2], becomes="expense", refund_of=f"expense:{shop.pk}")
    shown = page(alice_client, source)
    step(alice_client, "apply", source)

    offered = [label for value, label in form.fields["refund_of"].choices if value]
    assert offered == ["2026-02-02 · Shop 17 · €20.00"]
    assert "Gives back “Shop 17” of 2 Feb 2026." in shown
    back = Expense.objects.for_user(alice).get(amount__lt=0)
    assert (back.refund_of, back.amount) == (shop, Decimal(-12))


def test_a_row_made_income_again_is_no_refund(alice, alice_client, source, rows, make_expense):
    shop = make_expense(alice, description="Shop 17", amount="20", date="2026-02-02")
    decide(alice_client, rows[2], becomes="expense", refund_of=f"expense:{shop.pk}")

    decide(alice_client, rows[2], becomes="income")
    step(alice_client, "apply", source)

    assert Income.objects.for_user(alice).get().amount == 12
    assert Expense.objects.for_user(alice).filter(amount__lt=0).count() == 0


@pytest.mark.parametrize("value", ["expense:999999", "row:0", "expense:x", "nothing"])
def test_only_an_offered_expense_can_be_given_back(alice, alice_client, source, rows, value):
    answer = decide(alice_client, rows[2], becomes="expense", refund_of=value)

    assert "refund_of" in answer.context["form"].errors


def test_an_unresolved_transfer_is_never_imported_without_a_wallet(alice, alice_client, source, rows):
    lost = StatementEntry.objects.for_user(alice).filter(pk=rows[1].pk)
    lost.update(kind="transfer", is_skipped=True, remark="The file calls this a transfer.")

    decide_many(alice_client, source, rows, "want")
    still_skipped = lost.get().is_skipped
    decide_many(alice_client, source, rows, "expense")

    assert still_skipped
    assert lost.values_list("kind", "is_skipped", "remark").get() == ("expense", False, "")
