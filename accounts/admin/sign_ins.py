from django.contrib import admin, messages

from accounts.admin.read_only import ReadOnlyAdmin
from accounts.lockout import unlock
from accounts.sign_in_log import FailedSignIn, SignIn


@admin.register(SignIn)
class SignInAdmin(ReadOnlyAdmin):
    list_display = ("attempt_time", "username", "ip_address", "user_agent", "logout_time")
    list_filter = ("attempt_time",)
    search_fields = ("username", "ip_address", "user_agent")
    date_hierarchy = "attempt_time"
    fields = ("username", "attempt_time", "logout_time", "ip_address", "user_agent", "path_info")
    show_full_result_count = False


@admin.register(FailedSignIn)
class FailedSignInAdmin(ReadOnlyAdmin):
    """Without the form data: somebody who mistypes often types the password of another site."""

    list_display = ("attempt_time", "username", "ip_address", "failures_since_start", "user_agent")
    list_filter = ("attempt_time",)
    search_fields = ("username", "ip_address", "user_agent")
    fields = ("username", "attempt_time", "failures_since_start", "ip_address", "user_agent", "path_info")
    actions = ("unlock_sign_in",)

    def has_unlock_permission(self, request):
        return request.user.has_perm("accounts.change_user")

    @admin.action(description="Unlock sign-in", permissions=["unlock"])
    def unlock_sign_in(self, request, attempts):
        for username in set(attempts.values_list("username", flat=True)):
            unlock(username)
        self.message_user(request, "They can try again now.", messages.SUCCESS)
