from django.urls import path

from expenses.search import views

urlpatterns = [
    path("searches/", views.SavedSearchListView.as_view(), name="search-list"),
    path("searches/complete/", views.SearchCompletionView.as_view(), name="search-complete"),
    path("searches/new/", views.SavedSearchCreateView.as_view(), name="search-create"),
    path("searches/<int:pk>/edit/", views.SavedSearchUpdateView.as_view(), name="search-update"),
    path("searches/<int:pk>/delete/", views.SavedSearchDeleteView.as_view(), name="search-delete"),
]
