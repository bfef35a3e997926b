from django.db import models


class Kind(models.TextChoices):
    """What is booked each time."""

    EXPENSE = "expense", "Expense"
    INCOME = "income", "Income"
    TRANSFER = "transfer", "Transfer"


class Status(models.TextChoices):
    """What became of one occurrence. One of which nothing is said is planned, and has no row."""

    CHANGED = "changed", "Changed"
    BOOKED = "booked", "Booked"
    SKIPPED = "skipped", "Skipped"
