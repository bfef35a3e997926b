import datetime
import uuid
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import FormView, View

from accounts.models import User
from expenses.budgets.crossing import Counted, crossed_by
from expenses.categories.tree import CategoryTree
from expenses.entry import ChangedMeanwhile, change_entry, record_entry
from expenses.forms.one_line import OneLineForm, read_line
from expenses.forms.record import Keep, RecordForm, differences, initial_of, new_initial
from expenses.messages import say_recorded, say_undoable, shorten
from expenses.models import Expense
from expenses.record_kinds import EXPENSE, RecordKind
from expenses.records import Record
from expenses.reminders.budgets import tell_of_crossing
from expenses.suggestions import suggest_descriptions
from expenses.views.kinds import KindMixin

SHORTEST_TO_COMPLETE = 2


def safe_next(request: HttpRequest, kind: RecordKind) -> str:
    """Return the address that the form was opened from where it is one of ours, otherwise that of the list."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    # From the root: a bare word would be taken for the name of a view.
    is_ours = url.startswith("/") and url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())
    return url if is_ours else kind.address("list")


class RecordFormMixin(KindMixin):
    """A page with the form of one record of the signed-in person."""

    form_class = RecordForm
    template_name = "expenses/record_form.html"
    verb = "Add"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), **form_for(self.request.user, self.kind)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**page_context(self.request, self.kind, self.verb), **kwargs)

    def form_valid(self, form):
        try:
            return self.save(form)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)


class RecordCreateView(RecordFormMixin, FormView):
    """The form of a new record: empty, or like another one (?like=<id>)."""

    def get_initial(self):
        initial = new_initial(self.request.user, self.kind, timezone.localdate())
        initial |= {name: self.request.GET[name] for name in ("date", "category", "wallet") if name in self.request.GET}
        like = self.request.GET.get("like", "")
        if like.isascii() and like.isdecimal() and len(like) < 19:
            initial |= values_of(self.get_record(int(like)), self.request.user)
        return initial

    def save(self, form: RecordForm) -> HttpResponse:
        record = write(self.request, self.kind, form)
        then = self.request.POST.get("then", "")
        if then == "another":
            return redirect(address_of_new(self.request, self.kind, date=record.date.isoformat()))
        if then == "split" and self.kind.can_be_split and record.deleted_in_id is None:
            return redirect(self.kind.address("split", record.pk))
        if then == "similar" and record.deleted_in_id is None:
            return redirect(address_of_new(self.request, self.kind, like=str(record.pk)))
        return redirect(safe_next(self.request, self.kind))


class RecordDuplicateView(RecordCreateView):
    """The form of a new record, today, with all that another one says."""

    verb = "Duplicate"
    http_method_names = ["get", "head", "options"]

    def get_initial(self):
        like = self.get_record(self.kwargs["pk"])
        return {**super().get_initial(), **values_of(like, self.request.user), "date": timezone.localdate()}


class RecordUpdateView(RecordFormMixin, FormView):
    verb = "Edit"

    def post(self, request, *args, **kwargs):
        if self.kind.model.objects.deleted_by(request.user).filter(pk=kwargs["pk"]).exists():
            return self.show_as_new()
        return super().post(request, *args, **kwargs)

    @cached_property
    def record(self) -> Any:
        return self.get_record(self.kwargs["pk"])

    def get_initial(self):
        return initial_of(self.record, self.request.user)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "keep": self.keep}

    @property
    def keep(self) -> Keep:
        return Keep(self.record.category_id, self.record.wallet_id)

    def get_context_data(self, **kwargs):
        # The form first: it is what finds the record.
        return {**super().get_context_data(**kwargs), "record": self.record}

    def save(self, form: RecordForm) -> HttpResponse:
        seen = form.cleaned_data["seen"] or self.record.updated_at
        user = self.request.user
        try:
            before = Counted.of(self.record) if self.kind is EXPENSE else None
            record, activity = change_entry(self.record.pk, form.entry, self.kind, owner=user, actor=user, seen=seen)
        except ObjectDoesNotExist as error:
            raise Http404("It was deleted just now.") from error
        except ChangedMeanwhile:
            return self.show_both(form)
        say_undoable(self.request, f"Saved {shorten(form.entry.description)}.", activity)
        warn_of_budgets(self.request, record, before)
        return redirect(safe_next(self.request, self.kind))

    def show_both(self, form: RecordForm) -> HttpResponse:
        """Show what the person typed beside what was saved meanwhile; saving once more is then a choice."""
        del self.record  # it was read before the other one saved
        typed = form.data.copy()
        typed["seen"] = self.record.updated_at.isoformat()
        again = RecordForm(typed, user=self.request.user, tree=form.tree, kind=self.kind, keep=self.keep)
        conflicts = differences(self.record, form)
        return self.render_to_response(self.get_context_data(form=again, conflicts=conflicts), status=409)

    def show_as_new(self) -> HttpResponse:
        """Keep what the person typed of a record that was deleted meanwhile: they can add it anew."""
        typed = self.request.POST.copy()
        typed["submission_id"] = str(uuid.uuid4())
        form = RecordForm(typed, **form_for(self.request.user, self.kind))
        form.add_error(
            None, f"This {self.kind.name} was deleted meanwhile. What you typed is kept here: add it anew, or leave."
        )
        return show_form(self.request, self.kind, form, status=409)


class OneLineView(View):
    """A record written in one line. One with + in front of its amount is an income."""

    http_method_names = ["post"]

    def post(self, request):
        line = OneLineForm(request.POST)
        if not line.is_valid():
            for error in line.errors.values():
                messages.error(request, " ".join(error))
            return redirect(safe_next(request, EXPENSE))
        said = line.cleaned_data
        kind, values = read_line(said["line"], said["kind"], user=request.user, today=timezone.localdate())
        values["submission_id"] = said["submission_id"] or uuid.uuid4()
        form = RecordForm(values, **form_for(request.user, kind))
        if not form.is_valid():
            return show_form(request, kind, form)
        write(request, kind, form)
        return redirect(safe_next(request, kind))


class DescriptionSuggestionsView(KindMixin, View):
    http_method_names = ["get"]

    def get(self, request):
        text = request.GET.get("q", "")[:255].replace("\x00", "").strip()
        if len(text) < SHORTEST_TO_COMPLETE:
            return JsonResponse({"suggestions": []})
        tree = CategoryTree.of(request.user, self.kind.category_kind)
        found = suggest_descriptions(text, self.kind, user=request.user, tree=tree)
        return JsonResponse({"suggestions": [suggestion.for_browser() for suggestion in found]})


def form_for(user: User, kind: RecordKind) -> dict[str, Any]:
    """Return what a RecordForm is made with."""
    return {"user": user, "kind": kind, "tree": CategoryTree.of(user, kind.category_kind)}


def write(request: HttpRequest, kind: RecordKind, form: RecordForm) -> Record:
    """Write what a valid form says, and tell the person."""
    record, is_new = record_entry(
        form.entry, kind, owner=request.user, actor=request.user, submission_id=form.cleaned_data["submission_id"]
    )
    say_recorded(request, record, is_new=is_new)
    if is_new:
        warn_of_budgets(request, record)
    return record


def warn_of_budgets(request: HttpRequest, record: Record, before: Counted | None = None) -> None:
    """Say at once which budgets an expense, new or changed from what it counted `before`, has brought to a mark."""
    if not isinstance(record, Expense):
        return
    for crossing in crossed_by(record, request.user, today=timezone.localdate(), before=before):
        messages.warning(request, crossing.words(request.user.locale))
        tell_of_crossing(request.user, crossing)


def show_form(request: HttpRequest, kind: RecordKind, form: RecordForm, status: int = 200) -> HttpResponse:
    """Show a form of a new record that came from elsewhere, with what is wrong beside its fields."""
    context = {"form": form, **page_context(request, kind, "Add")}
    return render(request, "expenses/record_form.html", context, status=status)


def page_context(request: HttpRequest, kind: RecordKind, verb: str) -> dict[str, Any]:
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    heading = f"{verb} {kind.name}"
    return {"kind": kind, "heading": heading, "next_url": safe_next(request, kind), "yesterday": yesterday}


def values_of(record: Record, user: User) -> dict[str, Any]:
    """Return what a new record like this one starts with."""
    return {name: value for name, value in initial_of(record, user).items() if name != "seen"}


def address_of_new(request: HttpRequest, kind: RecordKind, **query: str) -> str:
    next_url = request.POST.get("next")
    return kind.address("create", query={**query, **({"next": next_url} if next_url else {})})
