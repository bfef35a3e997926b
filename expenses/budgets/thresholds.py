"""The per cent of a budget at which a person wants to be told: texts and numbers, no database."""

import re

from django.core.exceptions import ValidationError

USUAL = "80, 100"
HIGHEST, MOST = 500, 5
UNREADABLE = "Enter per cent between 1 and 500, such as 80, 100."
TOO_MANY = f"Enter {MOST} of them at most."


def parse_thresholds(text: str) -> tuple[int, ...]:
    """Return the per cent that `text` names, the lowest first; raise ValidationError where it says anything else."""
    words = [word.removesuffix("%").strip() for word in re.split(r"[,;\s]+(?!%)", text.strip()) if word.strip()]
    if not all(re.fullmatch(r"[0-9]{1,3}", word) and 1 <= int(word) <= HIGHEST for word in words):
        raise ValidationError(UNREADABLE)
    found = tuple(sorted({int(word) for word in words}))
    if len(found) > MOST:
        raise ValidationError(TOO_MANY)
    return found


def write_thresholds(percents: tuple[int, ...]) -> str:
    return ", ".join(str(percent) for percent in percents)


def validate_thresholds(text: str) -> None:
    """Raise ValidationError unless `text` is a list of per cent, be it an empty one."""
    parse_thresholds(text)
