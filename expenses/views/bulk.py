from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.shortcuts import redirect
from django.views.generic import View

from expenses import bulk_change
from expenses.activity.deletion import delete_records
from expenses.forms.bulk import BulkForm
from expenses.ledger_page import LedgerPage
from expenses.messages import say_undoable
from expenses.views.kinds import KindMixin
from expenses.views.listing import render_ledger
from expenses.wallets.bulk import set_wallet


class RecordBulkView(KindMixin, View):
    http_method_names = ["post"]

    def post(self, request):
        form = BulkForm(request.POST, user=request.user, kind=self.kind)
        if form.is_valid():
            self.change(form)
        else:
            for sentence in form.sentences:
                messages.error(request, sentence)
        page = LedgerPage(request.user, self.kind, QueryDict(request.POST.get("shown", "")))
        return render_ledger(request, page) if request.htmx else redirect(page.url)

    def change(self, form: BulkForm) -> None:
        try:
            getattr(self, form.cleaned_data["action"])(form)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))

    def categorise(self, form: BulkForm) -> None:
        category_id = form.cleaned_data["category"]
        done = bulk_change.categorise(form.rows, category_id, owner=self.request.user, actor=self.request.user)
        place = f"in {form.listed.tree.path(category_id)}" if category_id else "without a category"
        self.say(f"{self.kind.counted(done.count)} now {place}.", done)

    def add_tags(self, form: BulkForm) -> None:
        tags = form.cleaned_data["tags"]
        done = bulk_change.add_tags(form.rows, tags, owner=self.request.user, actor=self.request.user)
        self.say(f"Added {named(form)} to {self.kind.counted(done.count)}.", done)

    def remove_tags(self, form: BulkForm) -> None:
        tags = form.cleaned_data["tags"]
        done = bulk_change.remove_tags(form.rows, tags, owner=self.request.user, actor=self.request.user)
        self.say(f"Took {named(form)} off {self.kind.counted(done.count)}.", done)

    def set_wallet(self, form: BulkForm) -> None:
        wallet_id = form.cleaned_data["wallet"]
        done = set_wallet(form.rows, wallet_id, owner=self.request.user, actor=self.request.user)
        place = f"in {form.listed.wallets[wallet_id].name}" if wallet_id else "without a wallet"
        self.say(f"{self.kind.counted(done.count)} now {place}.", done)

    def say(self, text: str, done: bulk_change.BulkChange) -> None:
        """Say what was done, with Undo where anything was changed by it."""
        if done.activity:
            say_undoable(self.request, text, done.activity)
        else:
            messages.success(self.request, text)

    def delete(self, form: BulkForm) -> None:
        deletion = delete_records(form.rows, owner=self.request.user, actor=self.request.user)
        if deletion is None:
            messages.warning(self.request, "These were deleted before.")
        else:
            say_undoable(self.request, f"Deleted {self.kind.counted(deletion.row_count)}.", deletion)


def named(form: BulkForm) -> str:
    return ", ".join(f"#{name}" for name in form.cleaned_data["tags"])
