import re

from django.core.exceptions import ValidationError

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, line breaks, and marks that turn the text around them the other way."""


def validate_plain_line(text: str) -> None:
    """Refuse characters that are not seen, and change how the text around them is."""
    if CONTROL.search(text):
        raise ValidationError("Leave out control characters.")
