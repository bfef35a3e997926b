from django.urls import path

from expenses.goals import views

urlpatterns = [
    path("goals/", views.GoalListView.as_view(), name="goal-list"),
    path("goals/new/", views.GoalCreateView.as_view(), name="goal-create"),
    path("goals/export.csv", views.GoalExportView.as_view(), name="goal-export"),
    path("goals/import/", views.GoalImportView.as_view(), name="goal-import"),
    path("goals/<int:pk>/", views.GoalDetailView.as_view(), name="goal-detail"),
    path("goals/<int:pk>/edit/", views.GoalUpdateView.as_view(), name="goal-update"),
    path("goals/<int:pk>/archive/", views.GoalArchiveView.as_view(), name="goal-archive"),
    path("goals/<int:pk>/delete/", views.GoalDeleteView.as_view(), name="goal-delete"),
    path("goals/<int:pk>/contribute/", views.ContributionCreateView.as_view(), name="goal-contribute"),
    path("goals/<int:pk>/export.csv", views.ContributionExportView.as_view(), name="goal-contributions-export"),
    path("goals/<int:pk>/import/", views.ContributionImportView.as_view(), name="goal-contributions-import"),
    path(
        "goals/contributions/<int:pk>/edit/",
        views.ContributionUpdateView.as_view(),
        name="goalcontribution-update",
    ),
    path(
        "goals/contributions/<int:pk>/delete/",
        views.ContributionDeleteView.as_view(),
        name="goalcontribution-delete",
    ),
]
