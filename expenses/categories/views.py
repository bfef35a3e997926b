from functools import cached_property

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views import View
from django.views.generic import CreateView, FormView, TemplateView, UpdateView
from django.views.generic.edit import FormMixin, ModelFormMixin

from accounts.http import SignedInRequest
from expenses.categories.forms import CategoryDeleteForm, CategoryForm, CategoryMergeForm
from expenses.categories.models import Category
from expenses.categories.overview import CategoryOverview, count_below
from expenses.categories.placing import save_category
from expenses.categories.removing import delete_category, merge_categories, plan_merge
from expenses.categories.tree import CategoryTree
from expenses.messages import say_undoable
from expenses.record_kinds import EXPENSE, INCOME, KINDS, RecordKind, kind_of_category
from expenses.views.conflicts import ConflictMixin


def list_url(kind: RecordKind) -> str:
    return reverse("expenses:category-list", query=None if kind is EXPENSE else {"kind": kind.name})


def kind_asked(request: HttpRequest) -> RecordKind:
    """Return the kind of record that `?kind=income` asks for; expenses where it asks for none."""
    return INCOME if request.GET.get("kind") == INCOME.name else EXPENSE


class CategoryListView(TemplateView):
    request: SignedInRequest
    template_name = "expenses/category_list.html"

    def get_context_data(self, **kwargs):
        kind = kind_asked(self.request)
        overview = CategoryOverview(self.request.user, kind, today=timezone.localdate())
        kinds = [(each.title, list_url(each), each is kind) for each in KINDS]
        return super().get_context_data(overview=overview, kind=kind, kinds=kinds, **kwargs)


class CategoryFormMixin(ConflictMixin, ModelFormMixin):
    """Make or change a category by its form; what others changed meanwhile is said beside the field."""

    request: SignedInRequest
    model = Category
    form_class = CategoryForm
    done: str

    @property
    def kind(self) -> RecordKind:
        return kind_of_category(self.object)

    def get_queryset(self):
        return Category.objects.for_user(self.request.user)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user, "kind": self.kind}

    def get_context_data(self, **kwargs):
        return super().get_context_data(kind=self.kind, list_url=list_url(self.kind), **kwargs)

    def save(self, form):
        activity = form.save_as(self.request.user)
        say_undoable(self.request, f"{self.done} “{form.instance.name}”.", activity)
        return HttpResponseRedirect(list_url(self.kind))


class CategoryCreateView(CategoryFormMixin, CreateView):  # type: ignore[misc]
    done = "Added"

    @cached_property
    def parent(self) -> Category | None:
        """Return the category that `?parent=` names, None where it names none of theirs."""
        asked = self.request.GET.get("parent", "")
        is_key = asked.isascii() and asked.isdecimal() and len(asked) < 19
        return Category.objects.for_user(self.request.user).filter(pk=int(asked)).first() if is_key else None

    @property
    def kind(self) -> RecordKind:
        return kind_of_category(self.parent) if self.parent else kind_asked(self.request)

    def get_initial(self):
        """Begin below the parent, in its colour."""
        parent = self.parent
        return {"parent": parent.pk, "color": parent.color, "icon": parent.icon} if parent else {}


class CategoryUpdateView(CategoryFormMixin, UpdateView):  # type: ignore[misc]
    done = "Saved"


class OneCategoryMixin(FormMixin, View):
    """A page about one category of the person, which shows it in their tree."""

    request: SignedInRequest

    @cached_property
    def tree(self):
        return CategoryTree.around(self.kwargs["pk"], self.request.user)

    @cached_property
    def node(self):
        try:
            return self.tree.by_id[self.kwargs["pk"]]
        except KeyError:
            raise Http404 from None

    @property
    def kind(self) -> RecordKind:
        return kind_of_category(self.node.category)

    def get_success_url(self):
        return list_url(self.kind)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "tree": self.tree, "node": self.node}

    def get_context_data(self, **kwargs):
        page = {"node": self.node, "category": self.node.category, "kind": self.kind, "list_url": list_url(self.kind)}
        return super().get_context_data(**page, **kwargs)

    def refuse(self, form, error):
        """Show the page again with the reason why nothing was done."""
        form.add_error(None, error)
        return self.form_invalid(form)


class CategoryDeleteView(OneCategoryMixin, FormView):  # type: ignore[misc]
    template_name = "expenses/category_confirm_delete.html"
    form_class = CategoryDeleteForm

    @cached_property
    def record_count(self):
        return count_below(self.request.user, self.node.walk())

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "record_count": self.record_count}

    def get_context_data(self, **kwargs):
        own_count = count_below(self.request.user, [self.node])
        counts = {
            "record_count": self.record_count,
            "own_count": own_count,
            "below_count": self.record_count - own_count,
            "child_count": len(list(self.node.walk())) - 1,
        }
        return super().get_context_data(**counts, **kwargs)

    def form_valid(self, form):
        try:
            outcome = delete_category(
                self.node.pk,
                owner=self.request.user,
                actor=self.request.user,
                move_to=form.move_records_to,
                with_children=form.with_children,
            )
        except ValidationError as error:
            return self.refuse(form, error)
        say_undoable(self.request, f"Deleted “{self.node.category.name}”.", outcome.activity)
        return super().form_valid(form)


class CategoryMergeView(OneCategoryMixin, FormView):  # type: ignore[misc]
    """Choose the other category (`?into=`), read what will happen, and do it by POST."""

    template_name = "expenses/category_merge.html"
    form_class = CategoryMergeForm

    def get_form_kwargs(self):
        chosen = {"data": self.request.GET} if self.request.method == "GET" and "into" in self.request.GET else {}
        return {**super().get_form_kwargs(), **chosen}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        form = context["form"]
        if form.is_bound and form.is_valid():
            context.update(self.describe(form.cleaned_data["into"]))
        return context

    def describe(self, target):
        """Say what merging into `target` will do: sub-categories that move, and those that become one."""
        plan = plan_merge(self.node, target)
        paths = self.tree.path
        return {
            "target": target,
            "record_count": count_below(self.request.user, [self.tree.by_id[pk] for pk, _ in plan.merges]),
            "moved": [paths(pk) for pk, _ in plan.moves],
            "joined": [(paths(pk), paths(into)) for pk, into in plan.merges if pk != self.node.pk],
        }

    def form_valid(self, form):
        target = form.cleaned_data["into"]
        try:
            outcome = merge_categories(self.node.pk, target.pk, owner=self.request.user, actor=self.request.user)
        except ValidationError as error:
            return self.refuse(form, error)
        words = f"Merged “{self.node.category.name}” into “{target.category.name}”."
        say_undoable(self.request, words, outcome.activity)
        return super().form_valid(form)


class CategoryArchiveView(View):
    """Take a category out of use, or back into it, with `is_archived` being "true" or "false"."""

    def post(self, request, pk):
        category = get_object_or_404(Category.objects.for_user(request.user), pk=pk)
        category.is_archived = request.POST.get("is_archived") == "true"
        activity = save_category(category, owner=request.user, actor=request.user)
        done = "Archived" if category.is_archived else "Back in use:"
        say_undoable(request, f"{done} “{category.name}”.", activity)
        return HttpResponseRedirect(list_url(kind_of_category(category)))
