"""What staff see of statements: what was brought, what became of it and what is remembered; never the files."""

from django.contrib import admin
from import_export.admin import ExportMixin

from accounts.admin.read_only import OwnedLogAdmin
from expenses.models import KnownStatement, StatementEntry, StatementImport, StatementLine
from expenses.money import format_money


class StatementsAdmin(OwnedLogAdmin):
    """Rows of statements or about them, the latest first."""

    ordering = ("-id",)

    @admin.display(description="owner", ordering="owner__username")
    def owner_name(self, row):
        return row.owner.username


@admin.register(StatementImport)
class StatementImportAdmin(StatementsAdmin):
    """Files on their way into a wallet: where one stands, and why it failed."""

    list_display = ("created_at", "file_name", "owner_name", "format", "status", "written_count", "problem")
    list_display_links = ("file_name",)
    list_filter = ("status", "format", "created_at")
    search_fields = ("file_name", "account", "problem", "owner__username")
    fields = (
        "owner", "created_by", "file_name", "size_bytes", "format", "part", "account", "wallet_id", "mapping",
        "remarks", "status", "attempt", "claimed_at", "rows_expected", "rows_checked", "written_count",
        "left_out_count", "wrong_count", "first_date", "last_date", "problem", "seconds", "created_at", "finished_at",
        "activity_id",
    )  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")


@admin.register(StatementEntry)
class StatementEntryAdmin(ExportMixin, StatementsAdmin):
    """Rows of statements that wait for their owner's word."""

    list_display = ("date", "description", "amount", "outcome", "is_skipped", "source", "owner_name", "problem")
    list_display_links = ("description",)
    list_filter = ("outcome", "is_skipped", "kind")
    list_select_related = ("owner", "source")
    search_fields = ("description", "text", "bank_id", "owner__username")

    def get_queryset(self, request):
        return super().get_queryset(request).defer("source__content")


@admin.register(StatementLine)
class StatementLineAdmin(ExportMixin, StatementsAdmin):
    """What banks said of records: why a row was taken for one that is there."""

    list_display = ("date", "text", "moved", "bank_id", "wallet", "format", "owner_name")
    list_display_links = ("text",)
    list_filter = ("format", "date")
    list_select_related = ("owner", "wallet")
    search_fields = ("text", "bank_id", "owner__username")

    @admin.display(description="amount", ordering="amount")
    def moved(self, line):
        return format_money(line.amount, line.currency or line.wallet.currency, line.owner.locale)


@admin.register(KnownStatement)
class KnownStatementAdmin(ExportMixin, StatementsAdmin):
    """What people said of statements. One that is forgotten is asked about anew, which mends a wrong answer."""

    list_display = ("key", "wallet", "owner_name")
    list_select_related = ("owner", "wallet")
    search_fields = ("key", "wallet__name", "owner__username")

    def has_delete_permission(self, request, obj=None):
        return admin.ModelAdmin.has_delete_permission(self, request, obj)
