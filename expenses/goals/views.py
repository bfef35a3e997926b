from functools import cached_property

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import CreateView, DeleteView, DetailView, FormView, TemplateView, UpdateView, View
from django.views.generic.detail import SingleObjectMixin
from django.views.generic.edit import ModelFormMixin

from accounts.http import SignedInRequest
from expenses.activity.history import history_of
from expenses.goals.chart import draw
from expenses.goals.forms import ContributionForm, GoalForm, SheetForm
from expenses.goals.models import Goal, GoalContribution
from expenses.goals.overview import in_use, standings
from expenses.goals.saving import delete_contribution, delete_goal, said_of, save_contribution, save_goal
from expenses.goals.sheets import (
    CONTRIBUTION_COLUMNS,
    GOAL_COLUMNS,
    NEEDED_OF_CONTRIBUTION,
    NEEDED_OF_GOAL,
    contribution_rows,
    goal_rows,
    write_sheet,
)
from expenses.goals.taking_in import take_in_contributions, take_in_goals
from expenses.messages import say_undoable
from expenses.paging import Column, KeyInvalid, Order, page_after, read_date, read_whole_number

PAGE_ROWS = 50
LATEST_FIRST = Order(
    (Column("date", read_date, is_descending=True), Column("id", read_whole_number, is_descending=True))
)
CSV = "text/csv; charset=utf-8"


class GoalMixin(SingleObjectMixin):
    """A page about one goal of the person."""

    request: SignedInRequest
    model = Goal

    def get_queryset(self):
        return Goal.objects.for_user(self.request.user)

    @cached_property
    def today(self):
        return timezone.localdate()


class GoalListView(TemplateView):
    request: SignedInRequest
    template_name = "expenses/goal_list.html"

    def get_context_data(self, **kwargs):
        rows = standings(self.request.user, today=timezone.localdate())
        archived = [one for one in rows if one.goal.is_archived]
        return super().get_context_data(standings=in_use(rows), archived=archived, **kwargs)


class GoalDetailView(GoalMixin, DetailView):
    """How far a goal is, month by month, and each contribution to it."""

    template_name = "expenses/goal_detail.html"

    def get(self, request, *args, **kwargs):
        try:
            return super().get(request, *args, **kwargs)
        except KeyInvalid as error:
            messages.error(request, str(error))
            return redirect("expenses:goal-detail", pk=kwargs["pk"])

    def get_context_data(self, **kwargs):
        user = self.request.user
        standing = standings(user, today=self.today, rows=[self.object])[0]
        rows = GoalContribution.objects.for_user(user).filter(goal=self.object)
        page = page_after(rows, LATEST_FIRST, self.request.GET.get("after", ""), size=PAGE_ROWS)
        kwargs.setdefault("form", ContributionForm(user=user, goal=self.object, today=self.today))
        return super().get_context_data(
            standing=standing,
            steps=standing.steps[::-1],
            chart=draw(standing.steps, standing.progress.target),
            contributions=page.rows,
            next_key=page.next_key,
            history=history_of(user, "goal", self.object.pk),
            **kwargs,
        )


class GoalFormMixin(GoalMixin, ModelFormMixin):
    form_class = GoalForm
    template_name = "expenses/goal_form.html"
    done: str

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user, "today": self.today}

    def form_valid(self, form):
        try:
            activity = save_goal(form.instance, owner=self.request.user, actor=self.request.user)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        say_undoable(self.request, f"{self.done} the goal “{form.instance.name}”.", activity)
        return redirect(form.instance)


class GoalCreateView(GoalFormMixin, CreateView):  # type: ignore[misc]
    done = "Added"

    def get_initial(self):
        """Begin with a wallet that the address names: `?wallet=5`."""
        said = {"wallet": self.request.GET["wallet"][:20]} if "wallet" in self.request.GET else {}
        return {**super().get_initial(), **said}


class GoalUpdateView(GoalFormMixin, UpdateView):  # type: ignore[misc]
    done = "Changed"


class GoalArchiveView(GoalMixin, View):
    """Put a goal away, or take it up again, with `is_archived` being "true" or "false"."""

    http_method_names = ["post"]

    def post(self, request, pk):
        goal = self.get_object()
        goal.is_archived = request.POST.get("is_archived") == "true"
        try:
            activity = save_goal(goal, owner=request.user, actor=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            done = "Archived" if goal.is_archived else "Back in use:"
            say_undoable(request, f"{done} “{goal.name}”.", activity)
        return redirect("expenses:goal-list")


class GoalDeleteView(GoalMixin, DeleteView):  # type: ignore[misc]
    template_name = "expenses/goal_confirm_delete.html"

    def form_valid(self, form):
        activity = delete_goal(self.object, owner=self.request.user, actor=self.request.user)
        say_undoable(self.request, f"Deleted the goal “{self.object.name}”.", activity)
        return redirect("expenses:goal-list")


class ContributionCreateView(GoalDetailView):
    """Put something aside for a goal; what is wrong is said on the page of the goal."""

    http_method_names = ["post"]

    def post(self, request, pk):
        self.object = self.get_object()
        user, goal = request.user, self.object
        form = ContributionForm(request.POST, user=user, goal=goal, today=self.today)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            activity = save_contribution(form.instance, owner=user, actor=user, today=self.today)
        except ValidationError as error:
            form.add_error(None, error)
            return self.render_to_response(self.get_context_data(form=form))
        say_undoable(request, f"{said_of(form.instance, goal, user)}.", activity)
        return redirect(goal)


class OneContributionMixin(SingleObjectMixin):
    request: SignedInRequest
    model = GoalContribution

    def get_queryset(self):
        return GoalContribution.objects.for_user(self.request.user).select_related("goal")


class ContributionUpdateView(OneContributionMixin, UpdateView):  # type: ignore[misc]
    form_class = ContributionForm
    template_name = "expenses/goal_contribution_form.html"

    def get_form_kwargs(self):
        said = {"user": self.request.user, "goal": self.object.goal, "today": timezone.localdate()}
        return {**super().get_form_kwargs(), **said}

    def form_valid(self, form):
        user = self.request.user
        try:
            activity = save_contribution(form.instance, owner=user, actor=user, today=timezone.localdate())
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        say_undoable(self.request, "Changed the contribution.", activity)
        return redirect(form.instance.goal)


class ContributionDeleteView(OneContributionMixin, DeleteView):  # type: ignore[misc]
    template_name = "expenses/goal_contribution_confirm_delete.html"

    def form_valid(self, form):
        activity = delete_contribution(self.object, owner=self.request.user, actor=self.request.user)
        say_undoable(self.request, "Deleted the contribution.", activity)
        return redirect(self.object.goal)


# Spreadsheets


class GoalExportView(View):
    http_method_names = ["get", "head", "options"]

    def get(self, request):
        rows = standings(request.user, today=timezone.localdate())
        return as_csv(write_sheet(GOAL_COLUMNS, goal_rows(rows)), "goals")


class ContributionExportView(GoalMixin, View):
    http_method_names = ["get", "head", "options"]

    def get(self, request, pk):
        goal = self.get_object()
        rows = GoalContribution.objects.for_user(request.user).filter(goal=goal).order_by("date", "id")
        return as_csv(write_sheet(CONTRIBUTION_COLUMNS, contribution_rows(rows, goal)), "contributions")


class SheetImportView(FormView):
    """Take in a CSV file whole, or say which lines are wrong and take in nothing."""

    request: SignedInRequest
    form_class = SheetForm
    template_name = "expenses/goal_import.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "needed": self.needed}

    def form_valid(self, form):
        taken = self.take_in(form.cleaned_data["file"])
        if taken.wrong:
            return self.render_to_response(self.get_context_data(form=form, wrong=taken.wrong))
        if taken.activity is None:
            messages.success(self.request, "All of this is there already.")
        else:
            say_undoable(self.request, f"{taken.activity.summary}.", taken.activity)
        return HttpResponseRedirect(self.back_url)


class GoalImportView(SheetImportView):
    needed = NEEDED_OF_GOAL

    def get_context_data(self, **kwargs):
        return super().get_context_data(columns=GOAL_COLUMNS, back_url=self.back_url, **kwargs)

    @property
    def back_url(self):
        return reverse("expenses:goal-list")

    def take_in(self, rows):
        user = self.request.user
        return take_in_goals(rows, owner=user, actor=user, today=timezone.localdate())


class ContributionImportView(GoalMixin, SheetImportView):
    needed = NEEDED_OF_CONTRIBUTION

    def dispatch(self, request, *args, **kwargs):
        self.object = self.get_object()
        if self.object.wallet_id is not None:
            messages.error(request, "This goal grows with a wallet. Import a statement there instead.")
            return redirect(self.object)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(columns=CONTRIBUTION_COLUMNS, back_url=self.back_url, **kwargs)

    @property
    def back_url(self):
        return self.object.get_absolute_url()

    def take_in(self, rows):
        user = self.request.user
        return take_in_contributions(rows, self.object, owner=user, actor=user, today=self.today)


def as_csv(content: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=CSV)
    response["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate()}.csv"'
    return response
