"""What a walk may look at the product on: a phone or a desktop, in the light or the dark."""

from typing import Any

import pytest

SCREENS: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "desktop": {"viewport": {"width": 1280, "height": 900}},
}
THEMES = ("light", "dark")

on_each_screen = pytest.mark.parametrize("screen", SCREENS)
in_each_theme = pytest.mark.parametrize("theme", THEMES)
