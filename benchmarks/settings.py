"""The settings of the product, with an empty page to compare with."""

from expense_tracker.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
