from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from import_export.fields import Field
from import_export.widgets import DateWidget, IntegerWidget

from accounts.models import User
from accounts.resources import PlainTextWidget
from expenses.categories.models import Category
from expenses.categories.tree import path_key
from expenses.names import name_key, tidy_name
from expenses.owned_resource import FlagWidget, OwnedResource, Row, TextWidget
from expenses.recurring.checks import check_plan
from expenses.recurring.choices import Kind
from expenses.recurring.due import look_ahead
from expenses.recurring.models import Occurrence, RecurringPayment, RecurringTag
from expenses.recurring.rhythm import Rhythm, RhythmError
from expenses.resources import DayWidget
from expenses.rules.resources import BoundWidget
from expenses.tags.naming import ids_by_name, split_names
from expenses.wallets.resources import read_wallet

WALLETS = ("wallet", "to_wallet")


class RecurringPaymentResource(OwnedResource):
    """Recurring payments. One without an id is new. Categories, tags and wallets must be there already.

    What is next is worked out. One that another one follows is changed by its id alone.
    """

    description = Field("description", "description", widget=PlainTextWidget())
    amount = Field("amount", "amount", widget=BoundWidget())
    least_amount = Field("least_amount", "least_amount", widget=BoundWidget())
    most_amount = Field("most_amount", "most_amount", widget=BoundWidget())
    to_amount = Field("to_amount", "to_amount", widget=BoundWidget())
    notes = Field("notes", "notes", widget=PlainTextWidget())
    books_itself = Field("books_itself", "books_itself", widget=FlagWidget())
    # These are attributes that `after_init_instance` adds, so that what changes in them is seen and shown.
    category = Field("category_path", "category", widget=TextWidget(), readonly=True)
    wallet = Field("wallet_name", "wallet", widget=TextWidget(), readonly=True)
    to_wallet = Field("to_wallet_name", "to_wallet", widget=TextWidget(), readonly=True)
    tags = Field("tag_names", "tags", widget=TextWidget(), readonly=True)
    next_on = Field("next_on", "next_on", widget=DateWidget("%Y-%m-%d"), readonly=True)

    class Meta(OwnedResource.Meta):
        model = RecurringPayment
        fields = (
            "id", "owner", "kind", "description", "amount", "least_amount", "most_amount", "currency", "to_amount",
            "category", "wallet", "to_wallet", "tags", "notes", "rule", "starts_on", "ends_on", "times",
            "times_before", "books_from", "books_itself", "paused_on", "next_on",
        )  # fmt: skip

    def get_queryset(self) -> QuerySet[RecurringPayment]:
        rows: QuerySet[RecurringPayment] = RecurringPayment.objects.select_related(
            "owner", "wallet", "to_wallet", "category"
        )
        return rows

    def filter_export(self, queryset: QuerySet[RecurringPayment], **kwargs: Any) -> QuerySet[RecurringPayment]:
        links = RecurringTag.objects.select_related("tag").order_by("tag__name")
        prefetched = Prefetch("recurringtag_set", links, to_attr="tag_links")
        return queryset.select_related("owner", "wallet", "to_wallet", "category").prefetch_related(prefetched)

    # Out

    def dehydrate_wallet(self, plan: RecurringPayment) -> str:
        return TextWidget().render(plan.wallet.name) if plan.wallet else ""

    def dehydrate_to_wallet(self, plan: RecurringPayment) -> str:
        return TextWidget().render(plan.to_wallet.name) if plan.to_wallet else ""

    def dehydrate_category(self, plan: RecurringPayment) -> str:
        return TextWidget().render(self._path(plan))

    def dehydrate_tags(self, plan: Any) -> str:
        return TextWidget().render(", ".join(link.tag.name for link in plan.tag_links))

    def _path(self, plan: RecurringPayment) -> str:
        if plan.category is None:
            return ""
        tree = self.tree_of(plan.owner, Category.Kind(plan.category.kind))
        return tree.path(plan.category.pk).replace(": ", ":")

    # In

    def find_same(self, owner: User, row: Row) -> RecurringPayment | None:
        return None

    def after_init_instance(self, instance: Any, new: bool, row: Row, **kwargs: Any) -> None:
        links = RecurringTag.objects.filter(owner=instance.owner, recurring_id=instance.pk)
        names = [] if new else links.values_list("tag__name", flat=True)
        instance.tag_names = ", ".join(sorted(names))
        instance.category_path = self._path(instance)
        for name in WALLETS:
            wallet = getattr(instance, name)
            setattr(instance, f"{name}_name", wallet.name if wallet else "")

    def steps(self) -> tuple[Callable[..., None], ...]:
        return self._import_wallets, self._import_category, self._import_tags, self._tidy

    def _import_wallets(self, instance: Any, row: Row, **kwargs: Any) -> None:
        for name in WALLETS:
            if name in row:
                wallet = read_wallet(instance.owner, row, name)
                setattr(instance, name, wallet)
                setattr(instance, f"{name}_name", wallet.name if wallet else "")

    def _import_category(self, instance: Any, row: Row, **kwargs: Any) -> None:
        if "category" not in row:
            return
        path = TextWidget().clean(row["category"])
        instance.category = self._find_category(instance, path) if path else None
        instance.category_path = self._path(instance)

    def _find_category(self, plan: RecurringPayment, path: str) -> Category:
        if plan.kind in Category.Kind.values:
            tree = self.tree_of(plan.owner, Category.Kind(plan.kind))
            if path_key(path) in tree.ids_by_path:
                return tree.by_id[tree.ids_by_path[path_key(path)]].category
        raise ValidationError({"category": f"{plan.owner} has no such category “{path}”. Make it first."})

    def _import_tags(self, instance: Any, row: Row, **kwargs: Any) -> None:
        if "tags" not in row:
            return
        names = split_names(TextWidget().clean(row["tags"]))
        known = ids_by_name(instance.owner)
        missing = [name for name in names if name_key(name) not in known]
        if missing:
            raise ValidationError({"tags": f"{instance.owner} has no tag “{missing[0]}”. Make it first."})
        instance.tag_ids = [known[name_key(name)] for name in names]
        instance.tag_names = ", ".join(sorted(names))

    def _tidy(self, instance: Any, row: Row, **kwargs: Any) -> None:
        """Write it as the form does: with a whole rule, and booked from its first day where nothing is said."""
        instance.description = tidy_name(instance.description)
        instance.kind = instance.kind or Kind.EXPENSE
        if instance.books_from is None:
            instance.books_from = instance.starts_on
        if instance.times_before is None:
            instance.times_before = 0
        try:
            instance.rule = Rhythm.parse(instance.rule, instance.starts_on).rule
        except RhythmError as error:
            raise ValidationError({"rule": str(error)}) from error

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        # First, for its words are plainer than those of the constraints.
        check_plan(instance)
        super().validate_instance(instance, import_validation_errors, validate_unique)

    def after_save_instance(self, instance: Any, row: Row, **kwargs: Any) -> None:
        tag_ids = getattr(instance, "tag_ids", None)
        if tag_ids is not None:
            links = RecurringTag.objects.filter(owner=instance.owner, recurring=instance)
            links.exclude(tag__in=tag_ids).delete()
            made = (RecurringTag(owner=instance.owner, recurring=instance, tag_id=tag_id) for tag_id in tag_ids)
            RecurringTag.objects.bulk_create(made, ignore_conflicts=True)
        look_ahead(instance.owner, [instance.pk])


class OccurrenceResource(OwnedResource):
    """What became of recurring payments on each day, by the id of the payment. The record is not named."""

    recurring = Field("recurring_id", "recurring", widget=IntegerWidget())
    due_on = Field("due_on", "due_on", widget=DayWidget())
    amount = Field("amount", "amount", widget=BoundWidget())

    class Meta(OwnedResource.Meta):
        model = Occurrence
        fields = ("id", "owner", "recurring", "due_on", "status", "date", "amount")

    def get_queryset(self) -> QuerySet[Occurrence]:
        rows: QuerySet[Occurrence] = Occurrence.objects.select_related("owner")
        return rows

    def find_same(self, owner: User, row: Row) -> Occurrence | None:
        plan_id, day = str(row.get("recurring") or ""), str(row.get("due_on") or "")
        if not plan_id.isdecimal():
            return None
        mine = self.get_queryset().filter(owner=owner, recurring_id=int(plan_id))
        return next((one for one in mine if one.due_on.isoformat() == day[:10]), None)

    def after_save_instance(self, instance: Any, row: Row, **kwargs: Any) -> None:
        look_ahead(instance.owner, [instance.recurring_id])
