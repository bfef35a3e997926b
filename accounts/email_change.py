"""A new e-mail address takes the place of the old one once its owner has confirmed it from there."""

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse

from accounts.letters import send_letter
from accounts.models import User

SALT = "accounts.email_change"


def ask_for_change(*, person: User, email: str, request: HttpRequest) -> bool:
    """Remember the address and send it a link; say whether the letter left. A later request takes the link back."""
    person.unconfirmed_email = email
    person.save(update_fields=["unconfirmed_email"])
    path = reverse("accounts:email-confirm", args=[make_token(person)])
    context = {"person": person, "link": request.build_absolute_uri(path), "hours": settings.EMAIL_CHANGE_HOURS}
    return send_letter("email_confirm", to=email, request=request, context=context)


def cancel_change(*, person: User) -> None:
    User.objects.filter(pk=person.pk).update(unconfirmed_email="")


def make_token(person: User) -> str:
    return signing.dumps([person.pk, person.unconfirmed_email], salt=SALT)


def is_awaited(token: str, *, person: User) -> bool:
    """Say whether `token` is the link that this person waits for: the latest, not used, not too old."""
    try:
        pk, email = signing.loads(token, salt=SALT, max_age=settings.EMAIL_CHANGE_HOURS * 3600)
    except signing.BadSignature:
        return False
    return bool(email) and (pk, email) == (person.pk, person.unconfirmed_email)


def confirm_change(*, person: User, request: HttpRequest) -> bool:
    """Make the awaited address the person's own and tell the old one; False where somebody else took it meanwhile."""
    old, new = person.email, person.unconfirmed_email
    waiting = User.objects.filter(pk=person.pk, unconfirmed_email=new)
    try:
        with transaction.atomic():
            has_changed = waiting.update(email=new, unconfirmed_email="") == 1
    except IntegrityError:
        cancel_change(person=person)
        return False
    if has_changed and old:
        send_letter("email_changed", to=old, request=request, context={"person": person, "new": new})
    return has_changed
