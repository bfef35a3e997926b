import datetime
import uuid
from decimal import Decimal
from typing import Any, NamedTuple

from crispy_forms.helper import FormHelper
from django import forms

from accounts.models import User
from expenses.categories.paths import split_path
from expenses.categories.tree import CategoryTree, path_key
from expenses.entry import Entry
from expenses.exchange.fields import CurrencyField
from expenses.fields import CategoryField, DayField, LineField, LinesField, TagNamesField, read_amount
from expenses.forms.seen import SeenField
from expenses.models import Tag
from expenses.money import decimal_mark, format_number
from expenses.record_kinds import EXPENSE, RecordKind
from expenses.records import Record
from expenses.refunds.following import is_larger
from expenses.validators import NOTES_MAX_LENGTH, validate_amount, validate_date, validate_line, validate_lines
from expenses.wallets.choices import WalletField, default_wallet_id, wallets_of

WIDGET_ATTRIBUTES = {
    "amount": {"inputmode": "decimal", "autocomplete": "off", "class": "field-amount", "enterkeyhint": "next"},
    "description": {"autocomplete": "off"},
    "tags": {"autocomplete": "off", "autocapitalize": "none"},
    "new_category": {"autocomplete": "off"},
    "notes": {"rows": 3},
    "wallet_amount": {"inputmode": "decimal", "autocomplete": "off"},
}


class Words(NamedTuple):
    """What a form says of its fields, by kind of record."""

    amount: str
    no_description: str
    new_category: str


WORDS = {
    "expense": Words(
        "Sums work too: 12.50+3. A refund is negative.",
        "Say what it was for, such as Lunch.",
        "Food: Sushi makes Sushi below Food.",
    ),
    "income": Words(
        "Sums work too: 1200+80. What is taken back of it is negative.",
        "Say what it was for, such as Salary.",
        "Salary: Overtime makes Overtime below Salary.",
    ),
}


class Keep(NamedTuple):
    """What a record has already, and is offered though it is not in use any more."""

    category: int | None = None
    wallet: int | None = None


class RecordForm(forms.Form):
    """One expense or income, new or changed. Its choices are those of `user`, who owns the ledger."""

    currency = CurrencyField(error_messages={"required": "Choose a currency."})
    amount = forms.CharField(max_length=200, error_messages={"required": "Enter an amount, such as 12.50 or 12.50+3."})
    description = LineField(max_length=255, validators=[validate_line])
    date = DayField(validators=[validate_date], error_messages={"required": "Choose a day."})
    category = CategoryField(required=False)
    new_category = LineField(required=False, max_length=400, label="New category")
    wallet = WalletField(required=False)
    wallet_amount = forms.CharField(
        required=False, max_length=200, label="In the wallet", help_text="In the wallet's currency."
    )
    tags = TagNamesField(required=False, max_length=1_100, help_text="With commas between them.")
    notes = LinesField(required=False, max_length=NOTES_MAX_LENGTH, validators=[validate_lines])
    is_meant = forms.BooleanField(required=False, label="More came back than was paid")
    submission_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    seen = SeenField()

    def __init__(
        self,
        *args: Any,
        user: User,
        tree: CategoryTree,
        kind: RecordKind = EXPENSE,
        keep: Keep | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        keep = keep or Keep()
        self.user, self.tree, self.wallets = user, tree, wallets_of(user)
        self.is_larger = bool(self.is_bound and self.data.get("is_meant"))
        self._say(WORDS[kind.name])
        self.fields["category"].offer(tree, keep=keep.category)  # type: ignore[attr-defined]
        self.fields["wallet"].offer(self.wallets, keep=keep.wallet)  # type: ignore[attr-defined]
        self.fields["currency"].offer(user, user.home_currency, str(self.initial.get("currency") or ""))  # type: ignore[attr-defined]
        for name, attributes in WIDGET_ATTRIBUTES.items():
            self.fields[name].widget.attrs.update(attributes)
        self.fields["amount"].widget.attrs["autofocus"] = not self.is_bound
        self.helper = FormHelper()
        self.helper.form_tag = False

    def _say(self, words: Words) -> None:
        """Explain the fields with examples of the kind of record that it is."""
        self.fields["amount"].help_text = words.amount
        self.fields["description"].error_messages["required"] = words.no_description
        self.fields["new_category"].help_text = words.new_category

    def add_error(self, field: str | None, error: Any) -> None:
        """Ask, where more would come back of an expense than was paid, whether that is so."""
        self.is_larger = self.is_larger or is_larger(error)
        super().add_error(field, error)

    def clean_amount(self) -> Decimal:
        currency = self.cleaned_data.get("currency") or self.user.home_currency
        amount = read_amount(self.cleaned_data["amount"], currency=currency, mark=decimal_mark(self.user.locale))
        validate_amount(amount, currency)
        return amount

    def clean_wallet_amount(self) -> Decimal | None:
        """Read it in the wallet's currency; it says nothing where that is the currency of the amount."""
        wallet = self.wallets.get(self.cleaned_data.get("wallet") or 0)
        text = self.cleaned_data["wallet_amount"]
        if not text or wallet is None or wallet.currency == self.cleaned_data.get("currency"):
            return None
        amount = read_amount(text, currency=wallet.currency, mark=decimal_mark(self.user.locale))
        validate_amount(amount, wallet.currency)
        return amount

    def clean_new_category(self) -> str:
        path = self.cleaned_data["new_category"]
        if path and path_key(path) not in self.tree.ids_by_path:
            split_path(path)
        return path

    @property
    def wallet_currencies(self) -> dict[int, str]:
        """Return the currency of each wallet, by which the page knows whether to ask for the amount in it."""
        return {wallet.pk: wallet.currency for wallet in self.wallets.values()}

    @property
    def tag_names(self) -> list[str]:
        """Return the names of the person's tags, for completion."""
        return list(Tag.objects.for_user(self.user).order_by("name").values_list("name", flat=True))

    @property
    def entry(self) -> Entry:
        """Return what a valid form says."""
        said = self.cleaned_data
        names = ("date", "amount", "currency", "description", "new_category", "tags", "notes", "wallet_amount")
        return Entry(
            category_id=said["category"],
            wallet_id=said["wallet"],
            is_confirmed_larger=said["is_meant"],
            **{name: said[name] for name in names},
        )


def initial_of(record: Record, user: User) -> dict[str, Any]:
    """Return what the form says of a record that was loaded `with_tags`."""
    return {
        "date": record.date,
        "amount": format_number(record.amount, record.currency, user.locale),
        "currency": record.currency,
        "description": record.description,
        "category": record.category_id or "",
        "wallet": record.wallet_id or "",
        "wallet_amount": _wallet_amount(record, user),
        "tags": ", ".join(link.tag.name for link in record.tag_links),  # type: ignore[attr-defined]
        "notes": record.notes,
        "seen": record.updated_at.isoformat(),
    }


def _wallet_amount(record: Record, user: User) -> str:
    """Return what was moved in the wallet, which was loaded with the record, where its currency is another one."""
    if record.wallet is None or record.wallet_amount is None or record.wallet.currency == record.currency:
        return ""
    return format_number(record.wallet_amount, record.wallet.currency, user.locale)


def new_initial(user: User, kind: RecordKind, today: datetime.date) -> dict[str, Any]:
    """Return what the form of a new record starts with: today, in the wallet and the currency used last."""
    own = kind.model.objects.for_user(user)
    currency, wallet_id = own.order_by("-id").values_list("currency", "wallet_id").first() or (None, None)
    return {
        "date": today,
        "currency": currency or user.home_currency,
        "wallet": wallet_id or default_wallet_id(user) or "",
        "submission_id": uuid.uuid4(),
    }


def differences(record: Record, form: RecordForm) -> list[tuple[str, str, str]]:
    """Return (label, what is saved, what the form says) for each field in which they differ."""
    saved = initial_of(record, form.user)
    typed = {**form.cleaned_data, "amount": format_number(form.entry.amount, form.entry.currency, form.user.locale)}
    typed["tags"] = ", ".join(sorted(form.entry.tags))
    for values in (saved, typed):
        values["category"] = form.tree.path(int(values["category"])) if values["category"] else "No category"
    typed["category"] = form.entry.new_category or typed["category"]
    for values in (saved, typed):
        wallet = form.wallets.get(int(values["wallet"] or 0))
        values["wallet"] = wallet.name if wallet else ""
        values["wallet_amount"] = values["wallet_amount"] or ""
    shown = ("amount", "currency", "description", "date", "category", "wallet", "wallet_amount", "tags", "notes")
    return [
        (str(form[name].label), str(saved[name]), str(typed[name]))
        for name in shown
        if str(saved[name]) != str(typed[name])
    ]
