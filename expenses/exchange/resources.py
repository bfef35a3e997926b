"""Own rates and currencies of many people in the spreadsheets of staff."""

import datetime
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from import_export.fields import Field
from tablib import Dataset

from accounts.models import User
from accounts.resources import PlainTextWidget
from expenses.exchange.keeping import check_code
from expenses.exchange.models import OwnCurrency, OwnRate
from expenses.exchange.revaluation import revalue
from expenses.owned_resource import OwnedResource, Row, TextWidget, read
from expenses.resources import AmountWidget, DayWidget


class LastDayWidget(DayWidget):
    """A day, or none."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return None if value in (None, "") else super().clean(value, row, **kwargs)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return "" if value is None else value


class OwnRateResource(OwnedResource):
    """Rates of people. One without an id is the one of the same currencies and day, or else new."""

    rate = Field("rate", "rate", widget=AmountWidget())
    date = Field("date", "date", widget=DayWidget())
    last_day = Field("last_day", "last_day", widget=LastDayWidget())
    note = Field("note", "note", widget=PlainTextWidget())

    class Meta(OwnedResource.Meta):
        model = OwnRate
        fields = ("id", "owner", "currency", "rate", "other", "date", "last_day", "note")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.first_days: dict[User, datetime.date] = {}

    def find_same(self, owner: User, row: Row) -> OwnRate | None:
        date = read(self.fields["date"], row)
        same = OwnRate.objects.for_user(owner).filter(currency=row.get("currency"), other=row.get("other"), date=date)
        return same.first()

    def import_instance(self, instance: Any, row: Row, **kwargs: Any) -> None:
        if instance.pk is not None:
            self._note(instance)
        super().import_instance(instance, row, **kwargs)

    def after_save_instance(self, instance: OwnRate, row: Row, **kwargs: Any) -> None:
        self._note(instance)

    def after_import(self, dataset: Dataset, result: Any, **kwargs: Any) -> None:
        """Value each ledger anew once, from its first day on that has another rate."""
        for owner, since in self.first_days.items() if not kwargs.get("dry_run") else ():
            revalue(owner, since=since)

    def _note(self, rate: OwnRate) -> None:
        self.first_days[rate.owner] = min(rate.date, self.first_days.get(rate.owner, rate.date))


class OwnCurrencyResource(OwnedResource):
    """Currencies of people. One without an id is the one of the same code, or else new."""

    code = Field("code", "code", widget=TextWidget())
    name = Field("name", "name", widget=PlainTextWidget())

    class Meta(OwnedResource.Meta):
        model = OwnCurrency
        fields = ("id", "owner", "code", "name")

    def find_same(self, owner: User, row: Row) -> OwnCurrency | None:
        return OwnCurrency.objects.for_user(owner).filter(code=read(self.fields["code"], row)).first()

    def steps(self) -> tuple[Callable[..., None], ...]:
        return (self._check_code,)

    def _check_code(self, instance: OwnCurrency, row: Row, **kwargs: Any) -> None:
        before = OwnCurrency.objects.for_user(instance.owner).filter(pk=instance.pk).first()
        try:
            check_code(instance, before, instance.owner)
        except ValidationError as error:
            raise ValidationError({"code": error.messages}) from error
