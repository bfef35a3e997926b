"""What the log says of errors: never what stands in a person's rows."""

import logging
from collections.abc import Iterator
from types import TracebackType

import django.db

DatabaseErrors = (django.db.DatabaseError, django.db.InterfaceError)
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class LineFormatter(logging.Formatter):
    """Leave nothing of a database's error but its first line: PostgreSQL quotes the whole row that it refuses."""

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802  logging's own name
        text = super().formatException(ei)
        refused = [error for error in chain_of(ei[1]) if isinstance(error, DatabaseErrors)]
        for error in refused:
            # Django's own error repeats that of the driver, its cause.
            text = shorten(shorten(text, error), error.__cause__)
        return text


def shorten(text: str, error: BaseException | None) -> str:
    """Return `text` with the first line alone of what `error` says."""
    said = str(error)
    return text.replace(said, said.partition("\n")[0]) if "\n" in said else text


def chain_of(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error and those that led to it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
