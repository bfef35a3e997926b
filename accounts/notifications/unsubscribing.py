"""Stopping letters by one click, from the mail program and without signing in (RFC 8058)."""

from django.core import signing
from django.urls import reverse

from accounts.models import User
from accounts.notifications.addresses import on_site
from accounts.notifications.kinds import all_kinds

SALT = "accounts.notifications.unsubscribe"
COLLECTED = "*"
"""All kinds whose letters come with the letter of the day."""


def unsubscribe_url(person: User, scope: str) -> str:
    """Return the whole address that stops the letters of one kind, or of all that are COLLECTED."""
    token = signing.dumps([person.pk, scope], salt=SALT)
    return on_site(reverse("notifications:unsubscribe", args=[token]))


def read_token(token: str) -> tuple[User, list[str]] | None:
    """Return whose letters of which kinds the address is about, or None where it was not made by us."""
    try:
        pk, scope = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    person = User.objects.filter(pk=pk).first()
    return None if person is None else (person, _kinds_in(scope))


def _kinds_in(scope: str) -> list[str]:
    if scope != COLLECTED:
        return [scope]
    return [name for name, kind in all_kinds().items() if kind.is_collected]
