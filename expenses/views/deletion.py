from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.generic import View

from expenses.activity.deletion import delete_records
from expenses.ledger_page import LedgerPage
from expenses.listing import day_of
from expenses.messages import say_undoable, shorten
from expenses.records import Record
from expenses.views.kinds import KindMixin


class RecordDeleteView(KindMixin, View):
    """Ask, without scripts; delete one record, with Undo."""

    def get(self, request, pk):
        context = {"record": self.get_record(pk), "kind": self.kind}
        return render(request, "expenses/record_confirm_delete.html", context)

    def post(self, request, pk):
        record = self.get_record(pk)
        rows = self.kind.model.objects.for_user(request.user).filter(pk=pk)
        deletion = delete_records(rows, owner=request.user, actor=request.user)
        if deletion is None:
            raise Http404("It was deleted just now.")
        say_undoable(request, f"Deleted {shorten(record.description)}.", deletion)
        return self.show_rest(record) if request.htmx else redirect(self.list_url)

    @property
    def list_url(self) -> str:
        return LedgerPage(self.request.user, self.kind, self.shown).url

    @property
    def shown(self) -> QueryDict:
        return QueryDict(self.request.POST.get("shown", ""))

    def show_rest(self, record: Record) -> HttpResponse:
        """Answer the list, which has taken the row away: the sums that have changed, and the message."""
        page = LedgerPage(self.request.user, self.kind, self.shown)
        if not page.total.count:
            return HttpResponse(headers={"HX-Refresh": "true"})
        day = day_of(page.filter, record.date)
        return render(self.request, "expenses/_after_delete.html", {"page": page, "day": day, "is_oob": True})
