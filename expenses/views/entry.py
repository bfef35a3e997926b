import datetime
import uuid
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import FormView, View

from accounts.models import User
from expenses.categories.tree import CategoryTree
from expenses.entry import ChangedMeanwhile, change_expense, record_expense
from expenses.forms.expense import ExpenseForm, Keep, differences, initial_of, new_initial
from expenses.forms.one_line import OneLineForm, read_line
from expenses.messages import say_recorded, say_undoable, shorten
from expenses.models import Expense
from expenses.suggestions import suggest_descriptions

SHORTEST_TO_COMPLETE = 2


def safe_next(request: HttpRequest) -> str:
    """Return the address that the form was opened from where it is one of ours, otherwise that of the list."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    # From the root: a bare word would be taken for the name of a view.
    is_ours = url.startswith("/") and url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())
    return url if is_ours else reverse("expenses:expense-list")


def get_expense(request: HttpRequest, pk: int) -> Expense:
    """Return the person's live expense with its tags and who entered it; another person's is a 404."""
    own = Expense.objects.for_user(request.user).with_tags(request.user).select_related("created_by", "wallet")
    expense = own.filter(pk=pk).first()
    if expense is None:
        raise Http404("There is no such expense.")
    return expense


class ExpenseFormMixin:
    """A page with the form of one expense of the signed-in person."""

    form_class = ExpenseForm
    template_name = "expenses/expense_form.html"
    heading = "Add expense"

    def get_form_kwargs(self):
        tree = CategoryTree.of(self.request.user)
        return {**super().get_form_kwargs(), "user": self.request.user, "tree": tree}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**page_context(self.request), heading=self.heading, **kwargs)

    def form_valid(self, form):
        try:
            return self.save(form)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)


class ExpenseCreateView(ExpenseFormMixin, FormView):
    """The form of a new expense: empty, or like another one (?like=<id>)."""

    def get_initial(self):
        initial = new_initial(self.request.user, timezone.localdate())
        initial |= {name: self.request.GET[name] for name in ("date", "category", "wallet") if name in self.request.GET}
        like = self.request.GET.get("like", "")
        if like.isascii() and like.isdecimal() and len(like) < 19:
            initial |= values_of(get_expense(self.request, int(like)), self.request.user)
        return initial

    def save(self, form: ExpenseForm) -> HttpResponse:
        expense = record(self.request, form)
        then = self.request.POST.get("then", "")
        if then == "another":
            return redirect(address_of_new(self.request, date=expense.date.isoformat()))
        if then == "split" and expense.deleted_in_id is None:
            return redirect("expenses:expense-split", pk=expense.pk)
        if then == "similar" and expense.deleted_in_id is None:
            return redirect(address_of_new(self.request, like=str(expense.pk)))
        return redirect(safe_next(self.request))


class ExpenseDuplicateView(ExpenseCreateView):
    """The form of a new expense, today, with all that another one says."""

    heading = "Duplicate expense"
    http_method_names = ["get", "head", "options"]

    def get_initial(self):
        expense = get_expense(self.request, self.kwargs["pk"])
        return {**super().get_initial(), **values_of(expense, self.request.user), "date": timezone.localdate()}


class ExpenseUpdateView(ExpenseFormMixin, FormView):
    heading = "Edit expense"

    def post(self, request, *args, **kwargs):
        if Expense.objects.deleted_by(request.user).filter(pk=kwargs["pk"]).exists():
            return self.show_as_new()
        return super().post(request, *args, **kwargs)

    @cached_property
    def expense(self) -> Expense:
        return get_expense(self.request, self.kwargs["pk"])

    def get_initial(self):
        return initial_of(self.expense, self.request.user)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "keep": self.keep}

    @property
    def keep(self) -> Keep:
        return Keep(self.expense.category_id, self.expense.wallet_id)

    def get_context_data(self, **kwargs):
        # The form first: it is what finds the expense.
        return {**super().get_context_data(**kwargs), "expense": self.expense}

    def save(self, form: ExpenseForm) -> HttpResponse:
        seen = form.cleaned_data["seen"] or self.expense.updated_at
        try:
            _, activity = change_expense(
                self.expense.pk, form.entry, owner=self.request.user, actor=self.request.user, seen=seen
            )
        except Expense.DoesNotExist as error:
            raise Http404("This expense was deleted just now.") from error
        except ChangedMeanwhile:
            return self.show_both(form)
        say_undoable(self.request, f"Saved {shorten(form.entry.description)}.", activity)
        return redirect(safe_next(self.request))

    def show_both(self, form: ExpenseForm) -> HttpResponse:
        """Show what the person typed beside what was saved meanwhile; saving once more is then a choice."""
        del self.expense  # it was read before the other one saved
        typed = form.data.copy()
        typed["seen"] = self.expense.updated_at.isoformat()
        again = ExpenseForm(typed, user=self.request.user, tree=form.tree, keep=self.keep)
        conflicts = differences(self.expense, form)
        return self.render_to_response(self.get_context_data(form=again, conflicts=conflicts), status=409)

    def show_as_new(self) -> HttpResponse:
        """Keep what the person typed of an expense that was deleted meanwhile: they can add it anew."""
        typed = self.request.POST.copy()
        typed["submission_id"] = str(uuid.uuid4())
        form = ExpenseForm(typed, user=self.request.user, tree=CategoryTree.of(self.request.user))
        form.add_error(None, "This expense was deleted meanwhile. What you typed is kept here: add it anew, or leave.")
        return show_form(self.request, form, status=409)


class OneLineView(View):
    http_method_names = ["post"]

    def post(self, request):
        line = OneLineForm(request.POST)
        if not line.is_valid():
            for error in line.errors.values():
                messages.error(request, " ".join(error))
            return redirect(safe_next(request))
        tree = CategoryTree.of(request.user)
        values = read_line(line.cleaned_data["line"], user=request.user, tree=tree, today=timezone.localdate())
        values["submission_id"] = line.cleaned_data["submission_id"] or uuid.uuid4()
        form = ExpenseForm(values, user=request.user, tree=tree)
        if not form.is_valid():
            return show_form(request, form)
        record(request, form)
        return redirect(safe_next(request))


class DescriptionSuggestionsView(View):
    http_method_names = ["get"]

    def get(self, request):
        text = request.GET.get("q", "")[:255].replace("\x00", "").strip()
        if len(text) < SHORTEST_TO_COMPLETE:
            return JsonResponse({"suggestions": []})
        found = suggest_descriptions(text, user=request.user, tree=CategoryTree.of(request.user))
        return JsonResponse({"suggestions": [suggestion.for_browser() for suggestion in found]})


def record(request: HttpRequest, form: ExpenseForm) -> Expense:
    """Write what a valid form says, and tell the person."""
    expense, is_new = record_expense(
        form.entry, owner=request.user, actor=request.user, submission_id=form.cleaned_data["submission_id"]
    )
    say_recorded(request, expense, is_new=is_new)
    return expense


def show_form(request: HttpRequest, form: ExpenseForm, status: int = 200) -> HttpResponse:
    """Show a form of a new expense that came from elsewhere, with what is wrong beside its fields."""
    context = {"form": form, "heading": "Add expense", **page_context(request)}
    return render(request, "expenses/expense_form.html", context, status=status)


def page_context(request: HttpRequest) -> dict[str, Any]:
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    return {"next_url": safe_next(request), "yesterday": yesterday}


def values_of(expense: Expense, user: User) -> dict[str, Any]:
    """Return what a new expense like this one starts with."""
    return {name: value for name, value in initial_of(expense, user).items() if name != "seen"}


def address_of_new(request: HttpRequest, **query: str) -> str:
    next_url = request.POST.get("next")
    return reverse("expenses:expense-create", query={**query, **({"next": next_url} if next_url else {})})
