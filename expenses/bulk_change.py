"""One change to many expenses at once: whole statements that name the owner. Each says how many expenses it met."""

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from expenses.categories.models import Category
from expenses.entry import CATEGORY_GONE
from expenses.locks import lock_ledger
from expenses.models import ExpenseTag
from expenses.names import name_key
from expenses.querysets import ExpenseQuerySet
from expenses.tags.naming import ensure_tags, ids_by_name


def categorise(rows: ExpenseQuerySet, category_id: int | None, *, owner: User) -> int:
    """Give the expenses another category, or none; raise ValidationError where the category is gone."""
    with transaction.atomic():
        lock_ledger(owner)
        if category_id is not None and not Category.objects.for_user(owner).filter(pk=category_id).exists():
            raise ValidationError(CATEGORY_GONE)
        return _own(rows, owner).update(category_id=category_id, updated_at=timezone.now())


def add_tags(rows: ExpenseQuerySet, names: list[str], *, owner: User) -> int:
    """Put the tags on the expenses that lack them; tags that there are not yet are made."""
    with transaction.atomic():
        lock_ledger(owner)
        count = _own(rows, owner).update(updated_at=timezone.now())
        if count:
            _link(_own(rows, owner), list(ensure_tags(names, owner=owner).values()))
        return count


def remove_tags(rows: ExpenseQuerySet, names: list[str], *, owner: User) -> int:
    """Take the tags off the expenses that have them; names of no tag are passed over."""
    with transaction.atomic():
        lock_ledger(owner)
        known = ids_by_name(owner)
        tag_ids = [known[key] for key in map(name_key, names) if key in known]
        links = ExpenseTag.objects.for_user(owner).filter(tag_id__in=tag_ids)
        # Counted before: afterwards a list that is narrowed to the tag no longer holds them.
        count = _own(rows, owner).update(updated_at=timezone.now())
        links.filter(expense_id__in=_own(rows, owner).values("pk")).delete()
        return count


def _own(rows: ExpenseQuerySet, owner: User) -> ExpenseQuerySet:
    return rows.for_user(owner).order_by()


def _link(rows: ExpenseQuerySet, tag_ids: list[int]) -> None:
    """Link each of `rows` with each tag, in one statement."""
    try:
        chosen, params = rows.values("owner_id", "id").query.sql_with_params()
    except EmptyResultSet:
        return
    places = ", ".join(["%s"] * len(tag_ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{ExpenseTag._meta.db_table}" ("owner_id", "expense_id", "tag_id") '  # noqa: S608  no values
            f'SELECT chosen."owner_id", chosen."id", tag."id" FROM ({chosen}) chosen '
            f'JOIN "expenses_tag" tag ON tag."owner_id" = chosen."owner_id" AND tag."id" IN ({places}) '
            "WHERE true ON CONFLICT DO NOTHING",
            [*params, *tag_ids],
        )
