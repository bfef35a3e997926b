from django.urls import path

from expenses.budgets import views

urlpatterns = [
    path("budgets/", views.BudgetListView.as_view(), name="budget-list"),
    path("budgets/new/", views.BudgetCreateView.as_view(), name="budget-create"),
    path("budgets/suggestions/", views.BudgetSuggestionsView.as_view(), name="budget-suggestions"),
    path("budgets/copy/", views.BudgetCopyView.as_view(), name="budget-copy"),
    path("budgets/everything/", views.BudgetOfEverythingView.as_view(), name="budget-everything"),
    path("budgets/<int:pk>/", views.BudgetDetailView.as_view(), name="budget-detail"),
    path("budgets/<int:pk>/edit/", views.BudgetUpdateView.as_view(), name="budget-update"),
    path("budgets/<int:pk>/delete/", views.BudgetDeleteView.as_view(), name="budget-delete"),
    path("budgets/<int:pk>/period/", views.BudgetPeriodView.as_view(), name="budget-period"),
    path("budgets/<int:pk>/move/", views.BudgetMoveView.as_view(), name="budget-move"),
]
