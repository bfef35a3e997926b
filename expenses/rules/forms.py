from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.choices import normalize_choices

from accounts.models import User
from expenses.activity.models import Activity
from expenses.categories.models import Category
from expenses.categories.tree import CategoryTree
from expenses.fields import CategoryField, LineField, LinesField, TagNamesField, read_amount
from expenses.forms.seen import SeenField, initial_seen
from expenses.models import Tag
from expenses.money import decimal_mark
from expenses.name_field import NameField
from expenses.rules.checks import check_rule
from expenses.rules.models import LONGEST_TEXTS, Rule
from expenses.rules.overview import plain_number
from expenses.rules.saving import check_name, save_rule
from expenses.validators import MAX_AMOUNT, validate_line, validate_lines
from expenses.wallets.choices import WalletField, wallets_of

WIDGET_ATTRIBUTES = {
    "texts": {"rows": 3, "autocapitalize": "none", "spellcheck": "false"},
    "least_amount": {"inputmode": "decimal", "autocomplete": "off"},
    "most_amount": {"inputmode": "decimal", "autocomplete": "off"},
    "tags": {"autocomplete": "off", "autocapitalize": "none"},
    "new_description": {"autocomplete": "off"},
}


class BoundAmountField(forms.CharField):
    """An amount of any currency, at least nought. Cleans to a Decimal or None."""

    mark = "."

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        amount = read_amount(text, currency="EUR", mark=self.mark)
        if amount < 0:
            raise ValidationError("Enter it without a minus: amounts are compared without their sign.")
        if amount > MAX_AMOUNT or amount != round(amount, 4):
            raise ValidationError("Enter an amount up to 99,999,999,999 with at most four decimals.")
        return amount


class RuleForm(forms.ModelForm):
    """Make or change a rule of `user`."""

    name = NameField(max_length=60, help_text="What you call it in the list of rules.")
    texts = LinesField(
        required=False,
        max_length=LONGEST_TEXTS,
        validators=[validate_lines],
        label="One of these",
        help_text="One text a line, of which one must be found. Capital and small letters are the same.",
    )
    least_amount = BoundAmountField(required=False, max_length=40, label="Amount from")
    most_amount = BoundAmountField(required=False, max_length=40, label="Amount up to")
    wallet = WalletField(required=False)
    category = CategoryField(required=False)
    tags = TagNamesField(required=False, max_length=1_100, label="Add tags", help_text="With commas between them.")
    new_description = LineField(required=False, max_length=255, label="Write as description")
    seen = SeenField()

    class Meta:
        model = Rule
        fields = ["name", "kind", "look_in", "match", "texts", "least_amount", "most_amount", "new_description"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.instance.owner = user, user
        self.tree, self.mark = CategoryTree.of(user, None), decimal_mark(user.locale)
        for name in ("least_amount", "most_amount"):
            self.fields[name].mark = self.mark  # type: ignore[attr-defined]
        self.fields["wallet"].offer(wallets_of(user), keep=self.instance.wallet_id, empty_label="Any wallet")  # type: ignore[attr-defined]
        self.fields["category"].choices = self._categories()  # type: ignore[attr-defined]
        for name, attributes in WIDGET_ATTRIBUTES.items():
            self.fields[name].widget.attrs.update(attributes)
        self.initial = {**self._said(), **self.initial, **self._amounts(), **initial_seen(self.instance)}

    @property
    def tag_names(self) -> list[str]:
        """Return the names of the person's tags, for completion."""
        return list(Tag.objects.for_user(self.user).order_by("name").values_list("name", flat=True))

    def _categories(self) -> Any:
        choices = [("", "Leave it as it is")]
        for pk, path in self.tree.choices(keep=self.instance.category_id):
            is_income = self.tree.by_id[pk].category.kind == Category.Kind.INCOME
            choices.append((pk, f"{path} (income)" if is_income else path))  # type: ignore[arg-type]
        return normalize_choices(choices)

    def _said(self) -> dict[str, Any]:
        """Return what the rule says in the fields that are not columns."""
        if not self.instance.pk:
            return {}
        tags = Tag.objects.for_user(self.user).filter(ruletag__rule=self.instance, ruletag__owner=self.user)
        names = ", ".join(tags.order_by("name").values_list("name", flat=True))
        return {"tags": names, "category": self.instance.category_id or "", "wallet": self.instance.wallet_id or ""}

    def _amounts(self) -> dict[str, str]:
        amounts = {name: getattr(self.instance, name) for name in ("least_amount", "most_amount")}
        return {name: plain_number(amount, self.mark) for name, amount in amounts.items() if amount is not None}

    def clean_new_description(self) -> str:
        text: str = self.cleaned_data["new_description"]
        if text:
            validate_line(text)
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "name" in cleaned:
            check_name(cleaned["name"], owner=self.user, rule_id=self.instance.pk)
        node = self.tree.by_id.get(cleaned.get("category") or 0)
        if not self.errors:
            check_rule(cleaned, category_kind=node.category.kind if node else "", has_tags=bool(cleaned["tags"]))
            cleaned["kind"] = node.category.kind if node else cleaned["kind"]
            self.instance.wallet_id, self.instance.category_id = cleaned["wallet"], cleaned["category"]
        return cleaned

    def save_as(self, actor: User) -> Activity:
        """Write the rule and return what to undo; raise ValidationError or ChangedMeanwhile."""
        said = self.cleaned_data
        return save_rule(self.instance, said["tags"], owner=self.user, actor=actor, seen=said["seen"])
