from typing import Any

from django import forms

from expenses.periods import Calendar, Period, PeriodError, parse_period


class RangeForm(forms.Form):
    """Two days, both in the period."""

    first_day = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last_day = forms.DateField(label="To", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, calendar: Calendar, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.calendar = calendar

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "first_day" in cleaned and "last_day" in cleaned:
            cleaned["period"] = self._period(cleaned)
        return cleaned

    def _period(self, cleaned: dict[str, Any]) -> Period | None:
        try:
            return parse_period(self.calendar.span(cleaned["first_day"], cleaned["last_day"]).key, self.calendar)
        except (PeriodError, OverflowError) as error:
            self.add_error(None, str(error))
            return None
