"""Give the sample household wallets, recurring payments, budgets and a goal, and take exactly these away again."""

import datetime
from collections.abc import Iterator, Mapping

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
from expenses.recurring.due import look_ahead
from expenses.recurring.following import let_go
from expenses.sample import plans
from expenses.sample.household import price
from expenses.transfers.models import Transfer
from expenses.wallets.models import Wallet

Categories = Mapping[RecordKind, Mapping[str, int]]
"""The id of the category at each path, by `path_key`."""

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
    """Write a transfer from the account to the savings for each month, and the goal that they are for."""
    moved = plans.household_savings(today, owner.home_currency)
    Transfer.objects.bulk_create(
        Transfer(
            owner=owner, date=one.date, from_wallet=account, to_wallet=savings, from_amount=one.amount,
            to_amount=one.amount, description="Standing order, savings", is_sample=True,
        )
        for one in moved
    )  # fmt: skip
    if name_key(plans.SAVED_FOR) not in map(name_key, Goal.objects.for_user(owner).values_list("name", flat=True)):
        Goal.objects.create(
            owner=owner, name=plans.SAVED_FOR, target=price(plans.TARGET, owner.home_currency), wallet=savings,
            currency=owner.home_currency, starts_on=min(one.date for one in moved),
            due_on=plans.day_of_kitchen(today), is_sample=True,
        )  # fmt: skip


def load_recurring(owner: User, account: Wallet, categories: Categories, *, today: datetime.date) -> None:
    """Plan the bills and incomes of each month. They ask before they are booked."""
    planned = plans.household_plans(today, owner.home_currency)
    made = RecurringPayment.objects.bulk_create(_recurring(owner, account, one, categories) for one in planned)
    look_ahead(owner, [row.pk for row in made])


def _recurring(owner: User, account: Wallet, plan: plans.SamplePlan, categories: Categories) -> RecurringPayment:
    kind = INCOME if plan.is_income else EXPENSE
    return RecurringPayment(
        owner=owner,
        kind=kind.name,
        description=plan.description,
        amount=plan.amount,
        least_amount=plan.least,
        most_amount=plan.most,
        currency=owner.home_currency,
        category_id=categories[kind][path_key(plan.category)],
        wallet=account,
        rule=plan.rule,
        starts_on=plan.starts_on,
        books_from=plan.starts_on,
        is_sample=True,
    )


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
