from django.urls import path

from expenses.refunds import views

urlpatterns = [
    path("expenses/<int:pk>/refund/", views.RefundView.as_view(), name="expense-refund"),
]
