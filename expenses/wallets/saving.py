"""Wallets written, archived and removed; a person has one default wallet at most."""

import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.ownership import OwnedQuerySet
from expenses.activity.log import Edit, log, snapshot
from expenses.activity.models import Activity
from expenses.goals.models import Goal
from expenses.locks import check_seen, lock_ledger
from expenses.names import name_key
from expenses.recurring.models import RecurringPayment
from expenses.rules.models import Rule
from expenses.wallets.flows import FLOWS
from expenses.wallets.models import NAME_TAKEN, Wallet

CURRENCY_FIXED = "This wallet has records in {currency}. Make another wallet for another currency."
ASKED_FOR = "A rule asks for this wallet. Change or delete the rule first: {rules}."
GROWS_WITH = "The goal “{goal}” grows with this wallet. Change or delete the goal first."
PAID_FROM = "A recurring payment needs this wallet. Change or delete it first: {plans}."
STILL_USED = "This wallet has records. Archive it, or move them to another wallet first."


def save_wallet(wallet: Wallet, *, owner: User, actor: User, seen: datetime.datetime | None = None) -> Activity:
    """Write a new or changed wallet of `owner`; raise ValidationError, keyed by field, for what cannot be.

    Raises ChangedMeanwhile where it is not as it was `seen`.
    """
    with transaction.atomic():
        lock_ledger(owner)
        before = Wallet.objects.for_user(owner).filter(pk=wallet.pk).first() if wallet.pk else None
        if before:
            check_seen(before, seen)
        check_name(wallet.name, owner=owner, wallet_id=wallet.pk)
        check_currency(wallet, before)
        was = snapshot(before) if before else None
        if wallet.is_default:
            _others(wallet, owner).filter(is_default=True).update(is_default=False, updated_at=timezone.now())
        wallet.is_sample = False  # theirs, once they have changed it
        try:
            with transaction.atomic():
                wallet.save()
        except IntegrityError as error:
            # The database may think names equal that Python tells apart.
            raise ValidationError({"name": NAME_TAKEN}) from error
        kind, verb = (Activity.Kind.EDIT, "Changed") if before else (Activity.Kind.ADD, "Added")
        edit = Edit("wallet", wallet.pk, was, snapshot(wallet))
        return log(kind, f"{verb} the wallet “{wallet.name}”", owner=owner, actor=actor, edits=[edit])


def check_name(name: str, *, owner: User, wallet_id: int | None) -> None:
    """Raise ValidationError where another wallet of `owner` is called `name`."""
    rows = Wallet.objects.for_user(owner).order_by().values_list("name", "pk")
    if {name_key(other): pk for other, pk in rows}.get(name_key(name), wallet_id) != wallet_id:
        raise ValidationError({"name": NAME_TAKEN})


def check_currency(wallet: Wallet, before: Wallet | None) -> None:
    """Raise ValidationError where the currency would change under records that are in it."""
    if before and before.currency != wallet.currency and has_records(before, deleted_too=True):
        raise ValidationError({"currency": CURRENCY_FIXED.format(currency=before.currency)})
    if before and before.currency != wallet.currency and (goal := goal_of(before)):
        raise ValidationError({"currency": GROWS_WITH.format(goal=goal)})


def has_records(wallet: Wallet, *, deleted_too: bool = False) -> bool:
    """Say whether anything belongs to the wallet; with `deleted_too`, also what could still be brought back."""
    for flow in FLOWS:
        live, deleted = flow.of(wallet.owner, wallet.pk), flow.model.objects.deleted_by(wallet.owner)
        if live.exists() or (deleted_too and deleted.filter(**{flow.wallet: wallet.pk}).exists()):
            return True
    return False


def rules_for(wallet: Wallet) -> list[str]:
    """Return the names of the rules that ask for the wallet: without it they would fit records of all wallets."""
    return list(Rule.objects.for_user(wallet.owner).filter(wallet=wallet).values_list("name", flat=True))


def goal_of(wallet: Wallet) -> str | None:
    """Return the name of a goal that grows with the wallet, be it archived."""
    names = Goal.objects.for_user(wallet.owner).filter(wallet=wallet).order_by("is_archived")
    return names.values_list("name", flat=True).first()


def plans_for(wallet: Wallet) -> list[str]:
    """Return what the recurring payments are called that go out of the wallet or into it."""
    plans = RecurringPayment.objects.for_user(wallet.owner).filter(Q(wallet=wallet) | Q(to_wallet=wallet))
    return list(dict.fromkeys(plans.order_by("pk").values_list("description", flat=True)))


def delete_wallet(wallet: Wallet, *, owner: User, actor: User) -> Activity:
    """Remove a wallet without records; raise ValidationError where it has any, or something else needs it."""
    with transaction.atomic():
        lock_ledger(owner)
        if has_records(wallet, deleted_too=True):
            raise ValidationError(STILL_USED)
        if names := rules_for(wallet):
            raise ValidationError(ASKED_FOR.format(rules=", ".join(f"“{name}”" for name in names)))
        if goal := goal_of(wallet):
            raise ValidationError(GROWS_WITH.format(goal=goal))
        if plans := plans_for(wallet):
            raise ValidationError(PAID_FROM.format(plans=", ".join(f"“{name}”" for name in plans)))
        edit = Edit("wallet", wallet.pk, snapshot(wallet), None)
        wallet.delete()
        return log(Activity.Kind.DELETE, f"Deleted the wallet “{wallet.name}”", owner=owner, actor=actor, edits=[edit])


def _others(wallet: Wallet, owner: User) -> OwnedQuerySet:
    return Wallet.objects.for_user(owner).exclude(pk=wallet.pk)
