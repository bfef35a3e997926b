"""The ECB's file read, fetched from a real server on loopback, written once, and what it values."""

import datetime
import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from expenses.exchange.ecb import DayRate, RatesUnreadable, read_rates
from expenses.exchange.models import RateUpdate, ReferenceRate
from expenses.exchange.updating import load, next_publication, update_daily
from expenses.models import Expense, Income

FILE = (
    b"Date,USD,JPY,ISK,\n"
    b"2026-03-13,1.0853,158.92,N/A,\n"
    b"2026-03-12,1.0900,158.00,149.7,\n"
)  # fmt: skip


def zipped(content: bytes = FILE, name: str = "eurofxref-hist.csv") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


@pytest.fixture
def serve() -> Iterator[Callable[[bytes, int], str]]:
    """Return a function that starts a server which answers everything so, and returns its address."""
    servers = []

    def start(content: bytes, status: int = 200) -> str:
        class Answer(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(status)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args):
                pass

        server = HTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/rates.zip"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("content", [FILE, zipped(), b"\xef\xbb\xbf" + FILE])
def test_the_file_is_read_zipped_or_not(content):
    assert read_rates(content) == [
        DayRate(datetime.date(2026, 3, 13), "USD", Decimal("1.0853")),
        DayRate(datetime.date(2026, 3, 13), "JPY", Decimal("158.92")),
        DayRate(datetime.date(2026, 3, 12), "USD", Decimal("1.0900")),
        DayRate(datetime.date(2026, 3, 12), "JPY", Decimal("158.00")),
        DayRate(datetime.date(2026, 3, 12), "ISK", Decimal("149.7")),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "begins with Date"),
        (b"<html>sorry</html>", "begins with Date"),
        (b"Date,USD,\nsoon,1.1,\n", "Line 2"),
        (b"Date,USD,\n2026-03-12,-1,\n", "Line 2"),
        (b"Date,USD,\n2026-03-12,NaN,\n", "Line 2"),
        (b"PK\x03\x04cut off", "damaged"),
        (zipped(name="readme.txt"), "exactly one CSV"),
        (b"\xff\xfe\x00", "UTF-8"),
    ],
)
def test_what_is_no_such_file_is_said(content, words):
    with pytest.raises(RatesUnreadable, match=words):
        read_rates(content)


@given(content=st.binary(max_size=300) | st.text(max_size=200).map(lambda text: f"Date,USD,\n{text}".encode()))
def test_no_bytes_do_more_than_be_unreadable(content):
    try:
        rates = read_rates(content)
    except RatesUnreadable:
        return
    assert all(rate.per_euro > 0 for rate in rates)


def test_only_new_days_are_written(db):
    first = load(FILE)
    again = load(zipped())
    more = load(FILE + b"2026-03-11,1.1,159,150,\n")

    assert (first.count, again.count, more.count) == (5, 0, 3)
    assert more.first_on == datetime.date(2026, 3, 11)
    assert ReferenceRate.objects.count() == 8
    assert RateUpdate.objects.get().newest_on == datetime.date(2026, 3, 13)


def test_a_currency_that_joins_later_is_added_to_days_that_are_there(db):
    load(b"Date,USD,\n2026-03-12,1.09,\n")

    load(b"Date,USD,SEK,\n2026-03-12,1.09,11.2,\n")

    assert set(ReferenceRate.objects.values_list("currency", flat=True)) == {"USD", "SEK"}


def test_the_command_loads_a_file_and_values_what_had_no_rate(alice, make_expense, make_income, tmp_path, capsys):
    path = tmp_path / "rates.zip"
    path.write_bytes(zipped())
    make_expense(alice, amount="10.90", currency="USD", date="2026-03-12", home_amount=None)
    make_income(alice, amount="15892", currency="JPY", date="2026-03-15", home_amount=None)
    make_expense(alice, amount="5", currency="GBP", date="2026-03-12", home_amount=None)

    call_command("update_exchange_rates", file=path)

    assert capsys.readouterr().out == "Wrote 5 rates from 2026-03-12 to 2026-03-13.\n"
    assert Expense.objects.for_user(alice).get(currency="USD").home_amount == 10
    assert Income.objects.for_user(alice).get().home_amount == 100
    assert Expense.objects.for_user(alice).get(currency="GBP").home_amount is None


def test_the_command_fetches_an_address(db, serve, capsys):
    call_command("update_exchange_rates", url=serve(zipped()))

    assert capsys.readouterr().out.startswith("Wrote 5 rates")


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [(b"gone", 404, "answered with the error 404"), (b"busy", 503, "error 503"), (b"hello", 200, "begins with Date")],
)
def test_what_an_address_answers_wrongly_is_said(db, serve, content, status, words):
    with pytest.raises(CommandError, match=words):
        call_command("update_exchange_rates", url=serve(content, status))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/x", "http://127.0.0.1:1/rates.zip"])
def test_an_address_that_cannot_be_fetched_is_said(db, url):
    with pytest.raises(CommandError, match=r"does not begin with https|cannot be reached"):
        call_command("update_exchange_rates", url=url)


def test_the_daily_job_keeps_what_was_the_matter_and_recovers(db, serve, settings):
    settings.EXCHANGE_RATES_URL = serve(b"sorry", 500)
    with pytest.raises(Exception, match="error 500"):
        update_daily()
    problem = RateUpdate.objects.get().problem

    settings.EXCHANGE_RATES_URL = serve(zipped())
    said = update_daily()

    assert "error 500" in problem
    assert said == "Wrote 5 rates; the newest are of 2026-03-13."
    assert RateUpdate.objects.get().problem == ""


def test_an_installation_without_an_address_asks_nobody(db, settings):
    settings.EXCHANGE_RATES_URL = ""

    assert update_daily() == "EXCHANGE_RATES_URL is empty."


def test_the_next_publication_lies_ahead():
    before = datetime.datetime(2026, 3, 13, 10, tzinfo=datetime.UTC)
    after = datetime.datetime(2026, 3, 13, 20, tzinfo=datetime.UTC)

    assert [next_publication(now).date().day for now in (before, after)] == [13, 14]
