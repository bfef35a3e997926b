"""Lists narrowed to wallets, and many records put into one wallet at once."""

from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from expenses.models import Activity, Expense, OwnRate

LIST = reverse("expenses:expense-list")


def change(client, ids, wallet):
    response = client.post(
        reverse("expenses:expense-bulk"), {"ids": ids, "action": "set_wallet", "wallet": wallet and wallet.pk}
    )
    return [str(message) for message in get_messages(response.wsgi_request)]


def standing(owner):
    rows = Expense.objects.for_user(owner).order_by("id")
    return list(rows.values_list("wallet__name", "wallet_amount", "is_cleared"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [("wallet={bank}", ["Rent"]), ("wallet=none", ["Tea"]), ("wallet=none&wallet={bank}", ["Rent", "Tea"])],
)
def test_a_list_is_narrowed_to_wallets(query, expected, alice_client, alice, make_expense, make_wallet):
    bank, cash = make_wallet(alice, "Bank"), make_wallet(alice, "Cash")
    make_expense(alice, description="Rent", wallet=bank, wallet_amount="12.5")
    make_expense(alice, description="Lunch", wallet=cash, wallet_amount="12.5")
    make_expense(alice, description="Tea")

    page = alice_client.get(f"{LIST}?{query.format(bank=bank.pk)}").context["page"]

    rows = [row for day in page.listing.days for row in day.rows]
    assert sorted(row.description for row in rows) == expected
    assert page.total.count == len(expected)
    assert {row.description: row.wallet for row in rows}.get("Rent", "Bank") == "Bank"


def test_chips_name_the_wallet(alice_client, alice, make_wallet):
    bank = make_wallet(alice, "Bank")

    chips = alice_client.get(LIST, {"wallet": [bank.pk, "none"]}).context["page"].chips

    assert [chip.text for chip in chips] == ["Bank", "No wallet"]


def test_a_wallet_of_somebody_else_narrows_to_nothing(alice_client, alice, bob, make_wallet, make_expense):
    make_expense(alice)

    page = alice_client.get(LIST, {"wallet": make_wallet(bob).pk}).context["page"]

    assert page.total.count == 0
    assert page.errors != []


def test_many_move_at_once_and_back(alice_client, alice, make_expense, make_wallet):
    bank, cash = make_wallet(alice, "Bank"), make_wallet(alice, "Cash")
    ids = [
        make_expense(alice, amount="10").pk,
        make_expense(alice, amount="20", wallet=bank, wallet_amount="20", is_cleared=True).pk,
    ]
    before = standing(alice)

    said = change(alice_client, ids, cash)
    after = standing(alice)
    alice_client.post(reverse("expenses:activity-undo", args=[Activity.objects.for_user(alice).latest("pk").pk]))

    assert "2 expenses now in Cash." in said[0]
    assert after == [("Cash", Decimal(10), False), ("Cash", Decimal(20), False)]
    assert standing(alice) == before


def test_what_is_there_already_stays_cleared(alice_client, alice, make_expense, make_wallet):
    bank = make_wallet(alice, "Bank")
    expense = make_expense(alice, amount="20", wallet=bank, wallet_amount="20", is_cleared=True)

    change(alice_client, [expense.pk], bank)

    assert standing(alice) == [("Bank", Decimal(20), True)]


def test_they_are_taken_out_of_their_wallets(alice_client, alice, make_expense, make_wallet):
    expense = make_expense(alice, amount="20", wallet=make_wallet(alice), wallet_amount="20")

    change(alice_client, [expense.pk], "")

    assert standing(alice) == [(None, None, False)]


def test_without_a_rate_nothing_moves_and_the_reason_is_said(alice_client, alice, make_expense, make_wallet):
    dollars = make_wallet(alice, "Dollars", currency="USD")
    ids = [make_expense(alice, amount="10").pk, make_expense(alice, amount="10", currency="USD").pk]

    said = change(alice_client, ids, dollars)

    assert said[0].startswith(
        "No rate to USD is known on the days of some of these (1 in EUR), and nothing was changed."
    )
    assert standing(alice) == [(None, None, False)] * 2


def test_the_rate_of_the_day_says_what_moves_in_another_currency(alice_client, alice, make_expense, make_wallet):
    dollars = make_wallet(alice, "Dollars", currency="USD")
    OwnRate.objects.create(owner=alice, currency="EUR", other="USD", rate="1.25", date="2020-01-01")
    expense = make_expense(alice, amount="10")

    change(alice_client, [expense.pk], dollars)

    assert standing(alice) == [("Dollars", Decimal("12.5"), False)]


def test_a_wallet_of_somebody_else_cannot_be_chosen(alice_client, alice, bob, make_expense, make_wallet):
    expense = make_expense(alice)

    said = change(alice_client, [expense.pk], make_wallet(bob))

    assert said == ["This wallet is not there any more. Choose another one."]
    assert standing(alice) == [(None, None, False)]
