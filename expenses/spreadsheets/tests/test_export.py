import datetime
import io
import re
import tracemalloc
from decimal import Decimal

import pytest
from django.db import transaction
from django.urls import reverse
from openpyxl import load_workbook

from expenses.bulk_insert import NewRecord, insert_records
from expenses.models import Expense
from expenses.spreadsheets import export
from expenses.spreadsheets.export import csv_chunks, exported_rows, xlsx_file
from expenses.spreadsheets.tests.files import exported_xlsx

pytestmark = pytest.mark.usefixtures("today")

CSV, XLSX = reverse("expenses:expense-export-csv"), reverse("expenses:expense-export-xlsx")
HEADER = (
    "id,date,description,amount,currency,category,tags,notes,wallet,wallet_amount,home_amount,home_currency,"
    "parts,refund_of,counts_with_original,spread_over,spread_from"
)


def text_of(response):
    return b"".join(response.streaming_content).decode("utf-8-sig")


def sheets_of(response):
    workbook = load_workbook(io.BytesIO(response.getvalue()))
    return [[[cell.value for cell in row] for row in sheet] for sheet in workbook.worksheets]


def first_sheet(user):
    return load_workbook(io.BytesIO(exported_xlsx(user))).active


def add_many(owner, count):
    rows = [NewRecord(datetime.date(2026, 1, 1), "1.50", "EUR", "1.50", f"Lunch {n}", None, "") for n in range(count)]
    with transaction.atomic():
        insert_records(rows, owner=owner)


@pytest.fixture
def lunch(alice, make_expense, make_category, make_tag):
    food = make_category(alice, "Food")
    out = make_category(alice, "Out", parent=food)
    tags = [make_tag(alice, "work"), make_tag(alice, "Ämter"), make_tag(alice, "zoo")]
    return make_expense(alice, category=out, tags=tags, notes="two\nlines", description='Lunch, "out"')


def test_csv_has_our_columns_and_is_known_to_excel(alice_client, lunch):
    response = alice_client.get(CSV)

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="expenses-2026-03-14.csv"'
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    cells = (
        f'{lunch.pk},2026-03-14,"Lunch, ""out""",12.50,EUR,Food:Out,"Ämter, work, zoo","two\nlines",,,12.50,EUR,,,,,'
    )
    assert content.decode("utf-8-sig") == f"{HEADER}\r\n{cells}\r\n"


def test_xlsx_has_real_days_and_numbers(alice_client, lunch):
    response = alice_client.get(XLSX)

    assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert response["Content-Disposition"] == 'attachment; filename="expenses-2026-03-14.xlsx"'
    day = datetime.datetime.fromisoformat("2026-03-14")
    row = [lunch.pk, day, 'Lunch, "out"', 12.5, "EUR", "Food:Out", "Ämter, work, zoo", "two\nlines"]
    row += [None, None, 12.5, "EUR", *[None] * 5]
    assert sheets_of(response) == [[HEADER.split(","), row]]


@pytest.mark.parametrize(
    ("currency", "amount", "written", "number_format"),
    [
        ("EUR", "12.5", "12.50", "0.00"),
        ("JPY", "1500", "1500", "0"),
        ("KWD", "-1.234", "-1.234", "0.000"),
        ("CLF", "1.5", "1.5000", "0.0000"),
    ],
)
def test_amounts_have_the_decimals_of_their_currency(alice, make_expense, currency, amount, written, number_format):
    make_expense(alice, amount=amount, currency=currency)
    rows = list(exported_rows(Expense.objects.for_user(alice), user=alice))

    line = b"".join(csv_chunks(rows)).decode().splitlines()[1]
    cell = first_sheet(alice)["D2"]

    assert line.split(",")[3:5] == [written, currency]
    assert (cell.value, cell.number_format) == (float(amount), number_format)


def test_amount_without_a_rate_has_no_worth_at_home(alice, make_expense):
    make_expense(alice, currency="USD")

    (row,) = exported_rows(Expense.objects.for_user(alice), user=alice)

    assert (row.home_amount, row.home_currency) == (None, "EUR")
    assert b"".join(csv_chunks([row])).endswith(b",,EUR,,,,,\r\n")


@pytest.mark.parametrize("url", [CSV, XLSX])
def test_formulas_are_defused_and_numbers_are_not(alice_client, alice, make_expense, make_category, make_tag, url):
    make_expense(
        alice,
        amount="-3",
        description="=1+1",
        notes="@x",
        category=make_category(alice, "+Food"),
        tags=[make_tag(alice, "-t")],
    )

    response = alice_client.get(url)

    cells = text_of(response).splitlines()[1].split(",") if url == CSV else sheets_of(response)[0][1]
    assert [str(cell) for cell in cells[2:8]] == [
        "'=1+1",
        "-3.00" if url == CSV else "-3.0",
        "EUR",
        "'+Food",
        "'-t",
        "'@x",
    ]


@pytest.mark.parametrize(
    "text", ["#N/A", "#DIV/0!", "12", "2026-03-14", "TRUE", "_x0041_", "a\x0bb", "\ufffe", " x ", "<r>&amp;</r>"]
)
def test_text_in_xlsx_stays_a_text(alice, make_expense, text):
    make_expense(alice, description=text)

    cell = first_sheet(alice)["C2"]

    assert (cell.data_type, cell.value) == (
        "s",
        re.sub("[\x0b\ufffe]", "\ufffd", text).replace("_x0041_", "_x005F_x0041_"),
    )


@pytest.mark.parametrize("day", ["1900-01-01", "1900-02-28", "1900-03-01", "2027-03-14"])
def test_day_in_xlsx_is_read_as_the_same_day(alice, make_expense, day):
    make_expense(alice, date=day)

    cell = first_sheet(alice)["B2"]

    assert (cell.value, cell.number_format) == (datetime.datetime.fromisoformat(day), "yyyy-mm-dd")


def test_heading_of_xlsx_is_bold_and_stays_in_sight(alice):
    sheet = first_sheet(alice)

    assert (sheet["A1"].font.bold, sheet.freeze_panes, round(sheet.column_dimensions["C"].width)) == (True, "A2", 37)


@pytest.mark.parametrize("url", [CSV, XLSX])
def test_export_is_what_the_list_shows_in_its_order(alice_client, alice, make_expense, url):
    for amount, description in (("5", "b"), ("7", "a"), ("9", "hidden")):
        make_expense(alice, amount=amount, description=description)

    response = alice_client.get(url, {"amount_max": "8", "sort": "description"})

    rows = [line.split(",") for line in text_of(response).splitlines()] if url == CSV else sheets_of(response)[0]
    assert [row[2] for row in rows[1:]] == ["a", "b"]


@pytest.mark.parametrize("url", [CSV, XLSX])
def test_address_that_asks_wrongly_is_answered_by_the_list(alice_client, alice, url):
    response = alice_client.get(url, {"date_from": "soon"})

    assert (response.status_code, response["Location"]) == (302, reverse("expenses:expense-list") + "?date_from=soon")


@pytest.mark.parametrize("url", [CSV, XLSX])
def test_export_holds_nothing_of_a_stranger_and_nothing_deleted(bob_client, alice, lunch, url):
    response = bob_client.get(url)

    rows = text_of(response).splitlines() if url == CSV else sheets_of(response)[0]
    assert len(rows) == 2
    assert "Bob's secret hat" in str(rows[1])


@pytest.mark.parametrize("url", [CSV, XLSX])
def test_export_answers_get_alone(alice_client, url):
    assert alice_client.post(url).status_code == 405


@pytest.mark.parametrize("url", [CSV, XLSX])
def test_export_of_nothing_has_a_header(alice_client, url):
    response = alice_client.get(url)

    assert (text_of(response).splitlines() if url == CSV else [",".join(sheets_of(response)[0][0])]) == [HEADER]


@pytest.mark.parametrize("count", [1, 3, 1_000])
def test_export_asks_the_same_number_of_questions_of_any_number_of_rows(alice, django_assert_num_queries, count):
    add_many(alice, count)

    with django_assert_num_queries(4):
        b"".join(csv_chunks(exported_rows(Expense.objects.for_user(alice), user=alice)))


def write_csv(rows):
    for _chunk in csv_chunks(rows):
        pass


def write_xlsx(rows):
    xlsx_file(rows).close()


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_memory_does_not_grow_with_the_rows(alice, write, monkeypatch):
    monkeypatch.setattr(export, "CHUNK_ROWS", 200)
    peaks = []
    for count in (600, 1_800):
        add_many(alice, count)
        tracemalloc.start()
        write(exported_rows(Expense.objects.for_user(alice), user=alice))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert peaks[1] < peaks[0] * 1.3


def test_rows_that_do_not_fit_a_sheet_go_on_to_the_next(alice, make_expense, monkeypatch):
    monkeypatch.setattr(export, "SHEET_ROWS", 3)
    for number in range(5):
        make_expense(alice, description=f"Lunch {number}")

    workbook = load_workbook(io.BytesIO(exported_xlsx(alice)))

    assert workbook.sheetnames == ["Expenses", "Expenses 2", "Expenses 3"]
    assert [[row[2].value for row in sheet][1:] for sheet in workbook] == [
        ["Lunch 0", "Lunch 1"],
        ["Lunch 2", "Lunch 3"],
        ["Lunch 4"],
    ]


def test_sum_of_exact_amounts(alice, make_expense):
    for amount in ("0.10", "0.20", "99999999999.99"):
        make_expense(alice, amount=amount)

    rows = list(exported_rows(Expense.objects.for_user(alice), user=alice))

    assert sum(row.amount for row in rows) == Decimal("100000000000.29")
