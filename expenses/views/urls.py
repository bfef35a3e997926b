from django.urls import URLPattern, path
from django.views.generic import View

from expenses.record_kinds import RecordKind
from expenses.spreadsheets.views import CsvExportView, XlsxExportView
from expenses.views.bulk import RecordBulkView
from expenses.views.deletion import RecordDeleteView
from expenses.views.detail import RecordDetailView
from expenses.views.entry import (
    DescriptionSuggestionsView,
    RecordCreateView,
    RecordDuplicateView,
    RecordUpdateView,
)
from expenses.views.listing import RecordListView
from expenses.views.proposing import CategorySuggestionView, RecordRuleView

PAGES: tuple[tuple[str, type[View], str], ...] = (
    ("", RecordListView, "list"),
    ("new/", RecordCreateView, "create"),
    ("bulk/", RecordBulkView, "bulk"),
    ("suggestions/", DescriptionSuggestionsView, "suggestions"),
    ("suggestions/category/", CategorySuggestionView, "suggest-category"),
    ("export.csv", CsvExportView, "export-csv"),
    ("export.xlsx", XlsxExportView, "export-xlsx"),
    ("<int:pk>/", RecordDetailView, "detail"),
    ("<int:pk>/edit/", RecordUpdateView, "update"),
    ("<int:pk>/delete/", RecordDeleteView, "delete"),
    ("<int:pk>/duplicate/", RecordDuplicateView, "duplicate"),
    ("<int:pk>/rule/", RecordRuleView, "rule"),
)


def pages_of(kind: RecordKind, prefix: str) -> list[URLPattern]:
    """Return the addresses of all pages of a kind of record below `prefix`: "expense-list", "income-list" and so on."""
    return [path(prefix + route, view.as_view(kind=kind), name=f"{kind.name}-{name}") for route, view, name in PAGES]
