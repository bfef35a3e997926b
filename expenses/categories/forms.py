from typing import Any

from django import forms

from accounts.models import User
from expenses.activity.models import Activity
from expenses.categories.choices import Color
from expenses.categories.icons import CATEGORY_ICONS, ICON_GROUPS
from expenses.categories.models import Category
from expenses.categories.placing import check_place, save_category
from expenses.categories.removing import check_merge, check_move_up
from expenses.categories.tree import CategoryTree, Node
from expenses.forms.seen import SeenField, initial_seen
from expenses.name_field import NameField
from expenses.record_kinds import RecordKind

INDENT = "\u2003"  # a blank as wide as a letter: browsers keep it in a list of choices

Choices = list[tuple[str, str]]
RECORDS: Choices = [("move", "Move them to another category"), ("leave", "Leave them uncategorised")]
RADIO = {"class": "form-check-input"}
ICON_CHOICES: Choices = [choice for group in ICON_GROUPS.values() for choice in group.items()]


def tree_choices(nodes: list[Node]) -> Choices:
    """Return (id, name) of the categories for a select box, sub-categories indented below their parent."""
    return [(str(node.pk), f"{INDENT * node.depth}{node.category.name}") for node in nodes]


class CategoryForm(forms.ModelForm):
    """Make or change a category of `user`. The parent may be any other one that does not stand below this one."""

    name = NameField(max_length=80)
    parent = forms.ChoiceField(required=False, help_text="Sums of a category include its sub-categories.")
    description = NameField(max_length=255, required=False, help_text="For yourself: what belongs here.")
    color = forms.ChoiceField(label="Colour", choices=Color, initial=Color.SLATE, widget=forms.RadioSelect)
    icon = forms.ChoiceField(choices=ICON_CHOICES, initial="tag", widget=forms.RadioSelect)

    seen = SeenField()

    class Meta:
        model = Category
        fields = ["name", "parent", "description", "color", "icon"]

    def __init__(self, *args: Any, user: User, kind: RecordKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.instance.owner, self.instance.kind = user, kind.category_kind
        self.initial.update(initial_seen(self.instance))
        self.tree = CategoryTree.of(user, kind.category_kind)
        self.fields["parent"].choices = [("", "None: a category of its own"), *self._parents()]  # type: ignore[attr-defined]
        if self.instance.icon not in CATEGORY_ICONS:
            self.fields["icon"].choices += [(self.instance.icon, self.instance.icon)]  # type: ignore[attr-defined]

    def _parents(self) -> Choices:
        not_below = set(self.tree.ids_below(self.instance.pk or 0))
        kept = self.instance.parent_id
        return tree_choices(
            [node for node in self.tree if node.pk not in not_below and (not node.is_archived or node.pk == kept)]
        )

    def clean_parent(self) -> Category | None:
        chosen = self.cleaned_data["parent"]
        return self.tree.by_id[int(chosen)].category if chosen else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "name" in cleaned and "parent" in cleaned:
            parent = cleaned["parent"]
            check_place(
                self.tree, category_id=self.instance.pk, name=cleaned["name"], parent_id=parent.pk if parent else None
            )
        return cleaned

    def save_as(self, actor: User) -> Activity:
        """Write the category and return what to undo.

        Raises ValidationError where its place was taken meanwhile, and ChangedMeanwhile where it is another one now.
        """
        self.instance.is_sample = False  # theirs, once they have changed it
        return save_category(self.instance, owner=self.user, actor=actor, seen=self.cleaned_data["seen"])


class CategoryDeleteForm(forms.Form):
    """Ask what happens to the records and sub-categories of a category that goes; nothing is asked of none."""

    children = forms.ChoiceField(initial="up", widget=forms.RadioSelect(RADIO))
    records = forms.ChoiceField(choices=RECORDS, widget=forms.RadioSelect(RADIO))
    move_to = forms.ChoiceField(label="Move to", required=False)

    def __init__(self, *args: Any, tree: CategoryTree, node: Node, record_count: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tree, self.node = tree, node
        others = [other for other in tree if other.pk != node.pk and not other.is_archived]
        self.fields["move_to"].choices = [("", "Choose a category"), *tree_choices(others)]  # type: ignore[attr-defined]
        self._offer_places_above()
        if not node.children:
            del self.fields["children"]
        if not record_count:
            del self.fields["records"], self.fields["move_to"]

    def _offer_places_above(self) -> None:
        parent = self.tree.by_id.get(self.node.category.parent_id or 0)
        above = f"Move them up, below “{parent.category.name}”" if parent else "Move them up, to the top"
        self.fields["children"].choices = [("up", above), ("with", "Delete them as well")]  # type: ignore[attr-defined]

    def clean_children(self) -> str:
        chosen = self.cleaned_data["children"]
        if chosen == "up":
            check_move_up(self.tree, self.node)
        return chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        target = cleaned.get("move_to")
        if cleaned.get("records") == "move" and not target and "move_to" not in self.errors:
            self.add_error("move_to", "Choose where they go.")
        if target and self.with_children and int(target) in self.tree.ids_below(self.node.pk):
            self.add_error("move_to", "This category would be deleted as well. Choose another one.")
        return cleaned

    @property
    def with_children(self) -> bool:
        return self.cleaned_data.get("children") == "with"

    @property
    def move_records_to(self) -> int | None:
        """Return the id of the category that the records go to, None where they are left without one."""
        return int(self.cleaned_data["move_to"]) if self.cleaned_data.get("records") == "move" else None


class CategoryMergeForm(forms.Form):
    """Choose the category that another one becomes a part of."""

    into = forms.ChoiceField(label="Merge into")

    def __init__(self, *args: Any, tree: CategoryTree, node: Node, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tree, self.node = tree, node
        others = [other for other in tree if other.pk != node.pk]
        self.fields["into"].choices = [("", "Choose a category"), *tree_choices(others)]  # type: ignore[attr-defined]

    def clean_into(self) -> Node:
        target = self.tree.by_id[int(self.cleaned_data["into"])]
        check_merge(self.tree, self.node, target)
        return target
