import time
import zoneinfo
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

RENEWALS = 24
"""How many times in its idle time a session in use is written at most: twice an hour where it may idle for 12 hours."""


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
