from django.contrib.auth import views
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.views.generic.edit import FormMixin

from accounts.forms.passwords import AskForResetForm, ChangePasswordForm, ResetPasswordForm
from accounts.letters import send_letter
from accounts.lockout import unlock
from accounts.notifications.devices import remember_device
from accounts.views.settings import SettingsPage


class NoticeMixin(FormMixin):
    """Tell the person by letter that their password is another one now: they may not have done it."""

    request: HttpRequest

    def form_valid(self, form):
        response = super().form_valid(form)
        if form.user.email:
            send_letter("password_changed", to=form.user.email, request=self.request, context={"person": form.user})
        return response


class PasswordChangeView(SettingsPage, NoticeMixin, views.PasswordChangeView):
    tab = "accounts:password_change"
    form_class = ChangePasswordForm
    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("accounts:password_change_done")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "request": self.request}

    def form_valid(self, form):
        response = super().form_valid(form)
        remember_device(response, form.user)
        return response


class PasswordChangeDoneView(SettingsPage, views.PasswordChangeDoneView):
    tab = "accounts:password_change"
    template_name = "accounts/password_change_done.html"


class PasswordResetView(views.PasswordResetView):
    form_class = AskForResetForm
    template_name = "accounts/password_reset.html"
    subject_template_name = "emails/password_reset_subject.txt"
    email_template_name = "emails/password_reset.txt"
    success_url = reverse_lazy("accounts:password_reset_done")


class PasswordResetDoneView(views.PasswordResetDoneView):
    template_name = "accounts/password_reset_done.html"


class PasswordResetConfirmView(NoticeMixin, views.PasswordResetConfirmView):
    form_class = ResetPasswordForm
    template_name = "accounts/password_reset_confirm.html"
    success_url = reverse_lazy("accounts:password_reset_complete")

    def form_valid(self, form):
        response = super().form_valid(form)
        unlock(form.user.username)
        return response


class PasswordResetCompleteView(views.PasswordResetCompleteView):
    template_name = "accounts/password_reset_complete.html"
