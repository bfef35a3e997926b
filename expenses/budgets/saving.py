"""Budgets written, changed for one period, filled from each other and removed. Each can be undone."""

import datetime
from collections.abc import Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.ownership import OwnedQuerySet
from expenses.activity.log import Edit, log, snapshot
from expenses.activity.models import Activity
from expenses.budgets.choices import Rhythm
from expenses.budgets.models import Budget, BudgetChange
from expenses.budgets.overview import Budgets
from expenses.budgets.rhythm import period_before, period_of
from expenses.locks import lock_ledger
from expenses.money import format_money
from expenses.periods import Calendar, Period
from expenses.validators import MAX_AMOUNT

MOST_BUDGETS = 200
TOO_MANY = f"You can have {MOST_BUDGETS} budgets. Delete one that you do not need any more."
KNOWN = "You have a budget for this and for {rhythm} already. Change that one."
GONE = "This budget is not there any more. Choose another one."
SAME = "Choose two different budgets."
TOO_MUCH = "There is no more than {amount} in it for this period."
TOO_LARGE = "The other budget would become too large."
BUDGET, CHANGE = "budget", "budgetchange"


def save_budget(budget: Budget, *, owner: User, actor: User, today: datetime.date, from_now: bool = False) -> Activity:
    """Write a new or changed budget of `owner`; return what to undo.

    With `from_now` another amount than before holds from the period of `today` on, and those before keep theirs.
    Changes of single periods go when the rhythm becomes another. Raises ValidationError, keyed by field where it is
    about one.
    """
    with transaction.atomic():
        lock_ledger(owner)
        known = Budget.objects.for_user(owner).filter(pk=budget.pk).first() if budget.pk else None
        check_budget(budget, owner=owner)
        edits = _edits_of_changes(budget, known, owner, today, from_now=from_now) if known else []
        before = snapshot(known) if known else None
        budget.owner = owner
        budget.is_sample = False  # theirs, once they have changed it
        budget.save()
        kind, verb = (Activity.Kind.EDIT, "Changed") if known else (Activity.Kind.ADD, "Added")
        edits.append(Edit(BUDGET, budget.pk, before, snapshot(budget)))
        return log(kind, f"{verb} {quoted(budget, owner)}", owner=owner, actor=actor, edits=edits)


def check_budget(budget: Budget, *, owner: User) -> None:
    """Raise ValidationError where another budget in use is for the same thing and rhythm, or there are too many."""
    others = [row for row in Budget.objects.for_user(owner).order_by() if row.pk != budget.pk]
    if len(others) >= MOST_BUDGETS:
        raise ValidationError(TOO_MANY)
    in_use = {_place(row) for row in others if not row.is_archived}
    if not budget.is_archived and _place(budget) in in_use:
        raise ValidationError(KNOWN.format(rhythm=Rhythm(budget.rhythm).label.lower()))


def _place(budget: Budget) -> tuple[int | None, int | None, str]:
    return budget.category_id, budget.tag_id, str(budget.rhythm)


def _edits_of_changes(
    budget: Budget, known: Budget, owner: User, today: datetime.date, *, from_now: bool
) -> list[Edit]:
    if budget.rhythm != known.rhythm:
        return _drop(BudgetChange.objects.for_user(owner).filter(budget=known))
    is_other = (budget.amount, budget.currency) != (known.amount, known.currency)
    calendar = Calendar.of(owner)
    last = period_before(known.rhythm, period_of(known.rhythm, today, calendar), calendar)
    if not (is_other and from_now) or last.end <= known.starts_on:
        return []
    if any(row.period_start >= last.start for row in _changes_of(known, owner) if row.reaches_back):
        # The periods up to the last one have their amount from an earlier change already.
        return []
    return [_put(known, last, known.amount, known.currency, reaches_back=True)]


def delete_budget(budget: Budget, *, owner: User, actor: User) -> Activity:
    """Delete a budget with what is said of its single periods; what was spent stays. Return what to undo."""
    with transaction.atomic():
        lock_ledger(owner)
        words = f"Deleted {quoted(budget, owner)}"
        edits = edits_of_deletion([budget], owner=owner)
        activity = log(Activity.Kind.DELETE, words, owner=owner, actor=actor, edits=edits)
        budget.delete()
        return activity


def edits_of_deletion(budgets: Sequence[Budget], *, owner: User) -> list[Edit]:
    """Return what the log keeps of budgets that go, and of the changes that go with them: they come back last."""
    edits: list[Edit] = []
    for budget in budgets:
        changes = _changes_of(budget, owner)
        edits += [Edit(CHANGE, row.pk, snapshot(row), None) for row in changes]
        edits.append(Edit(BUDGET, budget.pk, snapshot(budget), None))
    return edits


def change_period(budget: Budget, period: Period, amount: Decimal | None, *, owner: User, actor: User) -> Activity:
    """Give a budget another amount in `period` alone, its usual one for None; return what to undo."""
    with transaction.atomic():
        lock_ledger(owner)
        edits = _drop(_once_in(budget, period, owner)) if amount is None else [_put_once(budget, period, amount, owner)]
        words = f"Changed {quoted(budget, owner)} for one {Rhythm(budget.rhythm).noun}"
        return log(Activity.Kind.EDIT, words, owner=owner, actor=actor, edits=edits)


def move_money(
    source: Budget,
    target_id: int,
    amount: Decimal,
    *,
    day: datetime.date,
    today: datetime.date,
    owner: User,
    actor: User,
) -> Activity:
    """Take `amount` in the home currency from one budget's period of `day` and give it to another's, in one step.

    Raises ValidationError, keyed by field where it is about one.
    """
    with transaction.atomic():
        lock_ledger(owner)
        budgets = Budgets(owner, today=today)
        counted = {row.pk: row for row in budgets.counted(day)}
        if source.pk == target_id:
            raise ValidationError({"to": SAME})
        if source.pk not in counted or target_id not in counted:
            raise ValidationError({"to": GONE})
        target = counted[target_id]
        edits = [
            _put_once(row, budgets.period(row, day), _moved(budgets, row, day, change), owner)
            for row, change in ((source, -amount), (target, amount))
        ]
        said = format_money(amount, owner.home_currency, owner.locale)
        words = f"Moved {said} from {budgets.name(source)} to {budgets.name(target)}"
        return log(Activity.Kind.EDIT, words, owner=owner, actor=actor, edits=edits)


def _moved(budgets: Budgets, budget: Budget, day: datetime.date, change: Decimal) -> Decimal:
    has = budgets.limits[budget.pk].of(budgets.period(budget, day))
    if has + change < 0:
        said = format_money(has, budgets.currency, budgets.user.locale)
        raise ValidationError({"amount": TOO_MUCH.format(amount=said)})
    if has + change > MAX_AMOUNT:
        raise ValidationError({"amount": TOO_LARGE})
    return has + change


def copy_from_before(
    rhythm: str, *, day: datetime.date, today: datetime.date, owner: User, actor: User
) -> Activity | None:
    """Give each budget of a rhythm the amount it had in the period before that of `day`.

    Return what to undo, None where all had the same.
    """
    with transaction.atomic():
        lock_ledger(owner)
        budgets = Budgets(owner, today=today)
        edits: list[Edit] = []
        for row in budgets.counted(day):
            period = budgets.period(row, day)
            if row.rhythm == rhythm and budgets.differs_from_before(row, period):
                before = period_before(rhythm, period, budgets.calendar)
                edits += _become(row, period, budgets.limits[row.pk].of(before), budgets, owner)
        if not edits:
            return None
        words = f"Copied {len(edits)} budget{'s' if len(edits) > 1 else ''} from the {Rhythm(rhythm).noun} before"
        return log(Activity.Kind.BULK, words, owner=owner, actor=actor, edits=edits)


def _become(budget: Budget, period: Period, amount: Decimal, budgets: Budgets, owner: User) -> list[Edit]:
    """Give a budget an amount in a period; where that is its usual one, nothing is said of the period any more."""
    if amount == budgets.limits[budget.pk].standing(period):
        return _drop(_once_in(budget, period, owner))
    return [_put_once(budget, period, amount, owner)]


def _put_once(budget: Budget, period: Period, amount: Decimal, owner: User) -> Edit:
    """Write the amount of one period, over what was said of it before, whatever its first day was then."""
    known = list(_once_in(budget, period, owner).order_by("period_start"))
    row = known[-1] if known else BudgetChange(owner=owner, budget=budget, period_start=period.start)
    before = snapshot(row) if known else None
    row.amount, row.currency = amount, owner.home_currency
    row.save()
    return Edit(CHANGE, row.pk, before, snapshot(row))


def _put(budget: Budget, period: Period, amount: Decimal, currency: str, *, reaches_back: bool) -> Edit:
    row = BudgetChange.objects.create(
        owner=budget.owner, budget=budget, period_start=period.start, amount=amount, currency=currency,
        reaches_back=reaches_back,
    )  # fmt: skip
    return Edit(CHANGE, row.pk, None, snapshot(row))


def _drop(rows: OwnedQuerySet) -> list[Edit]:
    edits = [Edit(CHANGE, row.pk, snapshot(row), None) for row in rows]
    rows.delete()
    return edits


def _once_in(budget: Budget, period: Period, owner: User) -> OwnedQuerySet:
    rows = BudgetChange.objects.for_user(owner).filter(budget=budget, reaches_back=False)
    return rows.filter(period_start__gte=period.start, period_start__lt=period.end)


def _changes_of(budget: Budget, owner: User) -> list[BudgetChange]:
    return list(BudgetChange.objects.for_user(owner).filter(budget=budget).order_by("pk"))


def quoted(budget: Budget, owner: User) -> str:
    """Return a budget as a sentence names it: the budget “Food”."""
    return f"the budget “{Budgets(owner, today=budget.starts_on, rows=[budget]).name(budget)}”"
