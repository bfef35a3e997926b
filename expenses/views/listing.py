from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.generic import View

from expenses.forms.one_line import OneLineForm
from expenses.ledger_page import LedgerPage
from expenses.paging import KeyInvalid
from expenses.views.kinds import KindMixin

ROWS, LEDGER, WHOLE = "expenses/_rows.html", "expenses/_ledger.html", "expenses/_ledger_page.html"


class RecordListView(KindMixin, View):
    def get(self, request):
        page = LedgerPage(request.user, self.kind, request.GET)
        try:
            page.listing  # noqa: B018  asked for before anything is written
        except KeyInvalid as error:
            messages.error(request, str(error))
            return redirect(page.url)
        return self.render(page)

    def render(self, page: LedgerPage) -> HttpResponse:
        if not self.request.htmx:
            context = {"page": page, "one_line_form": OneLineForm.fresh()}
            response = render(self.request, "expenses/record_list.html", context)
        elif page.after:
            response = render(self.request, ROWS, {"page": page, "is_appended": True})
        else:
            response = render_ledger(self.request, page)
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        return response


def keep_list(request: HttpRequest, page: LedgerPage) -> HttpResponse:
    """Say what is wrong with a search while it is being typed, and leave the list as it was."""
    response = render(request, "expenses/_search_error_oob.html", {"page": page})
    response["HX-Reswap"] = "none"
    return response


def render_ledger(request: HttpRequest, page: LedgerPage, **context: Any) -> HttpResponse:
    """Answer htmx with the list and all that depends on it, and put its address into the browser's bar."""
    if page.search_error and request.htmx.target == "ledger":
        return keep_list(request, page)
    template = LEDGER if request.htmx.target == "ledger" else WHOLE
    response = render(request, template, {"page": page, "is_partial": True, **context})
    response["HX-Push-Url"] = page.url
    return response
