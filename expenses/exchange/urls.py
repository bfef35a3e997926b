from django.urls import path

from expenses.exchange import views

urlpatterns = [
    path("currencies/", views.CurrencyListView.as_view(), name="currency-list"),
    path("currencies/progress/", views.RevaluationView.as_view(), name="revaluation"),
    path("currencies/new/", views.OwnCurrencyCreateView.as_view(), name="owncurrency-create"),
    path("currencies/<int:pk>/edit/", views.OwnCurrencyUpdateView.as_view(), name="owncurrency-update"),
    path("currencies/<int:pk>/delete/", views.OwnCurrencyDeleteView.as_view(), name="owncurrency-delete"),
    path("currencies/rates/", views.OwnRateListView.as_view(), name="ownrate-list"),
    path("currencies/rates/new/", views.OwnRateCreateView.as_view(), name="ownrate-create"),
    path("currencies/rates/import/", views.OwnRateImportView.as_view(), name="ownrate-import"),
    path("currencies/rates/export.csv", views.OwnRateExportView.as_view(), name="ownrate-export"),
    path("currencies/rates/<int:pk>/edit/", views.OwnRateUpdateView.as_view(), name="ownrate-update"),
    path("currencies/rates/<int:pk>/delete/", views.OwnRateDeleteView.as_view(), name="ownrate-delete"),
]
