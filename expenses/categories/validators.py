from django.core.exceptions import ValidationError

PATH_SEPARATOR = ":"


def validate_category_name(name: str) -> None:
    """Refuse the character that separates the parts of a path, "Food:Groceries", in spreadsheets."""
    if PATH_SEPARATOR in name:
        raise ValidationError("A category's name cannot have a colon. Choose its parent below instead.")
