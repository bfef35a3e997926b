"""What a statement says, whatever the format it came in."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal, NamedTuple


class NotAStatement(Exception):
    """Say that a file cannot be read as a statement, in a sentence that tells the person what to do."""


class RowKind(StrEnum):
    """What the file itself says a row is."""

    UNKNOWN = "unknown"
    EXPENSE = "expense"
    INCOME = "income"
    TRANSFER = "transfer"
    REFUND = "refund"


class RowPart(NamedTuple):
    """One part of a split row: `amount` signed like the row's, the parts of a row add up to it."""

    amount: Decimal
    category: str = ""
    notes: str = ""


class StatementRow(NamedTuple):
    """One booked movement of money.

    `amount` is signed, money out negative; 0 only where a bank wrote a row that moved nothing. `currency` is ISO 4217,
    None where the file does not say.
    `description` is one line. `bank_id` is unique within one `account` only, and may be empty.
    A named tuple, as making 100,000 of them must take a fraction of a second.
    """

    line: int
    date: datetime.date
    amount: Decimal
    currency: str | None
    description: str
    counterparty: str = ""
    notes: str = ""
    bank_id: str = ""
    account: str = ""
    other_account: str = ""
    original_amount: Decimal | None = None
    original_currency: str | None = None
    category: str = ""
    tags: tuple[str, ...] = ()
    kind: RowKind = RowKind.UNKNOWN
    parts: tuple[RowPart, ...] = ()


@dataclass(frozen=True, slots=True)
class Balance:
    """What an account held before or after the rows of a statement; `amount` is negative where it is owed."""

    account: str
    date: datetime.date | None
    amount: Decimal
    currency: str | None
    kind: Literal["opening", "closing"]


@dataclass(frozen=True, slots=True)
class Mistake:
    """What could not be read at a line (from 1), in a sentence that says what to do; `said` is what stands there.

    Where it `is_row`, one movement of money is missing for it, which a person can put right.
    """

    line: int
    message: str
    said: str = ""
    is_row: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """What the file leaves open: `guess` was applied, and is one of `choices` where there are any.

    Topics: "date-order", "sign", "currency", "member", "decimal-mark".
    """

    topic: str
    message: str
    guess: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """All that was read from one file: the good rows beside what was wrong."""

    format: str
    rows: tuple[StatementRow, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    balances: tuple[Balance, ...] = ()
    questions: tuple[Question, ...] = ()
