from django.urls import path

from expenses.transfers import views

urlpatterns = [
    path("transfers/", views.TransferListView.as_view(), name="transfer-list"),
    path("transfers/export.csv", views.TransferCsvView.as_view(), name="transfer-export-csv"),
    path("transfers/export.xlsx", views.TransferXlsxView.as_view(), name="transfer-export-xlsx"),
    path("transfers/new/", views.TransferCreateView.as_view(), name="transfer-create"),
    path("transfers/<int:pk>/", views.TransferDetailView.as_view(), name="transfer-detail"),
    path("transfers/<int:pk>/edit/", views.TransferUpdateView.as_view(), name="transfer-update"),
    path("transfers/<int:pk>/delete/", views.TransferDeleteView.as_view(), name="transfer-delete"),
]
