from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import RedirectURLMixin
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from accounts.forms.registration import SignUpForm
from accounts.models import User
from accounts.notifications.devices import remember_device
from accounts.registration import SignUpClosedError, guess_from_browser, has_nobody, is_sign_up_open, register

BACKEND = "accounts.backends.UsernameOrEmailBackend"


@method_decorator([login_not_required, never_cache, sensitive_post_parameters()], name="dispatch")
class SignUpView(RedirectURLMixin, FormView):
    """Make a person of a stranger, and sign them in at once."""

    form_class = SignUpForm
    template_name = "accounts/signup.html"
    next_page = settings.LOGIN_REDIRECT_URL

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            return redirect(self.get_success_url())
        if not is_sign_up_open():
            return refuse(request)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        next_url = self.get_redirect_url()
        return super().get_context_data(is_first=has_nobody(), next=next_url, **kwargs)

    def form_valid(self, form):
        person = form.save(commit=False)
        preferences = guess_from_browser(self.request, time_zone=form.cleaned_data["time_zone"])
        try:
            register(person=person, preferences=preferences)
        except SignUpClosedError:
            return refuse(self.request)
        except IntegrityError:
            # Somebody else took the name or the address since the form was checked: checked again, it says so.
            form = self.get_form()
            if form.is_valid():
                raise
            return self.form_invalid(form)
        login(self.request, person, backend=BACKEND)
        messages.success(self.request, welcome(person))
        response = super().form_valid(form)
        remember_device(response, person)
        return response


def refuse(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/signup_closed.html", status=403)


def welcome(person: User) -> str:
    if person.is_superuser:
        text = "Welcome, {}. You are the administrator of this site: <a href='{}'>see people and records</a>."
        return format_html(text, person.username, reverse("admin:index"))
    text = "Welcome, {}. Totals are in {}; <a href='{}'>choose another currency or time zone</a>."
    return format_html(text, person.username, person.home_currency, reverse("accounts:settings"))
