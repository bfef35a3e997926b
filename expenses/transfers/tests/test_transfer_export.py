"""The list of transfers is narrowed to a wallet and to days, and taken along as a spreadsheet."""

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from expenses.transfers import export

pytestmark = pytest.mark.usefixtures("today")
LIST, CSV, XLSX = (reverse(f"expenses:transfer-{name}") for name in ("list", "export-csv", "export-xlsx"))


@pytest.fixture
def moved(alice, bob, make_wallet, make_transfer):
    """Three transfers of alice, by description, between three wallets of two currencies; and one of bob."""
    bank, cash = make_wallet(alice, "Bank"), make_wallet(alice, "=Cash")
    yen = make_wallet(alice, "Yen", currency="JPY")
    make_transfer(make_wallet(bob, "His"), make_wallet(bob, "Hers"), description="theirs")
    return {
        "first": make_transfer(bank, cash, amount="12.5", date="2026-03-01", description="first"),
        "second": make_transfer(cash, bank, amount="3", date="2026-03-05", description="second", notes="a, b"),
        "third": make_transfer(bank, yen, amount="10", to_amount="1600", date="2026-03-09", description="third"),
    }


def shown(response):
    return [row.description for _, rows in response.context["days"] for row in rows]


def read_csv(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ["third", "second", "first"]),
        ({"wallet": "=Cash"}, ["second", "first"]),
        ({"wallet": "Yen"}, ["third"]),
        ({"date_from": "2026-03-05"}, ["third", "second"]),
        ({"date_to": "2026-03-05"}, ["second", "first"]),
        ({"wallet": "=Cash", "date_from": "2026-03-02", "date_to": "2026-03-08"}, ["second"]),
        ({"date_from": "2026-04-01"}, []),
    ],
)
def test_list_and_spreadsheets_hold_what_is_asked_for(alice_client, alice, moved, asked, names):
    wallets = {wallet.name: wallet.pk for one in moved.values() for wallet in (one.from_wallet, one.to_wallet)}
    query = {**asked, **({"wallet": wallets[asked["wallet"]]} if "wallet" in asked else {})}

    page = alice_client.get(LIST, query)
    sheet = load_workbook(io.BytesIO(b"".join(alice_client.get(XLSX, query).streaming_content))).active

    assert shown(page) == names
    assert [row[8] for row in read_csv(alice_client.get(CSV, query))[1:]] == names
    assert [row[8] for row in list(sheet.iter_rows(values_only=True))[1:]] == names
    if names:
        assert page.context["csv_url"].partition("?")[0] == CSV
        assert [row[8] for row in read_csv(alice_client.get(page.context["csv_url"]))[1:]] == names


def test_csv_has_both_amounts_in_their_currencies_and_runs_no_formula(alice_client, moved):
    rows = read_csv(alice_client.get(CSV))

    ids = {name: str(one.pk) for name, one in moved.items()}
    assert rows == [
        list(export.COLUMNS),
        [ids["third"], "2026-03-09", "Bank", "10.00", "EUR", "Yen", "1600", "JPY", "third", ""],
        [ids["second"], "2026-03-05", "'=Cash", "3.00", "EUR", "Bank", "3.00", "EUR", "second", "a, b"],
        [ids["first"], "2026-03-01", "Bank", "12.50", "EUR", "'=Cash", "12.50", "EUR", "first", ""],
    ]


def test_workbook_has_numbers_and_days(alice_client, moved):
    content = b"".join(alice_client.get(XLSX).streaming_content)

    row = next(load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2))

    assert [cell.value for cell in row[3:8]] == [10, "EUR", "Yen", 1600, "JPY"]
    assert row[1].is_date
    assert row[1].value.isoformat()[:10] == "2026-03-09"


def test_workbook_goes_on_on_another_sheet(alice_client, moved, monkeypatch):
    monkeypatch.setattr(export, "SHEET_ROWS", 3)

    book = load_workbook(io.BytesIO(b"".join(alice_client.get(XLSX).streaming_content)))

    assert [(sheet.title, sheet.max_row) for sheet in book] == [("Transfers", 3), ("Transfers 2", 2)]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"wallet": "99999"}, "This wallet is not there any more. Choose another one."),
        ({"wallet": "x"}, "This wallet is not there any more. Choose another one."),
        ({"date_from": "yesterday"}, "Write a day as 2026-11-21."),
        ({"date_from": "2026-03-09", "date_to": "2026-03-01"}, "The last day lies before the first. Swap them."),
    ],
)
def test_what_is_asked_wrongly_is_said_by_the_list(alice_client, moved, asked, words):
    page = alice_client.get(LIST, asked)
    export_answer = alice_client.get(CSV, asked)

    assert words in page.content.decode()
    assert "days" not in page.context
    assert export_answer.url.startswith(f"{LIST}?")


def test_wallet_of_another_person_is_not_there(bob_client, moved):
    asked = {"wallet": moved["first"].from_wallet_id}

    assert "This wallet is not there any more." in bob_client.get(LIST, asked).content.decode()
    assert bob_client.get(XLSX, asked).status_code == 302


def test_next_page_asks_for_the_same(alice_client, moved, monkeypatch):
    monkeypatch.setattr("expenses.transfers.listing.PAGE_ROWS", 1)
    asked = {"date_to": "2026-03-05"}

    first = alice_client.get(LIST, asked)
    second = alice_client.get(first.context["next_url"])

    assert (shown(first), shown(second), second.context["next_url"]) == (["second"], ["first"], "")


def test_export_asks_once_however_many_there_are(alice_client, moved, django_assert_num_queries):
    alice_client.get(CSV)

    with django_assert_num_queries(4):  # session, person, wallets, transfers
        read_csv(alice_client.get(CSV))
