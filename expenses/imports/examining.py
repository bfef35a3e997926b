"""Row by row: what a statement would do to a wallet. Reads the ledger, writes nothing."""

import datetime
import json
import zoneinfo
from collections.abc import Iterator, Sequence

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.currencies import currency_digits
from accounts.models import User
from expenses.imports.formats.statement import Mistake, RowKind, Statement, StatementRow
from expenses.imports.ledger import known_rows
from expenses.imports.matching import Booked, Found, find_known
from expenses.imports.models import TEXT_LENGTH, StatementEntry
from expenses.imports.proposing import Proposal, Proposer
from expenses.imports.staging import NewEntry
from expenses.imports.wording import bank_id, bank_text, describe, notes_of, tidy
from expenses.rules.matching import Facts
from expenses.validators import DAYS_AHEAD, FIRST_DATE, MAX_AMOUNT, validate_amount, validate_date
from expenses.wallets.models import Wallet

Outcome, Kind = StatementEntry.Outcome, StatementEntry.Kind
OTHER_CURRENCY = "This row is in {}, and the wallet is in {}. Bring it into a wallet in {}."
ROWS_AT_ONCE = 5_000
# Looking the members of an enumeration up costs more than all else that is done with a row's outcome.
NEW, ALIKE, DUPLICATE, WRONG = (outcome.value for outcome in Outcome)
EXPENSE, INCOME = Kind.EXPENSE.value, Kind.INCOME.value


class Examination:
    """One walk through a statement for the wallet of one person."""

    def __init__(self, statement: Statement, wallet: Wallet, *, owner: User) -> None:
        self.statement, self.wallet = statement, wallet
        self.bounds = Bounds(wallet, owner)
        self.proposer = Proposer(owner, wallet.pk)
        booked = [to_booked(row) for row in statement.rows if not self.bounds.problem(row)]
        ledger = known_rows(booked, wallet_id=wallet.pk, owner=owner)
        self.found = iter(find_known(booked, ledger, statement.format))

    def batches(self) -> Iterator[list[NewEntry]]:
        """Yield an entry for each row, then one for each line that could not be read."""
        rows = self.statement.rows
        for start in range(0, len(rows), ROWS_AT_ONCE):
            yield self._examine(rows[start : start + ROWS_AT_ONCE])
        yield [mistake_entry(mistake) for mistake in self.statement.mistakes]

    def _examine(self, rows: Sequence[StatementRow]) -> list[NewEntry]:
        problems = [self.bounds.problem(row) for row in rows]
        good = [row for row, problem in zip(rows, problems, strict=True) if not problem]
        texts = [bank_text(row) for row in good]
        said = iter(zip(good, texts, self._proposals(good, texts), strict=True))
        return [
            wrong_entry(row, problem) if problem else good_entry(*next(said), next(self.found))
            for row, problem in zip(rows, problems, strict=True)
        ]

    def _proposals(self, rows: Sequence[StatementRow], texts: Sequence[str]) -> list[Proposal]:
        wallet_id = self.wallet.pk
        facts = [
            Facts(kind_of_row(row), describe(row, text), abs(row.amount), wallet_id, row.notes)
            for row, text in zip(rows, texts, strict=True)
        ]
        return self.proposer.propose(facts, [row.category for row in rows])


class Bounds:
    """What can stand in a wallet: its currency, days up to a year ahead, amounts with its decimals."""

    def __init__(self, wallet: Wallet, owner: User) -> None:
        self.currency = wallet.currency
        self.digits = currency_digits(wallet.currency)
        self.today = timezone.localdate(timezone=zoneinfo.ZoneInfo(owner.time_zone))
        self.last_day = self.today + datetime.timedelta(days=DAYS_AHEAD)

    def problem(self, row: StatementRow) -> str:
        """Return why the row cannot stand in the wallet, in a sentence; "" where it can."""
        if row.currency and row.currency != self.currency:
            return OTHER_CURRENCY.format(row.currency, self.currency, row.currency)
        is_within = FIRST_DATE <= row.date <= self.last_day and abs(row.amount) <= MAX_AMOUNT
        return "" if is_within and row.amount == round(row.amount, self.digits) else self._say(row)

    def _say(self, row: StatementRow) -> str:
        try:
            validate_date(row.date, self.today)
            validate_amount(row.amount, self.currency)
        except ValidationError as error:
            return " ".join(error.messages)
        return ""


def to_booked(row: StatementRow) -> Booked:
    return Booked(row.date, row.amount, bank_text(row), bank_id(row))


def kind_of_row(row: StatementRow) -> str:
    """Return what a row becomes unless the person says otherwise. A refund is a negative expense."""
    is_income = row.amount > 0 and row.kind != RowKind.REFUND
    return INCOME if is_income else EXPENSE


def good_entry(row: StatementRow, text: str, proposed: Proposal, found: Found | None) -> NewEntry:
    outcome = NEW if found is None else DUPLICATE if found.certain else ALIKE
    return NewEntry(
        row.line,
        outcome,
        outcome == DUPLICATE,
        kind_of_row(row),
        row.date.isoformat(),
        f"{row.amount:f}",
        proposed.description,
        notes_of(row, describe(row, text)),
        proposed.category_id,
        json.dumps(proposed.tag_ids) if proposed.tag_ids else "[]",
        text,
        bank_id(row),
        found.known.kind if found else "",
        found.known.record_id if found else None,
    )


def wrong_entry(row: StatementRow, problem: str) -> NewEntry:
    said = f"{row.date.isoformat()} {row.amount:f} {bank_text(row)}"[:TEXT_LENGTH]
    return NewEntry(row.line, WRONG, True, kind_of_row(row), None, None, said, problem=problem[:500])


def mistake_entry(mistake: Mistake) -> NewEntry:
    where = f"Line {mistake.line:,}" if mistake.line else "The file"
    problem = tidy(mistake.message)[:500]
    return NewEntry(mistake.line, WRONG, True, EXPENSE, None, None, where, problem=problem)
