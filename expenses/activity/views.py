from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import View

from expenses.activity.history import changes_page, record_names
from expenses.activity.listing import Chips, Narrowing, activities_page
from expenses.activity.models import Activity
from expenses.activity.purging import KEPT_FOR
from expenses.activity.recently_deleted import deletions_page
from expenses.activity.undo import Undone, undo
from expenses.paging import KeyInvalid


class ActivityListView(View):
    """What was done in the last 30 days, by whom, each with a way to take it back."""

    http_method_names = ["get", "head", "options"]

    def get(self, request):
        narrowing, after = Narrowing.read(request.GET), request.GET.get("after", "")
        try:
            page = activities_page(request.user, narrowing, after)
        except KeyInvalid as error:
            messages.error(request, str(error))
            return redirect("expenses:activity-list")
        if request.htmx and after:
            return render(request, "expenses/_activity_rows.html", {"page": page})
        context = {
            "page": page,
            "chips": Chips.of(request.user, narrowing),
            "is_narrowed": narrowing != Narrowing(),
            "kept_days": KEPT_FOR.days,
        }
        return render(request, "expenses/activity_list.html", context)


class ActivityDetailView(View):
    """One deed: what it did to each record, from what to what."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, pk):
        activity = get_activity(request, pk)
        try:
            changes, next_url = changes_page(request.user, activity, request.GET.get("after", ""))
        except KeyInvalid as error:
            messages.error(request, str(error))
            return redirect("expenses:activity-detail", pk=pk)
        context = {"activity": activity, "changes": changes, "next_url": next_url}
        return render(request, "expenses/activity_detail.html", context)


class ActivityUndoView(View):
    """Undo it. What was changed since is shown first: `overwrite` says whether to undo that too (1), or not (0)."""

    http_method_names = ["post"]

    def post(self, request, pk):
        activity = get_activity(request, pk)
        choice = request.POST.get("overwrite", "")
        is_trial = choice not in ("0", "1")
        done = undo(activity.pk, owner=request.user, actor=request.user, overwrite=choice == "1", is_trial=is_trial)
        if done.kept and (is_trial or not done.count):
            return self.ask(activity, done)
        if not done.count:
            messages.info(request, "This was undone before.")
        else:
            messages.success(request, undone_in_words(activity, done))
        return redirect(came_from(request))

    def ask(self, activity: Activity, done: Undone):
        names = record_names(self.request.user, done.kept[:20])
        context = {"activity": activity, "names": names, "more": max(len(done.kept) - 20, 0), "others": done.count}
        return render(self.request, "expenses/activity_conflict.html", context, status=409)


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


def get_activity(request: HttpRequest, pk: int) -> Activity:
    return get_object_or_404(Activity.objects.for_user(request.user).select_related("actor"), pk=pk)


def undone_in_words(activity: Activity, done: Undone) -> str:
    count = "1 record" if done.count == 1 else f"{done.count:,} records"
    words = f"Brought back {count}." if activity.kind == Activity.Kind.DELETE else f"Undone: {count} as before."
    if done.kept:
        words += f" {len(done.kept):,} changed since and left as they are."
    return words


def came_from(request: HttpRequest) -> str:
    """Return the page that the person was on, where it is one of ours; the log where that was the question itself."""
    url = request.META.get("HTTP_REFERER", "")
    if url.partition("?")[0].endswith(request.path):
        return reverse("expenses:activity-list")
    is_ours = url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())
    return url if is_ours else reverse("expenses:expense-list")
