from django.db import models


class Color(models.TextChoices):
    """A named tint of the theme: readable in light and dark, drawn by the CSS class `tint-<color>`."""

    RED = "red", "Red"
    ORANGE = "orange", "Orange"
    AMBER = "amber", "Amber"
    LIME = "lime", "Lime"
    GREEN = "green", "Green"
    TEAL = "teal", "Teal"
    CYAN = "cyan", "Cyan"
    BLUE = "blue", "Blue"
    INDIGO = "indigo", "Indigo"
    VIOLET = "violet", "Violet"
    PINK = "pink", "Pink"
    SLATE = "slate", "Slate"
