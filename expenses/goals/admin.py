from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone

from expenses.goals.models import Goal, GoalContribution
from expenses.goals.resources import GoalContributionResource, GoalResource
from expenses.goals.saving import check_contribution, check_goal
from expenses.name_field import NameField
from expenses.owned_admin import OwnedAdmin, OwnedAdminForm


class GoalAdminForm(OwnedAdminForm):
    name = NameField(max_length=60)

    def _post_clean(self) -> None:
        """Compare with other goals once the instance has the new values."""
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            try:
                check_goal(self.instance, owner=self.owner)
            except ValidationError as error:
                self.add_error(None, error)


class GoalContributionAdminForm(OwnedAdminForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if all(cleaned.get(name) for name in ("goal", "date", "amount")):
            row = GoalContribution(owner=self.owner, date=cleaned["date"], amount=cleaned["amount"])
            check_contribution(row, cleaned["goal"], today=timezone.localdate())
        return cleaned


@admin.register(Goal)
class GoalAdmin(OwnedAdmin):
    """Goals of all people."""

    form = GoalAdminForm
    resource_classes = [GoalResource]
    fields = (
        "owner_name",
        "name",
        "target",
        "currency",
        "wallet",
        "starts_on",
        "due_on",
        "is_in_wallets",
        "is_archived",
    )
    list_display = ("id", "name", "target", "currency", "wallet", "due_on", "is_archived", "owner_name")
    list_display_links = ("id", "name")
    list_filter = ("is_archived",)
    list_select_related = ("owner", "wallet")
    search_fields = ("name", "owner__username")
    autocomplete_fields = ("wallet",)
    ordering = ("owner", "id")


@admin.register(GoalContribution)
class GoalContributionAdmin(OwnedAdmin):
    """What people put aside for goals."""

    form = GoalContributionAdminForm
    resource_classes = [GoalContributionResource]
    fields = ("owner_name", "goal", "date", "amount", "note")
    list_display = ("id", "goal", "date", "amount", "note", "owner_name")
    list_select_related = ("owner", "goal")
    search_fields = ("goal__name", "note", "owner__username")
    autocomplete_fields = ("goal",)
    ordering = ("owner", "goal", "date")
