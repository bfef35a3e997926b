"""Walks through wallets: the first two, money moved between them, a statement that agrees, an archive of it all."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from e2e.looks import on_each_screen
from expenses.models import Reconciliation, Transfer, Wallet
from expenses.wallets.balances import balances

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def wallets(alice, make_wallet, make_expense, make_transfer):
    bank = make_wallet(alice, "Bank", opening_balance="500", is_default=True)
    dollars = make_wallet(alice, "A card of a name that is rather long for a phone", currency="USD", kind="card")
    make_expense(alice, wallet=bank)
    make_transfer(bank, dollars, to_amount=Decimal("108.25"), description="To the card")
    return bank


@on_each_screen
def test_pages_are_accessible_and_fit_the_screen(
    screen, auth_page, live_server, alice, wallets, expect_accessible, expect_no_sideways_scroll
):
    transfer = Transfer.objects.for_user(alice).get()
    own = [f"/wallets/{wallets.pk}/{name}" for name in ("", "edit/", "delete/", "reconcile/")]
    moved = [f"/transfers/{transfer.pk}/{name}" for name in ("", "edit/", "delete/")]
    for path in ["/wallets/", "/wallets/new/", "/transfers/", "/transfers/new/", "/archive/", *own, *moved]:
        auth_page.goto(live_server.url + path)
        expect_accessible(auth_page)
        expect_no_sideways_scroll(auth_page)


@on_each_screen
def test_money_moves_between_the_first_wallets(screen, auth_page, live_server, alice):
    auth_page.goto(f"{live_server.url}/wallets/")
    auth_page.get_by_role("button", name="Add “Bank account”").click()
    auth_page.get_by_role("link", name="Add wallet").click()
    auth_page.get_by_label("Name").fill("Purse")
    auth_page.get_by_label("Kind").select_option("cash")
    auth_page.get_by_role("button", name="Add wallet").click()

    auth_page.goto(f"{live_server.url}/transfers/new/")
    auth_page.get_by_label("Amount", exact=False).first.fill("80")
    auth_page.get_by_label("From").select_option(label="Bank account (EUR)")
    auth_page.get_by_label("To", exact=False).nth(0).select_option(label="Purse (EUR)")
    auth_page.get_by_role("button", name="Move").click()

    expect(auth_page.get_by_role("heading", name="Bank account")).to_be_visible()
    assert [(row.wallet.name, row.balance) for row in balances(alice)] == [
        ("Bank account", Decimal("-80.00")),
        ("Purse", Decimal("80.00")),
    ]

    auth_page.get_by_role("button", name="Undo").click()
    expect(auth_page.get_by_text("Undone: 1 record as before.")).to_be_visible()
    assert [row.balance for row in balances(alice)] == [Decimal("0.00")] * 2


@on_each_screen
def test_statement_is_ticked_until_it_agrees(screen, auth_page, live_server, alice, wallets):
    auth_page.goto(f"{live_server.url}/wallets/{wallets.pk}/reconcile/")
    auth_page.get_by_label("Last day of the statement").fill("2026-03-31")
    auth_page.get_by_label("Balance at its end").fill("387.50")
    auth_page.get_by_role("button", name="Begin").click()

    for box in auth_page.get_by_role("checkbox").all():
        with auth_page.expect_response("**/tick/"):
            box.check()
    auth_page.get_by_role("button", name="Finish").click()

    expect(auth_page.get_by_text("agrees with its statement")).to_be_visible()
    assert Reconciliation.objects.for_user(alice).get().finished_at is not None


def test_form_asks_what_a_foreign_wallet_lost(auth_page, live_server, alice, wallets):
    auth_page.goto(f"{live_server.url}/expenses/new/")
    lost = auth_page.get_by_label("Taken from the wallet")
    expect(lost).to_be_hidden()

    dollars = Wallet.objects.for_user(alice).get(currency="USD")
    auth_page.get_by_label("Wallet", exact=True).select_option(str(dollars.pk))

    expect(lost).to_be_visible()
