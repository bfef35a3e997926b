from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from reports.models import Welcome


class DismissedFilter(admin.SimpleListFilter):
    title = "first steps"
    parameter_name = "dismissed"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", "Dismissed"), ("no", "Not dismissed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Welcome]) -> QuerySet[Welcome]:
        if self.value() is None:
            return queryset
        return queryset.filter(dismissed_at__isnull=self.value() == "no")


@admin.register(Welcome)
class WelcomeAdmin(admin.ModelAdmin):
    """What people said to the first steps. Removing a row leads its person through them again."""

    list_display = ("owner", "looked_over_at", "dismissed_at")
    list_filter = (DismissedFilter,)
    list_select_related = ("owner",)
    search_fields = ("owner__username", "owner__email")
    fields = ("owner", "looked_over_at", "dismissed_at")
    readonly_fields = fields
    ordering = ("-id",)
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
