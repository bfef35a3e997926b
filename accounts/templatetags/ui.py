"""Icons and navigation links, drawn the same on every page."""

import re
from functools import cache, lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.context import Context
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

SPRITE = "icons/sprite.svg"
FALLBACK_ICON = "tag"


@cache
def icon_names() -> frozenset[str]:
    """Return the names of the symbols in the sprite."""
    path = finders.find(SPRITE)
    return frozenset(re.findall(r'<symbol id="([^"]+)"', Path(path).read_text())) if path else frozenset()


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Draw the icon `name` of the sprite.

    Without `label` it is decoration and hidden from screen readers. `css` adds classes. An unknown name stops a page
    in development; in production, where it may stand in a person's row, it becomes a plain tag.
    """
    if name not in icon_names():
        if settings.DEBUG:
            raise template.TemplateSyntaxError(f"There is no icon “{name}” in static/{SPRITE}.")
        name = FALLBACK_ICON
    return _draw(name, label, css)


@lru_cache(maxsize=1024)
def _draw(name: str, label: str, css: str) -> SafeString:
    address = f"{static(SPRITE)}#{name}"
    classes = f"icon {css}".rstrip()
    if label:
        markup = '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>'
        return format_html(markup, classes, label, address)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>', classes, address)


@register.simple_tag(takes_context=True)
def nav_link(
    context: Context,
    url_name: str,
    text: str,
    icon_name: str,
    shortcut: str = "",
    css: str = "nav-item",
    badge: str = "",
) -> SafeString:
    """Link to a section, marked where the person is in it; nothing where that room is not installed.

    `badge` names a template that stands behind the text, such as a count.
    """
    try:
        url = reverse(url_name)
    except NoReverseMatch:
        return SafeString("")
    return format_html(
        '<a class="{}" href="{}"{}{}>{}<span>{}</span>{}</a>',
        css,
        url,
        format_html(' data-shortcut="{}"', shortcut) if shortcut else "",
        _current(context["request"].path, url),
        icon(icon_name),
        text,
        get_template(badge).render({"request": context["request"]}) if badge else "",
    )


def _current(path: str, url: str) -> SafeString:
    """Return the aria-current of a link to `url` on the page at `path`: "page", "true" for a page below it, or none."""
    if path == url:
        return SafeString(' aria-current="page"')
    is_below = url != "/" and path.startswith(url)
    return SafeString(' aria-current="true"' if is_below else "")
