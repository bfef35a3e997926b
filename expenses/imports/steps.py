"""What a person does with a statement: bring it, say the wallet, import it, try again, or cancel it.

Each step is claimed by a conditional UPDATE, so a button pressed twice works once. A small file is worked on at once,
a larger one by the background worker.
"""

import datetime
import zlib
from typing import Any

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone

from accounts.models import User
from expenses.imports import applying, checking, tasks
from expenses.imports.formats.statement import NotAStatement
from expenses.imports.known import is_told_by_columns, keys_for, keys_of, recall, remember
from expenses.imports.models import StatementEntry, StatementImport
from expenses.imports.reading import Part, below, remarks_of, unpack
from expenses.wallets.models import Wallet

SMALL_BYTES = 100_000
MOST_OPEN = 250
MOST_OPEN_BYTES = 500 << 20
FEW = 5
"""More than so many at once are worked on by the background worker, however small they are."""
KEPT_FOR = datetime.timedelta(days=7)
STALE_AFTER = datetime.timedelta(minutes=2)
MOST_ATTEMPTS = 10
Status = StatementImport.Status
TASKS: dict[str, Any] = {
    Status.READING: tasks.read_statement,
    Status.CHECKING: tasks.check_statement,
    Status.APPLYING: tasks.apply_statement,
}


def receive(
    parts: list[Part], content: bytes, file_name: str, *, owner: User, actor: User, is_one_of_many: bool = False
) -> list[StatementImport]:
    """Keep each account of a file for import, and check those whose wallet is known.

    Raises NotAStatement, and keeps nothing, where too many wait already.
    """
    check_how_many_wait(owner, len(parts))
    with transaction.atomic():
        sources = [keep_part(part, content, file_name, owner=owner, actor=actor) for part in parts]
    for source in sources:
        use_what_is_known(source, later=is_one_of_many or len(sources) > FEW)
    return list(StatementImport.objects.for_user(owner).without_content().filter(pk__in=[each.pk for each in sources]))


def check_how_many_wait(owner: User, more: int) -> None:
    """Raise NotAStatement where too many would wait with so many more."""
    waiting = StatementImport.objects.for_user(owner).filter(status__in=StatementImport.OPEN)
    held = waiting.aggregate(count=Count("pk"), size_bytes=Sum("size_bytes", default=0))
    if held["count"] + more > MOST_OPEN:
        raise NotAStatement(f"No more than {MOST_OPEN} statements wait at once. Import or cancel some of them first.")
    if held["size_bytes"] > MOST_OPEN_BYTES:
        raise NotAStatement("Too much is waiting already. Import or cancel some of it first.")


def keep_part(part: Part, content: bytes, file_name: str, *, owner: User, actor: User) -> StatementImport:
    """Keep one account of a file, which waits to be matched."""
    return keep(content, file_name, owner=owner, actor=actor, status=Status.MATCHING, **fields_of(part, file_name))


def keep(content: bytes, file_name: str, *, owner: User, actor: User, **fields: Any) -> StatementImport:
    """Keep a file with what is known of it, for KEPT_FOR."""
    source = StatementImport.objects.create(
        owner=owner,
        created_by=actor if actor != owner else None,
        file_name=file_name[-255:],
        size_bytes=len(content),
        content=zlib.compress(content, 1),
        **fields,
    )
    tasks.expire_statement.using(run_after=timezone.now() + KEPT_FOR).enqueue(owner_id=owner.pk, import_id=source.pk)
    return source


def fields_of(part: Part, file_name: str) -> dict[str, Any]:
    """Return what is known of an account once its file was read."""
    return {
        "format": part.statement.format[:20],
        "part": part.number,
        "account": part.account,
        "mapping": part.mapping,
        "remarks": {**remarks_of(part), "keys": keys_for(part, file_name)},
        "rows_expected": len(part.statement.rows),
    }


def use_what_is_known(source: StatementImport, *, later: bool = False) -> bool:
    """Fill in what the person said of such a statement before; where that leaves nothing open, check it, and say so."""
    wallet_id, mapping = recall(source, source.owner)
    if mapping != source.mapping or wallet_id:
        rows_of(source).filter(status=Status.MATCHING).update(wallet_id=wallet_id, mapping=mapping)
    wallet = Wallet.objects.for_user(source.owner).filter(pk=wallet_id or 0, is_archived=False).first()
    if wallet is None or not fits_currency(source, wallet):
        return False
    source.remarks["is_recalled"] = True
    is_guess = is_told_by_columns(source)
    rows_of(source).update(remarks={**source.remarks, "is_guess": is_guess})
    return start_check(source, wallet_id=wallet.pk, mapping=mapping, later=later)


def match(source: StatementImport, *, wallet_id: int, mapping: dict[str, Any] | None) -> int:
    """Check a statement for a wallet, and those that wait beside it and look the same; return how many those are."""
    rows_of(source).filter(status=Status.MATCHING).update(
        remarks={**source.remarks, "is_recalled": False, "is_guess": False}
    )
    if not start_check(source, wallet_id=wallet_id, mapping=mapping):
        return 0
    remember(source, wallet_id=wallet_id, mapping=mapping)
    surest = keys_of(source)[:1]
    waiting = StatementImport.objects.for_user(source.owner).without_content()
    alike = [each for each in waiting.filter(status=Status.MATCHING, problem="") if keys_of(each)[:1] == surest]
    return sum(use_what_is_known(each, later=len(alike) > FEW) for each in alike) if surest else 0


def fits_currency(source: StatementImport, wallet: Wallet) -> bool:
    """Say whether the file speaks of the wallet's currency alone, or of none."""
    return set(source.remarks["currencies"]) <= {wallet.currency}


def start_reading(source: StatementImport) -> bool:
    """Have a file read that was kept as it came; say whether it was there to be read."""
    return _start(source, Status.READING, among=(Status.MATCHING,))


def start_check(
    source: StatementImport, *, wallet_id: int, mapping: dict[str, Any] | None, later: bool = False
) -> bool:
    """Check a statement for a wallet, `later` by the worker; say whether it was there to be checked."""
    return _start(source, Status.CHECKING, among=(Status.MATCHING,), later=later, wallet_id=wallet_id, mapping=mapping)


def start_import(source: StatementImport, *, later: bool = False) -> bool:
    """Write what was checked, `later` by the worker; say whether this call did it."""
    return _start(source, Status.APPLYING, among=(Status.CHECKED,), later=later)


def match_again(source: StatementImport) -> bool:
    """Go back to the wallet and the columns; what was changed of single rows is dropped."""
    with transaction.atomic():
        went = rows_of(source).claim(
            Status.MATCHING, among=(Status.CHECKED, Status.FAILED), now=timezone.now(), problem=""
        )
        if went:
            _drop_entries(source)
    return went


def name_columns_at(line: int, source: StatementImport) -> bool:
    """Take the names of a table's columns from another line, 0 for none; say whether it could still be matched.

    `source` has its content. Raises NotAStatement where that makes no table.
    """
    part = below(line, unpack(source.content), source.part, source.account)
    known = fields_of(part, source.file_name)
    changes = {name: known[name] for name in ("mapping", "remarks", "rows_expected")}
    return bool(rows_of(source).filter(status=Status.MATCHING).update(problem="", **changes))


def take_over(source: StatementImport) -> bool:
    """Start a step again whose worker has not been heard of for STALE_AFTER; say whether that was so."""
    if not source.is_running or not is_stale(source):
        return False
    return _start(source, source.status, among=(source.status,), seen_attempt=source.attempt)


def take_up_what_was_left() -> int:
    """Start again, for everybody, the steps whose worker died; return how many.

    What has died with MOST_ATTEMPTS workers is left to its person: the file itself may be what kills them.
    """
    left = StatementImport.objects.without_content().filter(
        owner_id__gt=0,
        status__in=StatementImport.RUNNING,
        claimed_at__lt=timezone.now() - STALE_AFTER,
        attempt__lt=MOST_ATTEMPTS,
    )
    return sum(map(take_over, left.select_related("owner").order_by("pk")))


def is_stale(source: StatementImport) -> bool:
    return source.claimed_at is not None and source.claimed_at < timezone.now() - STALE_AFTER


def cancel(source: StatementImport) -> bool:
    """Drop a statement that has not begun to be written; say whether it could be."""
    waiting = (Status.READING, Status.MATCHING)
    return _drop(source, Status.CANCELLED, (*waiting, Status.CHECKING, Status.CHECKED, Status.FAILED))


def _drop(source: StatementImport, status: str, among: tuple[str, ...]) -> bool:
    now = timezone.now()
    with transaction.atomic():
        dropped = rows_of(source).claim(status, among=among, now=now, content=None, finished_at=now)
        if dropped:
            _drop_entries(source)
    return dropped


def _drop_entries(source: StatementImport) -> None:
    StatementEntry.objects.filter(owner_id=source.owner_id, source=source).delete()


def rows_of(source: StatementImport) -> Any:
    """Return the import as a queryset of one row."""
    return StatementImport.objects.filter(owner_id=source.owner_id, pk=source.pk)


def _start(
    source: StatementImport,
    status: str,
    *,
    among: tuple[str, ...],
    seen_attempt: int | None = None,
    later: bool = False,
    **values: Any,
) -> bool:
    row = rows_of(source)
    if seen_attempt is not None:
        row = row.filter(attempt=seen_attempt)
    if not row.claim(status, among=among, now=timezone.now(), problem="", **values):
        return False
    claim = rows_of(source).values_list("attempt", flat=True).get()
    if status != Status.READING and source.size_bytes <= SMALL_BYTES and not later:
        work = checking.check if status == Status.CHECKING else applying.apply
        work(source.pk, owner_id=source.owner_id, attempt=claim)
    else:
        TASKS[status].enqueue(owner_id=source.owner_id, import_id=source.pk, attempt=claim)
    return True
