"""The settings of the product, with an empty page to compare with."""

import os

# Whoever measures need not set anything up; what is signed with this lives as long as the run.
os.environ.setdefault("SECRET_KEY", os.urandom(50).hex())

from expense_tracker.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
