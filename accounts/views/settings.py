from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_time
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.urls import reverse_lazy
from django.utils import timezone
from django.views import View
from django.views.generic import TemplateView, UpdateView
from django.views.generic.base import ContextMixin

from accounts.forms.preferences import PreferencesForm, ProfileForm
from accounts.http import SignedInRequest
from accounts.models import User
from accounts.month_preview import preview_months
from accounts.preferences import Theme, Weekday

EXAMPLE_AMOUNT = Decimal("1234.5")


class SettingsPage(ContextMixin):
    """A page of the settings, with the tabs that lead to the others."""

    tab: str
    tabs = (
        ("accounts:settings", "Preferences"),
        ("accounts:profile", "Profile"),
        ("accounts:email-change", "E-mail"),
        ("accounts:password_change", "Password"),
        ("notifications:settings", "Notifications"),
        # Rooms of the storey above, which are linked by their names alone.
        ("expenses:budget-everything", "Budget"),
        ("expenses:currency-list", "Currencies"),
        ("expenses:archive", "Your data"),
    )

    def get_context_data(self, **kwargs):
        return super().get_context_data(tab=self.tab, tabs=self.tabs, **kwargs)


class OwnSettingsView(SettingsPage, UpdateView):
    """Change what is kept of the person who is signed in."""

    request: SignedInRequest
    context_object_name = "person"

    def get_object(self, queryset=None):
        # Not request.user itself: a form writes what was typed, right or wrong, into the person it is given.
        return User.objects.get(pk=self.request.user.pk)

    def form_valid(self, form):
        messages.success(self.request, "Saved.")
        return super().form_valid(form)


class PreferencesView(OwnSettingsView):
    tab = "accounts:settings"
    form_class = PreferencesForm
    template_name = "accounts/settings.html"
    success_url = reverse_lazy("accounts:settings")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**example(self.request.user), **kwargs)


class ProfileView(OwnSettingsView):
    tab = "accounts:profile"
    form_class = ProfileForm
    template_name = "accounts/profile.html"
    success_url = reverse_lazy("accounts:profile")


class PreferencesExampleView(TemplateView):
    """Show how money and days would look with the choices in the form, which are not saved yet."""

    request: SignedInRequest
    template_name = "accounts/_preferences_example.html"

    def get_context_data(self, **kwargs):
        form = PreferencesForm(self.request.GET, instance=User.objects.get(pk=self.request.user.pk))
        form.is_valid()
        person = self.request.user if form.errors else form.instance
        problems = [error for name, errors in form.errors.items() if name.startswith("month_") for error in errors]
        return super().get_context_data(**example(person), problems=problems, **kwargs)


def example(person: User) -> dict[str, object]:
    """Return what `_preferences_example.html` shows in the locale of `person`."""
    zone = ZoneInfo(person.time_zone)
    today = timezone.localdate(timezone=zone)
    return {
        "example_amount": EXAMPLE_AMOUNT,
        "example_currency": person.home_currency,
        "example_day": today,
        "example_time": format_time(timezone.now(), "short", zone, person.locale),
        "example_week": Weekday(person.first_day_of_week).label,
        "preview": preview_months(person, today),
        "locale": person.locale,
    }


class ThemeView(View):
    """Keep the theme that was chosen anywhere on the site."""

    http_method_names = ["post"]

    def post(self, request):
        theme = request.POST.get("theme")
        if theme not in Theme.values:
            return HttpResponseBadRequest("Choose auto, light or dark.")
        User.objects.filter(pk=request.user.pk).update(theme=theme)
        return HttpResponse(status=204)
