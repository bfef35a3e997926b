from django.contrib import admin

from accounts.admin.read_only import OwnedLogAdmin
from expenses.archive.models import ArchiveImport


@admin.register(ArchiveImport)
class ArchiveImportAdmin(OwnedLogAdmin):
    """Archives that people brought. Staff look at what became of them; the files themselves are not shown."""

    list_display = ("created_at", "owner", "status", "problem", "finished_at")
    list_filter = ("status", "created_at")
    search_fields = ("owner__username", "file_name")
    fields = ("owner", "created_by", "file_name", "status", "problem", "counts", "created_at", "finished_at")
    ordering = ("-id",)

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")
