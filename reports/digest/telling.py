"""Tells of the week and of the month once each is over."""

import datetime

from accounts.models import User
from accounts.notifications.choices import Ways, ways_of_kinds
from accounts.notifications.telling import notify, said
from expenses.money import format_money
from expenses.periods import Calendar, Month, Period
from reports.digest.facts import Digest, read_digest
from reports.links import expenses_url, month_url
from reports.wording import period_name

WEEK, MONTH = "week", "month"
NEWS_DAYS = 7
"""What ended before is told no more, as to somebody who turns it on in the middle of a month."""


def tell_of_periods(user: User, *, today: datetime.date) -> int:
    """Tell of the last week and month, each once and only where the person wants to know; return how many were new."""
    calendar, ways = Calendar.of(user), ways_of_kinds(user)
    over = {WEEK: calendar.week_of(today).previous(), MONTH: calendar.month_of(today).previous()}
    return sum(
        _tell(user, kind, period, today)
        for kind, period in over.items()
        if _is_wanted(ways[kind]) and (today - period.end).days < NEWS_DAYS
    )


def _is_wanted(ways: Ways) -> bool:
    return ways.in_app or ways.email or ways.push or ways.webhook


def _tell(user: User, kind: str, period: Period, today: datetime.date) -> bool:
    key = f"{period.start.isoformat()}..{period.end.isoformat()}"
    if said(user, kind, [key]):
        return False
    digest = read_digest(user, period, today=today)
    if digest.is_empty:
        return False
    spent = format_money(digest.breakdown.spent.amount, user.home_currency, user.locale)
    told = notify(
        user,
        kind=kind,
        key=key,
        title=f"{period_name(period, user.locale)}: {spent} spent",
        body=body_of(digest, user),
        lines=lines_of(digest, user.locale),
        url=month_url(period) if isinstance(period, Month) else expenses_url(period),
    )
    return told is not None


def body_of(digest: Digest, user: User) -> str:
    """Return how it compares with the period before, in a sentence."""
    difference, before = digest.difference, digest.breakdown.before
    if not difference.is_known:
        return "Nothing was spent in the time before."
    was = format_money(before.amount, before.currency, user.locale)
    if difference.amount == 0:
        return f"As much as in the time before: {was}."
    size = format_money(difference.size, before.currency, user.locale)
    percent = f" ({difference.percent}%)" if difference.percent is not None else ""
    return f"{size}{percent} {'more' if difference.amount > 0 else 'less'} than in the time before: {was}."


def lines_of(digest: Digest, locale: str) -> list[tuple[str, str]]:
    """Return the categories that took most, then how budgets came out."""
    lines = [(one.name, format_money(one.spent.amount, one.spent.currency, locale)) for one in digest.largest]
    for one in digest.budgets:
        spent, had = (format_money(amount, one.currency, locale) for amount in (one.spent, one.available))
        lines.append((f"Budget {one.name}", f"{spent} of {had}"))
    return lines
