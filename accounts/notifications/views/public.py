"""What mail programs and browsers ask for by themselves, signed in or not."""

from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from accounts.notifications.choices import stop_letters, ways_of_kinds
from accounts.notifications.kinds import kind_named
from accounts.notifications.unsubscribing import read_token


@method_decorator([login_not_required, csrf_exempt], name="dispatch")
class UnsubscribeView(View):
    """Stop letters by one click. Mail programs send the POST themselves (RFC 8058), a browser asks by a button first:

    what opens links in letters to look for viruses must not stop anything.
    """

    http_method_names = ["get", "head", "post", "options"]

    def dispatch(self, request, *args, token, **kwargs):
        found = read_token(token)
        if found is None:
            return render(request, "accounts/unsubscribe.html", status=404)
        self.person, self.kinds = found
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return self.show(self.labels())

    def post(self, request):
        labels = self.labels()
        stop_letters(self.person, self.kinds)
        return self.show(labels, is_done=True)

    def labels(self):
        """Return what letters come about as yet; all that it is about where they were stopped before."""
        ways = ways_of_kinds(self.person)
        coming = [name for name in self.kinds if name in ways and ways[name].email]
        return [kind_named(name).label for name in coming or self.kinds]

    def show(self, labels, **more):
        return render(self.request, "accounts/unsubscribe.html", {"person": self.person, "labels": labels, **more})


@method_decorator(login_not_required, name="dispatch")
class ServiceWorkerView(View):
    """The script that shows what is pushed. It stands at the root, so that it may answer for the whole site."""

    http_method_names = ["get", "head", "options"]

    def get(self, request):
        path = finders.find("js/service-worker.js")
        if not path:
            raise Http404
        headers = {"Cache-Control": "no-cache"}
        return HttpResponse(Path(path).read_bytes(), content_type="text/javascript; charset=utf-8", headers=headers)
