"""What staff see and change of ledgers: expenses and income here, the rest in the rooms."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from expenses.activity.admin import ActivityAdmin
from expenses.admin_filters import IsDeletedFilter
from expenses.archive.admin import ArchiveImportAdmin
from expenses.budgets.admin import BudgetAdmin, BudgetChangeAdmin
from expenses.categories.admin import CategoryAdmin
from expenses.exchange.admin import (
    OwnCurrencyAdmin,
    OwnRateAdmin,
    RateUpdateAdmin,
    ReferenceRateAdmin,
    RevaluationAdmin,
)
from expenses.exchange.choices import grouped_choices
from expenses.exchange.valuation import value_at_home
from expenses.goals.admin import GoalAdmin, GoalContributionAdmin
from expenses.imports.admin import KnownStatementAdmin, StatementEntryAdmin, StatementImportAdmin, StatementLineAdmin
from expenses.models import Expense, ExpenseTag, Income, IncomeTag, Portion
from expenses.money import format_money
from expenses.owned_admin import OwnedAdmin, OwnedAdminForm
from expenses.recurring.admin import OccurrenceAdmin, RecurringPaymentAdmin
from expenses.recurring.booked_admin import BookedRecordAdmin
from expenses.recurring.offer_admin import CalendarFeedAdmin, DeclinedOfferAdmin
from expenses.refunds.following import check_change, follow
from expenses.resources import ExpenseResource, IncomeResource
from expenses.rules.admin import RuleAdmin
from expenses.search.admin import SavedSearchAdmin
from expenses.splits.recounting import recount
from expenses.tags.admin import TagAdmin
from expenses.tags.inline import TagLinkInline
from expenses.transfers.admin import TransferAdmin
from expenses.wallets.admin import ReconciliationAdmin, WalletAdmin
from expenses.wallets.choices import amount_in_wallet

__all__ = [
    "ActivityAdmin",
    "ArchiveImportAdmin",
    "BudgetAdmin",
    "BudgetChangeAdmin",
    "CalendarFeedAdmin",
    "CategoryAdmin",
    "DeclinedOfferAdmin",
    "ExpenseAdmin",
    "GoalAdmin",
    "GoalContributionAdmin",
    "IncomeAdmin",
    "KnownStatementAdmin",
    "OccurrenceAdmin",
    "OwnCurrencyAdmin",
    "OwnRateAdmin",
    "RateUpdateAdmin",
    "ReconciliationAdmin",
    "RecurringPaymentAdmin",
    "ReferenceRateAdmin",
    "RevaluationAdmin",
    "RuleAdmin",
    "SavedSearchAdmin",
    "StatementEntryAdmin",
    "StatementImportAdmin",
    "StatementLineAdmin",
    "TagAdmin",
    "TransferAdmin",
    "WalletAdmin",
]

KEPT_BY_THE_LEDGER = ("home_amount", "created_by", "created_at", "updated_at", "is_sample", "deleted_in")


class RecordAdminForm(OwnedAdminForm):
    currency = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].initial = self.owner.home_currency
        self.fields["currency"].choices = grouped_choices(  # type: ignore[attr-defined]
            self.owner, [self.owner.home_currency, self.instance.currency]
        )

    def clean(self) -> dict[str, Any]:
        """Say what the record moves in its wallet, as its owner's form does."""
        cleaned = super().clean()
        if cleaned.get("amount") and cleaned.get("currency"):
            wallet, said = cleaned.get("wallet"), cleaned.get("wallet_amount")
            cleaned["wallet_amount"] = amount_in_wallet(
                cleaned["amount"], cleaned["currency"], wallet, said, owner=self.owner, day=cleaned.get("date")
            )
        return cleaned


class ExpenseAdminForm(RecordAdminForm):
    def _post_clean(self) -> None:
        """Say what a refund or a refunded expense cannot become, once the instance has the new values."""
        super()._post_clean()  # type: ignore[misc]
        if self.instance.pk and not self.errors:
            try:
                check_change(self.instance)
            except ValidationError as error:
                self.add_error(None, error)


class ExpenseTagInline(TagLinkInline):
    model = ExpenseTag


class IncomeTagInline(TagLinkInline):
    model = IncomeTag


class RecordAdmin(BookedRecordAdmin, OwnedAdmin):
    """Records of a kind, of all people."""

    form = RecordAdminForm
    fields = ("owner_name", "date", "amount", "currency", "description", "category", "wallet", "wallet_amount", "notes")
    kept_by_the_ledger: tuple[str, ...] = KEPT_BY_THE_LEDGER
    readonly_fields: tuple[str, ...] = ("owner_name", *KEPT_BY_THE_LEDGER)
    list_display = ("date", "description", "paid", "category", "owner_name", "is_sample")
    list_display_links = ("description",)
    list_filter = (IsDeletedFilter, "date", "is_sample", ("home_amount", admin.EmptyFieldListFilter))
    list_select_related = ("owner", "category")
    search_fields = ("description", "notes", "owner__username")
    autocomplete_fields = ("category", "wallet")
    # The newest entries first: sorted by their key, which needs no sorting of everybody's rows.
    ordering = ("-id",)

    def get_fields(self, request, obj=None):
        return (*self.fields, *self.kept_by_the_ledger) if obj else self.fields

    @admin.display(description="amount", ordering="amount")
    def paid(self, record):
        return format_money(record.amount, record.currency, record.owner.locale)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Offer categories of this kind of record alone."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "category" and field is not None:
            field.queryset = field.queryset.filter(kind=self.model._meta.model_name)
        return field

    def save_model(self, request, obj, form, change):
        obj.home_amount = value_at_home(obj.amount, obj.currency, obj.owner, obj.date)
        if not change and request.user != obj.owner:
            obj.created_by = request.user
        self.write(obj, change)

    def write(self, record, change):
        record.save()


@admin.register(Expense)
class ExpenseAdmin(RecordAdmin):
    form = ExpenseAdminForm
    resource_classes = [ExpenseResource]
    inlines = [ExpenseTagInline]
    kept_by_the_ledger = ("home_amount", "counted_in", *KEPT_BY_THE_LEDGER[1:])
    readonly_fields = ("owner_name", *kept_by_the_ledger)

    @admin.display(description="counted in")
    def counted_in(self, expense):
        """Say by what a split or spread expense counts; its owner's pages write it, so that it sums to the expense."""
        rows = Portion.objects.filter(owner=expense.owner, expense=expense).select_related("category")
        locale = expense.owner.locale
        lines = [
            (row.counted_on, format_money(row.amount, expense.currency, locale), row.category or "No category", row)
            for row in rows
        ]
        return format_html_join(mark_safe("<br>"), "{}: {}, {} ({})", lines) or "-"

    def write(self, record, change):
        recount(record)
        if change:
            follow(record)


@admin.register(Income)
class IncomeAdmin(RecordAdmin):
    resource_classes = [IncomeResource]
    inlines = [IncomeTagInline]
