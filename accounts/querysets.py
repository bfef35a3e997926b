from typing import TYPE_CHECKING

from django.contrib.auth.models import UserManager

if TYPE_CHECKING:
    from accounts.models import User


class PeopleManager(UserManager["User"]):
    def get_by_login(self, login: str) -> "User":
        """Return the person whose username or e-mail is `login`; raise DoesNotExist where there is none."""
        if "@" in login:
            return self.get(email__iexact=login)
        return self.get(username__iexact=login)
