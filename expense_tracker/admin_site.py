from django.conf import settings
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache


class BrandedAdminSite(admin.AdminSite):
    site_header = "Expense Tracker"
    site_title = "Expense Tracker staff"
    index_title = "People and ledgers"

    def autocomplete_view(self, request: HttpRequest) -> HttpResponseBase:  # type: ignore[override]
        from expenses.owned_admin import OwnerPickerView

        return OwnerPickerView.as_view(admin_site=self)(request)

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Let staff sign in where everybody does: there is one door, and one lock on it."""
        from django.contrib.auth.views import redirect_to_login  # needs the models, which are loaded after this file

        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or resolve_url("admin:index"), resolve_url(settings.LOGIN_URL))

    def password_change(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:  # type: ignore[override]
        return redirect("accounts:password_change")


class BrandedAdminConfig(AdminConfig):
    default_site = "expense_tracker.admin_site.BrandedAdminSite"
