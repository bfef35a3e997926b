import datetime
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch

from accounts.ownership import OwnedQuerySet
from expenses.counting import Basis
from expenses.totals import Total, total_aggregates


class RecordQuerySet(OwnedQuerySet):
    """What expenses, income and transfers have in common as many rows."""

    def for_user(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return the person's live rows; deleted ones are `deleted_by` them until they are purged."""
        return super().for_user(user).filter(deleted_in__isnull=True)

    def deleted_by(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        return super().for_user(user).filter(deleted_in__isnull=False)

    def between(self, start: datetime.date, end: datetime.date) -> Self:
        """Return rows from `start` up to, but not including, `end`."""
        return self.filter(date__gte=start, date__lt=end)

    def newest_first(self) -> Self:
        """Put the rows in the list's own order, so that both engines read the first of them from their index.

        `deleted_in` is null in all of them. PostgreSQL takes that for no constant, and would sort the whole ledger
        if the column did not stand in the order as it does in the index.
        """
        return self.order_by("deleted_in_id", "-date", "-id")

    def with_tags(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Load the tags of all rows in one query more, as `expense.tag_links`."""
        through = self.model.tags.through  # type: ignore[attr-defined]
        links = through.objects.for_user(user).select_related("tag").order_by("tag__name")
        return self.prefetch_related(Prefetch(f"{through._meta.model_name}_set", links, to_attr="tag_links"))

    def total(self, currency: str) -> Total:
        """Return the sum of the rows in `currency`, the owner's home currency, in one query."""
        return Total.of(self.order_by().aggregate(**total_aggregates()), currency=currency)


class CountedQuerySet(OwnedQuerySet):
    """Rows that stand in a sum on some basis."""

    def counted(self, basis: Basis) -> Self:
        """Return the rows that count on `basis`: payments that count whole, and portions of those that do not."""
        return self.filter(counted_as__in=basis.counted_as)

    def counted_between(self, start: datetime.date, end: datetime.date) -> Self:
        """Return rows that count from `start` up to, but not including, `end`."""
        return self.filter(counted_on__gte=start, counted_on__lt=end)


class ExpenseQuerySet(RecordQuerySet, CountedQuerySet):  # type: ignore[override]  # as_manager returns its own kind
    pass


class PortionQuerySet(CountedQuerySet):
    def for_user(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return the portions of the person's live expenses."""
        return super().for_user(user).filter(deleted_in__isnull=True)
