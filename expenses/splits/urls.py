from django.urls import path

from expenses.splits import views

urlpatterns = [
    path("expenses/<int:pk>/split/", views.SplitView.as_view(), name="expense-split"),
    path("expenses/<int:pk>/spread/", views.SpreadView.as_view(), name="expense-spread"),
]
