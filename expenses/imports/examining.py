"""Row by row: what a statement would do to a wallet. Reads the ledger, writes nothing."""

import datetime
import json
import zoneinfo
from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.currencies import currency_digits
from accounts.models import User
from expenses.imports.converting import in_wallet
from expenses.imports.enriching import enrich
from expenses.imports.formats.statement import Mistake, RowKind, Statement, StatementRow
from expenses.imports.ledger import known_rows
from expenses.imports.matching import Booked, Found, find_known
from expenses.imports.meaning import Meanings
from expenses.imports.models import TEXT_LENGTH, StatementEntry
from expenses.imports.proposing import Proposal, Proposer
from expenses.imports.staging import NewEntry
from expenses.imports.wording import bank_id, bank_text, describe, notes_of, tidy
from expenses.rules.matching import Facts
from expenses.validators import DAYS_AHEAD, FIRST_DATE, MAX_AMOUNT, validate_amount, validate_date
from expenses.wallets.models import Wallet

Outcome, Kind = StatementEntry.Outcome, StatementEntry.Kind
ROWS_AT_ONCE = 5_000
# Looking the members of an enumeration up costs more than all else that is done with a row's outcome.
NEW, ALIKE, DUPLICATE, WRONG = (outcome.value for outcome in Outcome)
EXPENSE, INCOME = Kind.EXPENSE.value, Kind.INCOME.value


class Examination:
    """One walk through a statement for the wallet of one person."""

    def __init__(self, statement: Statement, wallet: Wallet, *, owner: User) -> None:
        self.statement, self.wallet, self.owner = statement, wallet, owner
        self.proposer = Proposer(owner, wallet.pk)
        self.rows, self.converted, problems = in_wallet(statement.rows, wallet.currency, owner)
        bounds = Bounds(wallet, owner)
        said = ((place, problems.get(place) or bounds.problem(row)) for place, row in enumerate(self.rows))
        self.problems = {place: problem for place, problem in said if problem}
        good = {place: row for place, row in enumerate(self.rows) if place not in self.problems}
        self.texts = list(map(bank_text, self.rows))
        self.found = dict(self._find(good))
        meanings = Meanings(wallet, self._propose, owner=owner, origin=statement.format)
        self.meanings = meanings.of(good, self.texts, self.found)

    def _find(self, rows: Mapping[int, StatementRow]) -> Iterator[tuple[int, Found]]:
        """Yield by place what rows are in the ledger; converted ones are known by what was paid."""
        groups: dict[str, list[int]] = {"": [place for place in rows if place not in self.converted]}
        for place in self.converted:
            groups.setdefault(rows[place].original_currency or "", []).append(place)
        for currency, places in groups.items():
            booked = [to_booked(rows[place], self.texts[place], is_converted=bool(currency)) for place in places]
            ledger = known_rows(booked, wallet_id=self.wallet.pk, owner=self.owner, currency=currency)
            found = find_known(booked, ledger, self.statement.format)
            yield from ((place, each) for place, each in zip(places, found, strict=True) if each)

    def batches(self) -> Iterator[list[NewEntry]]:
        """Yield an entry for each row, then one for each line that could not be read."""
        for start in range(0, len(self.rows), ROWS_AT_ONCE):
            yield [self._entry(place) for place in range(start, min(start + ROWS_AT_ONCE, len(self.rows)))]
        yield [mistake_entry(mistake) for mistake in self.statement.mistakes]

    def waiting_halves(self) -> dict[int, Decimal]:
        """Return the amounts of rows whose other half is a row of another statement, by the ids of those."""
        meant = self.meanings.items()
        return {each.waiting_id: self.rows[place].amount for place, each in meant if each.waiting_id is not None}

    def _entry(self, place: int) -> NewEntry:
        row = self.rows[place]
        if place in self.problems:
            return wrong_entry(self.statement.rows[place], self.problems[place])
        text, kind = self.texts[place], kind_of_row(row)
        proposed = self._propose(row, text, kind)
        entry = good_entry(row, kind, text, proposed, self.found.get(place))
        meaning = self.meanings.get(place)
        if meaning or row.original_currency or row.parts or proposed.new_path or proposed.new_tags:
            remark, is_converted = self.converted.get(place, ""), place in self.converted
            names = self.proposer.names
            return enrich(entry, row, proposed, meaning, names, remark=remark, is_converted=is_converted)
        return entry

    def _propose(self, row: StatementRow, text: str = "", kind: str = "") -> Proposal:
        text = describe(row, text or bank_text(row))
        facts = Facts(kind or kind_of_row(row), text, abs(row.amount), self.wallet.pk, row.notes)
        return self.proposer.of_one(facts, row.category, row.tags)


class Bounds:
    """What can stand in a wallet: days up to a year ahead, amounts with the decimals of its currency."""

    def __init__(self, wallet: Wallet, owner: User) -> None:
        self.currency = wallet.currency
        self.digits = currency_digits(wallet.currency)
        self.today = timezone.localdate(timezone=zoneinfo.ZoneInfo(owner.time_zone))
        self.last_day = self.today + datetime.timedelta(days=DAYS_AHEAD)

    def problem(self, row: StatementRow) -> str:
        """Return why the row cannot stand in the wallet, in a sentence; "" where it can."""
        is_within = FIRST_DATE <= row.date <= self.last_day and abs(row.amount) <= MAX_AMOUNT
        return "" if is_within and row.amount == round(row.amount, self.digits) else self._say(row)

    def _say(self, row: StatementRow) -> str:
        try:
            validate_date(row.date, self.today)
            validate_amount(row.amount, self.currency)
        except ValidationError as error:
            return " ".join(error.messages)
        return ""


def to_booked(row: StatementRow, text: str, *, is_converted: bool = False) -> Booked:
    amount = row.original_amount if is_converted and row.original_amount else row.amount
    return Booked(row.date, amount, text, bank_id(row))


def kind_of_row(row: StatementRow) -> str:
    """Return what a row becomes unless the person says otherwise. A refund is a negative expense."""
    is_income = row.amount > 0 and row.kind != RowKind.REFUND
    return INCOME if is_income else EXPENSE


def good_entry(row: StatementRow, kind: str, text: str, proposed: Proposal, found: Found | None) -> NewEntry:
    outcome = NEW if found is None else DUPLICATE if found.certain else ALIKE
    return NewEntry(
        row.line,
        outcome,
        outcome == DUPLICATE,
        kind,
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
