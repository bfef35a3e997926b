"""The characters beyond ASCII that texts of a language use, and the encodings such texts come in."""

_SHARED = "\u00a0€£§°±·«»–—‘’‚“”„…©®™"
_GERMAN = "äöüßÄÖÜ"
_FRENCH = "éèêëàâçîïôûùüœæÉÈÊËÀÂÇÎÏÔÛÙŒ"
_IBERIAN = "áéíóúüñçãõâêôàºª¿¡ÁÉÍÓÚÜÑÇÃÕÂÊÔÀ"
_ITALIAN = "àèéìòùÀÈÉÌÒÙ"
_NORDIC = "åäöæøéÅÄÖÆØÉðþÐÞ"
_TURKISH = "çğıöşüâÇĞİÖŞÜ"
_CZECH = "áčďéěíňóřšťúůýžäôĺľŕÁČĎÉĚÍŇÓŘŠŤÚŮÝŽÄÔĹĽŔ"
_POLISH = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"
_HUNGARIAN = "áéíóöőúüűÁÉÍÓÖŐÚÜŰ"
_ROMANIAN = "ăâîșțşţĂÂÎȘȚŞŢ"
_CYRILLIC = "".join(map(chr, range(0x0400, 0x0460))) + "№"
_GREEK = "".join(map(chr, range(0x0386, 0x03CF)))

_CHINESE = "".join(map(chr, (*range(0x3000, 0x3018), *range(0x4E00, 0x9FA6), *range(0xFF00, 0xFF5F)))) + "￥"
_JAPANESE = "".join(map(chr, (*range(0x3000, 0x3100), *range(0x4E00, 0x9FA6), *range(0xFF00, 0xFFA0))))

# The first of equals is taken: what is most usual stands first.
CANDIDATES: tuple[tuple[str, frozenset[str]], ...] = tuple(
    (encoding, frozenset(alphabet + _SHARED))
    for encoding, alphabet in (
        ("cp1252", _GERMAN),
        ("cp1252", _FRENCH),
        ("cp1252", _IBERIAN),
        ("cp1252", _ITALIAN),
        ("cp1252", _NORDIC),
        ("cp1250", _CZECH),
        ("cp1250", _POLISH),
        ("cp1250", _HUNGARIAN),
        ("iso8859_2", _POLISH),
        ("iso8859_2", _CZECH),
        ("cp1254", _TURKISH),
        ("cp1250", _ROMANIAN),
        ("cp1251", _CYRILLIC),
        ("cp852", _HUNGARIAN),
        ("cp852", _POLISH),
        ("cp852", _CZECH),
        ("cp850", _GERMAN),
        ("cp850", _FRENCH),
        ("cp850", _IBERIAN),
        ("cp1253", _GREEK),
        ("koi8_r", _CYRILLIC),
        ("cp866", _CYRILLIC),
        ("gb18030", _CHINESE),
        ("cp932", _JAPANESE),
    )
)
