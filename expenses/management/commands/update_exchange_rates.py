from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from expenses.exchange.ecb import RatesUnreadable
from expenses.exchange.fetching import RatesUnreachable, fetch
from expenses.exchange.updating import Loaded, load, value_anew


class Command(BaseCommand):
    help = "Load the rates of exchange of the European Central Bank, and value what had no rate."

    def add_arguments(self, parser):
        source = parser.add_mutually_exclusive_group()
        source.add_argument("--url", help="where to fetch the file, instead of EXCHANGE_RATES_URL")
        source.add_argument("--file", type=Path, metavar="PATH", help="the file: eurofxref-hist.zip, or its CSV")

    def handle(self, *args, **options):
        try:
            loaded = load(read(options["file"], options["url"]))
        except (RatesUnreachable, RatesUnreadable) as error:
            raise CommandError(str(error)) from error
        value_anew(loaded)
        self.stdout.write(describe(loaded))


def read(path: Path | None, url: str | None) -> bytes:
    """Return the file of rates from where it is; raise RatesUnreachable or CommandError."""
    if path is None:
        address = settings.EXCHANGE_RATES_URL if url is None else url
        if not address:
            raise CommandError("EXCHANGE_RATES_URL is empty. Give --url or --file.")
        return fetch(address)
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be opened: {error.strerror}.") from error


def describe(loaded: Loaded) -> str:
    if not loaded.count:
        return f"No new rates. The newest are of {loaded.newest_on}."
    return f"Wrote {loaded.count:,} rates from {loaded.first_on} to {loaded.newest_on}."
