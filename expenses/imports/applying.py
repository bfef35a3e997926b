"""The import itself: all rows that the person has left in, in one transaction, once."""

import time
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from expenses.activity.log import log
from expenses.activity.models import Activity
from expenses.bulk_insert import NewRecord, insert_records
from expenses.exchange.rates import RateBook
from expenses.exchange.valuation import value_at_home
from expenses.imports.checking import FAILED, WALLET_GONE, Outcome
from expenses.imports.formats.statement import NotAStatement
from expenses.imports.ledger import known_rows, plain
from expenses.imports.matching import Booked, find_known
from expenses.imports.models import KnownStatement, StatementEntry, StatementImport, StatementLine
from expenses.locks import lock_ledger
from expenses.models import Category, Tag
from expenses.record_kinds import EXPENSE, INCOME, RecordKind
from expenses.wallets.models import Wallet

Status = StatementImport.Status


def apply(import_id: int, *, owner_id: int, attempt: int) -> None:
    """Write the rows of an import that was claimed as `attempt`, unless that claim does not hold any more.

    The end of the claim is written in the same transaction as the rows: a run that is killed leaves no row behind.
    """
    claimed = StatementImport.objects.filter(owner_id=owner_id, pk=import_id, status=Status.APPLYING, attempt=attempt)
    source = claimed.select_related("owner").first()
    if source is None:
        return
    try:
        with transaction.atomic():
            if claimed.update(status=Status.APPLIED, content=None, finished_at=timezone.now()):
                _Application(source).run()
    except NotAStatement as error:
        claimed.update(status=Status.MATCHING, problem=str(error)[:500])
        StatementEntry.objects.filter(owner_id=owner_id, source_id=import_id).delete()
    except Exception:
        claimed.update(status=Status.FAILED, problem=FAILED)
        raise


class _Application:
    def __init__(self, source: StatementImport) -> None:
        self.source, self.owner = source, source.owner
        self.started = time.monotonic()
        self.rates = RateBook(self.owner)

    def run(self) -> None:
        lock_ledger(self.owner)
        wallet = Wallet.objects.for_user(self.owner).filter(pk=self.source.wallet_id or 0).first()
        if wallet is None:
            raise NotAStatement(WALLET_GONE)
        self.wallet = wallet
        self.categories = set(Category.objects.for_user(self.owner).values_list("pk", "kind"))
        self.tags = set(Tag.objects.for_user(self.owner).values_list("pk", flat=True))
        entries = self.without_arrived(list(self.mine().filter(is_skipped=False).exclude(outcome=Outcome.WRONG)))
        activity = self.write(entries) if entries else None
        self.remember()
        self.finish(len(entries), activity)

    def mine(self) -> Any:
        return StatementEntry.objects.filter(owner_id=self.owner.pk, source=self.source)

    def without_arrived(self, entries: list[StatementEntry]) -> list[StatementEntry]:
        """Leave out what another import has written since the check; what the person wants all the same stays."""
        new = [entry for entry in entries if entry.outcome == Outcome.NEW]
        booked = [_booked(entry) for entry in new]
        ledger = known_rows(booked, wallet_id=self.wallet.pk, owner=self.owner)
        found = find_known(booked, ledger, self.source.format)
        arrived = {entry.pk for entry, one in zip(new, found, strict=True) if one and one.certain}
        return [entry for entry in entries if entry.pk not in arrived]

    def write(self, entries: list[StatementEntry]) -> Activity:
        actor = self.source.created_by or self.owner
        summary = f"Imported “{self.source.file_name}” into {self.wallet.name}"
        activity = log(Activity.Kind.IMPORT, summary, owner=self.owner, actor=actor, row_count=len(entries))
        for kind in (EXPENSE, INCOME):
            self.write_kind(kind, [entry for entry in entries if entry.kind == kind.name], activity)
        return activity

    def write_kind(self, kind: RecordKind, entries: list[StatementEntry], activity: Activity) -> None:
        if not entries:
            return
        records = [self.to_record(entry, kind) for entry in entries]
        ids = insert_records(
            records, kind, owner=self.owner, created_by=self.source.created_by, imported_in=activity.pk
        )
        StatementLine.objects.bulk_create(
            (self.to_line(entry, kind, pk) for entry, pk in zip(entries, ids, strict=True)), batch_size=1_000
        )

    def to_record(self, entry: StatementEntry, kind: RecordKind) -> NewRecord:
        if entry.date is None or entry.amount is None:
            raise ValueError("A wrong row cannot be written.")
        amount = -entry.amount if kind is EXPENSE else entry.amount
        currency = self.wallet.currency
        worth = value_at_home(amount, currency, self.owner, entry.date, book=self.rates)
        is_known = (entry.category_id, kind.category_kind) in self.categories
        return NewRecord(
            entry.date, f"{amount:f}", currency, None if worth is None else f"{worth:f}", entry.description,
            entry.category_id if is_known else None, entry.notes, [pk for pk in entry.tag_ids if pk in self.tags],
            self.wallet.pk, f"{amount:f}",
        )  # fmt: skip

    def to_line(self, entry: StatementEntry, kind: RecordKind, pk: int) -> StatementLine:
        said = {"date": entry.date, "amount": entry.amount, "text": entry.text, "bank_id": entry.bank_id}
        pointers = {"owner_id": self.owner.pk, "wallet_id": self.wallet.pk, f"{kind.name}_id": pk}
        return StatementLine(format=self.source.format, **pointers, **said)

    def remember(self) -> None:
        """Keep the wallet and the columns for the next statement that looks like this one."""
        for key in self.source.remarks.get("keys", []):
            KnownStatement.objects.filter(owner_id=self.owner.pk, key=key).delete()
            KnownStatement.objects.create(
                owner=self.owner, key=key, wallet_id=self.wallet.pk, mapping=self.source.mapping
            )

    def finish(self, written: int, activity: Activity | None) -> None:
        wrong = self.mine().filter(outcome=Outcome.WRONG).count()
        everything = self.mine().count()
        StatementImport.objects.filter(owner_id=self.owner.pk, pk=self.source.pk).update(
            written_count=written,
            wrong_count=wrong,
            left_out_count=everything - wrong - written,
            activity_id=activity.pk if activity else None,
            seconds=time.monotonic() - self.started,
            problem="",
        )
        self.mine().exclude(outcome=Outcome.WRONG).delete()


def _booked(entry: StatementEntry) -> Booked:
    if entry.date is None:
        raise ValueError("A wrong row cannot be compared.")
    return Booked(entry.date, plain(entry.amount or Decimal()), entry.text, entry.bank_id)
