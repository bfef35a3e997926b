from django.contrib import admin

from accounts.admin.read_only import OwnedLogAdmin
from expenses.activity.models import Activity, Change


@admin.register(Activity)
class ActivityAdmin(OwnedLogAdmin):
    """What was done: nobody makes the log say something else."""

    ordering = ("-id",)
    list_display = ("created_at", "owner", "kind", "row_count", "actor", "undone_at")
    list_filter = ("kind", "created_at")
    list_select_related = ("owner", "actor")
    fields = ("owner", "kind", "summary", "row_count", "actor", "created_at", "undone_at")


@admin.register(Change)
class ChangeAdmin(OwnedLogAdmin):
    """What became of each record, as the log keeps it."""

    ordering = ("-id",)
    list_display = ("id", "owner", "activity", "record_kind", "record_id")
    list_filter = ("record_kind",)
    list_select_related = ("owner", "activity")
    fields = ("owner", "activity", "record_kind", "record_id", "before", "after")
