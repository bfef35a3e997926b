"""What staff see and change of people."""

from accounts.admin.notifications import DeliveryAdmin, NotificationAdmin
from accounts.admin.people import PersonAdmin
from accounts.admin.schedules import ScheduleAdmin
from accounts.admin.sign_ins import FailedSignInAdmin, SignInAdmin

__all__ = [
    "DeliveryAdmin",
    "FailedSignInAdmin",
    "NotificationAdmin",
    "PersonAdmin",
    "ScheduleAdmin",
    "SignInAdmin",
]
