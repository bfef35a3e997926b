from typing import Any

from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from expenses.money import format_money
from expenses.owned_admin import OwnedAdmin, OwnedAdminForm
from expenses.recurring.checks import check_plan
from expenses.recurring.due import look_ahead
from expenses.recurring.models import Occurrence, RecurringPayment, RecurringTag
from expenses.recurring.resources import OccurrenceResource, RecurringPaymentResource
from expenses.recurring.rhythm import Rhythm
from expenses.recurring.saving import chain_of
from expenses.tags.inline import TagLinkInline


class RecurringPaymentAdminForm(OwnedAdminForm):
    def _post_clean(self) -> None:
        """Check what spans several fields, once the instance has the new values, and write the rule as one does."""
        super()._post_clean()  # type: ignore[misc]
        if self.errors.keys() - {NON_FIELD_ERRORS}:
            return
        try:
            check_plan(self.instance)
        except ValidationError as error:
            self.add_error(None, [*error.messages])
        else:
            self.instance.rule = Rhythm.parse(self.instance.rule, self.instance.starts_on).rule


class RecurringTagInline(TagLinkInline):
    model = RecurringTag


@admin.register(RecurringPayment)
class RecurringPaymentAdmin(OwnedAdmin):
    """Recurring payments of all people. What became of each day stands among the occurrences."""

    form = RecurringPaymentAdminForm
    resource_classes = [RecurringPaymentResource]
    inlines = [RecurringTagInline]
    fields = (
        "owner_name", "kind", "description", "amount", "least_amount", "most_amount", "currency", "to_amount",
        "category", "wallet", "to_wallet", "notes", "rule", "starts_on", "ends_on", "times", "times_before",
        "books_from", "books_itself", "paused_on", "next_on", "follows",
    )  # fmt: skip
    readonly_fields = ("owner_name", "next_on", "follows")
    list_display = ("description", "kind", "expected", "rhythm", "next_on", "books_itself", "paused_on", "owner_name")
    list_filter = ("kind", "books_itself", "is_sample")
    list_select_related = ("owner",)
    search_fields = ("description", "notes", "owner__username")
    autocomplete_fields = ("category", "wallet", "to_wallet")
    ordering = ("-id",)

    @admin.display(description="amount", ordering="amount")
    def expected(self, plan: RecurringPayment) -> str:
        return format_money(plan.amount, plan.currency, plan.owner.locale)

    @admin.display(description="rhythm", ordering="rule")
    def rhythm(self, plan: RecurringPayment) -> str:
        return str(Rhythm.parse(plan.rule))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        look_ahead(form.instance.owner, [form.instance.pk])

    def delete_model(self, request: HttpRequest, obj: RecurringPayment) -> None:
        """Delete it with those that it follows or that follow it, as its owner would."""
        RecurringPayment.objects.filter(owner_id=obj.owner_id, pk__in=chain_of(obj)).delete()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for plan in list(queryset):
            self.delete_model(request, plan)


@admin.register(Occurrence)
class OccurrenceAdmin(OwnedAdmin):
    """What became of recurring payments on each day. A day without a row is planned."""

    resource_classes = [OccurrenceResource]
    fields = ("owner_name", "recurring", "due_on", "status", "date", "amount", "expense", "income", "transfer")
    readonly_fields = ("owner_name", "expense", "income", "transfer")
    list_display = ("due_on", "recurring", "status", "date", "amount", "owner_name")
    list_filter = ("status", "due_on")
    list_select_related = ("owner", "recurring")
    search_fields = ("recurring__description", "owner__username")
    autocomplete_fields = ("recurring",)
    ordering = ("-id",)

    def save_model(self, request: HttpRequest, obj: Occurrence, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        look_ahead(obj.owner, [obj.recurring_id])

    def delete_model(self, request: HttpRequest, obj: Occurrence) -> None:
        owner, plan_id = obj.owner, obj.recurring_id
        super().delete_model(request, obj)
        look_ahead(owner, [plan_id])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for row in list(queryset.select_related("owner")):
            self.delete_model(request, row)
