from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import View

from expenses.activity.deletion import undo_deletion
from expenses.activity.models import Activity
from expenses.activity.purging import KEPT_FOR
from expenses.activity.recently_deleted import deletions_page
from expenses.messages import expenses_in_words
from expenses.paging import KeyInvalid


class ActivityUndoView(View):
    http_method_names = ["post"]

    def post(self, request, pk):
        activity = get_object_or_404(Activity.objects.for_user(request.user), pk=pk)
        count = undo_deletion(activity.pk, owner=request.user)
        if count:
            messages.success(request, f"Brought back {expenses_in_words(count)}.")
        else:
            messages.info(request, "This was undone before.")
        return redirect(came_from(request))


class DeletedListView(View):
    """What was deleted in the last 30 days, each deletion with a way to take it back."""

    http_method_names = ["get", "head", "options"]

    def get(self, request):
        try:
            page = deletions_page(request.user, request.GET.get("after", ""))
        except KeyInvalid as error:
            messages.error(request, str(error))
            return redirect("expenses:expense-deleted")
        return render(request, "expenses/expense_deleted.html", {"page": page, "kept_days": KEPT_FOR.days})


def came_from(request: HttpRequest) -> str:
    """Return the page that the person was on, where it is one of ours, otherwise the list."""
    url = request.META.get("HTTP_REFERER", "")
    is_ours = url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())
    return url if is_ours else reverse("expenses:expense-list")
