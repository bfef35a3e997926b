"""How staff pages show what an import changes, without the inline styles that the library writes."""

from django.utils.encoding import force_str
from django.utils.html import format_html
from django.utils.safestring import SafeString
from import_export.resources import Diff


class PlainDiff(Diff):
    """What a row was and what it becomes, as <del> and <ins>: a strict Content-Security-Policy forbids style="…"."""

    def as_html(self) -> list[SafeString]:
        """Return one cell a field: the value alone where it stays as it is."""
        return [show_change("" if self.new else old, new) for old, new in zip(self.left, self.right, strict=False)]


def show_change(old: object, new: object) -> SafeString:
    before, after = force_str(old), force_str(new)
    if before == after:
        return format_html("{}", after)
    if not before:
        return format_html("<ins>{}</ins>", after)
    return format_html("<del>{}</del> <ins>{}</ins>", before, after)
