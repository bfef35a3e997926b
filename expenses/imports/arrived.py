"""What came into the ledger since a statement was checked, and the lines of transfers that were there before."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from django.db.models import Max, Min, QuerySet

from expenses.imports.elsewhere import around, open_sides
from expenses.imports.ledger import has_anything, known_rows
from expenses.imports.matching import Booked, Known, find_known
from expenses.imports.models import StatementEntry, StatementImport, StatementLine
from expenses.imports.moving import TRANSFER, line_of
from expenses.imports.pairing import Moving, sides_of
from expenses.imports.staging import Kept, More, kept_rows
from expenses.wallets.choices import wallets_of
from expenses.wallets.models import Wallet

Record = tuple[str, int]
"""The kind and the id of a record: ("transfer", 7)."""


def find_arrived(
    new: QuerySet[StatementEntry], more: Mapping[int, More], wallet: Wallet, source: StatementImport
) -> list[tuple[Kept, Record]]:
    """Return those of `new` rows that are in the ledger by now, and what they are there."""
    days = new.aggregate(first=Min("date"), last=Max("date"))
    if days["first"] is None or not has_anything(wallet, around([days["first"], days["last"]])):
        return []
    entries = kept_rows(new)
    arrived = _arrived(entries, more, wallet, source)
    return [(entry, arrived[entry.pk]) for entry in entries if entry.pk in arrived]


def _arrived(
    entries: Sequence[Kept], more: Mapping[int, More], wallet: Wallet, source: StatementImport
) -> dict[int, Record]:
    arrived = {pk: (known.kind, known.record_id) for pk, known in _known(entries, more, wallet, source)}
    left = [entry for entry in entries if entry.pk not in arrived]
    if not left:
        return arrived
    period = around([entry.date for entry in left])
    sides = open_sides(period, wallets=wallets_of(source.owner), wallet_id=wallet.pk, owner=source.owner)
    taken = {pk for kind, pk in arrived.values() if kind == TRANSFER}
    sides = [side for side in sides if side.transfer_id not in taken]
    rows = [_moving(entry, more, wallet) for entry in left] if sides else []
    return arrived | {pk: (TRANSFER, side.transfer_id) for pk, side in sides_of(rows, sides).items()}


def _known(
    entries: Sequence[Kept], more: Mapping[int, More], wallet: Wallet, source: StatementImport
) -> Iterator[tuple[int, Known]]:
    groups: dict[str, list[Kept]] = defaultdict(list)
    for entry in entries:
        said = more.get(entry.pk) if more else None
        groups[said.original_currency if said and said.is_converted else ""].append(entry)
    for currency, rows in groups.items():
        booked = [
            Booked(row.date, _amount(row, more) if currency else Decimal(row.amount), row.text, row.bank_id)
            for row in rows
        ]
        ledger = known_rows(booked, wallet_id=wallet.pk, owner=source.owner, currency=currency)
        for row, found in zip(rows, find_known(booked, ledger, source.format), strict=True):
            if found and found.certain:
                yield row.pk, found.known


def _amount(entry: Kept, more: Mapping[int, More]) -> Decimal:
    return more[entry.pk].original_amount or Decimal(entry.amount)


def _moving(entry: Kept, more: Mapping[int, More], wallet: Wallet) -> Moving:
    wanted = more[entry.pk].other_wallet_id if entry.kind == TRANSFER else None
    return Moving(entry.pk, entry.date, Decimal(entry.amount), wallet.currency, entry.text, wanted=wanted)


def name_transfers(arrived: Iterable[tuple[Kept, Record]], wallet: Wallet, source: StatementImport) -> None:
    """Keep what the bank said of transfers that were in the ledger already, so that each end is named once."""
    skipped = StatementEntry.objects.filter(
        owner_id=source.owner_id,
        source=source,
        is_skipped=True,
        outcome=StatementEntry.Outcome.DUPLICATE,
        resembles_kind=TRANSFER,
    )
    shown = dict(skipped.values_list("pk", "resembles_id"))
    said = {pk: entry for entry, (kind, pk) in arrived if kind == TRANSFER} | {
        shown[entry.pk] or 0: entry for entry in kept_rows(skipped)
    }
    lines = StatementLine.objects.for_user(source.owner).filter(wallet=wallet, transfer_id__in=list(said))
    named = set(lines.values_list("transfer_id", flat=True))
    new = [(entry, pk) for pk, entry in said.items() if pk not in named]
    StatementLine.objects.bulk_create(line_of(entry, pk, wallet, source) for entry, pk in new)
