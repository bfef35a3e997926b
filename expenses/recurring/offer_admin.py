"""What staff see of offers that were declined, and of calendars that can be read."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from import_export.fields import Field

from accounts.models import User
from accounts.resources import PlainTextWidget
from expenses.models import CalendarFeed, DeclinedOffer
from expenses.owned_admin import OwnedAdmin
from expenses.owned_resource import OwnedResource, Row, TextWidget


class DeclinedOfferResource(OwnedResource):
    """Declined offers. One without an id is that of the same key, or else new."""

    key = Field("key", "key", widget=PlainTextWidget())
    description = Field("description", "description", widget=PlainTextWidget())

    class Meta(OwnedResource.Meta):
        model = DeclinedOffer
        fields = ("id", "owner", "key", "description")

    def get_queryset(self) -> QuerySet[DeclinedOffer]:
        rows: QuerySet[DeclinedOffer] = DeclinedOffer.objects.select_related("owner")
        return rows

    def find_same(self, owner: User, row: Row) -> DeclinedOffer | None:
        key = TextWidget().clean(row.get("key") or "")
        return self.get_queryset().filter(owner=owner, key=key).first()


@admin.register(DeclinedOffer)
class DeclinedOfferAdmin(OwnedAdmin):
    """What people said is not recurring."""

    resource_classes = [DeclinedOfferResource]
    fields = ("owner_name", "key", "description")
    list_display = ("id", "description", "key", "created_at", "owner_name")
    list_display_links = ("id", "description")
    search_fields = ("description", "key", "owner__username")
    ordering = ("owner", "-id")


@admin.register(CalendarFeed)
class CalendarFeedAdmin(admin.ModelAdmin):
    """Whose calendar has an address. Staff can close one, and never see where it is."""

    fields = ("owner", "created_at")
    readonly_fields = fields
    list_display = ("owner", "created_at")
    list_select_related = ("owner",)
    search_fields = ("owner__username",)
    ordering = ("owner",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
