"""Expenses as CSV and XLSX, row by row at a constant memory, in the columns that the import reads."""

import csv
import datetime
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cache, partial
from itertools import chain, islice
from typing import IO, Any, NamedTuple

from accounts.currencies import currency_digits
from accounts.models import User
from expenses.categories.tree import CategoryTree
from expenses.models import ExpenseTag
from expenses.names import sort_key
from expenses.querysets import ExpenseQuerySet
from expenses.spreadsheets.columns import COLUMNS, FOR_INFORMATION
from expenses.spreadsheets.formulas import defuse
from expenses.spreadsheets.names import write_path

EXPORTED = (*COLUMNS, *FOR_INFORMATION)
CHUNK_ROWS = 2_000
LINES_AT_ONCE = 500
SHEET_ROWS = 1_048_576
WIDTHS = {"id": 10, "date": 12, "description": 36, "amount": 14, "category": 28, "tags": 24, "notes": 36}
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


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


def exported_rows(expenses: ExpenseQuerySet, *, user: User) -> Iterator[ExportedRow]:
    """Yield the rows of a queryset of expenses of `user` in its order: one query, one more a chunk for tags."""
    paths = {node.pk: write_path(node.path) for node in CategoryTree.of(user)}
    columns = ("id", "date", "description", "amount", "currency", "category_id", "notes", "home_amount")
    values = expenses.values_list(*columns).iterator(chunk_size=CHUNK_ROWS)
    home = user.home_currency
    while chunk := list(islice(values, CHUNK_ROWS)):
        tags = names_of_tags([row[0] for row in chunk], user)
        for pk, date, description, amount, currency, category_id, notes, home_amount in chunk:
            worth = None if home_amount is None else to_digits(home)(home_amount)
            yield ExportedRow(
                pk, date, description, to_digits(currency)(amount), currency, paths.get(category_id, ""),
                tags.get(pk, ""), notes, worth, home,
            )  # fmt: skip


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
    )  # fmt: skip


def xlsx_file(rows: Iterable[ExportedRow]) -> IO[bytes]:
    """Return the rows as an XLSX workbook in a temporary file. It is written row by row, and so can be read."""
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    rows = iter(rows)
    first = next(rows, None)
    _fill_sheet(workbook.create_sheet("Expenses"), _up_to_a_sheet(first, rows))
    while (first := next(rows, None)) is not None:
        _fill_sheet(workbook.create_sheet(f"Expenses {len(workbook.worksheets) + 1}"), _up_to_a_sheet(first, rows))
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it when it is sent
    workbook.save(file)
    file.seek(0)
    return file


def _up_to_a_sheet(first: ExportedRow | None, rows: Iterator[ExportedRow]) -> Iterator[ExportedRow]:
    return chain([] if first is None else [first], islice(rows, SHEET_ROWS - 2))


def _fill_sheet(sheet: Any, rows: Iterable[ExportedRow]) -> None:
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    for number, column in enumerate(EXPORTED, 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(column, 14)
    cells = _Cells(sheet)
    sheet.append([cells.heading(column) for column in EXPORTED])
    for row in rows:
        sheet.append(cells.of(row))


class _Cells:
    """The cells of one row, used again for every row: each is written before the next one is filled."""

    def __init__(self, sheet: Any) -> None:
        from openpyxl.cell import WriteOnlyCell

        self.new = partial(WriteOnlyCell, sheet)
        self.date = self._with_format("yyyy-mm-dd")
        self.texts = {column: self.new() for column in EXPORTED}
        self.amounts: dict[tuple[str, str], Any] = {}

    def heading(self, text: str) -> Any:
        from openpyxl.styles import Font

        cell = self.new(text)
        cell.font = Font(bold=True)
        return cell

    def of(self, row: ExportedRow) -> list[Any]:
        self.date.value = row.date
        amount = self.amount("amount", row.amount, row.currency)
        worth = self.amount("home_amount", row.home_amount, row.home_currency)
        texts = [self.text(column, getattr(row, column)) for column in ("category", "tags", "notes")]
        return [
            row.id, self.date, self.text("description", row.description), amount, row.currency, *texts,
            worth, row.home_currency,
        ]  # fmt: skip

    def text(self, column: str, text: str) -> Any:
        if not text:
            return None
        cell = self.texts[column]
        cell.value = to_xml_text(defuse(text))
        # A text such as "#N/A" is a text, too.
        cell.data_type = "s"
        return cell

    def amount(self, column: str, amount: Decimal | None, currency: str) -> Any:
        if amount is None:
            return None
        key = column, currency
        if key not in self.amounts:
            digits = currency_digits(currency)
            self.amounts[key] = self._with_format("0." + "0" * digits if digits else "0")
        self.amounts[key].value = amount
        return self.amounts[key]

    def _with_format(self, number_format: str) -> Any:
        cell = self.new()
        cell.number_format = number_format
        return cell


def to_xml_text(text: str) -> str:
    """Return `text` as a cell of XLSX can hold it: what looks like an escaped character there is escaped itself."""
    return _NOT_IN_XML.sub("\ufffd", _ESCAPED.sub("_x005F_", text))
