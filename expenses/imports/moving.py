"""Checked rows that are transfers: written anew, or in the place of the other half that the ledger has already."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from expenses.activity.models import Activity
from expenses.exchange.rates import RateBook
from expenses.imports.elsewhere import around, halves_elsewhere
from expenses.imports.models import StatementEntry, StatementImport, StatementLine
from expenses.imports.pairing import Half, Moving, pair
from expenses.imports.staging import Kept, More
from expenses.models import Expense, Income
from expenses.money import round_money
from expenses.transfers.models import Transfer
from expenses.validators import NOTES_MAX_LENGTH
from expenses.wallets.choices import wallets_of
from expenses.wallets.models import Wallet

ROWS_AT_ONCE = 500
WALLET_GONE = "The other wallet of this transfer is not there any more. Bring the file again and choose another one."
NO_RATE = "No rate from {} to {} is known for the day of this transfer. Add one, and bring the file again."
TRANSFER = StatementEntry.Kind.TRANSFER.value
HALF_MODELS: dict[str, Any] = {"expense": Expense, "income": Income}


class Move(NamedTuple):
    """A row that becomes a transfer with `other`: `amount` and `other_amount` are positive, each in its wallet's."""

    entry: Kept
    other: Wallet
    amount: Decimal
    other_amount: Decimal
    half: Half | None

    @property
    def is_out(self) -> bool:
        return self.entry.amount.startswith("-")

    @property
    def date(self) -> datetime.date:
        """Return the day on which the money left."""
        return self.entry.date if self.is_out or self.half is None else self.half.date


class Planned(NamedTuple):
    """What can be written of some rows, and for the others, by id, why not."""

    moves: list[Move]
    problems: dict[int, str]


def plan(entries: Sequence[Kept], more: Mapping[int, More], wallet: Wallet, source: StatementImport) -> Planned:
    """Find the wallet, the amount and the half at the other end of each row, in a bounded number of queries."""
    wallets, planned = wallets_of(source.owner), Planned([], {})
    if not entries:
        return planned
    found = _halves(entries, more, wallets, wallet, source)
    book = RateBook(source.owner)
    for entry in entries:
        other = wallets.get(more[entry.pk].other_wallet_id or 0)
        if other is None or other.pk == wallet.pk:
            planned.problems[entry.pk] = WALLET_GONE
            continue
        half = found.get(entry.pk)
        arrived = abs(half.amount) if half else _worth(entry, more[entry.pk], wallet, other, book)
        if arrived:
            planned.moves.append(Move(entry, other, abs(Decimal(entry.amount)), arrived, half))
        else:
            planned.problems[entry.pk] = NO_RATE.format(wallet.currency, other.currency)
    return planned


def _halves(
    entries: Sequence[Kept], more: Mapping[int, More], wallets: Mapping[int, Wallet], wallet: Wallet,
    source: StatementImport,
) -> dict[int, Half]:  # fmt: skip
    """Return the other half in the ledger by row: the one that the person was shown, else one of the same amount."""
    period = around([entry.date for entry in entries])
    everywhere = halves_elsewhere(period, wallets=wallets, wallet_id=wallet.pk, owner=source.owner)
    halves = {(half.kind, half.record_id): half for half in everywhere if half.kind in HALF_MODELS}
    found: dict[int, Half] = {}
    for entry in entries:
        shown = halves.get((more[entry.pk].resembles_kind, more[entry.pk].resembles_id or 0))
        if shown and shown.wallet_id == more[entry.pk].other_wallet_id:
            found[entry.pk] = halves.pop((shown.kind, shown.record_id))
    rows = [_moving(entry, more[entry.pk], wallet) for entry in entries if entry.pk not in found]
    return found | pair(rows, list(halves.values()), {})


def _moving(entry: Kept, more: More, wallet: Wallet) -> Moving:
    original = (more.original_currency, more.original_amount) if more.original_amount is not None else None
    return Moving(
        entry.pk,
        entry.date,
        Decimal(entry.amount),
        wallet.currency,
        entry.text,
        original,
        more.other_wallet_id or 0,
        True,
    )


def _worth(entry: Kept, more: More, wallet: Wallet, other: Wallet, book: RateBook) -> Decimal | None:
    """Return what reaches or left the other wallet: as much, as the file says, or by the rate of the day."""
    if wallet.currency == other.currency:
        return abs(Decimal(entry.amount))
    if more.original_amount is not None and more.original_currency == other.currency:
        return abs(more.original_amount)
    worth = book.value(abs(Decimal(entry.amount)), wallet.currency, other.currency, entry.date)
    return None if worth is None else round_money(worth, other.currency) or None


def write_moves(moves: Sequence[Move], wallet: Wallet, source: StatementImport, activity: Activity) -> None:
    """Write transfers with the line of the bank for either end, inside the transaction of the import.

    A half that was there goes into the bin with the activity, whose undoing brings it back.
    """
    for start in range(0, len(moves), ROWS_AT_ONCE):
        some = moves[start : start + ROWS_AT_ONCE]
        halves = _records_of(some, source)
        made = [_transfer(move, wallet, source, activity, halves) for move in some]
        Transfer.objects.bulk_create(made)
        StatementLine.objects.bulk_create([*_own_lines(some, made, wallet, source), *_other_lines(some, made, source)])
        for kind, model in HALF_MODELS.items():
            ids = [move.half.record_id for move in some if move.half and move.half.kind == kind]
            model.objects.for_user(source.owner).filter(pk__in=ids).update(deleted_in=activity)


def _records_of(moves: Iterable[Move], source: StatementImport) -> dict[Half, Any]:
    halves = [move.half for move in moves if move.half]
    records: dict[Half, Any] = {}
    for kind, model in HALF_MODELS.items():
        of_kind = {half.record_id: half for half in halves if half.kind == kind}
        records |= {of_kind[row.pk]: row for row in model.objects.for_user(source.owner).filter(pk__in=list(of_kind))}
    return records


def _transfer(
    move: Move, wallet: Wallet, source: StatementImport, activity: Activity, halves: Mapping[Half, Any]
) -> Transfer:
    here, there = (wallet, move.amount), (move.other, move.other_amount)
    (start, left), (end, arrived) = (here, there) if move.is_out else (there, here)
    half = halves[move.half] if move.half else None
    is_cleared = half is not None and half.is_cleared
    notes = [move.entry.notes, half.notes if half else ""]
    return Transfer(
        owner=source.owner,
        created_by=source.created_by,
        imported_in=activity,
        date=move.date,
        from_wallet=start,
        from_amount=left,
        to_wallet=end,
        to_amount=arrived,
        description=move.entry.description,
        notes="\n".join(dict.fromkeys(filter(None, notes)))[:NOTES_MAX_LENGTH],
        is_cleared_out=is_cleared and not move.is_out,
        is_cleared_in=is_cleared and move.is_out,
    )


def _own_lines(
    moves: Sequence[Move], made: Sequence[Transfer], wallet: Wallet, source: StatementImport
) -> Iterable[StatementLine]:
    for move, transfer in zip(moves, made, strict=True):
        yield line_of(move.entry, transfer.pk, wallet, source)


def line_of(entry: Kept, transfer_id: int, wallet: Wallet, source: StatementImport) -> StatementLine:
    """Return what the bank said of a transfer in the wallet of the statement, not saved."""
    return StatementLine(
        owner_id=source.owner_id,
        wallet=wallet,
        transfer_id=transfer_id,
        format=source.format,
        date=entry.date,
        amount=Decimal(entry.amount),
        text=entry.text,
        bank_id=entry.bank_id,
    )


def _other_lines(moves: Sequence[Move], made: Sequence[Transfer], source: StatementImport) -> Iterable[StatementLine]:
    """Yield what was known of the halves, in the name of the transfers that take their place."""
    said: dict[tuple[str, int], StatementLine] = {}
    for kind in HALF_MODELS:
        ids = [move.half.record_id for move in moves if move.half and move.half.kind == kind]
        for line in StatementLine.objects.for_user(source.owner).filter(**{f"{kind}_id__in": ids}):
            said[kind, getattr(line, f"{kind}_id")] = line
    for move, transfer in zip(moves, made, strict=True):
        if half := move.half:
            line = said.get((half.kind, half.record_id)) or StatementLine(
                date=half.date, amount=half.amount, text=half.text
            )
            yield StatementLine(
                owner_id=source.owner_id,
                wallet_id=half.wallet_id,
                transfer=transfer,
                replaced_id=half.record_id,
                **{name: getattr(line, name) for name in ("format", "date", "amount", "currency", "text", "bank_id")},
            )
