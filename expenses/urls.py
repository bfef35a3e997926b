from django.urls import URLPattern, URLResolver, include, path

from expenses.views import bulk, deletion, detail, entry, listing

app_name = "expenses"
# One line a room: path("", include("expenses.<room>.urls")); a room's urls.py is a plain list without an app_name, so
# that every name reads `expenses:...`.
urlpatterns: list[URLPattern | URLResolver] = [
    path("expenses/", listing.ExpenseListView.as_view(), name="expense-list"),
    path("expenses/new/", entry.ExpenseCreateView.as_view(), name="expense-create"),
    path("expenses/one-line/", entry.OneLineView.as_view(), name="expense-one-line"),
    path("expenses/bulk/", bulk.ExpenseBulkView.as_view(), name="expense-bulk"),
    path("expenses/suggestions/", entry.DescriptionSuggestionsView.as_view(), name="description-suggestions"),
    path("expenses/<int:pk>/", detail.ExpenseDetailView.as_view(), name="expense-detail"),
    path("expenses/<int:pk>/edit/", entry.ExpenseUpdateView.as_view(), name="expense-update"),
    path("expenses/<int:pk>/delete/", deletion.ExpenseDeleteView.as_view(), name="expense-delete"),
    path("expenses/<int:pk>/duplicate/", entry.ExpenseDuplicateView.as_view(), name="expense-duplicate"),
    path("", include("expenses.splits.urls")),
    path("", include("expenses.refunds.urls")),
    path("", include("expenses.spreadsheets.urls")),
    path("", include("expenses.activity.urls")),
    path("", include("expenses.categories.urls")),
    path("", include("expenses.tags.urls")),
    path("", include("expenses.wallets.urls")),
    path("", include("expenses.transfers.urls")),
    path("", include("expenses.archive.urls")),
    path("", include("expenses.sample.urls")),
]
