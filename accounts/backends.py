from typing import Any

from axes.backends import AxesStandaloneBackend
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.lockout import find_person
from accounts.models import User


class LockoutBackend(AxesStandaloneBackend):
    """Refuse a person and address that gave too many wrong passwords; without a request there is no address."""

    def authenticate(self, request: HttpRequest | None, *args: Any, **kwargs: Any) -> None:
        if request is not None:
            super().authenticate(request, *args, **kwargs)


class UsernameOrEmailBackend(ModelBackend):
    """Sign a person in by username or e-mail."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        if not username or password is None:
            return None
        user = find_person(request, username) if request else User.objects.find_by_login(username)
        if user is None:
            User().set_password(password)  # takes as long as a real check, so that time does not tell who exists
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None
