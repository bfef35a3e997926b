from functools import cached_property

from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.views.generic import CreateView, DeleteView, FormView, TemplateView, UpdateView
from django.views.generic.detail import SingleObjectMixin
from django.views.generic.edit import ModelFormMixin

from accounts.http import SignedInRequest
from expenses.messages import say_undoable
from expenses.tags.forms import TagForm, TagMergeForm
from expenses.tags.merging import delete_tag, merge_tags
from expenses.tags.models import Tag
from expenses.tags.overview import records_with, tag_rows

LIST_URL = reverse_lazy("expenses:tag-list")


class TagListView(TemplateView):
    request: SignedInRequest
    template_name = "expenses/tag_list.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(rows=tag_rows(self.request.user), **kwargs)


class TagMixin(SingleObjectMixin):
    request: SignedInRequest
    model = Tag
    success_url = LIST_URL

    def get_queryset(self):
        return Tag.objects.for_user(self.request.user)


class TagFormMixin(TagMixin, ModelFormMixin):  # type: ignore[misc]
    """Make or rename a tag by its form; what others changed meanwhile is said beside the field."""

    form_class = TagForm
    done: str

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


class TagCreateView(TagFormMixin, CreateView):  # type: ignore[misc]
    done = "Added"


class TagUpdateView(TagFormMixin, UpdateView):  # type: ignore[misc]
    done = "Saved"


class TagDeleteView(TagMixin, DeleteView):  # type: ignore[misc]
    """Delete a tag; the database takes it off its records."""

    def get_context_data(self, **kwargs):
        records = records_with(self.request.user, self.object)
        return super().get_context_data(records=records, **kwargs)

    def form_valid(self, form):
        activity = delete_tag(self.object, owner=self.request.user, actor=self.request.user)
        say_undoable(self.request, f"Deleted “{self.object.name}”.", activity)
        return HttpResponseRedirect(LIST_URL)


class TagMergeView(FormView):
    request: SignedInRequest
    template_name = "expenses/tag_merge.html"
    form_class = TagMergeForm
    success_url = LIST_URL

    @cached_property
    def tag(self):
        return get_object_or_404(Tag.objects.for_user(self.request.user), pk=self.kwargs["pk"])

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "tag": self.tag}

    def get_context_data(self, **kwargs):
        records = records_with(self.request.user, self.tag)
        return super().get_context_data(tag=self.tag, records=records, **kwargs)

    def form_valid(self, form):
        try:
            activity = merge_tags(
                self.tag.pk, form.cleaned_data["into"], owner=self.request.user, actor=self.request.user
            )
        except ValidationError as error:
            form.add_error("into", error)
            return self.form_invalid(form)
        say_undoable(self.request, f"Merged “{self.tag.name}”.", activity)
        return super().form_valid(form)
