"""What a person typed into the search box, ready to narrow any kind of row."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from expenses.counting import Basis
from expenses.models import Portion
from expenses.money import decimal_mark
from expenses.periods import Calendar
from expenses.record_kinds import EXPENSE, RecordKind
from expenses.search.compile import PORTION, Target, compiled, is_about_categories
from expenses.search.grammar import Condition
from expenses.search.names import Names
from expenses.search.parser import parse
from expenses.search.tokens import prepare
from expenses.search.values import Habits


@dataclass(frozen=True)
class Search:
    """A search of `user`. `condition` has the ids of what it names; it is None where nothing is asked for."""

    user: User
    text: str
    condition: Condition | None

    @property
    def is_about_categories(self) -> bool:
        """Say whether a split payment matches by its parts, which then count in its place."""
        return self.condition is not None and is_about_categories(self.condition)

    def of_records(self, kind: RecordKind) -> Q:
        """Return the condition on rows of `kind`; the category is the record's own, which a split payment has none."""
        return Q() if self.condition is None else compiled(self.condition, Target(kind), self.user)

    def of_payments(self) -> Q:
        """Return the condition on expenses that they, or a part of them, are as asked."""
        whole = self.of_records(EXPENSE)
        if not self.is_about_categories:
            return whole
        parts = Portion.objects.for_user(self.user).counted(Basis.PAID).filter(self.of_parts()).order_by()
        return whole & EXPENSE.counts_whole | Q(pk__in=parts.values("expense_id"))

    def of_parts(self) -> Q:
        """Return the condition on portions of expenses: in their own category, and all else as their payment is."""
        return Q() if self.condition is None else compiled(self.condition, PORTION, self.user)


def read_search(text: str, user: User, names: Names | None = None) -> Search:
    """Return the search that `text` writes; raise SearchError with the place and the reason."""
    condition = parse(text, habits_of(user))
    if condition is not None:
        condition = (names or Names(user)).resolve(condition, prepare(text))
    return Search(user, text, condition)


def habits_of(user: User) -> Habits:
    return Habits(timezone.localdate(), decimal_mark(user.locale), Calendar.of(user))
