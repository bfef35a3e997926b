from django.urls import path

from reports import views
from reports.safe_to_spend.views import SafeToSpendView

app_name = "reports"
urlpatterns = [
    path("", views.DashboardView.as_view(), name="dashboard"),
    path("safe-to-spend/", SafeToSpendView.as_view(), name="safe-to-spend"),
    path("first-steps/looked-over/", views.LookedOverView.as_view(), name="looked-over"),
    path("first-steps/dismiss/", views.DismissFirstStepsView.as_view(), name="dismiss-first-steps"),
    path("reports/", views.ReportListView.as_view(), name="report-list"),
    path("reports/<int:year>/", views.YearView.as_view(), name="year"),
    path("reports/<int:year>/<int:month>/", views.MonthView.as_view(), name="month"),
    path("reports/<int:year>/<int:month>/<int:day>/", views.MonthView.as_view(), name="pay-period"),
]
