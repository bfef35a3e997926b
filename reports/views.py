from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.generic import TemplateView, View

from accounts.models import User
from expenses.counting import Basis
from expenses.forms.one_line import OneLineForm
from expenses.periods import Calendar, Period, PeriodError, parse_period
from reports import first_steps
from reports.basis import basis_choices, basis_of
from reports.charts.breakdown import breakdown_chart
from reports.charts.chart import Chart
from reports.charts.comparison import comparison_chart
from reports.charts.days import days_chart
from reports.charts.months import months_chart
from reports.charts.pace import pace_chart
from reports.charts.trend import trend_chart
from reports.dashboard import Dashboard, read_dashboard
from reports.forms import RangeForm
from reports.links import month_url, searching, year_url
from reports.monthly import read_month
from reports.picker import Picker
from reports.safe_to_spend.reading import has_wallets
from reports.searching import Narrowing
from reports.yearly import read_year


class NarrowedMixin(TemplateView):
    """Narrow a report to the search that the address names, and with it the lists that it leads to."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.narrowing = Narrowing(request, request.user)

    def dispatch(self, request, *args, **kwargs):
        with searching(self.narrowing.text if self.narrowing.search else ""):
            response = super().dispatch(request, *args, **kwargs)
            return response.render() if isinstance(response, TemplateResponse) else response

    def get_context_data(self, **kwargs):
        narrowing = self.narrowing
        return super().get_context_data(narrowing=narrowing, kept_query=narrowing.query, **kwargs)


class DashboardView(NarrowedMixin):
    template_name = "reports/dashboard.html"

    def get(self, request, *args, **kwargs):
        self.today, self.calendar = timezone.localdate(), Calendar.of(request.user)
        self.period, self.refusal = self.get_period()
        self.range_form = self.get_range_form()
        if self.range_form.is_bound and self.range_form.is_valid():
            period = ("period", self.range_form.cleaned_data["period"].key)
            return redirect(f"{request.path}?{urlencode([period, *self.narrowing.kept])}")
        return super().get(request, *args, **kwargs)

    def get_period(self) -> tuple[Period, str]:
        """Return the period that the address names, else this month, and what is wrong with the address."""
        this_month = self.calendar.month_of(self.today)
        key = self.request.GET.get("period")
        if key is None:
            return this_month, ""
        try:
            return parse_period(key, self.calendar), ""
        except PeriodError as error:
            return this_month, str(error)

    def get_range_form(self) -> RangeForm:
        if "first_day" in self.request.GET or "last_day" in self.request.GET:
            return RangeForm(self.request.GET, calendar=self.calendar)
        days = {"first_day": self.period.start, "last_day": self.period.last_day}
        return RangeForm(initial=days, calendar=self.calendar)

    def get_context_data(self, **kwargs):
        user = self.request.user
        basis = basis_of(self.request)
        search = self.narrowing.search
        dashboard = read_dashboard(user, self.period, today=self.today, basis=basis, search=search)
        shows_now = search is None and self.today in self.period
        return super().get_context_data(
            dashboard=dashboard,
            steps=first_steps.read_first_steps(user, recorded=0 if search else dashboard.recorded),
            picker=Picker(self.period, self.today, self.calendar),
            range_form=self.range_form,
            basis_choices=basis_choices(self.request, user),
            one_line_form=OneLineForm.fresh(),
            refusal=self.refusal,
            charts=draw_charts(dashboard, user.locale),
            shows_safe_to_spend=shows_now and has_wallets(user),
            **kwargs,
        )


def draw_charts(dashboard: Dashboard, locale: str) -> dict[str, Chart | None]:
    comparison, breakdown, pace = dashboard.comparison, dashboard.breakdown, dashboard.pace
    return {
        "pace": pace_chart(pace, comparison, locale=locale) if pace else None,
        "breakdown": breakdown_chart(breakdown, comparison.period, locale=locale),
        "comparison": comparison_chart(breakdown, comparison, locale=locale),
        "trend": trend_chart(dashboard.trend, currency=dashboard.currency, locale=locale),
    }


class LookedOverView(View):
    """Note that the person looks over their categories, and show them."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs) -> HttpResponse:
        first_steps.mark_looked_over(request.user)
        return redirect("expenses:category-list")


class DismissFirstStepsView(View):
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs) -> HttpResponse:
        first_steps.dismiss(request.user)
        return redirect("reports:dashboard")


class ReportMixin(NarrowedMixin):
    """Show the period that the address names, with links to the ones beside it; nonsense such as month 13 is a 404."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.today, self.calendar = timezone.localdate(), Calendar.of(request.user)
        try:
            self.period = self.get_period()
        except PeriodError as error:
            raise Http404(str(error)) from error

    def get_context_data(self, **kwargs):
        picker = Picker(self.period, self.today, self.calendar)
        return super().get_context_data(
            picker=picker,
            previous_url=self.get_url(picker.previous),
            next_url=self.get_url(picker.next),
            basis_choices=basis_choices(self.request, self.request.user),
            kept_tail=self.kept_tail,
            **self.get_report(self.request.user),
            **kwargs,
        )

    def get_url(self, period: Period | None) -> str:
        """Return the address of the report on a period, "" for none."""
        return f"{type(self).url_of(period)}{self.kept_tail}" if period else ""

    @property
    def basis(self) -> Basis:
        return basis_of(self.request)

    @property
    def kept_tail(self) -> str:
        query = self.narrowing.query
        return f"?{query}" if query else ""


class YearView(ReportMixin):
    template_name = "reports/year.html"
    url_of = staticmethod(year_url)

    def get_period(self) -> Period:
        return parse_period(f"{self.kwargs['year']:04}", self.calendar)

    def get_report(self, user: User) -> dict[str, Any]:
        summary = read_year(user, self.period, today=self.today, basis=self.basis, search=self.narrowing.search)
        return {"summary": summary, "chart": months_chart(summary, locale=user.locale)}


class ReportListView(YearView):
    """The reports begin with this year."""

    def get_period(self) -> Period:
        return self.calendar.year_of(self.today)


class MonthView(ReportMixin):
    """A month has one address: by its name, or by its first day where it has none. Others lead there."""

    template_name = "reports/month.html"
    url_of = staticmethod(month_url)

    def get(self, request, *args, **kwargs):
        if request.path != month_url(self.period):
            return redirect(self.get_url(self.period))
        return super().get(request, *args, **kwargs)

    def get_period(self) -> Period:
        named = f"{self.kwargs['year']:04}-{self.kwargs['month']:02}"
        if "day" not in self.kwargs:
            return parse_period(named, self.calendar)
        day = f"{named}-{self.kwargs['day']:02}"
        return self.calendar.month_of(parse_period(f"{day}..{day}").start)

    def get_report(self, user: User) -> dict[str, Any]:
        summary = read_month(user, self.period, today=self.today, basis=self.basis, search=self.narrowing.search)
        return {
            "summary": summary,
            "month_year": self.calendar.year_of(self.period.start),
            "chart": days_chart(summary.days, currency=summary.currency, locale=user.locale),
        }
