"""A person's recurring payments as a calendar that other programs read, at an address that only they know.

The address is made of the nonce in the database and of the secret key of the installation: who reads the database
alone cannot tell it, and another nonce makes another address.
"""

import datetime
import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from icalendar import Calendar, Event

from accounts.models import User
from expenses.locks import lock_ledger
from expenses.models import CalendarFeed
from expenses.money import format_money
from expenses.recurring.choices import Kind
from expenses.recurring.series import DAY
from expenses.recurring.upcoming import Upcoming, today_of, upcoming

SALT = "expenses.recurring.feed"
NONCE_BYTES = 32
UID_DIGITS = 40
SHOWN_DAYS = 366
PRODUCT = "-//Expense Tracker//Recurring payments//EN"
READ_AGAIN = datetime.timedelta(hours=12)
VERBS = {Kind.EXPENSE: "", Kind.INCOME: "Income: ", Kind.TRANSFER: "Transfer: "}


def token_of(feed: CalendarFeed) -> str:
    """Return the secret part of the address of a feed: 256 bits as 64 hexadecimal digits."""
    return salted_hmac(SALT, f"{feed.owner_id}:{feed.nonce}", algorithm="sha256").hexdigest()


def feed_of(user: User) -> CalendarFeed | None:
    feed: CalendarFeed | None = CalendarFeed.objects.for_user(user).first()
    return feed


def reader_of(owner_id: int, token: str) -> User | None:
    """Return whose calendar an address opens; None where it opens none, be the person unknown or the token wrong.

    A token is compared even where there is no feed, so that the time taken does not tell who has one.
    """
    feed = CalendarFeed.objects.filter(owner_id=owner_id).first()
    right = token_of(feed or CalendarFeed(owner_id=owner_id, nonce=secrets.token_hex(NONCE_BYTES)))
    if not constant_time_compare(right, token) or feed is None:
        return None
    owner = User.objects.filter(pk=owner_id, is_active=True).first()
    return owner if isinstance(owner, User) else None


def switch_on(user: User) -> CalendarFeed:
    """Give the person's calendar a new address; one that it had before opens nothing any more."""
    with transaction.atomic():
        lock_ledger(user)
        CalendarFeed.objects.for_user(user).delete()
        feed: CalendarFeed = CalendarFeed.objects.create(owner=user, nonce=secrets.token_hex(NONCE_BYTES))
        return feed


def switch_off(user: User) -> None:
    CalendarFeed.objects.for_user(user).delete()


def write_feed(user: User, *, now: datetime.datetime | None = None) -> bytes:
    """Return what is open of a person, from what is overdue up to a year ahead, as iCalendar (RFC 5545)."""
    now, today = now or timezone.now(), today_of(user)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Recurring payments")
    calendar.add("refresh-interval", READ_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", READ_AGAIN)
    for due in upcoming(user, until=today + SHOWN_DAYS * DAY, today=today):
        calendar.add_component(_event(due, user, now))
    content: bytes = calendar.to_ical()
    return content


def _event(due: Upcoming, user: User, now: datetime.datetime) -> Event:
    """Return a whole day. Its UID stays however the payment is moved, so that it moves in the calendar, too."""
    event = Event()
    event.add("uid", _uid(due))
    event.add("dtstamp", now.astimezone(datetime.UTC).replace(microsecond=0))
    event.add("dtstart", due.due)
    event.add("dtend", due.due + DAY)
    event.add("summary", f"{VERBS[due.kind]}{due.recurring.description}, {_amount(due, user)}")
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    if due.is_overdue:
        event.add("description", "Not booked yet.")
    return event


def _uid(due: Upcoming) -> str:
    """Return what tells the payment apart from all others, those of other installations included."""
    name = f"{due.recurring.pk}:{due.due_on:%Y%m%d}"
    return salted_hmac(f"{SALT}.uid", name, algorithm="sha256").hexdigest()[:UID_DIGITS]


def _amount(due: Upcoming, user: User) -> str:
    return format_money(due.amount, due.currency, user.locale)
