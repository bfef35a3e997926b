"""A rule run on many records: batch by batch in the background, one entry of the log, and resumable."""

import datetime
from collections.abc import Iterator, Sequence
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from expenses.activity.log import log
from expenses.activity.models import Activity
from expenses.locks import lock_ledger
from expenses.paging import SEPARATOR
from expenses.record_kinds import EXPENSE, INCOME
from expenses.rules import tasks
from expenses.rules.compiling import compile_rules
from expenses.rules.differences import Difference, Scan, key_of
from expenses.rules.models import Rule, RuleRun
from expenses.rules.running import kinds_of, run_rule, words_of_run, write_differences

AT_ONCE_ROWS = 2_000
"""So many records are changed before the page answers; more of them in the background."""

BATCH_ROWS = 2_000
STALLED_AFTER = datetime.timedelta(minutes=1)


def start(rule: Rule, *, owner: User, only_uncategorised: bool = False) -> Activity | RuleRun | None:
    """Run a rule on the ledger of `owner`: return what to undo, or the run that goes on in the background.

    That is another rule's where one is under way, as there is one at a time. None: there is nothing to change.
    """
    with transaction.atomic():
        lock_ledger(owner)
        if (work := _open(owner)) is not None:
            return work
        scan = Scan(compile_rules([rule], owner), owner, only_uncategorised)
        if _count(islice(scan.differences(kinds_of(rule)), AT_ONCE_ROWS + 1)) > AT_ONCE_ROWS:
            work = RuleRun.objects.create(owner=owner, rule=rule, only_uncategorised=only_uncategorised)
            _go_on(owner)
            return work
        return run_rule(rule, owner=owner, actor=owner, only_uncategorised=only_uncategorised)[1]


def current(owner: User) -> RuleRun | None:
    """Return what is being run, None where nothing is; start it again where its worker seems gone."""
    work = _open(owner)
    if work and timezone.now() - work.touched_at > STALLED_AFTER:
        RuleRun.objects.for_user(owner).filter(pk=work.pk).update(touched_at=timezone.now())
        _go_on(owner)
        work = _open(owner)
    return work


def last_activity(owner: User) -> Activity | None:
    """Return what to undo of the run that ended last, None where it changed nothing or was undone."""
    done = RuleRun.objects.for_user(owner).filter(finished_at__isnull=False).order_by("-finished_at").first()
    rows = Activity.objects.for_user(owner).filter(undone_at__isnull=True)
    return rows.filter(pk=done.activity_id or 0).first() if done else None


def run(owner_id: int) -> None:
    """Go on where the last batch ended, up to the end; two that run at once share the work."""
    while _step(owner_id):
        pass


def _go_on(owner: User) -> None:
    transaction.on_commit(lambda: tasks.run_rules.enqueue(owner_id=owner.pk))


def _open(owner: User) -> RuleRun | None:
    rows = RuleRun.objects.for_user(owner).select_related("rule__category", "rule__wallet")
    return rows.filter(finished_at__isnull=True).first()


def _step(owner_id: int) -> bool:
    """Count, or change one batch, in a transaction of its own; return whether there may be more."""
    with transaction.atomic():
        owner = User.objects.filter(pk=owner_id).first()
        if owner is None:
            return False
        lock_ledger(owner)
        work = _open(owner)
        if work is None:
            return False
        if work.total is None:
            work.total = _count(_differences(work, owner))
        else:
            _take_batch(work, owner)
        work.save()
        return work.finished_at is None


def _take_batch(work: RuleRun, owner: User) -> None:
    """Change the next records, and note how far that is. What was undone meanwhile goes no further."""
    if work.activity_id and not _activities(work).filter(undone_at__isnull=True).exists():
        work.finished_at = timezone.now()
        return
    found = list(islice(_differences(work, owner), BATCH_ROWS))
    if found:
        _change(found, work, owner)
    if len(found) < BATCH_ROWS:
        work.finished_at = timezone.now()


def _change(found: Sequence[Difference], work: RuleRun, owner: User) -> None:
    last = found[-1]
    day = last.kind.model.objects.for_user(owner).values_list("date", flat=True).get(pk=last.row.pk)
    work.after = key_of(last.kind, day, last.row.pk)
    work.expenses_done += sum(one.kind is EXPENSE for one in found)
    work.income_done += sum(one.kind is INCOME for one in found)
    words = words_of_run(work.rule, {EXPENSE: work.expenses_done, INCOME: work.income_done})
    if not work.activity_id:
        work.activity_id = log(Activity.Kind.RULE, words, owner=owner, actor=owner).pk
    write_differences(found, _activities(work).get())
    _activities(work).update(summary=words[:255], row_count=work.done)


def _differences(work: RuleRun, owner: User) -> Iterator[Difference]:
    """Yield what the rule, as it is now, changes behind the last record that it has changed."""
    kinds = kinds_of(work.rule)
    is_among = work.after.partition(SEPARATOR)[0] in [kind.name for kind in kinds]
    scan = Scan(compile_rules([work.rule], owner), owner, work.only_uncategorised)
    return scan.differences(kinds, after=work.after if is_among else "")


def _activities(work: RuleRun) -> QuerySet[Activity]:
    """Return the activity of the run as a queryset of one row."""
    return Activity.objects.filter(owner_id=work.owner_id, pk=work.activity_id or 0)


def _count(found: Iterator[Difference]) -> int:
    return sum(1 for _ in found)
