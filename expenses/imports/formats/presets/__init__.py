"""Exports of other tools, each told by the names of its columns. To add one: a `Preset`, and rows of it in a test."""

from collections.abc import Sequence

from expenses.imports.formats.presets import banks, budgets, ledgers, phones, sharing
from expenses.imports.formats.presets.preset import Preset

_ALL = (*budgets.PRESETS, *ledgers.PRESETS, *phones.PRESETS, *sharing.PRESETS, *banks.PRESETS)
PRESETS: dict[str, Preset] = {preset.name: preset for preset in _ALL}


def find_preset(names: Sequence[str]) -> Preset | None:
    """Return the tool that these columns are of, the one with the most tell-tale names where several fit."""
    fitting = [preset for preset in _ALL if preset.fits(names)]
    return max(fitting, key=lambda preset: max(map(len, preset.tell)), default=None)
