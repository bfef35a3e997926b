import datetime
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch

from accounts.ownership import OwnedQuerySet
from expenses.totals import Total, total_aggregates


class ExpenseQuerySet(OwnedQuerySet):
    def for_user(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return the person's live expenses; deleted ones are `deleted_by` them until they are purged."""
        return super().for_user(user).filter(deleted_in__isnull=True)

    def deleted_by(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        return super().for_user(user).filter(deleted_in__isnull=False)

    def between(self, start: datetime.date, end: datetime.date) -> Self:
        """Return expenses from `start` up to, but not including, `end`."""
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
        return self.prefetch_related(Prefetch("expensetag_set", links, to_attr="tag_links"))

    def total(self, currency: str) -> Total:
        """Return the sum of the rows in `currency`, the owner's home currency, in one query."""
        return Total.of(self.order_by().aggregate(**total_aggregates()), currency=currency)
