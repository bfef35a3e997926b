"""The import itself: all rows that the person has left in, in one transaction, once."""

import time
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from expenses.activity.log import log
from expenses.activity.models import Activity
from expenses.imports.arrived import Record, find_arrived, name_transfers
from expenses.imports.checking import FAILED, WALLET_GONE, Outcome
from expenses.imports.formats.statement import NotAStatement
from expenses.imports.known import remember
from expenses.imports.models import StatementEntry, StatementImport
from expenses.imports.moving import TRANSFER, Move, plan, write_moves
from expenses.imports.staging import ROWS_AT_ONCE, Kept, kept_rows, more_of, wanted_entries
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
        self.more = more_of(self.source)
        arrived = self.leave_out_arrived()
        records = wanted_entries(self.source).exclude(kind=TRANSFER)
        moved = kept_rows(wanted_entries(self.source).filter(kind=TRANSFER)) if self.more else []
        moves, problems = plan(moved, self.more, wallet, self.source)
        self.refuse(problems)
        written = records.count() + len(moves)
        activity = self.write(records, moves, written) if written else None
        name_transfers(arrived, wallet, self.source)
        remember(self.source, wallet_id=self.wallet.pk, mapping=self.source.mapping)
        self.finish(written, activity)

    def mine(self) -> Any:
        return StatementEntry.objects.filter(owner_id=self.owner.pk, source=self.source)

    def leave_out_arrived(self) -> list[tuple[Kept, Record]]:
        """Leave out what came into the ledger since the check, and return it; what the person wants anyway stays."""
        new = wanted_entries(self.source).filter(outcome=Outcome.NEW)
        arrived = find_arrived(new, self.more, self.wallet, self.source)
        ids = [entry.pk for entry, _record in arrived]
        for start in range(0, len(ids), ROWS_AT_ONCE):
            self.mine().filter(pk__in=ids[start : start + ROWS_AT_ONCE]).update(is_skipped=True)
        return arrived

    def refuse(self, problems: dict[int, str]) -> None:
        """Keep what cannot be written with the reason, beside what could not be read."""
        for problem in set(problems.values()):
            ids = [pk for pk, said in problems.items() if said == problem]
            self.mine().filter(pk__in=ids).update(outcome=Outcome.WRONG, is_skipped=True, problem=problem)

    def write(self, records: QuerySet[StatementEntry], moves: list[Move], row_count: int) -> Activity:
        actor = self.source.created_by or self.owner
        summary = f"Imported “{self.source.file_name}” into {self.wallet.name}"
        activity = log(Activity.Kind.IMPORT, summary, owner=self.owner, actor=actor, row_count=row_count)
        Writer(self.source, self.wallet, activity, self.more).write(records)
        write_moves(moves, self.wallet, self.source, activity)
        return activity

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
