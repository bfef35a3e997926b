"""Splits, refunds and spread payments in spreadsheets and in bulk changes."""

import csv
import datetime
import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from expenses.activity.undo import undo
from expenses.bulk_change import categorise
from expenses.models import Expense, Portion
from expenses.refunds.refunding import RefundEntry, refund
from expenses.splits.recounting import Part
from expenses.splits.splitting import set_parts
from expenses.splits.spreading import spread
from expenses.spreadsheets.examining import BOUND, Examination
from expenses.spreadsheets.export import csv_chunks, exported_rows, xlsx_file
from expenses.spreadsheets.models import Outcome
from expenses.spreadsheets.reading import read_table

DAY = datetime.date(2026, 3, 14)
COUNTING = ("parts", "refund_of", "counts_with_original", "spread_over", "spread_from")


@pytest.fixture
def food(alice, make_category):
    return make_category(alice, "Food")


@pytest.fixture
def ledger(alice, make_expense, make_category, food):
    """Return a split with a refund that counts with it, a spread payment and a plain one, in the order of their ids."""
    out = make_category(alice, "Out", parent=food)
    split, spread_out, _plain = [make_expense(alice, category=food) for _ in range(3)]
    set_parts(split.pk, [Part(out.pk, Decimal(8)), Part(None, Decimal("4.5"))], owner=alice, actor=alice)
    spread(spread_out.pk, 12, DAY, owner=alice, actor=alice)
    entry = RefundEntry(Decimal(5), DAY, counts_with_original=True)
    refund(split.pk, entry, owner=alice, actor=alice)
    return split


def exported(owner):
    return exported_rows(Expense.objects.for_user(owner).order_by("id"), user=owner)


def test_csv_says_how_each_counts(alice, ledger):
    text = b"".join(csv_chunks(exported(alice))).decode("utf-8-sig")

    rows = [tuple(row[name] for name in COUNTING) for row in csv.DictReader(io.StringIO(text))]
    assert rows == [
        ("Food:Out=8.00; =4.50", "", "", "", ""),
        ("", "", "", "12", "2026-03-14"),
        ("", "", "", "", ""),
        ("Food:Out=-3.20; =-1.80", str(ledger.pk), "yes", "", ""),
    ]


def test_xlsx_says_the_same_in_numbers_and_days(alice, ledger):
    with xlsx_file(exported(alice)) as file:
        sheet = load_workbook(file).active

    rows = [tuple(cell.value for cell in row[12:]) for row in sheet.iter_rows(min_row=2)]
    assert rows == [
        ("Food:Out=8.00; =4.50", None, None, None, None),
        (None, None, None, 12, datetime.datetime.combine(DAY, datetime.time())),
        (None, None, None, None, None),
        ("Food:Out=-3.20; =-1.80", ledger.pk, "yes", None, None),
    ]


def findings(owner, text):
    return [one for batch in Examination(read_table(text.encode()), user=owner).batches() for one in batch]


def test_an_export_that_is_imported_again_changes_nothing(alice, ledger):
    text = b"".join(csv_chunks(exported(alice))).decode("utf-8-sig")

    assert [finding.outcome for finding in findings(alice, text)] == [Outcome.UNCHANGED] * 4


def test_import_refuses_what_other_rows_follow_from(alice, ledger):
    expenses = list(Expense.objects.for_user(alice).order_by("id"))
    lines = ["id,date,description,amount,category"]
    lines += [f"{one.pk},2026-03-15,Lunch,{one.amount + 1},Food" for one in expenses]

    found = findings(alice, "\n".join(lines))

    assert [finding.outcome for finding in found] == [Outcome.WRONG, Outcome.WRONG, Outcome.CHANGED, Outcome.WRONG]
    assert found[0].errors == {"date": BOUND, "amount": BOUND, "category": BOUND}
    assert found[1].errors == {"date": BOUND, "amount": BOUND}


def test_import_may_change_what_a_split_is_called(alice, ledger):
    text = f"id,date,description,amount\n{ledger.pk},2026-03-14,Supper,12.50"

    assert [finding.outcome for finding in findings(alice, text)] == [Outcome.CHANGED]


def test_bulk_change_moves_the_months_of_a_spread_and_passes_a_split_over(alice, ledger, make_category):
    home = make_category(alice, "Home")

    change = categorise(Expense.objects.for_user(alice), home.pk, owner=alice, actor=alice)

    months = Portion.objects.for_user(alice).filter(expense__spread_over=12)
    parts = Portion.objects.for_user(alice).filter(expense=ledger)
    assert set(months.values_list("category__name", flat=True)) == {"Home"}
    assert list(parts.values_list("category__name", flat=True)) == ["Out", None]
    undo(change.activity.pk, owner=alice, actor=alice)
    assert set(months.values_list("category__name", flat=True)) == {"Food"}
