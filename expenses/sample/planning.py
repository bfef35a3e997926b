"""Give the sample household wallets, recurring payments, budgets and a goal, and take exactly these away again."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from expenses.budgets.choices import Rhythm
from expenses.budgets.models import Budget
from expenses.categories.tree import path_key
from expenses.goals.models import Goal
from expenses.models import Occurrence, RecurringPayment
from expenses.names import name_key
from expenses.periods import Calendar
from expenses.record_kinds import EXPENSE, INCOME, RecordKind
from expenses.recurring.choices import Kind, Status
from expenses.recurring.due import look_ahead
from expenses.recurring.following import let_go
from expenses.sample import plans
from expenses.sample.household import SampleRecord, price
from expenses.transfers.models import Transfer
from expenses.wallets.models import Wallet

Categories = Mapping[RecordKind, Mapping[str, int]]
"""The id of the category at each path, by `path_key`."""
Written = Sequence[tuple[SampleRecord, int]]
"""Records of the sample with the ids that they were written under."""
Paid = tuple[RecurringPayment, list[tuple[datetime.date, int]]]
"""A plan with the days on which it was paid, and the ids of the records."""

ACCOUNT, SAVINGS = "Household account", "Household savings"


def make_wallets(owner: User) -> tuple[Wallet, Wallet]:
    """Return a new account, proposed for records where nothing else is, and new savings, both in the home currency."""
    rows = Wallet.objects.for_user(owner)
    taken = {name_key(name) for name in rows.values_list("name", flat=True)}
    has_default = rows.filter(is_default=True).exists()
    account = _wallet(owner, ACCOUNT, taken, kind=Wallet.Kind.BANK, color="blue", is_default=not has_default)
    savings = _wallet(owner, SAVINGS, taken, kind=Wallet.Kind.SAVINGS, color="green")
    account.opening_balance = price(plans.OPENING_OF_ACCOUNT, owner.home_currency)
    savings.opening_balance = price(plans.OPENING_OF_SAVINGS, owner.home_currency)
    account, savings = Wallet.objects.bulk_create([account, savings])
    return account, savings


def _wallet(owner: User, name: str, taken: set[str], **fields: object) -> Wallet:
    names = (name, *(f"{name} {number}" for number in range(2, len(taken) + 3)))
    free = next(one for one in names if name_key(one) not in taken)
    return Wallet(owner=owner, name=free, currency=owner.home_currency, is_sample=True, **fields)


def load_savings(owner: User, account: Wallet, savings: Wallet, *, today: datetime.date) -> None:
    """Write a transfer from the account to the savings for each month, the standing order, and what it is for."""
    moved = plans.household_savings(today, owner.home_currency)
    transfers = Transfer.objects.bulk_create(
        Transfer(
            owner=owner,
            date=one.date,
            from_wallet=account,
            to_wallet=savings,
            from_amount=one.amount,
            to_amount=one.amount,
            description=plans.STANDING_ORDER,
            is_sample=True,
        )
        for one in moved
    )
    first = moved[0].date
    order = _plan(owner, Kind.TRANSFER, plans.STANDING_ORDER, moved[0].amount, plans.monthly(first.day), first)
    order.wallet, order.to_wallet = account, savings
    _write({"transfer": [(order, [(row.date, row.pk) for row in transfers])]}, owner)
    if name_key(plans.SAVED_FOR) not in map(name_key, Goal.objects.for_user(owner).values_list("name", flat=True)):
        Goal.objects.create(
            owner=owner,
            name=plans.SAVED_FOR,
            target=price(plans.TARGET, owner.home_currency),
            wallet=savings,
            currency=owner.home_currency,
            starts_on=first,
            due_on=plans.day_of_kitchen(today),
            is_sample=True,
        )


def load_recurring(
    owner: User, account: Wallet, categories: Categories, records: Mapping[RecordKind, Written], *, today: datetime.date
) -> None:
    """Plan the bills and incomes of each month, and say that those of the year are paid. The next ones ask."""
    paid: dict[str, list[Paid]] = {kind.name: [] for kind in records}
    for planned in plans.household_plans(today, owner.home_currency):
        kind = INCOME if planned.is_income else EXPENSE
        plan = _plan(owner, kind.name, planned.description, planned.amount, planned.rule, planned.starts_on)
        plan.least_amount, plan.most_amount = planned.least, planned.most
        plan.wallet, plan.category_id = account, categories[kind][path_key(planned.category)]
        days = [(one.date, pk) for one, pk in records[kind] if one.description == planned.description]
        paid[kind.name].append((plan, days))
    _write(paid, owner)


def _plan(
    owner: User, kind: str, description: str, amount: Decimal, rule: str, starts_on: datetime.date
) -> RecurringPayment:
    said = {"kind": kind, "description": description, "amount": amount, "currency": owner.home_currency}
    days = {"rule": rule, "starts_on": starts_on, "books_from": starts_on}
    return RecurringPayment(owner=owner, is_sample=True, **said, **days)


def _write(paid: Mapping[str, Sequence[Paid]], owner: User) -> None:
    """Write recurring payments, with the records by whose kinds they are given as what was booked of them."""
    made = RecurringPayment.objects.bulk_create(plan for ones in paid.values() for plan, _ in ones)
    Occurrence.objects.bulk_create(
        Occurrence(owner=owner, recurring=plan, due_on=day, status=Status.BOOKED, **{f"{kind}_id": pk})
        for kind, ones in paid.items()
        for plan, days in ones
        for day, pk in days
    )
    look_ahead(owner, [plan.pk for plan in made])


def load_budgets(owner: User, categories: Categories, *, today: datetime.date) -> None:
    """Give categories a budget for each month, where they have none."""
    start = Calendar.of(owner).month_of(today - datetime.timedelta(days=180)).start
    has_one = set(Budget.objects.for_user(owner).filter(tag=None).values_list("category", flat=True))
    wanted = ((categories[EXPENSE][path_key(path)], euros) for path, euros in plans.BUDGETS)
    Budget.objects.bulk_create(
        Budget(
            owner=owner,
            category_id=category,
            amount=price(euros, owner.home_currency),
            currency=owner.home_currency,
            rhythm=Rhythm.MONTH,
            starts_on=start,
            is_sample=True,
        )
        for category, euros in wanted
        if category not in has_one
    )


def remove_plans(owner: User) -> None:
    """Take away what was planned for the household. What was booked from it by the person is theirs, and stays."""
    samples = RecurringPayment.objects.for_user(owner).filter(is_sample=True)
    RecurringPayment.objects.for_user(owner).filter(is_sample=False, follows__in=samples).update(follows=None)
    Occurrence.objects.for_user(owner).filter(recurring__in=samples).delete()
    samples.delete()
    Budget.objects.for_user(owner).filter(is_sample=True).delete()
    Goal.objects.for_user(owner).filter(is_sample=True).delete()


def remove_wallets(owner: User) -> None:
    """Take the household's wallets and what was moved between them away; those that the person has used are theirs."""
    for rows in (Transfer.objects.for_user(owner), Transfer.objects.deleted_by(owner)):
        samples = rows.filter(is_sample=True)
        let_go(samples, owner_id=owner.pk)
        samples.delete()
    marked = Wallet.objects.for_user(owner).filter(is_sample=True)
    marked.filter(*(~Exists(rows) for rows in _uses_of_a_wallet(owner))).delete()
    marked.update(is_sample=False)


def _uses_of_a_wallet(owner: User) -> Iterator[QuerySet]:
    """Yield all that points to the wallet of the outer query, by the model's own relations."""
    for relation in Wallet._meta.related_objects:
        yield relation.related_model._base_manager.filter(owner_id=owner.pk, **{relation.field.name: OuterRef("pk")})
