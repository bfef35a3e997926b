"""Knows the browsers in which a person signs in, and tells them of one that was not seen before."""

from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac

from accounts.lockout import client_address
from accounts.models import User
from accounts.notifications.browsers import name_browser
from accounts.notifications.models import Notification
from accounts.notifications.telling import notify
from accounts.sign_in_log import SignIn

SALT = "accounts.notifications.devices"
REMEMBERED_SECONDS = 400 * 24 * 3600
"""As long as browsers keep a cookie at most; each sign-in begins it anew."""

AGENT_LENGTH = 255
ADVICE = "If it was not you, change your password at once: that ends all other sessions."


def is_new_device(request: HttpRequest, person: User) -> bool:
    """Say, before they sign in, whether this browser is new to them. The first one of all is not."""
    if person.last_login is None or request.get_signed_cookie(_cookie(person), "", salt=SALT) == _mark(person):
        return False
    agent = request.headers.get("User-Agent", "")[:AGENT_LENGTH]
    seen = SignIn.objects.filter(username=person.username, ip_address=client_address(request), user_agent=agent)
    return not seen.exists()


def remember_device(response: HttpResponse, person: User) -> None:
    """Let this browser be known; another password makes all of them new again."""
    response.set_signed_cookie(
        _cookie(person),
        _mark(person),
        salt=SALT,
        max_age=REMEMBERED_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def tell_of_sign_in(request: HttpRequest, person: User) -> Notification | None:
    """Tell the person at once that somebody signed in, from where and with what."""
    now = timezone.now()
    moment = format_datetime(now, "medium", ZoneInfo(person.time_zone), person.locale)
    return notify(
        person,
        kind="sign_in",
        key=f"{now.isoformat()} {get_random_string(6)}",
        title="Somebody signed in from a new device",
        body=ADVICE,
        lines=[
            ("Browser", name_browser(request.headers.get("User-Agent", ""))),
            ("Address", client_address(request) or "unknown"),
            ("When", moment),
        ],
        url=reverse("accounts:password_change"),
        urgent=True,
    )


def _cookie(person: User) -> str:
    return f"device_{person.pk}"


def _mark(person: User) -> str:
    return salted_hmac(SALT, f"{person.pk}:{person.password}", algorithm="sha256").hexdigest()
