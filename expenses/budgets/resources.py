"""Budgets of many people, and what is said of single periods of them, in the spreadsheets of staff."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from import_export.fields import Field
from import_export.widgets import IntegerWidget

from accounts.models import User
from accounts.resources import PlainTextWidget
from expenses.budgets.models import Budget, BudgetChange
from expenses.budgets.saving import check_budget
from expenses.budgets.thresholds import parse_thresholds, write_thresholds
from expenses.categories.tree import path_key
from expenses.models import Tag
from expenses.money import round_money
from expenses.names import name_key, tidy_name
from expenses.owned_resource import FlagWidget, OwnedResource, Row, TextWidget, read, read_id
from expenses.resources import AmountWidget, DayWidget
from expenses.tags.naming import ids_by_name


def check_decimals(amount: Any, currency: str) -> None:
    """Raise ValidationError where an amount has more decimals than its currency."""
    if amount is not None and amount != round_money(amount, currency):
        raise ValidationError({"amount": f"{currency} has fewer decimals."})


class BudgetResource(OwnedResource):
    """Budgets. One without an id is that of the same thing and rhythm, or else new.

    Categories and tags must be there already. Without either, a budget is for all expenses.
    """

    name = Field("name", "name", widget=PlainTextWidget())
    amount = Field("amount", "amount", widget=AmountWidget())
    carries_left = Field("carries_left", "carries_left", widget=FlagWidget())
    carries_overspent = Field("carries_overspent", "carries_overspent", widget=FlagWidget())
    starts_on = Field("starts_on", "starts_on", widget=DayWidget())
    thresholds = Field("thresholds", "thresholds", widget=PlainTextWidget())
    is_archived = Field("is_archived", "is_archived", widget=FlagWidget())
    # These two are attributes that `after_init_instance` adds, so that what changes in them is seen and shown.
    category = Field("category_path", "category", widget=TextWidget(), readonly=True)
    tag = Field("tag_name", "tag", widget=TextWidget(), readonly=True)

    class Meta(OwnedResource.Meta):
        model = Budget
        fields = (
            "id",
            "owner",
            "name",
            "category",
            "tag",
            "amount",
            "currency",
            "rhythm",
            "carries_left",
            "carries_overspent",
            "starts_on",
            "thresholds",
            "is_archived",
        )

    def get_queryset(self) -> QuerySet[Budget]:
        rows: QuerySet[Budget] = Budget.objects.select_related("owner", "category", "tag")
        return rows

    def filter_export(self, queryset: QuerySet[Budget], **kwargs: Any) -> QuerySet[Budget]:
        return queryset.select_related("owner", "category", "tag")

    def dehydrate_category(self, budget: Budget) -> str:
        return TextWidget().render(self._path(budget))

    def dehydrate_tag(self, budget: Budget) -> str:
        return TextWidget().render(budget.tag.name if budget.tag else "")

    def _path(self, budget: Budget) -> str:
        if budget.category_id is None:
            return ""
        return self.tree_of(budget.owner).path(budget.category_id).replace(": ", ":")

    def find_same(self, owner: User, row: Row) -> Budget | None:
        category_id, tag_id = self._category_id(owner, row), self._tag_id(owner, row)
        rows = self.get_queryset().filter(owner=owner, category=category_id, tag=tag_id, is_archived=False)
        return rows.filter(rhythm=str(row.get("rhythm") or "").strip()).order_by("pk").first()

    def after_init_instance(self, instance: Any, new: bool, row: Row, **kwargs: Any) -> None:
        instance.category_path = self._path(instance)
        instance.tag_name = instance.tag.name if instance.tag else ""
        if new:
            instance.currency = instance.owner.home_currency

    def steps(self) -> tuple[Callable[..., None], ...]:
        return self._import_category, self._import_tag, self._tidy

    def _import_category(self, instance: Any, row: Row, **kwargs: Any) -> None:
        if "category" in row:
            instance.category_id = self._category_id(instance.owner, row)
            instance.category_path = self._path(instance)

    def _import_tag(self, instance: Any, row: Row, **kwargs: Any) -> None:
        if "tag" in row:
            instance.tag_id = self._tag_id(instance.owner, row)
            instance.tag_name = (
                Tag.objects.for_user(instance.owner).get(pk=instance.tag_id).name if instance.tag_id else ""
            )

    def _category_id(self, owner: User, row: Row) -> int | None:
        path = TextWidget().clean(row.get("category") or "")
        found = self.tree_of(owner).ids_by_path.get(path_key(path)) if path else None
        if path and found is None:
            raise ValidationError({"category": f"{owner} has no category “{path}”. Make it first."})
        return found

    def _tag_id(self, owner: User, row: Row) -> int | None:
        name = TextWidget().clean(row.get("tag") or "").removeprefix("#")
        found = ids_by_name(owner).get(name_key(name)) if name else None
        if name and found is None:
            raise ValidationError({"tag": f"{owner} has no tag “{name}”. Make it first."})
        return found

    def _tidy(self, instance: Any, row: Row, **kwargs: Any) -> None:
        instance.name = tidy_name(instance.name)
        if "thresholds" in row:
            try:
                instance.thresholds = write_thresholds(parse_thresholds(instance.thresholds))
            except ValidationError as error:
                raise ValidationError({"thresholds": error.messages}) from error
        if instance.currency:
            check_decimals(instance.amount, instance.currency)

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        super().validate_instance(instance, import_validation_errors, validate_unique)
        check_budget(instance, owner=instance.owner)


class BudgetChangeResource(OwnedResource):
    """Changes of budgets. One without an id is that of the same budget, named by its id, and day, or else new."""

    budget = Field("budget_id", "budget", widget=IntegerWidget(), readonly=True)
    period_start = Field("period_start", "period_start", widget=DayWidget())
    reaches_back = Field("reaches_back", "reaches_back", widget=FlagWidget())
    amount = Field("amount", "amount", widget=AmountWidget())

    class Meta(OwnedResource.Meta):
        model = BudgetChange
        fields = ("id", "owner", "budget", "period_start", "reaches_back", "amount", "currency")

    def get_queryset(self) -> QuerySet[BudgetChange]:
        rows: QuerySet[BudgetChange] = BudgetChange.objects.select_related("owner")
        return rows

    def find_same(self, owner: User, row: Row) -> BudgetChange | None:
        rows = self.get_queryset().filter(owner=owner, budget=self._budget_id(owner, row))
        day, reaches_back = read(self.fields["period_start"], row), read(self.fields["reaches_back"], row)
        return rows.filter(period_start=day, reaches_back=reaches_back).first()

    def after_init_instance(self, instance: BudgetChange, new: bool, row: Row, **kwargs: Any) -> None:
        if new:
            instance.currency = instance.owner.home_currency

    def steps(self) -> tuple[Callable[..., None], ...]:
        return (self._import_budget,)

    def _import_budget(self, instance: BudgetChange, row: Row, **kwargs: Any) -> None:
        instance.budget_id = self._budget_id(instance.owner, row)
        if instance.currency:
            check_decimals(instance.amount, instance.currency)

    def _budget_id(self, owner: User, row: Row) -> int:
        try:
            pk = read_id({"id": row.get("budget")})
        except ValidationError as error:
            raise ValidationError({"budget": error.message_dict["id"]}) from error
        if pk is None or not Budget.objects.for_user(owner).filter(pk=pk).exists():
            raise ValidationError({"budget": f"{owner} has no budget of this id."})
        return pk
