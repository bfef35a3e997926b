from django.contrib import admin

from expenses.activity.models import Activity, Change


class LogAdmin(admin.ModelAdmin):
    """A log: nobody adds to it by hand, or makes it say something else."""

    ordering = ("-id",)
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Activity)
class ActivityAdmin(LogAdmin):
    list_display = ("created_at", "owner", "kind", "row_count", "actor", "undone_at")
    list_filter = ("kind", "created_at")
    list_select_related = ("owner", "actor")
    search_fields = ("owner__username",)
    fields = ("owner", "kind", "summary", "row_count", "actor", "created_at", "undone_at")


@admin.register(Change)
class ChangeAdmin(LogAdmin):
    """What became of each record, as the log keeps it."""

    list_display = ("id", "owner", "activity", "record_kind", "record_id")
    list_filter = ("record_kind",)
    list_select_related = ("owner", "activity")
    search_fields = ("owner__username",)
    fields = ("owner", "activity", "record_kind", "record_id", "before", "after")
