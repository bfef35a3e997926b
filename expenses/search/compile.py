"""Write a search as a condition on rows of one kind. The names in it are ids by now."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from django.db.models import Count, F, Q
from django.db.models.functions import TruncMonth

from accounts.models import User
from expenses.counting import CountedAs
from expenses.models import Expense, Occurrence
from expenses.record_kinds import EXPENSE, RecordKind
from expenses.search.grammar import (
    AllOf,
    AmountRange,
    AnyOf,
    Condition,
    DayRange,
    InCurrency,
    Named,
    Not,
    Quality,
    Text,
    parts_of,
)
from expenses.text_search import phrase_condition

ABOUT_CATEGORIES = {"uncategorised", "has-category"}
NOWHERE = Q(pk__in=[])
FEWEST_MONTHS = 3
"""In how many months something comes that is called recurring."""


def is_about_categories(condition: Condition) -> bool:
    """Say whether the parts of a split payment may differ in it: they have categories of their own."""
    match condition:
        case Named(kind):
            return kind == "category"
        case Quality(name):
            return name in ABOUT_CATEGORIES
    return any(is_about_categories(part) for part in parts_of(condition))


@dataclass(frozen=True, slots=True)
class Target:
    """Rows that can be searched. A part of a payment has a category of its own, and all else of its `record`."""

    kind: RecordKind
    record: str = ""

    @property
    def key(self) -> str:
        """Return the column that has the id of the record."""
        return f"{self.record}_id" if self.record else "pk"

    @property
    def lacks_category(self) -> Q:
        return Q(category__isnull=True) if self.record else self.kind.lacks_category

    def path(self, column: str) -> str:
        return f"{self.record}__{column}" if self.record else column


PORTION = Target(EXPENSE, record="expense")


def compiled(condition: Condition, target: Target, user: User) -> Q:
    """Return the condition that a row of `target`, one of the rows of `user`, is as the search asks."""
    return _Writer(target, user).write(condition)


class _Writer:
    def __init__(self, target: Target, user: User) -> None:
        self.target, self.user = target, user

    def write(self, condition: Condition) -> Q:
        match condition:
            case Not(part):
                return ~self.write(part)
            case AllOf(parts):
                return reduce(and_, map(self.write, parts))
            case AnyOf(parts):
                return reduce(or_, map(self.write, parts))
            case Quality(name):
                return QUALITIES[name](self)
            case Text(text, fields):
                return phrase_condition(text, *map(self.target.path, fields))
            case InCurrency(code):
                return self.where(currency=code)
            case DayRange():
                return self.where(date__gte=condition.start, date__lt=condition.end)
            case AmountRange():
                return self.amount(condition)
            case Named():
                return self.named(condition)

    def where(self, **columns: object) -> Q:
        """Return the condition that the record has these values; None stands for an end that is open."""
        return Q(**{self.target.path(name): value for name, value in columns.items() if value is not None})

    def amount(self, asked: AmountRange) -> Q:
        at_least, at_most = ("gte" if asked.has_low else "gt"), ("lte" if asked.has_high else "lt")
        paid = self.where(**{f"amount__{at_least}": asked.low, f"amount__{at_most}": asked.high})
        if asked.is_signed:
            return paid
        low = None if asked.high is None else -asked.high
        high = None if asked.low is None else -asked.low
        came_back = self.where(
            **{f"amount__{'gte' if asked.has_high else 'gt'}": low, f"amount__{'lte' if asked.has_low else 'lt'}": high}
        )
        return (paid & self.where(amount__gt=0)) | (came_back & self.where(amount__lt=0))

    def named(self, named: Named) -> Q:
        if named.kind == "tag":
            return ~self.tagged() if named.or_none else self.tagged(tag_id__in=named.ids)
        if named.kind == "wallet":
            return self.where(wallet__isnull=True) if named.or_none else self.where(wallet_id__in=named.ids)
        return self.target.lacks_category if named.or_none else Q(category_id__in=named.ids)

    def tagged(self, **tags: object) -> Q:
        kind = self.target.kind
        links = kind.links.objects.for_user(self.user).filter(**tags).order_by()
        return Q(**{f"{self.target.key}__in": links.values(f"{kind.name}_id")})

    def is_split(self) -> Q:
        if not self.target.kind.can_be_split:
            return NOWHERE
        return self.where(counted_as=CountedAs.NEITHER)

    def is_recurring(self) -> Q:
        """Return the condition that a recurring payment booked it, or that it came as regularly without one.

        What is described so came in several months, and never twice in one.
        """
        own = self.target.kind.model.objects.for_user(self.user).order_by().values("description")
        months = own.annotate(months=Count(TruncMonth("date"), distinct=True), times=Count("date"))
        regular = months.filter(months__gte=FEWEST_MONTHS, times=F("months"))
        booked = Occurrence.objects.for_user(self.user).order_by()
        ids = booked.filter(**{f"{self.target.kind.name}__isnull": False}).values(f"{self.target.kind.name}_id")
        by_plan = Q(**{f"{self.target.key}__in": ids})
        return by_plan | self.where(description__in=regular.values("description"))

    def is_spread(self) -> Q:
        return self.where(spread_over__isnull=False) if self.target.kind.can_be_split else NOWHERE

    def is_refunded(self) -> Q:
        if not self.target.kind.can_be_split:
            return NOWHERE
        refunds = Expense.objects.for_user(self.user).filter(refund_of__isnull=False).order_by()
        return Q(**{f"{self.target.key}__in": refunds.values("refund_of_id")})


QUALITIES: dict[str, Callable[[_Writer], Q]] = {
    "refund": lambda writer: writer.where(amount__lt=0),
    "split": _Writer.is_split,
    "spread": _Writer.is_spread,
    "recurring": _Writer.is_recurring,
    "uncategorised": lambda writer: writer.target.lacks_category,
    "cleared": lambda writer: writer.where(is_cleared=True),
    "sample": lambda writer: writer.where(is_sample=True),
    "has-notes": lambda writer: ~writer.where(notes=""),
    "has-tags": _Writer.tagged,
    "has-category": lambda writer: Q(category__isnull=False),
    "has-wallet": lambda writer: writer.where(wallet__isnull=False),
    "has-rate": lambda writer: writer.where(home_amount__isnull=False),
    "has-refunds": _Writer.is_refunded,
}
