"""Tells of expenses that are far above what is usual at their payee, or else in their category."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.notifications.telling import notify, said
from expenses.categories.models import Category
from expenses.models import Expense
from expenses.money import format_money
from expenses.reminders.usual import Usual

KIND = "unusual"
HISTORY_DAYS = 365
RECENT_DAYS = 30
"""What was paid before is no news, as in a statement of last year."""

ENTERED_HOURS = 48
MOST_AT_ONCE = 5

Amounts = dict[object, list[Decimal]]


@dataclass
class History:
    """What a person paid in the year before, by payee and by category."""

    by_payee: Amounts = field(default_factory=lambda: defaultdict(list))
    by_category: Amounts = field(default_factory=lambda: defaultdict(list))

    def usual_for(self, expense: Expense) -> tuple[Usual, bool] | None:
        """Return what is usual and whether that is of the payee; None where there is too little to say."""
        payee, category = _payee(expense.description), expense.category_id
        if of_payee := Usual.of(_without(self.by_payee[payee], expense)):
            return of_payee, True
        of_category = Usual.of(_without(self.by_category[category], expense)) if category else None
        return (of_category, False) if of_category else None


def with_new_expenses(people: Sequence[User]) -> set[int]:
    """Return who of `people` entered an expense lately, in one query."""
    entered = Expense.objects.filter(_entered_since(), owner__in=people, deleted_in__isnull=True)
    return set(entered.order_by().values_list("owner_id", flat=True).distinct())


def tell_of_unusual(user: User, *, today: datetime.date, expenses: Sequence[Expense] | None = None) -> int:
    """Tell of those among `expenses`, or among what was entered lately, that stand out; return how many were new."""
    candidates = [one for one in (_entered_lately(user) if expenses is None else expenses) if _is_news(one, today)]
    known = said(user, KIND, [_key(one) for one in candidates])
    candidates = [one for one in candidates if _key(one) not in known]
    if not candidates:
        return 0
    history = read_history(user, today=today)
    found = [(one, usual) for one in candidates if (usual := history.usual_for(one)) and _stands_out(one, usual[0])]
    found.sort(key=lambda pair: _times(pair[0], pair[1][0]), reverse=True)
    return sum(_tell(one, *usual, user) for one, usual in found[:MOST_AT_ONCE])


def read_history(user: User, *, today: datetime.date) -> History:
    """Read what was paid in the year up to today, in one query: refunds and payments without a rate aside."""
    first = today - datetime.timedelta(days=HISTORY_DAYS)
    history = History()
    paid = Expense.objects.for_user(user).filter(date__gt=first, date__lte=today, home_amount__gt=0)
    for description, category_id, amount in paid.order_by().values_list("description", "category_id", "home_amount"):
        assert amount is not None  # noqa: S101  as the filter has it
        history.by_payee[_payee(description)].append(amount)
        history.by_category[category_id].append(amount)
    return history


def _entered_lately(user: User) -> list[Expense]:
    return list(Expense.objects.for_user(user).filter(_entered_since()).order_by("-date", "-id"))


def _entered_since() -> Q:
    since = timezone.now() - datetime.timedelta(hours=ENTERED_HOURS)
    day = timezone.localdate() - datetime.timedelta(days=RECENT_DAYS + 1)
    return Q(date__gte=day, created_at__gte=since)


def _is_news(expense: Expense, today: datetime.date) -> bool:
    is_recent = datetime.timedelta() <= today - expense.date <= datetime.timedelta(days=RECENT_DAYS)
    return is_recent and expense.home_amount is not None and expense.home_amount > 0


def _stands_out(expense: Expense, usual: Usual) -> bool:
    return expense.home_amount is not None and usual.is_exceeded(expense.home_amount)


def _times(expense: Expense, usual: Usual) -> Decimal:
    return (expense.home_amount or Decimal()) / usual.middle


def _without(amounts: list[Decimal], expense: Expense) -> list[Decimal]:
    """Leave the expense itself out: it is not what it is measured by."""
    rest = list(amounts)
    if expense.home_amount in rest:
        rest.remove(expense.home_amount)
    return rest


def _tell(expense: Expense, usual: Usual, is_of_payee: bool, user: User) -> bool:
    amount = format_money(expense.amount, expense.currency, user.locale)
    middle = format_money(usual.middle, user.home_currency, user.locale)
    where = "there" if is_of_payee else f"in {_category_name(expense, user)}"
    told = notify(
        user,
        kind=KIND,
        key=_key(expense),
        title=f"{expense.description}: {amount} is far above what is usual",
        body=f"Usually it is about {middle} {where}. If the amount is right, there is nothing to do.",
        url=expense.get_absolute_url(),
    )
    return told is not None


def _category_name(expense: Expense, user: User) -> str:
    category = Category.objects.for_user(user).filter(pk=expense.category_id or 0).first()
    return category.name if category else "its category"


def _payee(description: str) -> str:
    return " ".join(description.casefold().split())


def _key(expense: Expense) -> str:
    return f"expense:{expense.pk}"
