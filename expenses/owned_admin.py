"""What staff see and change of ledgers: every row's owner is chosen first, and never changes."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from import_export.admin import ImportExportMixin

from accounts.models import User
from accounts.ownership import OwnedForeignKey, OwnedModel
from expenses.locks import lock_ledger


class OwnedAutocomplete(AutocompleteSelect):
    """Search among the rows of one person only."""

    def __init__(self, *args: Any, owner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner

    def get_url(self) -> str:
        return f"{super().get_url()}?owner={self.owner.pk}"


class OwnedAdminForm(forms.ModelForm):
    """A form for a row of `owner`, whom `OwnedAdmin` has found."""

    owner: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.owner = self.owner

    def clean(self) -> dict[str, Any]:
        """Hold the lock of the ledger from here on: the page saves in the same transaction."""
        lock_ledger(self.owner)
        return super().clean() or self.cleaned_data

    def _get_validation_exclusions(self) -> set[str]:
        """Check the constraints that name the owner too, though the form does not show them."""
        return super()._get_validation_exclusions() - {"owner"}  # type: ignore[misc]


class ChooseOwnerForm(forms.Form):
    owner = forms.ModelChoiceField(User.objects.all())

    def __init__(self, *args: Any, model: type[OwnedModel], site: admin.AdminSite, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].widget = AutocompleteSelect(model._meta.get_field("owner"), site)
        self.fields["owner"].widget.choices = self.fields["owner"].choices  # type: ignore[attr-defined]


class OwnedAdmin(ImportExportMixin, admin.ModelAdmin):
    """Rows of all people. `?owner=` tells for whom a new one is; without it the page asks first."""

    form = OwnedAdminForm
    list_select_related: tuple[str, ...] = ("owner",)
    list_per_page = 50
    show_full_result_count = False
    readonly_fields: tuple[str, ...] = ("owner_name",)

    @admin.display(description="owner", ordering="owner__username")
    def owner_name(self, row):
        return row.owner.username

    # Whose row it is

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        request.ledger_owner = find_person(request.GET.get("owner", ""))
        if request.ledger_owner is None:
            return self.ask_for_owner(request)
        return super().add_view(request, form_url, extra_context)

    def ask_for_owner(self, request: HttpRequest) -> HttpResponse:
        form = ChooseOwnerForm(model=self.model, site=self.admin_site)
        kept = [(key, value) for key, value in request.GET.items() if key != "owner"]
        context = {
            **self.admin_site.each_context(request),
            "title": f"Add {self.opts.verbose_name}",
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
            "kept": kept,
        }
        return TemplateResponse(request, "admin/expenses/choose_owner.html", context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is not None:
            request.ledger_owner = obj.owner
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"owner": request.ledger_owner})

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(db_field, request, **only_of_owner(self, db_field, request), **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return without_shortcuts(super().formfield_for_dbfield(db_field, request, **kwargs))

    def get_search_results(self, request, queryset, search_term):
        """Offer an autocomplete only the rows of the person whose page asks."""
        owner = find_person(request.GET.get("owner", "")) if request.path.endswith("/autocomplete/") else None
        if owner is not None:
            queryset = queryset.filter(owner_id=owner.pk)
        return super().get_search_results(request, queryset, search_term)


def find_person(key: str) -> User | None:
    """Return the person whose key an address names, None for nobody."""
    is_key = key.isascii() and key.isdecimal() and int(key) < 2**63
    return User.objects.filter(pk=int(key)).first() if is_key else None


class OwnedInline(admin.TabularInline):
    """Rows below a row, of the same owner."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(db_field, request, **only_of_owner(self, db_field, request), **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return without_shortcuts(super().formfield_for_dbfield(db_field, request, **kwargs))


def only_of_owner(
    model_admin: admin.options.BaseModelAdmin, db_field: models.Field, request: HttpRequest
) -> dict[str, Any]:
    """Return what narrows the choices of a key to rows of the person whose ledger the page shows."""
    owner = getattr(request, "ledger_owner", None)
    if not isinstance(db_field, OwnedForeignKey) or owner is None:
        return {}
    rows = db_field.remote_field.model._base_manager.filter(owner_id=owner.pk)
    widget = OwnedAutocomplete(db_field, model_admin.admin_site, owner=owner)
    return {"queryset": rows, "widget": widget}


def without_shortcuts(field: forms.Field | None) -> forms.Field | None:
    """Take the buttons beside a select box away: they lead to rows of anybody."""
    for shortcut in ("can_add_related", "can_change_related", "can_delete_related", "can_view_related"):
        if field is not None and hasattr(field.widget, shortcut):
            setattr(field.widget, shortcut, False)
    return field


class OwnerPickerView(AutocompleteJsonView):
    """Let staff pick an owner by username who may add rows but may not look at people."""

    def has_perm(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return bool(super().has_perm(request, obj)) or self.may_pick_owner(request)

    def may_pick_owner(self, request: HttpRequest) -> bool:
        field = self.source_field
        source_admin = self.admin_site._registry.get(field.model)  # type: ignore[union-attr]
        is_owner = field.name == "owner" and issubclass(field.model, OwnedModel)
        return is_owner and source_admin is not None and source_admin.has_add_permission(request)

    def get_queryset(self) -> models.QuerySet:
        if super().has_perm(self.request):
            return super().get_queryset()
        return User.objects.filter(username__icontains=self.term).order_by("username")
