"""Who signed in and who failed to, as django-axes writes it down, under names that staff understand."""

from axes.models import AccessAttempt, AccessLog


class SignIn(AccessLog):
    class Meta:
        proxy = True
        app_label = "accounts"
        verbose_name = "sign-in"

    def __str__(self) -> str:
        return f"{self.username} from {self.ip_address or 'an unknown address'}"


class FailedSignIn(AccessAttempt):
    """Wrong passwords given for one name from one address and browser; gone after the time of the lock-out."""

    class Meta:
        proxy = True
        app_label = "accounts"
        verbose_name = "failed sign-in"

    def __str__(self) -> str:
        return f"{self.username} from {self.ip_address or 'an unknown address'}"
