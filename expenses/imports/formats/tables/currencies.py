"""Currencies as statements write them: ISO 4217 codes, signs that mean one currency alone, and older names."""

import re

_CODES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF "
    "CHF CLP CNY COP CRC CUP CVE CZK DEM DJF DKK DOP DZD EGP ERN ESP ETB EUR FJD FKP FRF GBP GEL GHS GIP GMD GNF "
    "GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK ITL JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK "
    "LBP LKR LRD LSL LTL LVL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NLG NOK NPR "
    "NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC "
    "SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW "
    "ZWL"
)
CODES = frozenset(_CODES.split(" "))
SIGNS = {
    "€": "EUR", "£": "GBP", "₹": "INR", "zł": "PLN", "Kč": "CZK", "₽": "RUB", "₺": "TRY", "₩": "KRW", "元": "CNY",
    "R$": "BRL", "US$": "USD", "HK$": "HKD", "NT$": "TWD", "NZ$": "NZD", "CA$": "CAD", "AU$": "AUD", "MX$": "MXN",
    "₪": "ILS", "₴": "UAH", "₫": "VND", "฿": "THB", "₱": "PHP", "₦": "NGN", "₸": "KZT", "₾": "GEL", "円": "JPY",
    "원": "KRW", "руб": "RUB",
}  # fmt: skip
_NAMES = {
    "人民币": "CNY",
    "RMB": "CNY",
    "NIS": "ILS",
    "RUR": "RUB",
    "YTL": "TRY",
    "TL": "TRY",
    "FT": "HUF",
    "EURO": "EUR",
}
_CODED = re.compile(r"([^\W\d_]{1,4})\s?[0-9\uff10-\uff19]+").fullmatch
_UNITS = frozenset({"KR", "RS", "FR", "SFR", "LEI", "RM", "RP", "CR", "DR"})


def currency_of(written: str) -> str | None:
    """Return the code that a cell such as `eur`, `€`, `RMB` or `CURRENCY::EUR` says, None where it says none."""
    code = written.rpartition("::")[2].strip().upper()
    return code if code in CODES else SIGNS.get(written) or _NAMES.get(code)


def is_code(cell: str) -> bool:
    """Tell whether letters before digits are those of a reference or a name, `T1234`, `Text1`, and of no currency."""
    found = _CODED(cell)
    return found is not None and found[1].upper() not in _UNITS and currency_of(found[1]) is None
