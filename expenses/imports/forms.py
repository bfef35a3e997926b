import dataclasses
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.choices import normalize_choices

from accounts.models import User
from expenses.categories.tree import CategoryTree
from expenses.fields import CategoryField, LineField, LinesField
from expenses.imports import steps
from expenses.imports.checking import Kind, Outcome
from expenses.imports.formats.statement import NotAStatement
from expenses.imports.formats.tables.mapping import ColumnMapping, from_json
from expenses.imports.models import StatementEntry, StatementImport
from expenses.imports.refund_choices import refund_choices, refund_value
from expenses.names import name_key
from expenses.validators import NOTES_MAX_LENGTH, validate_line, validate_lines
from expenses.wallets.choices import WalletField, default_wallet_id, wallets_of
from expenses.wallets.models import Wallet

ROLES = {
    "": "Nothing of use",
    "date": "Date",
    "value-date": "Value date",
    "amount": "Amount",
    "debit": "Money out",
    "credit": "Money in",
    "direction": "Whether out or in",
    "currency": "Currency",
    "description": "Description",
    "counterparty": "Who paid or was paid",
    "notes": "Notes",
    "balance": "Balance",
    "bank-id": "The bank's number of the booking",
    "account": "Account",
    "other-account": "The other account",
    "original-amount": "Amount in another currency",
    "original-currency": "That other currency",
    "category": "Category",
    "subcategory": "Subcategory",
    "tags": "Tags",
    "type": "Type of booking",
    "status": "Whether it is booked",
    "fee": "Fee",
    "ignored": "Leave out",
}
DATE_ORDERS = {"dmy": "Day, month, year", "mdy": "Month, day, year", "ymd": "Year, month, day"}
SIGNS = {
    "signed": "Money out has a minus",
    "spending": "Money out has no minus, money in has one",
    "direction": "A column says whether it went out or came in",
    "columns": "One column for money out, one for money in",
    "marked": "Money in has a plus or CR",
    "balance": "Only balances are given, and their difference is what moved",
}
MARKS = {".": "A point, as in 1,234.50", ",": "A comma, as in 1.234,50"}
ACTIONS = ("categorise", "skip", "want", "expense", "income", "refund", "transfer")
OTHER_CURRENCY = (
    "The file is in {}, and this wallet in {}. Choose a wallet in {}, or make one. Or tick below to convert each row "
    "at the rate of its day."
)
SOME_IN_OTHER = "Some rows are in {}, and this wallet is in {}. Tick below to convert them at the rates of their days."


class MatchForm(forms.Form):
    """The wallet of a statement; of a table also what its columns hold and how to read them."""

    wallet = WalletField(
        required=True, error_messages={"required": "Choose the wallet whose statement this is."}, label="Wallet"
    )
    convert = forms.BooleanField(
        required=False,
        label="Convert what is in another currency than the wallet",
        help_text="At the rate of its day, with what was paid kept beside it. Your bank may have taken a little more.",
    )

    def __init__(self, *args: Any, source: StatementImport, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source, self.wallets = source, wallets_of(user)
        self.fields["wallet"].offer(self.wallets, keep=source.wallet_id, empty_label="Choose a wallet")  # type: ignore[attr-defined]
        self.initial.setdefault("wallet", source.wallet_id or self._only_fitting(user))
        if all(steps.fits_currency(source, wallet) for wallet in self.wallets.values()):
            del self.fields["convert"]
        if source.mapping is not None:
            self._ask_for_columns(from_json(source.mapping))

    def _only_fitting(self, user: User) -> int | None:
        """Return the wallet to propose: that of the account's name, the one in the file's currency, or the default."""
        fitting = [
            wallet.pk
            for wallet in self.wallets.values()
            if not wallet.is_archived and steps.fits_currency(self.source, wallet)
        ]
        named = [pk for pk in fitting if name_key(self.wallets[pk].name) == name_key(self.source.account)]
        if named:
            return named[0]
        default = default_wallet_id(user)
        return fitting[0] if len(fitting) == 1 else default if default in fitting else None

    def _ask_for_columns(self, mapping: ColumnMapping) -> None:
        for name, label, choices in (
            ("date_order", "Days are written", DATE_ORDERS),
            ("sign", "Money out and in", SIGNS),
            ("decimal_mark", "Before the cents stands", MARKS),
        ):
            known = {**choices, getattr(mapping, name): choices.get(getattr(mapping, name), getattr(mapping, name))}
            self.fields[name] = forms.ChoiceField(
                label=label, choices=list(known.items()), widget=forms.Select(attrs={"class": "form-select"})
            )
            self.initial.setdefault(name, getattr(mapping, name))
        for place, role in enumerate(mapping.roles):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                required=False, choices=list(ROLES.items()), widget=forms.Select(attrs={"class": "form-select"})
            )
            self.initial.setdefault(f"column_{place}", role)

    def chosen_mapping(self) -> dict[str, Any] | None:
        """Return the mapping of a table as its fields say it now, whatever else is wrong; None where it is no table."""
        if self.source.mapping is None or not self.is_bound:
            return self.source.mapping
        said = {name: self[name].value() for name in ("date_order", "sign", "decimal_mark")}
        roles = [self[f"column_{place}"].value() or "" for place in range(len(self.source.mapping["roles"]))]
        return {**self.source.mapping, **said, "roles": roles}

    def chosen_wallet(self) -> Wallet | None:
        said = str(self["wallet"].value() or "")
        return self.wallets.get(int(said)) if said.isdecimal() and len(said) < 19 else None

    def columns(self) -> Iterator[tuple[dict[str, Any], Any]]:
        """Yield each column with its name and examples, and the field that says what it holds."""
        for place, column in enumerate(self.source.remarks["columns"]):
            if f"column_{place}" in self.fields:
                yield column, self[f"column_{place}"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        wallet = self.wallets.get(cleaned.get("wallet") or 0)
        if wallet and not cleaned.get("convert") and not steps.fits_currency(self.source, wallet):
            self.add_error("wallet", self._other_currency(wallet.currency))
        if not self.errors:
            cleaned["mapping"] = self._mapping(cleaned)
        return cleaned

    def _other_currency(self, currency: str) -> str:
        said = self.source.remarks["currencies"]
        if currency in said:
            return SOME_IN_OTHER.format(" and ".join(code for code in said if code != currency), currency)
        named = " and ".join(said)
        return OTHER_CURRENCY.format(named, currency, named)

    def _mapping(self, cleaned: dict[str, Any]) -> dict[str, Any] | None:
        if self.source.mapping is None:
            return None
        mapping = from_json(self.source.mapping)
        roles = [cleaned.get(f"column_{place}", role) for place, role in enumerate(mapping.roles)]
        said = {name: cleaned[name] for name in ("date_order", "sign", "decimal_mark")}
        try:
            return from_json({**dataclasses.asdict(mapping), **said, "roles": roles}).to_json()
        except NotAStatement as error:
            raise ValidationError(str(error)) from error


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
