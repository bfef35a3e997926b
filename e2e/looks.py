"""What a walk may look at the product on: a phone or a desktop. Light and dark are tried by `expect_accessible`."""

from typing import Any

import pytest

SCREENS: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "desktop": {"viewport": {"width": 1280, "height": 900}},
}

on_each_screen = pytest.mark.parametrize("screen", SCREENS)
