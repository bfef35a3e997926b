"""Reference rates kept up to date: fetched once a day by the schedule, and at once where somebody needs the first.

What they change is valued. An update that was asked for carries the moment it was planned for: one that is overtaken by
another does nothing.
"""

import datetime
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import User
from expenses.bulk_insert import insert_rows
from expenses.exchange import tasks
from expenses.exchange.ecb import SOURCE, DayRate, RatesUnreadable, read_rates
from expenses.exchange.fetching import RatesUnreachable, fetch
from expenses.exchange.models import RateUpdate, ReferenceRate
from expenses.exchange.revaluation import revalue

logger = logging.getLogger(__name__)

PUBLISHED_AT = datetime.time(15, 30, tzinfo=datetime.UTC)
"""The ECB publishes around 16:00 in Frankfurt, which is 15:00 UTC in winter."""

RETRY_AFTER = datetime.timedelta(hours=1)
COLUMNS = ("currency", "date", "per_euro")


@dataclass(frozen=True)
class Loaded:
    """What an update wrote: `count` rates from `first_on` on; `newest_on` is the newest day of the file."""

    count: int
    first_on: datetime.date | None
    newest_on: datetime.date


def load(content: bytes) -> Loaded:
    """Write those rates of the ECB's file that are not there yet; raise RatesUnreadable."""
    rates = read_rates(content)
    if not rates:
        raise RatesUnreadable("The file of rates has no rates.")
    with transaction.atomic():
        RateUpdate.objects.get_or_create(source=SOURCE)
        update = RateUpdate.objects.select_for_update().get(source=SOURCE)
        new = _unknown(rates)
        _write(new)
        update.newest_on = max(rate.date for rate in rates)
        update.succeeded_at = update.tried_at = timezone.now()
        update.problem = ""
        update.save()
    return Loaded(len(new), min((rate.date for rate in new), default=None), update.newest_on)


def _unknown(rates: Sequence[DayRate]) -> list[DayRate]:
    """Return the rates that are not kept yet. Days of which as many are kept as the file has are not looked at."""
    in_file = Counter(rate.date for rate in rates)
    kept = dict(ReferenceRate.objects.order_by().values_list("date").annotate(Count("date")))
    days = {date for date, count in in_file.items() if kept.get(date) != count}
    partly = days & kept.keys()
    known = set()
    if partly:
        rows = ReferenceRate.objects.filter(date__gte=min(partly), date__lte=max(partly))
        known = set(rows.values_list("date", "currency"))
    unique = {(rate.date, rate.currency): rate for rate in rates if rate.date in days}
    return [rate for key, rate in unique.items() if key not in known]


def _write(rates: Sequence[DayRate]) -> None:
    rows = ((rate.currency, rate.date.isoformat(), str(rate.per_euro)) for rate in sorted(rates, key=_by_currency))
    with connection.cursor() as cursor:
        insert_rows(cursor, ReferenceRate._meta.db_table, COLUMNS, rows, {"source": SOURCE})


def _by_currency(rate: DayRate) -> tuple[str, datetime.date]:
    """Order the rates as their index does, which grows fastest so."""
    return rate.currency, rate.date


def value_anew(loaded: Loaded) -> None:
    """Have the records of all people valued anew from the first day on that has new rates."""
    if loaded.first_on is None:
        return
    for user in User.objects.order_by("pk").iterator():
        revalue(user, since=loaded.first_on)


def update_now() -> Loaded:
    """Fetch the file and load it; raise RatesUnreachable or RatesUnreadable, and keep what was the matter."""
    try:
        loaded = load(fetch(settings.EXCHANGE_RATES_URL))
    except (RatesUnreachable, RatesUnreadable) as error:
        RateUpdate.objects.filter(source=SOURCE).update(tried_at=timezone.now(), problem=str(error)[:500])
        raise
    value_anew(loaded)
    return loaded


def update_daily() -> str:
    """Do what the schedule asks for and return what came of it; raise RatesUnreachable or RatesUnreadable."""
    if not settings.EXCHANGE_RATES_URL:
        return "EXCHANGE_RATES_URL is empty."
    RateUpdate.objects.get_or_create(source=SOURCE)
    RateUpdate.objects.filter(source=SOURCE).update(next_at=next_publication(timezone.now()))
    loaded = update_now()
    return f"Wrote {loaded.count} rates; the newest are of {loaded.newest_on}."


def plan_update() -> bool:
    """Have the rates fetched in the background if no update is planned or the planned one never came; say whether."""
    if not settings.EXCHANGE_RATES_URL:
        return False
    now = timezone.now()
    update, _ = RateUpdate.objects.get_or_create(source=SOURCE)
    if update.next_at and update.next_at > now - RETRY_AFTER:
        return False
    overdue = Q(next_at__isnull=True) | Q(next_at__lte=now - RETRY_AFTER)
    if not RateUpdate.objects.filter(overdue, source=SOURCE).update(next_at=now):
        return False
    transaction.on_commit(lambda: tasks.update_exchange_rates.enqueue(planned_at=now.isoformat()))
    return True


def update_as_planned(planned_at: str) -> None:
    """Update the rates, unless another update has been planned meanwhile; tomorrow's is the schedule's."""
    planned = datetime.datetime.fromisoformat(planned_at)
    following = next_publication(timezone.now())
    mine = RateUpdate.objects.filter(source=SOURCE, next_at=planned)
    if not settings.EXCHANGE_RATES_URL or not mine.update(next_at=following):
        return
    try:
        loaded = update_now()
        logger.info("Wrote %s rates of exchange, the newest of %s.", loaded.count, loaded.newest_on)
    except (RatesUnreachable, RatesUnreadable) as error:
        logger.warning("No new rates of exchange: %s", error)
        # Due by then: whoever needs a rate next has it asked for anew.
        RateUpdate.objects.filter(source=SOURCE, next_at=following).update(next_at=timezone.now())


def next_publication(now: datetime.datetime) -> datetime.datetime:
    """Return when the ECB has published rates next after `now`."""
    today = datetime.datetime.combine(now.astimezone(datetime.UTC).date(), PUBLISHED_AT)
    return today if now < today else today + datetime.timedelta(days=1)
