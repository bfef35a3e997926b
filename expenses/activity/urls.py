from django.urls import path

from expenses.activity import views

urlpatterns = [
    path("activity/", views.ActivityListView.as_view(), name="activity-list"),
    path("activity/<int:pk>/", views.ActivityDetailView.as_view(), name="activity-detail"),
    path("activity/<int:pk>/undo/", views.ActivityUndoView.as_view(), name="activity-undo"),
    path("expenses/deleted/", views.DeletedListView.as_view(), name="expense-deleted"),
]
