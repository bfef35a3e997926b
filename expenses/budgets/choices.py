from django.db import models


class Rhythm(models.TextChoices):
    """How often a budget begins anew. Months, quarters and years are those of the person's calendar."""

    WEEK = "week", "Every week"
    MONTH = "month", "Every month"
    QUARTER = "quarter", "Every quarter"
    YEAR = "year", "Every year"

    @property
    def noun(self) -> str:
        return str(self.value)
