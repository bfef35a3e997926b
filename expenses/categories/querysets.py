from typing import Self

from accounts.ownership import OwnedQuerySet


class CategoryQuerySet(OwnedQuerySet):
    def active(self) -> Self:
        return self.filter(is_archived=False)
