from django.urls import path

from accounts.views import email, passwords, registration, settings, signing_in

app_name = "accounts"
urlpatterns = [
    path("signup/", registration.SignUpView.as_view(), name="signup"),
    path("login/", signing_in.SignInView.as_view(), name="login"),
    path("logout/", signing_in.SignOutView.as_view(), name="logout"),
    path("password_change/", passwords.PasswordChangeView.as_view(), name="password_change"),
    path("password_change/done/", passwords.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("password_reset/", passwords.PasswordResetView.as_view(), name="password_reset"),
    path("password_reset/done/", passwords.PasswordResetDoneView.as_view(), name="password_reset_done"),
    path("reset/<uidb64>/<token>/", passwords.PasswordResetConfirmView.as_view(), name="password_reset_confirm"),
    path("reset/done/", passwords.PasswordResetCompleteView.as_view(), name="password_reset_complete"),
    path("settings/", settings.PreferencesView.as_view(), name="settings"),
    path("settings/example/", settings.PreferencesExampleView.as_view(), name="preferences-example"),
    path("settings/profile/", settings.ProfileView.as_view(), name="profile"),
    path("settings/email/", email.EmailChangeView.as_view(), name="email-change"),
    path("settings/email/cancel/", email.EmailChangeCancelView.as_view(), name="email-change-cancel"),
    path("settings/email/confirm/<token>/", email.EmailConfirmView.as_view(), name="email-confirm"),
    path("theme/", settings.ThemeView.as_view(), name="theme"),
]
