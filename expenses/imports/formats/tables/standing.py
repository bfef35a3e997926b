"""Rows that say what an account held, in the same columns as movements of money."""

import re
from collections.abc import Sequence

from expenses.imports.formats.tables.grid import Cells
from expenses.imports.formats.tables.header import plain

_HELD_WORDS = (
    "saldo|solde|kontostand|anfangssaldo|endsaldo|schlusssaldo|saldovortrag|anfangsbestand|endbestand|"
    "anfangskontostand|endkontostand|zustatek|zostatok|egyenleg|bakiye|alkusaldo|loppusaldo|beginsaldo|eindsaldo|"
    "startsaldo|slutsaldo|sluttsaldo|残高|前月残高|繰越|余额|잔액|остаток"
)
_SAYING_WORDS = (
    "opening|closing|beginning|ending|starting|previous|prior|initial|final|current|available|ledger|brought|carried|"
    "forward|fwd|bf|cf|b|f|c|account|statement|end|start|of|as|at|on|the|for|in|per|am|vom|zum|alter|neuer|anterior|"
    "inicial|actual|disponible|disponivel|dia|do|del|al|de|du|au|le|la|ancien|nouveau|precedent|debiteur|crediteur|"
    "iniziale|finale|contabile|contabilistico|contabil|liquido|disponibile|vorig|vorige|nieuw|nieuwe|oud|oude|"
    "poczatkowe|koncowe|poczatkowy|koncowy|pocatecni|konecny|ingaende|utgaende|indgaende|udgaende|inngaende|nyito|"
    "zaro|devir|devreden|onceki|atual|a|total|conto|cuenta|conta|compte|stan|konta|eur|usd|chf|gbp|brl"
)
LONGEST = 60
_HELD = frozenset(_HELD_WORDS.split("|"))
_BALANCE = frozenset({"balance", "sold"})
_SAYING = frozenset(_SAYING_WORDS.split("|"))
_WORD = re.compile(r"[^\W\d_]{3,}").search
_MAY_STAND = re.compile(
    r"sald|s a l d o|sold|balance|konto|bestand|stat|egyen|bakiye|stan |残|余|繰|잔액|остаток", re.IGNORECASE
).search


def has_word(text: str) -> bool:
    """Tell whether a text has three letters next to each other, as any name has."""
    return _WORD(text) is not None


def is_standing(text: str) -> bool:
    """Tell whether a text names a balance and nothing else: `Opening Balance`, `SALDO ANTERIOR`, `Alter Kontostand`.

    `Balance` or `Sold` alone, or a shop that has one in its name, is no such.
    """
    if len(text) > LONGEST or not _MAY_STAND(text):
        return False
    words = [word for word in plain(text).split() if not word.isdecimal()]
    if "".join(words) in _HELD:
        return True
    held = _HELD.intersection(words) or (_BALANCE.intersection(words) and len(words) > 1)
    return bool(held) and all(word in _SAYING or word in _HELD or word in _BALANCE for word in words)


def is_last_line(cells: Sequence[Cells], texts: Sequence[str]) -> bool:
    """Tell whether the last row, of these cells and texts of all rows, only says what the account held at the end.

    It has no word where all others have, and fewer cells filled than any of them.
    """
    if len(texts) < 3 or has_word(texts[-1]) or not all(map(has_word, texts[:-1])):
        return False
    filled = [sum(bool(cell.strip()) for cell in row) for row in cells]
    return filled[-1] < min(filled[:-1])
