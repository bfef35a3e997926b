"""The characters beyond ASCII that texts of a language use, and the encodings such texts come in."""

from dataclasses import dataclass

_GERMAN = "äöüßÄÖÜ"
_FRENCH = "éèêëàâçîïôûùüœæÉÈÊËÀÂÇÎÏÔÛÙŒ"
_IBERIAN = "áéíóúüñçãõâêôàºª¿¡ÁÉÍÓÚÜÑÇÃÕÂÊÔÀ"
_ITALIAN = "àèéìòùÀÈÉÌÒÙ"
_NORDIC = "åäöæøéÅÄÖÆØÉðþÐÞ"
_TURKISH = "çğıöşüâÇĞİÖŞÜ"
_CZECH = "áčďéěíňóřšťúůýžäôľÁČĎÉĚÍŇÓŘŠŤÚŮÝŽÄÔĽ"
_POLISH = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"
_HUNGARIAN = "áéíóöőúüűÁÉÍÓÖŐÚÜŰ"
_ROMANIAN = "ăâîșțşţĂÂÎȘȚŞŢ"
_CYRILLIC = "".join(map(chr, range(0x0410, 0x0450))) + "ЁёЄєІіЇїҐґ№"
_GREEK = "".join(map(chr, range(0x0386, 0x03CF)))


def _of_rows(first: int, last: int, encoding: str) -> str:
    """Return the letters in some rows of an old double-byte set: what all texts of today are written with.

    Bytes in another language make the rare ones that were added later.
    """
    pairs = bytes(byte for row in range(first, last + 1) for cell in range(0xA1, 0xFF) for byte in (row, cell))
    return pairs.decode(encoding, "ignore")


_CHINESE = "".join(map(chr, (*range(0x3000, 0x3018), *range(0xFF00, 0xFF5F)))) + _of_rows(0xB0, 0xF7, "gb2312") + "￥"
_JAPANESE = "".join(map(chr, (*range(0x3000, 0x3100), *range(0x4E00, 0x9FA6), *range(0xFF00, 0xFF61))))
# Without the Chinese letters that the encoding also has: Korean of today has none, any Chinese text many.
_KOREAN = _of_rows(0xB0, 0xC8, "euc_kr")

PUNCTUATION = frozenset("\u00a0€£§°±·«»–—‘’‚“”„…©®™")
_DOS = 0.85
_MAC = 0.8
_EAST_ASIA = 0.9
_KOREA = 0.92


@dataclass(frozen=True, slots=True)
class Candidate:
    """An encoding, the letters of a language in it, and how likely it is beforehand (1.0 and less)."""

    encoding: str
    alphabet: frozenset[str]
    weight: float
    is_latin: bool


# The first of equals is taken: what is most usual stands first.
CANDIDATES = tuple(
    Candidate(encoding, frozenset(alphabet), weight, max(alphabet) < "\u0370")
    for encoding, alphabet, weight in (
        ("cp1252", _GERMAN, 1.0),
        ("cp1252", _FRENCH, 1.0),
        ("cp1252", _IBERIAN, 1.0),
        ("cp1252", _ITALIAN, 1.0),
        ("cp1252", _NORDIC, 1.0),
        ("cp1250", _CZECH, 1.0),
        ("cp1250", _POLISH, 1.0),
        ("cp1250", _HUNGARIAN, 1.0),
        ("iso8859_2", _POLISH, 1.0),
        ("iso8859_2", _CZECH, 1.0),
        ("cp1254", _TURKISH, 1.0),
        ("cp1250", _ROMANIAN, 1.0),
        ("cp1251", _CYRILLIC, 1.0),
        ("cp1253", _GREEK, 1.0),
        ("koi8_r", _CYRILLIC, _DOS),
        ("cp866", _CYRILLIC, _DOS),
        ("cp852", _HUNGARIAN, _DOS),
        ("cp852", _POLISH, _DOS),
        ("cp852", _CZECH, _DOS),
        ("cp850", _GERMAN, _DOS),
        ("cp850", _FRENCH, _DOS),
        ("cp850", _IBERIAN, _DOS),
        ("mac_roman", _FRENCH, _MAC),
        ("mac_roman", _GERMAN, _MAC),
        ("mac_roman", _IBERIAN, _MAC),
        ("cp932", _JAPANESE, _EAST_ASIA),
        ("cp949", _KOREAN, _KOREA),
        ("gb18030", _CHINESE, _EAST_ASIA),
    )
)
