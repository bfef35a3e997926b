"""Records as CSV and XLSX, row by row at a constant memory, in the columns that the import reads."""

import csv
import datetime
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import islice
from typing import IO, Any, NamedTuple

from accounts.currencies import currency_digits
from accounts.models import User
from expenses.categories.tree import CategoryTree
from expenses.counting import Basis, CountedAs
from expenses.models import Portion
from expenses.names import sort_key
from expenses.querysets import RecordQuerySet
from expenses.record_kinds import EXPENSE, RecordKind, kind_of
from expenses.spreadsheets.columns import COLUMNS, COUNTING, WORTH
from expenses.spreadsheets.formulas import defuse
from expenses.spreadsheets.names import write_path
from expenses.spreadsheets.workbook import TableWorkbook
from expenses.wallets.choices import wallets_of

READ = (
    "id", "date", "description", "amount", "currency", "category_id", "notes", "wallet_id", "wallet_amount",
    "home_amount",
)  # fmt: skip
COUNTED = ("counted_as", "refund_of_id", "is_counted_with_original", "spread_over", "spread_from")
COUNTED_AS = len(READ)
CHUNK_ROWS = 2_000
LINES_AT_ONCE = 500
SHEET_ROWS = 1_048_576
WIDTHS = {"id": 10, "date": 12, "description": 36, "amount": 14, "category": 28, "tags": 24, "notes": 36, "wallet": 20}


class ExportedRow(NamedTuple):
    """One record in the order of `exported_columns`. Amounts have the decimals of their currency; texts are raw."""

    id: int
    date: datetime.date
    description: str
    amount: Decimal
    currency: str
    category: str
    tags: str
    notes: str
    wallet: str
    wallet_amount: Decimal | None
    home_amount: Decimal | None
    home_currency: str
    parts: str = ""
    refund_of: int | None = None
    counts_with_original: str = ""
    spread_over: int | None = None
    spread_from: datetime.date | None = None


PLAIN: tuple[Any, ...] = ("", None, "", None, None)
"""What stands in the last columns of an expense that is neither split nor spread nor a refund."""


def exported_columns(kind: RecordKind) -> tuple[str, ...]:
    """Return the columns of a spreadsheet of a kind of record, those of how a payment counts at the end."""
    return (*COLUMNS, *WORTH, *COUNTING) if kind.can_be_split else (*COLUMNS, *WORTH)


def exported_rows(records: RecordQuerySet, *, user: User) -> Iterator[ExportedRow]:
    """Yield the rows of `records`, of `user`, in their order: one query, two more a chunk for tags and parts."""
    kind = kind_of(records.model)
    paths = {node.pk: write_path(node.path) for node in CategoryTree.of(user, kind.category_kind)}
    wallets = wallets_of(user)
    columns = (*READ, *COUNTED) if kind.can_be_split else READ
    values = records.values_list(*columns).iterator(chunk_size=CHUNK_ROWS)
    home = user.home_currency
    while chunk := list(islice(values, CHUNK_ROWS)):
        tags = names_of_tags([row[0] for row in chunk], kind, user)
        parts = parts_in_words([row[0] for row in chunk if _is_split(row)], paths, user)
        for row in chunk:
            pk, date, description, amount, currency, category_id, notes, wallet_id, moved, home_amount, *counted = row
            worth = None if home_amount is None else to_digits(home)(home_amount)
            wallet = wallets.get(wallet_id)
            yield ExportedRow(
                pk, date, description, to_digits(currency)(amount), currency, paths.get(category_id, ""),
                tags.get(pk, ""), notes, wallet.name if wallet else "",
                to_digits(wallet.currency)(moved) if wallet else None, worth, home,
                *(PLAIN if _is_plain(counted) else _linked(parts.get(pk, ""), *counted[1:])),
            )  # fmt: skip


def _is_split(row: Sequence[Any]) -> bool:
    return len(row) > COUNTED_AS and row[COUNTED_AS] == CountedAs.NEITHER


def _is_plain(counted: Sequence[Any]) -> bool:
    """Say whether a record is neither split nor spread nor a refund; `counted` are its values of COUNTED, if any."""
    return not counted or (counted[0] == CountedAs.BOTH and counted[1] is None)


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


def names_of_tags(ids: list[int], kind: RecordKind, user: User) -> dict[int, str]:
    """Return the names of the tags of some records, by record, as a cell holds them: "home, work"."""
    key = f"{kind.name}_id"
    links = kind.links.objects.for_user(user).filter(**{f"{key}__in": ids}).order_by()
    names: dict[int, list[str]] = {}
    for record_id, name in links.values_list(key, "tag__name"):
        names.setdefault(record_id, []).append(name)
    return {pk: ", ".join(sorted(found, key=sort_key)) for pk, found in names.items()}


@cache
def to_digits(currency: str) -> Callable[[Decimal], Decimal]:
    """Return the function that gives an amount of the ledger the decimals of `currency`."""
    unit = Decimal(1).scaleb(-currency_digits(currency))
    return lambda amount: amount.quantize(unit)


def csv_chunks(rows: Iterable[ExportedRow], kind: RecordKind = EXPENSE) -> Iterator[bytes]:
    """Yield the rows as CSV in UTF-8, with the mark in front by which Excel knows it."""
    rows, columns = iter(rows), exported_columns(kind)
    yield csv_lines([columns], mark="\ufeff")
    while lines := list(islice(rows, LINES_AT_ONCE)):
        yield csv_lines([csv_cells(row)[: len(columns)] for row in lines])


def csv_lines(lines: Iterable[Iterable[Any]], *, mark: str = "") -> bytes:
    text = io.StringIO(newline="")
    text.write(mark)
    csv.writer(text).writerows(lines)
    return text.getvalue().encode()


def csv_cells(row: ExportedRow) -> tuple[Any, ...]:
    worth = "" if row.home_amount is None else f"{row.home_amount:f}"
    texts = (defuse(row.category), defuse(row.tags), defuse(row.notes), defuse(row.wallet))
    return (
        row.id, row.date.isoformat(), defuse(row.description), f"{row.amount:f}", row.currency, *texts,
        "" if row.wallet_amount is None else f"{row.wallet_amount:f}", worth, row.home_currency,
        defuse(row.parts), row.refund_of or "", row.counts_with_original, row.spread_over or "",
        row.spread_from.isoformat() if row.spread_from else "",
    )  # fmt: skip


def xlsx_file(rows: Iterable[ExportedRow], kind: RecordKind = EXPENSE) -> IO[bytes]:
    """Return the rows as an XLSX workbook in a temporary file, on as many sheets as they need."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it when it is sent
    workbook = TableWorkbook(file)
    _open_sheet(workbook, kind, 1)
    for place, row in enumerate(rows):
        if place and place % (SHEET_ROWS - 1) == 0:
            _open_sheet(workbook, kind, place // (SHEET_ROWS - 1) + 1)
        _write_row(workbook, row)
    workbook.close()
    file.seek(0)
    return file


def _open_sheet(workbook: TableWorkbook, kind: RecordKind, number: int) -> None:
    name, columns = kind.title if number == 1 else f"{kind.title} {number}", exported_columns(kind)
    workbook.open_sheet(name, columns, [WIDTHS.get(column, 14) for column in columns])


def _write_row(workbook: TableWorkbook, row: ExportedRow) -> None:
    """Write the cells of `row` in the order of the columns."""
    workbook.next_row()
    workbook.write_number(0, row.id)
    workbook.write_day(1, row.date)
    workbook.write_text(2, defuse(row.description))
    workbook.write_amount(3, row.amount, currency_digits(row.currency))
    workbook.write_text(4, row.currency)
    for column, text in enumerate((row.category, row.tags, row.notes, row.wallet), 5):
        workbook.write_text(column, defuse(text))
    if row.wallet_amount is not None:
        workbook.write_amount(9, row.wallet_amount, -int(row.wallet_amount.as_tuple().exponent))
    workbook.write_amount(10, row.home_amount, currency_digits(row.home_currency))
    workbook.write_text(11, row.home_currency)
    if row[12:] != PLAIN:
        _write_counting(workbook, row)


def _write_counting(workbook: TableWorkbook, row: ExportedRow) -> None:
    workbook.write_text(12, defuse(row.parts))
    if row.refund_of:
        workbook.write_number(13, row.refund_of)
    workbook.write_text(14, row.counts_with_original)
    if row.spread_over and row.spread_from:
        workbook.write_number(15, row.spread_over)
        workbook.write_day(16, row.spread_from)
