from functools import cached_property

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.generic import FormView, View

from accounts.http import SignedInRequest
from expenses.activity.models import Activity
from expenses.categories.tree import CategoryTree
from expenses.entry import ChangedMeanwhile
from expenses.messages import say_undoable
from expenses.models import Expense
from expenses.record_kinds import EXPENSE
from expenses.splits.forms import Split, SpreadForm, add_whole_error
from expenses.splits.recounting import parts_of
from expenses.splits.splitting import set_parts, unsplit
from expenses.splits.spreading import Instalment, instalments, spread, unspread
from expenses.views.kinds import get_record

CHANGED = "This expense was changed meanwhile. Look at it as it is now, and save once more if that is right."
ANNUAL = 12


class OneExpenseMixin(View):
    """About one live expense of the signed-in person."""

    request: SignedInRequest
    http_method_names = ["get", "head", "post", "options"]

    @cached_property
    def expense(self) -> Expense:
        expense = get_record(self.request, EXPENSE, self.kwargs["pk"])
        expense.owner = self.request.user
        return expense

    @property
    def detail_url(self) -> str:
        return reverse("expenses:expense-detail", args=[self.expense.pk])

    def done(self, activity: Activity) -> HttpResponse:
        say_undoable(self.request, f"{activity.summary}.", activity)
        return redirect(self.detail_url)


class SplitView(OneExpenseMixin):
    """Rows of category, amount and note; every button works without scripts."""

    def get(self, request, pk):
        return self.show(self.split())

    def post(self, request, pk):
        actions = {"even": self.share_evenly, "more": self.add_rows, "join": self.join}
        return actions.get(request.POST.get("do", ""), self.save)()

    def split(self, typed=None) -> Split:
        return Split(self.expense, CategoryTree.of(self.request.user), parts_of(self.expense), typed)

    def show(self, split: Split, status: int = 200) -> HttpResponse:
        context = {"expense": self.expense, "split": split, "left": split.left, "whole": str(self.expense.amount)}
        return render(self.request, "expenses/expense_split.html", context, status=status)

    def share_evenly(self) -> HttpResponse:
        split = self.split(self.request.POST)
        return self.show(self.split(split.shared_evenly(self.request.POST.copy())))

    def add_rows(self) -> HttpResponse:
        split = self.split(self.request.POST)
        return self.show(self.split(split.with_more_rows(self.request.POST.copy())))

    def save(self) -> HttpResponse:
        split = self.split(self.request.POST)
        if not split.is_valid:
            return self.show(split)
        return self.write(split, lambda **people: set_parts(self.expense.pk, split.parts, **people))

    def join(self) -> HttpResponse:
        split = self.split(self.request.POST)
        split.form.is_valid()
        return self.write(split, lambda **people: unsplit(self.expense.pk, **people))

    def write(self, split: Split, change) -> HttpResponse:
        user, seen = self.request.user, split.form.cleaned_data.get("seen")
        try:
            return self.done(change(owner=user, actor=user, seen=seen))
        except Expense.DoesNotExist as error:
            raise Http404("This expense was deleted just now.") from error
        except ChangedMeanwhile:
            del self.expense
            typed = self.request.POST.copy()
            typed["seen"] = self.expense.updated_at.isoformat()
            split = self.split(typed)
            add_whole_error(split, ValidationError(CHANGED))
            return self.show(split, status=409)
        except ValidationError as error:
            add_whole_error(split, error)
            return self.show(split)


class SpreadView(OneExpenseMixin, FormView):
    """Months and a first day, with what would count when before it is saved."""

    form_class = SpreadForm
    template_name = "expenses/expense_spread.html"

    def get_initial(self):
        expense = self.expense
        return {
            "months": expense.spread_over or ANNUAL,
            "first_day": expense.spread_from or expense.date,
            "seen": expense.updated_at.isoformat(),
        }

    def get_context_data(self, **kwargs):
        context = super().get_context_data(expense=self.expense, **kwargs)
        return {**context, "instalments": self.preview(context["form"])}

    def preview(self, form: SpreadForm) -> list[Instalment]:
        said = form.cleaned_data if form.is_bound and form.is_valid() else {} if form.is_bound else form.initial
        if not said:
            return []
        return instalments(self.expense.amount, self.expense.currency, said["months"], said["first_day"])

    def post(self, request, *args, **kwargs):
        if request.POST.get("do") == "stop":
            return self.write(self.get_form(), lambda **people: unspread(self.expense.pk, **people))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        if self.request.POST.get("do") == "preview":
            return self.form_invalid(form)
        said = form.cleaned_data
        months, first_day = said["months"], said["first_day"]
        return self.write(form, lambda **people: spread(self.expense.pk, months, first_day, **people))

    def write(self, form: SpreadForm, change) -> HttpResponse:
        form.is_valid()
        user, seen = self.request.user, form.cleaned_data.get("seen")
        try:
            return self.done(change(owner=user, actor=user, seen=seen))
        except Expense.DoesNotExist as error:
            raise Http404("This expense was deleted just now.") from error
        except ChangedMeanwhile:
            return self.show_again(form)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)

    def show_again(self, form: SpreadForm) -> HttpResponse:
        """Show what was typed over the expense as it is now; saving once more is then a choice."""
        del self.expense
        typed = form.data.copy()
        typed["seen"] = self.expense.updated_at.isoformat()
        again = SpreadForm(typed)
        again.add_error(None, CHANGED)
        return self.render_to_response(self.get_context_data(form=again), status=409)
