"""A page of a list of records: its rows by day, ready to be written, and the sum of all that the list shows."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby
from typing import Any

from babel.dates import format_date, format_skeleton
from django.db.models import Count
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from accounts.templatetags.ui import icon
from expenses.categories.tree import CategoryTree, Node
from expenses.counting import Basis
from expenses.filters import RecordFilter
from expenses.models import Portion
from expenses.money import format_money
from expenses.paging import page_after
from expenses.record_kinds import RecordKind
from expenses.records import Record
from expenses.totals import Tally, Total, total_aggregates
from expenses.wallets.models import Wallet

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One expense or income in words. `at_home` is its worth in the home currency where it was paid in another one.

    One that is `is_back` is a refund of an expense, or of an income what was taken back.
    """

    pk: int
    url: str
    icon: SafeString
    description: str
    day: str
    category: str
    tags: list[str]
    amount: str
    at_home: str
    worth: str
    is_back: bool
    parts: tuple[str, ...] = ()
    wallet: str = ""


@dataclass(frozen=True)
class Day:
    """The rows of one day on this page, and the total of the whole day as far as the list shows it."""

    date: datetime.date
    text: str
    total: Total
    rows: list[RecordRow]
    is_continued: bool = False


@dataclass(frozen=True)
class Listing:
    """A page of a list. It has days in an order by date, and plain rows in every other one."""

    rows: list[RecordRow]
    next_key: str | None
    days: list[Day] = field(default_factory=list)


def list_page(listed: RecordFilter, *, after: str = "") -> Listing:
    """Return the page after the key `after`; raise KeyInvalid where it is none."""
    page = page_after(listed.qs.with_tags(listed.user), listed.order, after, size=PAGE_ROWS)
    parts = categories_of_parts(page.rows, listed.user)
    writer = RowWriter(listed.user, listed.kind, listed.tree, parts=parts, wallets=listed.wallets)
    rows = [writer.row(record) for record in page.rows]
    if not listed.is_by_day:
        return Listing(rows, page.next_key)
    return Listing(rows, page.next_key, list(_days(listed, page.rows, rows, after)))


@dataclass(frozen=True)
class Summary:
    """All that the list shows, on this page and on the others: its total, and how many have no category yet."""

    total: Total
    uncategorised: int


def summary_of(listed: RecordFilter) -> Summary:
    """Return the summary in one query; where categories are asked for, one more for the parts that match."""
    rows, day = listed.qs.order_by(), listed.kind.day
    counted = rows.aggregate(
        **total_aggregates(condition=listed.counts_whole, day=day),
        payments=Count(day),
        uncategorised=Count(day, filter=listed.kind.lacks_category),
    )
    tally = Tally.of(counted) + _tally_of_parts(listed)
    total = replace(tally.total(listed.user.home_currency), count=counted["payments"])
    return Summary(total, counted["uncategorised"])


def _tally_of_parts(listed: RecordFilter) -> Tally:
    parts = listed.matching_parts
    if parts is None:
        return Tally()
    return Tally.of(parts.aggregate(**total_aggregates(day="counted_on")))


def day_totals(listed: RecordFilter, first: datetime.date, last: datetime.date) -> dict[datetime.date, Total]:
    """Return the total of each day from `first` to `last` on which there are rows; its count is of payments."""
    rows = listed.qs.filter(date__gte=first, date__lte=last).order_by().values("date")
    days = rows.annotate(**total_aggregates(condition=listed.counts_whole), payments=Count("date"))
    parts = _parts_by_day(listed, first, last)
    currency = listed.user.home_currency
    return {
        day["date"]: replace((Tally.of(day) + parts.get(day["date"], Tally())).total(currency), count=day["payments"])
        for day in days
    }


def _parts_by_day(listed: RecordFilter, first: datetime.date, last: datetime.date) -> dict[datetime.date, Tally]:
    parts = listed.matching_parts
    if parts is None:
        return {}
    of_days = parts.filter(expense__date__gte=first, expense__date__lte=last).values("expense__date")
    days = of_days.annotate(**total_aggregates(day="counted_on"))
    return {day["expense__date"]: Tally.of(day) for day in days}


def day_of(listed: RecordFilter, date: datetime.date) -> Day | None:
    """Return the day with its total but without rows; None where the list has nothing on it, or no days."""
    total = day_totals(listed, date, date).get(date)
    if total is None or not listed.is_by_day:
        return None
    return Day(date, day_in_words(date, timezone.localdate(), listed.user.locale), total, [])


def _days(listed: RecordFilter, records: list[Any], rows: list[RecordRow], after: str) -> Iterator[Day]:
    if not records:
        return
    first, last = sorted([records[0].date, records[-1].date])
    totals = day_totals(listed, first, last)
    for date, group in groupby(zip(records, rows, strict=True), key=lambda pair: pair[0].date):
        text = day_in_words(date, timezone.localdate(), listed.user.locale)
        yield Day(date, text, totals[date], [row for _, row in group], after.startswith(date.isoformat()))


def day_in_words(date: datetime.date, today: datetime.date, locale: str) -> str:
    """Return "Today, Sat, 21 Nov 2026", "Yesterday, …" or the day alone."""
    near = {0: "Today, ", 1: "Yesterday, "}.get((today - date).days, "")
    return near + _full_day(date, locale)


@lru_cache(maxsize=4096)
def _full_day(date: datetime.date, locale: str) -> str:
    return format_skeleton("yMMMEd", date, locale=locale)


@lru_cache(maxsize=4096)
def short_day(date: datetime.date, locale: str) -> str:
    return format_date(date, "medium", locale=locale)


class RowWriter:
    """Writes records of a kind as rows, in a person's locale and with the paths of their categories."""

    def __init__(
        self,
        user: User,
        kind: RecordKind,
        tree: CategoryTree,
        *,
        parts: Mapping[int, Sequence[int]] | None = None,
        wallets: Mapping[int, Wallet] | None = None,
    ) -> None:
        """Take the categories of the parts of those that are split, by the id of the expense; 0 is none.

        Rows name their wallet where `wallets` are given.
        """
        self.user, self.tree, self.parts = user, tree, parts or {}
        self.wallets = {pk: wallet.name for pk, wallet in (wallets or {}).items()}
        self.base_url = kind.address("list")

    def row(self, record: Record) -> RecordRow:
        """Return the row of `record`, which was loaded `with_tags`."""
        node = self.tree.by_id.get(record.category_id or 0)
        return RecordRow(
            pk=record.pk,
            url=f"{self.base_url}{record.pk}/",
            icon=self._badge(record, node),
            description=record.description,
            day=short_day(record.date, self.user.locale),
            category=node.path if node else "",
            tags=[link.tag.name for link in record.tag_links],  # type: ignore[attr-defined]
            amount=format_money(record.amount, record.currency, self.user.locale),
            at_home=self._at_home(record),
            worth="" if record.home_amount is None else str(record.home_amount),
            is_back=record.amount < 0,
            parts=self._parts(record),
            wallet=self.wallets.get(record.wallet_id or 0, ""),
        )

    def _badge(self, record: Record, node: Node | None) -> SafeString:
        if record.is_split:
            return badge("layers", "")
        return badge(node.category.icon, node.category.color) if node else badge("question-circle", "")

    def _parts(self, record: Record) -> tuple[str, ...]:
        """Return the names of the categories of a split expense, each once."""
        nodes = [self.tree.by_id.get(pk) for pk in dict.fromkeys(self.parts.get(record.pk, ()))]
        return tuple(node.category.name if node else "No category" for node in nodes)

    def _at_home(self, record: Record) -> str:
        if record.home_amount is None:
            return "no rate"
        if record.currency == self.user.home_currency:
            return ""
        return format_money(record.home_amount, self.user.home_currency, self.user.locale)


def categories_of_parts(records: Iterable[Record], user: User) -> dict[int, list[int]]:
    """Return the categories of the parts of those that are split, in one query if any is; 0 is none."""
    split = [record.pk for record in records if record.is_split]
    found: dict[int, list[int]] = {}
    if split:
        rows = Portion.objects.for_user(user).counted(Basis.PAID).filter(expense_id__in=split)
        for expense_id, category_id in rows.order_by("position").values_list("expense_id", "category_id"):
            found.setdefault(expense_id, []).append(category_id or 0)
    return found


@lru_cache(maxsize=1024)
def badge(name: str, color: str) -> SafeString:
    tint = f"tint-{color}" if color else "cat-icon-none"
    return format_html(
        '<span class="cat-icon cat-icon-sm entry-icon {}" aria-hidden="true">{}</span>', tint, icon(name)
    )
