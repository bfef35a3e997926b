"""The import itself: all rows that the person has left in, in one transaction, once."""

import time
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from expenses.activity.log import log
from expenses.activity.models import Activity
from expenses.imports.checking import FAILED, WALLET_GONE, Outcome
from expenses.imports.formats.statement import NotAStatement
from expenses.imports.ledger import known_rows
from expenses.imports.matching import Booked, find_known
from expenses.imports.models import KnownStatement, StatementEntry, StatementImport
from expenses.imports.staging import Kept, wanted_entries
from expenses.imports.writing import Writer
from expenses.locks import lock_ledger
from expenses.spreadsheets.resources import collecting_no_garbage
from expenses.wallets.models import Wallet

Status = StatementImport.Status


def apply(import_id: int, *, owner_id: int, attempt: int) -> None:
    """Write the rows of an import that was claimed as `attempt`, unless that claim does not hold any more.

    The end of the claim is written in the same transaction as the rows: a run that is killed leaves no row behind.
    """
    claimed = StatementImport.objects.filter(owner_id=owner_id, pk=import_id, status=Status.APPLYING, attempt=attempt)
    source = claimed.defer("content").select_related("owner").first()
    if source is None:
        return
    try:
        with transaction.atomic(), collecting_no_garbage():
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

    def run(self) -> None:
        lock_ledger(self.owner)
        wallet = Wallet.objects.for_user(self.owner).filter(pk=self.source.wallet_id or 0).first()
        if wallet is None:
            raise NotAStatement(WALLET_GONE)
        self.wallet = wallet
        entries = self.without_arrived(wanted_entries(self.source))
        activity = self.write(entries) if entries else None
        self.remember()
        self.finish(len(entries), activity)

    def mine(self) -> Any:
        return StatementEntry.objects.filter(owner_id=self.owner.pk, source=self.source)

    def without_arrived(self, entries: list[Kept]) -> list[Kept]:
        """Leave out what another import has written since the check; what the person wants all the same stays."""
        new = [entry for entry in entries if entry.outcome == Outcome.NEW.value]
        booked = [Booked(entry.date, Decimal(entry.amount), entry.text, entry.bank_id) for entry in new]
        ledger = known_rows(booked, wallet_id=self.wallet.pk, owner=self.owner)
        found = find_known(booked, ledger, self.source.format)
        arrived = {entry.pk for entry, one in zip(new, found, strict=True) if one and one.certain}
        return [entry for entry in entries if entry.pk not in arrived] if arrived else entries

    def write(self, entries: list[Kept]) -> Activity:
        actor = self.source.created_by or self.owner
        summary = f"Imported “{self.source.file_name}” into {self.wallet.name}"
        activity = log(Activity.Kind.IMPORT, summary, owner=self.owner, actor=actor, row_count=len(entries))
        Writer(self.source, self.wallet, activity).write(entries)
        return activity

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
