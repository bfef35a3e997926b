from django.shortcuts import render
from django.utils import timezone
from django.views.generic import View

from expenses.activity.history import history_of
from expenses.categories.tree import CategoryTree
from expenses.exchange.rates import Rate, RateBook
from expenses.listing import RowWriter
from expenses.records import Record
from expenses.recurring.overview import plan_behind
from expenses.splits.showing import counting_of
from expenses.views.kinds import KindMixin


class RecordDetailView(KindMixin, View):
    http_method_names = ["get", "head", "options"]

    def get(self, request, pk):
        record = self.get_record(pk)
        tree = CategoryTree.of(request.user, self.kind.category_kind)
        context = {
            "kind": self.kind,
            "record": record,
            "row": RowWriter(request.user, self.kind, tree).row(record),
            "counting": counting_of(record, tree) if self.kind.can_be_split else None,
            "plan": plan_behind(self.kind.name, record.pk, request.user),
            "history": history_of(request.user, self.kind.name, record.pk, tree=tree),
            "rate": self.rate_of(record),
            "added_on": timezone.localtime(record.created_at).date(),
        }
        return render(request, "expenses/record_detail.html", context)

    def rate_of(self, record: Record) -> Rate | None:
        """Return the rate of the day between what was paid and the home currency; None where there is none, or one."""
        user = self.request.user
        if record.currency == user.home_currency:
            return None
        return RateBook(user).rate(record.currency, user.home_currency, record.date)
