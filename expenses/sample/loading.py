"""Put the sample household's year into a ledger, and take exactly that away again."""

import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import User
from expenses.activity.models import Activity
from expenses.bulk_insert import NewRecord, insert_records
from expenses.categories.models import Category
from expenses.categories.paths import ensure_paths
from expenses.categories.starter import starter_looks
from expenses.categories.tree import CategoryTree, Node, path_key
from expenses.exchange.rates import RateBook
from expenses.exchange.valuation import value_at_home
from expenses.locks import lock_ledger
from expenses.models import Expense, ExpenseTag, Tag
from expenses.names import name_key
from expenses.querysets import ExpenseQuerySet
from expenses.sample.household import SampleExpense, household_year
from expenses.tags.naming import ensure_tags


def has_sample(user: User) -> bool:
    """Say whether the list of `user` shows sample expenses."""
    return Expense.objects.for_user(user).filter(is_sample=True).exists()


def load_sample(user: User, *, today: datetime.date) -> int:
    """Add a year of sample expenses up to `today` and return how many; 0 where the ledger has some already.

    Categories and tags of the same names are used as they are; those that are missing are made, and marked.
    """
    with transaction.atomic():
        lock_ledger(user)
        if any(rows.exists() for rows in _sample_expenses(user)):
            return 0
        year = household_year(today, user.home_currency)
        categories = ensure_paths(
            (expense.category for expense in year), owner=user, looks=starter_looks(), is_sample=True
        )
        tags = ensure_tags((tag for expense in year for tag in expense.tags), owner=user, is_sample=True)
        book = RateBook(user, today=today)
        rows = [_new_expense(expense, book, categories, tags) for expense in year]
        return len(insert_records(rows, owner=user, is_sample=True))


def remove_sample(user: User) -> int:
    """Take the sample expenses away and return how many, with the categories and tags that came with them.

    A sample category or tag that the person has used for something of their own stays, and is theirs from then on.
    """
    with transaction.atomic():
        lock_ledger(user)
        deletions = _deletions_of_sample(user)
        count = sum(rows.delete()[0] for rows in _sample_expenses(user))
        _drop_empty(deletions, user)
        _remove_categories(user)
        _remove_tags(user)
        return count


def _new_expense(
    expense: SampleExpense, book: RateBook, categories: dict[str, int], tags: dict[str, int]
) -> NewRecord:
    worth = value_at_home(expense.amount, expense.currency, book.owner, expense.date, book=book)
    return NewRecord(
        date=expense.date,
        amount=str(expense.amount),
        currency=expense.currency,
        home_amount=None if worth is None else str(worth),
        description=expense.description,
        category_id=categories[path_key(expense.category)],
        notes=expense.notes,
        tag_ids=[tags[name_key(tag)] for tag in expense.tags],
    )


def _sample_expenses(user: User) -> list[ExpenseQuerySet]:
    """Return the sample expenses of the list, and those that the person has deleted from it."""
    return [rows.filter(is_sample=True) for rows in (Expense.objects.for_user(user), Expense.objects.deleted_by(user))]


def _deletions_of_sample(user: User) -> list[int]:
    _, deleted = _sample_expenses(user)
    return list(deleted.order_by().values_list("deleted_in", flat=True).distinct())


def _drop_empty(deletions: list[int], user: User) -> None:
    """Forget those deletions that there is nothing left to undo of."""
    left = Expense.objects.deleted_by(user).filter(deleted_in=OuterRef("pk"))
    Activity.objects.for_user(user).filter(~Exists(left), pk__in=deletions).delete()


def _remove_categories(user: User) -> None:
    used = {
        category
        for rows in (Expense.objects.for_user(user), Expense.objects.deleted_by(user))
        for category in rows.order_by().values_list("category", flat=True).distinct()
    }
    tree = CategoryTree.of(user)
    marked = [node for node in tree if node.category.is_sample]
    kept = {node.pk for node in marked if _is_kept(node, used)}
    Category.objects.for_user(user).filter(pk__in=kept).update(is_sample=False)
    Category.objects.for_user(user).filter(pk__in={node.pk for node in marked} - kept).delete()


def _is_kept(node: Node, used: set[int]) -> bool:
    """Say whether the category, or any below it, is the person's own or used by them."""
    return any(not below.category.is_sample or below.pk in used for below in node.walk())


def _remove_tags(user: User) -> None:
    marked = Tag.objects.for_user(user).filter(is_sample=True)
    used = Exists(ExpenseTag.objects.for_user(user).filter(tag=OuterRef("pk")))
    marked.filter(~used).delete()
    marked.update(is_sample=False)
