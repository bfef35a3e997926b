import base64
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.notifications.choices import WAYS, Ways, choose_ways, ways_of_kinds
from accounts.notifications.kinds import Kind, all_kinds
from accounts.notifications.models import DeliveryTimes, PushSubscription, Webhook
from accounts.notifications.outgoing import read_url, resolve
from accounts.notifications.problems import NotDelivered

CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
HALF_QUIET = "Say when the quiet hours begin and when they end, or neither."
NO_QUIET = "The quiet hours end when they begin. Leave both empty for none."
NOT_A_BROWSER = "This is not what a browser says of itself. Reload the page and try again."
PUBLIC_KEY_BYTES, AUTH_SECRET_BYTES = 65, 16


class WaysForm(forms.Form):
    """By which ways a person wants each kind: a box a kind and a way."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.kinds = [kind for kind in all_kinds().values() if kind.is_offered]
        chosen = ways_of_kinds(user)
        for kind in self.kinds:
            for way in WAYS:
                field = forms.BooleanField(required=False, initial=getattr(chosen[kind.name], way))
                self.fields[f"{kind.name}-{way}"] = field

    def rows(self) -> list[tuple[Kind, list[forms.BoundField]]]:
        return [(kind, [self[f"{kind.name}-{way}"] for way in WAYS]) for kind in self.kinds]

    def save(self) -> None:
        ticked = self.cleaned_data
        wanted = {kind.name: Ways(**{way: ticked[f"{kind.name}-{way}"] for way in WAYS}) for kind in self.kinds}
        choose_ways(self.user, wanted)


class TimesForm(forms.ModelForm):
    """Quiet hours, and when the letter of the day comes."""

    class Meta:
        model = DeliveryTimes
        fields = ("quiet_from", "quiet_until", "letters_at", "days_ahead")
        widgets = {"quiet_from": CLOCK, "quiet_until": CLOCK, "letters_at": CLOCK}
        labels = {"quiet_from": "Quiet from", "quiet_until": "Until", "letters_at": "Letter of the day at"}
        help_texts = {"days_ahead": "Bills are told so many days ahead, 0 to 30."}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        begin, end = cleaned.get("quiet_from"), cleaned.get("quiet_until")
        if (begin is None) != (end is None) and not self.errors:
            self.add_error("quiet_until" if end is None else "quiet_from", HALF_QUIET)
        elif begin is not None and begin == end:
            self.add_error("quiet_until", NO_QUIET)
        return cleaned


class BrowserForm(forms.ModelForm):
    """What a browser says where it can be reached, and how to write to it so that nobody else can read it."""

    class Meta:
        model = PushSubscription
        fields = ("endpoint", "public_key", "auth_secret")
        widgets = {name: forms.HiddenInput() for name in fields}

    def clean_endpoint(self) -> str:
        return clean_address(self.cleaned_data["endpoint"])

    def clean_public_key(self) -> str:
        return _clean_key(self.cleaned_data["public_key"], PUBLIC_KEY_BYTES)

    def clean_auth_secret(self) -> str:
        return _clean_key(self.cleaned_data["auth_secret"], AUTH_SECRET_BYTES)


class WebhookForm(forms.ModelForm):
    """The address of a person's own program."""

    class Meta:
        model = Webhook
        fields = ("url",)
        widgets = {"url": forms.URLInput(attrs={"placeholder": "https://example.org/hook", "autocomplete": "off"})}

    def clean_url(self) -> str:
        return clean_address(self.cleaned_data["url"].strip())


def clean_address(url: str) -> str:
    """Return an address that may be called now; raise ValidationError with the reason where it may not."""
    try:
        resolve(read_url(url))
    except NotDelivered as problem:
        raise ValidationError(str(problem)) from problem
    return url


def _clean_key(text: str, size_bytes: int) -> str:
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise ValidationError(NOT_A_BROWSER) from error
    if len(content) != size_bytes:
        raise ValidationError(NOT_A_BROWSER)
    return text
