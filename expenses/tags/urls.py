from django.urls import path

from expenses.tags import views

urlpatterns = [
    path("tags/", views.TagListView.as_view(), name="tag-list"),
    path("tags/new/", views.TagCreateView.as_view(), name="tag-create"),
    path("tags/<int:pk>/edit/", views.TagUpdateView.as_view(), name="tag-update"),
    path("tags/<int:pk>/delete/", views.TagDeleteView.as_view(), name="tag-delete"),
    path("tags/<int:pk>/merge/", views.TagMergeView.as_view(), name="tag-merge"),
]
