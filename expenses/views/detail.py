from django.shortcuts import render
from django.utils import timezone
from django.views.generic import View

from expenses.activity.history import history_of
from expenses.categories.tree import CategoryTree
from expenses.listing import RowWriter
from expenses.splits.showing import counting_of
from expenses.views.entry import get_expense


class ExpenseDetailView(View):
    http_method_names = ["get", "head", "options"]

    def get(self, request, pk):
        expense = get_expense(request, pk)
        tree = CategoryTree.of(request.user)
        context = {
            "expense": expense,
            "row": RowWriter(request.user, tree).row(expense),
            "counting": counting_of(expense, tree),
            "history": history_of(request.user, "expense", expense.pk, tree=tree),
            "added_on": timezone.localtime(expense.created_at).date(),
        }
        return render(request, "expenses/expense_detail.html", context)
