"""Expenses as CSV and XLSX, row by row at a constant memory, in the columns that the import reads."""

import csv
import datetime
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cache
from itertools import islice
from typing import IO, Any, NamedTuple

from accounts.currencies import currency_digits
from accounts.models import User
from expenses.categories.tree import CategoryTree
from expenses.counting import Basis, CountedAs
from expenses.models import ExpenseTag, Portion
from expenses.names import sort_key
from expenses.querysets import ExpenseQuerySet
from expenses.spreadsheets.columns import COLUMNS, FOR_INFORMATION
from expenses.spreadsheets.formulas import defuse
from expenses.spreadsheets.names import write_path
from expenses.spreadsheets.workbook import TableWorkbook

EXPORTED = (*COLUMNS, *FOR_INFORMATION)
COUNTED = ("counted_as", "refund_of_id", "is_counted_with_original", "spread_over", "spread_from")
COUNTED_AS = 8
CHUNK_ROWS = 2_000
LINES_AT_ONCE = 500
SHEET_ROWS = 1_048_576
WIDTHS = {"id": 10, "date": 12, "description": 36, "amount": 14, "category": 28, "tags": 24, "notes": 36}


class ExportedRow(NamedTuple):
    """One expense in the order of EXPORTED. Amounts have the decimals of their currency; texts are not defused yet."""

    id: int
    date: datetime.date
    description: str
    amount: Decimal
    currency: str
    category: str
    tags: str
    notes: str
    home_amount: Decimal | None
    home_currency: str
    parts: str = ""
    refund_of: int | None = None
    counts_with_original: str = ""
    spread_over: int | None = None
    spread_from: datetime.date | None = None


PLAIN: tuple[Any, ...] = ("", None, "", None, None)
"""What stands in the last columns of an expense that is neither split nor spread nor a refund."""


def exported_rows(expenses: ExpenseQuerySet, *, user: User) -> Iterator[ExportedRow]:
    """Yield the rows of `expenses`, of `user`, in their order: one query, two more a chunk for tags and parts."""
    paths = {node.pk: write_path(node.path) for node in CategoryTree.of(user)}
    columns = ("id", "date", "description", "amount", "currency", "category_id", "notes", "home_amount", *COUNTED)
    values = expenses.values_list(*columns).iterator(chunk_size=CHUNK_ROWS)
    home = user.home_currency
    while chunk := list(islice(values, CHUNK_ROWS)):
        tags = names_of_tags([row[0] for row in chunk], user)
        parts = parts_in_words([row[0] for row in chunk if row[COUNTED_AS] == CountedAs.NEITHER], paths, user)
        for pk, date, description, amount, currency, category_id, notes, home_amount, counted_as, *links in chunk:
            worth = None if home_amount is None else to_digits(home)(home_amount)
            yield ExportedRow(
                pk, date, description, to_digits(currency)(amount), currency, paths.get(category_id, ""),
                tags.get(pk, ""), notes, worth, home,
                *(PLAIN if counted_as == CountedAs.BOTH and links[0] is None else _linked(parts.get(pk, ""), *links)),
            )  # fmt: skip


def _linked(
    parts: str, refund_of: int | None, is_with: bool, months: int | None, first_day: datetime.date | None
) -> tuple[Any, ...]:
    return parts, refund_of, ("yes" if is_with else "no") if refund_of else "", months, first_day


def parts_in_words(ids: list[int], paths: dict[int, str], user: User) -> dict[int, str]:
    """Return the parts of split expenses, by expense, as a cell holds them: "Food:Groceries=12.50; Home=3.00".

    A part without a category stands as "=3.00". It is a query where there are any.
    """
    found: dict[int, list[str]] = {}
    rows = Portion.objects.for_user(user).counted(Basis.PAID).filter(expense_id__in=ids).order_by("position")
    columns = ("expense_id", "category_id", "amount", "expense__currency")
    for expense_id, category_id, amount, currency in rows.values_list(*columns) if ids else ():
        part = f"{paths.get(category_id, '')}={to_digits(currency)(amount):f}"
        found.setdefault(expense_id, []).append(part)
    return {pk: "; ".join(parts) for pk, parts in found.items()}


def names_of_tags(ids: list[int], user: User) -> dict[int, str]:
    """Return the names of the tags of some expenses, by expense, as a cell holds them: "home, work"."""
    links = ExpenseTag.objects.for_user(user).filter(expense_id__in=ids).order_by()
    names: dict[int, list[str]] = {}
    for expense_id, name in links.values_list("expense_id", "tag__name"):
        names.setdefault(expense_id, []).append(name)
    return {pk: ", ".join(sorted(found, key=sort_key)) for pk, found in names.items()}


@cache
def to_digits(currency: str) -> Callable[[Decimal], Decimal]:
    """Return the function that gives an amount of the ledger the decimals of `currency`."""
    unit = Decimal(1).scaleb(-currency_digits(currency))
    return lambda amount: amount.quantize(unit)


def csv_chunks(rows: Iterable[ExportedRow]) -> Iterator[bytes]:
    """Yield the rows as CSV in UTF-8, with the mark in front by which Excel knows it."""
    rows = iter(rows)
    yield csv_lines([EXPORTED], mark="\ufeff")
    while lines := list(islice(rows, LINES_AT_ONCE)):
        yield csv_lines([csv_cells(row) for row in lines])


def csv_lines(lines: Iterable[Iterable[Any]], *, mark: str = "") -> bytes:
    text = io.StringIO(newline="")
    text.write(mark)
    csv.writer(text).writerows(lines)
    return text.getvalue().encode()


def csv_cells(row: ExportedRow) -> tuple[Any, ...]:
    worth = "" if row.home_amount is None else f"{row.home_amount:f}"
    texts = (defuse(row.category), defuse(row.tags), defuse(row.notes))
    return (
        row.id, row.date.isoformat(), defuse(row.description), f"{row.amount:f}", row.currency, *texts,
        worth, row.home_currency,
        defuse(row.parts), row.refund_of or "", row.counts_with_original, row.spread_over or "",
        row.spread_from.isoformat() if row.spread_from else "",
    )  # fmt: skip


def xlsx_file(rows: Iterable[ExportedRow]) -> IO[bytes]:
    """Return the rows as an XLSX workbook in a temporary file, on as many sheets as they need."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it when it is sent
    workbook = TableWorkbook(file)
    _open_sheet(workbook, 1)
    for place, row in enumerate(rows):
        if place and place % (SHEET_ROWS - 1) == 0:
            _open_sheet(workbook, place // (SHEET_ROWS - 1) + 1)
        _write_row(workbook, row)
    workbook.close()
    file.seek(0)
    return file


def _open_sheet(workbook: TableWorkbook, number: int) -> None:
    name = "Expenses" if number == 1 else f"Expenses {number}"
    workbook.open_sheet(name, EXPORTED, [WIDTHS.get(column, 14) for column in EXPORTED])


def _write_row(workbook: TableWorkbook, row: ExportedRow) -> None:
    """Write the cells of `row` in the order of EXPORTED."""
    workbook.next_row()
    workbook.write_number(0, row.id)
    workbook.write_day(1, row.date)
    workbook.write_text(2, defuse(row.description))
    workbook.write_amount(3, row.amount, currency_digits(row.currency))
    workbook.write_text(4, row.currency)
    for column, text in enumerate((row.category, row.tags, row.notes), 5):
        workbook.write_text(column, defuse(text))
    workbook.write_amount(8, row.home_amount, currency_digits(row.home_currency))
    workbook.write_text(9, row.home_currency)
    if row[10:] != PLAIN:
        _write_counting(workbook, row)


def _write_counting(workbook: TableWorkbook, row: ExportedRow) -> None:
    workbook.write_text(10, defuse(row.parts))
    if row.refund_of:
        workbook.write_number(11, row.refund_of)
    workbook.write_text(12, row.counts_with_original)
    if row.spread_over and row.spread_from:
        workbook.write_number(13, row.spread_over)
        workbook.write_day(14, row.spread_from)
