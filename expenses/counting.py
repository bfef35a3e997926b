"""When a payment counts: as it was paid, or spread over the months that it is for."""

from django.db import models


class Basis(models.TextChoices):
    """The two ways to read a ledger. Payments that are not spread are the same in both."""

    PAID = "paid", "As paid"
    SPREAD = "spread", "As spread"

    @property
    def counted_as(self) -> tuple["CountedAs", "CountedAs"]:
        """Return what the rows say of themselves that count on this basis."""
        return (CountedAs.PAID if self is Basis.PAID else CountedAs.SPREAD, CountedAs.BOTH)


class CountedAs(models.IntegerChoices):
    """On which basis a row counts. A split payment counts on neither: its portions do."""

    NEITHER = 0, "Its portions count"
    PAID = 1, "As paid"
    SPREAD = 2, "As spread"
    BOTH = 3, "As paid and as spread"
