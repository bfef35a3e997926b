from django.urls import path

from accounts.notifications.views import lists, public, settings

app_name = "notifications"
urlpatterns = [
    path("notifications/", lists.NotificationListView.as_view(), name="notification-list"),
    path("notifications/read/", lists.AllReadView.as_view(), name="all-read"),
    path("notifications/<int:pk>/", lists.NotificationDetailView.as_view(), name="notification-detail"),
    path("notifications/<int:pk>/read/", lists.NotificationReadView.as_view(), name="notification-read"),
    path("notifications/settings/", settings.NotificationSettingsView.as_view(), name="settings"),
    path("notifications/try/", settings.TryView.as_view(), name="try"),
    path("notifications/browsers/", settings.BrowserAddView.as_view(), name="browser-add"),
    path("notifications/browsers/<int:pk>/remove/", settings.BrowserRemoveView.as_view(), name="browser-remove"),
    path("notifications/webhook/", settings.WebhookSaveView.as_view(), name="webhook-save"),
    path("notifications/webhook/renew/", settings.WebhookRenewView.as_view(), name="webhook-renew"),
    path("notifications/webhook/remove/", settings.WebhookRemoveView.as_view(), name="webhook-remove"),
    path("notifications/unsubscribe/<token>/", public.UnsubscribeView.as_view(), name="unsubscribe"),
    path("service-worker.js", public.ServiceWorkerView.as_view(), name="service-worker"),
]
