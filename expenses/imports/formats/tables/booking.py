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
_BOOKED_WORDS = (
    "posted|booked|completed|complete|cleared|settled|successful|success|executed|processed|gebucht|verbucht|berechnet|"
    "abgerechnet|ausgeführt|comptabilisé|comptabilisée|effectué|effectuée|exécuté|exécutée|contabilizado|contabilizzato|"
    "eseguito|realizado|efetivado|concluído|verwerkt|geboekt|uitgevoerd|zaksięgowana|zaksięgowano|wykonana|"
    "zrealizowana|rozliczona|zaúčtováno|zaúčtovaná|provedeno|bokförd|bokfört|bokført|bogført|kirjattu|könyvelt|"
    "gerçekleşti|abgeschlossen|dokončeno|terminé|completado|completato|concluída|zakończono|voltooid|slutförd|"
    "finalizată|交易成功|支付成功|已完成"
)
_BOOKED = frozenset(_BOOKED_WORDS.split("|"))
_MOST_STATES = 8


def is_not_booked(state: str) -> bool:
    """Tell whether a word such as `Pending`, or the last of `Umsatz vorgemerkt`, says that nothing was booked."""
    return _known_in(state, _NOT_BOOKED)


def says_state(cells: Sequence[str]) -> bool:
    """Tell whether a column says of each row whether it was booked, and nothing else."""
    states = set(cells)
    return 0 < len(states) <= _MOST_STATES and all(is_not_booked(each) or _known_in(each, _BOOKED) for each in states)


def _known_in(state: str, words: frozenset[str]) -> bool:
    text = state.strip(" .:").lower()
    return text in words or text.rpartition(" ")[2] in words


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
    return state not in preset.skipped if preset and preset.skipped else not is_not_booked(state)
