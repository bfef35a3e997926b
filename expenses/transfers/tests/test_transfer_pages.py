import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from expenses.models import Activity, Transfer

pytestmark = pytest.mark.usefixtures("today")

NEW = reverse("expenses:transfer-create")


@pytest.fixture
def bank(alice, make_wallet):
    return make_wallet(alice, "Bank", opening_balance="100")


@pytest.fixture
def cash(alice, make_wallet):
    return make_wallet(alice, "Cash")


@pytest.fixture
def dollars(alice, make_wallet):
    return make_wallet(alice, "Dollars", currency="USD")


def url(name, transfer):
    return reverse(f"expenses:transfer-{name}", args=[transfer.pk])


def form(source, target, **fields):
    wallets = {"from_wallet": source.pk, "to_wallet": target.pk}
    return {**wallets, "from_amount": "100", "date": "2026-03-14", **fields}


def test_transfer_moves_one_amount_between_wallets_of_one_currency(alice_client, alice, bank, cash):
    response = alice_client.post(NEW, form(bank, cash, from_amount="12.50+3", to_amount="999"))

    transfer = Transfer.objects.for_user(alice).get()
    assert (transfer.from_amount, transfer.to_amount) == (Decimal("15.5"), Decimal("15.5"))
    assert response["Location"] == reverse("expenses:wallet-detail", args=[bank.pk])
    assert Activity.objects.for_user(alice).get().kind == "transfer"


def test_transfer_across_currencies_keeps_both_amounts(alice_client, alice, bank, dollars):
    alice_client.post(NEW, form(bank, dollars, to_amount="108.25"))

    transfer = Transfer.objects.for_user(alice).get()
    assert (transfer.from_amount, transfer.to_amount) == (Decimal(100), Decimal("108.25"))


def test_transfer_without_a_rate_asks_how_much_arrives(alice_client, alice, bank, dollars):
    response = alice_client.post(NEW, form(bank, dollars))

    words = "No rate from EUR to USD is known. Enter how much arrives, in USD."
    assert response.context["form"].errors["to_amount"] == [words]
    assert not Transfer.objects.for_user(alice).exists()


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"from_amount": ""}, "from_amount", "Enter an amount, such as 100."),
        ({"from_amount": "0"}, "from_amount", "Enter an amount other than 0. A refund is a negative amount."),
        ({"from_amount": "-5"}, "from_amount", "Enter it without a minus, or swap the wallets."),
        ({"from_amount": "1e99"}, "from_amount", None),
        ({"date": "1800-01-01"}, "date", "Enter a date from 1900 on."),
        ({"date": "2028-01-01"}, "date", "Enter a date at most a year ahead."),
        ({"to_wallet": ""}, "to_wallet", "Choose the wallet that it reaches."),
        ({"to_wallet": "999999"}, "to_wallet", "This wallet is not there any more. Choose another one."),
        ({"notes": "a\x00b"}, "notes", None),
    ],
)
def test_transfer_says_what_is_wrong(alice_client, alice, bank, cash, fields, field, words):
    response = alice_client.post(NEW, form(bank, cash, **fields))

    assert response.status_code == 200
    errors = response.context["form"].errors[field]
    assert errors == [words] if words else errors
    assert not Transfer.objects.for_user(alice).exists()


def test_transfer_needs_two_wallets(alice_client, bank):
    response = alice_client.post(NEW, form(bank, bank))

    assert response.context["form"].errors["to_wallet"] == ["Choose two different wallets."]


def test_another_persons_wallet_is_not_there(alice_client, alice, bob, bank, make_wallet):
    response = alice_client.post(NEW, form(bank, make_wallet(bob)))

    words = ["This wallet is not there any more. Choose another one."]
    assert response.context["form"].errors["to_wallet"] == words


def test_transfer_sent_twice_is_there_once(alice_client, alice, bank, cash):
    sent = form(bank, cash, submission_id=str(uuid.uuid4()))

    for _ in range(2):
        alice_client.post(NEW, sent)

    assert Transfer.objects.for_user(alice).count() == 1


def test_edit_is_refused_to_whom_has_not_seen_the_latest(alice_client, alice, bank, cash, make_transfer):
    transfer = make_transfer(bank, cash)
    seen = "2026-03-13T00:00:00+00:00"

    response = alice_client.post(url("update", transfer), form(bank, cash, from_amount="70", seen=seen))

    assert response.status_code == 409
    assert ("Amount", "100.00", "70") in response.context["conflicts"]
    transfer.refresh_from_db()
    assert transfer.from_amount == 100


def test_edit_is_logged_from_what_to_what(alice_client, alice, bank, cash, make_transfer):
    transfer = make_transfer(bank, cash)

    alice_client.post(url("update", transfer), form(bank, cash, from_amount="70", seen=transfer.updated_at.isoformat()))

    change = Activity.objects.for_user(alice).get().changes.for_user(alice).get()
    assert (change.before, change.after) == (
        {"from_amount": "100", "to_amount": "100"},
        {"from_amount": "70", "to_amount": "70"},
    )


def test_deleted_transfer_moves_nothing(alice_client, alice, bank, cash, make_transfer):
    transfer = make_transfer(bank, cash)

    alice_client.post(url("delete", transfer))

    assert not Transfer.objects.for_user(alice).exists()
    assert Transfer.objects.deleted_by(alice).get() == transfer


@pytest.mark.parametrize("name", ["detail", "update", "delete"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_finds_no_transfer(bob_client, bank, cash, make_transfer, name, method):
    response = getattr(bob_client, method)(url(name, make_transfer(bank, cash)))

    assert response.status_code == (405 if (name, method) == ("detail", "post") else 404)


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_number_of_questions(
    alice_client, bank, cash, make_transfer, django_assert_num_queries, count
):
    for _ in range(count):
        make_transfer(bank, cash)
    alice_client.get(reverse("expenses:transfer-list"))

    with django_assert_num_queries(4):
        alice_client.get(reverse("expenses:transfer-list"))


@pytest.mark.parametrize("fields", [{"to_amount": "0"}, {"from_amount": "-1"}, {"date": "1800-01-01"}])
def test_database_holds_what_a_transfer_is(bank, cash, make_transfer, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_transfer(bank, cash, **fields)
