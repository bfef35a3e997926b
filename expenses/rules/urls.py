from django.urls import path

from expenses.rules import views

urlpatterns = [
    path("rules/", views.RuleListView.as_view(), name="rule-list"),
    path("rules/new/", views.RuleCreateView.as_view(), name="rule-create"),
    path("rules/progress/", views.RuleProgressView.as_view(), name="rule-progress"),
    path("rules/<int:pk>/", views.RuleDetailView.as_view(), name="rule-detail"),
    path("rules/<int:pk>/edit/", views.RuleUpdateView.as_view(), name="rule-update"),
    path("rules/<int:pk>/run/", views.RuleRunView.as_view(), name="rule-run"),
    path("rules/<int:pk>/move/", views.RuleMoveView.as_view(), name="rule-move"),
    path("rules/<int:pk>/switch/", views.RuleSwitchView.as_view(), name="rule-switch"),
    path("rules/<int:pk>/delete/", views.RuleDeleteView.as_view(), name="rule-delete"),
]
