from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from expenses.models import Activity, Expense, Income, Reconciliation, Wallet

pytestmark = pytest.mark.usefixtures("today")

LIST = reverse("expenses:wallet-list")


@pytest.fixture
def bank(alice, make_wallet):
    return make_wallet(alice, "Bank", opening_balance="100", is_default=True)


def url(name, wallet):
    return reverse(f"expenses:wallet-{name}", args=[wallet.pk])


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def test_empty_page_offers_first_wallets(alice_client, alice):
    assert "Where is your money?" in alice_client.get(LIST).content.decode()

    alice_client.post(reverse("expenses:wallet-start"), {"kind": "cash"})

    wallet = Wallet.objects.for_user(alice).get()
    assert (wallet.name, wallet.kind, wallet.currency, wallet.is_default) == ("Cash", "cash", "EUR", True)


def test_wallet_is_made_in_its_currency(alice_client, alice):
    form = {"name": " Travel  card ", "kind": "card", "currency": "JPY", "opening_balance": "-5000", "color": "blue"}

    response = alice_client.post(reverse("expenses:wallet-create"), form)

    wallet = Wallet.objects.for_user(alice).get()
    assert response["Location"] == url("detail", wallet)
    assert (wallet.name, wallet.currency, wallet.opening_balance) == ("Travel card", "JPY", Decimal(-5000))
    assert Activity.objects.for_user(alice).get().summary == "Added the wallet “Travel card”"


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"name": "bank"}, "name", "You have a wallet of this name already. Choose another name."),
        ({"name": " "}, "name", "This field is required."),
        ({"currency": "XYZ"}, "currency", "“XYZ” is not a currency. Choose one from the list."),
        ({"opening_balance": "1.234"}, "opening_balance", "EUR has 2 decimals. Enter an amount with no more."),
        ({"kind": "sock"}, "kind", "Select a valid choice. sock is not one of the available choices."),
    ],
)
def test_wallet_says_what_is_wrong(alice_client, alice, bank, change, field, words):
    form = {"name": "Card", "kind": "card", "currency": "EUR", "opening_balance": "", "color": "blue", **change}

    response = alice_client.post(reverse("expenses:wallet-create"), form)

    assert response.status_code == 200
    assert response.context["form"].errors[field] == [words]
    assert Wallet.objects.for_user(alice).count() == 1


def test_a_person_has_one_default_wallet(alice_client, alice, bank):
    form = {"name": "Cash", "kind": "cash", "currency": "EUR", "color": "blue", "is_default": "on"}

    alice_client.post(reverse("expenses:wallet-create"), form)

    assert list(Wallet.objects.for_user(alice).filter(is_default=True).values_list("name", flat=True)) == ["Cash"]


def test_currency_stays_where_there_are_records(alice_client, alice, bank, make_expense):
    make_expense(alice, wallet=bank)

    form = {"name": "Bank", "kind": "bank", "currency": "USD", "opening_balance": "100", "color": "slate"}
    response = alice_client.post(url("update", bank), form)

    words = "This wallet has records in EUR. Make another wallet for another currency."
    assert response.context["form"].errors["currency"] == [words]


def test_wallet_with_records_is_archived_rather_than_deleted(alice_client, alice, bank, make_expense):
    make_expense(alice, wallet=bank)

    assert "It has records" in alice_client.get(url("delete", bank)).content.decode()
    alice_client.post(url("delete", bank))
    alice_client.post(url("archive", bank), {"is_archived": "true"})

    bank.refresh_from_db()
    assert (bank.is_archived, bank.is_default) == (True, False)


def test_empty_wallet_is_deleted(alice_client, alice, bank):
    response = alice_client.post(url("delete", bank), follow=True)

    assert not Wallet.objects.for_user(alice).exists()
    assert "Deleted “Bank”." in messages_of(response)[0]


PAGES = ["detail", "update", "delete", "archive", "reconcile", "tick", "reconcile-finish"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_finds_no_wallet(bob_client, bank, name, method):
    response = getattr(bob_client, method)(url(name, bank))

    only_posts = {"archive", "tick", "reconcile-finish"}
    only_gets = {"detail"}
    refused = (method == "get" and name in only_posts) or (method == "post" and name in only_gets)
    assert response.status_code == (405 if refused else 404)


@pytest.mark.parametrize("count", [1, 3])
def test_a_wallet_page_asks_the_same_number_of_questions(
    alice_client, alice, bank, make_wallet, make_expense, make_transfer, django_assert_num_queries, count
):
    for number in range(count):
        make_expense(alice, wallet=bank)
        make_transfer(bank, make_wallet(alice, f"Wallet {number}"))
    alice_client.get(url("detail", bank))

    with django_assert_num_queries(11):
        alice_client.get(url("detail", bank))


def test_reconciling_ticks_until_nothing_is_missing(alice_client, alice, bank, make_expense, make_income):
    lunch, salary = make_expense(alice, wallet=bank), make_income(alice, wallet=bank)
    make_expense(alice, wallet=bank, date="2026-03-15", description="After the statement")

    alice_client.post(url("reconcile", bank), {"ends_on": "2026-03-14", "closing_balance": "2,087.50"})
    page = alice_client.get(url("reconcile", bank))
    assert [(row.kind, row.pk) for row in page.context["rows"]] == [("expense", lunch.pk), ("income", salary.pk)]
    assert page.context["standing"].difference == Decimal("1987.50")
    for record in (f"expense:{lunch.pk}", f"income:{salary.pk}"):
        alice_client.post(url("tick", bank), {"record": record, "is_cleared": "true"})
    alice_client.post(url("reconcile-finish", bank))

    assert Reconciliation.objects.for_user(alice).get().finished_at is not None
    assert Expense.objects.for_user(alice).filter(is_cleared=True).get() == lunch


def test_reconciling_does_not_finish_with_a_difference(alice_client, alice, bank):
    alice_client.post(url("reconcile", bank), {"ends_on": "2026-03-14", "closing_balance": "90"})

    response = alice_client.post(url("reconcile-finish", bank), follow=True)

    assert messages_of(response) == ["It does not add up yet. Tick what is missing, or correct the balance."]
    assert Reconciliation.objects.for_user(alice).get().finished_at is None


def test_a_difference_can_be_recorded_as_a_correction(alice_client, alice, bank):
    alice_client.post(url("reconcile", bank), {"ends_on": "2026-03-14", "closing_balance": "90"})

    alice_client.post(url("reconcile-finish", bank), {"then": "correct"})
    alice_client.post(url("reconcile-finish", bank))

    correction = Expense.objects.for_user(alice).get()
    assert (correction.description, correction.wallet_amount) == ("Balance correction", Decimal(10))
    assert Reconciliation.objects.for_user(alice).get().finished_at is not None


def test_what_is_found_more_is_recorded_as_income(alice_client, alice, bank):
    alice_client.post(url("reconcile", bank), {"ends_on": "2026-03-14", "closing_balance": "130"})

    alice_client.post(url("reconcile-finish", bank), {"then": "correct"})
    page = alice_client.get(url("detail", bank)).content.decode()

    assert Income.objects.for_user(alice).get().wallet_amount == 30
    assert "Balance correction" in page


def test_tick_all_and_open_again(alice_client, alice, bank, make_expense):
    for _ in range(3):
        make_expense(alice, wallet=bank, amount="10")
    alice_client.post(url("reconcile", bank), {"ends_on": "2026-03-14", "closing_balance": "70"})
    alice_client.post(url("tick", bank), {"all": "true"})
    alice_client.post(url("reconcile-finish", bank))

    alice_client.post(url("reconcile-finish", bank), {"then": "reopen"})

    assert Expense.objects.for_user(alice).filter(is_cleared=True).count() == 3
    assert Reconciliation.objects.for_user(alice).get().finished_at is None


@pytest.mark.parametrize("record", ["", "expense", "expense:x", "sock:1", "expense:99999", "expense:" + "9" * 40])
def test_what_is_no_record_cannot_be_ticked(alice_client, bank, record):
    alice_client.post(url("reconcile", bank), {"ends_on": "2026-03-14", "closing_balance": "70"})

    assert alice_client.post(url("tick", bank), {"record": record, "is_cleared": "true"}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_database_refuses_another_persons_wallet(alice, bob, make_wallet, make_expense):
    foreign = make_wallet(bob)

    with pytest.raises(IntegrityError), transaction.atomic():
        make_expense(alice, wallet=foreign)


@pytest.mark.parametrize("fields", [{"wallet_amount": None}, {"wallet_amount": "-1"}])
def test_database_holds_what_a_record_takes_from_its_wallet(alice, bank, make_expense, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_expense(alice, wallet=bank, **fields)


def test_second_of_two_who_edit_a_wallet_is_told(alice_client, alice, bank, time_machine):
    said = {"name": "Bank", "kind": "bank", "currency": "EUR", "opening_balance": "100", "color": "slate"}
    seen = alice_client.get(url("update", bank)).context["form"]["seen"].value()
    time_machine.shift(1)
    alice_client.post(url("update", bank), {**said, "name": "Savings bank", "seen": seen})

    told = alice_client.post(url("update", bank), {**said, "opening_balance": "250", "is_default": "on", "seen": seen})
    kept = Wallet.objects.for_user(alice).get()
    again = {**said, "opening_balance": "250", "seen": told.context["form"]["seen"].value()}
    alice_client.post(url("update", bank), again)

    wallet = Wallet.objects.for_user(alice).get()
    assert told.status_code == 409
    assert told.context["conflicts"] == [
        ("Name", "Savings bank", "Bank"),
        ("Opening balance", "100.00", "250"),
        ("Propose it for the first record", "no", "yes"),
    ]
    assert (kept.name, kept.opening_balance) == ("Savings bank", 100)
    assert (wallet.name, wallet.opening_balance) == ("Bank", 250)
