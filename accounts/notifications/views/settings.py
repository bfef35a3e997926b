import datetime

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.generic import TemplateView, View

from accounts.notifications.browsers import fingerprint, keep_browser
from accounts.notifications.channels import Channel, State
from accounts.notifications.forms import BrowserForm, TimesForm, WaysForm, WebhookForm
from accounts.notifications.keys import public_key
from accounts.notifications.models import Delivery, DeliveryTimes, Notification, PushSubscription, Webhook
from accounts.notifications.telling import notify
from accounts.notifications.webhooks import new_seed, secret_of
from accounts.views.settings import SettingsPage

SHOWN_ONCE = "webhook_shown_once"
HERE = "notifications:settings"
MOST_TRIES, TRIES_WITHIN = 5, datetime.timedelta(hours=1)
"""Nobody can have strangers flooded with letters by giving their address as one's own."""


class NotificationSettingsView(SettingsPage, TemplateView):
    """Which things a person is told by which ways, and when."""

    tab = HERE
    template_name = "accounts/notification_settings.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        webhook = Webhook.objects.for_user(user).first()
        kwargs.setdefault("ways", WaysForm(user=user))
        kwargs.setdefault("times", TimesForm(instance=DeliveryTimes.objects.for_user(user).first()))
        kwargs.setdefault("webhook_form", WebhookForm(instance=webhook))
        return super().get_context_data(
            webhook=webhook,
            webhook_problem=last_problem(user, Channel.WEBHOOK) if webhook else None,
            webhook_secret=self.request.session.pop(SHOWN_ONCE, ""),
            browsers=[(row, fingerprint(row)) for row in PushSubscription.objects.for_user(user)],
            browser_form=BrowserForm(),
            push_key=public_key(),
            **kwargs,
        )

    def post(self, request):
        times, _ = DeliveryTimes.objects.get_or_create(owner=request.user)
        ways, form = WaysForm(request.POST, user=request.user), TimesForm(request.POST, instance=times)
        if not (ways.is_valid() and form.is_valid()):
            context = self.get_context_data(ways=ways, times=form)
            return self.render_to_response(context, status=422)
        with transaction.atomic():
            ways.save()
            form.save()
        messages.success(request, "Saved.")
        return redirect(HERE)


class BrowserAddView(View):
    """Tell the person in the browser that sends this."""

    http_method_names = ["post"]

    def post(self, request):
        form = BrowserForm(request.POST)
        if form.is_valid():
            agent = request.headers.get("User-Agent", "")
            browser = keep_browser(request.user, **form.cleaned_data, user_agent=agent)
            messages.success(request, f"You are told in {browser} from now on.")
        else:
            messages.error(request, next(iter(form.errors.values()))[0])
        return redirect(HERE)


class BrowserRemoveView(View):
    http_method_names = ["post"]

    def post(self, request, pk):
        browser = get_object_or_404(PushSubscription.objects.for_user(request.user), pk=pk)
        browser.delete()
        messages.success(request, f"You are no longer told in {browser}.")
        return redirect(HERE)


class WebhookSaveView(NotificationSettingsView):
    """Keep the address; a new one comes with a secret, which is shown once."""

    http_method_names = ["post"]

    def post(self, request):
        webhook = Webhook.objects.for_user(request.user).first() or Webhook(owner=request.user, seed=new_seed())
        is_new = webhook.pk is None
        form = WebhookForm(request.POST, instance=webhook)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(webhook_form=form), status=422)
        form.save()
        if is_new:
            request.session[SHOWN_ONCE] = secret_of(webhook)
        messages.success(request, f"Webhooks go to {webhook.host} now.")
        return redirect(to_webhook())


class WebhookRenewView(View):
    """Make another secret and show it once; the one before signs nothing any more."""

    http_method_names = ["post"]

    def post(self, request):
        webhook = get_object_or_404(Webhook.objects.for_user(request.user))
        webhook.seed = new_seed()
        webhook.save(update_fields=["seed"])
        request.session[SHOWN_ONCE] = secret_of(webhook)
        return redirect(to_webhook())


class WebhookRemoveView(View):
    http_method_names = ["post"]

    def post(self, request):
        get_object_or_404(Webhook.objects.for_user(request.user)).delete()
        messages.success(request, "Webhooks go nowhere now.")
        return redirect(HERE)


class TryView(View):
    """Tell the person something by all ways that they have set up, so that they see that it arrives."""

    http_method_names = ["post"]

    def post(self, request):
        since = timezone.now() - TRIES_WITHIN
        if Notification.objects.for_user(request.user).filter(kind="test", created_at__gt=since).count() >= MOST_TRIES:
            messages.error(request, "That was often enough for now. Try again in an hour.")
            return redirect(HERE)
        notify(
            request.user,
            kind="test",
            key=get_random_string(22),
            title="It works",
            body="This is how you are told things here.",
            url=reverse(HERE),
            urgent=True,
        )
        messages.success(request, "On its way by everything you have set up.")
        return redirect(HERE)


def to_webhook():
    return f"{reverse(HERE)}#webhook"


def last_problem(user, channel):
    """Return the last delivery by `channel` where it failed or waits for another attempt, or None."""
    tried = Delivery.objects.for_user(user).filter(channel=channel, attempts__gt=0).order_by("-id").first()
    return tried if tried and tried.state != State.SENT and tried.problem else None
