"""Form fields of the ledger: what a person types becomes amounts, days, lines of text and names of tags."""

from collections.abc import Container
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.choices import normalize_choices

from expenses.categories.tree import CategoryTree
from expenses.money import AmountError, parse_amount
from expenses.names import tidy_name
from expenses.tags.naming import split_names

MOST_TAGS = 20


class LineField(forms.CharField):
    """One line of text in Unicode's composed form, with single blanks."""

    def to_python(self, value: Any) -> str:
        return tidy_name(super().to_python(value) or "")


class LinesField(forms.CharField):
    """Several lines of text; a line ends as the person counts it, with one character."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class AmountField(forms.CharField):
    """An amount or a sum of some, "12.50+3", written as the person's locale does. Cleans to a Decimal or None."""

    def __init__(self, *, currency: str = "EUR", mark: str = ".", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.currency, self.mark = currency, mark

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        return read_amount(text, currency=self.currency, mark=self.mark) if text else None


class DayField(forms.DateField):
    """A day, written in an address and by the browser's own date field as 2026-11-21."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    default_error_messages = {"invalid": "Write a day as 2026-11-21."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)


class AnyOfField(forms.Field):
    """Several values, each of which must be one of `allowed`. Cleans to a list of them.

    Unlike a MultipleChoiceField it needs no list of labels, which a page that writes its own boxes would build for
    nothing.
    """

    widget = forms.SelectMultiple

    def __init__(self, *, allowed: Container[str] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.allowed = allowed

    def to_python(self, value: Any) -> list[str]:
        values = list(value or [])
        for each in values:
            if each not in self.allowed:
                raise ValidationError(self.error_messages["invalid_choice"], params={"value": each[:40]})
        return values


class CategoryField(forms.TypedChoiceField):
    """One of a person's categories, by id; `offer` says whose. Cleans to the id or None."""

    default_error_messages = {"invalid_choice": "This category is not there any more. Choose another one."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, empty_value=None, **kwargs)

    def offer(self, tree: CategoryTree, *, keep: int | None = None, empty_label: str = "No category") -> None:
        self.choices = normalize_choices([("", empty_label), *tree.choices(keep=keep)])


class TagNamesField(forms.CharField):
    """Names of tags with commas between them. Cleans to a list of names, each once whatever its case."""

    def clean(self, value: Any) -> list[str]:
        text = ",".join(tidy_name(name).removeprefix("#") for name in super().clean(value).split(","))
        names = split_names(text)
        if len(names) > MOST_TAGS:
            raise ValidationError(f"An expense has at most {MOST_TAGS} tags.")
        return names


def read_amount(text: str, *, currency: str, mark: str) -> Decimal:
    """Return the amount that `text` says; raise ValidationError with a sentence for the person."""
    try:
        return parse_amount(text, currency=currency, mark=mark)
    except AmountError as error:
        raise ValidationError(str(error)) from error
