"""The page that shows what a rule would change before it does."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from django.urls import reverse

from accounts.models import User
from expenses.categories.tree import CategoryTree
from expenses.money import format_money
from expenses.record_kinds import KINDS, RecordKind
from expenses.rules.compiling import compile_rules
from expenses.rules.differences import Difference, Scan, key_of
from expenses.rules.models import Rule
from expenses.rules.overview import RuleWords
from expenses.rules.running import kinds_of

PAGE_ROWS = 50
MOST_COUNTED = 10_000


@dataclass(frozen=True)
class PreviewRow:
    """A record that would change, in words: "" where something stays as it is."""

    kind: RecordKind
    pk: int
    day: datetime.date
    description: str
    new_description: str
    category: str
    new_category: str
    tags: list[str]
    amount: str

    @property
    def url(self) -> str:
        return self.kind.address("detail", self.pk)


class Preview:
    """What a rule of `user` would change, PAGE_ROWS from the place `after` on."""

    def __init__(self, rule: Rule, user: User, *, only_uncategorised: bool, after: str = "") -> None:
        self.rule, self.user, self.only_uncategorised, self.after = rule, user, only_uncategorised, after
        self.scan = Scan(compile_rules([rule], user), user, only_uncategorised)
        found = list(islice(self.scan.differences(kinds_of(rule), after=after), PAGE_ROWS + 1))
        self.found, self.has_more = found[:PAGE_ROWS], len(found) > PAGE_ROWS
        self.paid = _paid(self.found, user)

    @property
    def next_url(self) -> str:
        """Return the address of the next page, "" on the last one."""
        if not self.has_more:
            return ""
        last = self.found[-1]
        key = key_of(last.kind, self.paid[last.kind.name, last.row.pk][0], last.row.pk)
        query = {"after": key} | ({"only": "uncategorised"} if self.only_uncategorised else {})
        return reverse("expenses:rule-detail", args=[self.rule.pk], query=query)

    def count(self) -> int:
        """Return how many records would change, MOST_COUNTED + 1 for all above it."""
        if not self.after and not self.has_more:
            return len(self.found)
        return sum(1 for _ in islice(self.scan.differences(kinds_of(self.rule)), MOST_COUNTED + 1))

    def rows(self, words: RuleWords) -> list[PreviewRow]:
        return [self._row(one, words) for one in self.found]

    def _row(self, one: Difference, words: RuleWords) -> PreviewRow:
        row = one.row
        day, amount, currency = self.paid[one.kind.name, row.pk]
        return PreviewRow(
            kind=one.kind,
            pk=row.pk,
            day=day,
            description=row.description,
            new_description=one.description or "",
            category=path_of(row.category_id, words.tree),
            new_category=path_of(one.category_id, words.tree),
            tags=[words.tags[tag_id] for tag_id in one.tag_ids],
            amount=format_money(amount, currency, self.user.locale),
        )


def path_of(category_id: int | None, tree: CategoryTree) -> str:
    return tree.path(category_id) if category_id else ""


def _paid(found: Sequence[Difference], user: User) -> dict[tuple[str, int], tuple[datetime.date, Decimal, str]]:
    """Return the day, amount and currency of each record by kind and id, in a query a kind that there is."""
    paid = {}
    for kind in KINDS:
        if ids := [one.row.pk for one in found if one.kind is kind]:
            rows = kind.model.objects.for_user(user).filter(pk__in=ids).order_by()
            for pk, *values in rows.values_list("pk", "date", "amount", "currency"):
                paid[kind.name, pk] = (values[0], values[1], values[2])
    return paid
