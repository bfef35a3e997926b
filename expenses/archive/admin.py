from django.contrib import admin

from expenses.archive.models import ArchiveImport


@admin.register(ArchiveImport)
class ArchiveImportAdmin(admin.ModelAdmin):
    """Archives that people brought. Staff look at what became of them; the files themselves are not shown."""

    list_display = ("created_at", "owner", "status", "problem", "finished_at")
    list_filter = ("status", "created_at")
    list_select_related = ("owner",)
    search_fields = ("owner__username", "file_name")
    fields = ("owner", "created_by", "file_name", "status", "problem", "counts", "created_at", "finished_at")
    ordering = ("-id",)
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
