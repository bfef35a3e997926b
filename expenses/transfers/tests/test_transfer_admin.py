"""Wallets and transfers as staff see, change, import and export them."""

from decimal import Decimal

import pytest
from tablib import Dataset
from zeal import zeal_ignore

from expenses.models import Transfer, Wallet
from expenses.transfers.resources import TransferResource
from expenses.wallets.resources import WalletResource

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture(autouse=True)
def forms_look_up_each_choice():
    with zeal_ignore():
        yield


@pytest.fixture
def bank(alice, make_wallet):
    return make_wallet(alice, "Bank", opening_balance="100")


@pytest.fixture
def cash(alice, make_wallet):
    return make_wallet(alice, "Cash")


def sheet(headers, *rows):
    return Dataset(*rows, headers=headers)


def mistakes_of(result):
    return [error.message_dict for error in (row.error for row in result.invalid_rows)]


WALLETS = ["owner", "name", "kind", "currency", "opening_balance"]
TRANSFERS = ["owner", "date", "from_wallet", "to_wallet", "from_amount", "to_amount"]


def test_wallets_come_back_from_their_export(alice, bank, staff_queries):
    with staff_queries():
        exported = WalletResource().export()
        bank.delete()
        result = WalletResource().import_data(exported)

    # The id of the deleted row leads nowhere: the sheet says so instead of making another one under it.
    assert mistakes_of(result) == [
        {"id": [f"There is no row with the id {exported['id'][0]}. Leave the cell empty for a new one."]}
    ]


def test_wallets_are_imported_by_name(alice, bank, staff_queries):
    with staff_queries():
        rows = [["alice", "bank", "bank", "EUR", "250"], ["alice", "Card", "card", "USD", "-5"]]
        result = WalletResource().import_data(sheet(WALLETS, *rows))

    assert [str(error.error) for row in result.rows for error in row.errors] == []
    assert mistakes_of(result) == []
    found = Wallet.objects.for_user(alice).values_list("name", "kind", "currency", "opening_balance")
    assert set(found) == {("bank", "bank", "EUR", Decimal(250)), ("Card", "card", "USD", Decimal(-5))}


def test_transfers_go_out_and_come_in(alice, bank, cash, make_transfer, staff_queries):
    make_transfer(bank, cash, "12.50")
    with staff_queries():
        exported = TransferResource().export()
        row = exported.dict[0]
        row["id"] = ""
        result = TransferResource().import_data(sheet(list(row), list(row.values())))

    assert (row["from_wallet"], row["to_wallet"], str(row["from_amount"])) == ("Bank", "Cash", "12.50")
    assert not result.has_validation_errors()
    assert [transfer.from_amount for transfer in Transfer.objects.for_user(alice)] == [Decimal("12.5")] * 2


@pytest.mark.parametrize(
    ("row", "mistake"),
    [
        (["Bank", "Sock", "5", "5"], {"to_wallet": ["alice has no wallet “Sock”. Make it first."]}),
        (["Bank", "Bank", "5", "5"], {"to_wallet": ["Choose two different wallets."]}),
        (["Bank", "Cash", "5", "6"], {"to_amount": ["Between wallets of one currency, as much arrives as has left."]}),
        (["Bank", "Cash", "-5", "-5"], None),
    ],
)
def test_wrong_transfers_stay_out(alice, bank, cash, staff_queries, row, mistake):
    with staff_queries():
        result = TransferResource().import_data(sheet(TRANSFERS, ["alice", "2026-03-01", *row]))

    mistakes = mistakes_of(result)
    assert mistakes == [mistake] if mistake else mistakes
    assert not Transfer.objects.for_user(alice).exists()


@pytest.mark.parametrize("model", ["wallet", "transfer", "reconciliation"])
def test_staff_see_the_lists(staff_client, bank, cash, make_transfer, model):
    make_transfer(bank, cash)

    assert staff_client.get(f"/admin/expenses/{model}/").status_code == 200


def test_staff_change_a_transfer(staff_client, alice, bank, cash, make_transfer):
    transfer = make_transfer(bank, cash)
    form = {"date": "2026-03-14", "from_wallet": bank.pk, "to_wallet": cash.pk, "description": "", "notes": ""}
    url = f"/admin/expenses/transfer/{transfer.pk}/change/"

    refused = staff_client.post(url, {**form, "from_amount": "5", "to_amount": "6"})
    staff_client.post(url, {**form, "from_amount": "5", "to_amount": "5"})

    assert refused.status_code == 200
    transfer.refresh_from_db()
    assert transfer.to_amount == 5


def test_wallet_with_records_cannot_be_deleted_by_staff(staff_client, bank, cash, make_transfer):
    make_transfer(bank, cash)

    assert staff_client.post(f"/admin/expenses/wallet/{bank.pk}/delete/", {"post": "yes"}).status_code == 403
