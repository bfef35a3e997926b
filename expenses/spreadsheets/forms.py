import unicodedata
from typing import Any, NamedTuple

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from expenses.record_kinds import EXPENSE, KINDS, RecordKind, kind_named

STATEMENT = "statement"


class Brought(NamedTuple):
    """A file as it arrived; where it has a `problem`, a sentence, it is not read."""

    name: str
    content: bytes
    problem: str = ""


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; cleans to a list of Brought. One bad file does not stop the others."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        uploads = data if isinstance(data, list) else [data]
        if len(uploads) > 1:
            return [self._brought(upload) for upload in uploads]
        upload = super().clean(uploads[0] if uploads else None, initial)
        _refuse_too_large(upload)
        return [_read(upload)]

    def _brought(self, upload: Any) -> Brought:
        try:
            super().clean(upload)
            _refuse_too_large(upload)
        except ValidationError as error:
            return Brought(tidy_file_name(upload.name or ""), b"", " ".join(error.messages))
        return _read(upload)


def _refuse_too_large(upload: UploadedFile) -> None:
    if (upload.size or 0) > settings.UPLOAD_LIMIT_MB << 20:
        raise ValidationError(f"This file is larger than {settings.UPLOAD_LIMIT_MB} MB. Split it into smaller ones.")


def _read(upload: UploadedFile) -> Brought:
    return Brought(tidy_file_name(upload.name or ""), upload.read())


class SpreadsheetForm(forms.Form):
    """Files to import, and what a spreadsheet holds. The files clean to a list of Brought."""

    file = FilesField(
        label="File",
        error_messages={
            "required": "Choose a file first.",
            "empty": "This file is empty. Choose one that has a header and rows.",
            "missing": "No file arrived. Choose it again.",
            "invalid": "No file arrived. Choose it again.",
        },
        widget=FilesInput(
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


def tidy_file_name(name: str) -> str:
    """Return the name without characters that cannot be seen, which could turn it around on a page."""
    seen = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C").strip()
    return seen or "spreadsheet"
