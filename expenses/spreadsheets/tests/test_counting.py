"""Split, spread and refunded payments out, and into another ledger."""

import datetime
from decimal import Decimal

import pytest

from expenses.models import Expense, Portion
from expenses.refunds.refunding import RefundEntry, refund
from expenses.splits.recounting import Part
from expenses.splits.splitting import set_parts
from expenses.splits.spreading import spread
from expenses.spreadsheets.columns import COUNTING
from expenses.spreadsheets.examining import Examination
from expenses.spreadsheets.export import csv_chunks, exported_rows
from expenses.spreadsheets.models import Outcome
from expenses.spreadsheets.reading import read_table
from expenses.spreadsheets.resources import ExpenseResource
from expenses.spreadsheets.tests.files import csv_of

pytestmark = pytest.mark.usefixtures("today")

DAY = datetime.date(2026, 3, 1)
HEADER = ("id", "date", "description", "amount", *COUNTING)


def counted(owner) -> dict[str, list]:
    """Return by description what counts: the payments that do, and the portions in place of the others."""
    rows = Expense.objects.for_user(owner).order_by("description")
    found = {}
    for row in rows:
        portions = Portion.objects.for_user(owner).filter(expense=row).order_by("counted_as", "position")
        parts = list(portions.values_list("category__name", "amount", "home_amount", "counted_on", "counted_as"))
        refunded = row.refund_of.description if row.refund_of else ""
        found[row.description] = [row.amount, row.counted_on, row.counted_as, refunded, parts]
    return found


def findings(owner, *rows):
    table = read_table(csv_of(*rows, header=HEADER))
    return [each for batch in Examination(table, user=owner).batches() for each in batch]


def test_what_goes_out_counts_the_same_in_another_ledger(alice, bob, make_expense, make_category):
    food, fun = make_category(alice, "Food"), make_category(alice, "Fun")
    dinner = make_expense(alice, description="Dinner", amount="30", date=DAY)
    set_parts(dinner.pk, [Part(food.pk, Decimal(20)), Part(fun.pk, Decimal(10))], owner=alice, actor=alice)
    bill = make_expense(alice, description="Bill", amount="120", date=DAY, category=fun)
    spread(bill.pk, 12, DAY, owner=alice, actor=alice)
    dinner.refresh_from_db()
    back = RefundEntry(amount=Decimal(6), date=DAY + datetime.timedelta(days=5), counts_with_original=True)
    refund(dinner.pk, back, owner=alice, actor=alice)
    content = b"".join(csv_chunks(exported_rows(Expense.objects.for_user(alice).order_by("id"), user=alice)))
    Expense.objects.for_user(bob).delete()

    result = ExpenseResource(user=bob).import_data(read_table(content))
    again = ExpenseResource(user=bob).import_data(read_table(content))

    assert (result[Outcome.NEW], again[Outcome.NEW]) == (3, 0)
    assert counted(bob) == counted(alice)


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        (("Food=5; Fun=6", "", "", "", ""), "parts", "The parts sum to 11, and the amount is 12."),
        (("Food", "", "", "", ""), "parts", "Write two parts or more"),
        (("Food=12", "", "", "", ""), "parts", "Write two parts or more"),
        (("Food=12; Fun=0", "", "", "", ""), "parts", "The parts sum to 12"),
        (("=6; a:b:c:d:e:f=6", "", "", "", ""), "parts", "Categories go 5 levels deep."),
        (("", "7", "", "", ""), "refund_of", "A refund is negative."),
        (("", "x", "", "", ""), "refund_of", "“x” is not an id"),
        (("", "", "", "1", ""), "spread_over", "Spread it over 2 to 120 months."),
        (("", "", "", "many", ""), "spread_over", "Write a number of months"),
        (("", "", "", "3", "soon"), "spread_over", "“soon” is not a date."),
    ],
)
def test_what_is_wrong_stands_beside_its_column(cells, column, reason, alice):
    (finding,) = findings(alice, ("", "2026-03-01", "Dinner", "12", *cells))

    assert list(finding.errors) == [column]
    assert finding.errors[column].startswith(reason)


def test_new_categories_of_parts_are_made(alice):
    row = ("", "2026-03-01", "Dinner", "12", "Food:Out=7.50; =4.50", "", "", "", "")
    ExpenseResource(user=alice).import_data(read_table(csv_of(row, header=HEADER)))

    (said,) = counted(alice).values()
    assert [(name, amount) for name, amount, *_ in said[-1]] == [("Out", Decimal("7.5")), (None, Decimal("4.5"))]


def test_a_refund_finds_its_expense_by_the_id_of_the_file_and_no_strangers(alice, bob, make_expense):
    theirs = make_expense(bob, description="Theirs", amount="50")
    rows = [
        ("9000001", "2026-03-01", "Shoes", "80", "", "", "", "", ""),
        ("9000002", "2026-03-02", "Shoes back", "-80", "", "9000001", "no", "", ""),
        ("", "2026-03-03", "Back of a stranger's", "-50", "", str(theirs.pk), "yes", "", ""),
    ]
    ExpenseResource(user=alice).import_data(read_table(csv_of(*rows, header=HEADER)))

    assert {name: said[3] for name, said in counted(alice).items()} == {
        "Shoes": "",
        "Shoes back": "Shoes",
        "Back of a stranger's": "",
    }
