"""The hidden field by which a form says which version of a record the person saw."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class SeenField(forms.CharField):
    """The record's `updated_at` when the form was shown. Cleans to a moment in UTC, or None for a new record."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=40, **kwargs)

    def clean(self, value: Any) -> datetime.datetime | None:
        text = super().clean(value)
        try:
            return datetime.datetime.fromisoformat(text).astimezone(datetime.UTC) if text else None
        except (ValueError, OverflowError) as error:
            raise ValidationError("This page is damaged. Reload it.") from error


def initial_seen(record: Any) -> dict[str, str]:
    """Return what a form of `record` says of it in the field `seen`; nothing where it is a new one."""
    return {"seen": record.updated_at.isoformat()} if record.pk else {}
