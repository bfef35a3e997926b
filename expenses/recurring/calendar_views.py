import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView, View

from accounts.http import SignedInRequest
from expenses.periods import Calendar, Month, PeriodError, parse_period
from expenses.recurring.agenda import MONTHS_AHEAD, read_agenda
from expenses.recurring.feed import feed_of, reader_of, switch_off, switch_on, token_of, write_feed

TOO_FAR = "The calendar reaches two years ahead."
SWITCHED_ON = "Your calendar has an address now."
RENEWED = "Your calendar has a new address. The old one opens nothing any more."
FIRST_DAY = datetime.date(1900, 2, 1)


def last_start(this_month: Month) -> datetime.date:
    """Return when the last month begins that the calendar shows."""
    return this_month.back(-MONTHS_AHEAD).start


def month_url(month: Month) -> str:
    return reverse("expenses:recurring-calendar", query={"month": month.key})


class RecurringCalendarView(TemplateView):
    """The days of a month, and what is due, booked and skipped on each."""

    request: SignedInRequest
    template_name = "expenses/recurring_calendar.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, today = self.request.user, timezone.localdate()
        calendar = Calendar.of(user)
        this_month = calendar.month_of(today)
        month, refusal = self.get_month(calendar, this_month)
        feed_url = self.get_feed_url()
        return super().get_context_data(
            agenda=read_agenda(user, month, today=today),
            refusal=refusal,
            feed_url=feed_url,
            webcal_url=f"webcal://{feed_url.partition('://')[2]}" if feed_url else "",
            is_this_month=month == this_month,
            month_word=calendar.month_word,
            previous_url=month_url(month.previous()) if month.start > FIRST_DAY else "",
            next_url=month_url(month.next()) if month.next().start <= last_start(this_month) else "",
            **kwargs,
        )

    def get_feed_url(self) -> str:
        """Return the whole address of the person's feed, "" where they have none."""
        feed = feed_of(self.request.user)
        if feed is None:
            return ""
        path = reverse("expenses:recurring-feed", args=[feed.owner_id, token_of(feed)])
        return self.request.build_absolute_uri(path)

    def get_month(self, calendar: Calendar, this_month: Month) -> tuple[Month, str]:
        """Return the month that the address names, else this one, and what is wrong with the address."""
        key = self.request.GET.get("month")
        if key is None:
            return this_month, ""
        try:
            month = calendar.month_of(parse_period(key[:30], calendar).start)
        except PeriodError as error:
            return this_month, str(error)
        return (this_month, TOO_FAR) if month.start > last_start(this_month) else (month, "")


class CalendarFeedView(View):
    """Switch the address of one's calendar on, to a new one, or off."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest) -> HttpResponse:
        if request.POST.get("to") == "off":
            switch_off(request.user)
            messages.success(request, "Your calendar has no address any more. Programs that read it get nothing.")
        else:
            is_new = feed_of(request.user) is None
            switch_on(request.user)
            messages.success(request, SWITCHED_ON if is_new else RENEWED)
        return redirect(f"{reverse('expenses:recurring-calendar')}#feed")


@method_decorator(login_not_required, name="dispatch")
class CalendarFileView(View):
    """What other programs read: whoever knows the address is let in, without a session."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, owner_id: int, token: str) -> HttpResponse:
        user = reader_of(owner_id, token)
        if user is None:
            raise Http404
        answer = HttpResponse(write_feed(user), content_type="text/calendar; charset=utf-8")
        answer["Content-Disposition"] = 'inline; filename="recurring-payments.ics"'
        answer["Cache-Control"] = "private, no-store"
        answer["X-Robots-Tag"] = "noindex, nofollow"
        answer["Referrer-Policy"] = "no-referrer"
        return answer
