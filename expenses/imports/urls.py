from django.urls import path

from expenses.imports.views import rows, statement, together

urlpatterns = [
    path("imports/statements/wallets/", together.StatementWalletsView.as_view(), name="statement-wallets"),
    path("imports/statements/away/", together.StatementPutAwayView.as_view(), name="statement-away"),
    path("imports/statements/ready/", together.StatementReadyView.as_view(), name="statement-ready"),
    path("imports/statements/<int:pk>/", statement.StatementDetailView.as_view(), name="statement-detail"),
    path("imports/statements/<int:pk>/match/", statement.StatementMatchView.as_view(), name="statement-match"),
    path("imports/statements/<int:pk>/trial/", statement.StatementTrialView.as_view(), name="statement-trial"),
    path("imports/statements/<int:pk>/header/", statement.StatementHeaderView.as_view(), name="statement-header"),
    path("imports/statements/<int:pk>/again/", statement.StatementAgainView.as_view(), name="statement-again"),
    path("imports/statements/<int:pk>/rows/", rows.EntriesView.as_view(), name="statement-rows"),
    path("imports/statements/<int:pk>/apply/", statement.StatementApplyView.as_view(), name="statement-apply"),
    path("imports/statements/<int:pk>/retry/", statement.StatementRetryView.as_view(), name="statement-retry"),
    path("imports/statements/<int:pk>/cancel/", statement.StatementCancelView.as_view(), name="statement-cancel"),
    path("imports/statements/<int:pk>/failed.csv", statement.FailedRowsView.as_view(), name="statement-failed"),
    path("imports/rows/<int:pk>/", rows.EntryUpdateView.as_view(), name="statement-row"),
    path("imports/rows/<int:pk>/mend/", rows.EntryMendView.as_view(), name="statement-mend"),
]
