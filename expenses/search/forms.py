from typing import Any

from django import forms

from accounts.models import User
from expenses.activity.models import Activity
from expenses.name_field import NameField
from expenses.search.fields import SearchField, search_error
from expenses.search.grammar import SearchError
from expenses.search.models import SavedSearch
from expenses.search.saving import check_name, save_search
from expenses.search.search import Search, read_search


class SavedSearchForm(forms.ModelForm):
    """Keep a search of `user` under a name, or change it."""

    name = NameField(max_length=60, widget=forms.TextInput(attrs={"autofocus": True}))

    class Meta:
        model = SavedSearch
        fields = ["name"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.instance.owner = user
        box = forms.TextInput(attrs={"data-search-box": "", "autocomplete": "off", "spellcheck": "false"})
        self.fields["query"] = SearchField(read=self._read, label="Search", widget=box)
        self.initial.setdefault("query", self.instance.query)

    def _read(self, text: str) -> Search:
        return read_search(text, self.user)

    @property
    def query_error(self) -> SearchError | None:
        """Return what is wrong with the search, and where; None where nothing is."""
        return search_error(self, "query")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "name" in cleaned:
            check_name(cleaned["name"], owner=self.user, search_id=self.instance.pk)
        if search := cleaned.get("query"):
            self.instance.query = search.text
        return cleaned

    def save_as(self, actor: User) -> Activity:
        """Write the search and return what to undo; raise ValidationError where something changed meanwhile."""
        return save_search(self.instance, owner=self.user, actor=actor)
