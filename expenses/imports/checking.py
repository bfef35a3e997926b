"""The check of a statement: what each row would become is found out and kept, so that it can be looked at."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from expenses.imports.formats.statement import NotAStatement, RowKind, Statement, StatementRow
from expenses.imports.ledger import known_rows, plain
from expenses.imports.matching import Booked, Found, find_known
from expenses.imports.models import TEXT_LENGTH, StatementEntry, StatementImport
from expenses.imports.proposing import Proposer
from expenses.imports.reading import reread, sums_of, unpack
from expenses.rules.matching import Facts
from expenses.spreadsheets.resources import collecting_no_garbage
from expenses.validators import NOTES_MAX_LENGTH, validate_amount, validate_date
from expenses.wallets.models import Wallet

Status = StatementImport.Status
Outcome, Kind = StatementEntry.Outcome, StatementEntry.Kind
FAILED = "Something went wrong on our side, and nothing was written. Try again."
WALLET_GONE = "This wallet is not there any more. Choose another one."
OTHER_CURRENCY = "This row is in {}, and the wallet is in {}. Bring it into a wallet in {}."
ROWS_AT_ONCE = 1_000


class Overtaken(Exception):
    """The import was cancelled, or another run has taken it over."""


def check(import_id: int, *, owner_id: int, attempt: int) -> None:
    """Check an import that was claimed as `attempt`; do nothing where that claim does not hold any more."""
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
        self.wallet = Wallet.objects.for_user(source.owner).filter(pk=source.wallet_id or 0).first()

    def run(self) -> None:
        if self.wallet is None:
            raise NotAStatement(WALLET_GONE)
        source = self.source
        statement = reread(unpack(source.content), source.part, source.account, source.mapping)
        if not statement.rows and not statement.mistakes:
            raise NotAStatement("No rows were found this way. Look at the columns again.")
        self.write([], rows_expected=len(statement.rows), rows_checked=0)
        entries = self.entries(statement, self.wallet)
        for start in range(0, len(entries), ROWS_AT_ONCE):
            batch = entries[start : start + ROWS_AT_ONCE]
            self.write(batch, rows_checked=start + len(batch))
        days = [row.date for row in statement.rows]
        self.write(
            [],
            status=Status.CHECKED,
            remarks={**source.remarks, "sums": sums_of(statement)},
            wrong_count=sum(entry.outcome == Outcome.WRONG for entry in entries),
            first_date=min(days, default=None),
            last_date=max(days, default=None),
        )

    def entries(self, statement: Statement, wallet: Wallet) -> list[StatementEntry]:
        """Return an entry for each row, and one for each line that could not be read."""
        rows = statement.rows
        problems = [what_is_wrong(row, wallet) for row in rows]
        good = [row for row, problem in zip(rows, problems, strict=True) if not problem]
        booked = [Booked(row.date, plain(row.amount), bank_text(row), row.bank_id[:TEXT_LENGTH]) for row in good]
        ledger = known_rows(booked, wallet_id=wallet.pk, owner=self.source.owner)
        found = iter(find_known(booked, ledger, statement.format))
        proposed = iter(self.proposals(good, wallet))
        entries = [
            self.wrong_entry(row, problem) if problem else self.good_entry(row, next(found), next(proposed))
            for row, problem in zip(rows, problems, strict=True)
        ]
        entries += [self.mistake_entry(mistake.line, mistake.message) for mistake in statement.mistakes]
        for position, entry in enumerate(entries):
            entry.position = position
        return entries

    def proposals(self, rows: Sequence[StatementRow], wallet: Wallet) -> Iterator[Any]:
        facts = [Facts(kind_of_row(row), describe(row), abs(row.amount), wallet.pk, row.notes) for row in rows]
        return iter(Proposer(self.source.owner, wallet.pk).propose(facts, [row.category for row in rows]))

    def good_entry(self, row: StatementRow, found: Found | None, proposed: Any) -> StatementEntry:
        outcome = Outcome.NEW if found is None else Outcome.DUPLICATE if found.certain else Outcome.ALIKE
        return self.new_entry(
            row.line,
            outcome,
            is_skipped=outcome == Outcome.DUPLICATE,
            kind=kind_of_row(row),
            date=row.date,
            amount=row.amount,
            description=proposed.description,
            notes=notes_of(row),
            category_id=proposed.category_id,
            tag_ids=list(proposed.tag_ids),
            text=bank_text(row),
            bank_id=row.bank_id[:TEXT_LENGTH],
            resembles_kind=found.known.kind if found else "",
            resembles_id=found.known.record_id if found else None,
        )

    def wrong_entry(self, row: StatementRow, problem: str) -> StatementEntry:
        said = f"{row.date.isoformat()} {row.amount:f} {bank_text(row)}"
        return self.new_entry(
            row.line, Outcome.WRONG, is_skipped=True, kind=kind_of_row(row), description=said[:TEXT_LENGTH],
            problem=problem[:500],
        )  # fmt: skip

    def mistake_entry(self, line: int, message: str) -> StatementEntry:
        where = f"Line {line:,}" if line else "The file"
        problem = tidy(message)[:500]
        return self.new_entry(
            line, Outcome.WRONG, is_skipped=True, kind=Kind.EXPENSE, description=where, problem=problem
        )

    def new_entry(self, line: int, outcome: str, **values: Any) -> StatementEntry:
        return StatementEntry(
            owner_id=self.source.owner_id, source=self.source, position=0, line=line, outcome=outcome, **values
        )

    def write(self, entries: list[StatementEntry], **changes: Any) -> None:
        with transaction.atomic():
            if not self.claimed.update(claimed_at=timezone.now(), **changes):
                raise Overtaken
            StatementEntry.objects.bulk_create(entries)


def what_is_wrong(row: StatementRow, wallet: Wallet) -> str:
    """Return why the row cannot stand in the wallet, in a sentence; "" where it can."""
    if row.currency and row.currency != wallet.currency:
        return OTHER_CURRENCY.format(row.currency, wallet.currency, row.currency)
    try:
        validate_date(row.date)
        validate_amount(row.amount, wallet.currency)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def kind_of_row(row: StatementRow) -> str:
    """Return what a row becomes unless the person says otherwise. A refund is a negative expense."""
    is_income = row.amount > 0 and row.kind != RowKind.REFUND
    return Kind.INCOME if is_income else Kind.EXPENSE


def tidy(text: str) -> str:
    """Return the text as one line of what can be seen."""
    seen = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(seen.encode("utf-8", "replace").decode().split())


def bank_text(row: StatementRow) -> str:
    return tidy(row.description or row.counterparty or row.notes)[:TEXT_LENGTH]


def describe(row: StatementRow) -> str:
    """Return what a record is called: who it was, or what the bank says, never nothing."""
    return bank_text(row) or ("Money in" if row.amount > 0 else "Payment")


def notes_of(row: StatementRow) -> str:
    """Return what the bank says beside the description: who it was, what for, and another currency."""
    said = [tidy(row.counterparty), tidy(row.notes)]
    if row.original_amount is not None and row.original_currency:
        said.append(f"{abs(Decimal(row.original_amount)):f} {row.original_currency}")
    text = describe(row)
    return "\n".join(dict.fromkeys(part for part in said if part and part not in text))[:NOTES_MAX_LENGTH]
