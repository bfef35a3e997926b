"""Records of many people in the spreadsheets of staff. A person's own spreadsheets are the room `spreadsheets`."""

import datetime
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from import_export.fields import Field
from import_export.widgets import Widget

from accounts.models import User
from accounts.resources import PlainTextWidget
from expenses.categories.models import Category
from expenses.categories.tree import CategoryTree, path_key
from expenses.exchange.valuation import value_at_home
from expenses.models import Expense, Income
from expenses.money import round_money
from expenses.names import name_key
from expenses.owned_resource import OwnedResource, Row, TextWidget, read
from expenses.record_kinds import EXPENSE, INCOME, RecordKind
from expenses.tags.naming import ids_by_name, split_names
from expenses.wallets.choices import amount_in_wallet
from expenses.wallets.models import Wallet


class DayWidget(Widget):
    """A day: a date of the spreadsheet, or 2026-11-21."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> datetime.date:
        if isinstance(value, datetime.datetime):
            return value.date()
        if isinstance(value, datetime.date):
            return value
        text = str(value or "").strip()
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"“{text[:30]}” is not a day. Write it as 2026-11-21.") from None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value


class AmountWidget(Widget):
    """An amount: a number of the spreadsheet, or 12.50."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Decimal:
        text = str(value if value is not None else "").strip()
        try:
            amount = Decimal(text)
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite():
            raise ValueError(f"“{text[:30]}” is not an amount. Write it as 12.50.")
        return amount

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Return the amount without noughts to spare, for the preview; an export has a number instead."""
        return "" if value is None else f"{value.normalize():f}"


class RecordResource(OwnedResource):
    """The live records of a kind, of many people: categories as paths, tags with commas between them, wallets by name.

    Categories, tags and wallets must be there already: a slip of the pen shall not make new ones in somebody's ledger.
    """

    kind: RecordKind
    date = Field("date", "date", widget=DayWidget())
    amount = Field("amount", "amount", widget=AmountWidget())
    home_amount = Field("home_amount", "home_amount", widget=AmountWidget(), readonly=True)
    description = Field("description", "description", widget=PlainTextWidget())
    # These two are attributes that `after_init_instance` adds, so that what changes in them is seen and shown.
    category = Field("category_path", "category", widget=TextWidget(), readonly=True)
    tags = Field("tag_names", "tags", widget=TextWidget(), readonly=True)
    notes = Field("notes", "notes", widget=PlainTextWidget())
    wallet = Field("wallet_name", "wallet", widget=TextWidget(), readonly=True)
    wallet_amount = Field("wallet_amount", "wallet_amount", widget=AmountWidget(), readonly=True)

    class Meta(OwnedResource.Meta):
        fields = (
            "id",
            "owner",
            "date",
            "description",
            "amount",
            "currency",
            "home_amount",
            "category",
            "tags",
            "notes",
            "wallet",
            "wallet_amount",
        )

    def get_queryset(self) -> QuerySet[Any]:
        live: QuerySet[Any] = self.kind.model.objects.filter(deleted_in__isnull=True)
        return live.select_related("owner", "wallet")

    def filter_export(self, queryset: QuerySet[Any], **kwargs: Any) -> QuerySet[Any]:
        links = self.kind.links.objects.select_related("tag").order_by("tag__name")
        prefetched = Prefetch(f"{self.kind.name}tag_set", links, to_attr="tag_links")
        return queryset.select_related("owner", "wallet").prefetch_related(prefetched)

    # Out

    def dehydrate_amount(self, record: Any) -> Decimal:
        return round_money(record.amount, record.currency)

    def dehydrate_home_amount(self, record: Any) -> Decimal | str:
        worth = record.home_amount
        return "" if worth is None else round_money(worth, record.owner.home_currency)

    def dehydrate_wallet(self, record: Any) -> str:
        return TextWidget().render(record.wallet.name) if record.wallet else ""

    def dehydrate_wallet_amount(self, record: Any) -> Decimal | str:
        return round_money(record.wallet_amount, record.wallet.currency) if record.wallet else ""

    def dehydrate_category(self, record: Any) -> str:
        return TextWidget().render(self._path(record))

    def dehydrate_tags(self, record: Any) -> str:
        return TextWidget().render(", ".join(link.tag.name for link in record.tag_links))

    def _path(self, record: Any) -> str:
        return self._tree(record.owner).path(record.category_id).replace(": ", ":") if record.category_id else ""

    def _tree(self, owner: User) -> CategoryTree:
        return self.tree_of(owner, self.kind.category_kind)

    # In

    def init_instance(self, row: Any = None) -> Any:
        record = super().init_instance(row)
        record.currency = record.owner.home_currency
        return record

    def after_init_instance(self, instance: Any, new: bool, row: Row, **kwargs: Any) -> None:
        links = self.kind.links.objects.filter(**{f"{self.kind.name}_id": instance.pk})
        names = [] if new else list(links.values_list("tag__name", flat=True))
        instance.tag_names = ", ".join(sorted(names))
        instance.category_path = self._path(instance)
        instance.wallet_name = instance.wallet.name if instance.wallet else ""

    def steps(self) -> tuple[Callable[..., None], ...]:
        return self._import_category, self._import_tags, self._import_wallet

    def _import_category(self, instance: Any, row: Row, **kwargs: Any) -> None:
        if "category" in row:
            instance.category = self._find_category(instance.owner, TextWidget().clean(row["category"]))
            instance.category_path = self._path(instance)

    def _find_category(self, owner: User, path: str) -> Category | None:
        if not path:
            return None
        tree = self._tree(owner)
        if path_key(path) not in tree.ids_by_path:
            raise ValidationError({"category": f"{owner} has no category “{path}”. Make it first, or leave it empty."})
        return tree.by_id[tree.ids_by_path[path_key(path)]].category

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

    def _import_wallet(self, instance: Any, row: Row, **kwargs: Any) -> None:
        """Take over the wallet, and what the record moves in it: as the sheet says, or by the rate of the day."""
        if "wallet" in row:
            instance.wallet = self._find_wallet(instance.owner, TextWidget().clean(row["wallet"]))
            instance.wallet_name = instance.wallet.name if instance.wallet else ""
        if instance.amount is None or instance.date is None:
            return  # said beside its own column
        said = read(self.fields["wallet_amount"], row) if row.get("wallet_amount") not in (None, "") else None
        instance.wallet_amount = amount_in_wallet(
            instance.amount, instance.currency, instance.wallet, said, owner=instance.owner, day=instance.date
        )

    def _find_wallet(self, owner: User, name: str) -> Wallet | None:
        if not name:
            return None
        known = {name_key(wallet.name): wallet for wallet in Wallet.objects.for_user(owner)}
        if name_key(name) not in known:
            raise ValidationError({"wallet": f"{owner} has no wallet “{name}”. Make it first, or leave it empty."})
        return known[name_key(name)]

    def before_save_instance(self, instance: Any, row: Row, **kwargs: Any) -> None:
        owner, author = instance.owner, kwargs.get("user")
        instance.home_amount = value_at_home(instance.amount, instance.currency, owner, instance.date)
        if instance._state.adding and author != owner:
            instance.created_by = author

    def after_save_instance(self, instance: Any, row: Row, **kwargs: Any) -> None:
        if hasattr(instance, "tag_ids"):
            self.set_tags(instance, instance.tag_ids)

    def set_tags(self, record: Any, tag_ids: list[int]) -> None:
        """Make these the tags of the record, in two statements."""
        link, of_record = self.kind.links, {self.kind.name: record}
        link.objects.for_user(record.owner).filter(**of_record).exclude(tag__in=tag_ids).delete()
        link.objects.bulk_create(
            (link(owner=record.owner, tag_id=tag, **of_record) for tag in tag_ids), ignore_conflicts=True
        )


class ExpenseResource(RecordResource):
    kind = EXPENSE

    class Meta(RecordResource.Meta):
        model = Expense


class IncomeResource(RecordResource):
    kind = INCOME

    class Meta(RecordResource.Meta):
        model = Income
