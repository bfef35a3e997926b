"""The file of rates fetched from an address: bounded in time and size, with one kind of error."""

import time
import urllib.error
import urllib.request
from http.client import HTTPException
from urllib.parse import urlsplit

MOST_BYTES = 10_000_000
"""The real file has 700,000."""

WAIT_SECONDS = 20
MOST_SECONDS = 120
CHUNK_BYTES = 65_536


class RatesUnreachable(Exception):
    """The file could not be fetched. The text is a sentence; another try may help."""


def fetch(url: str) -> bytes:
    """Return what `url` answers; raise RatesUnreachable."""
    if urlsplit(url).scheme not in ("http", "https"):
        raise RatesUnreachable("The address of the rates does not begin with https:// or http://.")
    request = urllib.request.Request(url, headers={"User-Agent": "expense-tracker"})  # noqa: S310  checked above
    try:
        with urllib.request.urlopen(request, timeout=WAIT_SECONDS) as answer:  # noqa: S310  checked above
            return _read(answer)
    except urllib.error.HTTPError as error:
        error.close()
        raise RatesUnreachable(f"{_host(url)} answered with the error {error.code}.") from error
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise RatesUnreachable(f"{_host(url)} cannot be reached: {reason}.") from error


def _read(answer: object) -> bytes:
    """Read the answer to its end, unless that takes too long or too much."""
    ends_at = time.monotonic() + MOST_SECONDS
    content = bytearray()
    while chunk := answer.read(CHUNK_BYTES):  # type: ignore[attr-defined]
        content += chunk
        if len(content) > MOST_BYTES:
            raise RatesUnreachable("The file of rates is far larger than it should be.")
        if time.monotonic() > ends_at:
            raise RatesUnreachable("The file of rates takes too long to arrive.")
    return bytes(content)


def _host(url: str) -> str:
    return urlsplit(url).hostname or "The address of the rates"
