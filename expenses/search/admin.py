from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError

from expenses.name_field import NameField
from expenses.owned_admin import OwnedAdmin, OwnedAdminForm
from expenses.search.grammar import SearchError
from expenses.search.models import SavedSearch
from expenses.search.saving import check_name
from expenses.search.search import read_search


class SavedSearchAdminForm(OwnedAdminForm):
    name = NameField(max_length=60)

    def clean_query(self) -> str:
        text: str = self.cleaned_data["query"]
        try:
            return read_search(text, self.owner).text
        except SearchError as error:
            raise ValidationError(error.message) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "name" in cleaned:
            check_name(cleaned["name"], owner=self.owner, search_id=self.instance.pk)
        return cleaned


@admin.register(SavedSearch)
class SavedSearchAdmin(OwnedAdmin):
    """Searches that people keep."""

    form = SavedSearchAdminForm
    fields = ("owner_name", "name", "query")
    list_display = ("name", "query", "owner_name")
    search_fields = ("name", "query", "owner__username")
    ordering = ("owner", "name")

    def has_import_permission(self, request):
        """Leave searches out of spreadsheets: each is read by the grammar where it is typed."""
        return False

    def has_export_permission(self, request):
        return False
