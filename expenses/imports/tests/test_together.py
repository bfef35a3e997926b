"""Wallets made on the way, and several statements taken on at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from zeal import zeal_ignore

from expenses.imports import steps
from expenses.imports.models import StatementImport
from expenses.imports.tests.files import BOOKINGS, bring, csv, guessed, import_whole, latest, match, ofx, qif
from expenses.imports.tests.test_bringing import bring_all
from expenses.models import Category, Expense, Wallet
from expenses.transfers.models import Transfer

LIST = reverse("expenses:import-list")
BUDGET = (
    b"Account,Flag,Date,Payee,Category Group/Category,Category Group,Category,Memo,Outflow,Inflow,Cleared\n"
    b"Checking,,03/15/2026,Rewe,Food: Groceries,Food,Groceries,,12.50,0.00,Cleared\n"
    b"Checking,,03/16/2026,Transfer : Savings,,,,,100.00,0.00,Cleared\n"
    b"Savings,,03/16/2026,Transfer : Checking,,,,,0.00,100.00,Cleared\n"
    b"Checking,,03/17/2026,Transfer : Cash,,,,,20.00,0.00,Cleared\n"
    b"Checking,,03/18/2026,ACME,Inflow: Ready to Assign,Inflow,Ready to Assign,,0.00,2500.00,Cleared\n"
)
SHARED = (
    b"Date,Description,Category,Cost,Currency,Alice,Bob\n"
    b"2026-03-01,Dinner,Dining out,40.00,EUR,25.00,-25.00\n"
    b"2026-03-02,Taxi,Transport,30.00,EUR,-15.00,15.00\n"
)


def wallets(user):
    return dict(Wallet.objects.for_user(user).order_by("name").values_list("name", "kind"))


def standing(user):
    return list(StatementImport.objects.for_user(user).order_by("pk").values_list("account", "status"))


def test_a_wallet_is_made_where_the_statement_is_matched(alice, alice_client):
    bring(alice_client, ofx(account="Card 12"))
    page = alice_client.get(latest().get_absolute_url())

    match(alice_client, latest(), wallet="new", new_name="My credit card")

    assert page.context["form"].initial["wallet"] == "new"
    assert page.context["form"].initial["new_name"] == "Card 12"
    assert wallets(alice) == {"My credit card": "card"}
    assert latest().status == "checked"


def proposed_for_latest(client):
    return client.get(latest().get_absolute_url()).context["form"].initial["wallet"]


def test_another_account_is_not_proposed_the_wallet_of_the_first(alice, alice_client, make_wallet):
    giro = make_wallet(alice, "Giro")
    import_whole(alice_client, csv(), giro)
    shoes = [("20260105", "-80.00", "Shoes", "S1")]

    bring(alice_client, ofx(shoes, account="5555 4444"))
    of_another = proposed_for_latest(alice_client)
    bring(alice_client, ofx(account="1234 5678"))
    of_the_same = proposed_for_latest(alice_client)

    assert (of_another, of_the_same) == (None, giro.pk)


NO_NAMES = [({"new_name": ""}, "Give the new wallet a name"), ({"new_name": "giro"}, "You have a wallet of this name")]


@pytest.mark.parametrize(("said", "sentence"), NO_NAMES)
def test_a_new_wallet_needs_a_name_of_its_own(alice, alice_client, make_wallet, said, sentence):
    make_wallet(alice, "Giro")
    bring(alice_client, ofx())

    response = match(alice_client, latest(), wallet="new", **said)

    assert sentence in response.content.decode()
    assert len(wallets(alice)) == 1
    assert latest().status == "matching"


def test_the_accounts_of_an_export_become_wallets_and_their_transfers_one_each(alice, alice_client):
    bring(alice_client, BUDGET, "budget.csv")
    page = alice_client.get(LIST)

    with zeal_ignore():  # each account is claimed, checked and written by itself
        alice_client.post(reverse("expenses:statement-wallets"))
        matched = standing(alice)
        alice_client.post(reverse("expenses:statement-ready"))

    assert page.context["nameless"] == ["Savings", "Checking"]
    assert wallets(alice) == {"Cash": "cash", "Checking": "bank", "Savings": "savings"}
    assert matched == [("Checking", "checked"), ("Savings", "checked")]
    assert standing(alice) == [("Checking", "applied"), ("Savings", "applied")]
    assert Expense.objects.for_user(alice).count() == 1
    assert sorted(Category.objects.for_user(alice).values_list("name", flat=True)) == ["Food", "Groceries"]
    assert sorted(Transfer.objects.for_user(alice).values_list("to_wallet__name", flat=True)) == ["Cash", "Savings"]


def test_wallets_of_transfers_are_made_beside_the_one_that_is_chosen(alice, alice_client):
    bring(alice_client, b"!Type:Bank\nD2026-03-02\nT-50.00\nPTo savings\nL[Rainy days]\n^\n", "money.qif")

    match(alice_client, latest(), wallet="new", new_name="Giro", others="on")

    assert wallets(alice) == {"Giro": "bank", "Rainy days": "bank"}


def test_the_share_of_the_member_that_is_chosen_is_taken(alice, alice_client, make_wallet):
    wallet = make_wallet(alice, "Giro")
    bring(alice_client, SHARED, "group.csv")
    source = latest()

    match(alice_client, source, wallet=wallet.pk, **{**guessed(source), "member": "Bob"})

    amounts = source.entries.filter(owner=alice).values_list("amount", flat=True)
    assert [f"{amount:.2f}" for amount in amounts] == ["-25.00", "-15.00"]


def test_all_that_needs_no_look_is_imported_at_once(alice, alice_client, make_wallet, make_expense):
    wallet = make_wallet(alice, "Giro")
    make_expense(alice, amount="9.00", date="2026-04-01", description="By hand", wallet=wallet)
    months = {"march": BOOKINGS, "april": (("20260401", "-9.00", "Market", "B1"),), "may": BOOKINGS}
    bring_all(alice_client, *((name, ofx(rows)) for name, rows in months.items()))
    with zeal_ignore():
        match(alice_client, StatementImport.objects.for_user(alice).order_by("pk")[0], wallet=wallet.pk)
        page = alice_client.get(LIST).content.decode()
        alice_client.post(reverse("expenses:statement-ready"))

    assert "2 statements need no look" in page
    assert "1 looks alike" in page
    done = StatementImport.objects.for_user(alice).order_by("pk")
    assert list(done.values_list("status", "written_count")) == [("applied", 3), ("checked", 0), ("applied", 0)]


def test_steps_of_several_statements_touch_nobody_elses(alice, bob_client, alice_client, make_wallet):
    wallet = make_wallet(alice, "Giro")
    bring(alice_client, qif(), "giro.qif")
    match(alice_client, latest(), wallet=wallet.pk)
    bring(alice_client, BUDGET, "budget.csv")

    for name in ("wallets", "ready"):
        bob_client.post(reverse(f"expenses:statement-{name}"))

    assert [status for _, status in standing(alice)] == ["checked", "matching", "matching"]
    assert bob_client.get(reverse("expenses:statement-ready")).status_code == 405


def test_the_list_asks_the_same_for_one_and_three_statements(alice, alice_client, make_wallet):
    wallet = make_wallet(alice, "Giro")
    bring(alice_client, csv(), "a.csv")
    match(alice_client, latest(), wallet=wallet.pk, **guessed(latest()))
    with CaptureQueriesContext(connection) as one:
        alice_client.get(LIST)
    bring(alice_client, csv(), "b.csv")
    bring(alice_client, csv(), "c.csv")

    with CaptureQueriesContext(connection) as three:
        alice_client.get(LIST)

    assert len(three) == len(one)


def test_many_files_at_once_are_checked_by_the_worker(alice, alice_client, make_wallet, monkeypatch, worker):
    monkeypatch.setattr(steps, "FEW", 1)
    wallet = make_wallet(alice, "Giro")
    bring(alice_client, ofx(), "first.ofx")
    match(alice_client, latest(), wallet=wallet.pk)

    with zeal_ignore():
        bring_all(alice_client, ("april", ofx(BOOKINGS[:1])), ("may", ofx(BOOKINGS[:2])))

    assert [status for _, status in standing(alice)] == ["checked", "checking", "checking"]
    with zeal_ignore():
        worker()
    assert [status for _, status in standing(alice)] == ["checked"] * 3


def test_a_wallet_that_the_columns_alone_told_is_looked_at_first(alice, alice_client, make_wallet):
    wallet = make_wallet(alice, "Giro")
    bring(alice_client, csv(), "giro-march.csv")
    match(alice_client, latest(), wallet=wallet.pk, **guessed(latest()))
    april = (("20260401", "-9.00", "Market", "B1"),)
    bring(alice_client, csv(april), "card.csv")
    bring(alice_client, csv((("20260501", "-8.00", "Market", "B1"),)), "giro-may.csv")

    page = alice_client.get(LIST)

    assert [source.file_name for source in page.context["ready"]] == ["giro-may.csv", "giro-march.csv"]
    assert "Is the wallet right?" in page.content.decode()
    assert (
        "if it is of another, change the wallet"
        in alice_client.get(
            StatementImport.objects.for_user(alice).get(file_name="card.csv").get_absolute_url()
        ).content.decode()
    )


def test_statements_with_nothing_new_are_put_away(alice, alice_client, make_wallet):
    wallet = make_wallet(alice, "Giro")
    import_whole(alice_client, ofx(), wallet)
    with zeal_ignore():
        bring_all(alice_client, ("again.ofx", ofx()), ("part.ofx", ofx(BOOKINGS[:1])))
        bring(alice_client, ofx((("20260401", "-9.00", "Market", "B1"),)), "new.ofx")
        page = alice_client.get(LIST).content.decode()
        alice_client.post(reverse("expenses:statement-away"))

    assert "2 statements have nothing new" in page
    assert [status for _, status in standing(alice)] == ["applied", "cancelled", "cancelled", "checked"]
