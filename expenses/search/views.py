from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect, JsonResponse
from django.urls import reverse, reverse_lazy
from django.views.generic import CreateView, DeleteView, TemplateView, UpdateView, View
from django.views.generic.detail import SingleObjectMixin
from django.views.generic.edit import ModelFormMixin

from accounts.http import SignedInRequest
from expenses.messages import say_undoable
from expenses.search.completion import complete
from expenses.search.forms import SavedSearchForm
from expenses.search.guide import GUIDE
from expenses.search.models import SavedSearch
from expenses.search.names import Names
from expenses.search.saving import delete_search, searches_of

LIST_URL = reverse_lazy("expenses:search-list")
LONGEST_NUMBER = 6


class SearchCompletionView(View):
    """Answer the search box with what the word that is being typed may become."""

    request: SignedInRequest

    def get(self, request):
        text, at = request.GET.get("q", ""), request.GET.get("at", "")
        is_place = at.isascii() and at.isdecimal() and len(at) <= LONGEST_NUMBER
        found = complete(text, int(at) if is_place else len(text), Names(request.user))
        return JsonResponse({"suggestions": [completion.for_browser() for completion in found]})


class SavedSearchListView(TemplateView):
    request: SignedInRequest
    template_name = "expenses/search_list.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(searches=searches_of(self.request.user), guide=GUIDE, **kwargs)


class SavedSearchMixin(SingleObjectMixin):
    request: SignedInRequest
    model = SavedSearch
    success_url = LIST_URL

    def get_queryset(self):
        return SavedSearch.objects.for_user(self.request.user)


class SavedSearchFormMixin(SavedSearchMixin, ModelFormMixin):  # type: ignore[misc]
    """Keep or change a search by its form; what others changed meanwhile is said beside the field."""

    form_class = SavedSearchForm
    template_name = "expenses/search_form.html"
    done: str

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form):
        try:
            activity = form.save_as(self.request.user)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        search = form.instance
        say_undoable(self.request, f"{self.done} “{search.name}”.", activity)
        return HttpResponseRedirect(f"{reverse('expenses:expense-list')}?{urlencode({'q': search.query})}")


class SavedSearchCreateView(SavedSearchFormMixin, CreateView):  # type: ignore[misc]
    done = "Saved"

    def get_initial(self):
        return {"query": self.request.GET.get("q", "")}


class SavedSearchUpdateView(SavedSearchFormMixin, UpdateView):  # type: ignore[misc]
    done = "Changed"


class SavedSearchDeleteView(SavedSearchMixin, DeleteView):  # type: ignore[misc]
    """Delete a search; what it finds stays."""

    template_name = "expenses/search_confirm_delete.html"

    def form_valid(self, form):
        activity = delete_search(self.object, owner=self.request.user, actor=self.request.user)
        say_undoable(self.request, f"Deleted the search “{self.object.name}”.", activity)
        return HttpResponseRedirect(LIST_URL)
