"""Slows down the guessing of passwords: whom django-axes counts a wrong password for, and what it then answers."""

import datetime
import ipaddress
import math
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.contrib.auth import authenticate
from django.db.models import Max, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.identifiers import sign_in_key
from accounts.models import User

IPV6_NETWORK_BITS = 64
MAX_LENGTH = 255


def sign_in_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Return the username that an attempt is about, however it was typed.

    Counted as typed, "alice", "ALICE" and "alice@example.org" would each be five more tries at one password.
    """
    login = str((credentials or {}).get("username") or "").replace("\0", "")
    person = find_person(request, login)
    return person.username if person else sign_in_key(login)[:MAX_LENGTH]


def find_person(request: HttpRequest, login: str) -> User | None:
    """Return who signs in as `login`; the database is asked once a request, however often axes wants to know."""
    found: dict[str, User | None] = request.__dict__.setdefault("people_by_login", {})
    if login not in found:
        person = User.objects.find_by_login(login)
        found[login] = person
        if person:
            found[person.username] = person
    return found[login]


def client_address(request: HttpRequest) -> str | None:
    """Return the address that an attempt comes from, None where it is not known.

    Behind a proxy that is the last address of X-Forwarded-For: the ones before it are the client's own claim. Of an
    IPv6 address only the network counts, since every client has 2**64 addresses to try from.
    """
    address = request.META.get("REMOTE_ADDR") or ""
    if settings.BEHIND_PROXY:
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2]
    try:
        return _counted_address(ipaddress.ip_address(address.strip().partition("%")[0]))
    except ValueError:
        return None


def _counted_address(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, IPV6_NETWORK_BITS), strict=False).network_address)


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    """Answer 429 with the time to wait."""
    attempts = AccessAttempt.objects.filter(
        username=sign_in_name(request, credentials), ip_address=client_address(request)
    )
    last = attempts.aggregate(last=Max("attempt_time"))["last"] or timezone.now()
    wait = last + cool_off() - timezone.now()
    seconds = max(1, math.ceil(wait.total_seconds()))
    context = {"minutes": math.ceil(seconds / 60), "attempts": settings.AXES_FAILURE_LIMIT}
    page = render(request, "accounts/locked_out.html", context, status=429)
    page.headers["Retry-After"] = str(seconds)
    return page


def cool_off() -> datetime.timedelta:
    return get_cool_off() or datetime.timedelta()


def locked_usernames() -> QuerySet[AccessAttempt, str]:
    """Return the usernames that are refused right now from at least one address."""
    recent = AccessAttempt.objects.filter(attempt_time__gte=timezone.now() - cool_off()).order_by()
    counted = recent.values("username", "ip_address").annotate(failures=Sum("failures_since_start"))
    return counted.filter(failures__gte=settings.AXES_FAILURE_LIMIT).values_list("username", flat=True)


def unlock(username: str) -> None:
    """Forget the wrong passwords given for a person, from wherever."""
    reset(username=username)


def is_own_password(request: HttpRequest, password: str) -> bool:
    """Say whether it is the password of the person who is signed in; a wrong one counts as one given at the door."""
    return authenticate(request, username=request.user.get_username(), password=password) is not None
