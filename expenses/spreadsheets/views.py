from functools import cached_property

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import DetailView, FormView, ListView, View

from accounts.http import SignedInRequest
from expenses.filters import filter_of
from expenses.imports import steps
from expenses.imports.arrival import first_step, is_large_statement, statement_in
from expenses.imports.formats.statement import NotAStatement
from expenses.imports.models import StatementImport
from expenses.imports.reading_later import receive_unread
from expenses.imports.together import nothing_new, open_statements, ready, standings, without_wallet
from expenses.record_kinds import EXPENSE, INCOME, kind_named
from expenses.spreadsheets import importing
from expenses.spreadsheets.columns import COLUMNS
from expenses.spreadsheets.export import csv_chunks, exported_rows, xlsx_file
from expenses.spreadsheets.forms import SpreadsheetForm
from expenses.spreadsheets.models import Outcome, PreviewPage, SpreadsheetImport
from expenses.spreadsheets.noting import activity_of
from expenses.spreadsheets.preview_table import PreviewTab, preview_table
from expenses.spreadsheets.sentences import days_query, progress_text, remarks_of, result_sentences
from expenses.spreadsheets.template_file import template_csv
from expenses.spreadsheets.wrong_rows import wrong_rows_csv
from expenses.views.kinds import KindMixin

LONGEST_KEY = 19
CSV, XLSX = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Status = SpreadsheetImport.Status


class ExportView(KindMixin, View):
    """The records that the list shows at the same address. What the address asks wrongly is said by the list."""

    request: SignedInRequest
    extension: str

    def get(self, request):
        listed = filter_of(self.kind)(request.GET, user=request.user)
        if not listed.form.is_valid():
            return HttpResponseRedirect(f"{self.kind.address('list')}?{request.GET.urlencode()}")
        response = self.respond(exported_rows(listed.qs, user=request.user))
        response["Content-Disposition"] = (
            f'attachment; filename="{self.kind.title.lower()}-{timezone.localdate()}.{self.extension}"'
        )
        return response


class CsvExportView(ExportView):
    extension = "csv"

    def respond(self, rows):
        return StreamingHttpResponse(csv_chunks(rows, self.kind), content_type=CSV)


class XlsxExportView(ExportView):
    extension = "xlsx"

    def respond(self, rows):
        return FileResponse(xlsx_file(rows, self.kind), content_type=XLSX)


class ImportMixin:
    """The person's own imports, without the files themselves."""

    request: SignedInRequest

    def get_queryset(self):
        return SpreadsheetImport.objects.for_user(self.request.user).without_content()


class ImportListView(ImportMixin, ListView):
    template_name = "expenses/import_list.html"
    page_rows = 30

    def get_template_names(self):
        return ["expenses/_statement_list.html" if self.request.htmx.target == "statements" else self.template_name]

    def get_queryset(self):
        imports = super().get_queryset()
        before = self.request.GET.get("before", "")
        return imports.filter(pk__lt=before) if before.isascii() and before.isdecimal() else imports

    def get_context_data(self, **kwargs):
        imports: list[SpreadsheetImport] = list(self.object_list[: self.page_rows + 1])
        shown = imports[: self.page_rows]
        after = shown[-1].pk if len(imports) > self.page_rows else None
        return super().get_context_data(
            object_list=shown, imports=shown, next_before=after, **self.statements(), **kwargs
        )

    def statements(self):
        """Return the statements that wait and the latest that do not, on the first page alone."""
        if "before" in self.request.GET:
            return {}
        user, key = self.request.user, self.request.GET.get("statements", "")
        rows = StatementImport.objects.for_user(user).without_content().exclude(status__in=StatementImport.OPEN)
        is_later = key.isascii() and key.isdecimal() and len(key) < LONGEST_KEY
        done = list((rows.filter(pk__lt=key) if is_later else rows)[: self.page_rows + 1])
        waiting = [] if is_later else open_statements(user)
        known = standings(waiting, user)
        return {
            "statements": [(source, known.get(source.pk)) for source in (*waiting, *done[: self.page_rows])],
            "next_statements": done[self.page_rows - 1].pk if len(done) > self.page_rows else None,
            "is_running": any(source.is_running for source in waiting),
            "ready": ready(waiting, known),
            "nothing_new": nothing_new(waiting, known),
            "ready_rows": sum(known[source.pk].wanted for source in ready(waiting, known)),
            "nameless": list(dict.fromkeys(source.account for source in without_wallet(waiting, user))),
        }


class ImportCreateView(FormView):
    request: SignedInRequest
    form_class = SpreadsheetForm
    template_name = "expenses/import_form.html"

    def get_initial(self):
        return {"kind": INCOME.name if self.request.GET.get("kind") == INCOME.name else EXPENSE.name}

    def get_context_data(self, **kwargs):
        return super().get_context_data(columns=COLUMNS, limit_mb=settings.UPLOAD_LIMIT_MB, **kwargs)

    def form_valid(self, form):
        files, sources, problems = form.cleaned_data["file"], [], []
        for file in files:
            try:
                sources += self.bring(file, form.cleaned_data["kind"], is_one_of_many=len(files) > steps.FEW)
            except (importing.TooManyOpen, NotAStatement) as error:
                problems.append(str(error) if len(files) == 1 else f"{file.name}: {error}")
        if not sources:
            form.add_error("file", problems)
            return self.form_invalid(form)
        for problem in problems:
            messages.error(self.request, f"Not taken in: {problem}")
        return HttpResponseRedirect(first_step(sources))

    def bring(self, file, kind, *, is_one_of_many):
        """Return the imports that a file starts; raise NotAStatement or TooManyOpen with a sentence."""
        if file.problem:
            raise NotAStatement(file.problem)
        user = self.request.user
        if is_large_statement(file.content, is_wanted=kind is None):
            return [receive_unread(file.content, file.name, owner=user, actor=user)]
        if parts := statement_in(file.content, is_wanted=kind is None):
            return steps.receive(parts, file.content, file.name, owner=user, actor=user, is_one_of_many=is_one_of_many)
        source = importing.receive(file.content, file.name, kind, owner=user, actor=user)
        if source.status == Status.REFUSED:
            source.delete()
            raise NotAStatement(source.problem)
        return [source]


class ImportDetailView(ImportMixin, DetailView):
    """Where an import stands: its progress, its preview or its result. While it runs, htmx asks for the part alone."""

    template_name = "expenses/import_detail.html"
    context_object_name = "source"

    def get_template_names(self):
        return ["expenses/_import.html" if self.request.htmx else self.template_name]

    @cached_property
    def tabs(self):
        source = self.object
        shows_all = source.status == Status.CHECKED
        outcomes = [Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.WRONG] if shows_all else [Outcome.WRONG]
        return {outcome.value: PreviewTab(outcome, source.count(outcome)) for outcome in outcomes}

    def get_context_data(self, **kwargs):
        source = self.object
        context = super().get_context_data(**kwargs)
        context["kind"] = kind_named(source.kind)
        context["is_stale"] = source.is_running and importing.is_stale(source)
        if source.is_running:
            context["progress_text"] = progress_text(source, self.request.user)
        if source.status == Status.CHECKED:
            context["remarks"] = remarks_of(source)
        if source.status == Status.APPLIED:
            context["result"] = result_sentences(source, self.request.user)
            context["days_query"] = days_query(source)
            context["activity"] = activity_of(source)
        if source.status in (Status.CHECKED, Status.APPLIED):
            context.update(self.preview())
        return context

    def preview(self):
        tab = self.tabs.get(self.request.GET.get("show", "")) or self.first_tab()
        number = self.request.GET.get("page", "1")
        tab = PreviewTab(tab.outcome, tab.count, min(int(number), tab.pages) if number in _numbers(tab) else 1)
        page = PreviewPage.objects.for_user(self.request.user).filter(source=self.object, outcome=tab.outcome)
        shown = page.filter(number=tab.number).first()
        table = preview_table(shown, self.object, user=self.request.user) if shown else None
        return {"tabs": self.tabs.values(), "tab": tab, "table": table}

    def first_tab(self):
        """Return what is looked at first: what is wrong, else what would be written."""
        filled = [tab for tab in self.tabs.values() if tab.count]
        wrong = [tab for tab in filled if tab.outcome == Outcome.WRONG]
        return (wrong or filled or list(self.tabs.values()))[0]


class ImportStepView(ImportMixin, View):
    """One step of an import, by POST. It goes back to the import whether this call took the step or another did."""

    http_method_names = ["post", "options"]

    def post(self, request, pk):
        source = get_object_or_404(self.get_queryset(), pk=pk)
        self.take(source)
        return HttpResponseRedirect(source.get_absolute_url())


class ImportApplyView(ImportStepView):
    def take(self, source):
        if source.wrong_count and self.request.POST.get("leave_out") != str(source.wrong_count):
            messages.error(self.request, "Some rows are wrong. Look at them, then import the others.")
            return
        importing.start_import(source)


class ImportRetryView(ImportStepView):
    def take(self, source):
        if not importing.take_over(source):
            importing.start_check(source)


class ImportCancelView(ImportStepView):
    def take(self, source):
        if importing.cancel(source):
            messages.success(self.request, f"Cancelled. Nothing of “{source.file_name}” was written.")


class WrongRowsView(ImportMixin, View):
    def get(self, request, pk):
        source = get_object_or_404(self.get_queryset(), pk=pk, wrong_count__gt=0)
        response = StreamingHttpResponse(wrong_rows_csv(source), content_type=CSV)
        response["Content-Disposition"] = f'attachment; filename="wrong-rows-{source.pk}.csv"'
        return response


class ImportTemplateView(View):
    request: SignedInRequest

    def get(self, request):
        response = HttpResponse(template_csv(request.user, timezone.localdate()), content_type=CSV)
        response["Content-Disposition"] = 'attachment; filename="expenses-template.csv"'
        return response


def _numbers(tab):
    return {str(number) for number in range(1, tab.pages + 1)}
