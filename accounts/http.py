"""What a view of a signed-in person is given."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request behind LoginRequiredMiddleware: there is a person."""

    user: User
