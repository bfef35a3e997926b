from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.generic import View

from accounts.http import SignedInRequest
from expenses.imports.together import give_wallets, import_ready, put_away


class TogetherView(View):
    """One step of several statements, by POST; it goes back to the list."""

    request: SignedInRequest
    http_method_names = ["post", "options"]
    done: tuple[str, str]

    def post(self, request):
        count = self.take()
        if count:
            messages.success(request, f"{count:,} {self.done[count != 1]}.")
        return HttpResponseRedirect(reverse("expenses:import-list"))


class StatementWalletsView(TogetherView):
    """Make the wallets that the accounts of files are named after."""

    done = ("statement went into its wallet", "statements went into their wallets")

    def take(self):
        return give_wallets(self.request.user)


class StatementReadyView(TogetherView):
    """Import all statements that need no look."""

    done = ("statement is imported", "statements are imported")

    def take(self):
        return import_ready(self.request.user)


class StatementPutAwayView(TogetherView):
    """Drop all statements of which everything is there already."""

    done = ("statement is put away", "statements are put away")

    def take(self):
        return put_away(self.request.user)
