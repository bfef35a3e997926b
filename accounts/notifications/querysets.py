from typing import Self

from accounts.ownership import OwnedQuerySet


class NotificationQuerySet(OwnedQuerySet):
    """What a person is told. Begin with `for_user`."""

    def shown(self) -> Self:
        """Keep what stands on the page of notifications."""
        return self.filter(is_shown=True)

    def unread(self) -> Self:
        """Keep what stands there and was not opened yet."""
        return self.shown().filter(read_at__isnull=True)
