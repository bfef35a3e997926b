from django.urls import path

from expenses.wallets import views

urlpatterns = [
    path("wallets/", views.WalletListView.as_view(), name="wallet-list"),
    path("wallets/new/", views.WalletCreateView.as_view(), name="wallet-create"),
    path("wallets/start/", views.WalletStartView.as_view(), name="wallet-start"),
    path("wallets/<int:pk>/", views.WalletDetailView.as_view(), name="wallet-detail"),
    path("wallets/<int:pk>/edit/", views.WalletUpdateView.as_view(), name="wallet-update"),
    path("wallets/<int:pk>/archive/", views.WalletArchiveView.as_view(), name="wallet-archive"),
    path("wallets/<int:pk>/delete/", views.WalletDeleteView.as_view(), name="wallet-delete"),
    path("wallets/<int:pk>/reconcile/", views.ReconcileView.as_view(), name="wallet-reconcile"),
    path("wallets/<int:pk>/reconcile/tick/", views.TickView.as_view(), name="wallet-tick"),
    path("wallets/<int:pk>/reconcile/finish/", views.FinishView.as_view(), name="wallet-reconcile-finish"),
]
