from functools import cached_property

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.views.generic import CreateView, DeleteView, TemplateView, UpdateView, View
from django.views.generic.detail import SingleObjectMixin
from django.views.generic.edit import ModelFormMixin

from accounts.http import SignedInRequest
from expenses.messages import say_undoable
from expenses.paging import KeyInvalid
from expenses.rules.batches import current, last_activity, start
from expenses.rules.forms import RuleForm
from expenses.rules.models import Rule, RuleRun
from expenses.rules.overview import RuleWords, rule_rows
from expenses.rules.preview import MOST_COUNTED, Preview
from expenses.rules.saving import delete_rule, move_rule, switch_rule
from expenses.views.conflicts import ConflictMixin

LIST_URL = reverse_lazy("expenses:rule-list")
UNCATEGORISED = "uncategorised"


class RuleListView(TemplateView):
    request: SignedInRequest
    template_name = "expenses/rule_list.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(rows=rule_rows(self.request.user), **kwargs)


class RuleMixin(SingleObjectMixin):
    request: SignedInRequest
    model = Rule
    success_url = LIST_URL

    def get_queryset(self):
        return Rule.objects.for_user(self.request.user).select_related("category", "wallet")


class RuleFormMixin(RuleMixin, ConflictMixin, ModelFormMixin):  # type: ignore[misc]
    """Make or change a rule by its form, and show then what it would change of what is there."""

    form_class = RuleForm
    template_name = "expenses/rule_form.html"
    done: str

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def save(self, form):
        activity = form.save_as(self.request.user)
        say_undoable(self.request, f"{self.done} the rule “{form.instance.name}”.", activity)
        return redirect("expenses:rule-detail", pk=form.instance.pk)


class RuleCreateView(RuleFormMixin, CreateView):  # type: ignore[misc]
    done = "Added"

    def get_initial(self):
        """Begin with the words that the address hands over, such as those of a record."""
        return {
            name: self.request.GET[name] for name in ("name", "kind", "texts", "category") if name in self.request.GET
        }


class RuleUpdateView(RuleFormMixin, UpdateView):  # type: ignore[misc]
    done = "Saved"


class OneRuleMixin(View):
    """A page about one rule of the person."""

    request: SignedInRequest

    @cached_property
    def rule(self) -> Rule:
        rules = Rule.objects.for_user(self.request.user).select_related("category", "wallet")
        return get_object_or_404(rules, pk=self.kwargs["pk"])


class RuleDetailView(OneRuleMixin):
    """Show what a rule would change, page by page."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, pk):
        rule, only = self.rule, request.GET.get("only") == UNCATEGORISED
        if (work := current(request.user)) is not None:
            row = RuleWords(request.user).row(rule)
            return render(request, "expenses/rule_detail.html", {"rule": rule, "row": row, "work": work})
        try:
            preview = Preview(rule, request.user, only_uncategorised=only, after=request.GET.get("after", ""))
        except KeyInvalid as error:
            messages.error(request, str(error))
            return redirect("expenses:rule-detail", pk=rule.pk)
        words = RuleWords(request.user)
        context = {"rows": preview.rows(words), "next_url": preview.next_url, "rule": rule}
        if request.htmx and preview.after:
            return render(request, "expenses/_rule_changes.html", context)
        context |= {"row": words.row(rule), "only_uncategorised": only, "count": preview.count(), "most": MOST_COUNTED}
        return render(request, "expenses/rule_detail.html", context)


class RuleRunView(OneRuleMixin):
    """Write what the rule says into the records that fit, now or in the background."""

    http_method_names = ["post"]

    def post(self, request, pk):
        only = request.POST.get("only") == UNCATEGORISED
        started = start(self.rule, owner=request.user, only_uncategorised=only)
        if started is None:
            messages.info(request, "Nothing to change: all is as the rule says.")
        elif not isinstance(started, RuleRun):
            say_undoable(request, f"{started.summary}.", started)
        elif started.rule_id != pk:
            messages.info(request, "Another rule is being run. Run this one when that is done.")
        return redirect("expenses:rule-detail", pk=pk)


class RuleProgressView(View):
    """How far the run of a rule is: a part of the rule's page, which asks for itself again until it is done."""

    request: SignedInRequest
    http_method_names = ["get", "head", "options"]

    def get(self, request):
        if not request.htmx:
            return redirect(LIST_URL)
        if (work := current(request.user)) is not None:
            return render(request, "expenses/_rule_run.html", {"work": work})
        if (activity := last_activity(request.user)) is not None:
            say_undoable(request, f"{activity.summary}.", activity)
        return HttpResponse(headers={"HX-Refresh": "true"})


class RuleMoveView(OneRuleMixin):
    http_method_names = ["post"]

    def post(self, request, pk):
        steps = 1 if request.POST.get("to") == "down" else -1
        activity = move_rule(self.rule, steps, owner=request.user, actor=request.user)
        if activity is not None and not request.htmx:
            say_undoable(request, f"{activity.summary}.", activity)
        return after_change(request)


class RuleSwitchView(OneRuleMixin):
    http_method_names = ["post"]

    def post(self, request, pk):
        is_active = request.POST.get("to") == "on"
        activity = switch_rule(self.rule, is_active=is_active, owner=request.user, actor=request.user)
        say_undoable(request, f"{activity.summary}.", activity)
        return after_change(request)


def after_change(request):
    """Answer with the rules as they are now: the list alone for htmx, else the page."""
    if not request.htmx:
        return HttpResponseRedirect(LIST_URL)
    return render(request, "expenses/_rules.html", {"rows": rule_rows(request.user), "is_part": True})


class RuleDeleteView(RuleMixin, DeleteView):  # type: ignore[misc]
    """Delete a rule; what it has written stays."""

    template_name = "expenses/rule_confirm_delete.html"

    def form_valid(self, form):
        activity = delete_rule(self.object, owner=self.request.user, actor=self.request.user)
        say_undoable(self.request, f"Deleted the rule “{self.object.name}”.", activity)
        return HttpResponseRedirect(LIST_URL)
