from functools import cached_property

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.generic import CreateView, TemplateView, UpdateView, View
from django.views.generic.edit import ModelFormMixin

from accounts.http import SignedInRequest
from expenses.activity.history import history_of
from expenses.categories.tree import CategoryTree
from expenses.messages import say_undoable
from expenses.paging import KeyInvalid
from expenses.views.conflicts import ConflictMixin
from expenses.wallets import reconciling
from expenses.wallets.balances import balance_of, balances, net_worth
from expenses.wallets.forms import ReconcileForm, WalletForm, initial_of
from expenses.wallets.models import Wallet
from expenses.wallets.saving import delete_wallet, has_records, save_wallet
from expenses.wallets.statement import statement_page
from expenses.wallets.writing import write_days

STARTERS = {"cash": ("Cash", Wallet.Kind.CASH), "bank": ("Bank account", Wallet.Kind.BANK)}


class WalletListView(TemplateView):
    request: SignedInRequest
    template_name = "expenses/wallet_list.html"

    def get_context_data(self, **kwargs):
        rows = balances(self.request.user)
        in_use = [row for row in rows if not row.wallet.is_archived]
        worth = net_worth(in_use, self.request.user.home_currency)
        archived = [row for row in rows if row.wallet.is_archived]
        return super().get_context_data(rows=in_use, archived=archived, worth=worth, **kwargs)


class WalletStartView(View):
    """Make a first wallet with one click, in the home currency."""

    http_method_names = ["post"]

    def post(self, request):
        name, kind = STARTERS.get(request.POST.get("kind", ""), STARTERS["cash"])
        is_first = not Wallet.objects.for_user(request.user).filter(is_default=True).exists()
        wallet = Wallet(
            owner=request.user, name=name, kind=kind, currency=request.user.home_currency, is_default=is_first
        )
        try:
            say_undoable(request, f"Added “{name}”.", save_wallet(wallet, owner=request.user, actor=request.user))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("expenses:wallet-list")


class WalletFormMixin(ConflictMixin, ModelFormMixin):
    """Make or change a wallet by its form; what others changed meanwhile is said beside the field."""

    request: SignedInRequest
    model = Wallet
    form_class = WalletForm
    done: str

    def get_queryset(self):
        return Wallet.objects.for_user(self.request.user)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def save(self, form):
        user, seen = self.request.user, form.cleaned_data["seen"]
        activity = save_wallet(form.instance, owner=user, actor=user, seen=seen)
        say_undoable(self.request, f"{self.done} “{form.instance.name}”.", activity)
        return redirect("expenses:wallet-detail", pk=form.instance.pk)


class WalletCreateView(WalletFormMixin, CreateView):  # type: ignore[misc]
    done = "Added"


class WalletUpdateView(WalletFormMixin, UpdateView):  # type: ignore[misc]
    done = "Saved"


class OneWalletMixin(View):
    """A page about one wallet of the person."""

    request: SignedInRequest

    @cached_property
    def wallet(self) -> Wallet:
        wallet = get_object_or_404(Wallet.objects.for_user(self.request.user), pk=self.kwargs["pk"])
        wallet.owner = self.request.user
        return wallet

    def to_wallet(self) -> HttpResponse:
        return redirect("expenses:wallet-detail", pk=self.wallet.pk)


class WalletDetailView(OneWalletMixin):
    http_method_names = ["get", "head", "options"]

    def get(self, request, pk):
        try:
            page = statement_page(request.user, self.wallet, after=request.GET.get("after", ""))
        except KeyInvalid as error:
            messages.error(request, str(error))
            return self.to_wallet()
        wallets = {wallet.pk: wallet for wallet in Wallet.objects.for_user(request.user)}
        days = write_days(page.days, self.wallet, wallets, CategoryTree.of(request.user, None), request.user.locale)
        context = {"wallet": self.wallet, "days": days, "next_url": self.next_url(page.next_key)}
        if request.htmx and request.GET.get("after"):
            return render(request, "expenses/_wallet_rows.html", {**context, "is_appended": True})
        first = page.days[0][1][0].balance if page.days and not request.GET.get("after") else None
        context["balance"] = balance_of(request.user, self.wallet) if first is None else first
        context["history"] = history_of(request.user, "wallet", self.wallet.pk)
        return render(request, "expenses/wallet_detail.html", context)

    def next_url(self, key: str | None) -> str:
        return "" if key is None else reverse("expenses:wallet-detail", args=[self.wallet.pk], query={"after": key})


class WalletArchiveView(OneWalletMixin):
    """Take a wallet out of use, or back into it, with `is_archived` being "true" or "false"."""

    http_method_names = ["post"]

    def post(self, request, pk):
        self.wallet.is_archived = request.POST.get("is_archived") == "true"
        self.wallet.is_default = self.wallet.is_default and not self.wallet.is_archived
        activity = save_wallet(self.wallet, owner=request.user, actor=request.user)
        done = "Archived" if self.wallet.is_archived else "Back in use:"
        say_undoable(request, f"{done} “{self.wallet.name}”.", activity)
        return redirect("expenses:wallet-list")


class WalletDeleteView(OneWalletMixin):
    def get(self, request, pk):
        context = {"wallet": self.wallet, "is_used": has_records(self.wallet, deleted_too=True)}
        return render(request, "expenses/wallet_confirm_delete.html", context)

    def post(self, request, pk):
        try:
            activity = delete_wallet(self.wallet, owner=request.user, actor=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return self.to_wallet()
        say_undoable(request, f"Deleted “{self.wallet.name}”.", activity)
        return redirect("expenses:wallet-list")


class ReconcileView(OneWalletMixin):
    """Say what the statement says, then tick what stands on it."""

    def get(self, request, pk):
        current = reconciling.open_reconciliation(request.user, self.wallet)
        initial = initial_of(current, self.wallet, request.user.locale)
        form = ReconcileForm(wallet=self.wallet, locale=request.user.locale, initial=initial)
        return self.show(form, current)

    def post(self, request, pk):
        form = ReconcileForm(request.POST, wallet=self.wallet, locale=request.user.locale)
        if not form.is_valid():
            return self.show(form, reconciling.open_reconciliation(request.user, self.wallet))
        said = form.cleaned_data
        reconciling.start(request.user, self.wallet, said["ends_on"], said["closing_balance"])
        return redirect("expenses:wallet-reconcile", pk=self.wallet.pk)

    def show(self, form, current):
        context = {"wallet": self.wallet, "form": form, "current": current, "most_rows": reconciling.MOST_ROWS}
        if current:
            context["standing"] = reconciling.standing(self.request.user, self.wallet, current)
            context["rows"] = reconciling.rows_to_tick(self.request.user, self.wallet, current)
        else:
            past = reconciling.finished(self.request.user, self.wallet)
            context["finished"] = past.order_by("-ends_on", "-pk")[:12]
        return render(self.request, "expenses/wallet_reconcile.html", context)


class TickView(OneWalletMixin):
    """Tick one record (`record` is "kind:id", `is_cleared` "true" or not), or all of them (`all`)."""

    http_method_names = ["post"]

    def post(self, request, pk):
        current = reconciling.open_reconciliation(request.user, self.wallet)
        if current is None:
            messages.info(request, "This was finished meanwhile.")
            return redirect("expenses:wallet-reconcile", pk=self.wallet.pk)
        if "all" in request.POST:
            reconciling.tick_all(request.user, self.wallet, current)
        else:
            self.tick(request)
        if not request.htmx or "all" in request.POST:
            return redirect("expenses:wallet-reconcile", pk=self.wallet.pk)
        standing = reconciling.standing(request.user, self.wallet, current)
        return render(request, "expenses/_wallet_standing.html", {"wallet": self.wallet, "standing": standing})

    def tick(self, request) -> None:
        kind, _, pk = request.POST.get("record", "").partition(":")
        is_cleared = request.POST.get("is_cleared") == "true"
        is_number = pk.isascii() and pk.isdecimal() and len(pk) < 19
        if not is_number or not reconciling.tick(request.user, self.wallet, kind, int(pk), is_cleared=is_cleared):
            raise Http404("There is no such record in this wallet.")


class FinishView(OneWalletMixin):
    """Close the comparison, or (`then`) correct the balance, give up, or open the last one again."""

    http_method_names = ["post"]

    def post(self, request, pk):
        match request.POST.get("then"):
            case "correct":
                activity = reconciling.correct(request.user, self.wallet, actor=request.user)
                if activity:
                    say_undoable(request, "Recorded the difference as a correction.", activity)
            case "give-up":
                reconciling.give_up(request.user, self.wallet)
                messages.info(request, "Left it for another time. What you ticked stays ticked.")
                return self.to_wallet()
            case "reopen":
                reconciling.reopen(request.user, self.wallet)
            case _:
                return self.finish()
        return redirect("expenses:wallet-reconcile", pk=self.wallet.pk)

    def finish(self) -> HttpResponse:
        if reconciling.finish(self.request.user, self.wallet):
            messages.success(self.request, f"“{self.wallet.name}” agrees with its statement.")
            return self.to_wallet()
        messages.error(self.request, "It does not add up yet. Tick what is missing, or correct the balance.")
        return redirect("expenses:wallet-reconcile", pk=self.wallet.pk)
