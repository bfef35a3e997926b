import datetime
from functools import cached_property
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import CreateView, DeleteView, DetailView, FormView, TemplateView, UpdateView, View
from django.views.generic.detail import SingleObjectMixin
from django.views.generic.edit import ModelFormMixin

from accounts.http import SignedInRequest
from accounts.models import User
from accounts.views.settings import SettingsPage
from expenses.budgets.choices import Rhythm
from expenses.budgets.everything import budget_of_everything, set_budget_of_everything
from expenses.budgets.forms import BudgetForm, EverythingForm, MoveMoneyForm, PeriodAmountForm
from expenses.budgets.limits import worth_at_home
from expenses.budgets.models import Budget
from expenses.budgets.overview import Budgets, read_one, read_overview
from expenses.budgets.saving import change_period, copy_from_before, delete_budget, move_money, save_budget
from expenses.budgets.suggesting import LOOKED_AT, past_of, suggestions
from expenses.messages import say_undoable
from expenses.money import format_number
from expenses.periods import Calendar
from expenses.validators import DAYS_AHEAD, FIRST_DATE


def day_of(request: HttpRequest, today: datetime.date) -> datetime.date:
    """Return the day around which the address shows budgets; today where it names none that can be."""
    try:
        day = datetime.date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today
    first = FIRST_DATE + datetime.timedelta(days=DAYS_AHEAD)
    return day if first <= day <= today + datetime.timedelta(days=DAYS_AHEAD) else today


def list_url(day: datetime.date, today: datetime.date) -> str:
    """Return the address of the list that shows budgets around `day`."""
    query = "" if day == today else f"?{urlencode({'on': day.isoformat()})}"
    return f"{reverse('expenses:budget-list')}{query}"


class OnDayMixin:
    """A page about the periods around a day, which is today unless the address says another."""

    request: SignedInRequest

    @cached_property
    def today(self):
        return timezone.localdate()

    @cached_property
    def day(self):
        return day_of(self.request, self.today)

    @property
    def back_url(self):
        return list_url(self.day, self.today)

    def get_context_data(self, **kwargs):
        on = {"day": self.day, "today": self.today, "back_url": self.back_url}
        return super().get_context_data(**{**on, **kwargs})  # type: ignore[misc]


class BudgetMixin(OnDayMixin, SingleObjectMixin):  # type: ignore[misc]
    model = Budget

    def get_queryset(self):
        return Budget.objects.for_user(self.request.user)

    @cached_property
    def name(self):
        return Budgets(self.request.user, today=self.today, rows=[self.object]).name(self.object)

    def get_context_data(self, **kwargs):
        return super().get_context_data(name=self.name if self.object else "", **kwargs)


class BudgetListView(OnDayMixin, TemplateView):
    template_name = "expenses/budget_list.html"

    def get_context_data(self, **kwargs):
        user: User = self.request.user
        overview = read_overview(user, self.day, today=self.today)
        return super().get_context_data(overview=overview, calendar=Calendar.of(user), **kwargs)


class BudgetDetailView(BudgetMixin, DetailView):  # type: ignore[misc]
    """How a budget stands, and how it stood in the periods before."""

    template_name = "expenses/budget_detail.html"

    def get_context_data(self, **kwargs):
        standings = read_one(self.request.user, self.object, self.day, today=self.today, back=LOOKED_AT)
        return super().get_context_data(standings=standings, standing=standings[0] if standings else None, **kwargs)


class BudgetFormMixin(BudgetMixin, ModelFormMixin):  # type: ignore[misc]
    """Make or change a budget; the button “Try it” only says what would have happened with it."""

    form_class = BudgetForm
    template_name = "expenses/budget_form.html"
    done: str

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user, "today": self.today}

    def form_valid(self, form):
        if "try" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form, trial=self.trial(form.instance)))
        try:
            activity = form.save_as(self.request.user)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        name = Budgets(self.request.user, today=self.today, rows=[form.instance]).name(form.instance)
        say_undoable(self.request, f"{self.done} the budget “{name}”.", activity)
        return HttpResponseRedirect(self.back_url)

    def trial(self, budget: Budget):
        return past_of(self.request.user, budget, today=self.today).under(budget.amount)


class BudgetCreateView(BudgetFormMixin, CreateView):  # type: ignore[misc]
    done = "Added"

    def get_initial(self):
        """Begin with what the address says: `?thing=c5&amount=300`."""
        said = {name: self.request.GET[name][:40] for name in ("thing", "amount", "rhythm") if name in self.request.GET}
        return {**super().get_initial(), **said}


class BudgetUpdateView(BudgetFormMixin, UpdateView):  # type: ignore[misc]
    done = "Changed"


class BudgetDeleteView(BudgetMixin, DeleteView):  # type: ignore[misc]
    """Delete a budget; what was spent stays."""

    template_name = "expenses/budget_confirm_delete.html"

    def form_valid(self, form):
        name = self.name
        activity = delete_budget(self.object, owner=self.request.user, actor=self.request.user)
        say_undoable(self.request, f"Deleted the budget “{name}”.", activity)
        return HttpResponseRedirect(self.back_url)


class BudgetOnePeriodView(BudgetMixin, FormView):  # type: ignore[misc]
    """A form about one budget in one period; who has no such budget, or one without a rate, is told so."""

    def dispatch(self, request, *args, **kwargs):
        self.object = self.get_object()
        self.budgets = Budgets(request.user, today=self.today)
        self.period = self.budgets.period(self.object, self.day)
        if self.object.pk not in {row.pk for row in self.budgets.counted(self.day)}:
            messages.error(request, "This budget does not count in that period.")
            return redirect(self.object)
        self.limits = self.budgets.limits[self.object.pk]
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs):
        usual, now = self.limits.standing(self.period), self.limits.of(self.period)
        return super().get_context_data(period=self.period, usual=usual, now=now, **kwargs)

    def form_valid(self, form):
        try:
            words, activity = self.change(form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        say_undoable(self.request, words, activity)
        return HttpResponseRedirect(self.back_url)


class BudgetPeriodView(BudgetOnePeriodView):
    """Give a budget another amount in one period, without the others."""

    form_class = PeriodAmountForm
    template_name = "expenses/budget_period.html"

    def get_initial(self):
        user = self.request.user
        return {"amount": format_number(self.limits.of(self.period), user.home_currency, user.locale)}

    def change(self, cleaned):
        user = self.request.user
        activity = change_period(self.object, self.period, cleaned["amount"], owner=user, actor=user)
        return f"Changed the budget “{self.name}” for this {Rhythm(self.object.rhythm).noun}.", activity


class BudgetMoveView(BudgetOnePeriodView):
    """Move money from one budget to another, for the periods around a day."""

    form_class = MoveMoneyForm
    template_name = "expenses/budget_move.html"

    def get_form_kwargs(self):
        rows = [row for row in self.budgets.counted(self.day) if row.pk != self.object.pk]
        named = ((row.pk, f"{self.budgets.name(row)} ({Rhythm(row.rhythm).label.lower()})") for row in rows)
        return {**super().get_form_kwargs(), "targets": sorted(named, key=lambda pair: pair[1].casefold())}

    def change(self, cleaned):
        user = self.request.user
        activity = move_money(
            self.object, cleaned["to"], cleaned["amount"], day=self.day, today=self.today, owner=user, actor=user
        )
        return f"{activity.summary}.", activity


class BudgetCopyView(OnDayMixin, View):
    """Give the budgets of a rhythm the amounts of the period before."""

    http_method_names = ["post"]

    def post(self, request):
        rhythm = request.POST.get("rhythm", "")
        if rhythm not in Rhythm.values:
            messages.error(request, "Choose which budgets to copy.")
            return redirect(self.back_url)
        user = request.user
        activity = copy_from_before(rhythm, day=self.day, today=self.today, owner=user, actor=user)
        if activity is None:
            messages.success(request, "The period before had the same amounts.")
        else:
            say_undoable(request, f"{activity.summary}.", activity)
        return redirect(self.back_url)


class BudgetOfEverythingView(SettingsPage, FormView):
    """The default budget, among the settings: what is spent in a month in all."""

    request: SignedInRequest
    tab = "expenses:budget-everything"
    form_class = EverythingForm
    template_name = "expenses/budget_everything.html"

    @cached_property
    def budget(self):
        return budget_of_everything(self.request.user)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_initial(self):
        if self.budget is None:
            return {}
        user = self.request.user
        amount = worth_at_home(user, timezone.localdate())(self.budget.amount, self.budget.currency)
        return {"amount": "" if amount is None else format_number(amount, user.home_currency, user.locale)}

    def get_context_data(self, **kwargs):
        month_word = Calendar.of(self.request.user).month_word
        return super().get_context_data(budget=self.budget, month_word=month_word, **kwargs)

    def form_valid(self, form):
        user, amount = self.request.user, form.cleaned_data["amount"]
        try:
            activity = set_budget_of_everything(amount, owner=user, actor=user, today=timezone.localdate())
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        if activity is None:
            messages.success(self.request, "Saved.")
        else:
            say_undoable(self.request, f"{activity.summary}.", activity)
        return redirect(self.tab)


class BudgetSuggestionsView(OnDayMixin, TemplateView):
    """Offer budgets from what was spent in the last months; one click takes one."""

    template_name = "expenses/budget_suggestions.html"

    @cached_property
    def offered(self):
        return suggestions(self.request.user, today=self.today)

    def get_context_data(self, **kwargs):
        parts = any(one.depth for one in self.offered)
        return super().get_context_data(suggestions=self.offered, has_parts=parts, looked_at=LOOKED_AT, **kwargs)

    def post(self, request):
        asked, user = request.POST.get("take", ""), request.user
        chosen = next((one for one in self.offered if str(one.category_id or "all") == asked), None)
        if chosen is None:
            messages.error(request, "This suggestion is not there any more.")
            return redirect("expenses:budget-suggestions")
        budget = Budget(
            owner=user,
            category_id=chosen.category_id,
            amount=chosen.past.suggested,
            currency=user.home_currency,
            rhythm=Rhythm.MONTH,
            starts_on=Calendar.of(user).month_of(self.today).start,
        )
        try:
            activity = save_budget(budget, owner=user, actor=user, today=self.today)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            say_undoable(request, f"Added the budget “{chosen.name}”.", activity)
        return redirect("expenses:budget-suggestions")
