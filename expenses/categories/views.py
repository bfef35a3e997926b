from functools import cached_property

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils import timezone
from django.views import View
from django.views.generic import CreateView, FormView, TemplateView, UpdateView
from django.views.generic.edit import FormMixin, ModelFormMixin

from accounts.http import SignedInRequest
from expenses.categories.forms import CategoryDeleteForm, CategoryForm, CategoryMergeForm
from expenses.categories.models import Category
from expenses.categories.overview import CategoryOverview, count_below
from expenses.categories.removing import delete_category, merge_categories, plan_merge
from expenses.categories.tree import CategoryTree
from expenses.messages import say_undoable

LIST_URL = reverse_lazy("expenses:category-list")


class CategoryListView(TemplateView):
    request: SignedInRequest
    template_name = "expenses/category_list.html"

    def get_context_data(self, **kwargs):
        overview = CategoryOverview(self.request.user, today=timezone.localdate())
        return super().get_context_data(overview=overview, **kwargs)


class CategoryFormMixin(ModelFormMixin):
    """Make or change a category by its form; what others changed meanwhile is said beside the field."""

    request: SignedInRequest
    model = Category
    form_class = CategoryForm
    done: str
    success_url = LIST_URL

    def get_queryset(self):
        return Category.objects.for_user(self.request.user)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form):
        try:
            activity = form.save_as(self.request.user)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        say_undoable(self.request, f"{self.done} “{form.instance.name}”.", activity)
        return HttpResponseRedirect(LIST_URL)


class CategoryCreateView(CategoryFormMixin, CreateView):  # type: ignore[misc]
    done = "Added"

    def get_initial(self):
        """Begin below the category that `?parent=` names, in its colour."""
        tree = CategoryTree.of(self.request.user)
        asked = self.request.GET.get("parent", "")
        parent = tree.by_id.get(int(asked)) if asked.isascii() and asked.isdecimal() else None
        return {"parent": parent.pk, "color": parent.category.color, "icon": parent.category.icon} if parent else {}


class CategoryUpdateView(CategoryFormMixin, UpdateView):  # type: ignore[misc]
    done = "Saved"


class OneCategoryMixin(FormMixin, View):
    """A page about one category of the person, which shows it in their tree."""

    request: SignedInRequest
    success_url = LIST_URL

    @cached_property
    def tree(self):
        return CategoryTree.of(self.request.user)

    @cached_property
    def node(self):
        try:
            return self.tree.by_id[self.kwargs["pk"]]
        except KeyError:
            raise Http404 from None

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "tree": self.tree, "node": self.node}

    def get_context_data(self, **kwargs):
        return super().get_context_data(node=self.node, category=self.node.category, **kwargs)

    def refuse(self, form, error):
        """Show the page again with the reason why nothing was done."""
        form.add_error(None, error)
        return self.form_invalid(form)


class CategoryDeleteView(OneCategoryMixin, FormView):  # type: ignore[misc]
    template_name = "expenses/category_confirm_delete.html"
    form_class = CategoryDeleteForm

    @cached_property
    def expense_count(self):
        return count_below(self.request.user, self.node.walk())

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "expense_count": self.expense_count}

    def get_context_data(self, **kwargs):
        own_count = count_below(self.request.user, [self.node])
        counts = {
            "expense_count": self.expense_count,
            "own_count": own_count,
            "below_count": self.expense_count - own_count,
            "child_count": len(list(self.node.walk())) - 1,
        }
        return super().get_context_data(**counts, **kwargs)

    def form_valid(self, form):
        try:
            outcome = delete_category(
                self.node.pk,
                owner=self.request.user,
                actor=self.request.user,
                move_expenses_to=form.move_expenses_to,
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
            "expense_count": count_below(self.request.user, [self.tree.by_id[pk] for pk, _ in plan.merges]),
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
        category.save(update_fields=["is_archived", "updated_at"])
        done = "Archived" if category.is_archived else "Back in use:"
        messages.success(request, f"{done} “{category.name}”.")
        return HttpResponseRedirect(LIST_URL)
