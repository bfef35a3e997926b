"""What holds of a recurring payment whoever writes it, in the words of the form."""

from django.core.exceptions import ValidationError

from expenses.recurring.models import RecurringPayment
from expenses.recurring.rhythm import Rhythm, RhythmError
from expenses.recurring.series import Series
from expenses.validators import validate_amount

ALL_OR_NONE = "Enter the least and the most, or neither."
BETWEEN = "The amount that is expected lies between the least and the most."
NEVER = "There is no such day from the first to the last one."


def check_plan(plan: RecurringPayment) -> None:
    """Raise ValidationError, keyed by field, where the amounts, the days or the category cannot be."""
    if plan.starts_on is None or plan.amount is None or not plan.currency:
        # Said already beside these fields.
        return
    _check_amounts(plan)
    _check_days(plan)
    if plan.category is not None and plan.category.kind != plan.kind:
        raise ValidationError({"category": f"This category is for {plan.category.kind}."})
    if plan.is_transfer and plan.wallet is not None and plan.wallet.currency != plan.currency:
        raise ValidationError({"currency": f"It leaves a wallet in {plan.wallet.currency}. Write that."})


def _check_amounts(plan: RecurringPayment) -> None:
    for name in ("amount", "least_amount", "most_amount"):
        amount = getattr(plan, name)
        if amount is None:
            continue
        if amount <= 0:
            raise ValidationError({name: "Enter an amount above 0."})
        try:
            validate_amount(amount, plan.currency)
        except ValidationError as error:
            raise ValidationError({name: error.messages}) from error
    if (plan.least_amount is None) != (plan.most_amount is None):
        raise ValidationError({"least_amount": ALL_OR_NONE})
    least, most = plan.least_amount, plan.most_amount
    if least is not None and most is not None and not least <= plan.amount <= most:
        raise ValidationError({"amount": BETWEEN})


def _check_days(plan: RecurringPayment) -> None:
    try:
        rule = Rhythm.parse(plan.rule, plan.starts_on).rule
    except RhythmError as error:
        raise ValidationError({"rule": str(error)}) from error
    series = Series(rule, plan.starts_on, plan.ends_on, plan.times, times_before=plan.times_before or 0)
    if series.first_from(plan.starts_on) is None:
        raise ValidationError({"starts_on": NEVER})
