"""Messages that say what was done, with a way to take it back."""

from django.contrib import messages
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import Truncator

from expenses.activity.models import Activity
from expenses.money import format_money
from expenses.records import Record

LONGEST_NAME = 60


def say_undoable(request: HttpRequest, text: str, activity: Activity) -> None:
    _say(request, text, reverse("expenses:activity-undo", args=[activity.pk]))


def say_recorded(request: HttpRequest, record: Record, *, is_new: bool) -> None:
    """Say that a record stands in the ledger; a form that was sent twice says so, and that it counts once."""
    name = shorten(record.description)
    if record.deleted_in_id is not None:
        messages.warning(request, f"{name} was recorded before and has been deleted since.")
    elif not is_new:
        messages.success(request, f"{name} was recorded already. It is there once.")
    else:
        amount = format_money(record.amount, record.currency, request.user.locale)  # type: ignore[union-attr]
        delete_url = reverse(f"expenses:{record._meta.model_name}-delete", args=[record.pk])
        _say(request, f"Added {name}, {amount}.", delete_url)


def _say(request: HttpRequest, text: str, undo_url: str) -> None:
    messages.success(request, render_to_string("components/undo.html", {"text": text, "undo_url": undo_url}, request))


def shorten(description: str) -> str:
    """Return a description as a message quotes it."""
    return f"“{Truncator(description).chars(LONGEST_NAME)}”"
