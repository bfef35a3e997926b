from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.views import View
from django.views.generic import FormView, TemplateView

from accounts import email_change
from accounts.forms.email import ChangeEmailForm
from accounts.http import SignedInRequest
from accounts.views.settings import SettingsPage

NOT_SENT = "The letter could not be sent. Check the address, or try again in a few minutes."


class EmailChangeView(SettingsPage, FormView):
    request: SignedInRequest
    tab = "accounts:email-change"
    form_class = ChangeEmailForm
    template_name = "accounts/email_change.html"
    success_url = reverse_lazy("accounts:email-change")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "request": self.request}

    def form_valid(self, form):
        email = form.cleaned_data["email"]
        if not email_change.ask_for_change(person=self.request.user, email=email, request=self.request):
            form.add_error("email", NOT_SENT)
            return self.form_invalid(form)
        messages.success(self.request, f"A link is on its way to {email}.")
        return super().form_valid(form)


class EmailChangeCancelView(View):
    http_method_names = ["post"]

    def post(self, request):
        email_change.cancel_change(person=request.user)
        messages.success(request, "Your e-mail address stays as it is.")
        return redirect("accounts:email-change")


class EmailConfirmView(SettingsPage, TemplateView):
    """Ask once more, by a button, on the page that the link leads to: mail programs open links by themselves."""

    request: SignedInRequest
    tab = "accounts:email-change"
    template_name = "accounts/email_confirm.html"

    def dispatch(self, request, *args, **kwargs):
        self.is_awaited = email_change.is_awaited(kwargs["token"], person=request.user)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        context = self.get_context_data(is_awaited=self.is_awaited)
        return self.render_to_response(context, status=200 if self.is_awaited else 410)

    def post(self, request, *args, **kwargs):
        if not self.is_awaited:
            return self.get(request, *args, **kwargs)
        if email_change.confirm_change(person=request.user, request=request):
            messages.success(request, f"Your e-mail address is {request.user.unconfirmed_email} now.")
        else:
            messages.error(request, "Somebody uses this address by now. Choose another one.")
        return HttpResponseRedirect(reverse_lazy("accounts:email-change"))
