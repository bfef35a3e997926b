from expenses.imports.formats.presets.preset import Preset

PRESETS: tuple[Preset, ...] = ()
