"""What a person sees of their tags at a glance."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from accounts.models import User
from accounts.ownership import OwnedQuerySet
from expenses.models import Expense, ExpenseTag, Tag
from expenses.names import sort_key


@dataclass(frozen=True)
class TagRow:
    tag: Tag
    expense_count: int


def tag_rows(user: User) -> list[TagRow]:
    """Return all tags of a person by name, with the number of expenses that have each, in three queries."""
    counts = count_tagged(user)
    tags = sorted(Tag.objects.for_user(user).order_by(), key=lambda tag: (sort_key(tag.name), tag.pk))
    return [TagRow(tag, counts[tag.pk]) for tag in tags]


def count_tagged(user: User) -> Counter[int]:
    """Return how many expenses of the list have each tag, by its id.

    All links are counted from their index alone; the few on deleted expenses are then taken off.
    """
    links = ExpenseTag.objects.for_user(user).order_by()
    deleted = links.filter(expense__in=Expense.objects.deleted_by(user).order_by().values("pk"))
    counts = Counter(_count(links))
    counts.subtract(_count(deleted))
    return counts


def _count(links: OwnedQuerySet) -> dict[int, int]:
    return dict(links.values_list("tag").annotate(Count("expense")))


def count_expenses_with(user: User, tag: Tag) -> int:
    """Return how many expenses of the list have the tag."""
    return ExpenseTag.objects.for_user(user).filter(tag=tag, expense__deleted_in__isnull=True).count()
