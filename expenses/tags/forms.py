from typing import Any

from django import forms

from accounts.models import User
from expenses.activity.models import Activity
from expenses.name_field import NameField
from expenses.names import sort_key
from expenses.tags.models import Tag
from expenses.tags.naming import check_name, save_tag


class TagForm(forms.ModelForm):
    """Make or rename a tag of `user`."""

    name = NameField(max_length=50)

    class Meta:
        model = Tag
        fields = ["name"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.instance.owner = user

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "name" in cleaned:
            check_name(cleaned["name"], owner=self.user, tag_id=self.instance.pk)
        return cleaned

    def save_as(self, actor: User) -> Activity:
        """Write the tag and return what to undo; raise ValidationError where its name was taken meanwhile."""
        self.instance.is_sample = False  # theirs, once they have changed it
        return save_tag(self.instance, owner=self.user, actor=actor)


class TagMergeForm(forms.Form):
    """Choose the tag that another one becomes a part of."""

    into = forms.ChoiceField(label="Merge into")

    def __init__(self, *args: Any, tag: Tag, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Tag.objects.filter(owner_id=tag.owner_id).exclude(pk=tag.pk).order_by()
        named = sorted(others.values_list("pk", "name"), key=lambda other: sort_key(other[1]))
        self.fields["into"].choices = [("", "Choose a tag"), *((str(pk), name) for pk, name in named)]  # type: ignore[attr-defined]

    def clean_into(self) -> int:
        return int(self.cleaned_data["into"])
