"""How long the hourly round of reminders takes for 200 people: few have anything to be told of, and then all have.

`python -m benchmarks.reminders` measures on SQLite, and on PostgreSQL where its server programs are installed: the
round that tells, and the next one, which finds that all of it was told.
"""

import datetime
import sys
import time
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import django

from benchmarks.databases import run_on_both

if TYPE_CHECKING:
    from accounts.models import User
    from expenses.models import Category, Expense, RecurringPayment

PEOPLE = 200
FEW = 20
EXPENSES, BILLS, GOALS = 200, 20, 2
CATEGORIES = ("Food", "Home", "Travel", "Health", "Fun")
START = datetime.date(2025, 11, 3)
TODAY = datetime.date(2026, 11, 2)
DAY = datetime.timedelta(days=1)


def make_people() -> dict["User", list["Category"]]:
    """Make people with the expenses of a year, entered long ago, and nothing to be told of; with their categories."""
    from accounts.models import User
    from expenses.models import Category, Expense

    people = User.objects.bulk_create(User(username=f"person{number}") for number in range(PEOPLE))
    names = [Category(owner=one, name=name, kind="expense") for one in people for name in CATEGORIES]
    made = Category.objects.bulk_create(names)
    step = len(CATEGORIES)
    found = {one: made[place * step : (place + 1) * step] for place, one in enumerate(people)}
    rows = [_expense(categories[number % step], number) for categories in found.values() for number in range(EXPENSES)]
    Expense.objects.bulk_create(rows, batch_size=2_000)
    Expense.objects.update(created_at=datetime.datetime.combine(START, datetime.time(), datetime.UTC))
    return found


def give_everything(people: dict["User", list["Category"]]) -> None:
    """Give people budgets that are overspent, bills, goals that are behind, and an expense of today that stands out."""
    from expenses.models import Budget, Expense, Goal, RecurringPayment

    fields: dict[str, Any] = {"currency": "EUR", "starts_on": START}
    Budget.objects.bulk_create(
        Budget(owner=one, category=category, amount=10, carries_left=place == 0, **fields)
        for one, categories in people.items()
        for place, category in enumerate(categories)
    )
    Goal.objects.bulk_create(
        Goal(owner=one, name=f"Goal {number}", target=1_000, due_on=TODAY + 90 * DAY, **fields)
        for one in people
        for number in range(GOALS)
    )
    RecurringPayment.objects.bulk_create(_bill(one, number) for one in people for number in range(BILLS))
    Expense.objects.bulk_create(_expense(categories[0], 0, amount=900) for categories in people.values())


def _expense(category: "Category", number: int, *, amount: int = 0) -> "Expense":
    from expenses.models import Expense

    paid = Decimal(amount or 20 + number % 11)
    day = TODAY if amount else TODAY - (1 + number) * DAY
    what = f"Shop {number % 20}"
    worth = {"amount": paid, "currency": "EUR", "home_amount": paid}
    return Expense(owner_id=category.owner_id, category=category, date=day, counted_on=day, description=what, **worth)


def _bill(owner: "User", number: int) -> "RecurringPayment":
    from expenses.models import RecurringPayment

    day = TODAY + (number - 3) * DAY
    dates = {"starts_on": day, "books_from": day, "next_on": day}
    rule = f"FREQ=MONTHLY;BYMONTHDAY={day.day}"
    return RecurringPayment(owner=owner, description=f"Bill {number}", amount=20, currency="EUR", rule=rule, **dates)


def go_round(words: str) -> None:
    from expenses.reminders.rounds import remind_everybody

    begun, used = time.perf_counter(), time.process_time()
    count = remind_everybody()
    wall, cpu = time.perf_counter() - begun, time.process_time() - used
    print(f"{words}: {count:,} told in {wall:.1f} s, {cpu:.1f} s of the client's processor", flush=True)


def measure() -> None:
    import time_machine

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    with time_machine.travel(datetime.datetime.combine(TODAY, datetime.time(12), datetime.UTC), tick=True):
        people = make_people()
        go_round("nobody has anything")
        give_everything(_some(people, list(people)[:FEW]))
        go_round(f"{FEW} of {PEOPLE} have everything")
        go_round("the same, an hour later")
        give_everything(_some(people, list(people)[FEW:]))
        go_round("all have everything")
        go_round("the same, an hour later")


def _some(people: dict["User", list["Category"]], chosen: Sequence["User"]) -> dict["User", list["Category"]]:
    return {one: people[one] for one in chosen}


if __name__ == "__main__":
    measure() if "measure" in sys.argv else run_on_both("benchmarks.reminders", "measure")
