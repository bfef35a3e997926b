"""The kinds of things that people are told; NOTIFICATION_KINDS in the settings names each storey's own."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Kind:
    """One kind, and the ways it goes by until the person says otherwise.

    Push and webhooks reach nobody who has not set them up, so that most kinds have them on.
    """

    name: str
    label: str
    help_text: str
    icon: str
    in_app: bool = True
    email: bool = False
    push: bool = True
    webhook: bool = True
    is_collected: bool = True
    """Whether its letters may wait for the letter of the day, and are stopped together with it."""
    is_offered: bool = True
    """Whether the settings ask by which ways it goes."""


def all_kinds() -> dict[str, Kind]:
    """Return every kind by its name, in the order of the settings."""
    return _load(tuple(settings.NOTIFICATION_KINDS))


@lru_cache(maxsize=4)
def _load(paths: tuple[str, ...]) -> dict[str, Kind]:
    return {kind.name: kind for path in paths for kind in import_string(path)}


OWN_KINDS = (
    Kind(
        "sign_in",
        "Sign-in from a new device",
        "Somebody signed in as you in a browser that was not seen before. Told at once, also in quiet hours.",
        "shield-lock",
        email=True,
        is_collected=False,
    ),
    Kind("test", "Try it out", "", "bell", email=True, is_collected=False, is_offered=False),
)


def kind_named(name: str) -> Kind:
    """Return the kind, or a plain one in the place of one that the settings no longer name."""
    return all_kinds().get(name) or Kind(name, name.replace("_", " ").capitalize(), "", "bell")
