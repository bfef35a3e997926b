"""Goals, and contributions to one, in CSV files: written, and read again line by line. No database."""

import csv
import datetime
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError

from accounts.formulas import defuse, restore
from expenses.exchange.sheets import decode, delimiter
from expenses.goals.models import Goal, GoalContribution
from expenses.goals.overview import GoalStanding
from expenses.money import round_money

GOAL_COLUMNS = ("name", "target", "currency", "wallet", "starts_on", "due_on", "is_in_wallets", "is_archived", "saved")
CONTRIBUTION_COLUMNS = ("date", "amount", "currency", "note")
NEEDED_OF_GOAL, NEEDED_OF_CONTRIBUTION = ("name", "target"), ("date", "amount")
MOST_LINES = 5_000
YES, NO = "yes", "no"
WORDS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


class Line(NamedTuple):
    """One line of a file: its number, and its cells by the name of their column."""

    number: int
    cells: dict[str, str]


def goal_rows(rows: Iterable[GoalStanding]) -> Iterator[tuple[Any, ...]]:
    """Yield the values of GOAL_COLUMNS; what is saved is only said, not read again."""
    for one in rows:
        goal, progress = one.goal, one.progress
        wallet = one.wallet.name if one.wallet else ""
        yield (
            goal.name, progress.target, goal.currency, wallet, goal.starts_on, goal.due_on, goal.is_in_wallets,
            goal.is_archived, progress.saved,
        )  # fmt: skip


def contribution_rows(rows: Iterable[GoalContribution], goal: Goal) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        yield row.date, round_money(row.amount, goal.currency), goal.currency, row.note


def write_sheet(columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> str:
    """Return a CSV file with the mark in front by which Excel knows UTF-8."""
    buffer = io.StringIO()
    buffer.write("\ufeff")
    writer = csv.writer(buffer)
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return buffer.getvalue()


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return YES if value else NO
        case Decimal():
            return f"{value:f}"
        case datetime.date():
            return value.isoformat()
    return defuse(str(value))


def read_lines(content: bytes, needed: Sequence[str]) -> list[Line]:
    """Return the lines of a file that are not empty; raise ValidationError where it is no such file."""
    text = decode(content)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(content))
    try:
        header = [cell.strip().lower().replace(" ", "_") for cell in next(rows, [])]
        missing = [name for name in needed if name not in header]
        if missing:
            raise ValidationError(f"The first line names the columns. It lacks {', '.join(missing)}.")
        found = [
            Line(number, {name: restore(cell.strip()) for name, cell in zip(header, cells, strict=False)})
            for number, cells in enumerate(rows, 2)
            if any(cell.strip() for cell in cells)
        ]
    except csv.Error as error:
        raise ValidationError("This is not a CSV file.") from error
    if len(found) > MOST_LINES:
        raise ValidationError(f"The file has more than {MOST_LINES:,} lines. Split it into smaller ones.")
    return found


# Cells; each raises ValidationError with a sentence.


def read_amount(text: str) -> Decimal:
    """Return an amount as 12.50 or 12,50."""
    plain = text.replace(",", ".") if "." not in text else text
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise ValidationError(f"“{text[:20]}” is not an amount. Write it as 12.50.")
    return amount


def read_day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ValidationError(f"“{text[:20]}” is not a day. Write it as 2026-11-21.") from None


def read_flag(text: str) -> bool:
    if text.casefold() not in WORDS:
        raise ValidationError(f"“{text[:20]}” is neither “yes” nor “no”.")
    return WORDS[text.casefold()]
