import datetime
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView

from accounts.http import SignedInRequest
from expenses.messages import say_undoable, shorten
from expenses.models import DeclinedOffer
from expenses.recurring.detecting import Pattern
from expenses.recurring.offering import decline, find_offer, offer_again, offers, take

GONE = "This is not offered any more: it is planned, declined or changed by now."


class RecurringFoundView(TemplateView):
    """Offer what looks recurring; one click plans it, another one declines it for good. The list loads it too."""

    request: SignedInRequest

    @cached_property
    def today(self) -> datetime.date:
        return timezone.localdate()

    @property
    def is_part(self) -> bool:
        """Say whether the list of recurring payments asks for the offers, to show them below its own."""
        return bool(self.request.htmx)  # type: ignore[attr-defined]

    def get_template_names(self) -> list[str]:
        return ["expenses/_recurring_offers.html" if self.is_part else "expenses/recurring_found.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        declined = [] if self.is_part else DeclinedOffer.objects.for_user(user).order_by("-pk")
        return super().get_context_data(
            offers=offers(user, today=self.today), declined=declined, is_part=self.is_part, **kwargs
        )

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "again" in request.POST:
            self.offer_again(request.POST["again"])
        else:
            self.answer(request.POST.get("key", ""), is_wanted="take" in request.POST)
        return redirect("expenses:recurring-list" if "from_list" in request.POST else "expenses:recurring-found")

    def answer(self, key: str, *, is_wanted: bool) -> None:
        user = self.request.user
        offer = find_offer(user, key, today=self.today)
        if offer is None:
            messages.error(self.request, GONE)
        elif is_wanted:
            self.take(offer)
        else:
            activity = decline(offer, owner=user, actor=user)
            say_undoable(self.request, f"{shorten(offer.description)} is offered no more.", activity)

    def take(self, offer: Pattern) -> None:
        user = self.request.user
        try:
            recurring, activity = take(offer, owner=user, actor=user)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
        else:
            said = f"Added {shorten(recurring.description)}. You are asked before each is booked."
            say_undoable(self.request, said, activity)

    def offer_again(self, pk: str) -> None:
        user = self.request.user
        rows = DeclinedOffer.objects.for_user(user)
        declined = rows.filter(pk=int(pk)).first() if pk.isascii() and pk.isdecimal() and len(pk) < 19 else None
        if declined is None:
            messages.error(self.request, "This was offered again already.")
            return
        activity = offer_again(declined, owner=user, actor=user)
        say_undoable(self.request, f"{shorten(declined.description)} is offered again if it still comes.", activity)
