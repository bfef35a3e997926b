"""The part of the form that says when: how often, on which days, from when and until when."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from expenses.fields import DayField
from expenses.recurring.models import MOST_TIMES, RecurringPayment
from expenses.recurring.rhythm import LAST, MOST_INTERVAL, SURE_DAYS, On, Rhythm, RhythmError, Unit
from expenses.recurring.series import Series
from expenses.validators import FIRST_DATE

SHOWN_DAYS = 5
YEARS_AHEAD = 20

UNITS = [(Unit.DAY, "days"), (Unit.WEEK, "weeks"), (Unit.MONTH, "months"), (Unit.YEAR, "years")]
WEEKDAYS = [(0, "Mon"), (1, "Tue"), (2, "Wed"), (3, "Thu"), (4, "Fri"), (5, "Sat"), (6, "Sun")]
SAME_DAY, LAST_DAY, SAME_WEEKDAY, LAST_WEEKDAY, THESE_DAYS, AS_IT_IS = (
    "same-day", "last-day", "same-weekday", "last-weekday", "these-days", "as-it-is",
)  # fmt: skip
PLACES = [
    (SAME_DAY, "the same day as the first"),
    (LAST_DAY, "the last day of the month"),
    (On.FIRST_WORKING.value, "the first working day of the month"),
    (On.LAST_WORKING.value, "the last working day of the month"),
    (SAME_WEEKDAY, "the same weekday as the first, such as the second Tuesday"),
    (LAST_WEEKDAY, "the last such weekday of the month"),
    (THESE_DAYS, "these days of the month"),
]
ENDS = [("never", "Never"), ("on", "On a day"), ("after", "After a number of payments")]
NO_DAYS = "Write days from 1 to 28 with commas between them, such as 1, 15. “last” is the last day."


class RhythmForm(forms.Form):
    """When something comes. A valid one has a `series` of days."""

    starts_on = DayField(label="First on", error_messages={"required": "Choose the first day."})
    interval = forms.IntegerField(label="Every", min_value=1, max_value=MOST_INTERVAL, initial=1)
    unit = forms.ChoiceField(label="Unit", choices=UNITS, initial=Unit.MONTH)
    weekdays = forms.TypedMultipleChoiceField(
        required=False,
        coerce=int,
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        label="On these weekdays",
        help_text="For weeks. None: the weekday of the first day.",
    )
    place = forms.ChoiceField(label="On", choices=PLACES, initial=SAME_DAY, help_text="For months and years.")
    days = forms.CharField(
        required=False, max_length=100, label="Days of the month", help_text="Such as 1, 15 or last."
    )
    ends = forms.ChoiceField(label="Ends", choices=ENDS, initial="never")
    ends_on = DayField(required=False, label="Last day")
    times = forms.IntegerField(required=False, min_value=1, max_value=MOST_TIMES, label="Number of payments")

    def clean_starts_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["starts_on"]
        check_day(day)
        return day

    def clean_days(self) -> tuple[int, ...]:
        """Read days of the month; an empty field says nothing."""
        words = [word.strip().lower() for word in self.cleaned_data["days"].replace(" and ", ",").split(",")]
        try:
            return tuple(LAST if word == "last" else int(word.rstrip(".")) for word in words if word)
        except ValueError:
            raise ValidationError(NO_DAYS) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.series: Series | None = None
        ends = cleaned.get("ends")
        cleaned["ends_on"] = cleaned.get("ends_on") if ends == "on" else None
        cleaned["times"] = cleaned.get("times") if ends == "after" else None
        for name, asked, words in (("ends_on", "on", "Choose the last day."), ("times", "after", "Say how many.")):
            if ends == asked and cleaned[name] is None and name not in self.errors:
                self.add_error(name, words)
        if not {*RhythmForm.base_fields} & {*self.errors}:
            self._count(cleaned)
        return cleaned

    def _count(self, cleaned: dict[str, Any]) -> None:
        """Make the series of days; say beside the field what cannot be."""
        start, last = cleaned["starts_on"], cleaned["ends_on"]
        if last is not None and last < start:
            self.add_error("ends_on", "The last day lies before the first. Swap them.")
            return
        try:
            rhythm = rhythm_of(cleaned, self._known_rhythm)
        except RhythmError:
            is_days = cleaned["place"] == THESE_DAYS
            self.add_error("days" if is_days else "interval", NO_DAYS if is_days else "Choose another rhythm.")
            return
        self.series = Series(rhythm.rule, start, last, cleaned["times"], times_before=self._times_before)
        if self.series.first_from(start) is None:
            self.add_error("ends_on" if last else "times", "There is no such day until then. Choose a later end.")
            self.series = None

    @property
    def _known_rhythm(self) -> Rhythm | None:
        known = getattr(self, "instance", None)
        return Rhythm.parse(known.rule) if known is not None and known.pk else None

    @property
    def _times_before(self) -> int:
        """Return how many were paid before what the form is about began: they are none of its number of payments."""
        return 0

    @property
    def in_words(self) -> str:
        return str(Rhythm.parse(self.series.rule)) if self.series else ""

    def next_days(self, since: datetime.date) -> list[datetime.date]:
        return self.series.next_days(SHOWN_DAYS, since=since) if self.series else []


def check_day(day: datetime.date) -> None:
    """Raise ValidationError unless something may begin on `day`."""
    if not FIRST_DATE <= day <= timezone.localdate() + datetime.timedelta(days=YEARS_AHEAD * 366):
        raise ValidationError(f"Choose a day from 1900 on, and at most {YEARS_AHEAD} years ahead.")


def rhythm_of(said: dict[str, Any], known: Rhythm | None) -> Rhythm:
    """Return the rhythm that the form says; `known` is the one that it had. Raises RhythmError."""
    unit, start = Unit(said["unit"]), said["starts_on"]
    if unit == Unit.DAY:
        return Rhythm(unit, said["interval"])
    if unit == Unit.WEEK:
        return Rhythm(unit, said["interval"], weekdays=tuple(said["weekdays"]) or (start.weekday(),))
    month = start.month if unit == Unit.YEAR else 0
    if said["place"] == AS_IT_IS and known is not None and known.unit in (Unit.MONTH, Unit.YEAR):
        where: dict[str, Any] = {"on": known.on, "days": known.days, "nth": known.nth, "weekdays": known.weekdays}
        return Rhythm(unit, said["interval"], month=known.month or month, **where)
    return Rhythm(unit, said["interval"], month=month, **_where(said, start))


def _where(said: dict[str, Any], start: datetime.date) -> dict[str, Any]:
    """Return which days of the month are meant."""
    match said["place"]:
        case "last-day":
            return {"days": (LAST,)}
        case "these-days":
            return {"days": said["days"]}
        case "same-weekday":
            nth = (start.day - 1) // 7 + 1
            return {"on": On.WEEKDAY, "weekdays": (start.weekday(),), "nth": nth if nth <= 4 else LAST}
        case "last-weekday":
            return {"on": On.WEEKDAY, "weekdays": (start.weekday(),), "nth": LAST}
        case On.FIRST_WORKING | On.LAST_WORKING:
            return {"on": On(said["place"])}
    return {"days": (start.day,)}


def initial_rhythm(plan: RecurringPayment) -> dict[str, Any]:
    """Return what the form says of when a recurring payment comes."""
    rhythm = Rhythm.parse(plan.rule)
    place, days = _place_of(rhythm, plan.starts_on)
    return {
        "starts_on": plan.starts_on,
        "interval": rhythm.interval,
        "unit": rhythm.unit.value,
        "weekdays": [*rhythm.weekdays] if rhythm.unit == Unit.WEEK else [],
        "place": place,
        "days": days,
        "ends": "after" if plan.times is not None else "on" if plan.ends_on else "never",
        "ends_on": plan.ends_on,
        "times": None if plan.times is None else plan.times - plan.times_before,
    }


def _place_of(rhythm: Rhythm, start: datetime.date) -> tuple[str, str]:
    """Return the choice of the form by which the rhythm is what it is, and the days beside it."""
    if rhythm.unit in (Unit.DAY, Unit.WEEK):
        return SAME_DAY, ""
    said = {"unit": rhythm.unit, "interval": rhythm.interval, "weekdays": (), "starts_on": start}
    days = ", ".join("last" if day == LAST else str(day) for day in rhythm.days)
    for place, _label in PLACES:
        tried = {**said, "place": place, "days": rhythm.days}
        is_possible = place != THESE_DAYS or (rhythm.on == On.DAYS and max(rhythm.days) <= SURE_DAYS)
        if is_possible and rhythm_of(tried, None).rule == rhythm.rule:
            return place, days if place == THESE_DAYS else ""
    return AS_IT_IS, ""
