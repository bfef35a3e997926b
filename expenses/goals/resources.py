"""Goals of many people, and contributions to them, in the spreadsheets of staff."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from import_export.fields import Field

from accounts.models import User
from accounts.resources import PlainTextWidget
from expenses.goals.models import Goal, GoalContribution
from expenses.goals.saving import check_contribution, check_goal
from expenses.names import name_key, tidy_name
from expenses.owned_resource import FlagWidget, OwnedResource, Row, TextWidget, read
from expenses.resources import AmountWidget, DayWidget
from expenses.wallets.resources import read_wallet


class MaybeDayWidget(DayWidget):
    """A day, or nothing."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return None if value in (None, "") else super().clean(value, row, **kwargs)


class GoalResource(OwnedResource):
    """Goals. One without an id is that of its name, or else new. Wallets must be there already."""

    name = Field("name", "name", widget=PlainTextWidget())
    target = Field("target", "target", widget=AmountWidget())
    # An attribute that `after_init_instance` adds, so that what changes in it is seen and shown.
    wallet = Field("wallet_name", "wallet", widget=TextWidget(), readonly=True)
    starts_on = Field("starts_on", "starts_on", widget=DayWidget())
    due_on = Field("due_on", "due_on", widget=MaybeDayWidget())
    is_in_wallets = Field("is_in_wallets", "is_in_wallets", widget=FlagWidget())
    is_archived = Field("is_archived", "is_archived", widget=FlagWidget())

    class Meta(OwnedResource.Meta):
        model = Goal
        fields = (
            "id",
            "owner",
            "name",
            "target",
            "currency",
            "wallet",
            "starts_on",
            "due_on",
            "is_in_wallets",
            "is_archived",
        )

    def get_queryset(self) -> QuerySet[Goal]:
        rows: QuerySet[Goal] = Goal.objects.select_related("owner", "wallet")
        return rows

    def filter_export(self, queryset: QuerySet[Goal], **kwargs: Any) -> QuerySet[Goal]:
        return queryset.select_related("owner", "wallet")

    def dehydrate_wallet(self, goal: Goal) -> str:
        return TextWidget().render(goal.wallet.name if goal.wallet else "")

    def find_same(self, owner: User, row: Row) -> Goal | None:
        key = name_key(read(self.fields["name"], row))
        return next((goal for goal in self.get_queryset().filter(owner=owner) if name_key(goal.name) == key), None)

    def after_init_instance(self, instance: Any, new: bool, row: Row, **kwargs: Any) -> None:
        instance.wallet_name = instance.wallet.name if instance.wallet_id else ""
        if new:
            instance.currency = instance.owner.home_currency

    def steps(self) -> tuple[Callable[..., None], ...]:
        return (self._import_wallet,)

    def _import_wallet(self, instance: Any, row: Row, **kwargs: Any) -> None:
        instance.name = tidy_name(instance.name)
        if "wallet" in row:
            instance.wallet = read_wallet(instance.owner, row)
            instance.wallet_name = instance.wallet.name if instance.wallet else ""

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        super().validate_instance(instance, import_validation_errors, validate_unique)
        check_goal(instance, owner=instance.owner)


class GoalContributionResource(OwnedResource):
    """Contributions to goals, which are named; one without an id is new."""

    goal = Field("goal_name", "goal", widget=TextWidget(), readonly=True)
    date = Field("date", "date", widget=DayWidget())
    amount = Field("amount", "amount", widget=AmountWidget())
    note = Field("note", "note", widget=PlainTextWidget())

    class Meta(OwnedResource.Meta):
        model = GoalContribution
        fields = ("id", "owner", "goal", "date", "amount", "note")

    def get_queryset(self) -> QuerySet[GoalContribution]:
        rows: QuerySet[GoalContribution] = GoalContribution.objects.select_related("owner", "goal")
        return rows

    def filter_export(self, queryset: QuerySet[GoalContribution], **kwargs: Any) -> QuerySet[GoalContribution]:
        return queryset.select_related("owner", "goal")

    def dehydrate_goal(self, row: GoalContribution) -> str:
        return TextWidget().render(row.goal.name)

    def after_init_instance(self, instance: Any, new: bool, row: Row, **kwargs: Any) -> None:
        instance.goal_name = "" if new else instance.goal.name

    def steps(self) -> tuple[Callable[..., None], ...]:
        return (self._import_goal,)

    def _import_goal(self, instance: Any, row: Row, **kwargs: Any) -> None:
        name = TextWidget().clean(row.get("goal") or "")
        goals = Goal.objects.for_user(instance.owner)
        found = next((goal for goal in goals if name_key(goal.name) == name_key(name)), None)
        if found is None:
            raise ValidationError({"goal": f"{instance.owner} has no goal “{name}”. Make it first."})
        instance.goal, instance.goal_name = found, found.name
        instance.note = tidy_name(instance.note)

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        super().validate_instance(instance, import_validation_errors, validate_unique)
        check_contribution(instance, instance.goal, today=timezone.localdate())
