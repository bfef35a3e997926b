from functools import cached_property

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import CreateView, DeleteView, DetailView, TemplateView, UpdateView, View
from django.views.generic.detail import SingleObjectMixin
from django.views.generic.edit import ModelFormMixin

from accounts.http import SignedInRequest
from expenses.activity.history import history_of
from expenses.messages import say_undoable, shorten
from expenses.models import Occurrence, RecurringPayment
from expenses.recurring.booking import book_one, find_open
from expenses.recurring.choices import Kind
from expenses.recurring.costs import read_cost
from expenses.recurring.forms import OccurrenceForm, RecurringForm
from expenses.recurring.overview import days_to_change_from, number_of, open_ones, past_ones, read_overview
from expenses.recurring.recorded import GONE, book_as, find_recorded
from expenses.recurring.rhythm import Rhythm
from expenses.recurring.saving import chain_of, delete_plan, pause, resume
from expenses.recurring.sheets import write_plans
from expenses.recurring.similar import initial_like
from expenses.recurring.single import change_one, plan_again, skip_one
from expenses.views.conflicts import ConflictMixin

LIST_URL = reverse_lazy("expenses:recurring-list")


class TodayMixin:
    request: SignedInRequest

    @cached_property
    def today(self):
        return timezone.localdate()


class RecurringListView(TodayMixin, TemplateView):
    """What waits, what is next, and what it costs in a month and a year."""

    template_name = "expenses/recurring_list.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        overview = read_overview(user, today=self.today)
        waiting = find_recorded(user, overview.waiting, today=self.today)
        return super().get_context_data(overview=overview, waiting=waiting, today=self.today, **kwargs)


class RecurringExportView(View):
    http_method_names = ["get", "head", "options"]

    def get(self, request):
        response = HttpResponse(write_plans(request.user), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="recurring-{timezone.localdate()}.csv"'
        return response


class RecurringMixin(TodayMixin, SingleObjectMixin):  # type: ignore[misc]
    model = RecurringPayment
    context_object_name = "plan"
    success_url = LIST_URL

    def get_queryset(self):
        plans = RecurringPayment.objects.for_user(self.request.user)
        return plans.select_related("owner", "wallet", "to_wallet", "category")


class RecurringDetailView(RecurringMixin, DetailView):  # type: ignore[misc]
    """What is next of one, what was booked, and what it has cost."""

    template_name = "expenses/recurring_detail.html"

    def get_context_data(self, **kwargs):
        plan, user = self.object, self.request.user
        line = chain_of(plan)
        return super().get_context_data(
            rhythm=str(Rhythm.parse(plan.rule)),
            number=number_of(plan, plan.next_on),
            open_ones=open_ones(plan),
            past=past_ones(plan, [pk for pk in line if pk <= plan.pk]),
            followed_by=next((pk for pk in line if pk > plan.pk), None),
            cost=None if plan.is_transfer else read_cost(user, plan, today=self.today),
            history=history_of(user, "recurringpayment", plan.pk),
            today=self.today,
            **kwargs,
        )


class RecurringFormMixin(RecurringMixin, ConflictMixin, ModelFormMixin):  # type: ignore[misc]
    """Plan or change one by its form; the button “Show the days” only says when it would come."""

    form_class = RecurringForm
    template_name = "expenses/recurring_form.html"
    done: str

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user, "today": self.today}

    def form_valid(self, form):
        if "show" in self.request.POST:
            return self.form_invalid(form)
        return super().form_valid(form)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form, preview=preview_of(form, self.today)))

    def save(self, form):
        activity = form.save_as(self.request.user)
        say_undoable(self.request, f"{self.done} {shorten(form.instance.description)}.", activity)
        return redirect(form.instance)


class RecurringCreateView(RecurringFormMixin, CreateView):  # type: ignore[misc]
    done = "Planned"

    def get_initial(self):
        """Begin with what a record says that the address names, such as ?like=expense-12."""
        kind, _, key = self.request.GET.get("like", "").partition("-")
        if kind not in Kind.values or not (key.isascii() and key.isdecimal() and len(key) < 19):
            return {}
        return initial_like(kind, int(key), self.request.user)


class RecurringUpdateView(RecurringFormMixin, UpdateView):  # type: ignore[misc]
    done = "Changed"

    def get_form_kwargs(self):
        days = days_to_change_from(self.object, today=self.today)
        return {**super().get_form_kwargs(), "open_days": days}


class RecurringPreviewView(TodayMixin, View):
    """Say in words when it would come, while the form is filled in."""

    http_method_names = ["post"]

    def post(self, request):
        form = RecurringForm(request.POST, user=request.user, today=self.today)
        form.is_valid()
        return render(request, "expenses/_recurring_preview.html", {"preview": preview_of(form, self.today)})


def preview_of(form, today):
    """Return what the form says of its days: (words, next days); None where it says nothing that can be."""
    if form.series is None:
        return None
    first = max(form.series.starts_on, today)
    return form.in_words, form.series.next_days(5, since=first), form.series.last_day


class RecurringDeleteView(RecurringMixin, DeleteView):  # type: ignore[misc]
    """Delete one with those that it follows; what was booked stays."""

    template_name = "expenses/recurring_confirm_delete.html"

    def form_valid(self, form):
        activity = delete_plan(self.object, owner=self.request.user, actor=self.request.user)
        say_undoable(self.request, f"Deleted {shorten(self.object.description)}.", activity)
        return HttpResponseRedirect(LIST_URL)


class RecurringPauseView(RecurringMixin, View):  # type: ignore[misc]
    """Pause it, or let it go on."""

    http_method_names = ["post"]

    def post(self, request, pk):
        plan = self.get_object()
        change, verb = (resume, "Resumed") if request.POST.get("to") == "resume" else (pause, "Paused")
        activity = change(plan, today=self.today, owner=request.user, actor=request.user)
        say_undoable(request, f"{verb} {shorten(plan.description)}.", activity)
        return redirect(next_url(request) or plan.get_absolute_url())


class OccurrenceView(TodayMixin, View):
    """One occurrence that is open: book it, skip it, or give it another day or amount."""

    http_method_names = ["get", "head", "options", "post"]

    def dispatch(self, request, pk, day, *args, **kwargs):
        self.plan = get_object_or_404(RecurringPayment.objects.for_user(request.user), pk=pk)
        self.day = day
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def due(self):
        return find_open(self.plan.pk, self.day, self.request.user)

    def get(self, request):
        try:
            form = OccurrenceForm(user=request.user, plan=self.plan, due=self.due)
        except ValidationError as error:
            return self.refuse(error)
        return self.show(form)

    def show(self, form):
        context = {"form": form, "due": self.due, "plan": self.plan, "today": self.today}
        context["number"] = number_of(self.plan, self.day)
        return render(self.request, "expenses/recurring_occurrence.html", context)

    def post(self, request):
        deeds = {"skip": self.skip, "again": self.plan_again, "save": self.change, "recorded": self.take_recorded}
        deed = deeds.get(request.POST.get("do"), self.book)
        try:
            return deed()
        except ValidationError as error:
            return self.refuse(error)

    def skip(self):
        activity = skip_one(self.plan.pk, self.day, owner=self.request.user, actor=self.request.user)
        return self.say(activity)

    def plan_again(self):
        user = self.request.user
        row = get_object_or_404(Occurrence.objects.for_user(user), recurring=self.plan, due_on=self.day)
        return self.say(plan_again(row, owner=user, actor=user))

    def take_recorded(self):
        key, user = self.request.POST.get("record", ""), self.request.user
        if not (key.isascii() and key.isdecimal() and len(key) < 19):
            raise ValidationError(GONE)
        return self.say(book_as(self.plan.pk, self.day, int(key), owner=user, actor=user))

    def change(self):
        return self.with_form(change_one)

    def book(self):
        if "amount" in self.request.POST or "date" in self.request.POST:
            return self.with_form(book_one)
        return self.say(book_one(self.plan.pk, self.day, owner=self.request.user, actor=self.request.user))

    def with_form(self, deed):
        """Do `deed` with what the form says, or show what is wrong with it."""
        user = self.request.user
        form = OccurrenceForm(self.request.POST, user=user, plan=self.plan)
        if not form.is_valid():
            return self.show(form)
        try:
            activity = deed(self.plan.pk, self.day, **form.cleaned_data, owner=user, actor=user)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.show(form)
        return self.say(activity)

    def say(self, activity):
        say_undoable(self.request, f"{activity.summary}.", activity)
        return redirect(next_url(self.request) or self.plan.get_absolute_url())

    def refuse(self, error):
        messages.error(self.request, " ".join(error.messages))
        return redirect(next_url(self.request) or self.plan.get_absolute_url())


def next_url(request):
    """Return the address of ours that the form names to go on with, "" where it names none."""
    url = request.POST.get("next", "")
    is_ours = url.startswith("/") and url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())
    return url if is_ours else ""
