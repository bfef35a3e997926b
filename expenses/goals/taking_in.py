"""Goals and contributions of a CSV file written whole, as one deed that can be undone, or not at all."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from expenses.activity.log import Edit, log, snapshot
from expenses.activity.models import Activity
from expenses.goals.models import Goal, GoalContribution
from expenses.goals.saving import CONTRIBUTION, GOAL, check_contribution, check_goal
from expenses.goals.sheets import Line, read_amount, read_day, read_flag
from expenses.locks import lock_ledger
from expenses.names import name_key, tidy_name
from expenses.wallets.choices import wallets_of
from expenses.wallets.models import Wallet


@dataclass
class Taken:
    """What came of a file: what to undo, None where it said nothing new, or which lines are wrong and why."""

    activity: Activity | None = None
    wrong: list[tuple[int, str]] = field(default_factory=list)


def take_in_goals(lines: Iterable[Line], *, owner: User, actor: User, today: datetime.date) -> Taken:
    """Write the goals of a file; one of a name that is there already is changed. Cells may be left out."""

    def take(line: Line) -> Edit | None:
        known = next((row for row in goals if name_key(row.name) == name_key(line.cells["name"])), None)
        before = snapshot(known) if known else None
        goal = known or Goal(owner=owner, currency=owner.home_currency, starts_on=today)
        _read_goal(goal, line.cells, wallets)
        check_goal(goal, owner=owner)
        goal.full_clean(exclude=["owner", "wallet"])
        if before == snapshot(goal):
            return None
        goal.save()
        goals[:] = [row for row in goals if row.pk != goal.pk] + [goal]
        return Edit(GOAL, goal.pk, before, snapshot(goal))

    with transaction.atomic():
        lock_ledger(owner)
        goals = list(Goal.objects.for_user(owner).order_by())
        wallets = {name_key(wallet.name): wallet for wallet in wallets_of(owner).values()}
        return _take_in(lines, take, "goal", owner=owner, actor=actor)


def _read_goal(goal: Goal, cells: dict[str, str], wallets: dict[str, Wallet]) -> None:
    goal.name = tidy_name(cells["name"])
    goal.target = read_amount(cells["target"])
    if code := cells.get("currency"):
        goal.currency = code.upper()
    if "wallet" in cells:
        goal.wallet_id = _wallet_id(cells["wallet"], wallets)
    if day := cells.get("starts_on"):
        goal.starts_on = read_day(day)
    if "due_on" in cells:
        goal.due_on = read_day(cells["due_on"]) if cells["due_on"] else None
    for name in ("is_in_wallets", "is_archived"):
        if cells.get(name):
            setattr(goal, name, read_flag(cells[name]))


def _wallet_id(name: str, wallets: dict[str, Wallet]) -> int | None:
    if not name:
        return None
    if name_key(name) not in wallets:
        raise ValidationError(f"You have no wallet “{name[:40]}”. Make it first.")
    return wallets[name_key(name)].pk


def take_in_contributions(
    lines: Iterable[Line], goal: Goal, *, owner: User, actor: User, today: datetime.date
) -> Taken:
    """Write the contributions of a file to a goal; those that are there already are not written again."""

    def take(line: Line) -> Edit | None:
        row = _read_contribution(line.cells, goal, owner)
        check_contribution(row, goal, today=today)
        row.full_clean(exclude=["owner", "goal"])
        key = _key(row)
        if known[key]:
            known[key] -= 1
            return None
        row.save()
        return Edit(CONTRIBUTION, row.pk, None, snapshot(row))

    with transaction.atomic():
        lock_ledger(owner)
        known = Counter(_key(row) for row in GoalContribution.objects.for_user(owner).filter(goal=goal))
        return _take_in(lines, take, "contribution", owner=owner, actor=actor)


def _read_contribution(cells: dict[str, str], goal: Goal, owner: User) -> GoalContribution:
    if cells.get("currency") and cells["currency"].upper() != goal.currency:
        raise ValidationError(f"The goal is in {goal.currency}, not in {cells['currency'][:10]}.")
    return GoalContribution(
        owner=owner,
        goal=goal,
        date=read_day(cells["date"]),
        amount=read_amount(cells["amount"]),
        note=tidy_name(cells.get("note", "")),
    )


def _key(row: GoalContribution) -> tuple[datetime.date, Decimal, str]:
    return row.date, row.amount, row.note


def _take_in(
    lines: Iterable[Line], take: Callable[[Line], Edit | None], noun: str, *, owner: User, actor: User
) -> Taken:
    """Take the lines one by one, inside the transaction; where one is wrong, nothing of them stays."""
    taken, edits = Taken(), []
    for line in lines:
        try:
            edit = take(line)
        except ValidationError as error:
            taken.wrong.append((line.number, " ".join(error.messages)))
        else:
            edits += [edit] if edit else []
    if taken.wrong:
        transaction.set_rollback(True)
    elif edits:
        words = f"Imported {len(edits)} {noun}{'s' if len(edits) > 1 else ''}"
        taken.activity = log(Activity.Kind.BULK, words, owner=owner, actor=actor, edits=edits)
    return taken
