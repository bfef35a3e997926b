from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import FormView

from expenses.messages import say_undoable
from expenses.models import Expense
from expenses.refunds.following import refunded
from expenses.refunds.forms import RefundForm, new_initial
from expenses.refunds.refunding import check_refundable, refund
from expenses.splits.views import OneExpenseMixin


class RefundView(OneExpenseMixin, FormView):
    """The form of money that came back of one expense."""

    form_class = RefundForm
    template_name = "expenses/expense_refund.html"

    def dispatch(self, request, *args, **kwargs):
        try:
            check_refundable(self.expense)
        except ValidationError as error:
            messages.info(request, " ".join(error.messages))
            return redirect(self.detail_url)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return new_initial(self.expense, self.request.user, timezone.localdate())

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user, "original": self.expense}

    def get_context_data(self, **kwargs):
        back = refunded(self.expense)
        left = self.expense.amount - back
        return super().get_context_data(expense=self.expense, refunded=back, left=left, **kwargs)

    def form_valid(self, form):
        user, submission_id = self.request.user, form.cleaned_data["submission_id"]
        try:
            _, activity = refund(self.expense.pk, form.entry, owner=user, actor=user, submission_id=submission_id)
        except Expense.DoesNotExist as error:
            raise Http404("This expense was deleted just now.") from error
        except ValidationError as error:
            form.take_error(error)
            return self.form_invalid(form)
        if activity is None:
            messages.success(self.request, "This refund was recorded already. It is there once.")
        else:
            say_undoable(self.request, f"{activity.summary}.", activity)
        return redirect(self.detail_url)
