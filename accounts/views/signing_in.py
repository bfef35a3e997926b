from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.shortcuts import redirect
from django.utils.decorators import method_decorator

from accounts.forms.signing_in import SignInForm
from accounts.notifications.devices import is_new_device, remember_device, tell_of_sign_in
from accounts.registration import has_nobody, is_sign_up_open

UNTIL_BROWSER_CLOSES = 0


class SignInView(LoginView):
    form_class = SignInForm
    template_name = "accounts/login.html"
    redirect_authenticated_user = True

    def get(self, request, *args, **kwargs):
        if has_nobody():
            return redirect("accounts:signup")
        return super().get(request, *args, **kwargs)

    def get_redirect_url(self, *args):
        """Return where the person came from; not this page itself, which would send them here for ever."""
        url = super().get_redirect_url(*args)
        return "" if url.partition("?")[0] == self.request.path else url

    def get_context_data(self, **kwargs):
        return super().get_context_data(is_sign_up_open=is_sign_up_open(), **kwargs)

    def form_valid(self, form):
        person = form.get_user()
        is_new = is_new_device(self.request, person)
        response = super().form_valid(form)
        remember_device(response, person)
        if is_new:
            tell_of_sign_in(self.request, person)
        remembered = settings.SESSION_REMEMBER_DAYS * 24 * 3600
        self.request.session.set_expiry(remembered if form.cleaned_data["remember_me"] else UNTIL_BROWSER_CLOSES)
        return response


@method_decorator(login_not_required, name="dispatch")
class SignOutView(LogoutView):
    """End the session; where it had ended by itself, there is nothing to ask."""
