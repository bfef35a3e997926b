from functools import cached_property
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import FormView, View

from accounts.http import SignedInRequest
from expenses.imports.checking import Outcome
from expenses.imports.entries import change_many, decide, entries_of
from expenses.imports.forms import EntriesForm, EntryForm
from expenses.imports.mending import mend, written_at
from expenses.imports.mending_form import WrongRowForm
from expenses.imports.models import StatementEntry, StatementImport
from expenses.imports.reading import unpack
from expenses.money import decimal_mark
from expenses.wallets.models import Wallet

Status = StatementImport.Status


class EntriesView(View):
    """Change some rows of a checked statement, or all of one outcome; `only` is one button of one row."""

    request: SignedInRequest
    http_method_names = ["post", "options"]

    def post(self, request, pk):
        source = get_object_or_404(StatementImport.objects.for_user(request.user).without_content(), pk=pk)
        form = EntriesForm(self.said(), user=request.user)
        if not form.is_valid():
            for sentences in form.errors.values():
                messages.error(request, " ".join(sentences))
            return HttpResponseRedirect(source.get_absolute_url())
        said = form.cleaned_data
        rows = entries_of(source).filter(outcome=said["outcome"])
        rows = rows if said["all_rows"] else rows.filter(pk__in=said["ids"])
        count = change_many(source, rows, said, request.user)
        messages.success(request, f"{count:,} row{'s' if count != 1 else ''} changed.")
        return HttpResponseRedirect(f"{source.get_absolute_url()}?{self.place(said['outcome'])}")

    def said(self):
        said = self.request.POST.copy()
        action, is_one, pk = said.get("only", "").partition(":")
        if is_one:
            said.update({"action": action})
            said.setlist("row", [pk])
            said.pop("all_rows", None)
        return said

    def place(self, outcome):
        """Return the query of the page of rows that the person is on."""
        after = self.request.POST.get("after", "")
        return urlencode({"show": outcome, **({"after": after} if after.isdecimal() else {})})


class OneRowView(FormView):
    """A page about one row of a statement that waits to be decided."""

    request: SignedInRequest
    is_wrong = False

    @cached_property
    def entry(self):
        entries = StatementEntry.objects.for_user(self.request.user)
        wrong = {"outcome": Outcome.WRONG}
        entries = entries.filter(**wrong, line__gt=0) if self.is_wrong else entries.exclude(**wrong)
        return get_object_or_404(entries, pk=self.kwargs["pk"])

    @cached_property
    def source(self):
        sources = StatementImport.objects.for_user(self.request.user).without_content()
        return get_object_or_404(sources, pk=self.entry.source_id)

    @cached_property
    def wallet(self):
        return Wallet.objects.for_user(self.request.user).filter(pk=self.source.wallet_id or 0).first()

    @property
    def currency(self):
        return self.wallet.currency if self.wallet else self.request.user.home_currency

    def get_context_data(self, **kwargs):
        return super().get_context_data(entry=self.entry, source=self.source, currency=self.currency, **kwargs)

    def back(self):
        return HttpResponseRedirect(f"{self.source.get_absolute_url()}?show={self.entry.outcome}")


class EntryUpdateView(OneRowView):
    """What one row becomes."""

    form_class = EntryForm
    template_name = "expenses/statement_row.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "entry": self.entry, "user": self.request.user, "wallet": self.wallet}

    def form_valid(self, form):
        said = form.cleaned_data
        is_corrected = said["category"] is not None and said["category"] != self.entry.category_id
        decide(self.source, self.entry, said)
        back = self.back()
        if is_corrected:
            back["Location"] += "&" + urlencode({"corrected": self.entry.pk})
        return back


class EntryMendView(OneRowView):
    """Put a row right that could not be read. htmx asks for the form alone, to be filled in where the row stands."""

    form_class = WrongRowForm
    is_wrong = True

    def get_template_names(self):
        return ["expenses/_statement_mend.html" if self.request.htmx else "expenses/statement_mend.html"]

    @cached_property
    def source(self):
        sources = StatementImport.objects.for_user(self.request.user).filter(status=Status.CHECKED)
        return get_object_or_404(sources, pk=self.entry.source_id)

    @cached_property
    def written(self):
        return written_at(self.entry, unpack(self.source.content), self.source)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "currency": self.currency, "user": self.request.user}

    def get_initial(self):
        if self.request.method == "POST":
            return {}
        said = self.written.guesses
        return {**said, "amount": in_locale(said.get("amount", ""), self.request.user)}

    def get_context_data(self, **kwargs):
        mend_url = reverse("expenses:statement-mend", args=[self.entry.pk])
        return super().get_context_data(cells=self.written.cells, mend_url=mend_url, **kwargs)

    def form_valid(self, form):
        if self.wallet is None:
            form.add_error(None, "This wallet is not there any more. Choose another one.")
            return self.form_invalid(form)
        self.entry.source = self.source
        mended = mend(self.entry, **form.cleaned_data, wallet=self.wallet, owner=self.request.user)
        if isinstance(mended, str):
            form.add_error(None, mended)
            return self.form_invalid(form)
        messages.success(self.request, f"“{mended}” was put right: {mended.get_outcome_display().lower()}.")
        left = entries_of(self.source).filter(outcome=Outcome.WRONG).exists()
        show = Outcome.WRONG if left else mended.outcome
        return HttpResponseRedirect(f"{self.source.get_absolute_url()}?show={show}")


def in_locale(amount, user):
    """Return an amount such as -12.50 with the person's own mark; what is no amount stays as it is written."""
    is_plain = amount.removeprefix("-").replace(".", "", 1).isdecimal()
    return amount.replace(".", decimal_mark(user.locale)) if is_plain else amount
