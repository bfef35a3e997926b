from typing import Any

from django.contrib import admin

from expenses.name_field import NameField
from expenses.owned_admin import OwnedAdmin, OwnedAdminForm
from expenses.tags.models import Tag
from expenses.tags.naming import check_name
from expenses.tags.resources import TagResource


class TagAdminForm(OwnedAdminForm):
    name = NameField(max_length=50)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "name" in cleaned:
            check_name(cleaned["name"], owner=self.owner, tag_id=self.instance.pk)
        return cleaned


@admin.register(Tag)
class TagAdmin(OwnedAdmin):
    """Tags. One that goes is taken off its expenses."""

    form = TagAdminForm
    resource_classes = [TagResource]
    fields = ("owner_name", "name")
    list_display = ("name", "owner_name", "is_sample")
    list_filter = ("is_sample",)
    search_fields = ("name", "owner__username")
    ordering = ("owner", "name")
