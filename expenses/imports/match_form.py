import dataclasses
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.choices import normalize_choices

from accounts.models import User
from expenses.exchange.fields import CurrencyField
from expenses.imports import steps
from expenses.imports.formats.presets import PRESETS
from expenses.imports.formats.statement import NotAStatement
from expenses.imports.formats.tables.mapping import ColumnMapping, from_json
from expenses.imports.models import StatementImport
from expenses.imports.proposed_wallet import account_name, missing_wallets, new_wallet, proposed_wallet
from expenses.name_field import NameField
from expenses.names import name_key
from expenses.wallets.choices import WalletField, wallets_of
from expenses.wallets.models import Wallet
from expenses.wallets.saving import check_name

NEW = "new"
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
HOW = ("date_order", "sign", "decimal_mark")
MARKS = {".": "A point, as in 1,234.50", ",": "A comma, as in 1.234,50"}
OTHER_CURRENCY = (
    "The file is in {}, and this wallet in {}. Choose a wallet in {}, or make one. Or tick below to convert each row "
    "at the rate of its day."
)
SOME_IN_OTHER = "Some rows are in {}, and this wallet is in {}. Tick below to convert them at the rates of their days."


class WalletOrNewField(WalletField):
    """One of a person's wallets, or `NEW`."""

    def offer(self, wallets: dict[int, Wallet], **kwargs: Any) -> None:
        super().offer(wallets, **kwargs)
        self.coerce = lambda said: NEW if said == NEW else int(said)
        self.choices = normalize_choices([*self.choices, (NEW, "A new wallet")])  # type: ignore[misc]


class MatchForm(forms.Form):
    """The wallet of a statement, which may be made here; of a table also what its columns hold and how to read them."""

    wallet = WalletOrNewField(
        required=True,
        error_messages={"required": "Choose the wallet whose statement this is, or make a new one."},
        label="Wallet",
    )
    new_name = NameField(required=False, max_length=80, label="Its name")
    new_currency = CurrencyField(required=False, label="Its currency")
    others = forms.BooleanField(required=False, initial=True, help_text="The file has transfers with them.")
    convert = forms.BooleanField(
        required=False,
        label="Convert what is in another currency than the wallet",
        help_text="At the rate of its day, with what was paid kept beside it. Your bank may have taken a little more.",
    )

    def __init__(self, *args: Any, source: StatementImport, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source, self.user, self.wallets = source, user, wallets_of(user)
        self._ask_for_wallet()
        self._ask_for_others()
        is_one = len(source.remarks["currencies"]) < 2
        if is_one and all(steps.fits_currency(source, wallet) for wallet in self.wallets.values()):
            del self.fields["convert"]
        if source.mapping is not None:
            self._ask_for_columns(from_json(source.mapping))

    def _ask_for_wallet(self) -> None:
        source, user = self.source, self.user
        self.fields["wallet"].offer(self.wallets, keep=source.wallet_id, empty_label="Choose a wallet")  # type: ignore[attr-defined]
        proposed, new = source.wallet_id or proposed_wallet(source, self.wallets, user), new_wallet(source, user)
        # Somebody who has wallets, and whose file names no account, is asked which one it is.
        is_new = proposed is None and (not self.wallets or bool(account_name(source.account)))
        self.initial.setdefault("wallet", NEW if is_new else proposed)
        self.initial.setdefault("new_name", new.name)
        self.initial.setdefault("new_currency", new.currency)
        if len(source.remarks["currencies"]) == 1:
            del self.fields["new_currency"]
        else:
            self.fields["new_currency"].offer(user, new.currency, *source.remarks["currencies"])  # type: ignore[attr-defined]

    def _ask_for_others(self) -> None:
        """Offer wallets for what transfers of the file go to, where there are none yet."""
        self.missing = missing_wallets(self.source, self.wallets)
        if self.missing:
            self.fields["others"].label = f"Make wallets for {', '.join(self.missing)}, too"
        else:
            del self.fields["others"]

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
        self._ask_for_more(mapping)

    def _ask_for_more(self, mapping: ColumnMapping) -> None:
        """Ask whose share of a group's bills counts, and of which year days are that have none."""
        members = next((each["choices"] for each in self.source.remarks["questions"] if each["topic"] == "member"), ())
        if mapping.member and members:
            self.fields["member"] = forms.ChoiceField(
                label="Your name in this group",
                help_text="Your own share of each bill is taken.",
                choices=[(name, name) for name in dict.fromkeys([*members, mapping.member])],
                widget=forms.Select(attrs={"class": "form-select"}),
            )
            self.initial.setdefault("member", mapping.member)
        if mapping.year:
            self.fields["year"] = forms.IntegerField(label="Year of the dates", min_value=1900, max_value=9999)
            self.initial.setdefault("year", mapping.year)

    @property
    def tool(self) -> str:
        """Return the name of the tool that a table is an export of, whose columns are known."""
        preset = PRESETS.get((self.source.mapping or {}).get("preset", ""))
        return preset.title if preset else ""

    def _asked(self) -> list[str]:
        return [name for name in (*HOW, "member", "year") if name in self.fields]

    def chosen_mapping(self) -> dict[str, Any] | None:
        """Return the mapping of a table as its fields say it now, whatever else is wrong; None where it is no table."""
        if self.source.mapping is None or not self.is_bound:
            return self.source.mapping
        said = {name: self[name].value() for name in self._asked()}
        if "year" in said:
            said["year"] = int(said["year"]) if str(said["year"]).isdecimal() else self.source.mapping["year"]
        roles = [self[f"column_{place}"].value() or "" for place in range(len(self.source.mapping["roles"]))]
        return {**self.source.mapping, **said, "roles": roles}

    def chosen_wallet(self) -> Wallet | None:
        said = str(self["wallet"].value() or "")
        if said == NEW:
            return new_wallet(self.source, self.user, currency=str(self.data.get("new_currency") or "")[:3])
        return self.wallets.get(int(said)) if said.isdecimal() and len(said) < 19 else None

    def columns(self) -> Iterator[tuple[dict[str, Any], Any]]:
        """Yield each column with its name and examples, and the field that says what it holds."""
        for place, column in enumerate(self.source.remarks["columns"]):
            if f"column_{place}" in self.fields:
                yield column, self[f"column_{place}"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        said = cleaned.get("wallet")
        wallet = self._new(cleaned) if said == NEW else self.wallets.get(said or 0)
        if wallet and not cleaned.get("convert") and not steps.fits_currency(self.source, wallet):
            self.add_error("wallet", self._other_currency(wallet.currency))
        cleaned["made"] = [wallet] if wallet and said == NEW else []
        if wallet and cleaned.get("others"):
            names = [name for name in self.missing if name_key(name) != name_key(wallet.name)]
            cleaned["made"] += [
                new_wallet(self.source, self.user, name=name, currency=wallet.currency) for name in names
            ]
        if not self.errors:
            cleaned["mapping"] = self._mapping(cleaned)
        return cleaned

    def _new(self, cleaned: dict[str, Any]) -> Wallet | None:
        """Return the new wallet, not saved; None where its name cannot be."""
        name = cleaned.get("new_name")
        if not name:
            if "new_name" not in self.errors:
                self.add_error("new_name", "Give the new wallet a name, such as Bank account.")
            return None
        try:
            check_name(name, owner=self.user, wallet_id=None)
        except ValidationError as error:
            self.add_error("new_name", error.messages[0])
        return new_wallet(self.source, self.user, name=name, currency=cleaned.get("new_currency") or "")

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
        said = {name: cleaned[name] for name in self._asked()}
        try:
            return from_json({**dataclasses.asdict(mapping), **said, "roles": roles}).to_json()
        except NotAStatement as error:
            raise ValidationError(str(error)) from error
