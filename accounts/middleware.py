import time
import zoneinfo
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone

RENEWALS = 24
"""How many times in its idle time a session in use is written at most: twice an hour where it may idle for 12 hours."""


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Send whoever is not signed in to the sign-in page, and back to a page that can be shown afterwards."""

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        # Before it asks who is there: public views have to answer while the database is away.
        is_public = not getattr(view, "login_required", True)
        return None if is_public else super().process_view(request, view, args, kwargs)

    def handle_no_permission(self, request: HttpRequest, view: Callable[..., Any]) -> Any:
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view)
        return redirect_to_login(page_before(request), resolve_url(self.get_login_url(view)))


def page_before(request: HttpRequest) -> str:
    """Return the path of our page that a form was sent from, "/" where that is not known."""
    try:
        page = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return "/"
    return page._replace(scheme="", netloc="").geturl() if page.netloc == request.get_host() else "/"


class SignedInMiddleware:
    """Do something for the person who is signed in, and nothing on public pages, which must not need the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        is_public = not getattr(view, "login_required", True)
        if not is_public and request.user.is_authenticated:
            self.process_person(request)

    def process_person(self, request: HttpRequest) -> None:
        raise NotImplementedError


class PreferencesMiddleware(SignedInMiddleware):
    """Make "today" the signed-in person's day."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        timezone.deactivate()
        return self.get_response(request)

    def process_person(self, request: HttpRequest) -> None:
        timezone.activate(zoneinfo.ZoneInfo(request.user.time_zone))  # type: ignore[union-attr]


class IdleSessionMiddleware(SignedInMiddleware):
    """Let a session end when it was not used for its idle time, without writing it on each request."""

    def process_person(self, request: HttpRequest) -> None:
        now = int(time.time())
        session = request.session
        if now - session.get("renewed_at", 0) > session.get_expiry_age() / RENEWALS:
            session["renewed_at"] = now
