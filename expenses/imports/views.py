from functools import cached_property

from django.contrib import messages
from django.http import HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.generic import DetailView, FormView, View

from accounts.http import SignedInRequest
from expenses.categories.tree import CategoryTree
from expenses.imports import steps
from expenses.imports.checking import Outcome
from expenses.imports.entries import change, change_many, entries_of, page_of, resembled, summary_of
from expenses.imports.failed_rows import failed_rows_csv
from expenses.imports.forms import EntriesForm, EntryForm, MatchForm, category_choices
from expenses.imports.models import StatementEntry, StatementImport
from expenses.imports.shown import activity_of, gaps_of, progress_text, result_sentences, shown_rows
from expenses.spreadsheets.preview_table import PreviewTab
from expenses.wallets.models import Wallet

CSV = "text/csv; charset=utf-8"
Status = StatementImport.Status


class StatementMixin:
    """The person's own statements, without the files themselves."""

    request: SignedInRequest

    def get_queryset(self):
        return StatementImport.objects.for_user(self.request.user).without_content()


class StatementDetailView(StatementMixin, DetailView):
    """Where a statement stands: its wallet and columns, its progress, its rows or its result."""

    template_name = "expenses/statement_detail.html"
    context_object_name = "source"

    def get_template_names(self):
        return ["expenses/_statement.html" if self.request.htmx else self.template_name]

    def get_context_data(self, **kwargs):
        source = self.object
        context = super().get_context_data(**kwargs)
        wallets = Wallet.objects.for_user(self.request.user).filter(pk=source.wallet_id or 0)
        context["wallet"] = wallets.first()
        if source.is_running:
            context["is_stale"] = steps.is_stale(source)
            context["progress_text"] = progress_text(source, self.request.user)
        if source.status == Status.MATCHING:
            context["form"] = MatchForm(source=source, user=self.request.user)
        if source.status == Status.CHECKED:
            context.update(self.check(context["wallet"]))
        if source.status == Status.APPLIED:
            context["result"] = result_sentences(source, self.request.user)
            context["activity"] = activity_of(source)
        return context

    def check(self, wallet):
        summary = summary_of(self.object)
        tabs = {outcome.value: PreviewTab(outcome, summary.counts[outcome]) for outcome in Outcome}
        chosen = self.request.GET.get("show", "")
        filled = [name for name in ("alike", "wrong", "new", "duplicate") if summary.counts[name]]
        name = chosen if chosen in tabs else "new" if summary.counts["new"] else (filled or ["new"])[0]
        tab = PreviewTab(tabs[name].outcome, tabs[name].count, self.number(tabs[name]))
        entries = page_of(self.object, tab.outcome, tab.number)
        tree = CategoryTree.of(self.request.user, None)
        return {
            "summary": summary,
            "tabs": tabs.values(),
            "tab": tab,
            "rows": shown_rows(entries, resembled(entries, self.request.user), tree),
            "categories": category_choices(tree),
            "currency": wallet.currency if wallet else self.request.user.home_currency,
            "gaps": gaps_of(self.object, wallet, self.request.user),
        }

    def number(self, tab):
        said = self.request.GET.get("page", "1")
        is_number = said.isascii() and said.isdecimal() and len(said) < 10
        return min(max(int(said), 1), tab.pages) if is_number else 1


class StatementMatchView(StatementMixin, View):
    """Take the wallet, and of a table the columns, and check the rows."""

    http_method_names = ["post", "options"]

    def post(self, request, pk):
        source = get_object_or_404(self.get_queryset(), pk=pk)
        if source.status != Status.MATCHING:
            return HttpResponseRedirect(source.get_absolute_url())
        form = MatchForm(request.POST, source=source, user=request.user)
        if not form.is_valid():
            return render(request, "expenses/statement_detail.html", {"source": source, "form": form})
        steps.start_check(source, wallet_id=form.cleaned_data["wallet"], mapping=form.cleaned_data["mapping"])
        return HttpResponseRedirect(source.get_absolute_url())


class EntriesView(StatementMixin, View):
    """Change some rows of a checked statement, or all of one outcome."""

    http_method_names = ["post", "options"]

    def post(self, request, pk):
        source = get_object_or_404(self.get_queryset(), pk=pk)
        form = EntriesForm(request.POST, user=request.user)
        if not form.is_valid():
            for sentences in form.errors.values():
                messages.error(request, " ".join(sentences))
            return HttpResponseRedirect(source.get_absolute_url())
        said = form.cleaned_data
        rows = entries_of(source).filter(outcome=said["outcome"])
        rows = rows if said["all_rows"] else rows.filter(pk__in=said["ids"])
        count = change_many(source, rows, said, request.user)
        messages.success(request, f"{count:,} row{'s' if count != 1 else ''} changed.")
        return HttpResponseRedirect(f"{source.get_absolute_url()}?show={said['outcome']}")


class EntryUpdateView(FormView):
    """What one row becomes."""

    request: SignedInRequest
    form_class = EntryForm
    template_name = "expenses/statement_row.html"

    @cached_property
    def entry(self):
        entries = StatementEntry.objects.for_user(self.request.user).exclude(outcome=Outcome.WRONG)
        return get_object_or_404(entries, pk=self.kwargs["pk"])

    @cached_property
    def source(self):
        sources = StatementImport.objects.for_user(self.request.user).without_content()
        return get_object_or_404(sources, pk=self.entry.source_id)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "entry": self.entry, "user": self.request.user}

    def get_context_data(self, **kwargs):
        wallet = Wallet.objects.for_user(self.request.user).filter(pk=self.source.wallet_id or 0).first()
        currency = wallet.currency if wallet else self.request.user.home_currency
        return super().get_context_data(entry=self.entry, source=self.source, currency=currency, **kwargs)

    def form_valid(self, form):
        said = form.cleaned_data
        change(
            self.source,
            entries_of(self.source).filter(pk=self.entry.pk),
            description=said["description"],
            kind=said["becomes"],
            category_id=said["category"],
            notes=said["notes"],
            is_skipped=not said["is_wanted"],
        )
        return HttpResponseRedirect(f"{self.source.get_absolute_url()}?show={self.entry.outcome}")


class StatementStepView(StatementMixin, View):
    """One step, by POST. It goes back to the statement whether this call took the step or another did."""

    http_method_names = ["post", "options"]

    def post(self, request, pk):
        source = get_object_or_404(self.get_queryset(), pk=pk)
        self.take(source)
        return HttpResponseRedirect(source.get_absolute_url())


class StatementApplyView(StatementStepView):
    def take(self, source):
        steps.start_import(source)


class StatementAgainView(StatementStepView):
    def take(self, source):
        steps.match_again(source)


class StatementRetryView(StatementStepView):
    def take(self, source):
        if not steps.take_over(source):
            steps.match_again(source)


class StatementCancelView(StatementStepView):
    def take(self, source):
        if steps.cancel(source):
            messages.success(self.request, f"Cancelled. Nothing of “{source}” was written.")


class FailedRowsView(StatementMixin, View):
    def get(self, request, pk):
        source = get_object_or_404(self.get_queryset(), pk=pk, wrong_count__gt=0)
        response = StreamingHttpResponse(failed_rows_csv(source), content_type=CSV)
        name = f"failed-rows-{source.pk}-{timezone.localdate()}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
