"""The check of a statement: what each row would become is found out and kept, so that it can be looked at."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from expenses.imports.examining import WRONG, Examination
from expenses.imports.formats.statement import NotAStatement, Statement
from expenses.imports.models import StatementEntry, StatementImport
from expenses.imports.reading import reread, sums_of, unpack
from expenses.imports.staging import NewEntry, write_entries
from expenses.imports.waiting import tell_other_halves
from expenses.spreadsheets.resources import collecting_no_garbage
from expenses.wallets.models import Wallet

Status = StatementImport.Status
Outcome, Kind = StatementEntry.Outcome, StatementEntry.Kind
FAILED = "Something went wrong on our side, and nothing was written. Try again."
WALLET_GONE = "This wallet is not there any more. Choose another one."


class Overtaken(Exception):
    """The import was cancelled, or another run has taken it over."""


def check(import_id: int, *, owner_id: int, attempt: int) -> None:
    """Check an import that was claimed as `attempt`; do nothing where that claim does not hold any more.

    A run that is killed leaves rows behind that nobody is shown, and that the next one drops.
    """
    claimed = StatementImport.objects.filter(owner_id=owner_id, pk=import_id, status=Status.CHECKING, attempt=attempt)
    source = claimed.select_related("owner").first()
    if source is None:
        return
    StatementEntry.objects.filter(owner_id=owner_id, source=source).delete()
    try:
        with collecting_no_garbage():
            _Check(source, claimed).run()
    except Overtaken:
        return
    except NotAStatement as error:
        claimed.update(status=Status.MATCHING, problem=str(error)[:500])
    except Exception:
        claimed.update(status=Status.FAILED, problem=FAILED)
        raise


class _Check:
    """One run of a check, which writes entries and progress batch by batch as long as its claim holds."""

    def __init__(self, source: StatementImport, claimed: Any) -> None:
        self.source, self.claimed = source, claimed
        self.rows_checked = self.wrong_count = 0

    def run(self) -> None:
        source = self.source
        wallet = Wallet.objects.for_user(source.owner).filter(pk=source.wallet_id or 0).first()
        if wallet is None:
            raise NotAStatement(WALLET_GONE)
        statement = reread(unpack(source.content), source.part, source.account, source.mapping)
        if not statement.rows and not statement.mistakes:
            raise NotAStatement("No rows were found this way. Look at the columns again.")
        self.write([], rows_expected=len(statement.rows))
        examination = Examination(statement, wallet, owner=source.owner)
        for batch in examination.batches():
            self.write(batch)
        tell_other_halves(examination.waiting_halves(), wallet)
        self.write([], status=Status.CHECKED, wrong_count=self.wrong_count, **self.said_of(statement))

    def said_of(self, statement: Statement) -> dict[str, Any]:
        days = [row.date for row in statement.rows]
        remarks = {**self.source.remarks, "sums": sums_of(statement)}
        return {"remarks": remarks, "first_date": min(days, default=None), "last_date": max(days, default=None)}

    def write(self, entries: list[NewEntry], **changes: Any) -> None:
        self.rows_checked += len(entries)
        self.wrong_count += sum(entry.outcome == WRONG for entry in entries)
        with transaction.atomic():
            if not self.claimed.update(rows_checked=self.rows_checked, claimed_at=timezone.now(), **changes):
                raise Overtaken
            write_entries(entries, self.source)
