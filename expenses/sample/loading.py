"""Put the sample household's year into a ledger, and take exactly that away again."""

import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import User
from expenses.activity.models import Activity
from expenses.bulk_insert import NewRecord, insert_records
from expenses.categories.models import Category
from expenses.categories.paths import ensure_paths
from expenses.categories.starter import starter_income_looks, starter_looks
from expenses.categories.tree import CategoryTree, Node, path_key
from expenses.exchange.rates import RateBook
from expenses.exchange.valuation import value_at_home
from expenses.locks import lock_ledger
from expenses.models import Budget, Expense, RecurringPayment, RecurringTag, Rule, RuleTag, Tag
from expenses.names import name_key
from expenses.querysets import RecordQuerySet
from expenses.record_kinds import EXPENSE, INCOME, KINDS, RecordKind
from expenses.recurring.following import let_go
from expenses.sample.household import SampleRecord, household_income, household_year
from expenses.sample.planning import (
    load_budgets,
    load_recurring,
    load_savings,
    make_wallets,
    remove_plans,
    remove_wallets,
)
from expenses.tags.naming import ensure_tags
from expenses.wallets.models import Wallet

LOOKS = {EXPENSE: starter_looks, INCOME: starter_income_looks}


def has_sample(user: User) -> bool:
    """Say whether the list of `user` shows sample expenses."""
    return Expense.objects.for_user(user).filter(is_sample=True).exists()


def load_sample(user: User, *, today: datetime.date) -> int:
    """Add a year of sample expenses and income up to `today` and return how many; 0 where there are some already.

    With them come wallets, savings, recurring payments, budgets and a goal. Categories and tags of the same names
    are used as they are; those that are missing are made, and marked.
    """
    with transaction.atomic():
        lock_ledger(user)
        if any(rows.exists() for rows in _sample_records(user)):
            return 0
        book = RateBook(user, today=today)
        account, savings = make_wallets(user)
        years = {
            EXPENSE: household_year(today, user.home_currency),
            INCOME: household_income(today, user.home_currency),
        }
        categories = {kind: _ensure_categories(year, kind, user) for kind, year in years.items()}
        ids = {kind: _load(year, kind, categories[kind], account, book) for kind, year in years.items()}
        written = {kind: list(zip(year, ids[kind], strict=True)) for kind, year in years.items()}
        load_savings(user, account, savings, today=today)
        load_recurring(user, account, categories, written, today=today)
        load_budgets(user, categories, today=today)
        return sum(map(len, ids.values()))


def remove_sample(user: User) -> int:
    """Take the sample records away and return how many, with the categories and tags that came with them.

    A sample category or tag that the person has used for something of their own stays, and is theirs from then on.
    """
    with transaction.atomic():
        lock_ledger(user)
        deletions = _deletions_of_sample(user)
        remove_plans(user)
        count = 0
        for rows in _sample_records(user):
            let_go(rows, owner_id=user.pk)
            count += rows.delete()[0]
        remove_wallets(user)
        _drop_empty(deletions, user)
        _remove_categories(user)
        _remove_tags(user)
        return count


def _ensure_categories(year: list[SampleRecord], kind: RecordKind, owner: User) -> dict[str, int]:
    paths = (record.category for record in year)
    return ensure_paths(paths, owner=owner, kind=kind.category_kind, looks=LOOKS[kind](), is_sample=True)


def _load(
    year: list[SampleRecord], kind: RecordKind, categories: dict[str, int], account: Wallet, book: RateBook
) -> list[int]:
    tags = ensure_tags((tag for record in year for tag in record.tags), owner=book.owner, is_sample=True)
    rows = [_new_record(record, account, book, categories, tags) for record in year]
    return insert_records(rows, kind, owner=book.owner, is_sample=True)


def _new_record(
    record: SampleRecord, account: Wallet, book: RateBook, categories: dict[str, int], tags: dict[str, int]
) -> NewRecord:
    """Return the record as it is written. What was paid abroad at no known rate was paid in cash, of no wallet."""
    worth = value_at_home(record.amount, record.currency, book.owner, record.date, book=book)
    at_home = None if worth is None else str(worth)
    return NewRecord(
        date=record.date,
        amount=str(record.amount),
        currency=record.currency,
        home_amount=at_home,
        description=record.description,
        category_id=categories[path_key(record.category)],
        notes=record.notes,
        tag_ids=[tags[name_key(tag)] for tag in record.tags],
        wallet_id=None if at_home is None else account.pk,
        wallet_amount=at_home,
    )


def _sample_records(user: User) -> list[RecordQuerySet]:
    """Return the sample records of the lists, and those that the person has deleted from them."""
    return [rows.filter(is_sample=True) for kind in KINDS for rows in _all_records(kind, user)]


def _all_records(kind: RecordKind, user: User) -> list[RecordQuerySet]:
    return [kind.model.objects.for_user(user), kind.model.objects.deleted_by(user)]


def _deletions_of_sample(user: User) -> list[int]:
    deleted = [kind.model.objects.deleted_by(user).filter(is_sample=True) for kind in KINDS]
    return [pk for rows in deleted for pk in rows.order_by().values_list("deleted_in", flat=True).distinct()]


def _drop_empty(deletions: list[int], user: User) -> None:
    """Forget those deletions that there is nothing left to undo of."""
    left = [Exists(kind.model.objects.deleted_by(user).filter(deleted_in=OuterRef("pk"))) for kind in KINDS]
    Activity.objects.for_user(user).filter(*(~each for each in left), pk__in=deletions).delete()


def _remove_categories(user: User) -> None:
    used = {
        category
        for kind in KINDS
        for rows in _all_records(kind, user)
        for category in rows.order_by().values_list("category", flat=True).distinct()
    }
    for model in (Budget, RecurringPayment, Rule):
        used |= set(model.objects.for_user(user).order_by().values_list("category", flat=True))
    tree = CategoryTree.of(user, None)
    marked = [node for node in tree if node.category.is_sample]
    kept = {node.pk for node in marked if _is_kept(node, used)}
    Category.objects.for_user(user).filter(pk__in=kept).update(is_sample=False)
    Category.objects.for_user(user).filter(pk__in={node.pk for node in marked} - kept).delete()


def _is_kept(node: Node, used: set[int]) -> bool:
    """Say whether the category, or any below it, is the person's own or used by them."""
    return any(not below.category.is_sample or below.pk in used for below in node.walk())


def _remove_tags(user: User) -> None:
    marked = Tag.objects.for_user(user).filter(is_sample=True)
    used = [Exists(kind.links.objects.for_user(user).filter(tag=OuterRef("pk"))) for kind in KINDS]
    used += [
        Exists(model.objects.for_user(user).filter(tag=OuterRef("pk"))) for model in (Budget, RecurringTag, RuleTag)
    ]
    marked.filter(*(~each for each in used)).delete()
    marked.update(is_sample=False)
