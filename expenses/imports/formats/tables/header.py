"""Which row names the columns, and what each name says the column is."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from expenses.imports.formats.tables.currencies import CODES, SIGNS, is_code
from expenses.imports.formats.tables.dates import is_date, is_day_and_month
from expenses.imports.formats.tables.grid import Cells, Grid
from expenses.imports.formats.tables.numbers import is_number
from expenses.imports.formats.tables.vocabulary import PHRASES, Role

_SEARCHED_ROWS = 60
_LONGEST_NAME = 80
_ALONE = 3
_EXACT = 1000
_OTHER_LETTERS = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "ß": "ss", "ı": "i", "đ": "d", "œ": "oe"})
_BRACKETS = re.compile(r"[(（]([^()（）]{2,20})[)）]").search
_NOT_WORDS = re.compile(r"[\W_]+")
_CODE = re.compile(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])").findall
_EURO = re.compile(r"\beuros?\b", re.IGNORECASE).search
_EXACT_NAMES = frozenset(phrase for phrase, _, _ in PHRASES)
_MONEY: frozenset[Role] = frozenset({"amount", "debit", "credit"})


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """Return the words of a name in small letters without accents, signs and what stands in brackets."""
    name = name[:_LONGEST_NAME].replace("\ufeff", "")
    outside = re.sub(r"[(\[（][^()\[\]（）]*[)\]）]?", " ", name)
    text = (outside if outside.strip(" #:*") else name).lower().translate(_OTHER_LETTERS)
    letters = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter) or ord(letter) >= 0x3000)
    return " ".join(_NOT_WORDS.sub(" ", unicodedata.normalize("NFC", bare)).split())


def _way_in_brackets(name: str) -> Role:
    """Return which way money went where a name says it in brackets: `Amount (debit)`, `交易金额(收入)`."""
    inside = plain(found[1]) if (found := _BRACKETS(name)) else ""
    return next((role for phrase, _, role in PHRASES if phrase == inside and role in {"debit", "credit"}), "")


@lru_cache(maxsize=4096)
def roles_of(name: str) -> tuple[Role, ...]:
    """Return what a column of this name can be, the likeliest first."""
    words = plain(name)
    if not words:
        return ()
    if way := _way_in_brackets(name):
        return (way,)
    fits: dict[Role, int] = {}
    padded = f" {words} "
    for phrase, within, role in PHRASES:
        if phrase == words:
            fits[role] = max(fits.get(role, 0), _EXACT + len(phrase))
        elif within and phrase in words:
            weight = 3 if not phrase.isascii() else 1
            fits[role] = max(fits.get(role, 0), len(phrase) * weight)
        elif len(phrase) > _ALONE and f" {phrase} " in padded:
            fits[role] = max(fits.get(role, 0), len(phrase))
    if not fits and words.rstrip("0123456789 ") != words:
        return roles_of(words.rstrip("0123456789 "))
    ranked = sorted(fits, key=lambda role: -fits[role])
    if {"debit", "credit"} <= fits.keys() and fits[ranked[0]] < _EXACT:
        ranked = ["direction", "amount"]
    return tuple(ranked)


def is_exact(name: str) -> bool:
    """Tell whether the vocabulary has just these words, so that what the column is goes without saying."""
    return plain(name) in _EXACT_NAMES


def currency_in(name: str) -> str:
    """Return the currency that the name of a column says, such as `Amount (EUR)` or `Withdrawals £`, else ""."""
    codes = [code for code in _CODE(name) if code in CODES]
    if codes:
        return codes[-1]
    return next((code for sign, code in SIGNS.items() if sign in name), "EUR" if _EURO(name) else "")


def find_header(grid: Grid) -> int | None:
    """Return which row names the columns, None where none does.

    It is a row without dates and amounts that says date and amount, or three other things, of most columns.
    """
    best, best_score = None, 0
    for number, cells in enumerate(grid.rows[:_SEARCHED_ROWS]):
        score = _score(cells)
        if score > best_score:
            best, best_score = number, score
    return best


def _score(cells: Cells) -> int:
    names = [cell.strip() for cell in cells if cell.strip()]
    if len(names) < 2 or any(is_value(name) for name in names):
        return 0
    roles = {found[0] for name in names if len(name) <= _LONGEST_NAME and (found := roles_of(name))}
    possible = {role for name in names if len(name) <= _LONGEST_NAME for role in roles_of(name)}
    has_both = bool({"date", "value-date"} & possible) and bool(_MONEY & possible)
    return len(roles) + 5 * has_both if has_both or len(roles) >= 3 else 0


def is_value(cell: str) -> bool:
    """Tell whether a cell holds a date or a number: what no header has."""
    return (is_number(cell) and not is_code(cell)) or is_date(cell) or is_day_and_month(cell)


def first_data_row(grid: Grid) -> int | None:
    """Return the first row with a date and an amount, for a table without a header."""
    for number, cells in enumerate(grid.rows[: _SEARCHED_ROWS * 4]):
        filled = [cell.strip() for cell in cells if cell.strip()]
        days = sum(is_date(cell) for cell in filled)
        amounts = sum(is_number(cell) and not is_date(cell) for cell in filled)
        if days and amounts:
            return number
    return None


def names_above(grid: Grid, first: int) -> Sequence[str]:
    """Return the row above the first row of data where it can be its header: as wide, and of words alone."""
    if not first:
        return ()
    above = [cell.strip() for cell in grid.rows[first - 1]]
    is_header = len(above) >= len(grid.rows[first]) - 1 and sum(map(bool, above)) >= 2 and not any(map(is_value, above))
    return above if is_header else ()


def continues_header(cells: Cells) -> bool:
    """Tell whether a row below a header goes on naming columns, two of them at least and nothing else."""
    names = [cell.strip() for cell in cells if cell.strip()]
    return len(names) > 1 and all(
        len(name) <= _LONGEST_NAME and roles_of(name) and not is_value(name) for name in names
    )


def joined_names(above: Sequence[str], below: Cells) -> list[str]:
    """Return the names of columns whose header has two rows: the lower one where that says all, else both."""
    width = max(len(above), len(below))
    pairs = zip([*above, *[""] * (width - len(above))], [*below, *[""] * (width - len(below))], strict=True)
    return [lower.strip() if is_exact(lower) else f"{upper} {lower}".strip() for upper, lower in pairs]
