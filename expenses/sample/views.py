from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.views import View

from expenses.sample.loading import load_sample, remove_sample

# The upper storey's page, by its name alone.
HOME = "reports:dashboard"


class SampleLoadView(View):
    """Fill the ledger with sample expenses and income."""

    http_method_names = ["post"]

    def post(self, request):
        count = load_sample(request.user, today=timezone.localdate())
        said = f"Added {count} sample expenses and incomes. Look around, and remove them when you like."
        messages.success(request, said if count else "The sample data is here already.")
        return redirect(HOME)


class SampleRemoveView(View):
    """Take them away."""

    http_method_names = ["post"]

    def post(self, request):
        count = remove_sample(request.user)
        said = f"Removed {count} sample expenses and incomes. What you added yourself is still here."
        messages.success(request, said if count else "There is no sample data to remove.")
        return redirect(HOME)
