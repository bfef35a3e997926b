from typing import Any

from django import forms

from expenses.names import tidy_name


class NameField(forms.CharField):
    """A name of a category or tag, written one way before anything looks at it."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return tidy_name(text) if isinstance(text, str) else text
