import csv
import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from expenses.categories.models import Category
from expenses.models import Activity, Expense, Income
from expenses.spreadsheets.models import SpreadsheetImport

pytestmark = pytest.mark.usefixtures("today")

FILE = (
    "date,description,amount,currency,category,tags\n"
    "2026-03-01,March,2400.50,EUR,Salary,work\n"
    "2026-03-02,Interest,1.25,EUR,Bank,\n"
)


def hand_in(client, owner, content=FILE, kind="income"):
    upload = SimpleUploadedFile("income.csv", content.encode(), content_type="text/csv")
    client.post(reverse("expenses:import-create"), {"file": upload, "kind": kind})
    return SpreadsheetImport.objects.for_user(owner).latest("pk")


def test_a_file_of_income_becomes_income(alice_client, alice):
    source = hand_in(alice_client, alice)
    alice_client.post(reverse("expenses:import-apply", args=[source.pk]))

    rows = Income.objects.for_user(alice).order_by("date").values_list("description", "amount", "category__kind")
    assert list(rows) == [("March", Decimal("2400.5"), "income"), ("Interest", Decimal("1.25"), "income")]
    assert not Expense.objects.for_user(alice).exists()
    page = alice_client.get(reverse("expenses:import-detail", args=[source.pk]))
    assert page.context["result"][0].startswith("2 incomes added in ")
    assert reverse("expenses:income-list") in page.content.decode()


def test_the_same_file_twice_adds_nothing(alice_client, alice):
    alice_client.post(reverse("expenses:import-apply", args=[hand_in(alice_client, alice).pk]))

    source = hand_in(alice_client, alice)

    assert (source.new_count, source.unchanged_count) == (0, 2)


def test_an_equal_expense_is_no_income(alice_client, alice, make_expense):
    make_expense(alice, date="2026-03-02", description="Interest", amount="1.25")

    assert hand_in(alice_client, alice).new_count == 2


def test_undo_takes_the_whole_import_back(alice_client, alice):
    source = hand_in(alice_client, alice)
    alice_client.post(reverse("expenses:import-apply", args=[source.pk]))

    alice_client.post(reverse("expenses:activity-undo", args=[Activity.objects.for_user(alice).latest("pk").pk]))

    assert not Income.objects.for_user(alice).exists()


def test_an_export_can_be_changed_and_imported_again(alice_client, alice, make_income, make_category):
    income = make_income(alice, amount="2000", category=make_category(alice, "Salary", kind=Category.Kind.INCOME))
    exported = b"".join(alice_client.get(reverse("expenses:income-export-csv")).streaming_content).decode("utf-8-sig")

    source = hand_in(alice_client, alice, exported.replace("2000.00,EUR,Salary", "2100.00,EUR,Salary"))
    alice_client.post(reverse("expenses:import-apply", args=[source.pk]))

    income.refresh_from_db()
    assert (source.changed_count, income.amount) == (1, Decimal(2100))


def test_exports_have_no_columns_of_splits(alice_client, alice, make_income):
    make_income(alice, amount="2000", description="=1+1")

    text = b"".join(alice_client.get(reverse("expenses:income-export-csv")).streaming_content).decode("utf-8-sig")
    workbook = load_workbook(io.BytesIO(alice_client.get(reverse("expenses:income-export-xlsx")).getvalue()))

    (row,) = csv.DictReader(io.StringIO(text))
    header, values = workbook["Income"].iter_rows(values_only=True)
    assert list(row) == list(header)
    assert list(row)[-1] == "home_currency"
    assert (row["description"], values[header.index("description")]) == ("'=1+1", "'=1+1")
    assert (row["amount"], values[header.index("amount")]) == ("2000.00", 2000)


def test_a_kind_that_cannot_be_is_refused(alice_client, alice):
    upload = SimpleUploadedFile("income.csv", FILE.encode(), content_type="text/csv")

    response = alice_client.post(reverse("expenses:import-create"), {"file": upload, "kind": "gift"})

    assert list(response.context["form"].errors) == ["kind"]
    assert not SpreadsheetImport.objects.for_user(alice).exists()
