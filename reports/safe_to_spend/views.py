from django.utils import timezone
from django.views.generic import TemplateView

from accounts.http import SignedInRequest
from reports.safe_to_spend.reading import read_safe_to_spend


class SafeToSpendView(TemplateView):
    """The number with all that leads to it; for htmx the card of the dashboard."""

    request: SignedInRequest

    def get_template_names(self):
        is_part = self.request.htmx and "card" in self.request.GET
        return ["reports/_safe_to_spend.html" if is_part else "reports/safe_to_spend.html"]

    def get_context_data(self, **kwargs):
        safe = read_safe_to_spend(self.request.user, today=timezone.localdate())
        return super().get_context_data(safe=safe, **kwargs)
