import re
from pathlib import Path

import pytest
from django.conf import settings

from expenses.categories.choices import Color
from expenses.categories.icons import CATEGORY_ICONS
from expenses.categories.models import Category
from expenses.categories.starter import starter_looks

SPRITE = Path(settings.BASE_DIR, "static/icons/sprite.svg").read_text()


@pytest.mark.parametrize("icon", CATEGORY_ICONS)
def test_every_icon_is_in_the_sprite(icon):
    assert f'<symbol id="{icon}"' in SPRITE


def test_every_icon_is_offered_once():
    assert len(CATEGORY_ICONS) == len(set(CATEGORY_ICONS))


def test_what_a_category_begins_with_can_be_chosen():
    assert Category().icon in CATEGORY_ICONS


def test_every_colour_has_a_tint_in_the_style_sheet():
    tints = set(re.findall(r"\.tint-([a-z]+)", Path(settings.BASE_DIR, "static/css/tints.css").read_text()))

    assert set(Color.values) <= tints


def test_starter_categories_look_like_something_that_can_be_chosen():
    for look in starter_looks().values():
        assert look["icon"] in CATEGORY_ICONS
        assert look["color"] in Color.values
