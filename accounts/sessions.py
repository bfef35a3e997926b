"""Sessions in the database, under the keys that Django makes and no others."""

from typing import Any

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """Take any other key for none: a cookie may hold a NUL, which PostgreSQL answers with an error."""

    def _validate_session_key(self, key: Any) -> bool:
        is_valid: bool = super()._validate_session_key(key)  # type: ignore[misc]
        return is_valid and key.isascii() and key.isalnum()
