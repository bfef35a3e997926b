import zipfile

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from expenses.archive.unpacking import NO_ARCHIVE
from expenses.spreadsheets.forms import tidy_file_name


class ArchiveForm(forms.Form):
    """An archive to take in. Cleans to (name, content)."""

    file = forms.FileField(
        label="Archive",
        error_messages={
            "required": "Choose a file first.",
            "empty": "This file is empty.",
            "missing": "No file arrived. Choose it again.",
            "invalid": "No file arrived. Choose it again.",
        },
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )

    def clean_file(self) -> tuple[str, bytes]:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > settings.UPLOAD_LIMIT_MB << 20:
            raise ValidationError(
                f"This file is larger than {settings.UPLOAD_LIMIT_MB} MB. Ask the one who runs this installation to "
                "raise UPLOAD_LIMIT_MB."
            )
        if not zipfile.is_zipfile(upload):
            raise ValidationError(NO_ARCHIVE)
        upload.seek(0)
        return tidy_file_name(upload.name or ""), upload.read()
