"""Ten years of two people: what every figure in docs/performance.md is measured on."""

import datetime
import random
from collections.abc import Sequence
from decimal import Decimal

from django.db import connection, transaction

from accounts.models import User
from accounts.preferences import Preferences
from accounts.registration import register
from benchmarks.databases import ROWS
from expenses.bulk_insert import NewRecord, insert_records
from expenses.models import Budget, Category, Expense, OwnRate, Portion, Tag, Transfer, Wallet
from expenses.record_kinds import EXPENSE, INCOME, RecordKind
from expenses.splits.recounting import Part, counted_as, portions_of
from expenses.splits.sharing import share_evenly

DAYS = 3_652
LAST_DAY = datetime.date(2026, 11, 21)
SHOPS = 500
PASSWORD = "a password for measuring"  # noqa: S105  of a database that lives for a minute
RATES = {"EUR": Decimal(1), "USD": Decimal("0.9"), "CHF": Decimal("1.05")}
CURRENCIES = ["EUR"] * 16 + ["USD"] * 3 + ["CHF"]
SPLIT_OF, SPREAD_OF, REFUNDED_OF = 25, 200, 50
"""One expense in 25 is split, one in 200 spread over a year, and of one in 50 something came back."""

INCOME_OF, TRANSFERS_OF = 20, 100
WRITTEN_AT_ONCE = 2_000
BUDGETS = 50


def make_person(username: str, rows: int = ROWS) -> User:
    """Register a person with `rows` expenses of ten years, refunds among them, and with as much of all else.

    One in five is in dollars or francs, at rates of their own; all are in one of three wallets; half have tags.
    """
    person = User(username=username, email=f"{username}@example.org")
    person.set_password(PASSWORD)
    register(person=person, preferences=Preferences("EUR", "en_IE", "UTC", 0))
    chance = random.Random(username)  # noqa: S311  figures, not secrets
    with transaction.atomic():
        _make_rates(person)
        wallets = _make_wallets(person)
        ids = _make_records(chance, person, EXPENSE, rows - rows // REFUNDED_OF, wallets)
        _make_records(chance, person, INCOME, rows // INCOME_OF, wallets)
        _make_transfers(chance, person, rows // TRANSFERS_OF, wallets)
        chance.shuffle(ids)
        _make_refunds(chance, person, _take(ids, rows // REFUNDED_OF))
        _split(person, _take(ids, rows // SPLIT_OF))
        _spread(person, _take(ids, rows // SPREAD_OF))
    return person


def make_expense(
    chance: random.Random, categories: list[int], tags: list[int], wallets: Sequence[Wallet] = ()
) -> NewRecord:
    """Return one made-up record; the same `chance` returns the same ones."""
    currency = chance.choice(CURRENCIES)
    amount = f"{chance.randrange(1, 20_000) / 100:.2f}"
    worth = str((Decimal(amount) * RATES[currency]).quantize(Decimal("0.01")) or Decimal("0.01"))
    wallet = chance.choice([one for one in wallets if one.currency in (currency, "EUR")]) if wallets else None
    return NewRecord(
        date=LAST_DAY - datetime.timedelta(days=chance.randrange(DAYS)),
        amount=amount,
        currency=currency,
        home_amount=worth,
        description=f"Shop {chance.randrange(SHOPS)}",
        category_id=chance.choice(categories),
        notes="",
        tag_ids=chance.sample(tags, chance.choice([0, 0, 1, 2])),
        wallet_id=wallet.pk if wallet else None,
        wallet_amount=None if wallet is None else amount if wallet.currency == currency else worth,
    )


def make_budgets(person: User, count: int = BUDGETS) -> None:
    """Give a person budgets of their categories and tags, by month, week and year; every other one carries over."""
    categories = list(
        Category.objects.for_user(person).filter(kind="expense").order_by("pk").values_list("pk", flat=True)
    )
    tags = list(
        Tag.objects.for_user(person).filter(name__startswith="expense").order_by("pk").values_list("pk", flat=True)
    )
    things = [{"category_id": pk} for pk in categories] + [{"tag_id": pk} for pk in tags]
    Budget.objects.bulk_create(
        Budget(
            owner=person,
            **things[number % len(things)],
            amount=100 + number,
            currency="EUR",
            rhythm=["month", "week", "year"][number // len(things)],
            starts_on=LAST_DAY - datetime.timedelta(days=730),
            carries_left=number % 2 == 0,
        )
        for number in range(count)
    )


def update_statistics() -> None:
    """Let the planner know the rows, as PostgreSQL does by itself after a minute."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _make_rates(person: User) -> None:
    first = LAST_DAY - datetime.timedelta(days=DAYS)
    for currency, rate in RATES.items():
        if currency != "EUR":
            OwnRate.objects.create(owner=person, currency=currency, other="EUR", rate=rate, date=first)


def _make_wallets(person: User) -> list[Wallet]:
    kinds = {"Bank": "EUR", "Card": "EUR", "Travel": "USD"}
    return [Wallet.objects.create(owner=person, name=name, currency=currency) for name, currency in kinds.items()]


def _make_records(
    chance: random.Random, person: User, kind: RecordKind, count: int, wallets: list[Wallet]
) -> list[int]:
    own = Category.objects.for_user(person).filter(kind=kind.category_kind)
    categories = list(own.order_by("id").values_list("pk", flat=True))
    names = [f"{kind.name} {number}" for number in range(10)]
    tags = [Tag.objects.create(owner=person, name=name).pk for name in names]
    return insert_records([make_expense(chance, categories, tags, wallets) for _ in range(count)], kind, owner=person)


def _make_transfers(chance: random.Random, person: User, count: int, wallets: list[Wallet]) -> None:
    bank, card = wallets[:2]
    Transfer.objects.bulk_create(
        Transfer(
            owner=person,
            date=LAST_DAY - datetime.timedelta(days=chance.randrange(DAYS)),
            from_wallet=bank,
            to_wallet=card,
            from_amount=amount,
            to_amount=amount,
        )
        for amount in (chance.randrange(100, 1_000) for _ in range(count))
    )


def _make_refunds(chance: random.Random, person: User, originals: list[Expense]) -> None:
    """Let a part of each expense come back within a month; half of that counts on the day of the expense."""
    made = []
    for original in originals:
        back = (original.amount * chance.randrange(1, 100) / 100).quantize(Decimal("0.01")) or Decimal("0.01")
        is_with = chance.random() < 0.5
        day = min(original.date + datetime.timedelta(days=chance.randrange(30)), LAST_DAY)
        refund = Expense(
            owner=person,
            refund_of=original,
            is_counted_with_original=is_with,
            date=day,
            counted_on=original.date if is_with else day,
            amount=-back,
            currency=original.currency,
            home_amount=-_in_proportion(original.home_amount, back, original),
            description=original.description,
            category_id=original.category_id,
            wallet_id=original.wallet_id,
            wallet_amount=-_in_proportion(original.wallet_amount, back, original),
        )
        made.append(refund)
    Expense.objects.bulk_create(made, batch_size=WRITTEN_AT_ONCE)


def _in_proportion(amount: Decimal | None, back: Decimal, original: Expense) -> Decimal:
    return (Decimal(amount or 0) * back / original.amount).quantize(Decimal("0.01")) or Decimal("0.01")


def _split(person: User, expenses: list[Expense]) -> None:
    """Divide each expense evenly over two to four categories."""
    own = Category.objects.for_user(person).filter(kind=EXPENSE.category_kind)
    categories = list(own.order_by("id").values_list("pk", flat=True))
    portions: list[Portion] = []
    for number, expense in enumerate(expenses):
        amounts = [amount for amount in share_evenly(expense.amount, 2 + number % 3, 2) if amount]
        parts = [Part(categories[(number + place) % len(categories)], each) for place, each in enumerate(amounts)]
        expense.category_id, expense.counted_as = None, counted_as(is_split=True, is_spread=False)
        portions += portions_of(expense, parts)
    _write(person, expenses, portions)


def _spread(person: User, expenses: list[Expense]) -> None:
    portions: list[Portion] = []
    for expense in expenses:
        expense.spread_over, expense.spread_from = 12, expense.date
        expense.counted_as = counted_as(is_split=False, is_spread=True)
        portions += portions_of(expense, [])
    _write(person, expenses, portions)


def _write(person: User, expenses: list[Expense], portions: list[Portion]) -> None:
    columns = ["category", "counted_as", "spread_over", "spread_from"]
    Expense.objects.for_user(person).bulk_update(expenses, columns, batch_size=500)
    Portion.objects.bulk_create(portions, batch_size=WRITTEN_AT_ONCE)


def _take(ids: list[int], count: int) -> list[Expense]:
    """Return the expenses of the last `count` of `ids`, which are taken out of it."""
    taken = [ids.pop() for _ in range(count)]
    rows = Expense.objects.filter(pk__in=taken).select_related("owner")
    return list(rows.order_by("pk"))
