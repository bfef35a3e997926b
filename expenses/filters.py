from functools import cached_property, reduce
from operator import and_
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict

from accounts.models import User
from expenses.categories.tree import CategoryTree
from expenses.counting import Basis, CountedAs
from expenses.exchange.choices import AnyCode
from expenses.fields import AmountField, AnyOfField, DayField
from expenses.models import Expense, Income, Portion, Tag
from expenses.money import decimal_mark
from expenses.orders import LABELS, NEWEST_FIRST, order_named
from expenses.paging import Order
from expenses.querysets import PortionQuerySet, RecordQuerySet
from expenses.record_kinds import EXPENSE, INCOME, RecordKind
from expenses.search.fields import SearchField, search_error
from expenses.search.grammar import SearchError
from expenses.search.names import Names
from expenses.search.search import Search, read_search
from expenses.wallets.choices import wallets_of
from expenses.wallets.models import Wallet

UNCATEGORISED = NO_WALLET = "none"
GONE = "“%(value)s” is not one of yours any more. Choose another one."


class DayFilter(django_filters.Filter):
    field_class = DayField


class AmountFilter(django_filters.Filter):
    field_class = AmountField


class SearchFilter(django_filters.Filter):
    field_class = SearchField


class AnyOfFilter(django_filters.Filter):
    """One choice or several, of which a row must have one."""

    field_class = AnyOfField

    def __init__(self, invalid_choice: str, **kwargs: Any) -> None:
        super().__init__(error_messages={"invalid_choice": invalid_choice}, **kwargs)


class OneOfFilter(django_filters.Filter):
    field_class = forms.ChoiceField


class FilterForm(forms.Form):
    def clean(self) -> dict[str, Any]:
        self._check_span("date_from", "date_to", "The last day lies before the first. Swap them.")
        self._check_span("amount_min", "amount_max", "The largest amount lies below the smallest. Swap them.")
        return self.cleaned_data

    def _check_span(self, first: str, last: str, words: str) -> None:
        low, high = self.cleaned_data.get(first), self.cleaned_data.get(last)
        if low is not None and high is not None and high < low:
            self.add_error(last, ValidationError(words))


class RecordFilter(django_filters.FilterSet):
    """The live records of a kind that an address asks for, of one person, in its order.

    `filter_of(kind)(request.GET, user=user).qs` is empty where the address asks for something that cannot be; `errors`
    then says why.
    """

    kind: RecordKind

    q = SearchFilter(method="searched")
    date_from = DayFilter(field_name="date", lookup_expr="gte")
    date_to = DayFilter(field_name="date", lookup_expr="lte")
    category = AnyOfFilter(method="of_categories", invalid_choice=GONE)
    tag = AnyOfFilter(method="with_any_tag", invalid_choice=GONE)
    wallet = AnyOfFilter(method="in_wallets", invalid_choice=GONE)
    amount_min = AmountFilter(field_name="amount", lookup_expr="gte", max_length=40)
    amount_max = AmountFilter(field_name="amount", lookup_expr="lte", max_length=40)
    currency = AnyOfFilter(
        field_name="currency", lookup_expr="in", invalid_choice="“%(value)s” is no currency. Write its three letters."
    )
    no_rate = OneOfFilter(
        method="without_rate",
        choices=[("", ""), ("1", "No rate known")],
        error_messages={"invalid_choice": "Write no_rate=1, or leave it out."},
    )
    sort = OneOfFilter(
        method="sorted_by",
        choices=[("", ""), *LABELS.items()],
        error_messages={"invalid_choice": "There is no order “%(value)s”. Choose one from the list."},
    )

    class Meta:
        fields: list[str] = []
        form = FilterForm

    def __init__(self, data: QueryDict, *, user: User, tree: CategoryTree | None = None) -> None:
        super().__init__(data=_without_blanks(data), queryset=self.kind.model.objects.for_user(user))
        self.user = user
        self.tree = tree or CategoryTree.of(user, self.kind.category_kind)
        self.filters["q"].extra["read"] = self._read_search
        self.filters["category"].extra["allowed"] = {UNCATEGORISED, *map(str, self.tree.by_id)}
        self.filters["tag"].extra["allowed"] = {str(pk) for pk in self.tags}
        self.filters["wallet"].extra["allowed"] = {NO_WALLET, *map(str, self.wallets)}
        self.filters["currency"].extra["allowed"] = AnyCode()
        for name in ("amount_min", "amount_max"):
            self.filters[name].extra.update(currency=user.home_currency, mark=decimal_mark(user.locale))

    @cached_property
    def tags(self) -> dict[int, str]:
        """Return the names of all tags of the person by id."""
        return dict(Tag.objects.for_user(self.user).order_by("name", "id").values_list("id", "name"))

    @cached_property
    def wallets(self) -> dict[int, Wallet]:
        """Return all wallets of the person by id, in the order of their names."""
        return wallets_of(self.user)

    @cached_property
    def names(self) -> Names:
        """Return the names of all that a search may name."""
        wallets = {pk: wallet.name for pk, wallet in self.wallets.items()}
        return Names(self.user, tree=self.tree, tags=self.tags, wallets=wallets)

    def _read_search(self, text: str) -> Search:
        return read_search(text, self.user, self.names)

    @property
    def search_error(self) -> SearchError | None:
        """Return what is wrong with the search, and where; None where nothing is."""
        return search_error(self.form, "q")

    @cached_property
    def values(self) -> dict[str, Any]:
        """Return what the address asks for by field, without what it leaves open; nothing where it cannot be."""
        if not self.form.is_valid():
            return {}
        return {name: value for name, value in self.form.cleaned_data.items() if value not in (None, "", [])}

    @property
    def sort_name(self) -> str:
        return self.values.get("sort") or NEWEST_FIRST

    @property
    def is_by_day(self) -> bool:
        return self.sort_name.removeprefix("-") == "date"

    @cached_property
    def order(self) -> Order:
        return order_named(self.sort_name, self.tree)

    @property
    def is_narrowed(self) -> bool:
        """Say whether anything but the order is asked for."""
        return bool(set(self.values) - {"sort"})

    def filter_queryset(self, queryset: RecordQuerySet) -> RecordQuerySet:
        if not self.form.is_valid():
            return queryset.none()
        return self.order.sort(super().filter_queryset(queryset))  # type: ignore[return-value]

    @property
    def asked(self) -> list[tuple[str, str]]:
        """Return what the address asks for as pairs of name and text, the wrong ones too."""
        return [(name, text) for name in self.filters for text in self.data.getlist(name)]

    def searched(self, rows: RecordQuerySet, name: str, search: Search) -> RecordQuerySet:
        return rows.filter(search.of_records(self.kind))

    def of_categories(self, rows: RecordQuerySet, name: str, chosen: list[str]) -> RecordQuerySet:
        return rows.filter(self._in_categories(chosen))

    def _in_categories(self, chosen: list[str]) -> Q:
        """Return the condition that a record, or a part of one, itself has one of the categories."""
        ids = {below for pk in chosen if pk != UNCATEGORISED for below in self.tree.ids_below(int(pk))}
        condition = Q(category_id__in=ids)
        return condition | Q(category_id__isnull=True) if UNCATEGORISED in chosen else condition

    @property
    def counts_whole(self) -> Q | None:
        """Return the condition that a record of the list counts whole in its sum; None where every one does."""
        return None

    @property
    def matching_parts(self) -> PortionQuerySet | None:
        """Return the parts that count in the sum of the list in place of their payments; None where none do."""
        return None

    def with_any_tag(self, rows: RecordQuerySet, name: str, chosen: list[str]) -> RecordQuerySet:
        links = self.kind.links.objects.for_user(self.user).filter(tag_id__in=[int(pk) for pk in chosen])
        return rows.filter(pk__in=links.values(f"{self.kind.name}_id"))

    def in_wallets(self, rows: RecordQuerySet, name: str, chosen: list[str]) -> RecordQuerySet:
        condition = Q(wallet_id__in=[int(pk) for pk in chosen if pk != NO_WALLET])
        return rows.filter(condition | Q(wallet_id__isnull=True) if NO_WALLET in chosen else condition)

    def without_rate(self, rows: RecordQuerySet, name: str, value: str) -> RecordQuerySet:
        return rows.filter(home_amount__isnull=True)

    def sorted_by(self, rows: RecordQuerySet, name: str, value: str) -> RecordQuerySet:
        """Leave the rows as they are: `filter_queryset` puts them in order."""
        return rows


class ExpenseFilter(RecordFilter):
    """The expenses that an address asks for; a split one has the categories of its parts."""

    kind = EXPENSE

    class Meta(RecordFilter.Meta):
        model = Expense

    def filter_queryset(self, queryset: RecordQuerySet) -> RecordQuerySet:
        rows = super().filter_queryset(queryset)
        parts = self._parts
        if parts is None:
            return rows
        if list(self.values.get("category", [])) != [UNCATEGORISED] or "q" in self._about_categories:
            return rows.filter(self._whole | Q(pk__in=parts.order_by().values("expense_id")))
        # What has no category is rare: its keys are read from an index, where an OR would be asked of every row.
        keys = Expense.objects.for_user(self.user).filter(self._whole).order_by().values("pk")
        return rows.filter(pk__in=keys.union(parts.order_by().values("expense_id"), all=True))

    def of_categories(self, rows: RecordQuerySet, name: str, chosen: list[str]) -> RecordQuerySet:
        """Leave the rows as they are: `filter_queryset` asks all at once what is about categories."""
        return rows

    def searched(self, rows: RecordQuerySet, name: str, search: Search) -> RecordQuerySet:
        return rows if search.is_about_categories else super().searched(rows, name, search)

    @cached_property
    def _about_categories(self) -> dict[str, tuple[Q, Q]]:
        """Return by field what is asked about categories: of payments that count whole, and of parts of others."""
        asked: dict[str, tuple[Q, Q]] = {}
        if chosen := self.values.get("category"):
            asked["category"] = (self._in_categories(chosen), self._in_categories(chosen))
        search: Search | None = self.values.get("q")
        if search is not None and search.is_about_categories:
            asked["q"] = (search.of_records(self.kind), search.of_parts())
        return asked

    @property
    def _whole(self) -> Q:
        return reduce(and_, (whole for whole, _ in self._about_categories.values())) & self.kind.counts_whole

    @property
    def _parts(self) -> PortionQuerySet | None:
        """Return the parts that are in the categories asked for; None where none are asked for."""
        if not self._about_categories:
            return None
        condition = reduce(and_, (of_part for _, of_part in self._about_categories.values()))
        return Portion.objects.for_user(self.user).counted(Basis.PAID).filter(condition)

    @property
    def counts_whole(self) -> Q | None:
        """Return the condition that a payment of the list counts whole in its sum; None where every one does."""
        return self.kind.counts_whole if self._about_categories else None

    @property
    def matching_parts(self) -> PortionQuerySet | None:
        """Return the parts that count in the sum of the list in place of their payments; None where none do.

        A list that is narrowed to categories shows a split payment once, and counts what it has in them.
        """
        if self._parts is None:
            return None
        parts = self._parts.order_by()
        others = [name for name in self.values if name not in self._about_categories and name != "sort"]
        if not others:
            return parts
        split = Expense.objects.for_user(self.user).filter(counted_as=CountedAs.NEITHER).order_by()
        for name in others:
            split = self.filters[name].filter(split, self.values[name])
        return parts.filter(expense__in=split.values("pk"))


class IncomeFilter(RecordFilter):
    kind = INCOME

    class Meta(RecordFilter.Meta):
        model = Income


FILTERS: tuple[type[RecordFilter], ...] = (ExpenseFilter, IncomeFilter)


def filter_of(kind: RecordKind) -> type[RecordFilter]:
    """Return what narrows lists of a kind of record."""
    return next(each for each in FILTERS if each.kind is kind)


def _without_blanks(data: QueryDict) -> QueryDict:
    """Return `data` without the fields that a form sends empty: they ask for nothing."""
    asked = QueryDict(mutable=True)
    for name, texts in data.lists():
        asked.setlist(name, [text for text in texts if text.strip()])
    return asked
