from django.urls import path

from expenses.imports import views

urlpatterns = [
    path("imports/statements/<int:pk>/", views.StatementDetailView.as_view(), name="statement-detail"),
    path("imports/statements/<int:pk>/match/", views.StatementMatchView.as_view(), name="statement-match"),
    path("imports/statements/<int:pk>/again/", views.StatementAgainView.as_view(), name="statement-again"),
    path("imports/statements/<int:pk>/rows/", views.EntriesView.as_view(), name="statement-rows"),
    path("imports/statements/<int:pk>/apply/", views.StatementApplyView.as_view(), name="statement-apply"),
    path("imports/statements/<int:pk>/retry/", views.StatementRetryView.as_view(), name="statement-retry"),
    path("imports/statements/<int:pk>/cancel/", views.StatementCancelView.as_view(), name="statement-cancel"),
    path("imports/statements/<int:pk>/failed.csv", views.FailedRowsView.as_view(), name="statement-failed"),
    path("imports/rows/<int:pk>/", views.EntryUpdateView.as_view(), name="statement-row"),
]
