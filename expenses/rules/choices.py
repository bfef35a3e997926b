from django.db import models


class Kind(models.TextChoices):
    """Whether a rule is for money that goes out or comes in; "" is for both."""

    BOTH = "", "Expenses and income"
    EXPENSE = "expense", "Expenses"
    INCOME = "income", "Income"


class LookIn(models.TextChoices):
    """Where a rule looks for its words."""

    DESCRIPTION = "description", "the description"
    NOTES = "notes", "the notes"
    EITHER = "either", "the description or the notes"


class Match(models.TextChoices):
    """How the words stand there."""

    CONTAINS = "contains", "contains"
    WORDS = "words", "has the words"
    BEGINS = "begins", "begins with"
    EQUALS = "equals", "is"
