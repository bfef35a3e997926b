"""One cell to one value: amounts, days and texts as our export writes them, or as the person's locale does.

Values in, values out: no database, no request. Each function raises ValidationError with a sentence for the person.
"""

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache

from babel import Locale
from django.core.exceptions import ValidationError

from accounts.currencies import currency_digits, known_currencies
from expenses.money import AmountError, parse_number
from expenses.names import tidy_name
from expenses.spreadsheets.formulas import restore
from expenses.spreadsheets.reading import Cell
from expenses.validators import NOTES_MAX_LENGTH, validate_amount, validate_line, validate_lines

DESCRIPTION_MAX_LENGTH = 255
LONGEST_AMOUNT = 60
MAX_ID = 2**63 - 1
_ISO = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?:[T ][0-9:.]*)?")
_LOCAL = re.compile(r"([0-9]{1,2})([-/.] ?)([0-9]{1,2})\2([0-9]{4})")
_MINUSES = str.maketrans("−–－", "---")
_GROUPED_OR_DECIMAL = re.compile(r"[0-9]{1,3}\.[0-9]{3}")


def show(cell: Cell) -> str:
    """Return the cell as a person would type it, at most 60 characters of it."""
    text = f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
    return text if len(text) <= 60 else f"{text[:60]}…"


def read_id(cell: Cell) -> int | None:
    """Return the id of an expense, None for an empty cell."""
    if cell == "":
        return None
    text = show(cell).strip()
    if not (text.isascii() and text.isdecimal()) or not 0 < int(text) <= MAX_ID:
        raise ValidationError(f"“{text}” is not an id of our export. Leave the cell empty for a new expense.")
    return int(text)


def read_date(cell: Cell, *, is_month_first: bool) -> datetime.date:
    """Return the day: 2026-11-21, or in the order of the person's locale, 21.11.2026 or 11/21/2026."""
    if isinstance(cell, datetime.date):
        return cell
    text = show(cell).strip()
    if not text:
        raise ValidationError("The date is missing. Write it as 2026-11-21.")
    if isinstance(cell, Decimal):
        raise ValidationError(f"“{text}” is a number. Format the column as dates, or write 2026-11-21.")
    year, month, day = _date_parts(text, is_month_first)
    try:
        return datetime.date(year, month, day)
    except ValueError as error:
        raise ValidationError(
            f"“{text}” is not a day{_as_read(text, is_month_first)}. Write it as 2026-11-21."
        ) from error


def _date_parts(text: str, is_month_first: bool) -> tuple[int, int, int]:
    if match := _ISO.fullmatch(text):
        return int(match[1]), int(match[3]), int(match[4])
    match = _LOCAL.fullmatch(text)
    if match is None:
        raise ValidationError(f"“{text}” is not a date. Write it as 2026-11-21.")
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    # Nobody writes the month first with dots.
    month_first = is_month_first and "." not in match[2]
    return (year, first, second) if month_first else (year, second, first)


def _as_read(text: str, is_month_first: bool) -> str:
    if _ISO.fullmatch(text):
        return " of the calendar"
    return f" when the {'month' if is_month_first else 'day'} comes first, as in your settings"


@cache
def is_month_first(locale: str) -> bool:
    """Say whether people of `locale` write 11/21/2026."""
    pattern = Locale.parse(locale).date_formats["short"].pattern
    return pattern.index("M") < pattern.index("d")


def read_currency(cell: Cell, is_own: Callable[[str], bool] = lambda code: False) -> str:
    """Return the code of the currency, "" for an empty cell; `is_own` knows the currencies that a person has made."""
    code = show(cell).strip().upper()
    if code and code not in known_currencies() and not is_own(code):
        raise ValidationError(f"“{show(cell)}” is not a currency. Write its three letters, such as EUR.")
    return code


@cache
def amount_reader(currency: str, mark: str) -> Callable[[Cell], str]:
    """Return the function that reads an amount in `currency` and returns it as decimal text, "-1234.5".

    `mark` is the decimal mark of the person's locale. The form of our export is told by one regular expression, which
    is all that most cells pass through.
    """
    digits = currency_digits(currency)
    fraction = rf"(?:\.[0-9]{{1,{digits}}})?" if digits else ""
    own_form = re.compile(rf"-?(?!0+(?:\.0*)?\Z)[0-9]{{1,11}}{fraction}")

    def read(cell: Cell) -> str:
        if type(cell) is str and own_form.fullmatch(cell):
            return cell
        amount = _to_number(cell, mark)
        if _is_two_ways(cell, mark):
            raise ValidationError(f"“{cell}” can be read in two ways. Write it without a dot, or as our export does.")
        validate_amount(amount, currency)
        return f"{amount:f}"

    return read


def _to_number(cell: Cell, mark: str) -> Decimal:
    if isinstance(cell, Decimal):
        return cell
    text = str(cell).strip().translate(_MINUSES)
    if not text:
        raise ValidationError("The amount is missing. Write it as 12.50.")
    if isinstance(cell, datetime.date):
        raise ValidationError(f"“{text}” is a date. Format the column as numbers.")
    if len(text) > LONGEST_AMOUNT:
        raise ValidationError("This is too long for an amount. Write it as 12.50.")
    sign = -1 if text.startswith("-") else 1
    bare = text.removeprefix("-").removeprefix("+")
    try:
        return sign * (Decimal(bare) if re.fullmatch(r"[0-9]+\.[0-9]+", bare) else parse_number(bare, mark))
    except (AmountError, IndexError) as error:
        raise ValidationError(f"“{show(cell)}” is not an amount. Write it as 12.50.") from error


def _is_two_ways(cell: Cell, mark: str) -> bool:
    """Say whether the cell is such as "1.234" where people group thousands with a dot: 1234, or 1.234."""
    return isinstance(cell, str) and mark == "," and bool(_GROUPED_OR_DECIMAL.fullmatch(cell.strip().lstrip("+-−–－")))


def read_description(cell: Cell) -> str:
    text = tidy_name(restore(_to_text(cell)))
    if not text:
        raise ValidationError("The description is missing. Say what it was for.")
    if len(text) > DESCRIPTION_MAX_LENGTH:
        raise ValidationError(
            f"This description has {len(text):,} characters; at most {DESCRIPTION_MAX_LENGTH} are kept. Shorten it."
        )
    validate_line(text)
    return text


def read_notes(cell: Cell) -> str:
    text = tidy_notes(restore(_to_text(cell)))
    if len(text) > NOTES_MAX_LENGTH:
        raise ValidationError(f"These notes have {len(text):,} characters; at most {NOTES_MAX_LENGTH:,} are kept.")
    validate_lines(text)
    return text


def tidy_notes(text: str) -> str:
    return text.strip().replace("\r\n", "\n").replace("\r", "\n")


def read_names(cell: Cell) -> str:
    """Return what a cell of names says: the path of a category, or tags with commas between them."""
    return restore(_to_text(cell)).strip()


def _to_text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else f"{cell:f}" if isinstance(cell, Decimal) else cell.isoformat()
