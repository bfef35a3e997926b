from django.shortcuts import render
from django.utils import timezone
from django.views.generic import View

from expenses.categories.tree import CategoryTree
from expenses.listing import RowWriter
from expenses.views.entry import get_expense


class ExpenseDetailView(View):
    http_method_names = ["get", "head", "options"]

    def get(self, request, pk):
        expense = get_expense(request, pk)
        row = RowWriter(request.user, CategoryTree.of(request.user)).row(expense)
        added_on = timezone.localtime(expense.created_at).date()
        return render(request, "expenses/expense_detail.html", {"expense": expense, "row": row, "added_on": added_on})
