from django.contrib import admin
from django.urls import include, path

from expense_tracker import health

urlpatterns = [
    path("", include("reports.urls")),
    path("", include("expenses.urls")),
    path("accounts/", include("accounts.urls")),
    path("", include("accounts.notifications.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.LiveView.as_view(), name="healthz"),
    path("readyz", health.ReadyView.as_view(), name="readyz"),
]

handler400 = "expense_tracker.errors.bad_request"
handler403 = "expense_tracker.errors.permission_denied"
handler404 = "expense_tracker.errors.page_not_found"
handler500 = "expense_tracker.errors.server_error"
