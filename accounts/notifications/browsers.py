"""The browsers in which a person is told things."""

import hashlib
import re

from django.db import transaction

from accounts.models import User
from accounts.notifications.models import PushSubscription

MOST_BROWSERS = 20
NAMES = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"(?:Firefox|FxiOS)/"),
    ("Chrome", r"(?:Chrome|CriOS|Chromium)/"),
    ("Safari", r"Safari/"),
)
SYSTEMS = (
    ("Android", r"Android"),
    ("iOS", r"iPhone|iPad|iPod"),
    ("Windows", r"Windows"),
    ("macOS", r"Macintosh|Mac OS X"),
    ("ChromeOS", r"CrOS"),
    ("Linux", r"Linux|X11"),
)


def name_browser(user_agent: str) -> str:
    """Return what a person calls the browser: "Firefox on Linux"."""
    browser, system = _first(NAMES, user_agent) or "A browser", _first(SYSTEMS, user_agent)
    return f"{browser} on {system}" if system else browser


def keep_browser(user: User, *, endpoint: str, public_key: str, auth_secret: str, user_agent: str) -> PushSubscription:
    """Tell the person in this browser from now on; the oldest one gives way where there are too many."""
    fields = {"public_key": public_key, "auth_secret": auth_secret, "browser": name_browser(user_agent)}
    with transaction.atomic():
        browser, _ = PushSubscription.objects.update_or_create(owner=user, endpoint=endpoint, defaults=fields)
        theirs = PushSubscription.objects.for_user(user)
        kept = theirs.order_by("-id").values_list("pk", flat=True)[:MOST_BROWSERS]
        theirs.exclude(pk__in=list(kept)).delete()
    return browser


def fingerprint(browser: PushSubscription) -> str:
    """Return by what a page knows its own browser again; the address itself is as good as a key."""
    return hashlib.sha256(browser.endpoint.encode()).hexdigest()


def _first(patterns: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for name, pattern in patterns if re.search(pattern, text)), "")
