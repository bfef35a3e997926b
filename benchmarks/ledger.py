"""Ten years of two people: what every figure in docs/performance.md is measured on."""

import datetime
import random

from django.db import connection, transaction

from accounts.models import User
from accounts.preferences import Preferences
from accounts.registration import register
from benchmarks.databases import ROWS
from expenses.bulk_insert import NewRecord, insert_records
from expenses.models import Category, Tag

DAYS = 3_652
LAST_DAY = datetime.date(2026, 11, 21)
SHOPS = 500
PASSWORD = "a password for measuring"  # noqa: S105  of a database that lives for a minute


def make_person(username: str, rows: int = ROWS) -> User:
    """Register a person and give them `rows` expenses of ten years: nine in ten in euros, with categories and tags."""
    person = User(username=username, email=f"{username}@example.org")
    person.set_password(PASSWORD)
    register(person=person, preferences=Preferences("EUR", "en_IE", "UTC", 0))
    with transaction.atomic():
        insert_records(list(make_expenses(person, rows)), owner=person)
    return person


def make_expenses(person: User, rows: int) -> list[NewRecord]:
    """Return the same made-up expenses at each call."""
    chance = random.Random(person.username)  # noqa: S311  figures, not secrets
    categories = list(Category.objects.for_user(person).order_by("id").values_list("pk", flat=True))
    tags = [Tag.objects.create(owner=person, name=f"tag {number}").pk for number in range(10)]
    return [make_expense(chance, categories, tags) for _ in range(rows)]


def make_expense(chance: random.Random, categories: list[int], tags: list[int]) -> NewRecord:
    currency = chance.choice(["EUR"] * 9 + ["USD"])
    amount = f"{chance.randrange(1, 20_000) / 100:.2f}"
    return NewRecord(
        date=LAST_DAY - datetime.timedelta(days=chance.randrange(DAYS)),
        amount=amount,
        currency=currency,
        home_amount=amount if currency == "EUR" else None,
        description=f"Shop {chance.randrange(SHOPS)}",
        category_id=chance.choice(categories),
        notes="",
        tag_ids=chance.sample(tags, chance.choice([0, 0, 1, 2])),
    )


def update_statistics() -> None:
    """Let the planner know the rows, as PostgreSQL does by itself after a minute."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
