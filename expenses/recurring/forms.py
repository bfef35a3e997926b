import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from django import forms
from django.core.exceptions import ValidationError
from django.utils.choices import normalize_choices

from accounts.models import User
from expenses.activity.models import Activity
from expenses.categories.tree import CategoryTree
from expenses.exchange.fields import CurrencyField
from expenses.fields import CategoryField, DayField, LineField, LinesField, TagNamesField, read_amount
from expenses.forms.seen import SeenField, initial_seen
from expenses.models import Tag
from expenses.money import decimal_mark, format_number
from expenses.recurring.choices import Kind
from expenses.recurring.due import Due
from expenses.recurring.models import RecurringPayment
from expenses.recurring.rhythm import Rhythm
from expenses.recurring.rhythm_form import AS_IT_IS, PLACES, RhythmForm, initial_rhythm
from expenses.recurring.saving import add_plan, change_plan
from expenses.validators import NOTES_MAX_LENGTH, validate_amount, validate_date, validate_line, validate_lines
from expenses.wallets.choices import WalletField, default_wallet_id, wallets_of

AMOUNTS = ("amount", "least_amount", "most_amount", "to_amount")
NUMBER = {"inputmode": "decimal", "autocomplete": "off"}
WIDGET_ATTRIBUTES = {
    "amount": {**NUMBER, "class": "field-amount"},
    "least_amount": NUMBER,
    "most_amount": NUMBER,
    "to_amount": NUMBER,
    "description": {"autocomplete": "off"},
    "tags": {"autocomplete": "off", "autocapitalize": "none"},
    "notes": {"rows": 3},
    "interval": {"inputmode": "numeric"},
}
ASKED = [("", "Ask me each time"), ("yes", "Book it by itself")]
PAST = [("recorded", "They are recorded already"), ("book", "Book them too")]


class RecurringForm(RhythmForm, forms.ModelForm):
    """Plan a recurring payment of `user`, or change one from a day on."""

    kind = forms.ChoiceField(label="Kind", choices=Kind, widget=forms.RadioSelect, initial=Kind.EXPENSE)
    amount = forms.CharField(max_length=200, error_messages={"required": "Enter an amount, such as 12.50."})
    currency = CurrencyField(required=False, error_messages={"required": "Choose a currency."})
    least_amount = forms.CharField(required=False, max_length=200, label="At least")
    most_amount = forms.CharField(required=False, max_length=200, label="At most")
    description = LineField(
        max_length=255, validators=[validate_line], error_messages={"required": "Say what it is, such as Rent."}
    )
    wallet = WalletField(required=False)
    to_wallet = WalletField(required=False, label="To")
    to_amount = forms.CharField(
        required=False,
        max_length=200,
        label="Amount that arrives",
        help_text="Where the wallets have different currencies. Empty: by the rate of the day.",
    )
    category = CategoryField(required=False)
    tags = TagNamesField(required=False, max_length=1_100, help_text="With commas between them.")
    notes = LinesField(required=False, max_length=NOTES_MAX_LENGTH, validators=[validate_lines])
    books_itself = forms.ChoiceField(required=False, choices=ASKED, widget=forms.RadioSelect, label="When it is due")
    past = forms.ChoiceField(
        required=False, choices=PAST, widget=forms.RadioSelect, label="Those before today", initial="recorded"
    )
    since = forms.ChoiceField(label="The change holds for", error_messages={"invalid_choice": "Choose another day."})
    seen = SeenField()

    class Meta:
        model = RecurringPayment
        fields = ["description", "notes"]

    def __init__(
        self,
        *args: Any,
        user: User,
        today: datetime.date,
        open_days: Sequence[datetime.date] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.today, self.instance.owner = user, today, user
        self.series = None
        self.tree, self.wallets, self.mark = CategoryTree.of(user, None), wallets_of(user), decimal_mark(user.locale)
        self._offer(open_days)
        for name, attributes in WIDGET_ATTRIBUTES.items():
            self.fields[name].widget.attrs.update(attributes)
        self.initial = {**self._said(), **self.initial} if not self.instance.pk else {**self.initial, **self._said()}

    def _offer(self, open_days: Any) -> None:
        """Offer what the person has; a plan that is there keeps its kind, and says from when on it changes."""
        plan, fields = self.instance, self.fields
        fields["wallet"].offer(self.wallets, keep=plan.wallet_id)  # type: ignore[attr-defined]
        fields["to_wallet"].offer(self.wallets, keep=plan.to_wallet_id, empty_label="Choose a wallet")  # type: ignore[attr-defined]
        fields["currency"].offer(self.user, self.user.home_currency, plan.currency or "")  # type: ignore[attr-defined]
        income = {pk for pk, node in self.tree.by_id.items() if node.category.kind == Kind.INCOME}
        paths = [
            (pk, f"{path} (income)" if pk in income else path)
            for pk, path in self.tree.choices(keep=plan.category_id)
            if not plan.pk or (pk in income) == (plan.kind == Kind.INCOME)
        ]
        fields["category"].choices = normalize_choices([("", "No category"), *paths])  # type: ignore[attr-defined]
        if plan.pk:
            since = [(day.isoformat(), f"that of {self._day(day)} and all that follow") for day in open_days]
            fields["since"].choices = normalize_choices(since)  # type: ignore[attr-defined]
            fields["since"].initial = since[0][0] if since else None
            if initial_rhythm(plan)["place"] == AS_IT_IS:
                words = str(Rhythm.parse(plan.rule)).rpartition(" on ")[2]
                fields["place"].choices = normalize_choices([*PLACES, (AS_IT_IS, words)])  # type: ignore[attr-defined]
        for name in ("kind", "past") if plan.pk else ("since",):
            del fields[name]

    def _day(self, day: datetime.date) -> str:
        return format_date(day, "medium", locale=self.user.locale)

    def _said(self) -> dict[str, Any]:
        plan = self.instance
        if not plan.pk:
            wallet = default_wallet_id(self.user) or ""
            return {"starts_on": self.today, "currency": self.user.home_currency, "wallet": wallet}
        tags = Tag.objects.for_user(self.user).filter(recurringtag__recurring=plan, recurringtag__owner=self.user)
        amounts = {name: getattr(plan, name) for name in AMOUNTS}
        return {
            **initial_rhythm(plan),
            **{name: "" if value is None else self._number(name, value) for name, value in amounts.items()},
            **{name: getattr(plan, f"{name}_id") or "" for name in ("wallet", "to_wallet", "category")},
            **initial_seen(plan),
            "currency": plan.currency,
            "tags": ", ".join(tags.order_by("name").values_list("name", flat=True)),
            "books_itself": "yes" if plan.books_itself else "",
        }

    def _number(self, name: str, amount: Decimal) -> str:
        wallet = self.wallets.get(self.instance.to_wallet_id or 0) if name == "to_amount" else None
        return format_number(amount, wallet.currency if wallet else self.instance.currency, self.user.locale)

    @property
    def _times_before(self) -> int:
        return self.instance.times_before if self.instance.pk else 0

    def clean_times(self) -> int | None:
        """Count those in that were paid before."""
        times: int | None = self.cleaned_data["times"]
        return None if times is None else times + self._times_before

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind = self.instance.kind if self.instance.pk else cleaned.get("kind")
        is_transfer = kind == Kind.TRANSFER
        source, target = (self.wallets.get(cleaned.get(name) or 0) for name in ("wallet", "to_wallet"))
        if is_transfer:
            self._check_wallets(source, target)
        currency = source.currency if is_transfer and source else cleaned.get("currency") or self.user.home_currency
        for name in ("amount", "least_amount", "most_amount"):
            self._read(name, currency)
        differ = is_transfer and source and target and source.currency != target.currency
        if differ and target:
            self._read("to_amount", target.currency)
        self._check_range()
        if not is_transfer:
            self._check_category(kind)
        if not self.errors:
            self._fill(kind, currency, to_amount=cleaned["to_amount"] if differ else None)
        return cleaned

    def _check_wallets(self, source: Any, target: Any) -> None:
        if source is None and "wallet" not in self.errors:
            self.add_error("wallet", "Choose the wallet that it leaves.")
        if target is None and "to_wallet" not in self.errors:
            self.add_error("to_wallet", "Choose the wallet that it reaches.")
        if source is not None and target is not None and source.pk == target.pk:
            self.add_error("to_wallet", "Choose two different wallets.")

    def _read(self, name: str, currency: str) -> None:
        """Read an amount in `currency`; an empty one that need not be is None."""
        text = self.cleaned_data.get(name)
        if not text:
            self.cleaned_data[name] = None
            return
        try:
            amount = read_amount(text, currency=currency, mark=self.mark)
            validate_amount(amount, currency)
            if amount < 0:
                raise ValidationError("Enter it without a minus.")
        except ValidationError as error:
            self.add_error(name, error.messages)
        else:
            self.cleaned_data[name] = amount

    def _check_range(self) -> None:
        if {"amount", "least_amount", "most_amount"} & {*self.errors}:
            return
        least, amount, most = (self.cleaned_data[name] for name in ("least_amount", "amount", "most_amount"))
        if (least is None) != (most is None):
            missing = "most_amount" if most is None else "least_amount"
            self.add_error(missing, "Enter both, or leave both empty where it is always the same.")
        elif least is not None and not least <= amount <= most:
            self.add_error("amount", "The amount that is expected lies between the least and the most.")

    def _check_category(self, kind: str | None) -> None:
        node = self.tree.by_id.get(self.cleaned_data.get("category") or 0)
        if node is not None and kind and node.category.kind != kind:
            self.add_error("category", f"This category is for {node.category.kind}. Choose another one.")

    def _fill(self, kind: Any, currency: str, *, to_amount: Decimal | None) -> None:
        plan, said = self.instance, self.cleaned_data
        is_transfer = kind == Kind.TRANSFER
        plan.kind, plan.currency, plan.to_amount = kind, currency, to_amount
        plan.wallet_id, plan.to_wallet_id = said["wallet"], said["to_wallet"] if is_transfer else None
        plan.category_id = None if is_transfer else said["category"]
        for name in ("amount", "least_amount", "most_amount", "starts_on", "ends_on", "times"):
            setattr(plan, name, said[name])
        plan.books_itself = said["books_itself"] == "yes"
        if self.series is not None:
            plan.rule = self.series.rule
        if not plan.pk:
            plan.books_from = said["starts_on"] if said["past"] == "book" else max(said["starts_on"], self.today)

    def save_as(self, actor: User) -> Activity:
        """Write it and return what to undo; raise ValidationError or ChangedMeanwhile."""
        plan, said = self.instance, self.cleaned_data
        if not plan.pk:
            return add_plan(plan, said["tags"], owner=self.user, actor=actor)
        since = datetime.date.fromisoformat(said["since"])
        return change_plan(
            plan, said["tags"], since=since, today=self.today, owner=self.user, actor=actor, seen=said["seen"]
        )


class OccurrenceForm(forms.Form):
    """Another day or amount of one occurrence."""

    amount = forms.CharField(max_length=200, error_messages={"required": "Enter an amount, such as 12.50."})
    date = DayField(validators=[validate_date], error_messages={"required": "Choose a day."})

    def __init__(self, *args: Any, user: User, plan: RecurringPayment, due: Due | None = None, **kwargs: Any) -> None:
        self.user, self.currency = user, plan.currency
        if due is not None:
            amount = format_number(due.amount, self.currency, user.locale)
            kwargs["initial"] = {"amount": amount, "date": due.date}
        super().__init__(*args, **kwargs)
        self.fields["amount"].label = f"Amount in {self.currency}"
        self.fields["amount"].widget.attrs.update(NUMBER)

    def clean_amount(self) -> Decimal:
        amount = read_amount(self.cleaned_data["amount"], currency=self.currency, mark=decimal_mark(self.user.locale))
        validate_amount(amount, self.currency)
        if amount < 0:
            raise ValidationError("Enter it without a minus.")
        return amount
