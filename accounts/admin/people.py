from collections import Counter
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from import_export.admin import ImportExportMixin

from accounts.forms.people import AddPersonForm, ChangePersonForm
from accounts.hooks import call_hooks
from accounts.lockout import locked_usernames, unlock
from accounts.models import User
from accounts.removal import count_owned_rows, remove_person
from accounts.resources import PersonResource

NAMES: tuple[str, Any] = (
    "Name",
    {"fields": ("username", "password", "first_name", "last_name", "email", "unconfirmed_email")},
)
PREFERENCES: tuple[str, Any] = (
    "Preferences",
    {
        "fields": (
            "home_currency",
            "locale",
            "time_zone",
            "theme",
            "first_day_of_week",
            "month_start",
            "month_start_day",
            "month_start_weeks",
            "month_start_date",
            "year_start_month",
        ),
        "classes": ("collapse",),
    },
)
STATUS: tuple[str, Any] = ("Status", {"fields": ("is_active", "last_login", "date_joined")})
RIGHTS: tuple[str, Any] = (
    "Rights",
    {"fields": ("is_staff", "is_superuser", "groups", "user_permissions"), "classes": ("collapse",)},
)
SUPPORT_NAMES = ("Name", {"fields": ("username", "first_name", "last_name", "email", "unconfirmed_email")})


@admin.register(User)
class PersonAdmin(ImportExportMixin, UserAdmin):
    """People. Administrators may do everything; other staff see people, and let them in or keep them out."""

    form = ChangePersonForm
    add_form = AddPersonForm
    resource_classes = [PersonResource]
    fieldsets = (NAMES, PREFERENCES, STATUS, RIGHTS)
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "email", "usable_password", "password1", "password2")}),
        (PREFERENCES[0], {"fields": ("home_currency", "locale", "time_zone")}),
    )
    list_display = ("username", "email", "full_name", "can_sign_in", "is_staff", "last_login", "date_joined")
    list_filter = ("is_active", "is_staff", "is_superuser", "groups", "last_login", "date_joined", "home_currency")
    date_hierarchy = "date_joined"
    autocomplete_fields = ("groups",)
    filter_horizontal = ("user_permissions",)
    readonly_fields = ("unconfirmed_email", "last_login", "date_joined")
    list_per_page = 50
    show_full_result_count = False
    actions = ("unlock_sign_in",)

    def get_queryset(self, request):
        locked = locked_usernames().filter(username=OuterRef("username"))
        return super().get_queryset(request).annotate(is_locked_out=Exists(locked))

    @admin.display(description="name", ordering="first_name")
    def full_name(self, person):
        return person.get_full_name()

    @admin.display(description="can sign in", boolean=True)
    def can_sign_in(self, person):
        return person.is_active and not person.is_locked_out

    @admin.action(description="Unlock sign-in", permissions=["change"])
    def unlock_sign_in(self, request, people):
        for username in people.values_list("username", flat=True):
            unlock(username)
        self.message_user(request, "They can try again now.", messages.SUCCESS)

    # Who may do what

    def has_change_permission(self, request, obj=None):
        is_allowed = super().has_change_permission(request, obj)
        return is_allowed and (request.user.is_superuser or obj is None or not (obj.is_staff or obj.is_superuser))

    def has_add_permission(self, request):
        return request.user.is_superuser

    def has_delete_permission(self, request, obj=None):
        return request.user.is_superuser and obj != request.user

    def has_import_permission(self, request):
        return request.user.is_superuser

    def get_fieldsets(self, request, obj=None):
        if request.user.is_superuser:
            return super().get_fieldsets(request, obj)
        return (SUPPORT_NAMES, PREFERENCES, STATUS)

    def get_readonly_fields(self, request, obj=None):
        """Leave to other staff nothing but the status: with somebody's e-mail they could take over the account."""
        if request.user.is_superuser:
            return self.readonly_fields if obj else ()
        shown = [name for _, options in self.get_fieldsets(request, obj) for name in options["fields"]]
        return [name for name in shown if name != "is_active"]

    def user_change_password(self, request, *args, **kwargs):
        if not request.user.is_superuser:
            raise PermissionDenied
        return super().user_change_password(request, *args, **kwargs)

    # What the ledger has to do with it

    def get_changeform_initial_data(self, request):
        """Expect that a new person lives where the administrator does."""
        admin = request.user
        return {"home_currency": admin.home_currency, "locale": admin.locale, "time_zone": admin.time_zone}

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not change:
            call_hooks(settings.NEW_PERSON_HOOKS, obj)
        elif "home_currency" in form.changed_data:
            call_hooks(settings.HOME_CURRENCY_HOOKS, obj)

    def get_deleted_objects(self, objs, request):
        """Count what goes with each person: a ledger may have more rows than a page can show."""
        found: list[Any] = []
        totals: Counter[str] = Counter(people=len(objs))
        for person in objs:
            rows = {str(model._meta.verbose_name_plural): count for model, count in count_owned_rows(person).items()}
            found += [str(person), [f"{count:,} {name}" for name, count in rows.items()]]
            totals.update(rows)
        is_allowed = all(self.has_delete_permission(request, person) for person in objs)
        return found, dict(totals), set() if is_allowed else {"person"}, []

    def delete_model(self, request, obj):
        remove_person(obj)

    def delete_queryset(self, request, queryset):
        for person in queryset:
            remove_person(person)
