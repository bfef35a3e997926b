from typing import Any

from django.contrib import admin

from accounts.admin.read_only import ReadOnlyAdmin
from expenses.name_field import NameField
from expenses.owned_admin import OwnedAdmin, OwnedAdminForm
from expenses.rules.checks import check_rule
from expenses.rules.models import Rule, RuleRun, RuleTag
from expenses.rules.resources import RuleResource
from expenses.rules.saving import check_name, next_position
from expenses.tags.inline import TagLinkInline


class RuleAdminForm(OwnedAdminForm):
    name = NameField(max_length=60)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "name" in cleaned:
            check_name(cleaned["name"], owner=self.owner, rule_id=self.instance.pk)
        if not self.errors:
            category = cleaned.get("category")
            # Tags stand in rows of their own, which are read after this.
            check_rule(cleaned, category_kind=category.kind if category else "", has_tags=True)
            cleaned["kind"] = category.kind if category else cleaned["kind"]
        return cleaned


class RuleTagInline(TagLinkInline):
    model = RuleTag


@admin.register(Rule)
class RuleAdmin(OwnedAdmin):
    """Rules of all people. What they write into records is the business of their owners' pages."""

    form = RuleAdminForm
    resource_classes = [RuleResource]
    inlines = [RuleTagInline]
    fields = (
        "owner_name",
        "name",
        "is_active",
        "kind",
        "look_in",
        "match",
        "texts",
        "least_amount",
        "most_amount",
        "wallet",
        "category",
        "new_description",
    )
    list_display = ("name", "position", "is_active", "kind", "category", "wallet", "owner_name")
    list_filter = ("is_active", "kind")
    list_select_related = ("owner", "category", "wallet")
    search_fields = ("name", "texts", "owner__username")
    autocomplete_fields = ("wallet", "category")
    ordering = ("owner", "position", "id")

    def save_model(self, request, obj, form, change):
        """A new rule is asked last."""
        if not change:
            obj.position = next_position(obj.owner)
        super().save_model(request, obj, form, change)


@admin.register(RuleRun)
class RuleRunAdmin(ReadOnlyAdmin):
    list_display = ("rule", "owner", "__str__", "created_at", "touched_at", "finished_at")
    list_select_related = ("owner", "rule")
    search_fields = ("owner__username", "rule__name")
