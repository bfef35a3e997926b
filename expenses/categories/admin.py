from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin

from expenses.categories.icons import ICON_GROUPS
from expenses.categories.models import Category
from expenses.categories.overview import count_below
from expenses.categories.placing import check_place
from expenses.categories.removing import delete_category
from expenses.categories.resources import CategoryResource
from expenses.categories.tree import CategoryTree, Node
from expenses.name_field import NameField
from expenses.owned_admin import OwnedAdmin, OwnedAdminForm


class CategoryAdminForm(OwnedAdminForm):
    name = NameField(max_length=80)
    icon = forms.ChoiceField(choices=[(group, list(icons.items())) for group, icons in ICON_GROUPS.items()])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "name" in cleaned and "parent" in cleaned:
            parent = cleaned["parent"]
            check_place(
                CategoryTree.of(self.owner, Category.Kind(cleaned.get("kind") or self.instance.kind)),
                category_id=self.instance.pk,
                name=cleaned["name"],
                parent_id=parent.pk if parent else None,
            )
        return cleaned


@admin.register(Category)
class CategoryAdmin(OwnedAdmin):
    """Categories. One that goes takes its sub-categories along, and leaves its records uncategorised."""

    form = CategoryAdminForm
    resource_classes = [CategoryResource]
    fields = ("owner_name", "kind", "name", "parent", "description", "color", "icon", "is_archived")
    list_display = ("name", "kind", "parent", "owner_name", "color", "is_archived", "is_sample")
    list_filter = ("kind", "is_archived", "is_sample", "color")
    list_select_related = ("owner", "parent")
    search_fields = ("name", "owner__username")
    autocomplete_fields = ("parent",)
    ordering = ("owner", "name")

    def get_readonly_fields(self, request, obj=None):
        """What a category is for is said once: its records are of that kind."""
        fixed = super().get_readonly_fields(request, obj)
        return (*fixed, "kind") if obj else fixed

    def get_deleted_objects(self, objs, request):
        """Show the sub-categories that go too, and how many records lose their category."""
        doomed = {node.pk: (node, owner) for category in objs for node, owner in nodes_below(category)}
        left = sum(count_below(owner, [node]) for node, owner in doomed.values())
        lines = [f"{node.path} ({owner})" for node, owner in doomed.values()]
        may = self.has_delete_permission(request)
        return (
            lines,
            {"categories": len(doomed), "records left uncategorised": left},
            set() if may else {"category"},
            [],
        )

    def delete_model(self, request, obj):
        delete_category(obj.pk, owner=obj.owner, with_children=True)

    def delete_queryset(self, request, queryset):
        for category in queryset:
            if Category.objects.for_user(category.owner).filter(pk=category.pk).exists():
                self.delete_model(request, category)


def nodes_below(category: Category) -> Iterator[tuple[Node, Any]]:
    """Yield the category and all below it, each with its owner."""
    tree = CategoryTree.around(category.pk, category.owner)
    for node in tree.by_id[category.pk].walk():
        yield node, category.owner
