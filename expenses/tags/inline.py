"""Tags in the staff's page of what has some."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from expenses.owned_admin import OwnedInline


class TagLinkFormSet(forms.BaseInlineFormSet):
    """The tags of a record, each once, and of the same owner as the record."""

    def _construct_form(self, i: int, **kwargs: Any) -> forms.ModelForm:
        form: forms.ModelForm = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        form.instance.owner = self.instance.owner
        return form

    def clean(self) -> None:
        super().clean()
        tags = [form.cleaned_data.get("tag") for form in self.forms if not form.cleaned_data.get("DELETE")]
        chosen = [tag for tag in tags if tag is not None]
        if len(chosen) > len(set(chosen)):
            raise ValidationError("The same tag stands here twice. Remove one of the two.")


class TagLinkInline(OwnedInline):
    formset = TagLinkFormSet
    fields = ("tag",)
    autocomplete_fields = ("tag",)
    extra = 1
    verbose_name = "tag"

    # Who may write a record may write its tags: nobody is given permissions on the links between the two.

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "view") or self.has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any) -> bool:  # type: ignore[override]
        return self._may(request, "change" if obj else "add")

    def _may(self, request: HttpRequest, action: str) -> bool:
        return request.user.has_perm(f"expenses.{action}_{self.parent_model._meta.model_name}")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request, obj)
