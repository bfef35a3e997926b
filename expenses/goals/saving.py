"""Goals and contributions to them written and removed. Each can be undone."""

import datetime
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from expenses.activity.log import Edit, log, snapshot
from expenses.activity.models import Activity
from expenses.goals.models import NAME_TAKEN, WALLET_TAKEN, Goal, GoalContribution
from expenses.locks import lock_ledger
from expenses.money import format_money, round_money
from expenses.names import name_key
from expenses.validators import validate_amount
from expenses.wallets.models import Wallet

MOST_GOALS = 100
TOO_MANY = f"You can have {MOST_GOALS} goals. Delete one that you do not need any more."
HAS_CONTRIBUTIONS = "This goal has contributions. Delete them first, or make another goal."
OTHER_CURRENCY = "Its contributions are in {currency}. Delete them first, or make another goal."
WALLET_GONE = "This wallet is not there any more. Choose another one."
NOT_OF_WALLET = "This goal grows with a wallet. Move money there instead."
NOTHING_GIVEN = "Enter how much you put aside. A minus takes it back."
NOT_YET = "Enter a day up to today: what is only planned is not put aside yet."
GOAL, CONTRIBUTION = "goal", "goalcontribution"


def save_goal(goal: Goal, *, owner: User, actor: User) -> Activity:
    """Write a new or changed goal of `owner`; return what to undo. Raises ValidationError, keyed by field."""
    with transaction.atomic():
        lock_ledger(owner)
        known = Goal.objects.for_user(owner).filter(pk=goal.pk).first() if goal.pk else None
        goal.owner = owner
        check_goal(goal, owner=owner)
        before = snapshot(known) if known else None
        goal.is_sample = False  # theirs, once they have changed it
        goal.save()
        kind, verb = (Activity.Kind.EDIT, "Changed") if known else (Activity.Kind.ADD, "Added")
        edit = Edit(GOAL, goal.pk, before, snapshot(goal))
        return log(kind, f"{verb} the goal “{goal.name}”", owner=owner, actor=actor, edits=[edit])


def check_goal(goal: Goal, *, owner: User) -> None:
    """Give a goal the currency of its wallet; raise ValidationError, keyed by field, for what cannot be."""
    others = [row for row in Goal.objects.for_user(owner).order_by() if row.pk != goal.pk]
    if len(others) >= MOST_GOALS:
        raise ValidationError(TOO_MANY)
    if name_key(goal.name) in {name_key(row.name) for row in others}:
        raise ValidationError({"name": NAME_TAKEN})
    if goal.wallet_id is not None:
        _check_wallet(goal, others, owner)
    if goal.pk:
        _check_contributions(goal, owner)
    if goal.target != round_money(goal.target, goal.currency):
        raise ValidationError({"target": f"{goal.currency} has fewer decimals."})


def _check_wallet(goal: Goal, others: Sequence[Goal], owner: User) -> None:
    wallet = Wallet.objects.for_user(owner).filter(pk=goal.wallet_id or 0).first()
    if wallet is None:
        raise ValidationError({"wallet": WALLET_GONE})
    if not goal.is_archived and goal.wallet_id in {row.wallet_id for row in others if not row.is_archived}:
        raise ValidationError({"wallet": WALLET_TAKEN})
    goal.currency = wallet.currency


def _check_contributions(goal: Goal, owner: User) -> None:
    if not GoalContribution.objects.for_user(owner).filter(goal=goal).exists():
        return
    if goal.wallet_id is not None:
        raise ValidationError({"wallet": HAS_CONTRIBUTIONS})
    was = Goal.objects.for_user(owner).filter(pk=goal.pk or 0).values_list("currency", flat=True).get()
    if was != goal.currency:
        raise ValidationError({"currency": OTHER_CURRENCY.format(currency=was)})


def delete_goal(goal: Goal, *, owner: User, actor: User) -> Activity:
    """Delete a goal with its contributions; wallets and records stay. Return what to undo."""
    with transaction.atomic():
        lock_ledger(owner)
        rows = list(GoalContribution.objects.for_user(owner).filter(goal=goal).order_by("pk"))
        # What is logged last comes back first.
        edits = [Edit(CONTRIBUTION, row.pk, snapshot(row), None) for row in rows]
        edits.append(Edit(GOAL, goal.pk, snapshot(goal), None))
        words = f"Deleted the goal “{goal.name}”"
        activity = log(Activity.Kind.DELETE, words, owner=owner, actor=actor, edits=edits)
        goal.delete()
        return activity


def save_contribution(row: GoalContribution, *, owner: User, actor: User, today: datetime.date) -> Activity:
    """Write a new or changed contribution to its goal; return what to undo. Raises ValidationError, keyed by field."""
    with transaction.atomic():
        lock_ledger(owner)
        goal = Goal.objects.for_user(owner).get(pk=row.goal_id)
        known = GoalContribution.objects.for_user(owner).filter(pk=row.pk).first() if row.pk else None
        check_contribution(row, goal, today=today)
        before = snapshot(known) if known else None
        row.owner = owner
        row.save()
        edit = Edit(CONTRIBUTION, row.pk, before, snapshot(row))
        kind = Activity.Kind.EDIT if known else Activity.Kind.ADD
        words = f"Changed a contribution to “{goal.name}”" if known else said_of(row, goal, owner)
        return log(kind, words, owner=owner, actor=actor, edits=[edit])


def said_of(row: GoalContribution, goal: Goal, owner: User) -> str:
    """Return what a new contribution did: Put €50.00 aside for “Bicycle”."""
    amount = format_money(abs(row.amount), goal.currency, owner.locale)
    return f"Put {amount} aside for “{goal.name}”" if row.amount > 0 else f"Took {amount} back from “{goal.name}”"


def check_contribution(row: GoalContribution, goal: Goal, *, today: datetime.date) -> None:
    """Raise ValidationError, keyed by field, for what cannot be put aside for `goal`."""
    if goal.wallet_id is not None:
        raise ValidationError(NOT_OF_WALLET)
    if row.date > today:
        raise ValidationError({"date": NOT_YET})
    if row.amount == 0:
        raise ValidationError({"amount": NOTHING_GIVEN})
    try:
        validate_amount(row.amount, goal.currency)
    except ValidationError as error:
        raise ValidationError({"amount": error.messages}) from error


def delete_contribution(row: GoalContribution, *, owner: User, actor: User) -> Activity:
    with transaction.atomic():
        lock_ledger(owner)
        edit = Edit(CONTRIBUTION, row.pk, snapshot(row), None)
        words = f"Deleted a contribution to “{row.goal.name}”"
        activity = log(Activity.Kind.DELETE, words, owner=owner, actor=actor, edits=[edit])
        row.delete()
        return activity
