"""How long the daily job books for: 1,000 people with 20 recurring payments each, all of them due.

`python -m benchmarks.recurring` measures on SQLite, and on PostgreSQL where its server programs are installed: the run
that books all of it, and the next one, which finds nothing to do.
"""

import datetime
import sys
import time
from decimal import Decimal
from typing import Any

import django

from benchmarks.databases import run_on_both

PEOPLE = 1_000
PLANS = 20
START = datetime.date(2026, 11, 1)
TODAY = datetime.date(2026, 11, 2)
"""By then each has come up once."""


def make_people() -> None:
    """Make people with wallets, categories, tags and recurring payments of all kinds."""
    from accounts.models import User
    from expenses.models import Category, RecurringPayment, RecurringTag, Tag, Wallet

    people = User.objects.bulk_create(User(username=f"person{number}") for number in range(PEOPLE))
    giro = _make(Wallet, people, name="Giro", currency="EUR")
    savings = _make(Wallet, people, name="Savings", currency="EUR")
    food, tags = _make(Category, people, name="Home", kind="expense"), _make(Tag, people, name="fixed")
    plans = RecurringPayment.objects.bulk_create(
        RecurringPayment(
            owner=person,
            kind="transfer" if place == 0 else "income" if place == 1 else "expense",
            description=f"Payment {place}",
            amount=Decimal(10 + place),
            currency="EUR",
            wallet=giro[number],
            to_wallet=savings[number] if place == 0 else None,
            category=food[number] if place > 1 else None,
            rule="FREQ=MONTHLY;BYMONTHDAY=1",
            starts_on=START,
            books_from=START,
            next_on=START,
            books_itself=True,
        )
        for number, person in enumerate(people)
        for place in range(PLANS)
    )
    RecurringTag.objects.bulk_create(
        RecurringTag(owner_id=plan.owner_id, recurring=plan, tag=tags[place // PLANS])
        for place, plan in enumerate(plans)
    )


def _make(model: Any, people: list[Any], **fields: Any) -> list[Any]:
    return model.objects.bulk_create(model(owner=person, **fields) for person in people)


def measure() -> None:
    import time_machine

    django.setup()
    from django.core.management import call_command

    from expenses.recurring.tasks import book_everybody

    call_command("migrate", verbosity=0)
    make_people()
    with time_machine.travel(datetime.datetime.combine(TODAY, datetime.time(12), datetime.UTC), tick=True):
        for words in ("all that is due", "nothing"):
            begun, used = time.perf_counter(), time.process_time()
            count = book_everybody()
            wall, cpu = time.perf_counter() - begun, time.process_time() - used
            print(f"{words}: {count:,} booked in {wall:.1f} s, {cpu:.1f} s of the client's processor", flush=True)


if __name__ == "__main__":
    measure() if "measure" in sys.argv else run_on_both("benchmarks.recurring", "measure")
