from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.generic import DetailView, View

from accounts.http import SignedInRequest
from expenses.categories.tree import CategoryTree
from expenses.imports import steps
from expenses.imports.check_page import check_page
from expenses.imports.checking import Outcome
from expenses.imports.entries import entries_of, resembled, summary_of
from expenses.imports.failed_rows import failed_rows_csv
from expenses.imports.formats.statement import NotAStatement
from expenses.imports.forms import category_choices, other_wallets
from expenses.imports.known import is_told_by_look
from expenses.imports.match_form import NEW, MatchForm
from expenses.imports.models import StatementImport
from expenses.imports.proposed_wallet import make_wallets
from expenses.imports.reading import unpack
from expenses.imports.reasons import reasons_for
from expenses.imports.shown import activity_of, gaps_of, progress_of, result_sentences, sample_of, shown_rows
from expenses.imports.trial import try_mapping
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
            context["progress"] = progress_of(source, self.request.user)
        if source.status == Status.MATCHING:
            context.update(matching(source, MatchForm(source=source, user=self.request.user), self.request.user))
        if source.status == Status.CHECKED:
            context.update(self.check(context["wallet"]))
        if source.status == Status.APPLIED:
            context["result"] = result_sentences(source, self.request.user)
            context["activity"] = activity_of(source)
        return context

    def check(self, wallet):
        summary = summary_of(self.object)
        tabs = [(outcome, summary.counts[outcome]) for outcome in Outcome]
        filled = [name for name in ("alike", "wrong", "new", "duplicate") if summary.counts[name]]
        asked = self.request.GET
        name = asked.get("show", "") if asked.get("show", "") in Outcome.values else (filled or ["new"])[0]
        page = check_page(self.object, name, after=asked.get("after", ""), before=asked.get("before", ""))
        tree = CategoryTree.of(self.request.user, None)
        currency = wallet.currency if wallet else self.request.user.home_currency
        known = resembled(page.entries, self.request.user)
        reasons = reasons_for(page.entries, self.request.user, self.object.wallet_id) if name == Outcome.NEW else {}
        return {
            "summary": summary,
            "tabs": tabs,
            "tab": Outcome(name),
            "tab_count": summary.counts[name],
            "page": page,
            "after": asked.get("after", ""),
            "rows": shown_rows(page.entries, known, tree, currency, self.request.user, reasons),
            "categories": category_choices(tree),
            "currency": currency,
            "other_wallets": other_wallets(self.request.user, wallet),
            "is_told_by_look": is_told_by_look(self.object),
            "gaps": gaps_of(self.object, wallet, self.request.user),
            **self.corrected(),
        }

    def corrected(self):
        """Return the row whose category was just chosen by hand, and the query of a rule that does so from now on."""
        said = self.request.GET.get("corrected", "")
        is_id = said.isascii() and said.isdecimal() and len(said) < 19
        row = entries_of(self.object).filter(pk=said, category_id__isnull=False).first() if is_id else None
        if row is None:
            return {}
        words = {"name": row.description[:60], "texts": row.text or row.description, "category": row.category_id}
        return {"corrected": row, "rule_query": urlencode(words)}


class StatementMatchView(StatementMixin, View):
    """Take the wallet, and of a table the columns, and check the rows."""

    http_method_names = ["post", "options"]

    def post(self, request, pk):
        source = get_object_or_404(self.get_queryset(), pk=pk)
        if source.status != Status.MATCHING:
            return HttpResponseRedirect(source.get_absolute_url())
        form = MatchForm(request.POST, source=source, user=request.user)
        if not form.is_valid():
            context = {"source": source, **matching(source, form, request.user)}
            return render(request, "expenses/statement_detail.html", context)
        made = make_wallets(form.cleaned_data["made"], owner=request.user, actor=request.user)
        if made:
            messages.success(request, f"Added {', '.join(f'“{wallet.name}”' for wallet in made)} to your wallets.")
        said = form.cleaned_data["wallet"]
        wallet_id = made[0].pk if said == NEW else said
        alike = steps.match(source, wallet_id=wallet_id, mapping=form.cleaned_data["mapping"])
        if alike:
            messages.success(request, alike_sentence(alike))
        return HttpResponseRedirect(source.get_absolute_url())


def alike_sentence(count):
    return (
        "1 more statement that looks the same goes into this wallet too."
        if count == 1
        else f"{count} more statements that look the same go into this wallet too."
    )


class StatementTrialView(StatementMixin, View):
    """Show what the first rows become by the columns as they are chosen now; nothing is kept."""

    http_method_names = ["post", "options"]

    def post(self, request, pk):
        source = get_object_or_404(self.get_queryset(), pk=pk, status=Status.MATCHING, mapping__isnull=False)
        form = MatchForm(request.POST, source=source, user=request.user)
        context = {"source": source, **matching(source, form, request.user)}
        name = "expenses/_statement_trial.html" if request.htmx else "expenses/statement_detail.html"
        return render(request, name, context)


class StatementHeaderView(View):
    """Take the names of the columns from the line that the person says."""

    request: SignedInRequest
    http_method_names = ["post", "options"]

    def post(self, request, pk):
        source = get_object_or_404(StatementImport.objects.for_user(request.user), pk=pk, mapping__isnull=False)
        said = request.POST.get("header_line", "")
        is_line = said.isascii() and said.isdecimal() and len(said) < 9
        try:
            if source.status == Status.MATCHING and is_line:
                steps.name_columns_at(int(said), source)
        except NotAStatement as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(source.get_absolute_url())


def matching(source, form, user):
    """Return what the page to match a statement shows: its form, and of a table what its first rows become."""
    stored = form.chosen_mapping()
    if stored is None:
        return {"form": form, "currency": user.home_currency, "sample": sample_of(source)}
    content = StatementImport.objects.for_user(user).values_list("content", flat=True).get(pk=source.pk)
    chosen = form.chosen_wallet()
    currency = chosen.currency if chosen else user.home_currency
    header_line = stored["header_line"]
    return {
        "form": form,
        "trial": try_mapping(unpack(content), stored, source.account),
        "currency": currency,
        "header_line": header_line,
    }


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
