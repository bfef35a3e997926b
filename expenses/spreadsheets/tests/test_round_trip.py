"""What is exported comes back: unchanged into the same ledger, the same into another one, and right in LibreOffice."""

import csv
import datetime
import re
import shutil
import subprocess
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import require
from expenses.models import ExpenseTag
from expenses.spreadsheets.cells import read_description
from expenses.spreadsheets.formulas import defuse
from expenses.spreadsheets.reading import read_table
from expenses.spreadsheets.resources import ExpenseResource
from expenses.spreadsheets.tests.files import all_rows, csv_of, exported_csv, exported_xlsx, xlsx_of

ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""What looks like an escaped character in XLSX, and is escaped itself."""

pytestmark = pytest.mark.usefixtures("today")

TEXTS = [
    "=1+1",
    "'=1+1",
    "''x",
    "-5 discount",
    "@home",
    "Ümläut 😀",
    'a "b", c;d',
    "#N/A",
    "_x0041_",
    "007",
    "１２",
    "'",
]


@pytest.fixture
def ledger(alice, make_expense, make_category, make_tag):
    """A ledger of alice's with everything that could get lost on the way."""
    food = make_category(alice, "Food")
    categories = [None, food, make_category(alice, "=Out", parent=food), make_category(alice, "Old", is_archived=True)]
    tags = [make_tag(alice, name) for name in ("work", "=tag", "Ämter")]
    for number, text in enumerate(TEXTS):
        currency, amount = [("EUR", "12.50"), ("JPY", "-1500"), ("KWD", "1.234"), ("USD", "0.01")][number % 4]
        make_expense(
            alice, description=text, notes=f"{text}\n{text}" if number % 2 else "", currency=currency, amount=amount,
            category=categories[number % 4], tags=tags[: number % 4], date=datetime.date(2026, 1, 1 + number // 2),
        )  # fmt: skip
    return alice


def exported(user, kind):
    return exported_csv(user) if kind == "csv" else exported_xlsx(user)


def said_of(user):
    """Return all that rows say, ids aside."""
    return [row[1:] for row in all_rows(user)]


@pytest.mark.parametrize("locale", ["en_IE", "de_AT", "en_US", "fr_CH"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export_comes_back_unchanged(ledger, kind, locale):
    ledger.locale = locale

    result = ExpenseResource(user=ledger).import_data(read_table(exported(ledger, kind)))

    assert result.invalid_rows == []
    assert {name: count for name, count in result.totals.items() if count} == {"skip": len(TEXTS)}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export_goes_into_another_ledger_whole_and_once(ledger, bob, make_user, kind):
    carol = make_user("carol")
    content = exported(ledger, kind)

    first = ExpenseResource(user=carol).import_data(read_table(content))
    again = ExpenseResource(user=carol).import_data(read_table(content))

    assert (first.totals["new"], again.totals["skip"]) == (len(TEXTS), len(TEXTS))
    assert said_of(carol) == said_of(ledger)
    assert ExpenseTag.objects.for_user(carol).count() == ExpenseTag.objects.for_user(ledger).count()


@settings(max_examples=100)
@given(
    texts=st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1), min_size=1)
)
def test_every_text_comes_back_through_csv_exactly(texts):
    content = csv_of(*[("1", defuse(text), "1") for text in texts])

    cells = [row.cells[1] for row in read_table(content).rows()]

    assert cells == [defuse(text) for text in texts]


@settings(max_examples=30)
@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn"])), min_size=1, max_size=20))
def test_every_description_comes_back_through_xlsx_exactly(texts):
    kept = [read_description(f"x{text}") for text in texts]
    content = xlsx_of(*[("2026-03-14", ESCAPED.sub("_x005F_", text), 1) for text in kept])

    assert [row.cells[1] for row in read_table(content).rows()] == kept


def test_libreoffice_reads_the_same_sums(ledger, tmp_path):
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    require(soffice, "LibreOffice (no soffice)")
    (tmp_path / "expenses.xlsx").write_bytes(exported_xlsx(ledger))
    to_csv = ["--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1", "--outdir", str(tmp_path)]
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"

    subprocess.run(
        [soffice, profile, *to_csv, str(tmp_path / "expenses.xlsx")], check=True, capture_output=True, timeout=180
    )

    with (tmp_path / "expenses.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    expected = list(all_rows(ledger))
    assert [row["date"] for row in rows] == [row.date.isoformat() for row in expected]
    assert [row["description"] for row in rows] == [defuse(row.description) for row in expected]
    for currency in ("EUR", "JPY", "KWD", "USD"):
        total = sum(row.amount for row in expected if row.currency == currency)
        assert sum(Decimal(row["amount"]) for row in rows if row["currency"] == currency) == total
