import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.generic import CreateView, DeleteView, FormView, TemplateView, UpdateView, View
from django.views.generic.edit import ModelFormMixin

from accounts.http import SignedInRequest
from expenses.exchange import revaluation
from expenses.exchange.choices import is_known_to
from expenses.exchange.forms import OwnCurrencyForm, OwnRateForm, RateSheetForm
from expenses.exchange.keeping import (
    delete_currency,
    delete_rate,
    is_in_use,
    save_currency,
    save_rate,
    take_in_rates,
)
from expenses.exchange.listing import rates_page
from expenses.exchange.models import OwnCurrency, OwnRate, RateUpdate
from expenses.exchange.overview import currency_rows
from expenses.exchange.sheets import Sheet, write_sheet
from expenses.exchange.updating import plan_update
from expenses.messages import say_undoable
from expenses.paging import KeyInvalid

MOST_WRONG_SHOWN = 20


class CurrencyListView(TemplateView):
    """The currencies of the ledger with their rates; with how far a revaluation is, where one is under way."""

    request: SignedInRequest
    template_name = "expenses/currency_list.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(
            rows=currency_rows(user, today=timezone.localdate()),
            updates=self.updates(),
            work=revaluation.current(user),
            **kwargs,
        )

    def updates(self) -> list[RateUpdate]:
        """Return what was fetched last; an installation that has no rates yet does not wait for its daily run."""
        rows = RateUpdate.objects.order_by("source")
        found = list(rows)
        has_rates = any(update.newest_on for update in found)
        return list(rows.all()) if not has_rates and plan_update() else found


class RevaluationView(View):
    """How far a revaluation is: a part of other pages, which asks for itself again until it is done.

    It says nothing where nothing is under way; the list of currencies is shown anew once its rates count.
    """

    http_method_names = ["get", "head", "options"]

    def get(self, request):
        if not request.htmx:
            return redirect("expenses:currency-list")
        work = revaluation.current(request.user)
        is_awaited = request.htmx.trigger == "revaluation"
        if work is None and is_awaited and request.htmx.current_url_abs_path == reverse("expenses:currency-list"):
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "expenses/_revaluation.html", {"work": work, "is_done": is_awaited and not work})


class OwnRateListView(View):
    http_method_names = ["get", "head", "options"]

    def get(self, request):
        try:
            rates, next_url = rates_page(request.user, request.GET.get("after", ""))
        except KeyInvalid as error:
            messages.error(request, str(error))
            return redirect("expenses:ownrate-list")
        is_appended = bool(request.htmx and request.GET.get("after"))
        template = "expenses/_ownrate_rows.html" if is_appended else "expenses/ownrate_list.html"
        return render(request, template, {"rates": rates, "next_url": next_url})


class ExchangeFormMixin(ModelFormMixin):
    """Make or change a rate or currency of one's own; what is refused is said beside its field."""

    request: SignedInRequest

    def get_queryset(self):
        return self.model.objects.for_user(self.request.user)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form):
        user = self.request.user
        try:
            activity = type(self).save(form.instance, owner=user, actor=user)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        say_undoable(self.request, f"Saved {form.instance}.", activity)
        return HttpResponseRedirect(reverse(self.list_name))


class OwnRateFormMixin(ExchangeFormMixin):
    model = OwnRate
    form_class = OwnRateForm
    template_name = "expenses/ownrate_form.html"
    list_name = "expenses:ownrate-list"
    save = staticmethod(save_rate)


class OwnRateCreateView(OwnRateFormMixin, CreateView):  # type: ignore[misc]
    def get_initial(self):
        """Begin with the currency that `?currency=` names, from the day of the first record in it."""
        user = self.request.user
        asked = self.request.GET.get("currency", "")[:3]
        currency = asked if is_known_to(asked, user) else ""
        return {"currency": currency, "other": user.home_currency, "date": self.first_day(currency)}

    def first_day(self, currency: str) -> datetime.date:
        days = [
            rows.order_by("date").values_list("date", flat=True).first()
            for model in revaluation.VALUED.values()
            for rows in (model.objects.for_user(self.request.user).filter(currency=currency),)
        ]
        return min(filter(None, days), default=timezone.localdate()) if currency else timezone.localdate()


class OwnRateUpdateView(OwnRateFormMixin, UpdateView):  # type: ignore[misc]
    pass


class OwnCurrencyFormMixin(ExchangeFormMixin):
    model = OwnCurrency
    form_class = OwnCurrencyForm
    template_name = "expenses/owncurrency_form.html"
    list_name = "expenses:currency-list"
    save = staticmethod(save_currency)


class OwnCurrencyCreateView(OwnCurrencyFormMixin, CreateView):  # type: ignore[misc]
    pass


class OwnCurrencyUpdateView(OwnCurrencyFormMixin, UpdateView):  # type: ignore[misc]
    pass


class ExchangeDeleteView(DeleteView):
    """Ask, then delete a rate or currency of one's own, with Undo."""

    request: SignedInRequest
    template_name = "expenses/exchange_confirm_delete.html"

    def get_queryset(self):
        return self.model.objects.for_user(self.request.user)

    def get_context_data(self, **kwargs):
        return super().get_context_data(list_url=reverse(self.list_name), **kwargs)

    def form_valid(self, form):
        user, words = self.request.user, str(self.object)
        try:
            activity = type(self).delete_row(self.object, owner=user, actor=user)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
        else:
            say_undoable(self.request, f"Deleted {words}.", activity)
        return HttpResponseRedirect(reverse(self.list_name))


class OwnRateDeleteView(ExchangeDeleteView):
    model = OwnRate
    list_name = "expenses:ownrate-list"
    delete_row = staticmethod(delete_rate)


class OwnCurrencyDeleteView(ExchangeDeleteView):
    model = OwnCurrency
    list_name = "expenses:currency-list"
    delete_row = staticmethod(delete_currency)

    def get_context_data(self, **kwargs):
        return super().get_context_data(is_used=is_in_use(self.object.code, self.request.user), **kwargs)


class OwnRateImportView(FormView):
    """Take in a CSV file of own rates: all that are right, with the wrong lines said; nothing where all are wrong."""

    request: SignedInRequest
    form_class = RateSheetForm
    template_name = "expenses/ownrate_import.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form):
        sheet: Sheet = form.cleaned_data["file"]
        user = self.request.user
        rates = [OwnRate(**{name: getattr(line, name) for name in RATE_FIELDS}) for line in sheet.rates]
        activity = take_in_rates(rates, owner=user, actor=user) if rates else None
        if activity:
            say_undoable(self.request, f"{activity}.", activity)
        if sheet.wrong:
            return self.render_to_response(self.get_context_data(form=form, **self.wrong(sheet)))
        if activity is None:
            messages.success(self.request, "All of these rates are there already.")
        return HttpResponseRedirect(reverse("expenses:ownrate-list"))

    def wrong(self, sheet: Sheet):
        shown = sheet.wrong[:MOST_WRONG_SHOWN]
        return {"wrong": shown, "more_wrong": len(sheet.wrong) - len(shown), "taken": len(sheet.rates)}


class OwnRateExportView(View):
    http_method_names = ["get", "head", "options"]

    def get(self, request):
        rows = OwnRate.objects.for_user(request.user).order_by("date", "id")
        values = rows.values_list("currency", "other", "rate", "date", "last_day", "note").iterator(chunk_size=2_000)
        response = StreamingHttpResponse(write_sheet(values), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="rates-{timezone.localdate()}.csv"'
        return response


RATE_FIELDS = ("currency", "other", "rate", "date", "last_day", "note")
