from django.core.exceptions import ValidationError

from expenses.recurring.rhythm import Rhythm, RhythmError


def validate_rule(rule: str) -> None:
    """Raise ValidationError unless `rule` says by itself on which days it comes."""
    try:
        Rhythm.parse(rule)
    except RhythmError as error:
        raise ValidationError(str(error)) from error
