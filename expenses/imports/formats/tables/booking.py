"""Which rows of a table moved money, by what they say of their state."""

from collections.abc import Sequence

from expenses.imports.formats.presets.preset import Preset

_NOT_BOOKED_WORDS = (
    "pending|processing|declined|denied|failed|cancelled|canceled|reverted|rejected|expired|void|voided|reversed|"
    "unposted|removed|blocked|vorgemerkt|abgelehnt|storniert|ausstehend|offen|en attente|refusé|annulé|pendiente|"
    "rechazado|cancelado|in sospeso|in attesa|annullato|pendente|in behandeling|geweigerd|geannuleerd|oczekujące|"
    "odrzucone|anulowane|čeká|zamítnuto|reserverat|reserveret|reservert|varaus|függőben|beklemede|iptal|交易关闭|"
    "已关闭|已全额退款|对方已退还|処理中|取消"
)
_NOT_BOOKED = frozenset(_NOT_BOOKED_WORDS.split("|"))


def booked(states: Sequence[str], types: Sequence[str], preset: Preset | None) -> Sequence[bool]:
    """Return for every row whether it happened: neither pending, refused or taken back, nor of a type left out."""
    known = {state: _happened(state.lower(), preset) for state in set(states)}
    left_out = preset.left_out if preset else frozenset()
    if not left_out:
        return list(map(known.__getitem__, states))
    return [known[state] and kind.lower() not in left_out for state, kind in zip(states, types, strict=True)]


def _happened(state: str, preset: Preset | None) -> bool:
    if preset and preset.kept:
        return not state or state in preset.kept
    return state not in (preset.skipped if preset and preset.skipped else _NOT_BOOKED)
