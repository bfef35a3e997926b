from typing import Any

from django import forms
from django.http import HttpResponse

from accounts.http import SignedInRequest
from expenses.entry import ChangedMeanwhile


class ConflictMixin:
    """A page with the model form of one record, which has a field `seen`: the second of two who save is told.

    `save` writes what the form says, and raises ChangedMeanwhile where the record is not as it was seen.
    """

    request: SignedInRequest
    object: Any

    def form_valid(self, form: forms.ModelForm) -> HttpResponse:
        try:
            return self.save(form)
        except ChangedMeanwhile:
            return self.show_both(form)
        except forms.ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)

    def show_both(self, form: forms.ModelForm) -> HttpResponse:
        """Show what the person typed beside what was saved meanwhile; saving once more is then a choice."""
        self.object = self.get_object()
        kwargs = {**self.get_form_kwargs(), "instance": self.object}
        saved = type(form)(**{**kwargs, "data": None, "files": None})
        conflicts = form_differences(saved, form)
        typed = form.data.copy()
        typed["seen"] = self.object.updated_at.isoformat()
        again = type(form)(**{**kwargs, "data": typed})
        return self.render_to_response(self.get_context_data(form=again, conflicts=conflicts), status=409)


def form_differences(saved: forms.BaseForm, typed: forms.BaseForm) -> list[tuple[str, str, str]]:
    """Return (label, what is saved, what was typed) for each field in which two forms of a record differ."""
    fields = [(str(one.label), in_words(saved[one.name]), in_words(one)) for one in typed.visible_fields()]
    return [row for row in fields if row[1] != row[2]]


def in_words(field: forms.BoundField) -> str:
    """Return what a field says, a choice by its name."""
    value = field.value()
    if isinstance(field.field, forms.BooleanField):
        return "yes" if value else "no"
    names = {str(key): str(name) for key, name in getattr(field.field, "choices", [])}
    text = "" if value is None else str(value).strip()
    return names.get(text, text).strip()
