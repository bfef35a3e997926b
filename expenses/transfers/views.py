from functools import cached_property

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.generic import FormView, View

from accounts.http import SignedInRequest
from expenses.activity.history import history_of
from expenses.entry import ChangedMeanwhile
from expenses.messages import say_undoable
from expenses.models import Transfer
from expenses.money import format_money
from expenses.paging import KeyInvalid
from expenses.recurring.overview import plan_behind
from expenses.spreadsheets.views import CSV, XLSX
from expenses.transfers.entry import change_transfer, delete_transfer, record_transfer
from expenses.transfers.export import csv_chunks, exported_transfers, xlsx_file
from expenses.transfers.filters import TransferFilter
from expenses.transfers.forms import TransferForm, differences, initial_of, new_initial
from expenses.transfers.listing import transfers_page
from expenses.wallets.choices import wallets_of


class TransferListView(View):
    http_method_names = ["get", "head", "options"]

    def get(self, request):
        asked, after = TransferFilter(request.GET, user=request.user), request.GET.get("after", "")
        context = {"filter": asked, "wallets": asked.wallets}
        if not asked.is_valid():
            return render(request, "expenses/transfer_list.html", context)
        try:
            days, next_url = transfers_page(asked, after)
        except KeyInvalid as error:
            messages.error(request, str(error))
            return redirect(asked.url("list"))
        template = "expenses/_transfer_rows.html" if request.htmx and after else "expenses/transfer_list.html"
        exports = {"csv_url": asked.url("export-csv"), "xlsx_url": asked.url("export-xlsx")}
        return render(request, template, {**context, **exports, "days": days, "next_url": next_url})


class TransferExportView(View):
    """The transfers that the list shows at the same address. What the address asks wrongly is said by the list."""

    http_method_names = ["get", "head", "options"]
    extension: str

    def get(self, request):
        asked = TransferFilter(request.GET, user=request.user)
        if not asked.is_valid():
            return redirect(asked.url("list"))
        response = self.respond(exported_transfers(asked.rows()))
        name = f"transfers-{timezone.localdate()}.{self.extension}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class TransferCsvView(TransferExportView):
    extension = "csv"

    def respond(self, rows):
        return StreamingHttpResponse(csv_chunks(rows), content_type=CSV)


class TransferXlsxView(TransferExportView):
    extension = "xlsx"

    def respond(self, rows):
        return FileResponse(xlsx_file(rows), content_type=XLSX)


class TransferFormMixin:
    """A page with the form of one transfer of the signed-in person."""

    request: SignedInRequest
    form_class = TransferForm
    template_name = "expenses/transfer_form.html"
    heading = "Transfer"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs):
        return super().get_context_data(heading=self.heading, **kwargs)

    def form_valid(self, form):
        try:
            return self.save(form)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)


class TransferCreateView(TransferFormMixin, FormView):
    def get_initial(self):
        return new_initial(timezone.localdate(), self.request.GET.get("from", ""))

    def save(self, form: TransferForm) -> HttpResponse:
        user, submission_id = self.request.user, form.cleaned_data["submission_id"]
        transfer, activity = record_transfer(form.entry, owner=user, actor=user, submission_id=submission_id)
        amount = format_money(transfer.from_amount, form.wallets[form.entry.from_wallet_id].currency, user.locale)
        if activity is None:
            messages.success(self.request, "This transfer was recorded already. It is there once.")
        else:
            say_undoable(self.request, f"Moved {amount}.", activity)
        return redirect("expenses:wallet-detail", pk=transfer.from_wallet_id)


class OneTransferMixin(View):
    request: SignedInRequest

    @cached_property
    def transfer(self) -> Transfer:
        own = Transfer.objects.for_user(self.request.user).select_related("from_wallet", "to_wallet", "created_by")
        transfer = own.filter(pk=self.kwargs["pk"]).first()
        if transfer is None:
            raise Http404("There is no such transfer.")
        return transfer


class TransferDetailView(OneTransferMixin):
    http_method_names = ["get", "head", "options"]

    def get(self, request, pk):
        transfer = self.transfer
        context = {
            "transfer": transfer,
            "added_on": timezone.localtime(transfer.created_at).date(),
            "plan": plan_behind("transfer", transfer.pk, request.user),
            "history": history_of(request.user, "transfer", transfer.pk),
        }
        return render(request, "expenses/transfer_detail.html", context)


class TransferUpdateView(OneTransferMixin, TransferFormMixin, FormView):  # type: ignore[misc]
    heading = "Edit transfer"

    def get_initial(self):
        return initial_of(self.transfer, wallets_of(self.request.user), self.request.user.locale)

    def get_form_kwargs(self):
        keep = (self.transfer.from_wallet_id, self.transfer.to_wallet_id)
        return {**super().get_form_kwargs(), "keep": keep}

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), "transfer": self.transfer}

    def save(self, form: TransferForm) -> HttpResponse:
        user, seen = self.request.user, form.cleaned_data["seen"] or self.transfer.updated_at
        try:
            _, activity = change_transfer(self.transfer.pk, form.entry, owner=user, actor=user, seen=seen)
        except Transfer.DoesNotExist as error:
            raise Http404("This transfer was deleted just now.") from error
        except ChangedMeanwhile:
            return self.show_both(form)
        say_undoable(self.request, "Saved the transfer.", activity)
        return redirect(self.transfer)

    def show_both(self, form: TransferForm) -> HttpResponse:
        """Show what the person typed beside what was saved meanwhile; saving once more is then a choice."""
        del self.transfer  # it was read before the other one saved
        typed = form.data.copy()
        typed["seen"] = self.transfer.updated_at.isoformat()
        again = TransferForm(typed, user=self.request.user, keep=self.get_form_kwargs()["keep"])
        conflicts = differences(self.transfer, form)
        return self.render_to_response(self.get_context_data(form=again, conflicts=conflicts), status=409)


class TransferDeleteView(OneTransferMixin):
    """Ask, without scripts; delete one transfer, with Undo."""

    def get(self, request, pk):
        return render(request, "expenses/transfer_confirm_delete.html", {"transfer": self.transfer})

    def post(self, request, pk):
        deletion = delete_transfer(self.transfer, owner=request.user, actor=request.user)
        if deletion is None:
            raise Http404("It was deleted just now.")
        say_undoable(request, "Deleted the transfer.", deletion)
        return redirect("expenses:wallet-detail", pk=self.transfer.from_wallet_id)
