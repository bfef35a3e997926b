from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from import_export.fields import Field
from import_export.widgets import IntegerWidget

from accounts.models import User
from accounts.resources import PlainTextWidget
from expenses.categories.models import Category
from expenses.categories.tree import path_key
from expenses.names import name_key, tidy_name
from expenses.owned_resource import FlagWidget, OwnedResource, Row, TextWidget
from expenses.resources import AmountWidget
from expenses.rules.checks import check_rule
from expenses.rules.models import Rule, RuleTag
from expenses.rules.saving import check_name, next_position
from expenses.tags.naming import ids_by_name, split_names
from expenses.wallets.resources import find_wallet_named


class BoundWidget(AmountWidget):
    """An amount, or nothing."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Decimal | None:  # type: ignore[override]
        return None if value is None or str(value).strip() == "" else super().clean(value, row, **kwargs)


class RuleResource(OwnedResource):
    """Rules. One without an id is the one of its name, or else new and asked last.

    Categories, tags and wallets must be there already.
    """

    position = Field("position", "position", widget=IntegerWidget(), readonly=True)
    name = Field("name", "name", widget=PlainTextWidget())
    is_active = Field("is_active", "is_active", widget=FlagWidget())
    texts = Field("texts", "texts", widget=PlainTextWidget())
    least_amount = Field("least_amount", "least_amount", widget=BoundWidget())
    most_amount = Field("most_amount", "most_amount", widget=BoundWidget())
    new_description = Field("new_description", "new_description", widget=PlainTextWidget())
    # These three are attributes that `after_init_instance` adds, so that what changes in them is seen and shown.
    wallet = Field("wallet_name", "wallet", widget=TextWidget(), readonly=True)
    category = Field("category_path", "category", widget=TextWidget(), readonly=True)
    tags = Field("tag_names", "tags", widget=TextWidget(), readonly=True)

    class Meta(OwnedResource.Meta):
        model = Rule
        fields = (
            "id",
            "owner",
            "position",
            "name",
            "is_active",
            "kind",
            "look_in",
            "match",
            "texts",
            "least_amount",
            "most_amount",
            "wallet",
            "category",
            "tags",
            "new_description",
        )

    def get_queryset(self) -> QuerySet[Rule]:
        rows: QuerySet[Rule] = Rule.objects.select_related("owner", "wallet", "category")
        return rows

    def filter_export(self, queryset: QuerySet[Rule], **kwargs: Any) -> QuerySet[Rule]:
        links = RuleTag.objects.select_related("tag").order_by("tag__name")
        prefetched = Prefetch("ruletag_set", links, to_attr="tag_links")
        return queryset.select_related("owner", "wallet", "category").prefetch_related(prefetched)

    # Out

    def dehydrate_wallet(self, rule: Rule) -> str:
        return TextWidget().render(rule.wallet.name) if rule.wallet else ""

    def dehydrate_category(self, rule: Rule) -> str:
        return TextWidget().render(self._path(rule))

    def dehydrate_tags(self, rule: Any) -> str:
        return TextWidget().render(", ".join(link.tag.name for link in rule.tag_links))

    def _path(self, rule: Rule) -> str:
        if rule.category is None:
            return ""
        tree = self.tree_of(rule.owner, Category.Kind(rule.category.kind))
        return tree.path(rule.category.pk).replace(": ", ":")

    # In

    def find_same(self, owner: User, row: Row) -> Rule | None:
        name = name_key(str(row.get("name") or ""))
        return next((rule for rule in self.get_queryset().filter(owner=owner) if name_key(rule.name) == name), None)

    def after_init_instance(self, instance: Any, new: bool, row: Row, **kwargs: Any) -> None:
        links = RuleTag.objects.filter(owner=instance.owner, rule_id=instance.pk)
        names = [] if new else links.values_list("tag__name", flat=True)
        instance.tag_names = ", ".join(sorted(names))
        instance.category_path = self._path(instance)
        instance.wallet_name = instance.wallet.name if instance.wallet else ""

    def steps(self) -> tuple[Callable[..., None], ...]:
        return self._import_wallet, self._import_category, self._import_tags, self._tidy

    def _import_wallet(self, instance: Any, row: Row, **kwargs: Any) -> None:
        if "wallet" not in row:
            return
        name = TextWidget().clean(row["wallet"])
        instance.wallet = find_wallet_named(instance.owner, name) if name else None
        if name and instance.wallet is None:
            raise ValidationError({"wallet": f"{instance.owner} has no wallet “{name}”. Make it first."})
        instance.wallet_name = instance.wallet.name if instance.wallet else ""

    def _import_category(self, instance: Any, row: Row, **kwargs: Any) -> None:
        if "category" in row:
            instance.category = self._find_category(instance, TextWidget().clean(row["category"]))
            instance.category_path = self._path(instance)

    def _find_category(self, rule: Rule, path: str) -> Category | None:
        """Return the category at `path`, of the kind that the rule is for, of expenses first where it is for both."""
        if not path:
            return None
        for kind in [Category.Kind(rule.kind)] if rule.kind in Category.Kind.values else list(Category.Kind):
            tree = self.tree_of(rule.owner, kind)
            if path_key(path) in tree.ids_by_path:
                return tree.by_id[tree.ids_by_path[path_key(path)]].category
        raise ValidationError({"category": f"{rule.owner} has no category “{path}”. Make it first."})

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
        """Write it as the form does: a rule that gives a category is for records of its kind."""
        instance.name, instance.new_description = tidy_name(instance.name), tidy_name(instance.new_description)
        instance.texts = instance.texts.replace("\r\n", "\n").replace("\r", "\n")
        if instance.category and not instance.kind:
            instance.kind = instance.category.kind

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        said = {field.name: getattr(instance, field.name) for field in Rule._meta.concrete_fields}
        kind = instance.category.kind if instance.category else ""
        # First, for its words are plainer than those of the constraints.
        check_rule(said, category_kind=kind, has_tags=bool(instance.tag_names))
        super().validate_instance(instance, import_validation_errors, validate_unique)
        check_name(instance.name, owner=instance.owner, rule_id=instance.pk)

    def before_save_instance(self, instance: Rule, row: Row, **kwargs: Any) -> None:
        if instance._state.adding:
            instance.position = next_position(instance.owner)

    def after_save_instance(self, instance: Any, row: Row, **kwargs: Any) -> None:
        tag_ids = getattr(instance, "tag_ids", None)
        if tag_ids is None:
            return
        links = RuleTag.objects.filter(owner=instance.owner, rule=instance)
        links.exclude(tag__in=tag_ids).delete()
        made = (RuleTag(owner=instance.owner, rule=instance, tag_id=tag_id) for tag_id in tag_ids)
        RuleTag.objects.bulk_create(made, ignore_conflicts=True)
