from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import DetailView, TemplateView, View

from accounts.notifications.listing import Told, told_page
from accounts.notifications.models import Notification
from accounts.notifications.opening import mark_all_read, mark_read


class NotificationListView(TemplateView):
    """What the person was told, each to be opened where it stands."""

    template_name = "accounts/notification_list.html"

    def get_template_names(self):
        if self.request.htmx and "before" in self.request.GET:
            return ["accounts/_notification_rows.html"]
        return [self.template_name]

    def get_context_data(self, **kwargs):
        page = told_page(self.request.user, self.request.GET.get("before", ""))
        return super().get_context_data(page=page, **kwargs)


class NotificationDetailView(DetailView):
    """One notification: where letters and push lead to. Who comes here has read it."""

    template_name = "accounts/notification_detail.html"
    context_object_name = "notification"

    def get_queryset(self):
        return Notification.objects.for_user(self.request.user)

    def get_context_data(self, **kwargs):
        mark_read(self.request.user, self.object.pk)
        return super().get_context_data(told=Told(self.object), **kwargs)


class NotificationReadView(View):
    """Note that it was opened in the list."""

    http_method_names = ["post"]

    def post(self, request, pk):
        told = get_object_or_404(Notification.objects.for_user(request.user), pk=pk)
        mark_read(request.user, told.pk)
        if request.htmx:
            return render(request, "accounts/_unread_oob.html")
        return redirect(told)


class AllReadView(View):
    http_method_names = ["post"]

    def post(self, request):
        mark_all_read(request.user)
        messages.success(request, "All marked as read.")
        return redirect("notifications:notification-list")
