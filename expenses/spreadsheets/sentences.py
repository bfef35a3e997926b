"""What a page says of an import, in words."""

import math
from urllib.parse import urlencode

from babel.numbers import format_decimal

from accounts.models import User
from expenses.record_kinds import kind_named
from expenses.spreadsheets.duration import expected_seconds
from expenses.spreadsheets.models import SpreadsheetImport

NAMED_AT_MOST = 12
FEW_SECONDS, LONG_SECONDS = 8, 90


def progress_text(source: SpreadsheetImport, user: User) -> str:
    """Return how far a check is, or how many rows are being written and how long that takes."""
    if source.status == SpreadsheetImport.Status.APPLYING:
        return f"{_rows(source.writes_count, user)}, {_about(expected_seconds(source, user))}"
    if not source.rows_expected:
        return "Waiting for its turn"
    checked, expected = (
        format_decimal(count, locale=user.locale) for count in (source.rows_checked, source.rows_expected)
    )
    return f"{checked} of about {expected} rows"


def remarks_of(source: SpreadsheetImport) -> list[str]:
    """Return what a person should know of a checked file before it is imported."""
    found = source.remarks
    remarks = list(found["notes"])
    if found["ignored"]:
        remarks.append(f"Nothing is read from {_named('the column', 'the columns', found['ignored'])}.")
    if found["new_categories"]:
        remarks.append(f"{_named('A new category', 'New categories', found['new_categories'])} will be made.")
    if found["new_tags"]:
        remarks.append(f"{_named('A new tag', 'New tags', found['new_tags'])} will be made.")
    return remarks


def result_sentences(source: SpreadsheetImport, user: User) -> list[str]:
    """Return what an import has done, the most important first."""
    seconds = source.seconds or 0
    time = "less than a second" if seconds < 1 else f"{seconds:.0f} second{'s' if round(seconds) != 1 else ''}"
    written = f"{_records(source, source.new_count, user)} added"
    if source.changed_count:
        written += f" and {format_decimal(source.changed_count, locale=user.locale)} changed"
    sentences = [f"{written} in {time}."]
    if source.unchanged_count:
        they_are = "it is" if source.unchanged_count == 1 else "they are"
        sentences.append(f"{_rows(source.unchanged_count, user)} skipped: {they_are} in your ledger already.")
    if source.wrong_count:
        them = "it" if source.wrong_count == 1 else "them"
        sentences.append(f"{_rows(source.wrong_count, user)} left out because something in {them} is wrong.")
    return sentences


def days_query(source: SpreadsheetImport) -> str:
    """Return the query of the list's address that shows the days of what was written; "" where nothing was."""
    if source.first_date is None or source.last_date is None:
        return ""
    return "?" + urlencode({"date_from": source.first_date, "date_to": source.last_date})


def _about(seconds: float) -> str:
    """Return a length of time as roughly as it is known: "a few seconds", "about 40 seconds", "about 3 minutes"."""
    if seconds < FEW_SECONDS:
        return "a few seconds"
    if seconds < LONG_SECONDS:
        return f"about {math.ceil(seconds / 10) * 10} seconds"
    return f"about {math.ceil(seconds / 60)} minutes"


def _rows(count: int, user: User) -> str:
    return f"{format_decimal(count, locale=user.locale)} row{'s' if count != 1 else ''}"


def _records(source: SpreadsheetImport, count: int, user: User) -> str:
    kind = kind_named(source.kind)
    return f"{format_decimal(count, locale=user.locale)} {kind.name if count == 1 else kind.plural}"


def _named(one: str, many: str, names: list[str]) -> str:
    """Return the names with what they are, the first of them where they are many."""
    listed = ", ".join(f"“{name}”" for name in names[:NAMED_AT_MOST])
    more = len(names) - NAMED_AT_MOST
    rest = f" and {more} more" if more > 0 else ""
    return f"{one if len(names) == 1 else many} {listed}{rest}"
