from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.generic import View

from expenses.activity.deletion import delete_expenses
from expenses.ledger_page import LedgerPage
from expenses.listing import day_of
from expenses.messages import say_undoable, shorten
from expenses.models import Expense
from expenses.views.entry import get_expense


class ExpenseDeleteView(View):
    """Ask, without scripts; delete one expense, with Undo."""

    def get(self, request, pk):
        return render(request, "expenses/expense_confirm_delete.html", {"expense": get_expense(request, pk)})

    def post(self, request, pk):
        expense = get_expense(request, pk)
        rows = Expense.objects.for_user(request.user).filter(pk=pk)
        deletion = delete_expenses(rows, owner=request.user, actor=request.user)
        if deletion is None:
            raise Http404("It was deleted just now.")
        say_undoable(request, f"Deleted {shorten(expense.description)}.", deletion)
        return self.show_rest(expense) if request.htmx else redirect(self.list_url)

    @property
    def list_url(self) -> str:
        return LedgerPage(self.request.user, self.shown).url

    @property
    def shown(self) -> QueryDict:
        return QueryDict(self.request.POST.get("shown", ""))

    def show_rest(self, expense: Expense) -> HttpResponse:
        """Answer the list, which has taken the row away: the sums that have changed, and the message."""
        page = LedgerPage(self.request.user, self.shown)
        if not page.total.count:
            return HttpResponse(headers={"HX-Refresh": "true"})
        day = day_of(page.filter, expense.date)
        return render(self.request, "expenses/_after_delete.html", {"page": page, "day": day, "is_oob": True})
