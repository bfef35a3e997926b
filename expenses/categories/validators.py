from django.core.exceptions import ValidationError

from expenses.names import has_invisible, is_blank

PATH_SEPARATOR = ":"
MAX_LEVELS = 5


def validate_category_name(name: str) -> None:
    """Refuse what cannot be read, and the character that separates the parts of a path, "Food:Groceries"."""
    if PATH_SEPARATOR in name:
        raise ValidationError("A category's name cannot have a colon. Choose its parent below instead.")
    if has_invisible(name) or is_blank(name):
        raise ValidationError("This name has characters that cannot be seen. Type it anew.")
