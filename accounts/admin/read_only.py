"""What staff only look at."""

from django.contrib import admin


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that the product writes itself: nobody adds to them by hand, or makes them say something else."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class OwnedLogAdmin(ReadOnlyAdmin):
    """Rows of all people that staff look at; those whom they belong to make and remove them on their own pages."""

    list_select_related: tuple[str, ...] = ("owner",)
    list_per_page = 50
    show_full_result_count = False
    search_fields: tuple[str, ...] = ("owner__username",)
