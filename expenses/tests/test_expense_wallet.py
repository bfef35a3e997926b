"""The wallet that an expense was paid from, in its form."""

from decimal import Decimal

import pytest
from django.urls import reverse

from expenses.models import Expense

pytestmark = pytest.mark.usefixtures("today")

NEW = reverse("expenses:expense-create")


@pytest.fixture
def bank(alice, make_wallet):
    return make_wallet(alice, "Bank", is_default=True)


@pytest.fixture
def dollars(alice, make_wallet):
    return make_wallet(alice, "Dollars", currency="USD")


def form(wallet, **fields):
    return {
        "amount": "12.50",
        "currency": "EUR",
        "description": "Lunch",
        "date": "2026-03-14",
        "wallet": wallet.pk,
        **fields,
    }


def recorded(user):
    return Expense.objects.for_user(user).values_list("wallet_id", "amount", "wallet_amount").get()


def test_expense_takes_its_amount_from_the_wallet(alice_client, alice, bank):
    alice_client.post(NEW, form(bank))

    assert recorded(alice) == (bank.pk, Decimal("12.5"), Decimal("12.5"))


def test_expense_in_another_currency_says_what_the_wallet_lost(alice_client, alice, dollars):
    alice_client.post(NEW, form(dollars, wallet_amount="13.75"))

    assert recorded(alice) == (dollars.pk, Decimal("12.5"), Decimal("13.75"))


def test_expense_without_a_rate_asks_what_the_wallet_lost(alice_client, alice, dollars):
    response = alice_client.post(NEW, form(dollars))

    words = "No rate from EUR to USD is known. Enter what was taken from the wallet, in USD."
    assert response.context["form"].errors["wallet_amount"] == [words]
    assert not Expense.objects.for_user(alice).exists()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("-13", "Give it the sign of the amount."),
        ("1.234", "USD has 2 decimals. Enter an amount with no more."),
        ("x", None),
    ],
)
def test_amount_in_the_wallet_must_make_sense(alice_client, dollars, said, words):
    response = alice_client.post(NEW, form(dollars, wallet_amount=said))

    errors = response.context["form"].errors["wallet_amount"]
    assert errors == [words] if words else errors


def test_refund_gives_back_to_the_wallet(alice_client, alice, dollars):
    alice_client.post(NEW, form(dollars, amount="-5", wallet_amount="-5.50"))

    assert recorded(alice) == (dollars.pk, Decimal(-5), Decimal("-5.5"))


def test_new_expense_starts_with_the_last_wallet_or_the_default(alice_client, alice, bank, dollars, make_expense):
    assert alice_client.get(NEW).context["form"].initial["wallet"] == bank.pk

    make_expense(alice, wallet=dollars, wallet_amount=Decimal(14))

    assert alice_client.get(NEW).context["form"].initial["wallet"] == dollars.pk


def test_another_persons_wallet_is_not_there(alice_client, alice, bob, make_wallet):
    response = alice_client.post(NEW, form(make_wallet(bob)))

    assert response.context["form"].errors["wallet"] == ["This wallet is not there any more. Choose another one."]
    assert not Expense.objects.for_user(alice).exists()


def test_archived_wallet_is_offered_to_its_own_expense_alone(alice_client, alice, bank, make_expense):
    expense = make_expense(alice, wallet=bank)
    bank.is_archived, bank.is_default = True, False
    bank.save()

    new = alice_client.get(NEW).context["form"]
    old = alice_client.get(reverse("expenses:expense-update", args=[expense.pk])).context["form"]

    offered = [[value for value, _ in shown.fields["wallet"].choices] for shown in (new, old)]
    assert offered == [[""], ["", bank.pk]]


def test_wallet_is_changed_and_left(alice_client, alice, bank, make_expense):
    expense = make_expense(alice, wallet=bank)

    sent = {**form(bank), "wallet": "", "seen": expense.updated_at.isoformat()}
    alice_client.post(reverse("expenses:expense-update", args=[expense.pk]), sent)

    assert recorded(alice) == (None, Decimal("12.5"), None)
