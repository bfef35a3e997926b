from django.urls import path, register_converter

from expenses.recurring import calendar_views, offer_views, views
from expenses.recurring.converters import DayConverter

register_converter(DayConverter, "day")

urlpatterns = [
    path("recurring/", views.RecurringListView.as_view(), name="recurring-list"),
    path("recurring/new/", views.RecurringCreateView.as_view(), name="recurring-create"),
    path("recurring/preview/", views.RecurringPreviewView.as_view(), name="recurring-preview"),
    path("recurring/export/", views.RecurringExportView.as_view(), name="recurring-export"),
    path("recurring/found/", offer_views.RecurringFoundView.as_view(), name="recurring-found"),
    path("recurring/calendar/", calendar_views.RecurringCalendarView.as_view(), name="recurring-calendar"),
    path("recurring/calendar/feed/", calendar_views.CalendarFeedView.as_view(), name="recurring-feed-switch"),
    path(
        "recurring/calendar/<int:owner_id>/<str:token>.ics",
        calendar_views.CalendarFileView.as_view(),
        name="recurring-feed",
    ),
    path("recurring/<int:pk>/", views.RecurringDetailView.as_view(), name="recurring-detail"),
    path("recurring/<int:pk>/edit/", views.RecurringUpdateView.as_view(), name="recurring-update"),
    path("recurring/<int:pk>/delete/", views.RecurringDeleteView.as_view(), name="recurring-delete"),
    path("recurring/<int:pk>/pause/", views.RecurringPauseView.as_view(), name="recurring-pause"),
    path("recurring/<int:pk>/<day:day>/", views.OccurrenceView.as_view(), name="recurring-occurrence"),
]
