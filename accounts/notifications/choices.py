"""By which ways a person is told things of each kind: as they chose, or as the kind has it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from accounts.notifications.channels import Channel, State
from accounts.notifications.kinds import Kind, all_kinds
from accounts.notifications.models import ChannelChoice, Delivery, Notification

WAYS = ("in_app", "email", "push", "webhook")


@dataclass(frozen=True)
class Ways:
    """The ways that one kind goes by."""

    in_app: bool
    email: bool
    push: bool
    webhook: bool

    @classmethod
    def of(cls, source: Kind | ChannelChoice) -> "Ways":
        return cls(source.in_app, source.email, source.push, source.webhook)

    def has(self, channel: Channel) -> bool:
        return bool(getattr(self, channel.value))


def ways_of_kinds(user: User) -> dict[str, Ways]:
    """Return the ways of each kind there is, by its name."""
    chosen = {choice.kind: choice for choice in ChannelChoice.objects.for_user(user)}
    return {name: Ways.of(chosen.get(name, kind)) for name, kind in all_kinds().items()}


def ways_of(user: User, kind: Kind) -> Ways:
    choice = ChannelChoice.objects.for_user(user).filter(kind=kind.name).first()
    return Ways.of(choice or kind)


def choose_ways(user: User, wanted: Mapping[str, Ways]) -> None:
    """Keep the ways of each kind in `wanted`; what waits to go by one that is not wanted goes nowhere."""
    rows = [
        ChannelChoice(owner=user, kind=kind, **{way: getattr(ways, way) for way in WAYS})
        for kind, ways in wanted.items()
    ]
    with transaction.atomic():
        ChannelChoice.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["owner", "kind"], update_fields=list(WAYS)
        )
        for channel in Channel:
            drop_waiting(user, channel, [kind for kind, ways in wanted.items() if not ways.has(channel)])


def drop_waiting(user: User, channel: Channel, kinds: list[str]) -> None:
    """Take back what waits to go out by `channel`."""
    told = Notification.objects.for_user(user).filter(kind__in=kinds)
    waiting = Delivery.objects.for_user(user).filter(channel=channel, state=State.WAITING)
    waiting.filter(notification__in=told.values("pk")).delete()


def stop_letters(user: User, kinds: list[str]) -> None:
    """Send no more e-mail of these kinds."""
    now = ways_of_kinds(user)
    choose_ways(
        user, {name: Ways(now[name].in_app, False, now[name].push, now[name].webhook) for name in kinds if name in now}
    )
