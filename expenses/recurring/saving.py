"""Recurring payments written, changed for all that follow, paused and removed. Each can be undone."""

import datetime
from collections import defaultdict
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from expenses.activity.log import Edit, Snapshot, log, snapshot
from expenses.activity.models import Activity
from expenses.locks import check_seen, lock_ledger
from expenses.messages import shorten
from expenses.models import Occurrence, RecurringPayment, RecurringTag
from expenses.recurring.choices import Status
from expenses.recurring.due import look_ahead, open_until, rows_by_day, series_of
from expenses.recurring.rhythm import Rhythm
from expenses.recurring.series import DAY, Series
from expenses.tags.naming import ensure_tags

MOST_PLANS = 500
TOO_MANY = f"You can have {MOST_PLANS} recurring payments. Delete one that you do not need any more."
NO_DAY = "There is no such day from the first to the last one. Change the days or the rhythm."
NOTHING_FOLLOWS = "Nothing comes from that day on. Choose an earlier one, or a later end."
TOUCHED = "The one of {day} is {status} already. Choose a later day."
PLAN, OCCURRENCE = "recurringpayment", "occurrence"

END = ("ends_on", "times")
TERMS = ("amount", "least_amount", "most_amount", "currency", "to_amount", "rule", "starts_on", *END)
"""What holds from a day on: changed for all that follow, it stays what it was for those before."""


def add_plan(plan: RecurringPayment, tags: Sequence[str], *, owner: User, actor: User) -> Activity:
    """Write a new recurring payment of `owner` with the tags of these names; return what to undo.

    Raises ValidationError, keyed by field where it is about one.
    """
    with transaction.atomic():
        lock_ledger(owner)
        if RecurringPayment.objects.for_user(owner).count() >= MOST_PLANS:
            raise ValidationError(TOO_MANY)
        edit = _write(plan, tags, None, owner)
        words = f"Added the recurring payment {shorten(plan.description)}"
        return log(Activity.Kind.ADD, words, owner=owner, actor=actor, edits=[edit])


def change_plan(
    plan: RecurringPayment,
    tags: Sequence[str],
    *,
    since: datetime.date,
    today: datetime.date,
    owner: User,
    actor: User,
    seen: datetime.datetime | None = None,
) -> Activity:
    """Write what `plan` says of all that is due from `since` on; return what to undo.

    What came before keeps its terms: where there is any, it ends there, and a new one goes on, as which `plan` is
    returned. Nothing of the past is booked anew. Raises ValidationError, and ChangedMeanwhile where it is not as it was
    `seen`.
    """
    with transaction.atomic():
        lock_ledger(owner)
        known = RecurringPayment.objects.for_user(owner).get(pk=plan.pk)
        check_seen(known, seen)
        plan.rule = Rhythm.parse(plan.rule, plan.starts_on).rule
        edits = _change(known, plan, tags, since=since, today=today, owner=owner)
        words = f"Changed the recurring payment {shorten(plan.description)}"
        return log(Activity.Kind.EDIT, words, owner=owner, actor=actor, edits=edits)


def _change(
    known: RecurringPayment,
    plan: RecurringPayment,
    tags: Sequence[str],
    *,
    since: datetime.date,
    today: datetime.date,
    owner: User,
) -> list[Edit]:
    for name in ("times_before", "follows_id", "paused_on", "books_from"):
        setattr(plan, name, getattr(known, name))
    before = snapshot(known)
    other = {name for name in TERMS if getattr(known, name) != getattr(plan, name)}
    if not other or (other <= {*END} and not _opens_the_past(known, plan, today)):
        return [_write(plan, tags, before, owner)]
    _check_open(known, since, owner)
    if _has_past(known, since, owner):
        return _split(known, plan, tags, since, owner)
    # It may begin earlier than it would have, but not before today.
    plan.books_from = max(known.books_from, min(since, max(plan.starts_on, today)))
    return [*_forget_changes(known, since, owner), _write(plan, tags, before, owner)]


def _opens_the_past(known: RecurringPayment, plan: RecurringPayment, today: datetime.date) -> bool:
    """Say whether another end would bring days before `today` that did not come so far."""
    was = {*series_of(known).between(known.starts_on, today - DAY)}
    return any(day not in was for day in series_of(plan).between(known.starts_on, today - DAY))


def _has_past(known: RecurringPayment, since: datetime.date, owner: User) -> bool:
    """Say whether anything of it lies before `since`: booked, skipped, or waiting."""
    if Occurrence.objects.for_user(owner).filter(recurring=known, due_on__lt=since).exists():
        return True
    return next(series_of(known).between(known.books_from, since - DAY), None) is not None


def _split(
    known: RecurringPayment, plan: RecurringPayment, tags: Sequence[str], since: datetime.date, owner: User
) -> list[Edit]:
    """End what was known on the day before `since`, and let `plan` go on as one of its own."""
    was, before = series_of(known), snapshot(known)
    edits = _forget_changes(known, since, owner)
    plan.starts_on = _first_day(known, plan, since)
    plan.times_before = was.number_of(since - DAY)
    plan.books_from, plan.follows_id = since, known.pk
    plan.pk, plan._state.adding = None, True
    new = _write(plan, tags, None, owner)
    known.ends_on = since - DAY
    known.save()
    look_ahead(owner, [known.pk])
    return [*edits, Edit(PLAN, known.pk, before, snapshot(known)), new]


def _first_day(known: RecurringPayment, plan: RecurringPayment, since: datetime.date) -> datetime.date:
    """Return the first day of what goes on; another rhythm is counted from `since`, the same one as before."""
    is_new = plan.rule != known.rule and plan.starts_on == known.starts_on
    days = Series(plan.rule, since if is_new else plan.starts_on, plan.ends_on)
    first = days.first_from(since)
    if first is None:
        raise ValidationError(NOTHING_FOLLOWS)
    return first


def _forget_changes(known: RecurringPayment, since: datetime.date, owner: User) -> list[Edit]:
    """Forget what was said of single ones from `since` on that are still open: the new terms are for them too."""
    rows = Occurrence.objects.for_user(owner).filter(recurring=known, due_on__gte=since, status=Status.CHANGED)
    edits = [Edit(OCCURRENCE, row.pk, snapshot(row), None) for row in rows]
    rows.delete()
    return edits


def _check_open(known: RecurringPayment, since: datetime.date, owner: User) -> None:
    """Raise ValidationError where one from `since` on is booked or skipped: it could not have the new terms."""
    done = Occurrence.objects.for_user(owner).filter(recurring=known, due_on__gte=since)
    last = done.exclude(status=Status.CHANGED).order_by("-due_on").first()
    if last is not None:
        raise ValidationError(TOUCHED.format(day=last.due_on.isoformat(), status=last.get_status_display().lower()))


def _write(plan: RecurringPayment, tags: Sequence[str], before: Snapshot | None, owner: User) -> Edit:
    plan.owner = owner
    plan.is_sample = False  # theirs, once they have changed it
    plan.rule = Rhythm.parse(plan.rule, plan.starts_on).rule
    if series_of(plan).first_from(plan.starts_on) is None:
        raise ValidationError(NO_DAY)
    plan.save()
    _set_tags(plan, list(ensure_tags(tags, owner=owner).values()))
    look_ahead(owner, [plan.pk])
    return Edit(PLAN, plan.pk, before, snapshot(plan))


def _set_tags(plan: RecurringPayment, tag_ids: list[int]) -> None:
    links = RecurringTag.objects.for_user(plan.owner).filter(recurring=plan)
    links.exclude(tag__in=tag_ids).delete()
    kept = set(links.values_list("tag_id", flat=True))
    new = (pk for pk in tag_ids if pk not in kept)
    RecurringTag.objects.bulk_create(RecurringTag(owner=plan.owner, recurring=plan, tag_id=pk) for pk in new)


def delete_plan(plan: RecurringPayment, *, owner: User, actor: User) -> Activity:
    """Delete a recurring payment with those that it follows or that follow it; return what to undo.

    What was booked stays.
    """
    with transaction.atomic():
        lock_ledger(owner)
        plans = RecurringPayment.objects.for_user(owner).filter(pk__in=chain_of(plan))
        rows = Occurrence.objects.for_user(owner).filter(recurring__in=plans.values("pk"))
        edits = [Edit(OCCURRENCE, row.pk, snapshot(row), None) for row in rows]
        # They come back in the reverse order, each after the one that it follows.
        edits += [Edit(PLAN, one.pk, snapshot(one), None) for one in plans.order_by("-pk")]
        rows.delete()
        plans.delete()
        words = f"Deleted the recurring payment {shorten(plan.description)}"
        return log(Activity.Kind.DELETE, words, owner=owner, actor=actor, edits=edits)


def chain_of(plan: RecurringPayment) -> list[int]:
    """Return the ids of all that were one recurring payment once, in the order in which they followed each other."""
    pairs = RecurringPayment.objects.filter(owner_id=plan.owner_id).order_by().values_list("pk", "follows_id")
    before = dict(pairs)
    after: dict[int, list[int]] = defaultdict(list)
    for pk, follows_id in before.items():
        if follows_id is not None:
            after[follows_id].append(pk)
    first = plan.pk
    while (earlier := before.get(first)) is not None:
        first = earlier
    found = [first]
    for pk in found:
        found += after[pk]
    return found


def pause(plan: RecurringPayment, *, today: datetime.date, owner: User, actor: User) -> Activity:
    """Let nothing come from `today` on; return what to undo. What waits from before goes on waiting."""
    with transaction.atomic():
        lock_ledger(owner)
        plan = RecurringPayment.objects.for_user(owner).get(pk=plan.pk)
        before, plan.paused_on = snapshot(plan), plan.paused_on or today
        plan.save(update_fields=["paused_on", "updated_at"])
        look_ahead(owner, [plan.pk])
        words = f"Paused the recurring payment {shorten(plan.description)}"
        edit = Edit(PLAN, plan.pk, before, snapshot(plan))
        return log(Activity.Kind.EDIT, words, owner=owner, actor=actor, edits=[edit])


def resume(plan: RecurringPayment, *, today: datetime.date, owner: User, actor: User) -> Activity:
    """Go on from `today`; return what to undo. What would have come meanwhile is skipped."""
    with transaction.atomic():
        lock_ledger(owner)
        plan = RecurringPayment.objects.for_user(owner).get(pk=plan.pk)
        before, paused_on, plan.paused_on = snapshot(plan), plan.paused_on or today, None
        plan.save(update_fields=["paused_on", "updated_at"])
        look_ahead(owner, [plan.pk])
        plan.refresh_from_db()
        rows = rows_by_day([plan], owner)[plan.pk]
        missed = [due for due in open_until(plan, rows, today - DAY) if due.date >= paused_on]
        edits = [Edit(PLAN, plan.pk, before, snapshot(plan))]
        for due in missed:
            row = due.row or Occurrence(owner=owner, recurring=plan, due_on=due.due_on)
            was, row.status = snapshot(row) if row.pk else None, Status.SKIPPED
            row.save()
            edits.append(Edit(OCCURRENCE, row.pk, was, snapshot(row)))
        look_ahead(owner, [plan.pk])
        words = f"Resumed the recurring payment {shorten(plan.description)}"
        return log(Activity.Kind.EDIT, words, owner=owner, actor=actor, edits=edits)
