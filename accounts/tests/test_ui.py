import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client, RequestFactory
from django.urls import path
from django.views import View

from accounts.templatetags.ui import icon_names

TEMPLATES = [
    file
    for file in Path(settings.BASE_DIR, "templates").rglob("*.html")
    if "__" not in file.name and file.parent.name != "emails"  # no page: a letter brings its style along
]
SPRITE = Path(settings.BASE_DIR, "static/icons/sprite.svg")
ICON = re.compile(r"""{% icon "([^"]+)"|{% nav_link "[^"]*" "[^"]*" "([^"]+)"|empty.html" with icon="([^"]+)\"""")
NOT_FOR_A_STRICT_CSP = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)(?![^>]*application/json)|javascript:", re.IGNORECASE
)

urlpatterns = [path("garden/", View.as_view(), name="garden"), path("", View.as_view(), name="start")]


def render(source: str, *, at: str = "/", **values: str) -> str:
    return Template("{% load ui %}" + source).render(Context({"request": RequestFactory().get(at), **values}))


def test_icon_without_label_is_hidden_from_screen_readers() -> None:
    markup = render('{% icon "plus" css="icon-lg" %}')

    assert markup == (
        '<svg class="icon icon-lg" aria-hidden="true"><use href="/static/icons/sprite.svg#plus"></use></svg>'
    )


def test_icon_with_label_is_an_image_with_an_escaped_name() -> None:
    markup = render('{% icon "x" label=text %}', text="<b>")

    assert markup == (
        '<svg class="icon" role="img" aria-label="&lt;b&gt;"><use href="/static/icons/sprite.svg#x"></use></svg>'
    )


def test_unknown_icon_stops_a_page_in_development(settings) -> None:
    settings.DEBUG = True

    with pytest.raises(TemplateSyntaxError, match="There is no icon “unicorn”"):
        render('{% icon "unicorn" %}')


def test_unknown_icon_is_a_tag_in_production() -> None:
    assert render('{% icon "unicorn" %}') == render('{% icon "tag" %}')


def test_sprite_is_xml_with_each_name_once() -> None:
    symbols = [symbol.attrib["id"] for symbol in ElementTree.parse(SPRITE).getroot()]

    assert sorted(symbols) == sorted(icon_names())


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(settings.BASE_DIR)))
def test_template_asks_only_for_icons_that_exist(file: Path) -> None:
    asked = {name for groups in ICON.findall(file.read_text()) for name in groups if name}

    assert asked - icon_names() == set()


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(settings.BASE_DIR)))
def test_template_has_nothing_that_a_strict_csp_refuses(file: Path) -> None:
    if "emails" in file.parts:
        pytest.skip("mail programs know no style sheets")

    assert NOT_FOR_A_STRICT_CSP.findall(file.read_text()) == []


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("at", "current"),
    [
        ("/garden/", ' aria-current="page"'),
        ("/garden/roses/", ' aria-current="true"'),
        ("/gardening/", ""),
        ("/", ""),
    ],
)
def test_nav_link_is_current_in_its_section(at: str, current: str) -> None:
    markup = render('{% nav_link "garden" "Garden" "tree" "g g" %}', at=at)

    assert markup.partition("<svg")[0] == f'<a class="nav-item" href="/garden/" data-shortcut="g g"{current}>'


@pytest.mark.urls(__name__)
def test_nav_link_to_the_start_is_current_only_there() -> None:
    elsewhere = render('{% nav_link "start" "Start" "tree" %}', at="/garden/")

    assert "aria-current" in render('{% nav_link "start" "Start" "tree" %}', at="/")
    assert "aria-current" not in elsewhere


def test_nav_link_to_a_room_that_is_not_installed_is_nothing() -> None:
    assert render('{% nav_link "garden:garden" "Garden" "tree" %}') == ""


@pytest.mark.parametrize(
    "file", sorted(Path(settings.BASE_DIR, "static/vendor").rglob("*.*s")), ids=lambda file: file.name
)
def test_vendored_file_names_no_source_map(file: Path) -> None:
    assert "sourceMappingURL" not in file.read_text()


@pytest.mark.parametrize(
    "address", ["", "accounts/user/", "accounts/user/add/", "accounts/user/export/", "accounts/user/import/"]
)
def test_staff_page_has_nothing_that_a_strict_csp_refuses(staff_client: Client, address: str) -> None:
    response = staff_client.get(f"/admin/{address}")

    assert response.status_code == 200
    assert NOT_FOR_A_STRICT_CSP.findall(response.content.decode()) == []
