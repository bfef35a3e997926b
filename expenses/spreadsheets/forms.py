import unicodedata
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from expenses.record_kinds import EXPENSE, KINDS, RecordKind, kind_named

STATEMENT = "statement"


class SpreadsheetForm(forms.Form):
    """One file to import, and what a spreadsheet holds. The file cleans to (name, content)."""

    file = forms.FileField(
        label="File",
        error_messages={
            "required": "Choose a file first.",
            "empty": "This file is empty. Choose one that has a header and rows.",
            "missing": "No file arrived. Choose it again.",
            "invalid": "No file arrived. Choose it again.",
        },
        widget=forms.FileInput(
            attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xls,.ods,.ofx,.qfx,.qif,.xml,.sta,.mt940,.940,.942,.zip"}
        ),
    )

    kind = forms.ChoiceField(
        label="It holds",
        choices=[*((kind.name, kind.title) for kind in KINDS), (STATEMENT, "A bank statement")],
        initial=EXPENSE.name,
        required=False,
        widget=forms.RadioSelect({"class": "form-check-input"}),
        error_messages={"invalid_choice": "Say whether the file holds expenses, income or both, as a statement does."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_kind(self) -> RecordKind | None:
        """Return the kind of record that the file holds, None for a statement, which holds both."""
        said = self.cleaned_data["kind"]
        return None if said == STATEMENT else kind_named(said or EXPENSE.name)

    def clean_file(self) -> tuple[str, bytes]:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > settings.UPLOAD_LIMIT_MB << 20:
            raise ValidationError(
                f"This file is larger than {settings.UPLOAD_LIMIT_MB} MB. Split it into smaller ones."
            )
        return tidy_file_name(upload.name or ""), upload.read()


def tidy_file_name(name: str) -> str:
    """Return the name without characters that cannot be seen, which could turn it around on a page."""
    seen = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C").strip()
    return seen or "spreadsheet"
