from django.urls import URLPattern, URLResolver, include, path

from expenses.record_kinds import EXPENSE, INCOME
from expenses.views import entry
from expenses.views.urls import pages_of

app_name = "expenses"
# One line a room: path("", include("expenses.<room>.urls")); a room's urls.py is a plain list without an app_name, so
# that every name reads `expenses:...`.
urlpatterns: list[URLPattern | URLResolver] = [
    path("expenses/one-line/", entry.OneLineView.as_view(), name="expense-one-line"),
    *pages_of(EXPENSE, "expenses/"),
    *pages_of(INCOME, "income/"),
    path("", include("expenses.splits.urls")),
    path("", include("expenses.refunds.urls")),
    path("", include("expenses.spreadsheets.urls")),
    path("", include("expenses.imports.urls")),
    path("", include("expenses.activity.urls")),
    path("", include("expenses.categories.urls")),
    path("", include("expenses.tags.urls")),
    path("", include("expenses.wallets.urls")),
    path("", include("expenses.transfers.urls")),
    path("", include("expenses.budgets.urls")),
    path("", include("expenses.goals.urls")),
    path("", include("expenses.recurring.urls")),
    path("", include("expenses.exchange.urls")),
    path("", include("expenses.search.urls")),
    path("", include("expenses.rules.urls")),
    path("", include("expenses.archive.urls")),
    path("", include("expenses.sample.urls")),
]
