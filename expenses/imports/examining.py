"""What each row of a statement would do to a wallet. Reads the ledger, writes nothing."""

import datetime
import json
import zoneinfo
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from itertools import repeat
from operator import attrgetter
from typing import TypeVar, cast

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.currencies import currency_digits
from accounts.models import User
from expenses.imports.columns import EXPENSE, Columns, columns_of, kind_of_row
from expenses.imports.converting import in_wallet
from expenses.imports.enriching import enrich
from expenses.imports.formats.statement import Mistake, Statement, StatementRow
from expenses.imports.ledger import known_rows
from expenses.imports.matching import Booked, Found, find_known
from expenses.imports.meaning import Meanings
from expenses.imports.models import TEXT_LENGTH, StatementEntry
from expenses.imports.proposing import Proposal, Proposer
from expenses.imports.staging import NewEntry
from expenses.imports.wording import bank_text, describe, notes_of, tidy
from expenses.validators import DAYS_AHEAD, FIRST_DATE, MAX_AMOUNT, validate_amount, validate_date
from expenses.wallets.models import Wallet

Value = TypeVar("Value")

ROWS_AT_ONCE = 5_000
NEW, ALIKE, DUPLICATE, WRONG = (outcome.value for outcome in StatementEntry.Outcome)

# A named tuple's own way of being made takes three times as long.
_make_entry = cast("type[NewEntry]", partial(tuple.__new__, NewEntry))
_make_booked = cast("type[Booked]", partial(tuple.__new__, Booked))


class Examination:
    """One walk through a statement for the wallet of one person."""

    def __init__(self, statement: Statement, wallet: Wallet, *, owner: User) -> None:
        self.statement, self.wallet, self.owner = statement, wallet, owner
        self.proposer = Proposer(owner, wallet.pk)
        self.rows, self.converted, problems = in_wallet(statement.rows, wallet.currency, owner)
        self.columns = columns_of(self.rows)
        self.problems = Bounds(wallet, owner).problems(self.columns) | problems
        good = [place for place in range(len(self.rows)) if place not in self.problems]
        self.found = dict(self._find(good))
        meanings = Meanings(wallet, self._propose, owner=owner, origin=statement.format)
        self.meanings = meanings.of(self.columns, good, self.found)
        foreign_or_split = (place for place, row in enumerate(self.rows) if row.original_currency or row.parts)
        self.special = {*self.problems, *self.found, *self.meanings, *foreign_or_split}

    def _find(self, places: Sequence[int]) -> Iterator[tuple[int, Found]]:
        """Yield by place what rows are in the ledger; converted ones are known by what was paid."""
        said = self.columns
        groups: dict[str, list[int]] = {"": [place for place in places if place not in self.converted]}
        for place in self.converted:
            if place not in self.problems:
                groups.setdefault(self.rows[place].original_currency or "", []).append(place)
        for currency, group in groups.items():
            amounts = [self.rows[place].original_amount for place in group] if currency else pick(said.amounts, group)
            columns = pick(said.days, group), amounts, pick(said.texts, group), pick(said.bank_ids, group)
            booked = list(map(_make_booked, zip(*columns, strict=True)))
            ledger = known_rows(booked, wallet_id=self.wallet.pk, owner=self.owner, currency=currency)
            found = find_known(booked, ledger, self.statement.format)
            yield from ((place, each) for place, each in zip(group, found, strict=True) if each)

    def batches(self) -> Iterator[list[NewEntry]]:
        """Yield an entry for each row, then one for each line that could not be read."""
        count = len(self.rows)
        for start in range(0, count, ROWS_AT_ONCE):
            yield self._entries(range(start, min(start + ROWS_AT_ONCE, count)))
        yield [mistake_entry(place, mistake) for place, mistake in enumerate(self.statement.mistakes, count)]

    def waiting_halves(self) -> dict[int, Decimal]:
        """Return the amounts of rows whose other half is a row of another statement, by the ids of those."""
        meant = self.meanings.items()
        return {each.waiting_id: self.rows[place].amount for place, each in meant if each.waiting_id is not None}

    def _entries(self, places: range) -> list[NewEntry]:
        """Return the entries of some rows: all alike first, then what is special with some of them."""
        proposals = list(map(self._propose, places))
        entries = plain_entries(places, self.columns.part(places), proposals)
        for index, (place, proposed) in enumerate(zip(places, proposals, strict=True)):
            if place in self.special or proposed.new_path or proposed.new_tags:
                entries[index] = self._special(place, entries[index], proposed)
        return entries

    def _special(self, place: int, entry: NewEntry, proposed: Proposal) -> NewEntry:
        if place in self.problems:
            return wrong_entry(place, self.statement.rows[place], self.problems[place])
        row, meaning, found = self.rows[place], self.meanings.get(place), self.found.get(place)
        entry = found_entry(entry, found) if found else entry
        if meaning or row.original_currency or row.parts or proposed.new_path or proposed.new_tags:
            remark, is_converted = self.converted.get(place, ""), place in self.converted
            names = self.proposer.names
            return enrich(entry, row, proposed, meaning, names, remark=remark, is_converted=is_converted)
        return entry

    def _propose(self, place: int) -> Proposal:
        row, said = self.rows[place], self.columns
        text = said.texts[place] or describe(row, "")
        return self.proposer.propose(said.kinds[place], text, abs(row.amount), row.notes, row.category, row.tags)


def pick(column: Sequence[Value], places: Sequence[int]) -> Sequence[Value]:
    """Return what stands at some places, in their order; all of it as it is."""
    return column if len(places) == len(column) else [column[place] for place in places]


class Bounds:
    """What can stand in a wallet: days up to a year ahead, amounts with the decimals of its currency."""

    def __init__(self, wallet: Wallet, owner: User) -> None:
        self.currency = wallet.currency
        self.digits = currency_digits(wallet.currency)
        self.today = timezone.localdate(timezone=zoneinfo.ZoneInfo(owner.time_zone))
        self.last_day = self.today + datetime.timedelta(days=DAYS_AHEAD)

    def problems(self, columns: Columns) -> dict[int, str]:
        """Return by place why rows cannot stand in the wallet, each in a sentence."""
        days = {day for day in set(columns.days) if not FIRST_DATE <= day <= self.last_day}
        amounts = {amount for amount in set(columns.amounts) if not self._can_stand(amount)}
        if not days and not amounts:
            return {}
        rows = enumerate(zip(columns.days, columns.amounts, strict=True))
        said = ((place, self._say(*row)) for place, row in rows if row[0] in days or row[1] in amounts)
        return {place: problem for place, problem in said if problem}

    def _can_stand(self, amount: Decimal) -> bool:
        return abs(amount) <= MAX_AMOUNT and amount == round(amount, self.digits)

    def _say(self, day: datetime.date, amount: Decimal) -> str:
        try:
            validate_date(day, self.today)
            validate_amount(amount, self.currency)
        except ValidationError as error:
            return " ".join(error.messages)
        return ""


def plain_entries(places: range, said: Columns, proposals: Sequence[Proposal]) -> list[NewEntry]:
    """Return entries of rows that are new, with nothing that few rows have."""
    days = {day: day.isoformat() for day in set(said.days)}
    amounts = {amount: f"{amount:f}" for amount in set(said.amounts)}
    return list(
        map(
            _make_entry,
            zip(
                places,
                map(attrgetter("line"), said.rows),
                repeat(NEW),
                repeat(False),
                said.kinds,
                map(days.__getitem__, said.days),
                map(amounts.__getitem__, said.amounts),
                map(attrgetter("description"), proposals),
                map(_notes, said.rows, said.texts),
                map(attrgetter("category_id"), proposals),
                (json.dumps(each.tag_ids) if each.tag_ids else "[]" for each in proposals),
                said.texts,
                said.bank_ids,
                repeat(""),
                repeat(None),
                repeat(""),
                repeat(None),
                strict=False,
            ),
        )
    )


def _notes(row: StatementRow, text: str) -> str:
    has_any = row.notes or row.counterparty or row.original_currency
    return notes_of(row, describe(row, text)) if has_any else ""


def found_entry(entry: NewEntry, found: Found) -> NewEntry:
    """Return the entry of a row that is in the ledger, or looks like what is."""
    return entry._replace(
        outcome=DUPLICATE if found.certain else ALIKE,
        is_skipped=found.certain,
        resembles_kind=found.known.kind,
        resembles_id=found.known.record_id,
    )


def wrong_entry(place: int, row: StatementRow, problem: str) -> NewEntry:
    said = f"{row.date.isoformat()} {row.amount:f} {bank_text(row)}"[:TEXT_LENGTH]
    return NewEntry(place, row.line, WRONG, True, kind_of_row(row), None, None, said, problem=problem[:500])


def mistake_entry(place: int, mistake: Mistake) -> NewEntry:
    line = mistake.line if mistake.is_row else 0
    where = tidy(mistake.said)[:TEXT_LENGTH] or (f"Line {line:,}" if line else "The file")
    problem = tidy(mistake.message)[:500]
    return NewEntry(place, line, WRONG, True, EXPENSE, None, None, where, problem=problem)
