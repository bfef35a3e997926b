"""The search box as a form field."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from expenses.search.grammar import SearchError
from expenses.search.search import Search


class SearchInvalid(ValidationError):
    """What is wrong with a search, with its place."""

    def __init__(self, error: SearchError) -> None:
        super().__init__(error.message, code="search")
        self.error = error


class SearchField(forms.CharField):
    """A search, read by `read`. Cleans to a Search or None; the errors tell the place."""

    def __init__(self, *, read: Callable[[str], Search], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.read = read
        # The grammar refuses what cannot be searched for in its own words.
        self.validators = []

    def clean(self, value: Any) -> Search | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return self.read(text)
        except SearchError as error:
            raise SearchInvalid(error) from error


def search_error(form: forms.BaseForm, name: str) -> SearchError | None:
    """Return what is wrong with the search in a field of `form`, and where; None where nothing is."""
    wrong = form.errors.get(name)
    invalid = wrong.as_data()[0] if wrong else None
    return invalid.error if isinstance(invalid, SearchInvalid) else None
