from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.generic import FormView, View

from accounts.http import SignedInRequest
from expenses.archive import arriving
from expenses.archive.forms import ArchiveForm
from expenses.archive.models import ArchiveImport
from expenses.archive.packing import pack
from expenses.archive.unpacking import ArchiveInvalid, is_empty


class ArchiveView(FormView):
    """Take everything along, or bring it."""

    request: SignedInRequest
    form_class = ArchiveForm
    template_name = "expenses/archive.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(is_empty=is_empty(self.request.user), **kwargs)

    def form_valid(self, form):
        name, content = form.cleaned_data["file"]
        try:
            source = arriving.receive(content, name, owner=self.request.user, actor=self.request.user)
        except ArchiveInvalid as error:
            form.add_error("file", str(error))
            return self.form_invalid(form)
        return redirect(source)


class ArchiveDownloadView(View):
    http_method_names = ["get"]

    def get(self, request):
        name = f"ledger-{timezone.localdate()}.zip"
        return FileResponse(pack(request.user), as_attachment=True, filename=name, content_type="application/zip")


class ArchiveImportView(View):
    """What became of an archive; by POST it is tried again."""

    def get(self, request, pk):
        template = "expenses/_archive_import.html" if request.htmx else "expenses/archive_import.html"
        return render(request, template, {"source": self.load(request, pk)})

    def post(self, request, pk):
        source = self.load(request, pk)
        if source.status in ArchiveImport.OPEN:
            arriving.start(source)
            messages.info(request, "Trying again.")
        return redirect(source)

    def load(self, request, pk):
        try:
            return arriving.load(pk, request.user)
        except ArchiveImport.DoesNotExist:
            raise Http404("There is no such archive.") from None
