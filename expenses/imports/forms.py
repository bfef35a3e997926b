from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.choices import normalize_choices

from accounts.models import User
from expenses.categories.tree import CategoryTree
from expenses.fields import CategoryField, LineField, LinesField
from expenses.imports.checking import Kind, Outcome
from expenses.imports.models import StatementEntry
from expenses.imports.refund_choices import refund_choices, refund_value
from expenses.validators import NOTES_MAX_LENGTH, validate_line, validate_lines
from expenses.wallets.choices import WalletField, wallets_of
from expenses.wallets.models import Wallet

ACTIONS = ("categorise", "skip", "want", "expense", "income", "refund", "transfer")


class EntryForm(forms.Form):
    """What one row of a statement becomes."""

    description = LineField(max_length=255, validators=[validate_line])
    becomes = forms.ChoiceField(label="It is")
    other_wallet = WalletField(required=False, label="Other wallet", help_text="Of a transfer.")
    refund_of = forms.ChoiceField(required=False, label="Gives back", help_text="Of a refund.")
    category = CategoryField(required=False)
    notes = LinesField(required=False, max_length=NOTES_MAX_LENGTH, validators=[validate_lines])
    is_wanted = forms.BooleanField(required=False, label="Import this row")

    def __init__(
        self, *args: Any, entry: StatementEntry, user: User, wallet: Wallet | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.entry, self.tree, self.wallets = entry, CategoryTree.of(user, None), wallets_of(user)
        self.fields["notes"].widget.attrs["rows"] = 3
        self._offer(entry, wallet, user)
        self.fields["category"].choices = category_choices(self.tree, keep=entry.category_id)  # type: ignore[attr-defined]
        self.initial = {
            "description": entry.description,
            "becomes": entry.kind,
            "other_wallet": entry.other_wallet_id,
            "refund_of": refund_value(entry),
            "category": entry.category_id or "",
            "notes": entry.notes,
            "is_wanted": not entry.is_skipped,
            **self.initial,
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        category, kind = cleaned.get("category"), cleaned.get("becomes")
        if kind == Kind.TRANSFER:
            self._check_transfer(cleaned)
        elif category and kind and self.tree.by_id[category].category.kind != kind:
            said = "income" if kind == Kind.EXPENSE else "expenses"
            self.add_error("category", f"This category is for {said}. Choose another one.")
        return cleaned

    def _offer(self, entry: StatementEntry, wallet: Wallet | None, user: User) -> None:
        came = (entry.amount or 0) > 0
        kinds = [("income", "Income"), ("expense", "A refund of something you bought")]
        kinds = kinds if came else [("expense", "An expense")]
        others = {pk: each for pk, each in self.wallets.items() if wallet is None or pk != wallet.pk}
        if others:
            kinds.append(("transfer", "A transfer from another wallet" if came else "A transfer to another wallet"))
            self.fields["other_wallet"].offer(others, keep=entry.other_wallet_id, empty_label="No other wallet")  # type: ignore[attr-defined]
        else:
            del self.fields["other_wallet"]
        self.fields["becomes"].choices = kinds  # type: ignore[attr-defined]
        if came and wallet:
            self.fields["refund_of"].choices = refund_choices(entry, wallet, user)  # type: ignore[attr-defined]
        else:
            del self.fields["refund_of"]

    def _check_transfer(self, cleaned: dict[str, Any]) -> None:
        """Hold that a transfer names the other wallet; it has no category."""
        cleaned["category"] = None
        if not cleaned.get("other_wallet") and "other_wallet" not in self.errors:
            self.add_error("other_wallet", "Choose the other wallet of this transfer.")


class EntriesForm(forms.Form):
    """What to do with some rows of a statement, or with all of one outcome."""

    action = forms.ChoiceField(choices=[(name, name) for name in ACTIONS])
    category = CategoryField(required=False)
    other_wallet = WalletField(required=False)
    outcome = forms.ChoiceField(choices=[(value, value) for value in Outcome.values if value != Outcome.WRONG])
    all_rows = forms.BooleanField(required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tree = CategoryTree.of(user, None)
        self.fields["category"].choices = category_choices(self.tree)  # type: ignore[attr-defined]
        self.fields["other_wallet"].offer(wallets_of(user), empty_label="Choose the other wallet")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        ids = self.data.getlist("row")  # type: ignore[attr-defined]  # a QueryDict
        cleaned["ids"] = [int(pk) for pk in ids if pk.isascii() and pk.isdecimal() and len(pk) < 19]
        if not cleaned["ids"] and not cleaned.get("all_rows"):
            raise ValidationError("Choose some rows first.")
        if cleaned.get("action") == "transfer" and not cleaned.get("other_wallet"):
            raise ValidationError("Choose the other wallet of these transfers.")
        return cleaned


def other_wallets(user: User, wallet: Wallet | None) -> list[Wallet]:
    """Return the wallets that money may move to from this one, or from there to it."""
    return [each for each in wallets_of(user).values() if not each.is_archived and (not wallet or each.pk != wallet.pk)]


def category_choices(tree: CategoryTree, keep: int | None = None) -> Any:
    """Return the categories of both kinds, those of income so called."""
    choices: list[tuple[Any, str]] = [("", "No category")]
    for pk, path in tree.choices(keep=keep):
        choices.append((pk, f"{path} (income)" if tree.by_id[pk].category.kind == Kind.INCOME else path))
    return normalize_choices(choices)
