"""Filters that the admin pages of several kinds of records share."""

from django.contrib import admin


class IsDeletedFilter(admin.SimpleListFilter):
    """Show what people see of their lists, unless the deleted ones are asked for."""

    title = "deleted"
    parameter_name = "deleted"

    def lookups(self, request, model_admin):
        return [("yes", "Yes")]

    def choices(self, changelist):
        no, *others = super().choices(changelist)
        return [{**no, "display": "No"}, *others]

    def queryset(self, request, queryset):
        return queryset.filter(deleted_in__isnull=self.value() != "yes")
