"""Expenses of many people in the spreadsheets of staff. A person's own spreadsheets are the room `spreadsheets`."""

import datetime
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from import_export.fields import Field
from import_export.widgets import Widget

from accounts.models import User
from accounts.resources import PlainTextWidget
from expenses.categories.models import Category
from expenses.categories.tree import path_key
from expenses.exchange.valuation import value_at_home
from expenses.models import Expense, ExpenseTag
from expenses.money import round_money
from expenses.names import name_key
from expenses.owned_resource import OwnedResource, Row, TextWidget
from expenses.tags.naming import ids_by_name, split_names


class DayWidget(Widget):
    """A day: a date of the spreadsheet, or 2026-11-21."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> datetime.date:
        if isinstance(value, datetime.datetime):
            return value.date()
        if isinstance(value, datetime.date):
            return value
        text = str(value or "").strip()
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"“{text[:30]}” is not a day. Write it as 2026-11-21.") from None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value


class AmountWidget(Widget):
    """An amount: a number of the spreadsheet, or 12.50."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Decimal:
        text = str(value if value is not None else "").strip()
        try:
            amount = Decimal(text)
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite():
            raise ValueError(f"“{text[:30]}” is not an amount. Write it as 12.50.")
        return amount

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Return the amount without noughts to spare, for the preview; an export has a number instead."""
        return "" if value is None else f"{value.normalize():f}"


class ExpenseResource(OwnedResource):
    """The live expenses of many people, their categories as paths and their tags with commas between them.

    Categories and tags must be there already: a slip of the pen shall not make new ones in somebody's ledger.
    """

    date = Field("date", "date", widget=DayWidget())
    amount = Field("amount", "amount", widget=AmountWidget())
    home_amount = Field("home_amount", "home_amount", widget=AmountWidget(), readonly=True)
    description = Field("description", "description", widget=PlainTextWidget())
    # These two are attributes that `after_init_instance` adds, so that what changes in them is seen and shown.
    category = Field("category_path", "category", widget=TextWidget(), readonly=True)
    tags = Field("tag_names", "tags", widget=TextWidget(), readonly=True)
    notes = Field("notes", "notes", widget=PlainTextWidget())

    class Meta(OwnedResource.Meta):
        model = Expense
        fields = (
            "id",
            "owner",
            "date",
            "description",
            "amount",
            "currency",
            "home_amount",
            "category",
            "tags",
            "notes",
        )

    def get_queryset(self) -> QuerySet[Expense]:
        return Expense.objects.filter(deleted_in__isnull=True).select_related("owner")

    def filter_export(self, queryset: QuerySet[Expense], **kwargs: Any) -> QuerySet[Expense]:
        links = ExpenseTag.objects.select_related("tag").order_by("tag__name")
        return queryset.select_related("owner").prefetch_related(Prefetch("expensetag_set", links, to_attr="tag_links"))

    # Out

    def dehydrate_amount(self, expense: Expense) -> Decimal:
        return round_money(expense.amount, expense.currency)

    def dehydrate_home_amount(self, expense: Expense) -> Decimal | str:
        worth = expense.home_amount
        return "" if worth is None else round_money(worth, expense.owner.home_currency)

    def dehydrate_category(self, expense: Expense) -> str:
        return TextWidget().render(self._path(expense))

    def dehydrate_tags(self, expense: Expense) -> str:
        return TextWidget().render(", ".join(link.tag.name for link in expense.tag_links))  # type: ignore[attr-defined]

    def _path(self, expense: Expense) -> str:
        return self.tree_of(expense.owner).path(expense.category_id).replace(": ", ":") if expense.category_id else ""

    # In

    def init_instance(self, row: Any = None) -> Expense:
        expense: Expense = super().init_instance(row)
        expense.currency = expense.owner.home_currency
        return expense

    def after_init_instance(self, instance: Expense, new: bool, row: Row, **kwargs: Any) -> None:
        names = [] if new else list(ExpenseTag.objects.filter(expense=instance).values_list("tag__name", flat=True))
        instance.tag_names = ", ".join(sorted(names))  # type: ignore[attr-defined]
        instance.category_path = self._path(instance)  # type: ignore[attr-defined]

    def steps(self) -> tuple[Callable[..., None], ...]:
        return self._import_category, self._import_tags

    def _import_category(self, instance: Expense, row: Row, **kwargs: Any) -> None:
        if "category" in row:
            instance.category = self._find_category(instance.owner, TextWidget().clean(row["category"]))
            instance.category_path = self._path(instance)  # type: ignore[attr-defined]

    def _find_category(self, owner: User, path: str) -> Category | None:
        if not path:
            return None
        tree = self.tree_of(owner)
        if path_key(path) not in tree.ids_by_path:
            raise ValidationError({"category": f"{owner} has no category “{path}”. Make it first, or leave it empty."})
        return tree.by_id[tree.ids_by_path[path_key(path)]].category

    def _import_tags(self, instance: Expense, row: Row, **kwargs: Any) -> None:
        if "tags" not in row:
            return
        names = split_names(TextWidget().clean(row["tags"]))
        known = ids_by_name(instance.owner)
        missing = [name for name in names if name_key(name) not in known]
        if missing:
            raise ValidationError({"tags": f"{instance.owner} has no tag “{missing[0]}”. Make it first."})
        instance.tag_ids = [known[name_key(name)] for name in names]  # type: ignore[attr-defined]
        instance.tag_names = ", ".join(sorted(names))  # type: ignore[attr-defined]

    def before_save_instance(self, instance: Expense, row: Row, **kwargs: Any) -> None:
        owner, author = instance.owner, kwargs.get("user")
        instance.home_amount = value_at_home(instance.amount, instance.currency, owner, instance.date)
        if instance._state.adding and author != owner:
            instance.created_by = author

    def after_save_instance(self, instance: Expense, row: Row, **kwargs: Any) -> None:
        if hasattr(instance, "tag_ids"):
            set_tags(instance, instance.tag_ids)


def set_tags(expense: Expense, tag_ids: list[int]) -> None:
    """Make these the tags of the expense, in two statements."""
    links = ExpenseTag.objects.for_user(expense.owner).filter(expense=expense)
    links.exclude(tag__in=tag_ids).delete()
    ExpenseTag.objects.bulk_create(
        (ExpenseTag(owner=expense.owner, expense=expense, tag_id=tag) for tag in tag_ids), ignore_conflicts=True
    )
