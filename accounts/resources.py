from typing import Any

from django.conf import settings
from import_export.fields import Field
from import_export.instance_loaders import CachedInstanceLoader
from import_export.resources import ModelResource
from import_export.widgets import CharWidget, DateTimeWidget

from accounts.differences import PlainDiff
from accounts.formulas import defuse, restore
from accounts.hooks import call_hooks
from accounts.models import User


class PlainTextWidget(CharWidget):
    """A text that people chose themselves, and may have chosen to harm who opens the spreadsheet."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return restore(super().clean(value, row, **kwargs) or "")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return defuse(super().render(value, obj, **kwargs))


class PersonResource(ModelResource):
    """People in a spreadsheet: who they are, their preferences and their status. Passwords stay here.

    A new person has no password; "Forgot the password?" gives them their first.
    """

    username = Field("username", "username", widget=PlainTextWidget())
    email = Field("email", "email", widget=PlainTextWidget())
    first_name = Field("first_name", "first_name", widget=PlainTextWidget())
    last_name = Field("last_name", "last_name", widget=PlainTextWidget())
    date_joined = Field("date_joined", "date_joined", widget=DateTimeWidget("%Y-%m-%d %H:%M"), readonly=True)
    last_login = Field("last_login", "last_login", widget=DateTimeWidget("%Y-%m-%d %H:%M"), readonly=True)

    class Meta:
        model = User
        fields = (
            "username",
            "email",
            "first_name",
            "last_name",
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
            "is_active",
            "date_joined",
            "last_login",
        )
        import_id_fields = ("username",)
        instance_loader_class = CachedInstanceLoader
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True

    @classmethod
    def get_diff_class(cls) -> type[PlainDiff]:
        return PlainDiff

    def init_instance(self, row: Any = None) -> User:
        person = User(home_currency=settings.DEFAULT_CURRENCY)
        person.set_unusable_password()
        return person

    def after_init_instance(self, instance: User, new: bool, row: Any, **kwargs: Any) -> None:
        instance.home_currency_before = "" if new else instance.home_currency  # type: ignore[attr-defined]

    def after_save_instance(self, instance: User, row: Any, **kwargs: Any) -> None:
        """Let the ledger do its part, as it does when people change things themselves."""
        before = instance.home_currency_before  # type: ignore[attr-defined]
        if not before:
            call_hooks(settings.NEW_PERSON_HOOKS, instance)
        elif before != instance.home_currency:
            call_hooks(settings.HOME_CURRENCY_HOOKS, instance)
