"""What is left of a description when numbers and the words of payment are taken off. No database, no request."""

import re
import unicodedata
from functools import lru_cache

_NOT_LETTERS = re.compile(r"[^\w&]+|_+")
_NUMBER = re.compile(r"\d+")
_JOINED = re.compile(r"['’`´.]")
SHORTEST = 2
_PAYMENT = """
    card payment purchase pos debit credit visa mastercard maestro contactless online transaction trx ref reference
    kartenzahlung zahlung lastschrift bankomat einkauf kauf gutschrift ueberweisung uberweisung danke sagt
    paiement carte achat cb prlv virement facture
    pago compra tarjeta recibo transferencia
    pagamento acquisto carta addebito bonifico
    betaling pinbetaling betaalautomaat incasso kaartbetaling
    zakup karta platnosc przelew kartica placilo nakup
    korttiosto kortkop kop korkob dankort
    gmbh ag kg ltd llc inc sa srl spa bv nv ab oy as plc co corp sarl eu com www http https de at uk
"""
PAYMENT = frozenset(_PAYMENT.split())
"""Words of banks and companies, which say nothing of what was bought."""


@lru_cache(maxsize=65_536)
def words_of(description: str) -> tuple[str, ...]:
    """Return the words of a description: small letters without accents, no numbers, no words of payment.

    Where nothing else is left, these are all words and numbers that it has.
    """
    spread = _NOT_LETTERS.sub(" ", _JOINED.sub("", plain(description))).split()
    bare = (_NUMBER.sub("", word) for word in spread)
    return tuple([word for word in bare if len(word) >= SHORTEST and word not in PAYMENT] or spread)


def plain(text: str) -> str:
    """Return `text` in small letters without accents: "Café Straße" reads "cafe strasse"."""
    small = text.casefold()
    if small.isascii():
        return small
    decomposed = unicodedata.normalize("NFKD", small)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
