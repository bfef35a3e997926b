from django.urls import path

from expenses.categories import views

urlpatterns = [
    path("categories/", views.CategoryListView.as_view(), name="category-list"),
    path("categories/new/", views.CategoryCreateView.as_view(), name="category-create"),
    path("categories/<int:pk>/edit/", views.CategoryUpdateView.as_view(), name="category-update"),
    path("categories/<int:pk>/delete/", views.CategoryDeleteView.as_view(), name="category-delete"),
    path("categories/<int:pk>/merge/", views.CategoryMergeView.as_view(), name="category-merge"),
    path("categories/<int:pk>/archive/", views.CategoryArchiveView.as_view(), name="category-archive"),
]
