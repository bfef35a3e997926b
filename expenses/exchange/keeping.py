"""A person's own rates and currencies, written and removed with Undo; what they change is valued anew."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.ownership import OwnedModel
from expenses.activity.log import Edit, log, snapshot
from expenses.activity.models import Activity
from expenses.exchange.models import OwnCurrency, OwnRate
from expenses.exchange.revaluation import VALUED, revalue
from expenses.locks import lock_ledger
from expenses.models import Goal, RecurringPayment, Wallet

IN_USE = "There are records, recurring payments, wallets or rates in this currency. It stays until they are gone."
CODE_FIXED = "There are records, wallets or rates in {code}. Make another currency for other decimals."


def save_rate(rate: OwnRate, *, owner: User, actor: User) -> Activity:
    """Write a new or changed rate of `owner`; return what to undo."""
    with transaction.atomic():
        lock_ledger(owner)
        before = OwnRate.objects.for_user(owner).filter(pk=rate.pk).first() if rate.pk else None
        activity = _save(rate, before, f"the rate {rate}", owner=owner, actor=actor)
        revalue(owner, since=min(rate.date, before.date) if before else rate.date)
        return activity


def delete_rate(rate: OwnRate, *, owner: User, actor: User) -> Activity:
    with transaction.atomic():
        lock_ledger(owner)
        since = rate.date
        activity = _delete(rate, f"the rate {rate}", owner=owner, actor=actor)
        revalue(owner, since=since)
        return activity


def take_in_rates(rates: Sequence[OwnRate], *, owner: User, actor: User) -> Activity | None:
    """Write many rates, over those of the same currencies and day; return what to undo, None where nothing changed."""
    with transaction.atomic():
        lock_ledger(owner)
        known = {(row.currency, row.other, row.date): row for row in OwnRate.objects.for_user(owner)}
        edits = [_put(rate, known.get((rate.currency, rate.other, rate.date)), owner) for rate in rates]
        edits = [edit for edit in edits if not edit.is_nothing]
        if not edits:
            return None
        words = f"Took in {len(edits)} own rate{'s' if len(edits) > 1 else ''}"
        activity = log(Activity.Kind.IMPORT, words, owner=owner, actor=actor, edits=edits)
        revalue(owner, since=min(rate.date for rate in rates))
        return activity


def _put(rate: OwnRate, known: OwnRate | None, owner: User) -> Edit:
    rate.owner = owner
    before = snapshot(known) if known else None
    if known:
        rate.pk = known.pk
    rate.save()
    return Edit("ownrate", rate.pk, before, snapshot(rate))


def save_currency(currency: OwnCurrency, *, owner: User, actor: User) -> Activity:
    """Write a new or changed currency of `owner`; raise ValidationError where its code is in use and would change."""
    with transaction.atomic():
        lock_ledger(owner)
        before = OwnCurrency.objects.for_user(owner).filter(pk=currency.pk).first() if currency.pk else None
        check_code(currency, before, owner)
        return _save(currency, before, f"the currency “{currency.name}”", owner=owner, actor=actor)


def delete_currency(currency: OwnCurrency, *, owner: User, actor: User) -> Activity:
    """Remove a currency that nothing is counted in; raise ValidationError where anything is."""
    with transaction.atomic():
        lock_ledger(owner)
        if is_in_use(currency.code, owner):
            raise ValidationError(IN_USE)
        return _delete(currency, f"the currency “{currency.name}”", owner=owner, actor=actor)


def check_code(currency: OwnCurrency, before: OwnCurrency | None, owner: User) -> None:
    if before and before.code != currency.code and is_in_use(before.code, owner):
        raise ValidationError(CODE_FIXED.format(code=before.code))


def is_in_use(code: str, owner: User) -> bool:
    """Say whether anything is counted in a currency: deleted records too, which could be brought back."""
    records = [model.objects.filter(owner=owner, currency=code) for model in VALUED.values()]
    rates = OwnRate.objects.for_user(owner)
    plans = RecurringPayment.objects.for_user(owner).filter(currency=code)
    goals = Goal.objects.for_user(owner).filter(currency=code)
    others = [Wallet.objects.for_user(owner).filter(currency=code), rates.filter(currency=code), plans, goals]
    return any(rows.exists() for rows in (*records, *others, rates.filter(other=code)))


def _save(row: OwnedModel, before: OwnedModel | None, name: str, *, owner: User, actor: User) -> Activity:
    was = snapshot(before) if before else None
    row.owner = owner
    row.save()
    kind, verb = (Activity.Kind.EDIT, "Changed") if before else (Activity.Kind.ADD, "Added")
    edit = Edit(row._meta.model_name or "", row.pk, was, snapshot(row))
    return log(kind, f"{verb} {name}", owner=owner, actor=actor, edits=[edit])


def _delete(row: OwnedModel, name: str, *, owner: User, actor: User) -> Activity:
    edit = Edit(row._meta.model_name or "", row.pk, snapshot(row), None)
    row.delete()
    return log(Activity.Kind.DELETE, f"Deleted {name}", owner=owner, actor=actor, edits=[edit])
